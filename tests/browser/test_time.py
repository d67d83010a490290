"""Shifts, days that differ, blocked days and holy days, on a phone and at a desk, with and without JavaScript."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from onecop.access.models import Person
from onecop.agencies import patterns, services
from onecop.agencies.models import Agency, Officer
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, ServiceTime
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.browser.conftest import runs_over, shoot


@pytest.fixture(scope="module")
def agency(site: Any) -> Agency:
    made = make.agency("Port Ellery Police")
    for n, (name, code, start) in enumerate((("Watch 1", "5/2", "06:00"), ("Watch 2, squad A", "4-on-2-off", "14:00"), ("Nights", "pitman", "18:00"))):
        cycle = patterns.cycle(code, start=start)
        row = services.make_pattern(agency=made, name=name, anchor_on=date(2026, 11, 2), cycle=cycle, by=SYSTEM, at=timezone.now())
        make.officer(made, first_name="Ana", last_name=f"Reyes {n + 1}", shift=row)
    return made


def officer(agency: Agency) -> Officer:
    """A new officer who can sign in and whose shift nobody knows."""
    who = make.person("Lena Brooks")
    assert agency.scope is not None
    make.grant(who, "officer", agency.scope)
    return make.officer(agency, first_name="Lena", last_name="Brooks", person=who)


def member(of: Agency | Congregation, role: str) -> Person:
    who = make.person("Mai Pham")
    assert of.scope is not None
    make.grant(who, role, of.scope)
    return who


def fine(page: Any, axe: Callable[[Any], list[str]], name: str, *, judged: bool = True) -> None:
    shoot(page, f"time-{name}")
    assert runs_over(page) == []
    if judged:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_officer_enters_a_shift_and_leave_on_a_phone(visit: Any, agency: Agency, axe: Any, javascript: bool) -> None:
    me = officer(agency)
    page = visit(390, javascript=javascript, person=me.person)
    page.goto(reverse("officer_me_shift"))
    fine(page, axe, "unknown", judged=javascript)
    page.get_by_role("link", name="Enter the shift").click()
    page.locator("label", has_text="Four days on and two off").click()
    page.get_by_label("Your first turn starts at").fill("14:00")
    page.get_by_label("Which day of the cycle is today?").fill("2")
    fine(page, axe, "enter", judged=javascript)
    page.get_by_role("button", name="Show the month").click()
    page.get_by_role("heading", name="So it would be").wait_for()
    fine(page, axe, "enter-month", judged=javascript)
    page.get_by_role("button", name="Yes, save it").click()
    page.get_by_role("link", name="Note days that differ").click()
    page.locator("label", has_text="On leave").click()
    day = timezone.now().date() + timedelta(days=3)
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_label("Last day").fill((day + timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Show the month").click()
    fine(page, axe, "away", judged=javascript)
    page.get_by_role("button", name="Yes, save it").click()
    page.get_by_role("button", name="Take back: on leave").wait_for()
    fine(page, axe, "mine", judged=javascript)
    me.refresh_from_db()
    assert me.shift is not None
    assert [(e.kind, e.first_on) for e in me.exceptions.all()] == [("leave", day)]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_liaison_keeps_the_patterns(visit: Any, agency: Agency, axe: Any, width: int) -> None:
    page = visit(width, person=member(agency, "liaison"))
    page.goto(reverse("agency_shifts", args=[agency.key]))
    fine(page, axe, "patterns")
    page.get_by_role("link", name="Nights").click()
    fine(page, axe, "day-by-day")
    page.goto(reverse("agency_shift_new", args=[agency.key]))
    fine(page, axe, "new")
    page.goto(reverse("agency_shift_assign", args=[agency.key]))
    page.locator("label", has_text="Choose Ana Reyes 1").click()
    page.get_by_label("They work").select_option(label="Nights")
    page.get_by_role("button", name="Show the month").click()
    page.get_by_role("heading", name="For 1 officer").wait_for()
    fine(page, axe, "assign")


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (390, False), (1280, True)])
def test_a_coordinator_says_which_days_are_kept(visit: Any, site: Any, axe: Any, width: int, javascript: bool) -> None:
    temple = make.congregation("Masjid An-Noor", tradition="muslim", lon=-77.0, lat=38.9)
    now = timezone.now()
    congregations.keep_holy_day(congregation=temple, code="ashura", act="drop", by=SYSTEM, at=now)
    congregations.block_dates(
        congregation=temple, first_on=now.date() + timedelta(days=9), last_on=now.date() + timedelta(days=12), words="Retreat", by=SYSTEM, at=now
    )
    page = visit(width, javascript=javascript, person=member(temple, "coordinator"))
    page.goto(reverse("congregation_holy_days", args=[temple.key]))
    fine(page, axe, "holy-days", judged=javascript)
    page.get_by_role("link", name="Change: Mawlid").click()
    fine(page, axe, "holy-day", judged=javascript)
    page.goto(reverse("congregation_blocked", args=[temple.key]))
    fine(page, axe, "blocked", judged=javascript)
    page.goto(reverse("congregation_times", args=[temple.key]))
    fine(page, axe, "times", judged=javascript)


@pytest.mark.parametrize("width", [390, 1280])
def test_an_officer_sees_leave_in_the_fortnight_at_home(visit: Any, agency: Agency, axe: Any, width: int) -> None:
    me = officer(agency)
    now = timezone.now()
    services.set_shift(officer=me, cycle=patterns.cycle("5/2", start="06:00"), anchor_on=date(2026, 11, 2), name="Days", by=SYSTEM, at=now)
    day = now.date() + timedelta(days=2)
    services.add_exception(officer=me, kind="leave", first_on=day, last_on=day + timedelta(days=1), by=SYSTEM, at=now)
    page = visit(width, person=me.person)
    page.goto(reverse("home_officer"))
    assert page.locator(".shift__day.is-away").count() == 2
    page.get_by_text("Differs", exact=True).wait_for()
    fine(page, axe, "home")
    page.goto(reverse("officer_detail", args=[me.key]))
    assert page.locator(".shift__day.is-away").count() == 2
    fine(page, axe, "officer")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_gathering_by_a_rule_of_its_own_is_said_and_kept_on_a_phone(visit: Any, site: Any, axe: Any, javascript: bool) -> None:
    temple = make.congregation()
    rule = "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU"
    ServiceTime.objects.create(congregation=temple, weekday=6, starts=time(10), ends=time(11), rule=rule)
    page = visit(390, javascript=javascript, person=member(temple, "coordinator"))
    page.goto(temple.get_absolute_url())
    page.get_by_text("Every second month on the first Sunday").wait_for()
    page.goto(reverse("congregation_times", args=[temple.key]))
    assert page.get_by_label("How often").locator("option:checked").inner_text() == "As it is: Every second month on the first Sunday"
    fine(page, axe, "times-own", judged=javascript)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Your times are saved.").wait_for()
    assert temple.service_times.get().rule == rule
