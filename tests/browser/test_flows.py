"""A played city, looked at by everybody in it: every home, everything its menus lead to, and the pages of the desk, at two widths."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Grant, Person
from onecop.agencies.models import Agency, Officer
from onecop.congregations.models import Congregation
from onecop.demo.people import SIGN_INS, SignIn
from onecop.demo.simulation import play
from onecop.imports.models import ImportRun
from onecop.mail.models import Message
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership
from onecop.territory.models import TerritoryVersion
from tests.browser.conftest import WIDTHS, runs_over, shoot

POLICE = "MI0010100"
UNTIL = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(site: Any) -> None:
    """Three weeks of Port Ellery. More prospects than in the demo, so that it is played sooner."""
    with transaction.atomic():
        play(seed=1, weeks=3, until=UNTIL, prospects=170)


def person(one: SignIn) -> Person:
    return Person.objects.get(email=one.email)


def faults_of(page: Any, axe: Callable[[Any], list[str]], name: str) -> list[str]:
    """Look at an open page at both widths: what breaks a rule of accessibility, and what makes it scroll sideways."""
    found = []
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        found += [f"{width}: {words}" for words in (*axe(page), *runs_over(page))]
        shoot(page, name)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def menu_of(page: Any) -> list[str]:
    """Return the addresses behind the navigation and the menu under one's name."""
    return sorted(set(page.eval_on_selector_all("nav a[href], .oc-menu a[href]", "links => links.map(a => a.getAttribute('href')).filter(h => h[0] === '/')")))


@pytest.mark.parametrize("who", SIGN_INS, ids=lambda one: one.role.replace(" ", "-"))
def test_every_home_stands_and_its_menus_lead_on(city: None, visit: Any, axe: Any, who: SignIn) -> None:
    page = visit(person=person(who))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        assert page.goto(reverse("home")).status == 200
        shoot(page, f"home-{who.role.replace(' ', '-')}")
        assert (axe(page), runs_over(page)) == ([], [])
    led = menu_of(page)
    assert len(led) >= 2
    assert {address: page.goto(address).status for address in led} == dict.fromkeys(led, 200)


def first(rows: Any) -> str:
    """Return the key of the first of some rows."""
    found = rows.order_by("pk").first()
    assert found is not None, f"the played city has no {rows.model.__name__} to look at"
    return str(found.key)


def desk_pages() -> Iterator[tuple[str, str]]:
    """What staff see of the city: (name of the picture, address)."""

    police = first(Agency.objects.filter(ori=POLICE))
    draft = first(Proposal.objects.filter(state="draft"))
    accepted = first(Congregation.objects.filter(standing="accepted"))
    applied = first(Congregation.objects.filter(standing="applied", enrollments__standing="applied"))
    declined = first(Proposal.objects.filter(state="declined"))
    told = first(ImportRun.objects.filter(kind="roster"))
    letter = first(Message.objects.filter(kind="connection.officer"))
    officer, kind = first(Officer.objects.filter(agency__key=police)), "connection.officer"
    for name, *args in (
        ("home_staff",), ("enrollment_queue",), ("enrollment_review", applied), ("agency_enrollment_queue",), ("duplicate_list",),
        ("matching_home",), ("matching_agency", police), ("matching_map", police), ("matching_unplaced", police), ("matching_answers", police),
        ("proposal_detail", draft), ("proposal_swap", draft), ("proposal_exclude", draft), ("proposal_detail", declined),
        ("partnership_list",), ("partnership_detail", first(Partnership.objects.all())),
        ("congregation_list",), ("congregation_detail", accepted), ("congregation_edit", accepted), ("congregation_times", accepted),
        ("congregation_contact", accepted), ("congregation_place", accepted),
        ("agency_list",), ("agency_detail", police), ("agency_settings", police), ("agency_post", police), ("officer_list", police),
        ("officer_detail", officer), ("officer_edit", officer),
        ("agency_territory", police), ("territory_version", first(TerritoryVersion.objects.filter(territory__agency__key=police))),
        ("imports_list",), ("import_new", "territory"), ("import_new", "congregations"),
        ("import_detail", told), ("import_columns", told), ("import_problems", told),
        ("people",), ("grant_revoke", first(Grant.objects.filter(role="officer"))), ("invitations",), ("invitation_new",), ("regions",), ("audit",),
        ("tasks_list",), ("mailbox",), ("mailbox_message", letter), ("mail_undelivered",),
        ("mail_templates",), ("mail_template", kind), ("mail_template_edit", kind),
        ("mail_preferences",), ("profile",),
    ):  # fmt: skip
        yield name, reverse(name, args=args)


def look_at(pages: Iterable[tuple[str, str]], page: Any, axe: Any, who: str) -> str:
    """Open pages one after the other; return what is wrong with them, a line for each fault."""
    wrong = []
    for number, (name, address) in enumerate(pages):
        status = page.goto(address).status
        faults = [*([] if status == 200 else [f"answered {status}"]), *faults_of(page, axe, f"{who}-{number:02}-{name}"), *page.complaints]
        wrong += [f"{name} ({address}) {fault}" for fault in faults]
        page.complaints.clear()
    return "\n".join(wrong)


def test_the_pages_of_the_desk_stand(city: None, visit: Any, axe: Any) -> None:
    assert look_at(desk_pages(), visit(person=person(SIGN_INS[0])), axe, "staff") == ""


def liaison_pages() -> Iterator[tuple[str, str]]:
    """What the liaison sees of their agency."""
    police, own = first(Agency.objects.filter(ori=POLICE)), Q(agency__ori=POLICE)
    told, officer = first(ImportRun.objects.filter(kind="roster", scope_id=Agency.objects.get(key=police).scope_id)), first(Officer.objects.filter(own))
    for name, *args in (
        ("home_liaison",), ("partnership_list",), ("partnership_detail", first(Partnership.objects.filter(own))), ("agency_list",), ("agency_detail", police),
        ("agency_settings", police), ("officer_list", police), ("officer_detail", officer), ("officer_edit", officer), ("agency_territory", police),
        ("territory_version", first(TerritoryVersion.objects.filter(territory__agency__key=police))), ("imports_list",), ("import_new", "roster"),
        ("import_detail", told), ("import_problems", told), ("mailbox",), ("tasks_list",),
    ):  # fmt: skip
        yield name, reverse(name, args=args)


def test_the_pages_of_a_liaison_stand(city: None, visit: Any, axe: Any) -> None:
    assert look_at(liaison_pages(), visit(person=person(SIGN_INS[2])), axe, "liaison") == ""
