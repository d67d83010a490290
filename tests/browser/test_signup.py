"""A visitor on a phone, without an account, with and without JavaScript: finds an event, signs three up with an interpreter, changes it, hands it over.
And the door without JavaScript."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.events import services as events
from onecop.events.choices import EventKind, SignUp
from onecop.events.models import Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.registrations import queries, services
from onecop.registrations.models import Registration
from tests import make
from tests.access.letters import newest_text
from tests.browser.conftest import runs_over, shoot

PHONE = 390


@pytest.fixture(scope="module")
def host(site: Any) -> Any:
    return make.congregation("Lotus Pond Temple")


def workshop(host: Any, title: str) -> Occurrence:
    """A public workshop in a week, at a private place, with eight seats."""
    at = now()
    more = {"public": True, "sign_up": SignUp.ANYONE, "capacity": 8, "place": "Fellowship hall", "address": "12 Harbor Street", "place_private": True}
    plan = events.Plan(EventKind.WORKSHOP, title, at.date() + timedelta(days=7), time(18), 120, more=more)
    made = events.plan_event(host=host, plan=plan, zone="America/New_York", by=SYSTEM, at=at)
    return events.occurrence_for(event=made, on=made.starts_on, at=at)


def link_in(email: str, kind: str) -> str:
    found = re.search(rf"https?://[^/]+(/{kind}/[^)\s]+)", newest_text(email))
    assert found
    return found.group(1)


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_visitor_signs_a_party_up_changes_it_and_hands_it_over(visit: Any, axe: Any, host: Any, javascript: bool) -> None:
    title = f"Safe streets workshop {'with' if javascript else 'without'}"
    date, page = workshop(host, title), visit(PHONE, javascript=javascript)
    ana, ben = f"ana{javascript}@mail.example".lower(), f"ben{javascript}@mail.example".lower()

    def look(name: str) -> None:
        shoot(page, f"signup-{name}-{'js' if javascript else 'plain'}")
        if javascript:
            assert (runs_over(page), axe(page)) == ([], [])

    page.goto(reverse("public_calendar"))
    page.get_by_role("link", name=title).first.click()
    look("page")
    assert "12 Harbor Street" not in page.content()
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("Your e-mail address").fill(ana)
    page.get_by_label("How many come, with you").fill("3")
    page.locator("summary", has_text="An interpreter, a wheelchair").click()
    page.get_by_text("An interpreter", exact=True).click()
    page.get_by_label("More about that").fill("Spanish")
    look("form")
    page.get_by_role("button", name="I want to come").click()
    assert page.get_by_role("heading", name="Look into your mail").is_visible()
    look("asked")
    assert not Registration.objects.filter(occurrence=date).exists()

    page.goto(link_in(ana, "join"))
    look("confirm")
    page.get_by_role("button", name="Yes, I come").click()
    row = Registration.objects.get(occurrence=date, email=ana)
    assert (row.state, row.party, row.needs, row.needs_words) == ("yes", 3, ["interpreter"], "Spanish")
    assert page.get_by_text("12 Harbor Street").first.is_visible()
    look("place")
    assert "12 Harbor Street" in newest_text(ana)

    page.goto(link_in(ana, "place"))
    page.get_by_text("Change how many or what you need").click()
    page.get_by_label("How many come, with you").fill("2")
    page.get_by_role("button", name="Save").click()
    assert Registration.objects.get(pk=row.pk).party == 2

    page.get_by_text("Somebody else comes in my place").click()
    page.get_by_label("Who comes in your place?").fill("Ben Osei")
    page.get_by_label("Their e-mail address").fill(ben)
    look("hand-over")
    page.get_by_role("button", name="Hand my place over").click()
    assert page.get_by_text("Your place is Ben Osei’s now").is_visible()
    heir = Registration.objects.get(occurrence=date, email=ben)
    assert (heir.state, heir.party, Registration.objects.get(pk=row.pk).state) == ("yes", 2, "no")
    page.goto(link_in(ben, "place"))
    assert page.get_by_text(heir.code).first.is_visible()


def test_the_door_without_javascript(visit: Any, host: Any, site: Any) -> None:
    begins = now().replace(microsecond=0) + timedelta(hours=1)
    made = make.event(host, zone="UTC", public=True, sign_up="anyone", starts_on=begins.date(), starts=begins.time(), capacity=20)
    date = events.occurrence_for(event=made, on=made.starts_on, at=now())
    for name, party in (("Ana Ruiz", 2), ("Ben Osei", 1)):
        services.register(occurrence=date, name=name, email=f"{name[:3]}@mail.example", party=party, by=SYSTEM, at=now())
    token = services.open_door(occurrence=date, name="Sam", names=True, by=SYSTEM, at=now())
    page = visit(PHONE, javascript=False)
    page.goto(reverse("door", args=[token]))
    page.get_by_role("link", name="Open the plain page").click()
    page.get_by_label("Name or code").fill("ana")
    page.get_by_role("button", name="Find").click()
    assert page.get_by_text("Ben Osei").count() == 0
    page.get_by_role("button", name="Here (2): Ana Ruiz").click()
    page.get_by_label("How many came").fill("3")
    page.get_by_role("button", name="Note them").click()
    page.get_by_label("Name, if they like").fill("Lee Walker")
    page.get_by_role("button", name="Note them").click()
    shoot(page, "door-plain")
    page.goto(f"{page.url.split('?')[0]}?q=lee")
    assert page.get_by_text("Lee Walker").is_visible()
    found = queries.attendance([date.pk])[date.pk]
    assert (found.by_name, found.walk_ins) == (3, 3)
    loud = visit(PHONE)
    loud.goto(page.url)
    assert runs_over(loud) == []


def test_the_plain_door_is_accessible(visit: Any, axe: Any, host: Any) -> None:
    begins = now().replace(microsecond=0) + timedelta(hours=1)
    made = make.event(host, zone="UTC", starts_on=begins.date(), starts=begins.time())
    date = events.occurrence_for(event=made, on=made.starts_on, at=now())
    page = visit(PHONE)
    page.goto(reverse("door_plain", args=[services.open_door(occurrence=date, name="Sam", names=True, by=SYSTEM, at=now())]))
    assert axe(page) == []
