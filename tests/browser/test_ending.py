"""The end of a partnership, and the way back, in a browser: asked for on a phone, settled by staff, with and without JavaScript."""

from typing import Any

import pytest
from django.urls import reverse

from onecop.kernel.clock import now
from onecop.mail.models import Message
from onecop.partnerships.choices import EndReason
from tests import make
from tests.browser.conftest import runs_over, shoot
from tests.journey.keeping import person


def fine(page: Any, axe: Any, name: str, *, judged: bool) -> None:
    shoot(page, f"ending-{name}")
    assert runs_over(page) == []
    if judged:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_it_is_asked_for_ended_with_thanks_and_taken_up_again(visit: Any, site: Any, axe: Any, javascript: bool) -> None:
    staff = make.staff("Nadia Osei")
    partnership = make.partnership(make.congregation(f"Grace Chapel {'North' if javascript else 'South'}"), owner=staff, began_at=now())
    standing, coordinator = reverse("partnership_standing", args=[partnership.key]), person(partnership)
    ours = visit(390, javascript=javascript, person=coordinator)
    ours.goto(standing)
    ours.get_by_role("link", name="Ask for a pause, or to stop").click()
    ours.get_by_role("heading", name="What would you like?").wait_for()
    fine(ours, axe, "wish", judged=javascript)
    ours.get_by_text("To stop for good", exact=True).click()
    ours.get_by_label("Why, if you like to say it").fill("The building is sold.")
    ours.get_by_role("button", name="Send").click()
    ours.get_by_role("heading", name="How it stands").wait_for()
    fine(ours, axe, "asked", judged=javascript)

    desk = visit(390, javascript=javascript, person=staff)
    desk.goto(standing)
    desk.get_by_text("The building is sold.").wait_for()
    fine(desk, axe, "desk", judged=javascript)
    desk.get_by_role("link", name="End it").click()
    desk.get_by_role("heading", name="End it well").wait_for()
    fine(desk, axe, "end", judged=javascript)
    desk.get_by_text(str(EndReason.CONGREGATION.label), exact=True).click()
    desk.get_by_label("Your thanks").fill("A garden stands where there was a lot.")
    desk.get_by_role("button", name="End the partnership").click()
    desk.get_by_role("link", name="Take it up again").wait_for()
    fine(desk, axe, "ended", judged=javascript)
    partnership.refresh_from_db()
    assert (partnership.state, partnership.endings.get().reason) == ("ended", EndReason.CONGREGATION)
    assert "A garden stands" in Message.objects.filter(kind="partnership.ended", email=coordinator.email).latest("pk").body.text

    desk.get_by_role("link", name="Take it up again").click()
    desk.get_by_role("button", name="Take it up again").wait_for()
    fine(desk, axe, "reopen", judged=javascript)
    desk.get_by_role("button", name="Take it up again").click()
    desk.get_by_text("It was taken up again.").or_(desk.get_by_role("link", name="Pause it")).first.wait_for()
    partnership.refresh_from_db()
    assert (partnership.state, partnership.tenures.filter(officer__isnull=False, closed_on=None).count()) == ("active", 0)
