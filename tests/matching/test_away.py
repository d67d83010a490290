"""Days that differ from the cycle, in a matching: leave makes an officer come less often, and a month of it is no time to begin."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from onecop.agencies import duty
from onecop.agencies import rules as agencies
from onecop.agencies.duty import Change
from onecop.agencies.models import DutyException, Officer
from onecop.kernel.actor import SYSTEM
from onecop.matching import presence, rules, services
from onecop.matching.choices import ProposalState
from onecop.matching.load import load
from onecop.matching.presence import SLOTS, Gathering, Pattern, times
from tests.make import NOON
from tests.matching.city import City
from tests.matching.city import city as build

FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 22)
SUNDAY_MORNING = Gathering(6, 36, 48)
MORNINGS = (("06:00", 8.5),)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "free", "on"),
    [
        (None, 0, 12),
        (Change("leave", FRIDAY, FRIDAY + 20 * DAY), 0, 9),  # three Sundays away
        (Change("training", FRIDAY, FRIDAY + 20 * DAY), 0, 9),
        (Change("off", FRIDAY, FRIDAY + 20 * DAY), 3, 9),  # at home, and free
        (Change("court", SUNDAY, SUNDAY, time(9), time(12)), 0, 11),
        (Change("court", SUNDAY, SUNDAY, time(13), time(15)), 0, 12),
        (Change("leave", FRIDAY - 40 * DAY, FRIDAY - DAY), 0, 12),
        (Change("leave", FRIDAY + 90 * DAY, FRIDAY + 120 * DAY), 0, 12),
    ],
)
def test_leave_and_days_off_count_among_the_next_twelve_sundays(change: Change | None, free: int, on: int) -> None:
    found = times([Pattern(FRIDAY, MORNINGS, (change,) if change else ())], [SUNDAY_MORNING], on=FRIDAY)
    assert (round(float(found.free[0, 0]) * 12), round(float(found.duty[0, 0]) * 12)) == (free, on)


def test_an_extra_night_is_slept_off() -> None:
    extra = Change("on", SUNDAY - DAY, SUNDAY - DAY, time(22), time(6))
    found = times([Pattern(FRIDAY, (None,), changes) for changes in ((), (extra,))], [SUNDAY_MORNING], on=FRIDAY)
    assert [round(float(share) * 12) for share in found.free[:2, 0]] == [12, 11]


CHANGES = st.builds(
    lambda kind, first, days, start, hours: Change(
        kind,
        FRIDAY + first * DAY,
        FRIDAY + (first + days) * DAY,
        *((time(start // 4, start % 4 * 15), time((start // 4 + hours) % 24, start % 4 * 15)) if kind in ("on", "court") else (None, None)),
    ),
    st.sampled_from(["leave", "off", "training", "court", "on"]), st.integers(-5, 20), st.integers(0, 6), st.integers(0, 95), st.integers(1, 23),
)  # fmt: skip


@given(st.lists(st.sampled_from([None, ("06:00", 8.0), ("14:00", 10.0), ("22:00", 8.0)]), min_size=1, max_size=8), st.lists(CHANGES, max_size=3))
def test_quarters_on_duty_are_those_of_the_turns_that_take_place(cycle: list[tuple[str, float] | None], changes: list[Change]) -> None:
    """Beside the exact reckoning of agencies.duty, quarter by quarter, where clocks never change."""
    zone, weeks = ZoneInfo("UTC"), 2
    begin = datetime.combine(FRIDAY, time(0), UTC)
    end = begin + (weeks * 7 + 1) * DAY
    on, gone = (np.zeros((weeks * 7 + 1) * SLOTS, bool) for _ in range(2))
    works = agencies.pattern(FRIDAY, cycle, "UTC")
    for line, spans in ((on, duty.worked(works, changes, zone, begin, end)), (gone, duty.away(changes, zone))):
        for a, b in spans:
            first, last = ((moment - begin) // timedelta(minutes=15) for moment in (a, b))
            line[max(first, 0) : max(last, 0)] = True
    found, unavailable = presence.timeline(Pattern(FRIDAY, tuple(cycle), tuple(changes)), on=FRIDAY, weeks=weeks)
    assert np.array_equal(found, on & ~gone)
    assert (unavailable[gone]).all()


@pytest.mark.parametrize(
    ("changes", "long"),
    [
        ([], False),
        ([Change("leave", FRIDAY, FRIDAY + 26 * DAY)], False),
        ([Change("leave", FRIDAY, FRIDAY + 27 * DAY)], True),
        ([Change("leave", FRIDAY + DAY, FRIDAY + 40 * DAY)], False),
        ([Change("training", FRIDAY + 10 * DAY, FRIDAY + 30 * DAY), Change("leave", FRIDAY - 9 * DAY, FRIDAY + 9 * DAY)], True),
        ([Change("leave", FRIDAY, FRIDAY + 9 * DAY), Change("leave", FRIDAY + 11 * DAY, FRIDAY + 40 * DAY)], False),
        ([Change("off", FRIDAY, FRIDAY + 40 * DAY)], False),
        ([Change("court", FRIDAY, FRIDAY + 40 * DAY, time(9), time(17))], False),
    ],
)
def test_who_is_away_for_the_next_four_weeks(changes: list[Change], long: bool) -> None:
    assert rules.is_long_away(changes, today=FRIDAY) is long


@pytest.fixture
def city(db: None) -> City:
    return build()


def away(who: Officer, days: int, kind: str = "leave", since: date = FRIDAY) -> None:
    DutyException.objects.create(officer=who, kind=kind, first_on=since, last_on=since + days * DAY, entered_at=NOON)


def chosen(city: City) -> list[str]:
    run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
    return [p.officer.last_name for p in run.proposals.filter(state=ProposalState.DRAFT)]


def test_of_two_who_are_alike_the_one_without_leave_is_proposed(city: City) -> None:
    first, second = city.officer(1, last_name="Adams"), city.officer(1, last_name="Brooks")
    city.congregation(1)
    away(second, 20)
    assert chosen(city) == ["Adams"]
    DutyException.objects.all().delete()
    away(first, 20)
    assert chosen(city) == ["Brooks"]


def test_leave_shows_in_the_reason_and_in_the_cost(city: City) -> None:
    who = city.officer(1, last_name="Brooks")
    city.congregation(1)
    away(who, 20)
    (proposal,) = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.filter(state=ProposalState.DRAFT)
    assert proposal.parts["time"] == 6  # 25 points for three of twelve Sundays
    assert "on 9 of the next 12" in {row["part"]: row["rest"] for row in proposal.reasons}["time"]


def test_leave_counts_by_its_days_where_the_shift_is_not_known(city: City) -> None:
    first, second = (city.officer(1, shift=None, last_name=name) for name in ("Adams", "Brooks"))
    city.congregation(1)
    away(second, 20)
    assert chosen(city) == ["Adams"]
    DutyException.objects.all().delete()
    away(first, 20)
    assert chosen(city) == ["Brooks"]
    Officer.objects.filter(last_name="Brooks").update(capacity=0)
    (proposal,) = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.filter(state=ProposalState.DRAFT)
    assert (proposal.officer, proposal.parts["time"]) == (first, 15)  # 12 for a shift nobody knows, and 13 more for three of twelve Sundays
    assert "on 3 of the next 12" in {row["part"]: row["rest"] for row in proposal.reasons}["time"]


def test_a_day_off_or_a_leave_that_is_over_says_nothing_of_a_shift_that_is_not_known(city: City) -> None:
    off, past = (city.officer(1, shift=None) for _ in range(2))
    away(off, 20, kind="off")
    away(past, 9, since=FRIDAY - 30 * DAY)
    city.congregation(1)
    times_now = load(city.agency, at=NOON).facts.times
    assert (times_now.free[:, 0].tolist(), times_now.unknown.tolist()) == ([1.0], [True])
    (proposal,) = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.filter(state=ProposalState.DRAFT)
    assert proposal.parts["time"] == 12


def test_a_gathering_once_a_month_is_counted_on_its_own_sundays(city: City) -> None:
    who = city.officer(1, last_name="Brooks")
    temple = city.congregation(1)
    temple.service_times.update(rule="FREQ=MONTHLY;BYDAY=1SU")
    away(who, 20)  # November 20 to December 10: the first Sunday of December, of those of December, January and February
    (proposal,) = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.filter(state=ProposalState.DRAFT)
    assert proposal.parts["time"] == 8  # 25 points for one of three
    assert "on 2 of the next 3" in {row["part"]: row["rest"] for row in proposal.reasons}["time"]


def test_whoever_is_away_for_a_month_is_no_candidate_and_it_is_said(city: City) -> None:
    who = city.officer(1)
    temple = city.congregation(1)
    away(who, 40)
    (told,) = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).unplaced
    assert (told["congregation"], told["reason"]) == (temple.key, "all_away")
    assert told["words"].startswith("All 1 active patrol officers of")
    city.officer(1, capacity=0)
    (told,) = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).unplaced
    assert (told["reason"], told["help"].endswith("1 more are on leave or in training for the next four weeks.")) == ("all_full", True)


def test_officers_alike_in_shift_and_leave_share_a_row_of_the_table(city: City) -> None:
    for _ in range(3):
        away(city.officer(1), 10)
        city.officer(1)
    city.congregation(1)
    facts = load(city.agency, at=NOON).facts
    assert (len(facts.times.free), sorted(np.bincount(facts.officers.pattern).tolist())) == (3, [3, 3])  # the last row is for who has no shift


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_one_on_leave_and_for_three(city: City, rows: int) -> None:
    for _ in range(rows):
        away(city.officer(1), 10)
    city.congregation(1)
    with CaptureQueriesContext(connection) as seen:
        load(city.agency, at=NOON)
    assert len([q for q in seen if "dutyexception" in q["sql"]]) == 1
    assert len(seen) == QUERIES


QUERIES = 12
