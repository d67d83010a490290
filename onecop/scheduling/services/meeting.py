"""The day of a meeting: the reminder before, the question after, and what both sides say."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.kernel.actor import SYSTEM, Actor
from onecop.scheduling import emails, rules
from onecop.scheduling.choices import BOTH, CancelReason, MeetingState, Side
from onecop.scheduling.exceptions import CannotSay
from onecop.scheduling.models import Meeting, MeetingWord
from onecop.scheduling.people import parts
from onecop.scheduling.services.agreeing import MET, cancel
from onecop.scheduling.services.locking import lock

LINK_LASTS = timedelta(days=14)


@transaction.atomic
def remind(*, meeting: Meeting, at: datetime) -> bool:
    """Write to everyone a day before, once. When one side has nobody any more, the meeting is called off instead.

    Returns:
        Whether there was anything to do: of two workers one wins.
    """
    row = lock(meeting)
    if row.state != MeetingState.AGREED or row.reminded_at is not None or row.starts is None or not rules.remind_from(row.starts) <= at < row.starts:
        return False
    invited = list(row.invitees.filter(dropped_at=None))
    if {invitee.side for invitee in invited} != set(BOTH):
        cancel(meeting=row, reason=CancelReason.NOBODY, by=SYSTEM, at=at)
        return True
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    if row.changed_at <= rules.remind_from(row.starts):
        everyone = parts(row, at)
        for invitee in invited:
            emails.remind(row, invitee, everyone=everyone, by=SYSTEM, at=at)
    return True


@transaction.atomic
def ask_whether_met(*, meeting: Meeting, at: datetime) -> bool:
    """Ask everyone who was invited, once, by a link of their own."""
    row = lock(meeting)
    if row.state != MeetingState.AGREED or row.asked_at is not None or row.ends is None or row.ends > at:
        return False
    row.asked_at = at
    row.save(update_fields=["asked_at"])
    everyone = parts(row, at)
    for invitee in row.invitees.filter(dropped_at=None):
        target = f"{row.key}:{invitee.side}"
        token = links.issue(act=MET, target=target, email=invitee.email, name=invitee.name, until=at + LINK_LASTS, at=at)
        emails.did_you_meet(row, invitee, everyone=everyone, token=token, by=SYSTEM, at=at)
    return True


@transaction.atomic
def say_met(*, meeting: Meeting, side: Side, met: bool, by: Actor, at: datetime, link: ActionLink | None = None) -> Meeting:
    """One side says whether they met. Both agree, or one alone for a day: then it is so. Two that differ are brought together by staff.

    Raises:
        CannotSay: it has not begun, or is settled already.
        LinkUsed: the link has done its act.
    """
    row = lock(meeting)
    if row.state != MeetingState.AGREED:
        raise CannotSay(_("This is settled already: %(state)s.") % {"state": row.get_state_display()}, instead=_("Write to us if that is not right."))
    if not row.has_begun(at):
        raise CannotSay(_("This meeting has not begun yet."), instead=_("Tell us afterward."))
    if link is not None:
        links.use(link, at)
    MeetingWord.objects.create(meeting=row, side=side, met=met, at=at, by_id=by.pk, by_label=by.audit_label[:160])
    record("meeting.said_met" if met else "meeting.said_missed", row, by=by, at=at, after={"side": side})
    _judge(row, by=by, at=at)
    return row


@transaction.atomic
def settle(*, meeting: Meeting, at: datetime) -> bool:
    """Let one side's word count when the other has kept silent for a day. Returns whether that settled it."""
    row = lock(meeting)
    return row.state == MeetingState.AGREED and _judge(row, by=SYSTEM, at=at)


def _judge(row: Meeting, *, by: Actor, at: datetime) -> bool:
    said = {Side(word.side): (word.met, word.at) for word in row.words.all()}
    found = rules.verdict(said, at)
    if found.differ and row.differ_at is None:
        row.differ_at = at
        row.save(update_fields=["differ_at"])
        emails.differ(row, by=by, at=at)
    if found.state is None:
        return False
    row.state, row.settled_at, row.settled_by_id, row.changed_at = found.state, at, by.pk, at
    row.save(update_fields=["state", "settled_at", "settled_by_id", "changed_at"])
    record("meeting.held" if found.state == MeetingState.HELD else "meeting.missed", row, by=by, at=at, after={"starts": str(row.starts)})
    for side in BOTH:
        links.withdraw(act=MET, target=f"{row.key}:{side}", at=at)
    return True
