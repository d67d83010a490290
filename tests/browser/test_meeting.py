"""Step 2 on a phone, with and without JavaScript: from the e-mailed times to "yes, we met", and the calendar of one's own."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.mail.models import Message
from onecop.scheduling import services
from onecop.scheduling.choices import MeetingKind, MeetingState, Side
from onecop.scheduling.models import Meeting
from tests.browser.conftest import enter, runs_over, shoot, watch
from tests.scheduling.conftest import HOUR, Pair, pair, tokens

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def two(transactional_db: None) -> Pair:
    return pair(began_at=now() - timedelta(days=2))


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(request: Any, browser: Any, live_server: Any, settings: Any) -> Any:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.SITE_URL = live_server.url
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=request.param, locale="en-US", timezone_id="America/New_York")
    context.set_default_timeout(30_000)
    page = context.new_page()
    watch(page)
    page.scripts = request.param
    yield page
    complaints = page.complaints
    context.close()
    assert complaints == []


def look(page: Any, axe: Any, name: str) -> None:
    """Nothing runs over, and nothing is out of reach for a screen reader (axe itself needs scripts)."""
    if page.scripts:
        assert (runs_over(page), axe(page)) == ([], []), name
    shoot(page, name)


def test_from_the_letter_to_the_first_meeting(two: Pair, phone: Any, axe: Any, live_server: Any) -> None:
    two.offer(at=now())
    officer, leader = (two.people[who].email for who in ("officer", "leader"))
    phone.goto(reverse("meeting_choose_link", args=tokens(officer)[-1:]))
    look(phone, axe, "meet-pick")
    boxes = phone.get_by_role("checkbox")
    assert boxes.count() == 3
    boxes.nth(0).check()
    boxes.nth(2).check()
    phone.get_by_role("button", name="These suit me").click()
    phone.get_by_role("heading", name="Thank you, you are done").wait_for()
    phone.goto(reverse("meeting_choose_link", args=tokens(leader)[-1:]))
    look(phone, axe, "meet-take")
    phone.get_by_role("radio").nth(1).check()
    phone.get_by_role("button", name="Take this time").click()
    phone.get_by_role("heading", name="Thank you, you are done").wait_for()
    made = Meeting.objects.get()
    assert (made.state, Message.objects.filter(kind="scheduling.invitation").count()) == (MeetingState.AGREED, 3)
    enter(phone, two.people["coordinator"], live_server.url)
    phone.goto(reverse("meeting_list", args=[two.partnership.key]))
    look(phone, axe, "meet-agreed")
    phone.get_by_role("link", name="Move it").click()
    look(phone, axe, "meet-move")
    later = now() + timedelta(days=21)
    phone.get_by_label("Day").fill(later.date().isoformat())
    phone.get_by_label("Begins at").fill("16:30")
    phone.get_by_label("Where").fill("The tea room")
    phone.get_by_role("button", name="Move it").click()
    phone.get_by_text("It is moved, and every calendar changes with it.").wait_for()
    phone.get_by_role("link", name="Call it off").click()
    look(phone, axe, "meet-cancel")
    phone.get_by_role("link", name="No, go back").click()
    assert Meeting.objects.get().sequence == 1


def test_write_in_and_say_that_you_met(two: Pair, phone: Any, axe: Any, live_server: Any) -> None:
    at = now()
    services.write_in(partnership=two.partnership, kind=MeetingKind.FIRST, starts=at - 2 * HOUR, ends=at + HOUR / 4, by=SYSTEM, at=at - 3 * HOUR)
    enter(phone, two.people["officer"], live_server.url)
    phone.goto(reverse("meeting_list", args=[two.partnership.key]))
    look(phone, axe, "meet-did-you")
    phone.get_by_role("button", name="Yes, we met").click()
    phone.get_by_text("Thank you, it is written down.").wait_for()
    services.say_met(meeting=Meeting.objects.get(), side=Side.CONGREGATION, met=True, by=SYSTEM, at=now())
    phone.goto(reverse("meeting_list", args=[two.partnership.key]))
    look(phone, axe, "meet-met")
    phone.get_by_role("link", name="Write in what you agreed").click()
    look(phone, axe, "meet-write")
    phone.get_by_label("Day").fill((now() - timedelta(days=3)).date().isoformat())
    phone.get_by_label("Begins at").fill("09:00")
    phone.get_by_role("button", name="Write it in").click()
    phone.get_by_text("It is written in. Good to hear.").wait_for()
    assert Meeting.objects.filter(state=MeetingState.HELD).count() == 2


def test_a_calendar_of_ones_own(two: Pair, phone: Any, axe: Any, live_server: Any) -> None:
    enter(phone, two.people["coordinator"], live_server.url)
    phone.goto(reverse("calendar"))
    look(phone, axe, "calendar-none")
    phone.get_by_role("button", name="Make my address").click()
    look(phone, axe, "calendar-shown")
    address = phone.get_by_label("Copy it into “Add calendar from URL”").input_value()
    assert re.fullmatch(rf"{live_server.url}/calendar/[\w-]{{32}}\.ics", address)
    answer = phone.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    phone.goto(reverse("calendar"))
    look(phone, axe, "calendar-on")
    phone.get_by_role("button", name="Stop it").click()
    phone.get_by_text("The address works no more.").wait_for()
    assert phone.request.get(address).status == 404
