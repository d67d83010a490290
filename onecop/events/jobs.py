"""What workers do for events: a reminder before the day, a question after it."""

from datetime import datetime

from onecop.events import planned, queries
from onecop.events.models import Invite, Turn
from onecop.events.services import ask_whether_they_came, nudge, recheck, remind
from onecop.tasks.alone import Alone
from onecop.tasks.registry import every


@every(minutes=30, name="events.letters")
def letters(at: datetime) -> None:
    """Remind who has not answered; ask the congregation whether the officer came."""
    with Alone("events.letters") as alone:
        for invite in queries.waiting_invites(at):
            with alone(invite):
                remind(invite=invite, at=at)
        for invite in queries.untold(at):
            with alone(invite):
                ask_whether_they_came(invite=invite, at=at)


@every(minutes=5, name="events.hours")
def hours(at: datetime) -> None:
    """Look again at what officers said yes to whose shift or days have changed."""
    with Alone("events.hours") as alone:
        for invite in Invite.objects.filter(hours_changed_at__isnull=False).order_by("id").iterator():
            with alone(invite):
                recheck(invite=invite, at=at)


@every(minutes=60, name="events.checklists")
def checklists(at: datetime) -> None:
    """Say what is late on a planning checklist: to each owner in one letter, at most once a day."""
    with Alone("events.checklists") as alone:
        for email, tasks in planned.late(at).items():
            with alone(tasks[0]):
                nudge(email=email, tasks=tasks, at=at)


@every(minutes=60, name="events.turns")
def turns(at: datetime) -> None:
    Turn.objects.tidy(at)
