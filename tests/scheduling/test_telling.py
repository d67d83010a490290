"""What scheduling tells about partnerships: facts, asks, a panel."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import FactKind, PauseReason
from onecop.partnerships.services import pause
from onecop.scheduling import services, telling
from onecop.scheduling.choices import CancelReason, MeetingKind, Side
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, pair, standing

pytestmark = pytest.mark.django_db


def told(two: Pair) -> list[tuple[str, str]]:
    found = sorted(telling.facts([two.partnership.pk]), key=lambda fact: fact.at)
    return [(str(fact.kind), fact.words.replace("\N{NO-BREAK SPACE}", " ")) for fact in found]


def asked(two: Pair, at: Any = NOON + HOUR) -> list[tuple[str, set[int], Any]]:
    return [(ask.title, set(ask.owes), ask.since) for ask in telling.asks([two.partnership.pk], at)]


def ids(two: Pair, *who: str) -> set[int]:
    return {two.people[name].pk for name in who}


# --- facts ------------------------------------------------------------------------------------------------------------


def test_the_story_of_a_meeting_that_moved_and_was_held(two: Pair) -> None:
    two.write_in(NOON + 2 * DAY, at=NOON)
    made = two.partnership.meetings.get()
    services.move(meeting=made, starts=NOON + 4 * DAY, ends=NOON + 4 * DAY + HOUR, by=two.people["officer"], at=NOON + HOUR)
    for side in (Side.OFFICER, Side.CONGREGATION):
        services.say_met(meeting=made, side=side, met=True, by=SYSTEM, at=NOON + 5 * DAY)
    assert told(two) == [
        ("story", "A time was agreed for the first meeting: Sunday, November 22, 2026."),
        ("story", "The first meeting was moved to Tuesday, November 24, 2026."),
        ("met", "Both sides met for the first time."),
        ("contact", ""),
    ]
    facts = telling.facts([two.partnership.pk])
    assert {fact.source for fact in facts} == {f"scheduling.meeting:{made.key}"}
    assert [fact.by for fact in facts if fact.kind == FactKind.STORY] == [two.people["coordinator"].name, two.people["officer"].name]
    assert [fact.at for fact in facts if fact.kind == FactKind.MET] == [NOON + 4 * DAY]


def test_at_the_table_of_a_handover_the_next_officer_is_met(two: Pair) -> None:
    services.write_in(partnership=two.partnership, kind=MeetingKind.OVERLAP, starts=NOON - DAY, ends=NOON - DAY + HOUR, by=SYSTEM, at=NOON)
    assert told(two) == [("met", "The next officer met the congregation, introduced by name."), ("contact", "")]


def test_what_was_called_off_is_told_with_its_reason_and_is_no_evidence(two: Pair) -> None:
    two.write_in(NOON + 2 * DAY)
    services.cancel(meeting=two.partnership.meetings.get(), reason=CancelReason.OTHER, words="The roof leaks.", by=SYSTEM, at=NOON + HOUR)
    assert told(two)[1:] == [("story", "The first meeting was called off: The roof leaks.")]


def test_times_that_were_only_offered_are_no_fact(two: Pair) -> None:
    services.cancel(meeting=two.offer(), reason=CancelReason.OTHER, by=SYSTEM, at=NOON)
    two.offer()
    assert told(two) == []


def test_a_meeting_held_long_ago_is_evidence_on_its_day(two: Pair) -> None:
    two.write_in(NOON - 900 * DAY)
    two.write_in(NOON - 800 * DAY, kind=MeetingKind.OTHER)
    assert [(str(f.kind), f.at) for f in telling.facts([two.partnership.pk])] == [
        ("contact", NOON - 800 * DAY),
        ("met", NOON - 900 * DAY),
        ("contact", NOON - 900 * DAY),
    ]


# --- asks -------------------------------------------------------------------------------------------------------------


def test_who_owes_what_from_the_offer_to_the_word_that_they_met(two: Pair) -> None:
    assert asked(two) == [("Find a time to meet", ids(two, "leader", "coordinator"), two.partnership.began_at)]
    made = two.offer()
    assert asked(two) == [("Pick a time to meet", ids(two, "officer", "leader", "coordinator"), NOON)]
    two.choose(made, Side.OFFICER, 1)
    assert asked(two) == [("Take one of the times", ids(two, "leader", "coordinator"), NOON + HOUR)]
    two.choose(made, Side.CONGREGATION, 1)
    made.refresh_from_db()
    assert made.ends is not None
    assert asked(two, made.ends - HOUR) == []
    after = made.ends + HOUR
    assert asked(two, after) == [("Say whether you met", ids(two, "officer", "leader", "coordinator"), made.ends)]
    services.say_met(meeting=made, side=Side.OFFICER, met=True, by=SYSTEM, at=after)
    assert asked(two, after) == [("Say whether you met", ids(two, "leader", "coordinator"), made.ends)]
    services.say_met(meeting=made, side=Side.CONGREGATION, met=False, by=SYSTEM, at=after)
    assert asked(two, after) == [("Ask both whether they met", {two.partnership.owner_id}, after)]
    services.say_met(meeting=made, side=Side.STAFF, met=True, by=SYSTEM, at=after)
    assert asked(two, after) == []


def test_after_a_meeting_that_fell_through_a_new_time_is_asked_for(two: Pair) -> None:
    made = two.agreed()
    assert made.ends is not None
    for side in (Side.OFFICER, Side.CONGREGATION):
        services.say_met(meeting=made, side=side, met=False, by=SYSTEM, at=made.ends)
    assert asked(two, made.ends + HOUR) == [("Find a time to meet", ids(two, "leader", "coordinator"), made.ends)]


def test_a_paused_partnership_is_asked_nothing(two: Pair) -> None:
    two.offer()
    pause(partnership=two.partnership, reason=PauseReason.OTHER, by=SYSTEM, at=NOON)
    assert asked(two) == []


def test_an_ask_says_when_it_should_be_done_and_where(two: Pair) -> None:
    made = two.offer()
    (ask,) = telling.asks([two.partnership.pk], NOON)
    first = min(offer.starts for offer in standing(made))
    assert (ask.step, ask.due, ask.url) == ("meet", first, reverse("meeting_list", args=[two.partnership.key]))


# --- many at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_one_partnership_or_three_cost_the_same(many: int, django_assert_num_queries: Any) -> None:
    pairs = [pair(with_=make.officer()) for _n in range(many)]
    for two in pairs:
        two.write_in(NOON - 40 * DAY)
        two.write_in(NOON + 30 * DAY, kind=MeetingKind.OTHER, place="Hall")
        two.choose(two.offer(kind=MeetingKind.OTHER), Side.OFFICER, 1)
        services.say_met(meeting=two.partnership.meetings.ahead(NOON).get(), side=Side.OFFICER, met=True, by=SYSTEM, at=NOON + 31 * DAY)
    keys = [two.partnership.pk for two in pairs]
    with django_assert_num_queries(3):
        assert len(telling.facts(keys)) == 3 * many
    with django_assert_num_queries(7):
        assert len(telling.asks(keys, NOON + 32 * DAY)) == 2 * many


# --- the panel --------------------------------------------------------------------------------------------------------


def test_the_panel_has_what_lies_ahead_the_soonest_first(two: Pair) -> None:
    reader = two.people["officer"]
    assert telling.panel(two.partnership, reader, NOON).empty != ""
    two.agreed()
    two.write_in(NOON + timedelta(hours=30), kind=MeetingKind.OTHER)
    two.offer(kind=MeetingKind.OTHER)
    with timezone.override("America/New_York"):
        panel = telling.panel(two.partnership, reader, NOON)
    assert [line.tag for line in panel.lines] == ["Agreed", "Agreed", "Waits for a pick"]
    assert panel.lines[0].words == "Saturday, November 21, 2026"
    assert "6:00" in panel.lines[0].detail
