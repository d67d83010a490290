from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies import services
from onecop.agencies.models import Agency, AgencyEnrollment
from onecop.audit.models import Entry
from onecop.kernel import charter
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.territory.models import Territory
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

ANSWERS = {
    "agency": {"q": ["dry fork"], "ori": ["LK0099900"]},
    "you": {"name": ["Joan Petrie"], "title": ["Sgt."], "email": ["joan@police.example"]},
    "liaison": {"who": ["me"]},
    "executive": {"name": ["Dee Warner"], "title": ["Chief"], "email": ["dee@police.example"]},
    "ground": {"areas": ["none"], "timezone": ["America/Chicago"], "beat_word": ["sector"]},
    "roster": {"officers": ["8"], "plan": ["sheet"]},
    "policies": {"capacity": ["2"], "sees_proposals": ["on"]},
    "charter": {"agree": ["on"], "signed": ["Joan Petrie"], "version": [charter.VERSION]},
}


@pytest.fixture
def listed() -> Agency:
    make.region()
    return Agency.objects.create(ori="LK0099900", name="Dry Fork Police", state="LK", city="Dry Fork")


def sent() -> AgencyEnrollment:
    row = services.start(at=NOON)
    for slug, typed in ANSWERS.items():
        row = services.keep_page(enrollment=row, slug=slug, typed=typed, at=NOON)
    return services.send(enrollment=row, at=NOON)


def test_bringing_in_gives_scope_territory_and_standing_once(listed: Agency) -> None:
    first = services.bring_in(agency=listed, by=SYSTEM, at=NOON)
    again = services.bring_in(agency=listed, by=SYSTEM, at=NOON)
    assert (again.standing, again.scope, again.scope.parent.name, again.territory.ori, again.joined_on) == (
        "active", first.scope, "Lakeland", "LK0099900", NOON.date(),
    )  # fmt: skip
    assert Territory.objects.count() == 1


def test_acceptance_brings_in_names_people_and_takes_over_the_rules(listed: Agency) -> None:
    agency = services.accept_enrollment(enrollment=sent(), by=make.staff(), at=NOON)
    assert [(p.kind, p.name, p.person.grants.get().role) for p in agency.posts.order_by("id")] == [
        ("liaison", "Joan Petrie", "liaison"), ("executive", "Dee Warner", "executive"),
    ]  # fmt: skip
    agency = Agency.objects.select_related("territory").get(pk=agency.pk)
    assert (agency.officer_capacity, agency.liaison_sees_proposals, agency.territory.timezone, agency.territory.beat_word) == (
        2,
        True,
        "America/Chicago",
        "sector",
    )
    assert list(Message.objects.order_by("id").values_list("kind", "email")) == [
        ("agency.welcome", "joan@police.example"), ("agency.accepted_liaison", "joan@police.example"), ("agency.accepted_executive", "dee@police.example"),
    ]  # fmt: skip


def test_a_declined_agency_stays_listed_and_may_be_reopened(listed: Agency) -> None:
    row = services.decline(enrollment=sent(), reason="other", message="Call us.", by=make.staff(), at=NOON)
    listed.refresh_from_db()
    assert (row.standing, listed.standing) == ("declined", "listed")
    assert services.reopen(enrollment=row, by=SYSTEM, at=NOON).standing == "applied"


def test_a_new_executive_follows_the_one_before() -> None:
    agency = make.agency()
    for name, email in (("Dee Warner", "dee@police.example"), ("Amir Sayed", "amir@police.example")):
        services.set_post(agency=agency, kind="executive", name=name, email=email, by=SYSTEM, at=NOON)
    assert [(p.name, p.ended_on) for p in agency.posts.order_by("id")] == [("Dee Warner", NOON.date()), ("Amir Sayed", None)]
    assert Person.objects.get(email="dee@police.example").open_grants == []


def test_a_corrected_number_is_kept_also_when_the_name_stays() -> None:
    agency = make.agency()
    for phone in ("+12025550123", "", "+12025550199"):
        post = services.set_post(agency=agency, kind="liaison", name="Dee Warner", email="dee@police.example", phone=phone, by=SYSTEM, at=NOON)
    post.refresh_from_db()
    assert (post.phone.as_e164, agency.posts.count()) == ("+12025550199", 1)
    assert list(Entry.objects.filter(verb__startswith="post.").order_by("id").values_list("verb", flat=True)) == ["post.named", "post.corrected"]


def test_officers_of_one_agency_are_not_put_on_the_ground_of_another() -> None:
    mine, other = make.officer(), make.agency()
    pattern = other.shift_patterns.create(code="A", name="A", anchor_on=date(2026, 1, 1), cycle=[["06:00", 8]])
    with pytest.raises(services.WrongArea):
        services.edit_officer(officer=mine, by=SYSTEM, at=NOON, shift=pattern)
    assert services.edit_own(officer=mine, languages=["es"], capacity=1, by=SYSTEM, at=NOON).languages == ["es"]


def test_the_directory_is_searched_while_one_types(client: Client, listed: Agency) -> None:
    found = client.get(reverse("agency_lookup"), {"q": "dry fork lk"}, headers={"HX-Request": "true"}).content.decode()
    assert "LK0099900" in found
    assert "LK0099900" not in client.get(reverse("agency_lookup"), {"q": "mill"}, headers={"HX-Request": "true"}).content.decode()
