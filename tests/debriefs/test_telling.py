"""What debriefs tell the page, the story and the health of a partnership."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from onecop.debriefs import services, telling
from onecop.debriefs.choices import EffortState, GoalState
from onecop.debriefs.services import Settled
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import PauseReason
from tests import make
from tests.debriefs.rounds import LATER, NOON, Round, begun, goal_of

pytestmark = pytest.mark.django_db


def told(*rounds: Round) -> list[tuple[str, str, datetime]]:
    return [(fact.kind.value, fact.words, fact.at) for fact in telling.facts([r.partnership.pk for r in rounds])]


def asked(it: Round, at: datetime) -> list[tuple[str, frozenset[int]]]:
    return [(ask.title, ask.owes) for ask in telling.asks([it.partnership.pk], at)]


def test_a_debrief_counts_when_both_sides_have_written() -> None:
    it = begun()
    assert told(it) == []
    services.add_challenge(debrief=it.debrief, words="Dark steps.", by=make.staff(), at=NOON)
    assert told(it) == []
    services.edit_challenge(challenge=it.challenge, words="Cars stand there.", version=1, by=it.leader, at=LATER)
    assert told(it) == [("debriefed", "You sat down together and wrote down 2 challenges.", LATER)]


def test_or_when_a_day_was_given() -> None:
    """Noon of that day, where the partnership lives (New York, five hours behind)."""
    it = begun()
    services.hold_debrief(debrief=it.debrief, on=NOON.date(), by=it.leader, at=LATER)
    assert told(it) == [("debriefed", "You sat down together and wrote down 1 challenge.", NOON)]


def test_goals_tell_that_they_were_made_and_reached() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    effort = services.plan_effort(goal=goal, title="Cones on the crossing", kind="street", on=NOON.date(), by=it.leader, at=NOON)  # type: ignore[arg-type]
    assert told(it) == [("goal", "A goal you share: Safer pick-up.", NOON)]
    services.settle_effort(effort=effort, state=EffortState.DONE, by=it.leader, at=LATER)
    services.settle_goal(goal=goal, state=GoalState.REACHED, by=it.leader, at=LATER)
    assert told(it) == [
        ("goal", "A goal you share: Safer pick-up.", NOON),
        ("story", "Goal reached: Safer pick-up.", LATER),
        ("together", "Done together: Cones on the crossing.", LATER),
    ]


def test_who_has_not_written_is_asked() -> None:
    it = begun()
    waits = ("Write down what you saw", frozenset({it.leader.pk, it.coordinator.pk}))
    assert asked(it, LATER) == [waits]
    services.add_challenge(debrief=it.debrief, words="Dark steps.", by=it.leader, at=LATER)
    assert asked(it, LATER) == []


def test_a_goal_past_its_day_asks_its_keeper_and_else_the_side() -> None:
    it = begun()
    services.add_challenge(debrief=it.debrief, words="Dark steps.", by=it.leader, at=NOON)
    goal_of(it.partnership, by=it.leader, owner=it.leader)
    goal_of(it.partnership, by=it.leader, title="A lamp", owner_side="officer")
    on_the_day, after = datetime(2027, 2, 1, 20, tzinfo=UTC), datetime(2027, 2, 2, 20, tzinfo=UTC)
    assert asked(it, on_the_day) == []
    assert asked(it, after) == [
        ("Say what became of “Safer pick-up”", frozenset({it.leader.pk})), ("Say what became of “A lamp”", frozenset({it.officer.pk})),
    ]  # fmt: skip


def test_after_a_quarter_the_next_debrief_is_asked_for() -> None:
    it = begun()
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("carried")}, by=it.leader, at=NOON)
    assert asked(it, NOON + timedelta(days=90)) == []
    assert asked(it, NOON + timedelta(days=91)) == [("Sit down for the next debrief", frozenset({it.officer.pk, it.leader.pk, it.coordinator.pk}))]


def test_a_paused_partnership_is_asked_nothing() -> None:
    it = begun()
    partnerships.pause(partnership=it.partnership, reason=PauseReason.CONGREGATION, by=it.leader, at=LATER)
    assert asked(it, LATER) == []


def test_one_partnership_costs_as_much_as_three(django_assert_num_queries: Any) -> None:
    rounds = [begun() for _ in range(3)]
    for it in rounds:
        services.add_idea(debrief=it.debrief, words="Cones.", by=it.leader, at=NOON)
        goal = goal_of(it.partnership, by=it.leader, owner=it.leader)
        done = services.plan_effort(goal=goal, title="Cones", kind="street", on=NOON.date(), by=it.leader, at=NOON)  # type: ignore[arg-type]
        services.settle_effort(effort=done, state=EffortState.DONE, by=it.leader, at=NOON)
    late = NOON + timedelta(days=365)
    for some in (rounds[:1], rounds):
        ids = [it.partnership.pk for it in some]
        with django_assert_num_queries(4):
            assert len(list(telling.facts(ids))) == 3 * len(some)
        with django_assert_num_queries(5):
            assert len(list(telling.asks(ids, late))) == len(some)


def test_the_panel_shows_open_goals_and_the_debrief_to_who_may_write() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader, target=6, due_on=date(2027, 2, 1))
    services.note_progress(goal=goal, number=2, by=it.leader, at=NOON)
    goal_of(it.partnership, by=it.leader, title="Settled", due_on=date(2027, 1, 1))
    chief = make.person()
    make.grant(chief, "executive", it.partnership.agency.scope)  # type: ignore[arg-type]
    with timezone.override("UTC"):
        seen = telling.panel(it.partnership, it.leader, NOON)
    assert [line.words for line in seen.lines] == ["Settled", "Safer pick-up"]
    assert seen.lines[1].detail.startswith("2 of 6 by ")
    assert [[label for label, _url in telling.panel(it.partnership, who, NOON).acts] for who in (it.officer, chief)] == [
        ["Open the debrief", "All goals"], ["All goals"],
    ]  # fmt: skip
