"""Planning on a phone, with and without JavaScript: a template, a draft, published, the checklist, a part taken by a link, moved, called off, and after
all. And the pages of it at the width of a desk."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.agencies.models import Post
from onecop.events import services
from onecop.events.models import CoHost, Event, EventApproval, EventRole, EventTask, Invite
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.partnerships.models import Partnership
from tests import make
from tests.access.letters import newest_text
from tests.browser.conftest import runs_over, shoot

PHONE = 390


@pytest.fixture
def pair(site: Any) -> Partnership:
    house = make.congregation("Guru Nanak Gurdwara", tradition="sikh")
    agency = make.agency("Port Ellery Police")
    return make.partnership(house, make.officer(agency, first_name="Lena", last_name="Brooks"), began_at=now() - timedelta(days=60))


def coordinator(pair: Partnership) -> Any:
    return pair.tenures.get(kind="coordinator").contact.person  # type: ignore[union-attr]


def sound(page: Any, axe: Any, name: str) -> None:
    shoot(page, f"planning-{name}")
    assert runs_over(page) == []
    assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_from_a_template_to_a_cancellation(visit: Any, axe: Any, pair: Partnership, javascript: bool) -> None:
    ours, stranger = visit(PHONE, javascript=javascript, person=coordinator(pair)), visit(PHONE, javascript=javascript)
    first = now().date() + timedelta(days=50)

    def look(page: Any, name: str) -> None:
        if javascript:
            sound(page, axe, name)

    ours.goto(reverse("congregation_calendar", args=[pair.congregation.key]))
    ours.get_by_role("link", name="Add something").click()
    look(ours, "kinds")
    ours.get_by_role("link", name="Safety briefing").click()
    assert ours.get_by_label("What is it?").input_value() == "Safety briefing"
    assert (ours.locator("[name=starts]").input_value(), ours.locator("[name=ends]").input_value()) == ("18:30", "19:30")
    ours.locator("[name=starts_on]").fill(first.isoformat())
    look(ours, "form")
    ours.get_by_text("Worship and money").click()
    ours.locator("[name=grant]").fill("DOJ trust grant")
    ours.get_by_role("button", name="Keep it as a draft").click()
    ours.get_by_text("This grant is federal money.").first.wait_for()
    look(ours, "form-wrong")
    ours.complaints.clear()  # the browser says that the answer was 422
    ours.locator("[name=grant]").fill("")
    ours.get_by_role("button", name="Keep it as a draft").click()
    ours.get_by_text("is kept as a draft").wait_for()
    event = Event.objects.get(congregation=pair.congregation)
    assert event.is_draft
    look(ours, "draft")
    ours.goto(reverse("congregation_calendar", args=[pair.congregation.key]))
    look(ours, "drafts")
    ours.get_by_role("link", name="Safety briefing", exact=True).click()
    ours.get_by_role("button", name="Publish it").click()
    ours.get_by_text("It is in the calendar now.").wait_for()

    ours.get_by_role("link", name="Planning: checklist").click()
    look(ours, "list")
    ours.get_by_role("button", name="Done: Send the invitations").click()
    ours.get_by_text("1 of 7 done").wait_for()
    ours.get_by_text("Add a line").click()
    ours.locator("[name=title]").first.fill("Bring the projector")
    ours.locator("[name=due_on]").fill((first - timedelta(days=1)).isoformat())
    ours.get_by_role("button", name="Add it").first.click()
    ours.get_by_role("link", name="Bring the projector").click()
    look(ours, "task")
    ours.get_by_label("Who does it").select_option("role:speaker")
    ours.get_by_role("button", name="Save").click()
    ours.get_by_role("link", name="Speaker").click()
    ours.locator("[name=name]").fill("Ada Wells")
    ours.locator("[name=email]").fill(f"ada{int(javascript)}@mail.example")
    ours.get_by_text("Write to them").first.click()
    look(ours, "role")
    ours.get_by_role("button", name="Save").click()
    ours.get_by_text("You see the answer here").wait_for()

    stranger.goto(re.findall(r"/help/[\w-]+/", newest_text(f"ada{int(javascript)}@mail.example"))[0])
    look(stranger, "part")
    stranger.get_by_role("button", name="Yes, I do it").click()
    stranger.get_by_text("The host is told.").wait_for()
    assert EventRole.objects.get(event=event, kind="speaker").state == "yes"

    ours.goto(reverse("event_day", args=[event.key, first.isoformat()]))
    ours.get_by_role("link", name="Another time").click()
    ours.get_by_text("1 person gets a letter").wait_for()
    look(ours, "move")
    ours.locator("[name=on]").fill((first + timedelta(days=7)).isoformat())
    ours.get_by_role("button", name="Move it").click()
    ours.get_by_text("Moved. Whoever was invited is asked again.").wait_for()
    assert EventTask.objects.get(event=event, title="Bring the projector").due_on == first + timedelta(days=6)
    ours.get_by_role("link", name="Call it off").click()
    look(ours, "cancel")
    ours.get_by_role("button", name="Yes, call it off").click()
    ours.get_by_text("This date is called off.").wait_for()
    look(ours, "cancelled")
    ours.get_by_role("link", name="It takes place after all").click()
    look(ours, "restore")
    ours.get_by_role("button", name="Yes, it takes place").click()
    ours.get_by_text("It takes place after all.").first.wait_for()
    assert event.occurrences.get().cancelled_at is None


def test_two_host_it_together(visit: Any, axe: Any, pair: Partnership) -> None:
    other = make.partnership(make.congregation("Calvary Church"))
    event = services.plan_event(host=pair.congregation, plan=_plan(), by=coordinator(pair), at=now())
    ours, theirs = visit(1280, person=coordinator(pair)), visit(PHONE, person=coordinator(other))
    ours.goto(reverse("event_plan", args=[event.key]))
    sound(ours, axe, "empty")
    ours.get_by_role("button", name="Take the usual checklist").click()
    sound(ours, axe, "list")
    ours.get_by_role("link", name="Ask somebody to host").click()
    ours.get_by_role("searchbox").fill("Calvary")
    ours.get_by_role("button", name="Find").click()
    sound(ours, axe, "cohost")
    ours.get_by_text("Calvary Church", exact=True).click()
    ours.get_by_role("button", name="Ask them").click()
    ours.get_by_text("Calvary Church is asked.").wait_for()
    ours.get_by_role("link", name="Tell guests what matters").click()
    sound(ours, axe, "space")
    ours.get_by_role("button", name="Save").click()
    ours.get_by_text("Whoever comes reads it").wait_for()

    theirs.goto(reverse("event_list"))
    sound(theirs, axe, "asked")
    theirs.get_by_role("link", name=event.title).click()
    sound(theirs, axe, "hosting")
    theirs.get_by_role("button", name="Yes, we do").click()
    theirs.get_by_text("You host it together now.").wait_for()
    theirs.get_by_role("button", name=re.compile("^Done: ")).first.click()
    theirs.get_by_text("1 of").wait_for()
    theirs.goto(event.get_absolute_url())
    sound(theirs, axe, "together")
    assert "Calvary Church" in theirs.inner_text("main")
    assert CoHost.objects.get(event=event).state == "yes"
    for name in ("event_copy", "event_edit", "event_cancel", "event_delete"):
        ours.goto(reverse(name, args=[event.key]))
        sound(ours, axe, f"desk-{name}")


def test_paid_time_is_approved_and_hours_are_noted(visit: Any, axe: Any, pair: Partnership) -> None:
    who = make.person("Joan Petrie")
    assert pair.agency.scope is not None
    make.grant(who, "liaison", pair.agency.scope)
    Post.objects.create(agency=pair.agency, kind="liaison", person=who, name=who.name, email=who.email, started_on=now().date())
    officer = pair.tenures.get(kind="lead").officer
    assert officer is not None
    event = services.plan_event(host=pair.congregation, plan=_plan(), by=SYSTEM, at=now())
    row = services.occurrence_for(event=event, on=event.starts_on, at=now())
    services.invite(occurrence=row, partnership=pair, by=SYSTEM, at=now())
    desk, phone = visit(1280, person=who), visit(PHONE, person=officer.person)

    desk.goto(reverse("event_duty", args=[pair.agency.key]))
    desk.get_by_text("Coming to events on duty").click()
    desk.get_by_role("button", name="Save").click()
    desk.get_by_text("It counts for answers from now on.").wait_for()
    phone.goto(reverse("event_day", args=[event.key, event.starts_on.isoformat()]))
    phone.get_by_text("Overtime", exact=True).click()
    sound(phone, axe, "answer")
    phone.get_by_role("button", name="Yes, I come").click()
    phone.get_by_text("comes, if approved").wait_for()
    sound(phone, axe, "if-approved")

    desk.reload()
    sound(desk, axe, "duty")
    desk.get_by_role("link", name=re.compile("Lena Brooks")).click()
    sound(desk, axe, "approve")
    desk.get_by_role("button", name="Do not approve").click()
    desk.get_by_text("Say in a line why not.").first.wait_for()
    desk.complaints.clear()  # the browser says that the answer was 422
    desk.get_by_role("button", name="Approve", exact=True).click()
    desk.get_by_text("Both are told.").wait_for()
    assert (EventApproval.objects.get().state, Invite.objects.get(occurrence=row).if_approved) == ("approved", False)

    row.starts_at, row.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)
    row.save()
    phone.reload()
    sound(phone, axe, "hours")
    assert phone.get_by_label("Minutes").input_value() == "120"
    phone.get_by_role("button", name="Note my hours").click()
    phone.get_by_text("Your hours are noted.").wait_for()
    phone.goto(reverse("event_hours"))
    sound(phone, axe, "all-hours")
    assert "2 h 0 min" in phone.inner_text("main")


def _plan() -> Any:
    from datetime import time

    from onecop.events.choices import EventKind

    return services.Plan(EventKind.FORUM, "Neighbors and officers: a forum", now().date() + timedelta(days=40), time(18, 30), 120)
