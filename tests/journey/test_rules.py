"""How a partnership stands, and the one next action."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.journey.case import TOLD, Break, Case, Done, Let, Standard
from onecop.journey.choices import RANK, HealthReason, HealthState
from onecop.journey.rules import health
from onecop.partnerships.choices import FactKind, PartnershipState
from tests.journey.cases import COORDINATOR, LEADER, NAMED, OFFICER, OWNER, ask, case, days, fact, held

S, R = HealthState, HealthReason


def stands(one: Case, at: datetime) -> tuple[str, list[str]]:
    found = health(one, at)
    return found.state, [reason.kind for reason in found.reasons]


@pytest.mark.parametrize(
    ("after", "state"), [(0, S.ON_TRACK), (6.9, S.ON_TRACK), (7, S.DUE), (13.9, S.DUE), (14, S.OVERDUE), (58.9, S.OVERDUE), (59, S.STALLED)]
)
def test_first_contact_within_fourteen_days(after: float, state: str) -> None:
    found = [reason.state for reason in health(case(), days(after)).reasons if reason.kind == R.FIRST_CONTACT]
    assert found == ([] if state == S.ON_TRACK else [state])


def test_two_contacts_in_the_first_month_then_one_each_month() -> None:
    once = case(facts=(NAMED, fact(FactKind.CONTACT, 5)))
    assert stands(once, days(20)) == (S.ON_TRACK, [])
    assert stands(once, days(31))[1] == [R.MONTH_ONE, R.STEP]
    twice = case(facts=(NAMED, fact(FactKind.MET, 5), fact(FactKind.CONTACT, 28)))
    assert stands(twice, days(50)) == (S.ON_TRACK, [])
    assert stands(twice, days(60)) == (S.DUE, [R.QUIET])


def test_a_quarter_without_anything_together_is_due() -> None:
    facts = (NAMED, fact(FactKind.MET, 5), *(fact(FactKind.CONTACT, n) for n in range(10, 110, 10)))
    assert R.TOGETHER not in stands(case(facts=facts), days(96))[1]
    assert R.TOGETHER in stands(case(facts=facts), days(97))[1]


def test_a_report_is_missed_even_when_the_next_quarter_begins() -> None:
    """First asked for on July 1; nobody wrote; in October it is still the one of July that is late."""
    lively = (NAMED, fact(FactKind.MET, 5), *(fact(FactKind.TOGETHER, n) for n in range(10, 250, 10)))
    one = case(facts=lively, waived={(step, 1): Let(days(1), "x") for step in ("ride", "debrief", "introduce")}, held=(held("lead"), held("coordinator")))
    april = [reason for reason in health(one, days(33)).reasons if reason.kind == R.REPORT]
    assert april == []
    october = [reason for reason in health(one, days(220)).reasons if reason.kind == R.REPORT]
    assert [(reason.state, reason.since) for reason in october] == [(S.OVERDUE, one.midnight(datetime(2026, 7, 1).date()))]


def test_a_report_that_is_waited_for_is_said_once_and_a_sentence_begins_with_a_capital() -> None:
    report = ask(120, step="report", title="Tell us how the quarter went", weight=5)
    both = ask(30, step="debrief", title="Sit down for the next debrief", owes_words="both sides", weight=10, due=days(40))
    words = [reason.words for reason in health(case(asks=(report, both)), days(220)).reasons]
    assert [one for one in words if "Tell us how" in one or one.startswith("both")] == []
    assert (words.count("A progress report is waited for since Jul\xa01."), len([one for one in words if one.startswith("Both sides: “Sit down")])) == (2, 1)


def test_without_a_partner_officer_it_is_for_its_owner_to_find_one() -> None:
    people = (held("lead", closed=40), held("leader"), held("coordinator"))
    met = case(held=people, facts=(NAMED, fact(FactKind.MET, 5), fact(FactKind.CONTACT, 30)), asks=(ask(35),))
    found = health(met, days(45))
    assert (found.next.title, found.next.owes, found.next.since) == ("Find a new partner officer", {OWNER}, days(40))  # type: ignore[union-attr]
    assert R.NO_OFFICER in [reason.kind for reason in found.reasons]
    theirs = ask(41, owes={OWNER}, title="Choose the next officer", url="/handovers/x/")
    chosen = health(case(held=people, asks=(ask(35), theirs)), days(45)).next
    assert (chosen.title, chosen.url) == ("Choose the next officer", "/handovers/x/")  # type: ignore[union-attr]


def test_an_interim_officer_does_not_end_the_search() -> None:
    people = (held("lead", closed=40), held("interim", opened=40), held("leader"), held("coordinator"))
    assert health(case(held=people), days(45)).next.owes == {OWNER}  # type: ignore[union-attr]
    answer = ask(44, title="Say whether Officer Park should come next", step="", weight=70)
    assert health(case(held=people, asks=(answer,)), days(45)).next.owes == {COORDINATOR}  # type: ignore[union-attr]


def test_what_nobody_owes_its_owner_owes() -> None:
    found = health(case(asks=(ask(1, owes=set(), owes_words="nobody yet"),)), days(2)).next
    assert (found.owes, found.owes_words) == ({OWNER}, "Nadia Osei")  # type: ignore[union-attr]


def test_the_weightiest_ask_is_the_next_action() -> None:
    heavy, light = ask(5, title="Say whether you met", weight=70), ask(1, title="Report", weight=5)
    found = health(case(asks=(heavy, light)), days(6)).next
    assert (found.title, found.owes) == ("Say whether you met", {COORDINATOR})  # type: ignore[union-attr]


def test_without_any_ask_the_step_itself_asks_whoever_it_waits_for() -> None:
    met = (NAMED, fact(FactKind.MET, 5))
    both = health(case(facts=met), days(6)).next
    assert (both.step, both.owes, both.since, both.url) == ("ride", {LEADER, COORDINATOR}, days(5), "/partnerships/abcabcabcabc/steps/ride/")  # type: ignore[union-attr]
    one = health(case(facts=(*met, fact(FactKind.RODE, 20, who="leader"))), days(21)).next
    assert one.owes == {COORDINATOR}  # type: ignore[union-attr]
    nobody = health(case(held=(held("lead"),), facts=()), days(1)).next
    assert (nobody.step, nobody.owes) == ("coordinator", {OWNER})  # type: ignore[union-attr]


def test_when_all_is_done_they_are_to_keep_in_touch() -> None:
    kinds = (FactKind.MET, FactKind.DEBRIEFED, FactKind.GOAL, FactKind.INTRODUCED, FactKind.TOGETHER, FactKind.EVENT, FactKind.REPORTED)
    rides = (fact(FactKind.RODE, 31, who="leader"), fact(FactKind.RODE, 32, who="coordinator"))
    found = health(case(facts=(NAMED, *(fact(kind, 40) for kind in kinds), *rides)), days(41))
    assert (found.state, found.next.title, found.next.owes) == (S.ON_TRACK, "Say hello to Officer Vega", {COORDINATOR})  # type: ignore[union-attr]


def test_an_app_does_not_ask_for_what_was_told_or_waived() -> None:
    told = case(done={("meet", 1): Done("meet", 1, days(-90), TOLD)}, asks=(ask(0),))
    assert health(told, days(1)).next.step == "ride"  # type: ignore[union-attr]
    waived = case(waived={("meet", 1): Let(days(1), "They are brothers.")}, asks=(ask(0),))
    assert health(waived, days(1)).next.step == "ride"  # type: ignore[union-attr]


def test_what_belongs_to_a_step_ahead_waits_for_its_turn() -> None:
    """An app asks for an introduction from the first day; nobody is late with it before the four steps that come first."""
    early = ask(0, step="introduce", title="Choose a service")
    assert R.WAITING not in [reason.kind for reason in health(case(asks=(early,)), days(40)).reasons]
    assert health(case(asks=(early,)), days(1)).next.step == "meet"  # type: ignore[union-attr]
    facts = (NAMED, fact(FactKind.MET, 5), fact(FactKind.RODE, 6, who="leader"), fact(FactKind.RODE, 7, who="coordinator"), fact(FactKind.DEBRIEFED, 50))
    now = health(case(facts=facts, asks=(early,)), days(51)).next
    assert (now.title, now.since) == ("Choose a service", days(50))  # type: ignore[union-attr]


def test_what_was_done_since_it_was_asked_for_is_asked_no_more() -> None:
    met = (NAMED, fact(FactKind.MET, 5))
    assert health(case(facts=met, asks=(ask(0, title="Find a time"),)), days(6)).next.step == "ride"  # type: ignore[union-attr]
    assert health(case(facts=met, asks=(ask(6, title="Say whether you met"),)), days(7)).next.title == "Say whether you met"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("after", "state"), [(0, S.ON_TRACK), (59.9, S.ON_TRACK), (60, S.DUE), (119.9, S.DUE), (120, S.OVERDUE), (164.9, S.OVERDUE), (165, S.STALLED)]
)
def test_to_begin_with_the_step_of_now_may_take_as_long_as_the_step_does(after: float, state: str) -> None:
    """They met on day 5 and keep in touch; an application for a ride has no day of its own: the sixty days of the step count."""
    lively = (NAMED, *(fact(FactKind.MET, n) for n in range(5, 5 + int(after) + 1, 10)))
    apply = ask(0, step="ride", title="Apply for your ride-along")
    found = health(case(facts=lively, asks=(apply,), waived={("report", n): Let(days(1), "x") for n in (20262, 20263)}), days(5 + after))
    assert found.next is not None
    assert (found.next.title, found.next.since, found.next.due) == ("Apply for your ride-along", days(5), days(65))
    assert [(one.kind, one.state) for one in found.reasons if one.kind in (R.STEP, R.WAITING)] == ([] if state == S.ON_TRACK else [(R.STEP, state)])


def test_once_somebody_has_begun_the_other_side_waits_for_an_answer() -> None:
    applied = ask(8, step="ride", title="Answer the application")
    found = health(case(facts=(NAMED, fact(FactKind.MET, 5)), asks=(applied,)), days(8 + 14))
    assert [(one.kind, one.state) for one in found.reasons if one.kind == R.WAITING] == [(R.WAITING, S.OVERDUE)]


def test_to_repeat_a_step_that_is_done_is_never_worse_than_due_and_comes_last() -> None:
    facts = (NAMED, fact(FactKind.MET, 5), fact(FactKind.RODE, 6, who="leader"), fact(FactKind.RODE, 7, who="coordinator"), fact(FactKind.DEBRIEFED, 10))
    again = ask(100, step="debrief", title="Sit down for the next debrief", weight=10)
    one = case(facts=facts, asks=(again,))
    assert health(one, days(107)).next.step == "introduce"  # type: ignore[union-attr]
    assert [r.state for r in health(case(facts=facts, asks=(ask(100, step="ride", weight=40),)), days(114)).reasons if r.kind == R.WAITING] == [S.OVERDUE]
    assert [reason.state for reason in health(one, days(106)).reasons if reason.kind == R.WAITING] == []
    assert [reason.state for after in (107, 900) for reason in health(one, days(after)).reasons if reason.kind == R.WAITING] == [S.DUE, S.DUE]


def test_a_pause_is_silent_until_somebody_is_to_look_again() -> None:
    resting = case(state=PartnershipState.PAUSED, breaks=(Break(days(10), None, days(60)),), asks=(ask(0),))
    assert (health(resting, days(59)).state, health(resting, days(59)).next) == (S.PAUSED, None)
    again = health(resting, days(60))
    wish = ask(30, owes={OWNER}, title="Answer the wish to take it up again", step="")
    asked = health(case(state=PartnershipState.PAUSED, breaks=(Break(days(10), None, days(60)),), asks=(ask(0), wish)), days(40))
    assert asked.next.title == "Answer the wish to take it up again"  # type: ignore[union-attr]
    assert (again.state, again.next.title, again.next.owes) == (S.PAUSED, "Look at the pause again", {OWNER})  # type: ignore[union-attr]
    assert health(case(state=PartnershipState.PAUSED, breaks=(Break(days(10)),)), days(900)).next is None


def test_after_a_pause_the_clocks_begin_anew() -> None:
    rested = case(facts=(NAMED, fact(FactKind.MET, 5), fact(FactKind.CONTACT, 9)), breaks=(Break(days(10), days(200)),))
    assert stands(rested, days(201)) == (S.ON_TRACK, [])


def test_an_ended_partnership_is_silent() -> None:
    over = case(state=PartnershipState.ENDED, ended=days(50), owner=None, owner_words="", asks=(ask(0),), held=(held("lead", closed=50),))
    assert (health(over, days(51)).state, health(over, days(51)).next) == (S.ENDED, None)


def test_a_region_may_keep_another_cadence() -> None:
    patient = case(standard=Standard(first_contact_days=30))
    assert [reason.kind for reason in health(patient, days(20)).reasons] == []


# --- any history ------------------------------------------------------------------------------------------------------
KINDS = st.sampled_from(list(FactKind))
DAY = st.floats(-200, 300, allow_nan=False)


@st.composite
def histories(draw: Any) -> Case:
    """Any history up to day 300: people who come and go, anything that happened, anything that waits."""
    people = []
    for kind in ("lead", "interim", "leader", "coordinator", "deputy"):
        cuts = sorted(draw(st.lists(st.integers(0, 300), max_size=4, unique=True)))
        for n, start in enumerate(cuts):  # a departure that is to come would be something that happens
            end = cuts[n + 1] if n + 1 < len(cuts) else draw(st.none() | st.integers(start, 300))
            people.append(held(kind, draw(st.sampled_from([OFFICER, LEADER, COORDINATOR, 20])), opened=start, closed=end))
    facts = tuple(fact(draw(KINDS), draw(DAY), f"f{n}", who=draw(st.sampled_from(["", "leader", "coordinator"]))) for n in range(draw(st.integers(0, 12))))
    asks = tuple(
        ask(
            draw(st.floats(0, 300)),
            step=draw(st.sampled_from(["", "coordinator", "meet", "debrief", "involve"])),
            owes=draw(st.sets(st.sampled_from([OWNER, OFFICER, COORDINATOR]), max_size=2)),
            due=draw(st.none() | DAY.map(days)),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    pauses = tuple(Break(days(a), days(a + draw(st.integers(0, 60)))) for a in draw(st.lists(st.integers(0, 200), max_size=2)))
    return case(held=tuple(people), facts=facts, asks=asks, breaks=pauses)


@given(histories(), st.floats(300, 1500))
def test_every_open_partnership_has_exactly_one_next_action_that_somebody_owes(one: Case, after: float) -> None:
    found = health(one, days(after))
    assert found.state in RANK
    assert found.next is not None
    assert found.next.owes
    assert found.next.owes_words
    assert found.next.title
    assert found.next.since <= days(after)
    assert (found.state == S.ON_TRACK) == (found.reasons == ())


@given(histories(), st.floats(300, 900), st.floats(0, 500))
def test_while_nothing_happens_it_only_gets_worse(one: Case, after: float, wait: float) -> None:
    before, later = health(one, days(after)), health(one, days(after + wait))
    assert later.rank >= before.rank


@given(histories(), st.floats(300, 900), st.sampled_from([PartnershipState.PAUSED, PartnershipState.ENDED]))
def test_paused_and_ended_are_silent(one: Case, after: float, state: PartnershipState) -> None:
    quiet = Case(**{**one.__dict__, "state": state, "ended": days(after) if state == PartnershipState.ENDED else None})
    found = health(quiet, days(after))
    assert found.state == state.value
    assert found.next is None or (state == PartnershipState.PAUSED and OWNER in found.next.owes)


@given(histories(), st.floats(300, 900))
def test_the_step_of_now_never_began_later_than_now(one: Case, after: float) -> None:
    assert health(one, days(after)).step.since <= days(after) + timedelta(0)
