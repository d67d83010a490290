"""A pledge at the luncheon becomes an enrollment form, once for each congregation."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from onecop.audit.services import record
from onecop.congregations import services as congregations
from onecop.congregations.choices import CongregationStanding, EnrollmentStanding
from onecop.congregations.folding import fold_name
from onecop.congregations.models import Congregation, Enrollment
from onecop.congregations.services.enrolling import new_link
from onecop.kernel.actor import Actor, Machine
from onecop.kernel.wizard import Typed
from onecop.launch import emails
from onecop.launch.choices import Role
from onecop.launch.models import Launch, Pledge
from onecop.launch.prospects import in_touch
from onecop.launch.services.planning import locked_open
from onecop.launch.services.prefill import draft_for


@transaction.atomic
def pledge(
    *,
    launch: Launch,
    congregation: Congregation | None,
    congregation_name: str,
    name: str,
    email: str,
    phone: str,
    role: str,
    wish: str,
    source: str,
    at: datetime,
) -> Pledge:
    """Take somebody's word for a congregation. The same person saying it twice says it once.

    Args:
        congregation: the row of our list that they chose; None: the name counts, and finds the row it names on the agency's ground.
        email, phone: one of the two at least. wish: what they would like, for staff.

    Raises:
        Closed: the launch is over.
    """
    city = locked_open(launch)
    house = congregation or _named(city, congregation_name)
    folded = fold_name(house.name if house else congregation_name)
    same = Q(congregation=house) if house else Q(congregation=None, name_folded=folded)
    earlier = Pledge.objects.filter(same, launch=city)
    mine = earlier.filter(email=email.lower()) if email else earlier.filter(email="", phone=phone)
    if found := mine.first():
        return found
    already = earlier.filter(enrollment__isnull=False).exists() or (house is not None and _taken(house))
    row = Pledge(
        launch=city, congregation=house, congregation_name=house.name if house else congregation_name, name_folded=folded, name=name, email=email.lower(),
        phone=phone, role=role, wish=wish, source=source, pledged_at=at, already=already,
    )  # fmt: skip
    who: Actor = Machine(audit_label=f"{name} (pledging)")
    if not already:
        row.enrollment = _with_person(draft_for(house, name=congregation_name, state=city.agency.state, at=at), row, at)
    row.save()
    record("pledge.made", row, by=who, at=at, after={"launch": str(city)})
    if row.enrollment and row.email:
        url, until = new_link(row.enrollment, at=at)
        emails.pledged(row, link=url, until=until, by=who, at=at)
    elif row.email:
        emails.known(row, by=who, at=at)
    return row


@transaction.atomic
def settle_pledge(*, pledge: Pledge, by: Actor, at: datetime) -> Pledge:
    """Note that staff have seen to what a pledge asks. Doing so twice changes nothing."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if row.settled_at is None:
        row.settled_at, row.settled_by_id = at, by.pk
        row.save(update_fields=["settled_at", "settled_by_id"])
        record("pledge.settled", row, by=by, at=at)
    return row


def _named(launch: Launch, name: str) -> Congregation | None:
    """Return the one row on the agency's ground that bears the name; two of one name are nobody's guess."""
    rows = Congregation.objects.filter(territory=launch.agency.territory_id, name_folded=fold_name(name)).exclude(standing=CongregationStanding.LEFT)
    found = list(rows[:2]) if launch.agency.territory_id else []
    return found[0] if len(found) == 1 else None


def _taken(house: Congregation) -> bool:
    """True when the congregation is with us, or its form has been begun from a letter."""
    if house.standing not in (CongregationStanding.PROSPECT, CongregationStanding.DECLINED):
        return True
    drafts = Enrollment.objects.filter(launch_invitations__congregation=house, standing=EnrollmentStanding.DRAFT, answers__has_key="you")
    return Congregation.objects.filter(in_touch(), pk=house.pk).exists() or drafts.exists()


def _with_person(draft: Enrollment, pledge: Pledge, at: datetime) -> Enrollment:
    """Put the person into the first page of the form."""
    words = {"name": pledge.name, "email": pledge.email, "phone": str(pledge.phone or ""), "part": pledge.role or Role.OTHER}
    typed: Typed = {field: [value] for field, value in words.items() if value}
    return congregations.keep_page(enrollment=draft, slug="you", typed=typed, at=at)
