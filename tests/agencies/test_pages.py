"""The directory, the roster and the pages about them: who sees what, and what they cost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Agency
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.fixture
def agency() -> Agency:
    return make.agency("Port Ellery Police")


def enter(client: Client, role: str, agency: Agency) -> Person:
    who = make.person()
    make.grant(who, role, agency.scope)
    client.force_login(who)
    return who


def numbers(page: str) -> dict[str, str]:
    """The large numbers of a page by their label."""
    return {label: number for number, label in re.findall(r'<a class="desk-count[^>]*><b>([^<]*)</b><span><strong>([^<]*)</strong>', page)}


@pytest.mark.parametrize("officers", [0, 1, 3])
def test_the_numbers_of_an_agency_are_those_of_its_roster(client: Client, agency: Agency, officers: int) -> None:
    for _ in range(officers):
        make.officer(agency, email="")
    enter(client, "liaison", agency)
    page = client.get(reverse("agency_detail", args=[agency.key])).content.decode()
    assert numbers(page) == dict.fromkeys(("Officers", "Active", "Without an area", "Without e-mail"), str(officers))


def shown(page: str) -> list[str]:
    return sorted(re.findall(r"Caleb (Brooks|Reyes|Haddad|Stone)", page))


def test_the_roster_is_narrowed_to_who_has_no_address_or_no_area(client: Client, agency: Agency) -> None:
    from onecop.kernel.actor import SYSTEM
    from onecop.territory.services import activate

    beat = activate(version=make.draft_map(agency), by=SYSTEM, at=make.NOON).areas.filter(level="beat").first()
    make.officer(agency, last_name="Brooks", area=beat)
    make.officer(agency, last_name="Reyes", area=beat, email="")
    make.officer(agency, last_name="Haddad")
    make.officer(agency, last_name="Stone", status="gone", email="")
    enter(client, "liaison", agency)
    url = reverse("officer_list", args=[agency.key])
    narrowed = {words: shown(client.get(f"{url}?{words}").content.decode()) for words in ("email=none", "email=given", "status=active&email=none", "area=none")}
    assert narrowed == {
        "email=none": ["Reyes", "Stone"], "email=given": ["Brooks", "Haddad"], "status=active&email=none": ["Reyes"], "area=none": ["Haddad", "Stone"],
    }  # fmt: skip


def links(page: str) -> set[str]:
    return set(re.findall(r'/officers/(\?[^"#]+)"', page.replace("&amp;", "&")))


def test_the_numbers_lead_to_the_narrowed_roster(client: Client, agency: Agency) -> None:
    make.draft_map(agency)
    make.officer(agency, email="")
    enter(client, "liaison", agency)
    assert links(client.get(reverse("agency_detail", args=[agency.key])).content.decode()) == {
        "?status=active", "?status=active&area=none", "?status=active&email=none",
    }  # fmt: skip
    assert "?status=active&area=none" in links(client.get(reverse("home_liaison")).content.decode())


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("agency_list", 5), ("agency_enrollment_queue", 5), ("officer_list", 8)])
def test_lists_cost_the_same_with_one_row_and_with_three(
    client: Client, staff: Person, agency: Agency, name: str, queries: int, rows: int, django_assert_num_queries: object
) -> None:
    for n in range(rows):
        make.agency_enrollment(make.agency(f"Police {n}"))
        make.officer(agency)
    client.force_login(staff)
    with django_assert_num_queries(queries):
        assert client.get(reverse(name, args=[agency.key] if name == "officer_list" else [])).status_code == 200
