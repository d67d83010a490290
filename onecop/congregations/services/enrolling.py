"""What an applicant does: begin, keep a page, ask for the link, send."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.enrolling.filing import Filing, finished
from onecop.audit.services import record
from onecop.congregations import emails
from onecop.congregations.choices import CongregationStanding, ContactKind, EnrollmentStanding, LikenessReason, PinSource
from onecop.congregations.enrolling import questions
from onecop.congregations.enrolling.alike import NONE
from onecop.congregations.enrolling.reading import FOUND, OWN, first
from onecop.congregations.folding import fold_name, fold_street
from onecop.congregations.models import Congregation, Enrollment, ServiceTime
from onecop.congregations.services import duplicates
from onecop.congregations.services.people import end_contact, set_contact
from onecop.congregations.services.places import set_place
from onecop.kernel import charter, wizard

FILING = Filing(Enrollment, "enrollment", "congregation", (EnrollmentStanding.DRAFT, EnrollmentStanding.ASKED_BACK))
new_link = FILING.new_link


@transaction.atomic
def start(*, at: datetime) -> Enrollment:
    """Begin an empty enrollment."""
    enrollment = Enrollment.objects.create(started_at=at, saved_at=at)
    record("enrollment.started", enrollment, by=enrollment.applicant, at=at)
    return enrollment


@transaction.atomic
def keep_page(*, enrollment: Enrollment, slug: str, typed: wizard.Typed, at: datetime) -> Enrollment:
    """Keep what was typed on a page, right or wrong.

    Raises:
        Closed: the enrollment was sent and is with us.
    """
    row: Enrollment = FILING.locked_open(enrollment)
    if slug == "place" and typed != row.answers.get("place"):
        for outdated in ("pin", "same", FOUND):
            row.answers.pop(outdated, None)
    row.answers[slug] = typed
    row.page, row.saved_at = slug, at
    row.name = first(row.answers, "you", "name")[:120]
    row.email = first(row.answers, "you", "email")[:254].lower() if row.answers.get("you") and questions.BY_SLUG["you"].answered(row.answers) else row.email
    row.congregation_name = first(row.answers, "place", "name")[:200]
    row.state = first(row.answers, "place", "state")[:2].upper()
    row.save(update_fields=["answers", "page", "saved_at", "name", "email", "congregation_name", "state"])
    return row


@transaction.atomic
def keep_found(*, enrollment: Enrollment, lon: float, lat: float, pin: str, at: datetime) -> Enrollment:
    """Keep where the address was found (degrees, and how we know it), for the page with the map."""
    row: Enrollment = FILING.locked_open(enrollment)
    row.answers[FOUND] = {"lon": [str(lon)], "lat": [str(lat)], "pin": [str(pin)]}
    row.saved_at = at
    row.save(update_fields=["answers", "saved_at"])
    return row


@transaction.atomic
def send_link(*, enrollment: Enrollment, at: datetime) -> str:
    """E-mail a link by which the form can be taken up again. Returns the address it went to.

    Raises:
        NoAddress: the first page has no good e-mail address yet.
    """
    letter = partial(emails.to_applicant, emails.SAVED)
    return FILING.send_link(enrollment, letter, instead=_("Fill in the first page; then we can send you the link."), at=at)


@transaction.atomic
def send(*, enrollment: Enrollment, at: datetime) -> Enrollment:
    """Send an enrollment to staff: the congregation appears with the standing `applied`. Sending twice is sending once.

    Raises:
        NotFinished: naming the page.
    """
    row: Enrollment = FILING.locked(enrollment)
    if row.standing not in FILING.open:
        return row
    facts = finished(questions.TOPICS, row.answers)
    again = row.standing == EnrollmentStanding.ASKED_BACK
    row.congregation = _write(row, facts, at=at)
    row.answers[OWN] = {"key": [row.congregation.key]}
    row.claims = Congregation.objects.filter(key=facts.get("same", {}).get("same", NONE)).first()
    row.standing, row.sent_at, row.saved_at = EnrollmentStanding.APPLIED, at, at
    row.charter_at, row.charter_name, row.charter_version = at, facts["charter"]["signed"], charter.VERSION
    row.settled_at = row.settled_by = None
    row.save()
    record("enrollment.sent_again" if again else "enrollment.sent", row, by=row.applicant, at=at, scope_id=row.congregation.scope_id)
    if row.claims and row.claims != row.congregation:
        duplicates.suggest(first=row.claims, second=row.congregation, why=LikenessReason.APPLICANT, at=at)
    url, _until = new_link(row, at=at)
    emails.to_applicant(emails.WELCOME, row, by=row.applicant, at=at, link=url)
    leader = row.congregation.contacts.filter(kind=ContactKind.LEADER, ended_on=None).first()
    if leader and not again and leader.email != row.email:
        emails.to_leader(row, leader, by=row.applicant, at=at)
    return row


def _write(row: Enrollment, facts: dict[str, dict[str, Any]], *, at: datetime) -> Congregation:
    """Write the congregation that the answers describe."""
    place, tradition, deciding, hopes = facts["place"], facts["tradition"], facts["deciding"], facts["hopes"]
    congregation = row.congregation or Congregation()
    was = congregation.standing if congregation.pk else None
    congregation.name, congregation.name_folded = place["name"], fold_name(place["name"])
    congregation.street, congregation.street_folded = place["street"], fold_street(place["street"])
    congregation.city, congregation.state, congregation.zip, congregation.website = place["city"], place["state"], place["zip"], place["website"]
    congregation.tradition, congregation.tradition_as_given = tradition["tradition"], tradition["own_words"]
    congregation.languages = tradition["all_languages"]
    congregation.decider, congregation.board_votes_on, congregation.board_note = deciding["decider"], deciding["votes_on"], deciding["note"]
    congregation.hopes, congregation.attendance = hopes["hopes"], hopes["attendance"]
    congregation.coordinator_hours = hours_of(facts["coordinator"])
    congregation.charter_at = at
    congregation.standing, congregation.standing_since = CongregationStanding.APPLIED, at
    congregation.save()
    record("congregation.applied", congregation, by=row.applicant, at=at, before={"standing": was} if was else {}, after={"standing": congregation.standing})
    congregation.service_times.all().delete()
    ServiceTime.objects.bulk_create(ServiceTime(congregation=congregation, **time) for time in facts["times"]["times"])
    pin = facts["pin"]
    if pin["lon"] is not None:
        found = first(row.answers, FOUND, "pin")
        source = PinSource.PLACED if pin["sure"] == "yes" else (found if found in PinSource.values else PinSource.GEOCODED)
        set_place(congregation=congregation, lon=pin["lon"], lat=pin["lat"], pin=source, by=row.applicant, at=at)
    _people(row, congregation, facts["you"], facts["coordinator"], at=at)
    return congregation


def _people(row: Enrollment, congregation: Congregation, you: dict[str, Any], coordinator: dict[str, Any], *, at: datetime) -> None:
    """Name leader, coordinator and deputy. Whoever was named when the form was sent before, and is no longer, has no part any more."""
    me = {"name": you["name"], "email": you["email"], "phone": str(you["phone"] or "")}
    leads = you["part"] == questions.LEADER
    leader = {**me, "title": you["title"]} if leads else {"name": you["leader_name"], "email": you["leader_email"], "title": you["leader_title"]}
    set_contact(congregation=congregation, kind=ContactKind.LEADER, by=row.applicant, at=at, **leader)
    if coordinator["known"] == "me":
        set_contact(congregation=congregation, kind=ContactKind.COORDINATOR, by=row.applicant, at=at, **me)
    elif coordinator["known"] == "yes":
        other = {"name": coordinator["name"], "email": coordinator["email"], "phone": str(coordinator["phone"] or "")}
        set_contact(congregation=congregation, kind=ContactKind.COORDINATOR, by=row.applicant, at=at, **other)
    if coordinator["deputy_email"]:
        deputy = {"name": coordinator["deputy_name"], "email": coordinator["deputy_email"]}
        set_contact(congregation=congregation, kind=ContactKind.DEPUTY, by=row.applicant, at=at, **deputy)
    left_open = {ContactKind.COORDINATOR: coordinator["known"] == "later", ContactKind.DEPUTY: not coordinator["deputy_email"]}
    for contact in congregation.contacts.filter(kind__in=[kind for kind, is_open in left_open.items() if is_open], ended_on=None):
        end_contact(contact=contact, by=row.applicant, at=at)


def hours_of(facts: dict[str, Any]) -> list[list[Any]]:
    """Return the coordinator's hours as kept: [[weekday, "HH:MM", "HH:MM"], …]. Without hours, a whole day."""
    start = f"{facts['from_time']:%H:%M}" if facts.get("from_time") else "08:00"
    end = f"{facts['until_time']:%H:%M}" if facts.get("until_time") else "21:00"
    return [[day, start, end] for day in sorted(facts.get("days") or [])]
