"""The introduction of an officer and an invitation to a dinner, on a phone, with and without JavaScript: date, protocol, a point that cannot be met,
confirmed, run of show, done."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.agencies.models import ShiftPattern
from onecop.congregations.models import ServiceTime
from onecop.events import services
from onecop.events.choices import EventKind
from onecop.events.models import Attendance, Event, Introduction, Invite, Occurrence, ProtocolReply
from onecop.events.services import Plan
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.partnerships.models import Partnership
from tests import make
from tests.access.letters import newest_text
from tests.browser.conftest import runs_over, shoot

PHONE = 390


@pytest.fixture
def pair(site: Any) -> Partnership:
    """A gurdwara that gathers on Sunday mornings, and an officer on duty from Monday to Friday."""
    house = make.congregation("Guru Nanak Gurdwara", tradition="sikh")
    ServiceTime.objects.create(congregation=house, weekday=6, starts=time(11), ends=time(12, 30), what="Divan and langar")
    days = [["07:00", 8]] * 5 + [None, None]
    agency = make.agency("Port Ellery Police")
    shift = ShiftPattern.objects.create(agency=agency, code="days", name="Days", anchor_on=date(2026, 11, 16), cycle=days)
    officer = make.officer(agency, first_name="Lena", last_name="Brooks", shift=shift)
    return make.partnership(house, officer, began_at=now() - timedelta(days=60))


def people(pair: Partnership) -> tuple[Any, Any]:
    return pair.tenures.get(kind="coordinator").contact.person, pair.tenures.get(kind="lead").officer.person  # type: ignore[union-attr]


def sound(page: Any, axe: Any, name: str) -> None:
    """Nothing scrolls sideways, nothing breaks a rule of accessibility, and somebody can look at it later."""
    assert runs_over(page) == []
    assert axe(page) == []
    shoot(page, f"introduction-{name}")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_is_introduced(visit: Any, axe: Any, pair: Partnership, javascript: bool) -> None:
    coordinator, officer = people(pair)
    ours = visit(PHONE, javascript=javascript, person=coordinator)
    theirs = visit(PHONE, javascript=javascript, person=officer)
    home = reverse("partnership_introduction", args=[pair.key])

    def look(page: Any, name: str) -> None:
        if javascript:
            sound(page, axe, name)

    ours.goto(home)
    look(ours, "begin")
    ours.get_by_role("link", name="See the dates").click()
    look(ours, "date")
    ours.locator(".oc-slot").first.click()
    ours.get_by_role("button", name="Take this one").first.click()
    ours.get_by_role("heading", name="Say what matters in your sacred space").wait_for()
    ours.get_by_role("link", name="Begin").click()
    look(ours, "protocol")
    ours.get_by_text("Please come without a weapon.").click()
    ours.get_by_role("button", name="Save and ask the officer to confirm").click()
    ours.get_by_text("waits for the officer").wait_for()

    theirs.goto(home)
    theirs.get_by_role("link", name="Read it").click()
    look(theirs, "confirm")
    theirs.get_by_text("There is a point that I cannot meet").click()
    theirs.get_by_text("I must carry my weapon on duty.").click()
    theirs.locator("[name=weapon_words]").fill("I come straight from a shift.")
    look(theirs, "cannot")
    theirs.get_by_role("button", name="Tell the congregation").click()
    theirs.get_by_text("The congregation looks at what you cannot meet").wait_for()
    look(theirs, "settling")

    ours.goto(home)
    ours.get_by_role("link", name="Look at it").click()
    look(ours, "settle")
    ours.locator("[name=weapon_instead]").nth(1).locator("xpath=..").locator("label").click()
    ours.get_by_role("button", name="Save and ask the officer to confirm").click()
    theirs.goto(home)
    theirs.get_by_role("link", name="Read it").click()
    theirs.get_by_role("button", name="I agree to all of it").click()
    theirs.get_by_text("agreed by both").wait_for()
    theirs.get_by_role("link", name="Answer", exact=True).click()
    theirs.get_by_role("button", name="Yes, I come").click()
    theirs.get_by_text("They are told that you come").wait_for()
    assert ProtocolReply.objects.filter(agrees=True, protocol__partnership=pair).get().protocol.version == 2

    ours.goto(home)
    ours.get_by_role("link", name="Open it").click()
    look(ours, "show")
    ours.get_by_role("button", name="Keep it").click()
    ours.get_by_role("heading", name="All is ready").wait_for()
    look(ours, "ready")
    ours.get_by_role("link", name="Print page").click()
    look(ours, "print")

    made = Introduction.objects.get(partnership=pair)
    shown = made.occurrence
    assert shown is not None
    Occurrence.objects.filter(pk=shown.pk).update(starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1))  # Sunday has come and gone
    theirs.goto(home)
    look(theirs, "after")
    theirs.get_by_role("button", name="Yes, it did").click()
    theirs.get_by_role("heading", name="Done. Thank you!").wait_for()
    look(theirs, "done")
    made.refresh_from_db()
    assert made.officer == pair.tenures.get(kind="lead").officer


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_is_asked_to_a_dinner(visit: Any, axe: Any, pair: Partnership, javascript: bool) -> None:
    coordinator, officer = people(pair)
    ours = visit(PHONE, javascript=javascript, person=coordinator)
    stranger = visit(PHONE, javascript=javascript)
    first = now().date() + timedelta(days=(4 - now().weekday()) % 7 + 7)

    def look(page: Any, name: str) -> None:
        if javascript:
            sound(page, axe, name)

    ours.goto(reverse("congregation_calendar", args=[pair.congregation.key]))
    look(ours, "calendar-empty")
    ours.get_by_role("link", name="Add something").click()
    ours.get_by_role("link", name="Something else").click()
    ours.get_by_label("What is it?").fill("Friday langar")
    ours.get_by_label("Kind").select_option("meal")
    ours.get_by_label("Date", exact=False).first.fill(first.isoformat())
    ours.locator("[name=starts]").fill("10:00")
    ours.locator("[name=ends]").fill("11:30")
    ours.get_by_label("How often").select_option("weekly")
    look(ours, "event-new")
    ours.get_by_role("button", name="Put it in the calendar").click()
    ours.get_by_label("A personal line").fill("Come hungry.")
    look(ours, "event-day")
    ours.get_by_role("button", name="Invite your officer").click()
    ours.get_by_text("is asked. You see the answer").wait_for()

    stranger.goto(re.findall(r"/visit/[\w-]+/", newest_text(officer.email))[0])
    assert "You are on duty" in stranger.inner_text("main")
    look(stranger, "answer")
    stranger.get_by_text("Off duty", exact=True).click()
    stranger.get_by_role("button", name="Yes, I come").click()
    stranger.get_by_text("They are told that you come").wait_for()
    assert Invite.objects.get(partnership=pair).duty == "off"

    ours.goto(reverse("congregation_calendar", args=[pair.congregation.key]))
    look(ours, "calendar")
    ours.get_by_role("link", name="Month").first.click()
    look(ours, "month")
    Occurrence.objects.filter(event__congregation=pair.congregation).update(starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1))
    theirs = visit(PHONE, javascript=javascript, person=officer)
    theirs.goto(reverse("partnership_together", args=[pair.key]))
    look(theirs, "together")
    theirs.get_by_role("link", name="Friday langar").click()
    look(theirs, "came")
    theirs.get_by_role("button", name="Yes").click()
    theirs.get_by_text("You said: yes.").wait_for()
    assert Attendance.objects.get(partnership=pair).came


def test_the_calendar_on_a_desk(visit: Any, axe: Any, pair: Partnership) -> None:
    plan = Plan(EventKind.FESTIVAL, "Vaisakhi walk through the neighborhood", now().date(), time(10), 90, "FREQ=DAILY;INTERVAL=3")
    event = services.plan_event(host=pair.congregation, plan=plan, by=SYSTEM, at=now())
    assert Event.objects.get(pk=event.pk).recurs
    page = visit(1280, person=people(pair)[0])
    for name in ("congregation_month", "congregation_calendar"):
        page.goto(reverse(name, args=[pair.congregation.key]))
        sound(page, axe, f"desk-{name}")
