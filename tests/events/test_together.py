"""What both sides plan, what helpers see by a link, what a place of worship asks for, and what comes back with an event."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onecop.debriefs import services as debriefs
from onecop.debriefs.choices import EffortState
from onecop.debriefs.models import Goal, OutreachEffort
from onecop.events import planned, services
from onecop.events.exceptions import CannotPlan
from onecop.events.jobs import checklists
from onecop.events.models import Event, EventTask, Invite
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make
from tests.access.letters import newest_text
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}
TYPED = {"title": "Park day", "kind": "outreach", "starts_on": "2026-12-05", "starts": "10:00", "ends": "12:00", "repeat": "once"}


@pytest.fixture
def pair():
    return make.partnership()


@pytest.fixture(autouse=True)
def _today(time_machine, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    time_machine.move_to(NOON, tick=False)


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def person_of(pair, kind="coordinator"):
    tenure = pair.tenures.get(kind=kind)
    return tenure.officer.person if tenure.officer_id else tenure.contact.person


def letters(kind):
    return list(Message.objects.filter(kind=f"events.{kind}").order_by("pk").values_list("email", flat=True))


# --- planned by either side
def test_the_coordinator_plans_for_both_and_the_officer_is_asked(pair):
    client = as_(person_of(pair))
    address = reverse("partnership_event_new", args=[pair.key])
    assert address in client.get(reverse("partnership_together", args=[pair.key])).text
    assert client.get(address).status_code == 200
    assert client.post(f"{address}?kind=other", TYPED).status_code == 302
    event = Event.objects.get()
    assert (event.partnership, Invite.objects.get().officer.person) == (pair, person_of(pair, "lead"))
    assert letters("together") == []
    assert "Park day" in client.get(reverse("partnership_together", args=[pair.key])).text


def test_the_officer_plans_for_both_and_the_coordinator_hears_of_it(pair):
    client = as_(person_of(pair, "lead"))
    assert client.post(f"{reverse('partnership_event_new', args=[pair.key])}?kind=other", {**TYPED, "draft": "1"}).status_code == 302
    event = Event.objects.get()
    assert (letters("together"), as_(person_of(pair)).get(event.get_absolute_url()).status_code) == ([], 302)
    services.publish_event(event=event, by=person_of(pair, "lead"), at=NOON)
    assert (letters("together"), Invite.objects.count()) == ([person_of(pair).email], 0)


def test_an_officer_of_another_partnership_cannot_plan_for_this_one(pair):
    assert as_(person_of(make.partnership(), "lead")).get(reverse("partnership_event_new", args=[pair.key])).status_code == 404


# --- helpers without an account
@pytest.fixture
def event(pair):
    made = make.event(pair.congregation, title="Dinner")
    for title, role in (("Set the table", "food"), ("Count chairs", "setup"), ("Nobody's line", "")):
        services.add_task(event=made, title=title, due_on=date(2026, 11, 10), role=role, **BY)
    return made


def asked(event, kind="food"):
    services.add_role(event=event, kind=kind, name="Ines", email="ines@mail.example", ask=True, **BY)
    token = re.search(r"/help/([^/\s)]+)/", newest_text("ines@mail.example")).group(1)
    return Client().post(reverse("event_role_link", args=[token]), {"answer": "yes"})


def test_whoever_takes_a_part_sees_and_ticks_what_is_theirs_by_a_link(event):
    page = asked(event)
    helping = page["Location"]
    assert letters("role_mine") == ["ines@mail.example"]
    text = Client().get(helping).text
    assert ("Set the table" in text, "Count chairs" in text, "Nobody's line" in text) == (True, False, False)
    task, other = EventTask.objects.get(title="Set the table"), EventTask.objects.get(title="Count chairs")
    assert Client().post(helping, {"task": task.key, "done": "yes"}).status_code == 302
    assert Client().post(helping, {"task": other.key, "done": "yes"}).status_code == 404
    assert list(EventTask.objects.exclude(done_at=None)) == [task]
    Client().post(helping, {"task": task.key, "done": "no"})
    assert not EventTask.objects.exclude(done_at=None).exists()


def test_the_lead_also_has_the_lines_of_nobody(event):
    asked(event, "lead")
    assert [t.title for t in planned.tasks_of(event.roles.get())] == ["Nobody's line"]


def test_what_is_late_reaches_a_helper_with_a_link_that_opens_it(event):
    services.add_role(event=event, kind="food", name="Ines", email="ines@mail.example", **BY)
    checklists(NOON)
    helping = re.search(r"(/helping/[^/\s)]+/)", newest_text("ines@mail.example")).group(1)
    assert "Set the table" in Client().get(helping).text


def test_the_host_sends_the_link_again_and_it_ends_when_somebody_else_has_the_part(pair, event):
    role = services.add_role(event=event, kind="food", name="Ines", email="ines@mail.example", **BY)
    assert as_(person_of(pair)).post(reverse("event_role_send", args=[role.key])).status_code == 302
    helping = re.search(r"(/helping/[^/\s)]+/)", newest_text("ines@mail.example")).group(1)
    assert Client().get(helping).status_code == 200
    services.fill_role(role=role, name="Ben", **BY)
    assert Client().get(helping).status_code == 404
    with pytest.raises(CannotPlan):
        services.send_tasks(role=event.roles.get(), **BY)


# --- a place of worship
def test_a_briefing_at_a_gurdwara_begins_from_what_is_usual_there(pair):
    pair.congregation.tradition = "sikh"
    pair.congregation.save()
    liaison = make.person("Lena")
    make.grant(liaison, "liaison", pair.agency.scope)
    event = make.event(pair.agency, kind="briefing")
    assert list(planned.venues_for(event, liaison)) == [pair.congregation.key]
    stranger = make.congregation()
    assert stranger.key not in planned.venues_for(event, make.staff())
    client, address = as_(make.staff()), reverse("event_space", args=[event.key])
    assert "scarves lie at the door" not in client.get(address).text
    assert "scarves lie at the door" in client.get(address, {"venue": pair.congregation.key}).text
    client.post(address, {"venue": pair.congregation.key, "shoes": "off_door", "head": "all"})
    event.refresh_from_db()
    assert (event.venue, set(event.space)) == (pair.congregation, {"shoes", "head"})


# --- what comes back
def test_an_event_that_takes_place_after_all_takes_up_its_effort_again(pair):
    words = {"owner_side": "officer", "due_on": date(2027, 3, 1), "pillar": "trust", "activity": "drive", "made_at": NOON}
    goal = Goal.objects.create(partnership=pair, title="Warm coats", measure="100 coats", **words)
    effort = OutreachEffort.objects.create(goal=goal, title="Coat drive", kind="drive", planned_on=date(2026, 11, 28), made_at=NOON)
    effort = debriefs.make_event(effort=effort, **BY)
    event = Event.objects.get()
    services.cancel_event(event=event, **BY)
    services.restore_event(event=event, by=SYSTEM, at=NOON + timedelta(days=1))
    effort.refresh_from_db()
    assert (effort.state, effort.state_at) == (EffortState.PLANNED, None)
    assert debriefs.restore_effort(effort=effort, **BY).state == EffortState.PLANNED
