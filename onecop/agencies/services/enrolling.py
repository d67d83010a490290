"""What an applicant does for an agency: begin, keep a page, ask for the link, send."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.enrolling.filing import Filing, finished
from onecop.agencies import emails
from onecop.agencies.choices import EnrollmentStanding
from onecop.agencies.enrolling import questions
from onecop.agencies.models import Agency, AgencyEnrollment
from onecop.audit.services import record
from onecop.kernel import charter, wizard

FILING = Filing(AgencyEnrollment, "agency_enrollment", "agency", (EnrollmentStanding.DRAFT, EnrollmentStanding.ASKED_BACK))
new_link = FILING.new_link


@transaction.atomic
def start(*, at: datetime) -> AgencyEnrollment:
    """Begin an empty enrollment."""
    row = AgencyEnrollment.objects.create(started_at=at, saved_at=at)
    record("agency_enrollment.started", row, by=row.applicant, at=at)
    return row


@transaction.atomic
def keep_page(*, enrollment: AgencyEnrollment, slug: str, typed: wizard.Typed, at: datetime) -> AgencyEnrollment:
    """Keep what was typed on a page, right or wrong.

    Raises:
        Closed: the enrollment was sent and is with us.
    """
    row: AgencyEnrollment = FILING.locked_open(enrollment)
    row.answers[slug] = typed
    row.page, row.saved_at = slug, at
    if slug == "agency":
        row.agency = Agency.objects.filter(ori=(typed.get("ori") or [""])[0]).first() or row.agency
    if slug == "you":
        row.name = (typed.get("name") or [""])[0].strip()[:120]
        if questions.BY_SLUG["you"].answered(row.answers):
            row.email = typed["email"][0].strip().lower()
    row.save(update_fields=["answers", "page", "saved_at", "agency", "name", "email"])
    return row


@transaction.atomic
def send_link(*, enrollment: AgencyEnrollment, at: datetime) -> str:
    """E-mail a link by which the form can be taken up again. Returns the address it went to.

    Raises:
        NoAddress: there is no good e-mail address yet.
    """
    letter = partial(emails.to_applicant, emails.SAVED)
    return FILING.send_link(enrollment, letter, instead=_("Fill in this page; then we can send you the link."), at=at)


@transaction.atomic
def send(*, enrollment: AgencyEnrollment, at: datetime) -> AgencyEnrollment:
    """Send an enrollment to staff. Sending twice is sending once.

    Raises:
        NotFinished: naming the page.
    """
    row: AgencyEnrollment = FILING.locked(enrollment)
    if row.standing not in FILING.open:
        return row
    facts = finished(questions.TOPICS, row.answers)
    again = row.standing == EnrollmentStanding.ASKED_BACK
    row.agency = Agency.objects.get(ori=facts["agency"]["ori"])
    row.standing, row.sent_at, row.saved_at = EnrollmentStanding.APPLIED, at, at
    row.charter_at, row.charter_name, row.charter_version = at, facts["charter"]["signed"], charter.VERSION
    row.settled_at = row.settled_by = None
    row.save()
    record("agency_enrollment.sent_again" if again else "agency_enrollment.sent", row, by=row.applicant, at=at, scope_id=row.agency.scope_id)
    url, _until = new_link(row, at=at)
    emails.to_applicant(emails.WELCOME, row, by=row.applicant, at=at, link=url)
    return row
