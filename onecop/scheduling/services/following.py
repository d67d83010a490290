"""What follows for meetings when a partnership begins, pauses or ends, and when its people change. Registered in `apps.py`."""

from datetime import datetime

from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.mail.language import letters_language
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.scheduling.choices import CancelReason, MeetingKind, MeetingState
from onecop.scheduling.exceptions import CannotOffer
from onecop.scheduling.services.agreeing import cancel
from onecop.scheduling.services.inviting import tell
from onecop.scheduling.services.locking import lock
from onecop.scheduling.services.offering import offer, renew, show_to, tell_no_times

FIRST_MINUTES = 60


@letters_language()
def when_begun(*, partnership: Partnership, by: Actor, at: datetime) -> None:
    """Offer a first meeting at once; when the calendar holds none, both sides are told why and find one between them."""
    try:
        offer(partnership=partnership, kind=MeetingKind.FIRST, minutes=FIRST_MINUTES, by=by, at=at)
    except CannotOffer as no:
        tell_no_times(partnership, MeetingKind.FIRST, no, by=by, at=at)


def when_standing_changes(*, partnership: Partnership, was: str, by: Actor, at: datetime) -> None:
    """Call off whatever lies ahead of a partnership that pauses or ends, but the talk with which it ends."""
    if partnership.state == PartnershipState.ACTIVE:
        return
    reason = CancelReason.ENDED if partnership.state == PartnershipState.ENDED else CancelReason.PAUSED
    for meeting in partnership.meetings.open().exclude(kind=MeetingKind.CLOSING):
        if meeting.state == MeetingState.OFFERED or not meeting.has_begun(at):
            cancel(meeting=meeting, reason=reason, by=by, at=at)


@letters_language()
def when_tenure_changes(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    """Bring what lies ahead to those who hold the partnership on its day; look for other times when another officer's shift counts now."""
    for meeting in partnership.meetings.open():
        if meeting.state == MeetingState.AGREED and not meeting.has_begun(at):
            row = lock(meeting)
            if tell(row, by=by, at=at):
                record("meeting.people_changed", row, by=by, at=at)
        elif meeting.state == MeetingState.OFFERED and new is not None and new.contact_id:
            show_to(meeting=meeting, tenure=new, by=by, at=at)
        elif meeting.state == MeetingState.OFFERED and new is not None and not meeting.guests.filter(officer=new.officer_id).exists():
            try:
                renew(meeting=meeting, whatever=True, by=by, at=at)
            except Refused:  # nobody to offer it to yet
                continue
