"""A time is agreed, here or elsewhere; it moves; it is called off."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import may_talk_at_last
from onecop.scheduling import emails, rules, words
from onecop.scheduling.choices import BOTH, CancelReason, MeetingKind, MeetingState
from onecop.scheduling.exceptions import CannotChange, CannotWriteIn
from onecop.scheduling.models import Guest, Meeting, Move
from onecop.scheduling.people import handed_over, parts
from onecop.scheduling.services.inviting import call_off, tell
from onecop.scheduling.services.locking import lock, lock_partnership

CHOOSE, MET = "meeting.choose", "meeting.met"


def agree(row: Meeting, *, starts: datetime, ends: datetime, by: Actor, at: datetime, written_in: bool = False) -> Meeting:
    """Settle on a time, in the caller's transaction and under its lock, and invite everyone who takes part."""
    row.state, row.starts, row.ends, row.written_in = MeetingState.AGREED, starts, ends, written_in
    row.agreed_at, row.agreed_by_id, row.changed_at = at, by.pk, at
    row.save(update_fields=["state", "starts", "ends", "written_in", "agreed_at", "agreed_by_id", "changed_at"])
    record("meeting.written_in" if written_in else "meeting.agreed", row, by=by, at=at, after={"starts": starts.isoformat()})
    tell(row, by=by, at=at)
    return row


@transaction.atomic
def write_in(
    *, partnership: Partnership, kind: MeetingKind, starts: datetime, ends: datetime, place: str = "", note: str = "", by: Actor, at: datetime
) -> Meeting:
    """Write down what was agreed elsewhere. What lies behind counts as held on its honest date; for what lies ahead everyone gets an invitation.

    Times that are still offered for a meeting of this kind give way to it, unless it was another one that lies behind.

    Raises:
        CannotWriteIn: the span makes no sense, another first meeting is agreed, or the partnership has ended and the time lies ahead.
    """
    row = lock_partnership(partnership)
    _check_span(starts, ends, at)
    if row.state == PartnershipState.ENDED and ends > at and (kind != MeetingKind.CLOSING or not may_talk_at_last(row, at)):
        raise CannotWriteIn(_("This partnership has ended."), instead=_("Take it up again first."))
    gives_way = kind == MeetingKind.FIRST or ends > at
    meeting = row.meetings.select_for_update(of=("self",)).filter(kind=kind, state=MeetingState.OFFERED).first() if gives_way else None
    if meeting is None:
        meeting = Meeting(partnership=row, kind=kind, state=MeetingState.OFFERED, made_at=at, made_by_id=by.pk)
    meeting.partnership, meeting.minutes, meeting.changed_at = row, (ends - starts) // timedelta(minutes=1), at
    meeting.place, meeting.note = place[:200] or meeting.place, note[:300] or meeting.note
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError:
        raise CannotWriteIn(_("A first meeting is agreed already."), instead=_("Move it, or say whether you met.")) from None
    if ends > at:
        _bring_back(meeting)
        return agree(meeting, starts=starts, ends=ends, by=by, at=at, written_in=True)
    meeting.state, meeting.starts, meeting.ends, meeting.written_in = MeetingState.HELD, starts, ends, True
    meeting.agreed_at = meeting.settled_at = at
    meeting.agreed_by_id = meeting.settled_by_id = by.pk
    meeting.save()
    record("meeting.held", meeting, by=by, at=at, after={"starts": starts.isoformat()})
    return meeting


def _bring_back(meeting: Meeting) -> None:
    """To a handover meeting that was written in comes whoever held the partnership before, too."""
    before = handed_over(meeting.partnership) if meeting.kind == MeetingKind.OVERLAP and not meeting.guests.exists() else None
    if before is not None:
        Guest.objects.create(meeting=meeting, officer=before)


def _check_span(starts: datetime, ends: datetime, at: datetime) -> None:
    if ends <= starts or ends - starts > rules.LONGEST:
        raise CannotWriteIn(_("The end must come after the beginning, within twelve hours."), instead=_("Correct the times."))
    if starts > at + rules.FURTHEST:
        raise CannotWriteIn(_("That is more than a year ahead."), instead=_("Choose an earlier day."))


@transaction.atomic
def move(*, meeting: Meeting, starts: datetime, ends: datetime, place: str | None = None, by: Actor, at: datetime) -> Meeting:
    """Move an agreed meeting, or change where it is. Every calendar changes with it. What is the same already changes nothing.

    Args:
        place: None leaves it.

    Raises:
        CannotChange: it is not agreed, or has begun; or the new time lies behind.
        CannotWriteIn: the span makes no sense.
    """
    row = lock(meeting)
    _must_be_ahead(row, at)
    _check_span(starts, ends, at)
    if starts <= at:
        raise CannotChange(_("That time lies behind us."), instead=_("Choose a later one."))
    where = row.place if place is None else place[:200]
    if (row.starts, row.ends, row.place) == (starts, ends, where):
        return row
    assert row.starts is not None
    assert row.ends is not None
    was, old = words.when_of(row), (row.starts, row.ends)
    if old != (starts, ends):
        Move.objects.create(meeting=row, was_starts=old[0], was_ends=old[1], to_starts=starts, at=at, by_id=by.pk)
        row.reminded_at = None
    row.starts, row.ends, row.place, row.minutes, row.changed_at = starts, ends, where, (ends - starts) // timedelta(minutes=1), at
    row.save(update_fields=["starts", "ends", "place", "minutes", "changed_at", "reminded_at"])
    record("meeting.moved", row, by=by, at=at, before={"starts": old[0].isoformat()}, after={"starts": starts.isoformat()})
    tell(row, changed=True, was=was, by=by, at=at)
    return row


def _must_be_ahead(row: Meeting, at: datetime) -> None:
    if row.state != MeetingState.AGREED:
        raise CannotChange(_("No time is agreed for this meeting: %(state)s.") % {"state": row.get_state_display()}, instead=_("Look at the page again."))
    if row.has_begun(at):
        raise CannotChange(_("This meeting has begun."), instead=_("Say whether you met; if not, find a new time."))


@transaction.atomic
def cancel(*, meeting: Meeting, reason: CancelReason, words: str = "", quietly: bool = False, by: Actor, at: datetime) -> Meeting:
    """Call a meeting off: struck from every calendar, or, before a time was agreed, the offer withdrawn.

    Args:
        words: a reason of one's own, which both sides read. quietly: without a letter about times that nobody picked.

    Raises:
        CannotChange: it is over already, in one way or another.
    """
    row = lock(meeting)
    if row.state != MeetingState.OFFERED:
        _must_be_ahead(row, at)
    agreed = row.state == MeetingState.AGREED
    row.state, row.cancel_reason, row.cancel_words = MeetingState.CANCELLED, reason, words.strip()[:200]
    row.cancelled_at, row.cancelled_by_id, row.changed_at = at, by.pk, at
    row.save(update_fields=["state", "cancel_reason", "cancel_words", "cancelled_at", "cancelled_by_id", "changed_at"])
    record("meeting.cancelled", row, by=by, at=at, after={"reason": str(reason)})
    for side in BOTH:
        links.withdraw(act=CHOOSE, target=f"{row.key}:{side}", at=at)
    if agreed:
        call_off(row, by=by, at=at)
    elif not quietly:
        for part in parts(row, at):
            emails.withdrawn(row, part, by=by, at=at)
    return row
