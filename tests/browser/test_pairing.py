"""From a form on a phone to three people who know each other: the whole way of a pairing, through the pages and the letters."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Agency, ShiftPattern
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.mail.models import Message
from onecop.matching.models import Answer, Proposal
from onecop.partnerships.models import Partnership
from onecop.territory.models import Area
from onecop.territory.services import activate
from tests import make
from tests.access.letters import newest_text
from tests.browser.conftest import runs_over, shoot

OFFICER, LEADER, COORDINATOR = "lena.brooks@police.example", "minh@temple.example", "mai@mail.example"


@pytest.fixture(scope="module")
def staff(site: Any) -> Person:
    return make.staff("Nadia Osei")


@pytest.fixture(scope="module")
def agency(site: Any) -> Agency:
    """Two beats side by side, an officer on each, with the week on which the matching counts."""
    found = make.agency("Mill Bay Police")
    version = activate(version=make.draft_map(found), by=SYSTEM, at=now())
    west, east = Area.objects.filter(version=version, level="beat").order_by("min_lon")
    days = [*[["06:00", 8.5]] * 4, None, None]
    shift = ShiftPattern.objects.create(agency=found, code="days", name="Days, 4 on and 2 off", anchor_on=date(2026, 11, 16), cycle=days)
    make.officer(found, first_name="Lena", last_name="Brooks", email=OFFICER, area=west, shift=shift)
    make.officer(found, first_name="Omar", last_name="Haddad", email="omar.haddad@police.example", area=east, shift=shift)
    return found


def tick(page: Any, words: str) -> None:
    page.locator("label", has_text=words).first.click()


def write(page: Any, **words: str) -> None:
    for name, value in words.items():
        page.locator(f"[name={name.replace('__', '-')}]").fill(value)


def go(page: Any) -> None:
    page.get_by_role("button", name="Save and go on").last.click()


def enroll(page: Any, name: str, street: str, lon: float, *, leader: str, coordinator: str) -> None:
    """Fill in the whole form as its coordinator."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("Enroll")).first.click()
    page.get_by_role("button", name="Begin").click()
    tick(page, "I would be its coordinator")
    write(page, name="Mai Pham", email=coordinator, leader_name="Minh Tran", leader_email=leader)
    go(page)
    write(page, name=name, street=street, city="Mill Bay", zip="20001")
    page.locator("[name=state]").select_option("DC")
    go(page)
    page.get_by_text("Type the place in numbers").click()
    write(page, lat="38.905", lon=str(lon))
    tick(page, "Yes, or I have moved it there")
    shoot(page, "pairing-pin")
    go(page)
    page.locator("[name=tradition]").select_option("buddhist")
    tick(page, "Vietnamese")
    go(page)
    page.locator("[name=row-0-weekday]").select_option("6")
    write(page, row__0__starts="10:00", row__0__ends="11:30")
    go(page)
    tick(page, "Our faith leader")
    go(page)
    tick(page, "I will")
    go(page)
    write(page, hopes="A safer walk to the evening chant.")
    go(page)
    tick(page, "I have read the charter")
    write(page, signed="Mai Pham")
    go(page)
    page.get_by_role("button", name="Send the enrollment").click()
    assert page.locator("h1").inner_text() == f"Welcome, {name}!"
    shoot(page, "pairing-welcome")


def accept(page: Any, name: str) -> None:
    """Staff open the form from their queue and say yes."""
    page.goto(reverse("home"))
    page.get_by_role("link", name="Enrollments").first.click()
    page.get_by_role("link", name=name).click()
    page.get_by_label("A personal line for the welcome").fill("So glad you are here.")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("accepted").first.wait_for()
    shoot(page, "pairing-accepted")


def match_and_publish(page: Any, agency: Agency, name: str) -> Proposal:
    page.goto(reverse("matching_agency", args=[agency.key]))
    page.get_by_role("button", name="Run the matching").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Publish to both sides").click()
    page.get_by_role("heading", name="Ask both sides about this pair?").wait_for()
    shoot(page, "pairing-publish")
    page.get_by_role("button", name="Publish to both sides").click()
    page.get_by_text("1 pair has been asked.").wait_for()
    return Proposal.objects.get(congregation__name=name, state="published")


def link_to(address: str) -> str:
    """Return the link in the newest letter to somebody, as a path."""
    return re.findall(r"/answer/[\w-]+/", newest_text(address))[0]


def sign_in_by_code(page: Any, address: str) -> None:
    cache.clear()
    page.goto(reverse("account_login"))
    page.get_by_role("link", name="Send me a code").click()
    page.get_by_label("Email").fill(address)
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Code", exact=True).fill(re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", newest_text(address)).group())
    page.get_by_role("button", name="Sign in").click()


def test_a_congregation_and_an_officer_become_partners(visit: Any, staff: Person, agency: Agency) -> None:
    name = "Lotus Pond Temple"
    enroll(visit(390, javascript=False), name, "12 Alder Street", -76.995, leader=LEADER, coordinator=COORDINATOR)
    desk = visit(1280, person=staff)
    accept(desk, name)
    assert Congregation.objects.get(name=name).area.code == "1"
    proposal = match_and_publish(desk, agency, name)
    assert (proposal.officer.email, Message.objects.filter(kind__startswith="matching.ask").count()) == (OFFICER, 2)

    officer = visit(390)
    theirs = link_to(OFFICER)
    for _look in range(2):  # a scanner of links, and then the officer
        officer.goto(theirs)
    assert (Answer.objects.count(), Partnership.objects.count()) == (0, 0)
    assert runs_over(officer) == []
    shoot(officer, "pairing-officer-asked")
    officer.get_by_role("button", name="Yes, I would like that").click()
    officer.get_by_role("heading", name="Thank you, you are done").wait_for()
    assert "As soon as the other side says yes too" in officer.locator("body").inner_text()
    shoot(officer, "pairing-officer-thanks")

    coordinator = visit(390, javascript=False)
    coordinator.goto(link_to(COORDINATOR))
    coordinator.get_by_role("button", name="Yes, I would like that").click()
    assert coordinator.get_by_role("heading", level=1).inner_text() == "Thank you, you are done"
    assert "You have both said yes." in coordinator.locator("body").inner_text()
    shoot(coordinator, "pairing-coordinator-thanks")

    partnership = Partnership.objects.get()
    officer.goto(theirs)
    assert officer.get_by_role("heading", level=1).inner_text() == "Thank you, you are done"
    assert (Partnership.objects.count(), Answer.objects.count()) == (1, 2)
    letters = Message.objects.filter(kind__startswith="connection.")
    assert {(m.kind, m.email) for m in letters} == {("connection.leader", LEADER), ("connection.coordinator", COORDINATOR), ("connection.officer", OFFICER)}

    for address, others in ((OFFICER, ("Mai Pham", "Minh Tran")), (LEADER, ("Lena Brooks", "Mai Pham")), (COORDINATOR, ("Lena Brooks", "Minh Tran"))):
        page = visit(390)
        sign_in_by_code(page, address)
        page.goto(reverse("home"))
        shoot(page, f"pairing-home-{address.split('@')[0]}")
        page.goto(partnership.get_absolute_url())
        text = page.locator("main").inner_text()
        assert [other for other in others if other not in text] == []
        assert runs_over(page) == []
        shoot(page, f"pairing-partnership-{address.split('@')[0]}")


def test_a_decline_brings_the_next_proposal_to_the_desk(visit: Any, staff: Person, agency: Agency) -> None:
    name = "Willow Hall"
    enroll(visit(390, javascript=False), name, "40 Reed Street", -76.985, leader="ana@willow.example", coordinator="ruth@willow.example")
    desk = visit(1280, person=staff)
    accept(desk, name)
    asked = match_and_publish(desk, agency, name)

    officer = visit(390)
    officer.goto(link_to(asked.officer.email))
    officer.get_by_label("If you say no, you may tell us why").fill("I move to the night shift.")
    officer.get_by_role("button", name="No, not this time").click()
    officer.get_by_text("Thank you for telling us.").wait_for()

    following = Proposal.objects.get(congregation__name=name, state="draft")
    assert following.officer != asked.officer
    desk.goto(reverse("home_staff"))
    shoot(desk, "pairing-desk-after-decline")
    desk.locator("main").get_by_role("listitem").or_(desk.locator("main tr")).filter(has_text=name).get_by_role("link").last.click()
    desk.get_by_role("heading", level=1, name=name).wait_for()
    assert str(following.officer) in desk.locator("main").inner_text()
    desk.goto(asked.get_absolute_url())
    text = desk.locator("main").inner_text()
    assert "I move to the night shift." in text
    shoot(desk, "pairing-declined")
