"""The shared page and the pages of goals: what is typed is never lost, and who may see what."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.debriefs import services
from onecop.debriefs.models import Challenge, Debrief, Goal, Idea, OutreachEffort
from onecop.debriefs.services import Settled
from tests import make
from tests.debriefs.rounds import LATER, NOON, Round, begun, goal_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def enter(client: Client, who: Person) -> Client:
    client.force_login(who)
    return client


def page(client: Client, it: Round) -> str:
    return client.get(reverse("partnership_debrief", args=[it.partnership.key])).content.decode()


def test_the_shared_page_warns_and_shows_what_both_wrote(client: Client) -> None:
    it = begun()
    services.add_idea(debrief=it.debrief, challenge=it.challenge, words="Cones at pick-up time.", by=it.leader, at=NOON)
    seen = page(enter(client, it.leader), it)
    told = ("Cars park on the crossing.", "Cones at pick-up time.", "What does not belong here", "In an emergency, call 911", "Leave out suspects")
    assert [words for words in told if words not in seen] == []


def test_what_was_typed_stays_when_it_cannot_be_kept(client: Client) -> None:
    it = begun()
    enter(client, it.leader)
    answer = client.post(reverse("partnership_challenge_add", args=[it.debrief.key]), {"words": "x" * 601})
    assert (answer.status_code, "x" * 601 in answer.content.decode(), Challenge.objects.count()) == (422, True, 1)
    answer = client.post(reverse("partnership_idea_add", args=[it.debrief.key]), {"words": " ", "about": it.challenge.key})
    assert (answer.status_code, "One answer needs another look" in answer.content.decode(), Idea.objects.count()) == (422, True, 0)


def test_words_come_onto_the_page(client: Client) -> None:
    it = begun()
    enter(client, it.leader)
    home = reverse("partnership_debrief", args=[it.partnership.key])
    assert client.post(reverse("partnership_challenge_add", args=[it.debrief.key]), {"words": "The steps are dark."}).headers["Location"] == f"{home}#saw"
    client.post(reverse("partnership_idea_add", args=[it.debrief.key]), {"words": "A lamp.", "about": it.challenge.key})
    client.post(reverse("partnership_idea_add", args=[it.debrief.key]), {"words": "A breakfast."})
    assert list(Idea.objects.values_list("words", "challenge")) == [("A lamp.", it.challenge.pk), ("A breakfast.", None)]
    idea = Idea.objects.get(words="A lamp.")
    for vote, count in (("yes", 1), ("yes", 1), ("back", 0)):
        client.post(reverse("partnership_idea_vote", args=[idea.key]), {"vote": vote})
        assert idea.votes.count() == count


def test_a_lost_update_is_answered_with_both_texts_and_three_ways_on(client: Client) -> None:
    it = begun()
    url = reverse("partnership_challenge_edit", args=[it.challenge.key])
    services.edit_challenge(challenge=it.challenge, words="Theirs, saved first.", version=1, by=it.officer, at=NOON)
    answer = enter(client, it.leader).post(url, {"words": "Mine, a minute later.", "version": 1})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert [w for w in ("Theirs, saved first.", "Mine, a minute later.", "Keep mine", "Keep theirs", "edit both together") if w not in text] == []
    assert Challenge.objects.get().words == "Theirs, saved first."
    assert '<input type="hidden" name="version" value="2">' in text
    client.post(url, {"words": "Mine, a minute later.", "version": 2})
    assert Challenge.objects.get().words == "Mine, a minute later."


def test_a_lost_update_of_a_goal_shows_only_what_differs(client: Client) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.officer)
    form = {"title": goal.title, "measure": goal.measure, "due_on": "2027-02-01", "pillar": "trust", "activity": "street", "keeper": "congregation"}
    url = reverse("partnership_goal_edit", args=[goal.key])
    enter(client, it.leader)
    assert client.post(url, {**form, "target": "6", "version": 1}).status_code == 302
    answer = client.post(url, {**form, "measure": "Ten days in a row", "keeper": f"p{it.leader.pk}", "version": 1})
    text = answer.content.decode()
    assert (answer.status_code, [label for label in ("Reached when", "Number", "Kept by", "Pillar") if f">{label}</h3>" in text]) == (
        409, ["Reached when", "Number", "Kept by"],
    )  # fmt: skip
    goal.refresh_from_db()
    assert (goal.target, goal.measure, goal.version) == (6, "No car on the crossing for a week", 2)


def test_an_idea_becomes_a_goal_with_an_effort(client: Client) -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, challenge=it.challenge, words="Cones at pick-up time.", by=it.leader, at=NOON)
    enter(client, it.coordinator)
    url = reverse("partnership_goal_new", args=[it.partnership.key]) + f"?idea={idea.key}"
    assert "Cones at pick-up time." in client.get(url).content.decode()
    form = {
        "title": "Cones",
        "measure": "A week",
        "due_on": "2027-02-01",
        "pillar": "community",
        "activity": "street",
        "keeper": f"p{it.officer.pk}",
        "target": "5",
    }
    client.post(url, form)
    goal = Goal.objects.get()
    assert (goal.idea, goal.debrief, goal.owner, goal.owner_side, goal.made_by, goal.target) == (idea, it.debrief, it.officer, "officer", it.coordinator, 5)
    client.post(reverse("partnership_goal_progress", args=[goal.key]), {"number": "2", "words": "Two mornings"})
    client.post(reverse("partnership_effort_add", args=[goal.key]), {"title": "First morning", "kind": "street", "month": "2026-12"})
    effort = OutreachEffort.objects.get()
    assert (str(effort.planned_month), effort.planned_on) == ("2026-12-01", None)
    client.post(reverse("partnership_effort_edit", args=[effort.key]), {"title": "First morning", "kind": "youth", "on": "2026-11-20", "version": 1})
    client.post(reverse("partnership_effort_settle", args=[effort.key]), {"state": "done"})
    client.post(reverse("partnership_goal_settle", args=[goal.key]), {"state": "reached", "words": "All five"})
    goal.refresh_from_db()
    effort.refresh_from_db()
    assert (goal.state, effort.state, effort.kind, [p.words for p in goal.progress.all()]) == ("reached", "done", "youth", ["Two mornings", "All five"])


def test_a_month_that_has_passed_keeps_what_was_typed(client: Client) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    answer = enter(client, it.leader).post(reverse("partnership_effort_add", args=[goal.key]), {"title": "A morning", "kind": "street", "on": "2026-11-01"})
    text = answer.content.decode()
    assert (answer.status_code, 'value="A morning"' in text, "That time has passed." in text) == (422, True, True)


def test_closing_asks_for_each_point(client: Client) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    url = reverse("partnership_debrief_close", args=[it.debrief.key])
    enter(client, it.leader)
    seen = client.get(url).content.decode()
    assert [w for w in ("Cars park on the crossing.", "Safer pick-up") if w not in seen] == []
    assert client.post(url, {f"{it.challenge.key}-outcome": "carried"}).status_code == 422
    assert Debrief.objects.get().closed_at is None
    said = {f"{it.challenge.key}-outcome": "carried", f"{goal.key}-outcome": "carried", f"{goal.key}-due_on": "2027-03-01"}
    assert client.post(url, said).headers["Location"] == reverse("partnership_debrief_sheet", args=[it.debrief.key])
    goal.refresh_from_db()
    assert (Debrief.objects.get().closed_at, goal.state, str(goal.due_on)) == (LATER, "carried", "2027-03-01")
    seen = page(client, it)
    assert ("Open the next debrief" in seen, "Debrief 1" in seen) == (True, True)


def test_a_challenge_that_came_while_closing_is_asked_for_too(client: Client) -> None:
    it = begun()
    enter(client, it.leader)
    services.add_challenge(debrief=it.debrief, words="The steps are dark.", by=it.officer, at=NOON)
    answer = client.post(reverse("partnership_debrief_close", args=[it.debrief.key]), {f"{it.challenge.key}-outcome": "solved"})
    assert (answer.status_code, "The steps are dark." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("role", "debrief", "goals"), [("liaison", 403, 200), ("executive", 403, 200), ("funder", 404, 404)])
def test_the_agency_sees_goals_but_not_what_both_sides_wrote(client: Client, settings: Any, role: str, debrief: int, goals: int) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    it, who = begun(), make.person()
    make.grant(who, role, make.nation() if role == "funder" else it.partnership.agency.scope)  # type: ignore[arg-type]
    enter(client, who)
    assert [client.get(reverse(name, args=[it.partnership.key])).status_code for name in ("partnership_debrief", "partnership_goals")] == [debrief, goals]
    assert [client.get(reverse(name, args=[it.partnership.key])).status_code for name in ("partnership_debrief", "partnership_goals")] == [debrief, goals]
    enter(client, it.officer)
    assert [client.get(reverse(name, args=[it.partnership.key])).status_code for name in ("partnership_debrief", "partnership_goals")] == [200, 200]


def _filled(number: int) -> Round:
    it = begun()
    for n in range(number):
        goal_of(it.partnership, by=it.leader, title=f"Goal {n}", owner=it.leader)
        challenge = services.add_challenge(debrief=it.debrief, words=f"Seen {n}.", by=it.leader, at=NOON)
        for words in ("One", "Two"):
            services.vote(idea=services.add_idea(debrief=it.debrief, challenge=challenge, words=words, by=it.officer, at=NOON), by=it.leader, at=NOON)
    return it


def test_one_row_costs_as_much_as_three(client: Client, django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        it = _filled(number)
        enter(client, it.leader)
        services.hold_debrief(debrief=it.debrief, on=NOON.date(), by=it.leader, at=NOON)
        for name, key, queries in (
            ("partnership_debrief", it.partnership.key, 12),
            ("partnership_goals", it.partnership.key, 5),
            ("partnership_debrief_sheet", it.debrief.key, 10),
        ):
            client.get(reverse(name, args=[key]))
            with django_assert_num_queries(queries):
                client.get(reverse(name, args=[key]))


def test_a_closed_debrief_can_be_read_and_printed(client: Client) -> None:
    it = begun()
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("solved", "Painted.")}, by=it.leader, at=NOON)
    seen = enter(client, it.leader).get(it.debrief.get_absolute_url()).content.decode()
    assert [w for w in ("Cars park on the crossing.", "better now", "Painted.") if w not in seen] == []
    assert client.get(reverse("partnership_debrief_close", args=[it.debrief.key])).status_code == 302


def test_what_was_settled_by_a_slip_of_the_finger_is_taken_back_on_the_page(client: Client) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    effort = services.plan_effort(goal=goal, title="A morning", kind="street", on=NOON.date(), by=it.leader, at=NOON)  # type: ignore[arg-type]
    enter(client, it.coordinator)
    for url, key, last in (("partnership_effort_settle", effort.key, "off"), ("partnership_goal_settle", goal.key, "dropped")):
        client.post(reverse(url, args=[key]), {"state": last})
    page = client.get(goal.get_absolute_url()).content.decode()
    assert [words for words in ("Work on it again", "Plan it again") if words in page] == ["Work on it again"]
    client.post(reverse("partnership_goal_settle", args=[goal.key]), {"state": "open"})
    assert "Plan it again" in client.get(goal.get_absolute_url()).content.decode()
    client.post(reverse("partnership_effort_settle", args=[effort.key]), {"state": "planned"})
    goal.refresh_from_db()
    effort.refresh_from_db()
    assert (goal.state, effort.state) == ("open", "planned")


def test_what_is_in_the_calendar_is_called_off_only_after_a_question(client: Client) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    effort = services.plan_effort(goal=goal, title="A morning", kind="street", on=NOON.date(), by=it.leader, at=NOON)  # type: ignore[arg-type]
    OutreachEffort.objects.update(event_uid="event-1")
    enter(client, it.leader)
    url = reverse("partnership_effort_settle", args=[effort.key])
    assert f'href="{url}"' in client.get(goal.get_absolute_url()).content.decode()
    assert "the event is called off too" in client.get(url).content.decode()
    effort.refresh_from_db()
    assert effort.state == "planned"
