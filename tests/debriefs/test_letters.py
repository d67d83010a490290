"""Who hears of a debrief and its goals, once each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onecop.debriefs import services
from onecop.debriefs.choices import GoalState
from onecop.debriefs.jobs import goals, written
from onecop.debriefs.models import Debrief, Goal
from onecop.debriefs.services import Settled
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import EndReason, PauseReason
from tests import make
from tests.debriefs.rounds import LATER, begun, goal_of

pytestmark = pytest.mark.django_db
DUE = make.NOON.date() + timedelta(days=30)


def to(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=f"debriefs.{kind}").values_list("email", flat=True))


def test_the_others_hear_that_a_debrief_is_open_and_nobody_twice() -> None:
    it = begun()
    assert to("opened") == sorted([it.leader.email, it.coordinator.email])
    text = Message.objects.filter(kind="debriefs.opened")[0].body.text
    assert it.debrief.get_absolute_url() in text
    services.open_debrief(partnership=it.partnership, by=it.leader, at=LATER)
    assert len(to("opened")) == 2


def test_both_get_the_list_of_what_they_take_on() -> None:
    it = begun()
    goal_of(it.partnership, by=it.officer, debrief=it.debrief)
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("carried")}, by=it.leader, at=LATER)
    assert to("agreed") == sorted([it.officer.email, it.leader.email, it.coordinator.email])
    assert "Safer pick-up" in Message.objects.filter(kind="debriefs.agreed")[0].body.text


def test_a_debrief_without_goals_ends_without_a_list_and_the_others_hear_that_it_is_done() -> None:
    it = begun()
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("carried")}, by=it.leader, at=LATER)
    assert (to("agreed"), to("closed")) == ([], sorted([it.officer.email, it.coordinator.email]))
    assert it.debrief.get_absolute_url() in Message.objects.filter(kind="debriefs.closed")[0].body.text


def test_with_an_ending_no_letter_says_that_the_debrief_is_done() -> None:
    it = begun()
    partnerships.end(partnership=it.partnership, reason=EndReason.FULFILLED, by=it.leader, at=LATER)
    assert (Debrief.objects.filter(closed_at=None).count(), to("closed")) == (0, [])


def test_its_owner_alone_is_reminded_once_before_and_once_after_and_anew_for_another_day() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.officer, owner=it.coordinator, due_on=DUE)
    seen = []
    for days in (22, 23, 24, 30, 31, 32):
        goals(make.NOON + timedelta(days=days))
        seen.append((days, len(to("due_soon")), len(to("overdue"))))
    assert seen == [(22, 0, 0), (23, 1, 0), (24, 1, 0), (30, 1, 0), (31, 1, 1), (32, 1, 1)]
    assert {*to("due_soon"), *to("overdue")} == {it.coordinator.email}
    Goal.objects.filter(pk=goal.pk).update(due_on=DUE + timedelta(days=30))
    goals(make.NOON + timedelta(days=55))
    assert len(to("due_soon")) == 2


def test_a_goal_of_a_side_is_for_everybody_of_that_side() -> None:
    it = begun()
    goal_of(it.partnership, by=it.officer, owner_side="congregation", due_on=DUE)
    goals(make.NOON + timedelta(days=25))
    assert to("due_soon") == sorted([it.leader.email, it.coordinator.email])


def morning(days: int) -> None:
    written(make.NOON + timedelta(days=days, hours=-1))


def test_the_other_side_hears_the_next_day_what_was_written_once_and_who_wrote_does_not() -> None:
    it = begun()
    day = make.NOON + timedelta(days=3)
    for n, by in enumerate((it.leader, it.coordinator, it.leader)):
        services.add_idea(debrief=it.debrief, words=f"A warden, {n}", by=by, at=day + timedelta(hours=n))
    written(day + timedelta(hours=4))
    assert to("written") == []
    morning(4)
    morning(4)
    assert to("written") == [it.officer.email]
    letter = Message.objects.get(kind="debriefs.written")
    assert (str(it.leader) in letter.body.text, str(it.coordinator) in letter.body.text, "warden" in letter.body.text) == (True, True, False)
    morning(5)
    assert to("written") == [it.officer.email]


def test_who_opened_the_debrief_and_wrote_at_once_is_told_of_by_the_letter_that_it_is_open() -> None:
    begun()
    morning(1)
    assert to("written") == []


def test_changed_words_count_and_who_wrote_later_has_seen_the_page() -> None:
    it = begun()
    day = make.NOON + timedelta(days=3)
    services.edit_challenge(challenge=it.challenge, words="Cars wait on the crossing.", version=1, by=it.leader, at=day)
    services.add_idea(debrief=it.debrief, words="A warden", by=it.officer, at=day + timedelta(hours=1))
    morning(4)
    assert to("written") == sorted([it.leader.email, it.coordinator.email])  # not the officer, whose words are the last


def test_what_is_written_today_is_told_tomorrow_and_a_day_missed_by_the_worker_in_one_letter() -> None:
    it = begun()
    for days in (3, 4, 6):
        services.add_idea(debrief=it.debrief, words=f"Day {days}", by=it.leader, at=make.NOON + timedelta(days=days))
    written(make.NOON + timedelta(days=6, hours=1))
    assert to("written") == [it.officer.email]
    morning(7)
    assert to("written") == [it.officer.email] * 2
    morning(8)
    assert to("written") == [it.officer.email] * 2


def test_a_vote_a_new_goal_and_what_became_of_one_are_told_too() -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, words="A warden", by=it.officer, at=make.NOON)
    day = make.NOON + timedelta(days=2)
    acts = [
        lambda at: services.vote(idea=idea, by=it.leader, at=at),
        lambda at: goal_of(it.partnership, by=it.coordinator, at=at, idea=idea),
        lambda at: services.settle_goal(goal=Goal.objects.get(), state=GoalState.REACHED, by=it.leader, at=at),
    ]
    told = []
    for act in acts:
        Debrief.objects.update(fresh_at=None)
        act(day)
        written(day + timedelta(days=1))
        told.append(Message.objects.filter(kind="debriefs.written", email=it.officer.email).count())
        day += timedelta(days=2)
    assert (told, to("written")) == ([1, 2, 3], [it.officer.email] * 3)


def test_a_vote_taken_back_a_closed_debrief_and_a_paused_partnership_write_nothing() -> None:
    it, other = begun(), begun()
    day = make.NOON + timedelta(days=3)
    idea = services.add_idea(debrief=it.debrief, words="A warden", by=it.officer, at=make.NOON)
    Debrief.objects.update(fresh_at=None)
    services.vote(idea=idea, by=it.leader, at=day)
    services.take_back_vote(idea=idea, by=it.leader, at=day)
    services.add_idea(debrief=other.debrief, words="A lamp", by=other.leader, at=day)
    partnerships.pause(partnership=other.partnership, reason=PauseReason.OTHER, words="Summer", by=other.leader, at=day)
    morning(4)
    assert to("written") == []
    services.add_idea(debrief=it.debrief, words="A sign", by=it.leader, at=day)
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("carried")}, by=it.leader, at=day)
    morning(4)
    assert to("written") == []


@pytest.mark.one_engine
@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_what_was_written_costs_one_query_and_reads_only_what_is_fresh(rows: int) -> None:
    for _ in range(rows):
        begun()
    Debrief.objects.update(fresh_at=None)
    with CaptureQueriesContext(connection) as seen:
        services.tell_of_words(at=make.NOON + timedelta(days=4))
    assert len(seen) == 1
