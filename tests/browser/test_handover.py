"""An officer moves on: told on a phone, handed on at a desk, answered by link; with and without JavaScript."""

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.urls import reverse

from onecop.handover import services
from onecop.handover.models import Handover
from onecop.kernel.clock import now
from onecop.mail.models import Message
from tests.browser.conftest import runs_over, shoot
from tests.handover.town import Town

WEST = count(-77)


@pytest.fixture
def town(site: Any) -> Town:
    return Town(left=next(WEST))


def fine(page: Any, axe: Callable[[Any], list[str]], name: str, *, judged: bool) -> None:
    shoot(page, f"handover-{name}")
    assert runs_over(page) == []
    if judged:
        assert axe(page) == []


def link_to(email: str) -> str:
    body = Message.objects.filter(email=email, kind__startswith="handover.ask").latest("id").body.text
    found = re.search(r"/next-officer/link/[^/\s)\]]+/", body)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_officer_moves_on_and_the_next_one_comes(visit: Any, town: Town, axe: Any, javascript: bool) -> None:
    look: dict[str, Any] = {"axe": axe, "judged": javascript}
    successor, coordinator = town.officers["11"][1], town.keeper("coordinator")

    officer = visit(390, javascript=javascript, person=town.lead.person)
    officer.goto(reverse("handover_moving", args=[town.pair.key]))
    fine(officer, name="moving", **look)
    officer.get_by_text("A promotion", exact=True).click()
    officer.get_by_label("A word for whoever comes next").fill("Come hungry: the kitchen is where one talks.")
    officer.get_by_role("button", name="Tell them and us").click()
    officer.get_by_text("Thank you for telling us").wait_for()
    row = Handover.objects.get(partnership=town.pair)

    staff = visit(1280, javascript=javascript, person=town.staff)
    staff.goto(reverse("handover_list"))
    fine(staff, name="list", **look)
    staff.locator(f'a[href="{row.get_absolute_url()}"]').first.click()
    staff.get_by_role("heading", name="Choose the next officer").wait_for()
    fine(staff, name="choose", **look)
    staff.get_by_role("button", name=f"Ask {successor}").click()
    staff.get_by_role("heading", name=f"{successor} and the congregation are being asked").wait_for()

    asked = visit(390, javascript=javascript)
    asked.goto(link_to(successor.email))
    fine(asked, name="question-officer", **look)
    asked.get_by_role("button", name="Yes, I would like that").click()
    asked.get_by_role("heading", name="Thank you, you are done").wait_for()

    ours = visit(390, javascript=javascript, person=coordinator)
    ours.goto(row.get_absolute_url())
    fine(ours, name="congregation", **look)
    ours.goto(link_to(coordinator.email))
    fine(ours, name="question-congregation", **look)
    ours.get_by_role("button", name="Yes, I would like that").click()
    ours.get_by_role("heading", name="Thank you, you are done").wait_for()
    ours.goto(row.get_absolute_url())
    ours.get_by_text(f"{successor}").first.wait_for()
    fine(ours, name="congregation-new", **look)

    successor.refresh_from_db()
    newcomer = visit(390, javascript=javascript, person=successor.person)
    newcomer.goto(reverse("handover_brief", args=[row.key]))
    fine(newcomer, name="brief", **look)

    staff.goto(row.get_absolute_url())
    fine(staff, name="overlap", **look)
    staff.get_by_role("button", name="Close it without").click()
    staff.get_by_role("heading", name="This handover is closed").wait_for()
    fine(staff, name="closed", **look)
    assert town.pair.tenures.get(kind="lead", closed_on=None).officer == successor


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_congregation_asks_for_somebody_else_on_a_phone(visit: Any, town: Town, axe: Any, javascript: bool) -> None:
    ours = visit(390, javascript=javascript, person=town.keeper("coordinator"))
    ours.goto(reverse("handover_wish", args=[town.pair.key]))
    fine(ours, axe, "wish", judged=javascript)
    ours.get_by_text("our times never fit", exact=True).click()
    ours.get_by_role("button", name="Ask for a new officer").click()
    ours.get_by_text("We heard you.").wait_for()
    assert Handover.objects.get(partnership=town.pair).requests.get().wish == "times"


def test_the_other_pages_of_the_desk(visit: Any, town: Town, axe: Any) -> None:
    row = services.ask(partnership=town.pair, reason="leave", by=town.staff, at=now())
    staff = visit(1280, person=town.staff)
    pages = [reverse(name, args=[row.key]) for name in ("handover_call_off", "handover_end")]
    pages += [reverse(f"handover_{name}", args=[town.agency.key]) for name in ("pause", "resume", "reach")]
    pages += [reverse("handover_leaving", args=[town.lead.key]), reverse("handover_ask", args=[town.pair.key])]
    for width in (1280, 390):
        staff.set_viewport_size({"width": width, "height": 900})
        for path in pages:
            staff.goto(path)
            fine(staff, axe, path.strip("/").replace("/", "-"), judged=True)
