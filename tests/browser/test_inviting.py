"""Inviting many on a phone and at a desk: choose, look, send, see who got it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.audiences.models import Mailing
from onecop.kernel.clock import now
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.territory.services import activate
from tests import make
from tests.browser.conftest import runs_over, shoot


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)], ids=["phone without", "desk with"])
def test_a_liaison_invites_officers_and_coordinators(visit: Any, site: Any, axe: Any, width: int, javascript: bool) -> None:
    at = now()
    agency = make.agency(f"Harbor {width} Police")
    liaison = make.person("Joan Petrie")
    make.grant(liaison, "liaison", agency.scope)
    owner = make.staff("Nadia Osei") if width == 390 else make.person("Nadia Osei")
    for name in ("Lotus Pond Temple", "Cedar Grove Church", "Harbor Mosque"):
        house = make.congregation(f"{name} {width}")
        make.partnership(of=house, with_=make.officer(agency, email=f"{name[:5].lower()}{width}@police.example"), owner=owner, began_at=at)
    activate(version=make.draft_map(agency), by=owner, at=at)
    event = make.event(agency, kind="briefing", title="Safety briefing", sign_up="guests", starts_on=at.date() + timedelta(days=20))
    page = visit(width, javascript=javascript, person=liaison)

    page.goto(reverse("event_day", args=[event.key, event.starts_on.isoformat()]))
    page.get_by_role("link", name="Invite people").click()
    page.get_by_text("Partner officers", exact=True).click()
    page.get_by_text("Coordinators and their deputies", exact=True).click()
    page.get_by_text("Others, by name").first.click()
    page.get_by_label("Others, by name").fill("Ana Reyes not-an-address")
    sound(page, f"inviting-choose-{width}", axe, javascript=javascript)
    page.get_by_role("button", name="See who that is").click()
    page.get_by_text("Line 1: “not-an-address” is not an e-mail address.").first.wait_for()
    page.complaints.clear()  # a refused form is answered with 422, which the console mentions
    page.get_by_label("Others, by name").fill("Ana Reyes ana@mail.example")
    page.get_by_role("button", name="See who that is").click()
    page.get_by_role("heading", name="7 people get a letter").wait_for()
    page.get_by_text("The letter", exact=True).click()
    sound(page, f"inviting-look-{width}", axe, javascript=javascript)
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Waiting for its turn.").wait_for()
    sound(page, f"inviting-going-{width}", axe, javascript=javascript)

    tasks.run_now(Job.objects.get(key=Mailing.objects.get(occurrence__event=event).job_key))
    page.goto(Mailing.objects.get(occurrence__event=event).get_absolute_url())
    page.get_by_role("heading", name="7 letters").wait_for()
    assert page.get_by_text("Ana Reyes").count() == 1
    sound(page, f"inviting-sent-{width}", axe, javascript=javascript)


def sound(page: Any, name: str, axe: Any, *, javascript: bool) -> None:
    shoot(page, name)
    assert runs_over(page) == []
    if javascript:
        assert axe(page) == []
