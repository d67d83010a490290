"""Keeps the calendars of those who take part in step with a meeting."""

from datetime import datetime

from onecop.kernel.actor import Actor
from onecop.scheduling import emails, itip
from onecop.scheduling.models import Invitee, Meeting
from onecop.scheduling.people import Part, parts


def tell(meeting: Meeting, *, changed: bool = False, was: str = "", by: Actor, at: datetime) -> bool:
    """Invite whoever takes part and was not, take out whoever no longer does, and, when time or place changed, tell those who stay.

    The sequence rises once for all of it. Returns whether anybody was told.

    Args:
        meeting: agreed and locked. was: when it would have been, in words, for those who stay.
    """
    everyone = parts(meeting, at)
    invited = {(i.officer_id, i.contact_id): i for i in meeting.invitees.filter(dropped_at=None)}
    wanted = {part.row: part for part in everyone}
    fresh = [part for row, part in wanted.items() if row not in invited]
    gone = [row for key, row in invited.items() if key not in wanted]
    stay = [_address(row, wanted[key]) for key, row in invited.items() if key in wanted] if changed else []
    if not (fresh or gone or stay):
        return False
    if meeting.invitees.exists():
        raise_sequence(meeting, at)
    for row in gone:
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
        emails.calendar(emails.DROPPED.kind, meeting, row, method=itip.CANCEL, everyone=everyone, by=by, at=at)
    for row in stay:
        emails.calendar(emails.MOVED.kind, meeting, row, method=itip.REQUEST, everyone=everyone, was=was, by=by, at=at)
    for part in fresh:
        row = Invitee.objects.create(meeting=meeting, officer=part.officer, contact=part.contact, email=part.email, name=part.name, invited_at=at)
        emails.calendar(emails.INVITATION.kind, meeting, row, method=itip.REQUEST, everyone=everyone, by=by, at=at)
    return True


def call_off(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Strike a meeting from the calendars it stands in. Its invitees stay on record."""
    raise_sequence(meeting, at)
    for row in meeting.invitees.filter(dropped_at=None):
        emails.calendar(emails.CALLED_OFF.kind, meeting, row, method=itip.CANCEL, everyone=[], by=by, at=at)


def raise_sequence(meeting: Meeting, at: datetime) -> None:
    meeting.sequence += 1
    meeting.changed_at = at
    meeting.save(update_fields=["sequence", "changed_at"])


def _address(row: Invitee, part: Part) -> Invitee:
    """Follow a new address: the next letter goes there."""
    if (row.email, row.name) != (part.email, part.name):
        row.email, row.name = part.email, part.name
        row.save(update_fields=["email", "name"])
    return row
