"""What staff answers to an enrollment, each with a letter in words and an audit entry."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import services as access
from onecop.access.models import Grant, Person
from onecop.audit.services import record
from onecop.congregations import emails
from onecop.congregations.choices import CongregationStanding, DeclineReason, EnrollmentStanding
from onecop.congregations.models import Congregation, Enrollment
from onecop.congregations.registry import reason_to_keep
from onecop.congregations.services.enrolling import new_link
from onecop.congregations.services.people import accept
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

UNDO_ACCEPT_WITHIN = timedelta(hours=24)
REVIEWED = (EnrollmentStanding.APPLIED, EnrollmentStanding.WAITLISTED)
STANDING_OF = {
    EnrollmentStanding.APPLIED: CongregationStanding.APPLIED,
    EnrollmentStanding.ASKED_BACK: CongregationStanding.ASKED_BACK,
    EnrollmentStanding.ACCEPTED: CongregationStanding.ACCEPTED,
    EnrollmentStanding.WAITLISTED: CongregationStanding.WAITLISTED,
    EnrollmentStanding.DECLINED: CongregationStanding.DECLINED,
}


class NotWaiting(Refused):
    """Somebody else has answered it, or it is with the applicant."""


class CannotUndo(Refused):
    """Too much hangs on the answer by now."""


@transaction.atomic
def accept_enrollment(*, enrollment: Enrollment, message: str = "", by: Actor, at: datetime) -> Congregation:
    """Welcome a congregation: its contacts may sign in, and each is written to.

    Args:
        message: a personal line for the letter; a friendly one is there when it is empty.
    """
    row = _waiting(enrollment)
    _answer(row, EnrollmentStanding.ACCEPTED, message=message, by=by, at=at)
    congregation = accept(congregation=_of(row), by=by, at=at)
    for contact in congregation.contacts.filter(ended_on=None):
        emails.welcome_in(congregation, contact, message=message or _("We are glad that you are here."), by=by, at=at)
    return congregation


@transaction.atomic
def ask_back(*, enrollment: Enrollment, message: str, by: Actor, at: datetime) -> Enrollment:
    """Ask the applicant something; a link opens the form for changes."""
    row = _waiting(enrollment)
    _answer(row, EnrollmentStanding.ASKED_BACK, message=message, by=by, at=at)
    link, until = new_link(row, at=at)
    emails.to_applicant(emails.ASKED_BACK, row, by=by, at=at, message=message, link=link, until=until)
    return row


@transaction.atomic
def waitlist(*, enrollment: Enrollment, message: str, by: Actor, at: datetime) -> Enrollment:
    """Keep a place for the congregation until something changes; the letter says what."""
    row = _waiting(enrollment)
    _answer(row, EnrollmentStanding.WAITLISTED, message=message, by=by, at=at)
    emails.to_applicant(emails.WAITLISTED, row, by=by, at=at, message=message)
    return row


@transaction.atomic
def decline(*, enrollment: Enrollment, reason: str, message: str, by: Actor, at: datetime) -> Enrollment:
    """Say no, with a reason of the list and words of one's own."""
    row = _waiting(enrollment)
    row.decline_reason = DeclineReason(reason)
    _answer(row, EnrollmentStanding.DECLINED, message=message, by=by, at=at)
    emails.to_applicant(emails.DECLINED, row, by=by, at=at, reason=DeclineReason(reason).label, message=message)
    return row


@transaction.atomic
def reopen(*, enrollment: Enrollment, by: Actor, at: datetime) -> Enrollment:
    """Take an answer back and look again. An acceptance can be taken back for a day, while nothing hangs on it.

    Raises:
        CannotUndo: with the reason.
    """
    row = _locked(enrollment)
    if row.standing == EnrollmentStanding.APPLIED:
        return row
    if (why := why_not_reopen(row, at)) != "":
        raise CannotUndo(why)
    if row.standing == EnrollmentStanding.ACCEPTED:
        for grant in Grant.objects.in_force().filter(scope=_of(row).scope).select_related("person", "scope"):
            access.revoke(grant=grant, by=by, at=at)
    before = row.standing
    row.standing, row.settled_at, row.settled_by, row.decline_reason, row.message = EnrollmentStanding.APPLIED, None, None, "", ""
    row.save(update_fields=["standing", "settled_at", "settled_by", "decline_reason", "message"])
    _stand(_of(row), row.standing, at=at)
    record("enrollment.reopened", row, by=by, at=at, before={"standing": before}, after={"standing": row.standing}, scope_id=_of(row).scope_id)
    emails.to_applicant(emails.REOPENED, row, by=by, at=at)
    return row


def why_not_reopen(enrollment: Enrollment, at: datetime) -> str:
    """Say why an answer cannot be taken back; empty when it can."""
    if enrollment.standing == EnrollmentStanding.DRAFT:
        return _("It has not been sent yet.")
    if enrollment.standing != EnrollmentStanding.ACCEPTED:
        return ""
    if enrollment.settled_at is None or at - enrollment.settled_at > UNDO_ACCEPT_WITHIN:
        return _("It was accepted more than a day ago. The congregation can leave; it cannot be un-accepted.")
    return reason_to_keep(_of(enrollment))


def _locked(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.select_for_update(of=("self",)).select_related("congregation__scope").get(pk=enrollment.pk)


def _waiting(enrollment: Enrollment) -> Enrollment:
    row = _locked(enrollment)
    if row.standing not in REVIEWED:
        raise NotWaiting(_("This enrollment is not waiting for an answer: %(standing)s.") % {"standing": row.get_standing_display()})
    return row


def _of(row: Enrollment) -> Congregation:
    assert row.congregation is not None  # a constraint: whatever was sent has its congregation
    return row.congregation


def _answer(row: Enrollment, standing: EnrollmentStanding, *, message: str, by: Actor, at: datetime) -> None:
    before = row.standing
    row.standing, row.message, row.settled_at = standing, message, at
    row.settled_by = by if isinstance(by, Person) else None
    row.save(update_fields=["standing", "message", "settled_at", "settled_by", "decline_reason"])
    if standing != EnrollmentStanding.ACCEPTED:
        _stand(_of(row), standing, at=at)
    after = {"standing": str(standing), **({"reason": row.decline_reason} if row.decline_reason else {})}
    record("enrollment.answered", row, by=by, at=at, before={"standing": before}, after=after, scope_id=_of(row).scope_id)


def _stand(congregation: Congregation, standing: str, *, at: datetime) -> None:
    congregation.standing, congregation.standing_since = STANDING_OF[EnrollmentStanding(standing)], at
    congregation.save(update_fields=["standing", "standing_since"])
