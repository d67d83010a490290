"""What workers do for ride-alongs."""

from datetime import datetime, timedelta

from onecop.kernel.actor import SYSTEM
from onecop.ridealongs import services
from onecop.ridealongs.choices import State
from onecop.ridealongs.models import RideAlong
from onecop.tasks.alone import Alone
from onecop.tasks.registry import every

AHEAD = timedelta(hours=30)


@every(hours=1, name="ridealongs.reminders")
def reminders(at: datetime) -> None:
    """Remind everyone a day ahead, once per booking."""
    near = RideAlong.objects.filter(state=State.APPROVED, checked_in_at=None, reminded_at=None, starts_at__gt=at, starts_at__lte=at + AHEAD)
    with Alone("ridealongs.reminders") as alone:
        for ride in near:
            with alone(ride):
                services.remind(ride=ride, by=SYSTEM, at=at)


@every(minutes=5, name="ridealongs.hours")
def hours(at: datetime) -> None:
    """Look again at the bookings of officers whose shift or days have changed."""
    with Alone("ridealongs.hours") as alone:
        for ride in RideAlong.objects.filter(hours_changed_at__isnull=False).order_by("id").iterator():
            with alone(ride):
                services.recheck(ride=ride, at=at)
