"""Where a partnership stands on its way, read from the evidence."""

from datetime import UTC, datetime
from typing import Any

from onecop.journey.case import TOLD, Done, Let
from onecop.journey.way import Way, newly_done, walk
from onecop.partnerships.choices import FactKind
from onecop.partnerships.steps import STEPS
from tests.journey.cases import NAMED, case, days, fact, held

ALL_FIVE = (
    NAMED,
    fact(FactKind.MET, 10),
    fact(FactKind.RODE, 30, who="leader"),
    fact(FactKind.RODE, 35, who="coordinator"),
    fact(FactKind.DEBRIEFED, 50),
    fact(FactKind.GOAL, 50),
    fact(FactKind.INTRODUCED, 60),
)


def places(way: Way) -> str:
    return " ".join(f"{one.place}" for one in way.steps)


def now_at(way: Way) -> Any:
    return way.now and (way.now.step.key, way.now.round)


def test_the_eight_steps_are_numbered_and_lean_only_on_earlier_ones() -> None:
    keys = [step.key for step in STEPS]
    assert [step.number for step in STEPS] == list(range(1, 9))
    assert [step.key for step in STEPS if not set(step.first) <= set(keys[: step.number - 1])] == []
    assert [step.key for step in STEPS if not step.guide] == []


def test_a_fresh_partnership_has_its_coordinator_and_is_to_meet() -> None:
    way = walk(case(), days(1))
    assert (now_at(way), places(way)) == (("meet", 1), "done now next next next next next next")


def test_without_a_coordinator_the_first_step_is_now() -> None:
    way = walk(case(held=(held("lead"), held("leader")), facts=()), days(1))
    assert (now_at(way), way.now.since) == (("coordinator", 1), days(0))  # type: ignore[union-attr]


def test_both_must_have_ridden() -> None:
    one = case(facts=(NAMED, fact(FactKind.MET, 10), fact(FactKind.RODE, 30, who="leader")))
    way = walk(one, days(40))
    assert (now_at(way), [need.who for need in way.now.missing]) == (("ride", 1), ["coordinator"])  # type: ignore[union-attr]
    both = case(facts=(*one.facts, fact(FactKind.RODE, 35, who="coordinator")))
    done = walk(both, days(40)).steps[2].done
    assert done == Done("ride", 1, days(35), "rode:30,rode:35")


def test_whoever_leads_and_coordinates_in_one_person_rides_once() -> None:
    people = (held("lead"), held("leader", 3), held("coordinator", 3))
    way = walk(case(held=people, facts=(NAMED, fact(FactKind.MET, 10), fact(FactKind.RODE, 30, who="leader"))), days(40))
    assert now_at(way) == ("debrief", 1)


def test_a_ride_of_a_leader_is_not_asked_for_where_there_is_none() -> None:
    way = walk(case(held=(held("lead"), held("coordinator")), facts=(NAMED, fact(FactKind.MET, 10), fact(FactKind.RODE, 30, who="coordinator"))), days(40))
    assert now_at(way) == ("debrief", 1)


def test_the_introduction_needs_a_joint_goal_as_well() -> None:
    without = tuple(one for one in ALL_FIVE if one.kind != FactKind.GOAL)
    way = walk(case(facts=without), days(70))
    assert (now_at(way), [str(need.words) for need in way.now.missing]) == (("introduce", 1), ["a joint goal"])  # type: ignore[union-attr]


def test_what_happened_first_can_count_first() -> None:
    """Order is guidance: introduced before the ride."""
    way = walk(case(facts=(NAMED, fact(FactKind.MET, 10), fact(FactKind.GOAL, 11), fact(FactKind.INTRODUCED, 12))), days(20))
    assert places(way) == "done done now next done next next next"
    assert way.now
    assert way.now.since == days(10)


def test_after_five_the_recurring_steps_follow_one_another() -> None:
    way = walk(case(facts=ALL_FIVE), days(70))
    assert now_at(way) == ("involve", 20262)
    together = case(facts=(*ALL_FIVE, fact(FactKind.TOGETHER, 75)))
    assert now_at(walk(together, days(80))) == ("events", 2026)
    event = case(facts=(*together.facts, fact(FactKind.EVENT, 78)))
    way = walk(event, days(80))
    assert (now_at(way), way.here.step.key, places(way)) == (None, "events", " ".join(["done"] * 7 + ["next"]))
    july = datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert now_at(walk(event, july)) == ("involve", 20263)
    lunch = case(facts=(*event.facts, fact(FactKind.TOGETHER, 125)))
    assert (now_at(walk(lunch, days(126))), walk(lunch, days(126)).here.since) == (("report", 20263), datetime(2026, 7, 1, 4, tzinfo=UTC))
    reported = case(facts=(*lunch.facts, fact(FactKind.REPORTED, 127)))
    assert places(walk(reported, days(128))) == " ".join(["done"] * 8)


def test_the_first_report_waits_for_a_quarter_that_was_a_month_old() -> None:
    facts = (*ALL_FIVE, fact(FactKind.TOGETHER, 20), fact(FactKind.EVENT, 21))
    assert walk(case(facts=facts), days(27)).steps[7].place == "next"


def test_a_new_officer_is_to_be_met_again() -> None:
    people = (held("lead", closed=100), held("lead", 12, opened=106, who="Officer Park"), held("leader"), held("coordinator"))
    way = walk(case(held=people, facts=ALL_FIVE), days(110))
    assert (now_at(way), way.now.since) == (("meet", 2), days(106))  # type: ignore[union-attr]
    again = walk(case(held=people, facts=(*ALL_FIVE, fact(FactKind.MET, 108))), days(110))
    assert (again.steps[1].done, now_at(again)) == (Done("meet", 2, days(108), "met:108"), ("involve", 20262))


def test_the_meeting_of_old_and_new_officer_counts_for_the_new_one_and_the_first_only_once() -> None:
    people = (held("lead", closed=20), held("lead", 12, opened=20), held("leader"), held("coordinator"))
    once = case(held=people, facts=(NAMED, fact(FactKind.MET, 10)))
    assert now_at(walk(once, days(30))) == ("meet", 2)
    twice = case(held=people, facts=(NAMED, fact(FactKind.MET, 10), fact(FactKind.MET, 18)))
    assert {(done.step, done.round, done.evidence) for done in newly_done(twice, days(30)) if done.step == "meet"} == {
        ("meet", 1, "met:10"),
        ("meet", 2, "met:18"),
    }


def test_for_a_new_officer_any_meeting_is_a_first_one() -> None:
    people = (held("lead", closed=100), held("lead", 12, opened=100), held("leader"), held("coordinator"))
    meeting = fact(FactKind.CONTACT, 105, "scheduling.meeting:x")
    assert walk(case(held=people, facts=(*ALL_FIVE, meeting)), days(110)).steps[1].done == Done("meet", 2, days(105), "scheduling.meeting:x")
    with_the_old_one = fact(FactKind.CONTACT, 90, "scheduling.meeting:x")
    assert now_at(walk(case(held=people, facts=(*ALL_FIVE, with_the_old_one)), days(110))) == ("meet", 2)
    letter = fact(FactKind.CONTACT, 105, "relay.letter:x")
    assert now_at(walk(case(held=people, facts=(*ALL_FIVE, letter)), days(110))) == ("meet", 2)
    assert now_at(walk(case(facts=(NAMED, fact(FactKind.CONTACT, 5, "scheduling.meeting:x"))), days(6))) == ("meet", 1)


def test_a_new_coordinator_is_a_new_round() -> None:
    people = (held("lead"), held("leader"), held("coordinator", closed=40))
    gone = case(held=people)
    assert (now_at(walk(gone, days(50))), walk(gone, days(50)).now.since) == (("coordinator", 2), days(40))  # type: ignore[union-attr]
    found = case(held=(*people, held("coordinator", 14, opened=60)), facts=(NAMED, fact(FactKind.COORDINATOR, 60)))
    assert {(done.step, done.round) for done in newly_done(found, days(61))} == {("coordinator", 1), ("coordinator", 2)}


def test_what_is_written_down_stays_when_its_evidence_is_gone() -> None:
    done = Done("ride", 1, days(30), "ridealongs.ride:x")
    way = walk(case(facts=(NAMED, fact(FactKind.MET, 10)), done={("ride", 1): done}), days(40))
    assert (way.steps[2].done, now_at(way)) == (done, ("debrief", 1))


def test_what_is_written_down_is_not_written_again() -> None:
    full = case(facts=ALL_FIVE)
    first = newly_done(full, days(70))
    assert sorted(done.step for done in first) == ["coordinator", "debrief", "introduce", "meet", "ride"]
    assert newly_done(case(facts=ALL_FIVE, done={(d.step, d.round): d for d in first}), days(70)) == []


def test_a_waived_step_is_passed() -> None:
    way = walk(case(facts=(NAMED, fact(FactKind.MET, 10)), waived={("ride", 1): Let(days(20), "The agency offers no rides.")}), days(30))
    assert (way.steps[2].place, way.steps[2].done, now_at(way)) == ("done", None, ("debrief", 1))


def test_what_lies_ahead_shows_nothing() -> None:
    assert now_at(walk(case(facts=(NAMED, fact(FactKind.MET, 10))), days(9))) == ("meet", 1)


def test_what_was_told_is_a_round_like_any_other() -> None:
    told = Done("meet", 1, days(-400), TOLD, "We have met for years.")
    assert now_at(walk(case(done={("meet", 1): told}), days(1))) == ("ride", 1)
