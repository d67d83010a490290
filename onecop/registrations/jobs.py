"""What workers do for guests: offers that nobody answered move on, raised seats reach the line, the door's numbers reach the event."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from onecop.access.models import Person
from onecop.events.models import Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.registrations.choices import GuestSide, RegistrationState
from onecop.registrations.models import Registration, Seats, Sending
from onecop.registrations.services import carry_out, forget_askings, move_on, recheck, tell
from onecop.tasks.alone import Alone
from onecop.tasks.progress import Progress
from onecop.tasks.registry import every, job


@every(minutes=1, name="registrations.line")
def line(at: datetime) -> None:
    """Move every line on in which an offer ran out, or for which the host has raised the seats."""
    ran_out = Registration.objects.filter(state=RegistrationState.OFFERED, offer_until__lte=at).values("occurrence")
    waits = Registration.objects.filter(state=RegistrationState.WAITING, occurrence__starts_at__gt=at).values("occurrence")
    capacity = F("occurrence__event__capacity")
    raised = Seats.objects.filter(occurrence__in=waits).filter(Q(capacity__lt=capacity) | Q(occurrence__event__capacity=None, capacity__isnull=False))
    with Alone("registrations.line") as alone:
        for date in Occurrence.objects.filter(Q(pk__in=ran_out) | Q(pk__in=raised.values("occurrence"))).select_related("event"):
            with alone(date):
                move_on(occurrence=date, at=at)


@every(minutes=10, name="registrations.door")
def door(at: datetime) -> None:
    """Tell events what the door learned before it began."""
    recent = Occurrence.objects.filter(starts_at__lte=at, starts_at__gt=at - timedelta(days=2), cancelled_at=None)
    counted = Seats.objects.exclude(heads=None).filter(Q(heads_told=None) | ~Q(heads=F("heads_told"))).values("occurrence")
    came = Registration.objects.filter(came_at__isnull=False, told_came=None, partnership__isnull=False).exclude(side=GuestSide.GUEST).values("occurrence")
    with Alone("registrations.door") as alone:
        for date in recent.filter(Q(pk__in=counted) | Q(pk__in=came)).select_related("event"):
            with alone(date):
                tell(occurrence=date, at=at)


@every(minutes=5, name="registrations.hours")
def hours(at: datetime) -> None:
    """Look again at what officers said yes to as guests, and whose shift or days have changed."""
    with Alone("registrations.hours") as alone:
        for row in Registration.objects.filter(hours_changed_at__isnull=False).order_by("id").iterator():
            with alone(row):
                recheck(registration=row, at=at)


@every(hours=6, name="registrations.forget")
def forget(at: datetime) -> None:
    """Delete what was filled in on public pages and never confirmed."""
    forget_askings(at)


@job("registrations.send", again=True)
def send(progress: Progress, *, sending: int, at: str) -> dict[str, Any]:
    """Write the letters of one sending, on behalf of whoever asked for it."""
    row = Sending.objects.get(pk=sending)
    by = Person.objects.filter(pk=row.made_by_id).first() if row.made_by_id else None
    return {"letters": carry_out(sending=row, by=by or SYSTEM, at=datetime.fromisoformat(at), progress=progress)}
