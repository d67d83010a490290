"""The planning pages: who opens them, what a tap does, what a link shows and changes."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.events import services
from onecop.events.models import CoHost, Event, EventApproval, EventRole, EventTask
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.access.letters import newest_text
from tests.events.test_pages import client_of, coordinator, day, officer
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}
FORM = {"title": "Forum", "kind": "forum", "starts_on": "2026-12-31", "starts": "19:00", "ends": "21:00", "repeat": "once"}


@pytest.fixture(autouse=True)
def noon(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def pair():
    return make.partnership()


def new(pair, **more):
    return coordinator(pair).post(reverse("congregation_event_new", args=[pair.congregation.key]), {**FORM, **more})


def test_tiles_come_first_and_the_kind_fills_in_the_form(pair):
    who, path = coordinator(pair), reverse("congregation_event_new", args=[pair.congregation.key])
    assert "kind=forum" in who.get(path).content.decode()
    page = who.get(path, {"kind": "forum"}).content.decode()
    assert ('value="18:30"' in page, 'value="20:30"' in page, "With the usual checklist" in page) == (True, True, True)
    assert "With the usual checklist" not in who.get(path, {"kind": "other"}).content.decode()
    assert "kind=forum" in who.get(path, {"kind": "city"}).content.decode()


@pytest.mark.parametrize(("draft", "tasks"), [(False, 0), (True, 0), (False, 14), (True, 14)])
def test_an_event_or_a_draft_with_or_without_its_list(pair, draft, tasks):
    assert new(pair, **({"draft": "1"} if draft else {}), **({"usual": "on"} if tasks else {})).status_code == 302
    made = Event.objects.get()
    assert (made.is_draft, made.tasks.count()) == (draft, tasks)


@pytest.mark.parametrize(
    "wrong",
    [{"sign_up": "anyone"}, {"grant": "DOJ JAG"}, {"religious": "on", "federally_funded": "on"}, {"party_most": "0"}, {"state": "1!"}, {"closes_hours": "-1"}],
)
def test_a_wrong_answer_in_a_folded_group_opens_it_and_plans_nothing(pair, wrong):
    answer = new(pair, **wrong)
    assert (answer.status_code, Event.objects.count()) == (422, 0)
    assert '<details class="oc-details" open>' in answer.content.decode()


def test_the_new_fields_are_kept_and_come_back_in_the_form(pair):
    new(pair, public="on", sign_up="anyone", capacity="40", party_most="4", closes_hours="24", city="Port Ellery", state="lk", grant="Lilly Endowment")
    made = Event.objects.get()
    assert (made.public, made.sign_up, made.capacity, made.waitlist, made.party_most, made.closes_hours) == (True, "anyone", 40, False, 4, 24)
    assert (made.city, made.state, made.grant) == ("Port Ellery", "LK", "Lilly Endowment")
    page = coordinator(pair).get(reverse("event_edit", args=[made.key])).content.decode()
    assert "Lilly Endowment" in page


def test_an_officer_and_a_deputy_do_not_open_the_planning_page(pair):
    event = make.event(pair.congregation)
    make.invite(event, pair, pair.tenures.get(kind="lead").officer)
    deputy = client_of(make.contact(pair.congregation, "deputy").person)
    path = reverse("event_plan", args=[event.key])
    assert [who.get(path).status_code for who in (coordinator(pair), deputy, officer(pair), client_of(make.person()))] == [200, 403, 403, 404]


def test_whoever_owns_a_line_ticks_it_without_planning(pair):
    deputy = make.contact(pair.congregation, "deputy").person
    task = services.add_task(event=make.event(pair.congregation), title="Food", due_on=NOON.date(), owner=deputy, **BY)
    other = services.add_task(event=task.event, title="Door", due_on=NOON.date(), **BY)
    who = client_of(deputy)
    assert [who.post(reverse("event_task_tick", args=[t.key]), {"done": "yes"}).status_code for t in (task, other)] == [302, 404]
    assert [bool(EventTask.objects.get(pk=t.pk).done_at) for t in (task, other)] == [True, False]


def test_the_link_of_a_part_shows_by_get_and_answers_by_post(pair):
    event = make.event(pair.congregation)
    services.add_role(event=event, kind="speaker", name="Ada", email="ada@mail.example", ask=True, **BY)
    path = "/help/" + newest_text("ada@mail.example").split("/help/")[1].split("/")[0] + "/"
    anybody = Client()
    assert [anybody.get(path).status_code, anybody.head(path).status_code] == [200, 200]
    assert EventRole.objects.get().state == "asked"
    assert anybody.post(path, {"answer": "yes", "words": ""}).status_code == 302
    assert EventRole.objects.get().state == "yes"
    assert "already answered" in anybody.get(path).content.decode()


def test_the_link_of_a_co_host_and_the_page_answer_the_same_question(pair):
    other, event = make.partnership(), make.event(pair.congregation)
    made = services.ask_cohost(event=event, party=other.congregation, **BY)
    theirs = coordinator(other)
    path = reverse("event_cohost_answer", args=[made.key])
    assert [c.get(path).status_code for c in (theirs, coordinator(pair), officer(other))] == [200, 403, 404]
    token = newest_text(other.tenures.get(kind="coordinator").contact.email).split("/hosting/")[1].split("/")[0]
    assert Client().get(f"/hosting/{token}/").status_code == 200
    assert theirs.post(path, {"answer": "yes"}).status_code == 302
    assert (CoHost.objects.get().state, theirs.get(reverse("event_plan", args=[event.key])).status_code) == ("yes", 200)
    assert theirs.post(reverse("event_publish", args=[event.key])).status_code == 403
    assert Client().get(f"/hosting/{token}/").status_code == 404


def test_a_place_that_is_private_stays_so_for_officers_of_an_agency_that_hosts_along(pair):
    event = make.event(pair.congregation, address="12 Willow Lane", place_private=True)
    made = services.ask_cohost(event=event, party=pair.agency, **BY)
    services.answer_cohost(cohost=made, accepts=True, **BY)
    mate = make.person()
    make.grant(mate, "officer", pair.agency.scope)
    pages = [who.get(day(event)).content.decode() for who in (client_of(mate), coordinator(pair))]
    assert ["12 Willow Lane" in page for page in pages] == [False, True]


def test_a_draft_is_published_copied_and_deleted_by_the_host_alone(pair):
    event = services.plan_event(host=pair.congregation, plan=services.Plan("meal", "Dinner", *_evening()), draft=True, **BY)
    ours = coordinator(pair)
    assert officer(pair).get(day(event)).status_code == 404
    assert "A draft" in ours.get(day(event)).content.decode()
    for name in ("congregation_calendar", "event_list"):
        args = [pair.congregation.key] if name == "congregation_calendar" else []
        assert "Drafts" in ours.get(reverse(name, args=args)).content.decode()
    ours.post(reverse("event_copy", args=[event.key]), {"starts_on": "2027-11-27"})
    copy = Event.objects.get(copied_from=event)
    ours.post(reverse("event_publish", args=[event.key]))
    assert [ours.post(reverse("event_delete", args=[e.key])).status_code for e in (event, copy)] == [302, 302]
    assert list(Event.objects.values_list("pk", "published_at")) == [(event.pk, NOON)]


def test_the_liaison_sets_the_policy_and_the_supervisor_answers(pair):
    people = {}
    for role in ("liaison", "supervisor", "executive"):
        people[role] = make.person()
        make.grant(people[role], role, pair.agency.scope)
    path = reverse("event_duty", args=[pair.agency.key])
    assert [client_of(people[r]).get(path).status_code for r in people] == [200, 200, 403]
    policy = reverse("event_duty_policy", args=[pair.agency.key])
    assert [client_of(people[r]).post(policy, {"needs_approval": "on"}).status_code for r in people] == [302, 403, 403]
    who = pair.tenures.get(kind="lead").officer
    invite = make.invite(make.event(pair.congregation), pair, who)
    services.answer(invite=invite, comes=True, duty="ot", by=who.person, at=NOON)
    row = EventApproval.objects.get()
    answer = reverse("event_approval", args=[row.key])
    assert client_of(people["supervisor"]).post(answer, {"answer": "no"}).status_code == 422
    assert client_of(people["supervisor"]).post(answer, {"answer": "yes"}).status_code == 302
    assert officer(pair).get(answer).status_code == 404
    row.refresh_from_db()
    assert row.state == "approved"


def _evening():
    from datetime import date, time

    return date(2026, 11, 28), time(18), 120
