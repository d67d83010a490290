"""What workers do for the weekend."""

from datetime import datetime, timedelta

from onecop.access.models import Person
from onecop.kernel.clock import now
from onecop.tasks.alone import Alone
from onecop.tasks.progress import Cancelled, Interrupted, Progress
from onecop.tasks.registry import every, job
from onecop.weekend import queries, services
from onecop.weekend.choices import Standing
from onecop.weekend.models import Batch, Submission
from onecop.weekend.services.batching import JOB, UNDO, ended

AFTER = timedelta(hours=12)
FOR = timedelta(days=21)
AT_ONCE = 2_000


@every(minutes=30, name="weekend.attendance")
def ask(at: datetime) -> None:
    """Ask each host how many came, once the last day of the weekend is over."""
    rows = Submission.objects.filter(standing=Standing.ACCEPTED, asked_at=None, attendance=None, starts_at__gt=at - FOR, starts_at__lte=at - AFTER)
    over = rows.filter(weekend__ends_on__lt=(at - AFTER).date()).exclude(email="").exclude(event__cancelled_at__isnull=False)
    with Alone("weekend.attendance") as alone:
        for row in over.select_related("weekend").order_by("id")[:AT_ONCE]:
            with alone(row):
                services.ask_attendance(submission=row, at=at)


@every(hours=6, name="weekend.unconfirmed")
def tidy(at: datetime) -> None:
    services.drop_unconfirmed(at=at)


@job(JOB, again=True)
def accept_all(progress: Progress, *, batch: int, by: int, at: str) -> None:
    """Accept all that matched when somebody pressed, as far as they may decide it still."""
    row, who = Batch.objects.select_related("weekend").get(pk=batch), Person.objects.get(pk=by)
    try:
        services.carry_out(batch=row, rows=queries.matching(row.weekend, who, row.choice), by=who, at=datetime.fromisoformat(at), progress=progress)
    except Interrupted:
        raise
    except Cancelled:
        ended(batch=row, at=now())
        raise


@job(UNDO, again=True)
def take_back(progress: Progress, *, batch: int, by: int, at: str) -> None:
    """Take such a press back."""
    row, who = Batch.objects.select_related("weekend").get(pk=batch), Person.objects.get(pk=by)
    services.carry_back(batch=row, by=who, at=datetime.fromisoformat(at), progress=progress)
