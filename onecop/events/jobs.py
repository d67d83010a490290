"""What workers do for events: a reminder before the day, a question after it."""

from datetime import datetime

from onecop.events import queries
from onecop.events.services import ask_whether_they_came, remind
from onecop.tasks.registry import every


@every(minutes=30, name="events.letters")
def letters(at: datetime) -> None:
    """Remind who has not answered; ask the congregation whether the officer came."""
    for invite in queries.waiting_invites(at):
        remind(invite=invite, at=at)
    for invite in queries.untold(at):
        ask_whether_they_came(invite=invite, at=at)
