"""Goals and efforts: made, seen to grow, settled, handed on; and what a debrief carries over to the next."""

from datetime import date, datetime, timedelta

import pytest

from onecop.audit.models import Entry
from onecop.debriefs import registry, services
from onecop.debriefs.choices import EffortState, GoalState
from onecop.debriefs.models import Challenge, Goal, GoalProgress, Idea, OutreachEffort, Vote
from onecop.debriefs.queries import open_goals
from onecop.debriefs.services import GoalMade, NotOpen, NotSettled, Settled, WrongDay
from onecop.kernel.actor import SYSTEM, Actor
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PauseReason
from tests import make
from tests.debriefs.rounds import LATER, NOON, begun, goal_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def test_a_goal_grows_from_an_idea_once() -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, words="Cones.", by=it.officer, at=NOON)
    goal = goal_of(it.partnership, by=it.leader, idea=idea, owner=it.coordinator, owner_side="officer", target=6)
    assert (goal.debrief, goal.owner, goal.owner_side, goal.state, goal.version) == (it.debrief, it.coordinator, "congregation", "open", 1)
    with pytest.raises(GoalMade):
        goal_of(it.partnership, by=it.leader, idea=idea)
    assert Goal.objects.count() == 1


@pytest.mark.parametrize(("due_on", "fine"), [(TODAY, True), (TODAY - timedelta(days=1), False), (date(2031, 11, 20), True), (date(2031, 11, 21), False)])
def test_the_day_of_a_goal_lies_ahead_and_not_too_far(due_on: date, fine: bool) -> None:
    it = begun()
    if fine:
        assert goal_of(it.partnership, by=it.leader, due_on=due_on).due_on == due_on
    else:
        with pytest.raises(WrongDay):
            goal_of(it.partnership, by=it.leader, due_on=due_on)


def test_only_who_holds_the_partnership_keeps_a_goal() -> None:
    it = begun()
    with pytest.raises(NotOpen):
        goal_of(it.partnership, by=it.leader, owner=make.person())


def test_the_newest_number_counts() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader, target=6, due_on=date(2027, 2, 1))
    services.note_progress(goal=goal, number=2, words="Two evenings.", by=it.leader, at=NOON)
    services.note_progress(goal=goal, number=3, by=it.leader, at=LATER)
    services.note_progress(goal=goal, words="A rainy one.", by=it.officer, at=LATER + timedelta(hours=1))
    row = open_goals(it.partnership, today=TODAY)[0]
    assert (row.number, row.value, row.top, row.overdue, row.state_text) == (3, 3, 6, False, "open")
    with pytest.raises(NotOpen):
        services.note_progress(goal=goal, words="  ", by=it.leader, at=LATER)
    assert GoalProgress.objects.count() == 3


def test_a_goal_is_late_the_day_after_its_day() -> None:
    it = begun()
    goal_of(it.partnership, by=it.leader, due_on=date(2027, 2, 1))
    assert [open_goals(it.partnership, today=date(2027, 2, day))[0].overdue for day in (1, 2)] == [False, True]


def test_a_settled_goal_says_who_and_when_and_stays_so() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    services.settle_goal(goal=goal, state=GoalState.REACHED, words="A whole week.", by=it.officer, at=LATER)
    assert (goal.state, goal.state_at, goal.state_by_id, goal.progress.get().words) == ("reached", LATER, it.officer.pk, "A whole week.")
    for act in (
        lambda: services.settle_goal(goal=goal, state=GoalState.DROPPED, by=it.officer, at=LATER),
        lambda: services.note_progress(goal=goal, number=1, by=it.officer, at=LATER),
        lambda: services.plan_effort(goal=goal, title="Cones", kind="street", on=TODAY, by=it.officer, at=LATER),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotOpen):
            act()
    assert open_goals(it.partnership, today=TODAY) == []


def test_a_goal_settled_by_mistake_is_worked_on_again_and_says_so() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    services.settle_goal(goal=goal, state=GoalState.REACHED, by=it.officer, at=LATER)
    for _twice in range(2):
        services.reopen_goal(goal=goal, by=it.leader, at=LATER)
    assert (goal.state, goal.state_at, goal.state_by_id, len(open_goals(it.partnership, today=TODAY))) == ("open", None, None, 1)
    assert Entry.objects.filter(verb="goal.reopened", by_id=it.leader.pk).count() == 1
    services.settle_goal(goal=goal, state=GoalState.DROPPED, by=it.officer, at=LATER)
    assert goal.state == "dropped"


def test_nothing_is_taken_up_again_in_a_partnership_that_has_ended() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    partnerships.end(partnership=it.partnership, reason=EndReason.FULFILLED, by=it.leader, at=LATER)
    with pytest.raises(NotOpen):
        services.reopen_goal(goal=goal, by=it.leader, at=LATER)


def test_an_effort_is_planned_again_while_its_goal_is_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    some = [services.plan_effort(goal=goal, title=t, kind="street", on=TODAY, by=it.leader, at=NOON) for t in ("One", "Two", "Three")]  # type: ignore[arg-type]
    for effort, state in zip(some, (EffortState.DONE, EffortState.CALLED_OFF, EffortState.CALLED_OFF), strict=True):
        services.settle_effort(effort=effort, state=state, by=it.leader, at=NOON)
    again = [services.reopen_effort(effort=effort, by=it.officer, at=LATER) for effort in (some[0], some[1], some[1])]
    assert [(e.state, e.state_at, e.state_by_id) for e in again] == [("planned", None, None)] * 3
    assert Entry.objects.filter(verb="effort.restored").count() == 2
    services.settle_goal(goal=goal, state=GoalState.REACHED, by=it.leader, at=LATER)
    with pytest.raises(NotOpen):
        services.reopen_effort(effort=some[2], by=it.leader, at=LATER)


def test_what_is_in_the_calendar_is_not_taken_back_here(monkeypatch: pytest.MonkeyPatch) -> None:
    it = begun()
    monkeypatch.setattr(registry, "_planners", [Calendar()])
    effort = services.plan_effort(goal=goal_of(it.partnership, by=it.leader), title="Cones", kind="street", on=TODAY, by=it.leader, at=NOON)  # type: ignore[arg-type]
    services.make_event(effort=effort, by=it.leader, at=NOON)
    services.settle_effort(effort=effort, state=EffortState.CALLED_OFF, by=it.leader, at=NOON)
    with pytest.raises(NotOpen, match="in the calendar"):
        services.reopen_effort(effort=effort, by=it.leader, at=LATER)


def test_a_goal_that_is_let_go_calls_off_what_was_planned_for_it() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    done, planned = [services.plan_effort(goal=goal, title=t, kind="street", on=TODAY, by=it.leader, at=NOON) for t in ("One", "Two")]  # type: ignore[arg-type]
    services.settle_effort(effort=done, state=EffortState.DONE, by=it.leader, at=NOON)
    services.settle_goal(goal=goal, state=GoalState.DROPPED, by=it.officer, at=LATER)
    assert {e.title: (e.state, e.state_by_id) for e in OutreachEffort.objects.all()} == {"One": ("done", it.leader.pk), "Two": ("off", it.officer.pk)}
    assert planned.state == "planned"


@pytest.mark.parametrize(
    ("on", "month", "fine"),
    [
        (TODAY, None, True), (None, date(2026, 11, 5), True), (None, date(2027, 3, 17), True),
        (None, None, False), (TODAY, TODAY, False), (TODAY - timedelta(days=1), None, False), (None, date(2026, 10, 31), False),
    ],
)  # fmt: skip
def test_an_effort_has_a_day_or_a_month_ahead(on: date | None, month: date | None, fine: bool) -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    if not fine:
        with pytest.raises(WrongDay):
            services.plan_effort(goal=goal, title="Cones", kind="street", on=on, month=month, by=it.leader, at=NOON)  # type: ignore[arg-type]
        return
    made = services.plan_effort(goal=goal, title="Cones", kind="street", on=on, month=month, by=it.leader, at=NOON)  # type: ignore[arg-type]
    assert (made.planned_on, made.planned_month) == (on, month.replace(day=1) if month else None)


def test_an_effort_is_done_not_before_its_day() -> None:
    it = begun()
    effort = services.plan_effort(goal=goal_of(it.partnership, by=it.leader), title="Cones", kind="street", on=date(2026, 12, 1), by=it.leader, at=NOON)  # type: ignore[arg-type]
    with pytest.raises(WrongDay):
        services.settle_effort(effort=effort, state=EffortState.DONE, by=it.leader, at=NOON)
    day = datetime(2026, 12, 1, 20, tzinfo=NOON.tzinfo)
    assert services.settle_effort(effort=effort, state=EffortState.DONE, by=it.leader, at=day).state == "done"
    with pytest.raises(NotOpen):
        services.settle_effort(effort=effort, state=EffortState.CALLED_OFF, by=it.leader, at=day)


class Calendar:
    """An app of events that only remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def plan(self, *, effort: OutreachEffort, by: Actor, at: datetime) -> str:
        self.asked.append(("plan", effort.key))
        return f"event-{effort.key}"

    def call_off(self, *, effort: OutreachEffort, by: Actor, at: datetime) -> None:
        self.asked.append(("call off", effort.event_uid))

    def url(self, uid: str) -> str:
        return f"/events/{uid}/"


def test_an_effort_becomes_an_event_once_and_calls_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    it, calendar = begun(), Calendar()
    effort = services.plan_effort(goal=goal_of(it.partnership, by=it.leader), title="Cones", kind="street", on=TODAY, by=it.leader, at=NOON)  # type: ignore[arg-type]
    monkeypatch.setattr(registry, "_planners", [])
    with pytest.raises(NotOpen):
        services.make_event(effort=effort, by=it.leader, at=NOON)
    registry.plan_events(calendar)
    for _press in range(2):
        effort = services.make_event(effort=effort, by=it.leader, at=NOON)
    uid = f"event-{effort.key}"
    assert (effort.event_uid, registry.event_url(effort.event_uid)) == (uid, f"/events/{uid}/")
    with pytest.raises(NotOpen):
        services.edit_effort(effort=effort, title="More cones", kind="street", on=TODAY, version=1, by=it.leader, at=NOON)  # type: ignore[arg-type]
    services.settle_effort(effort=effort, state=EffortState.CALLED_OFF, by=it.leader, at=LATER)
    assert calendar.asked == [("plan", effort.key), ("call off", uid)]


def test_an_effort_without_a_day_is_no_event_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    it = begun()
    monkeypatch.setattr(registry, "_planners", [Calendar()])
    effort = services.plan_effort(goal=goal_of(it.partnership, by=it.leader), title="Cones", kind="street", month=TODAY, by=it.leader, at=NOON)  # type: ignore[arg-type]
    with pytest.raises(WrongDay):
        services.make_event(effort=effort, by=it.leader, at=NOON)


def test_a_goal_outlives_its_owner() -> None:
    it = begun()
    kept, other = goal_of(it.partnership, by=it.leader, owner=it.coordinator), goal_of(it.partnership, by=it.leader, owner=it.leader)
    tenure = it.partnership.tenures.get(kind="coordinator")
    partnerships.close_tenure(tenure=tenure, on=TODAY, reason=CloseReason.ASKED, by=SYSTEM, at=LATER)
    assert {g.pk: (g.owner, g.owner_side) for g in Goal.objects.all()} == {kept.pk: (None, "congregation"), other.pk: (it.leader, "congregation")}


# closing


def test_a_debrief_is_closed_when_everything_has_an_outcome() -> None:
    it = begun()
    old = goal_of(it.partnership, by=it.leader)
    with pytest.raises(NotSettled) as no:
        services.close_debrief(debrief=it.debrief, outcomes={}, by=it.leader, at=LATER)
    assert no.value.reason == "2 points have no outcome yet."
    said = {it.challenge.key: Settled("solved", "The city painted it."), old.key: Settled("carried", "Half way.", date(2027, 3, 1))}
    row = services.close_debrief(debrief=it.debrief, outcomes=said, by=it.leader, at=LATER)
    challenge, goal = Challenge.objects.get(), Goal.objects.get()
    assert (row.closed_at, row.closed_by_id) == (LATER, it.leader.pk)
    assert (challenge.outcome, challenge.note, challenge.settled_at, challenge.settled_by_id) == ("solved", "The city painted it.", LATER, it.leader.pk)
    assert (goal.state, goal.state_at, goal.due_on, goal.is_live, goal.progress.get().words) == ("carried", LATER, date(2027, 3, 1), True, "Half way.")
    assert Entry.objects.filter(verb="debrief.closed").count() == 1


def test_a_goal_made_in_the_debrief_has_only_just_begun() -> None:
    it = begun()
    fresh = goal_of(it.partnership, by=it.leader, debrief=it.debrief)
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("dropped")}, by=it.leader, at=LATER)
    fresh.refresh_from_db()
    assert fresh.state == "open"


def test_what_is_carried_on_waits_in_the_next_debrief_with_its_ideas_but_not_the_votes() -> None:
    it = begun()
    kept = services.add_idea(debrief=it.debrief, challenge=it.challenge, words="Cones.", by=it.officer, at=NOON)
    taken = services.add_idea(debrief=it.debrief, challenge=it.challenge, words="A steward.", by=it.officer, at=NOON)
    solved = services.add_challenge(debrief=it.debrief, words="The steps are dark.", by=it.leader, at=NOON)
    services.vote(idea=kept, by=it.leader, at=NOON)
    goal = goal_of(it.partnership, by=it.leader, idea=taken)
    outcomes = {it.challenge.key: Settled("carried", "Still so."), solved.key: Settled("solved")}
    services.close_debrief(debrief=it.debrief, outcomes=outcomes, by=it.leader, at=NOON)
    second = services.open_debrief(partnership=it.partnership, by=it.leader, at=LATER)
    found = Challenge.objects.get(debrief=second)
    assert (second.number, found.words, found.carried_from, found.written_by, found.outcome) == (2, "Cars park on the crossing.", it.challenge, it.officer, "")
    assert [(i.words, i.challenge) for i in Idea.objects.filter(debrief=second)] == [("Cones.", found)]
    assert (Vote.objects.filter(idea__debrief=second).count(), second.writers.count()) == (0, 0)
    services.close_debrief(debrief=second, outcomes={found.key: Settled("carried"), goal.key: Settled("reached")}, by=it.leader, at=LATER)
    third = services.open_debrief(partnership=it.partnership, by=it.leader, at=LATER)
    assert [c.carried_from for c in third.challenges.all()] == [found]


@pytest.mark.parametrize(("on", "fine"), [(TODAY, True), (TODAY + timedelta(days=1), False), (TODAY - timedelta(days=1), False)])
def test_a_debrief_was_held_on_a_day_of_the_partnership_that_has_come(on: date, fine: bool) -> None:
    it = begun()
    if fine:
        assert services.hold_debrief(debrief=it.debrief, on=on, by=it.leader, at=NOON).held_on == on
    else:
        with pytest.raises(WrongDay):
            services.hold_debrief(debrief=it.debrief, on=on, by=it.leader, at=NOON)


def test_a_pause_calls_off_what_is_planned_and_keeps_the_goals() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    effort = services.plan_effort(goal=goal, title="Cones", kind="street", on=TODAY, by=it.leader, at=NOON)  # type: ignore[arg-type]
    partnerships.pause(partnership=it.partnership, reason=PauseReason.CONGREGATION, by=it.leader, at=LATER)
    for row in (goal, effort, it.debrief):
        row.refresh_from_db()
    assert (effort.state, goal.state, it.debrief.closed_at) == ("off", "open", None)


def test_an_ending_settles_all_and_a_way_back_goes_on_with_the_challenges() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.leader)
    partnerships.end(partnership=it.partnership, reason=EndReason.FULFILLED, by=it.leader, at=LATER)
    for row in (goal, it.debrief, it.challenge):
        row.refresh_from_db()
    assert (goal.state, it.debrief.closed_at, it.challenge.outcome) == ("dropped", LATER, "carried")
    partnerships.reopen(partnership=it.partnership, by=make.staff(), at=LATER)
    assert [c.words for c in services.open_debrief(partnership=it.partnership, by=it.leader, at=LATER).challenges.all()] == ["Cars park on the crossing."]
