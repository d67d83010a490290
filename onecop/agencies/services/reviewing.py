"""What staff answers to an agency's enrollment, each with a letter in words and an audit entry."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.agencies import emails
from onecop.agencies.choices import DeclineReason, EnrollmentStanding, PostKind
from onecop.agencies.enrolling import questions
from onecop.agencies.models import Agency, AgencyEnrollment
from onecop.agencies.services.editing import edit_settings
from onecop.agencies.services.enrolling import new_link
from onecop.agencies.services.joining import bring_in
from onecop.agencies.services.posts import set_post
from onecop.audit.services import record
from onecop.kernel import wizard
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

REVIEWED = (EnrollmentStanding.APPLIED, EnrollmentStanding.WAITLISTED)


class NotWaiting(Refused):
    """Somebody else has answered it, or it is with the applicant."""


class CannotUndo(Refused):
    """Too much hangs on the answer by now."""


@transaction.atomic
def accept_enrollment(*, enrollment: AgencyEnrollment, message: str = "", by: Actor, at: datetime) -> Agency:
    """Bring the agency in, name its liaison and executive, take over its rules, and write to both."""
    row = _waiting(enrollment)
    facts = wizard.cleaned(questions.TOPICS, row.answers)
    _answer(row, EnrollmentStanding.ACCEPTED, message=message, by=by, at=at)
    agency = bring_in(agency=_of(row), by=by, at=at)
    ground, policies, you, other = facts["ground"], facts["policies"], facts["you"], facts["liaison"]
    edit_settings(
        agency=agency, by=by, at=at, officer_capacity=policies["capacity"], liaison_sees_proposals=policies["sees_proposals"],
        ride_along_note=policies["ride_along"], timezone=ground["timezone"],
        **{name: ground[name] for name in ("precinct_word", "beat_word") if ground[name]},
    )  # fmt: skip
    who: dict[str, Any] = you if other["who"] == questions.ME else other
    liaison = set_post(
        agency=agency, kind=PostKind.LIAISON, name=who["name"], title=who["title"], email=who["email"], phone=str(who["phone"] or ""), by=by, at=at
    )
    boss = facts["executive"]
    executive = set_post(agency=agency, kind=PostKind.EXECUTIVE, name=boss["name"], title=boss["title"], email=boss["email"], by=by, at=at)
    line = message or _("We are glad that you are here.")
    emails.welcome_liaison(agency, liaison, message=line, by=by, at=at)
    if executive.email != liaison.email:
        emails.welcome_executive(agency, executive, liaison=liaison.name, message=line, by=by, at=at)
    return agency


@transaction.atomic
def ask_back(*, enrollment: AgencyEnrollment, message: str, by: Actor, at: datetime) -> AgencyEnrollment:
    """Ask the applicant something; a link opens the form for changes."""
    row = _waiting(enrollment)
    _answer(row, EnrollmentStanding.ASKED_BACK, message=message, by=by, at=at)
    link, until = new_link(row, at=at)
    emails.to_applicant(emails.ASKED_BACK, row, by=by, at=at, message=message, link=link, until=until)
    return row


@transaction.atomic
def waitlist(*, enrollment: AgencyEnrollment, message: str, by: Actor, at: datetime) -> AgencyEnrollment:
    """Keep a place for the agency until something changes; the letter says what."""
    row = _waiting(enrollment)
    _answer(row, EnrollmentStanding.WAITLISTED, message=message, by=by, at=at)
    emails.to_applicant(emails.WAITLISTED, row, by=by, at=at, message=message)
    return row


@transaction.atomic
def decline(*, enrollment: AgencyEnrollment, reason: str, message: str, by: Actor, at: datetime) -> AgencyEnrollment:
    """Say no, with a reason of the list and words of one's own."""
    row = _waiting(enrollment)
    row.decline_reason = DeclineReason(reason)
    _answer(row, EnrollmentStanding.DECLINED, message=message, by=by, at=at)
    emails.to_applicant(emails.DECLINED, row, by=by, at=at, reason=DeclineReason(reason).label, message=message)
    return row


@transaction.atomic
def reopen(*, enrollment: AgencyEnrollment, by: Actor, at: datetime) -> AgencyEnrollment:
    """Take an answer back and look again. An agency that is in is paused or leaves; it is not un-accepted.

    Raises:
        CannotUndo: it was accepted, or not sent.
    """
    row = _locked(enrollment)
    if row.standing == EnrollmentStanding.APPLIED:
        return row
    if row.standing in (EnrollmentStanding.ACCEPTED, EnrollmentStanding.DRAFT):
        raise CannotUndo(_("An agency that takes part is not un-accepted."), instead=_("Pause it in its settings."))
    before = row.standing
    row.standing, row.settled_at, row.settled_by, row.decline_reason, row.message = EnrollmentStanding.APPLIED, None, None, "", ""
    row.save(update_fields=["standing", "settled_at", "settled_by", "decline_reason", "message"])
    record("agency_enrollment.reopened", row, by=by, at=at, before={"standing": before}, after={"standing": row.standing}, scope_id=_of(row).scope_id)
    emails.to_applicant(emails.REOPENED, row, by=by, at=at)
    return row


def _locked(enrollment: AgencyEnrollment) -> AgencyEnrollment:
    return AgencyEnrollment.objects.select_for_update(of=("self",)).select_related("agency__scope").get(pk=enrollment.pk)


def _waiting(enrollment: AgencyEnrollment) -> AgencyEnrollment:
    row = _locked(enrollment)
    if row.standing not in REVIEWED:
        raise NotWaiting(_("This enrollment is not waiting for an answer: %(standing)s.") % {"standing": row.get_standing_display()})
    return row


def _of(row: AgencyEnrollment) -> Agency:
    assert row.agency is not None  # a constraint: whatever was sent names its agency
    return row.agency


def _answer(row: AgencyEnrollment, standing: EnrollmentStanding, *, message: str, by: Actor, at: datetime) -> None:
    before = row.standing
    row.standing, row.message, row.settled_at = standing, message, at
    row.settled_by = by if isinstance(by, Person) else None
    row.save(update_fields=["standing", "message", "settled_at", "settled_by", "decline_reason"])
    after = {"standing": str(standing), **({"reason": row.decline_reason} if row.decline_reason else {})}
    record("agency_enrollment.answered", row, by=by, at=at, before={"standing": before}, after=after, scope_id=_of(row).scope_id)
