import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.agencies.patterns import PATTERNS, cycle
from onecop.agencies.rules import BadCycle, Pattern, on_duty, pattern, spans

EAST = "America/New_York"
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

ZONES = st.sampled_from([EAST, "America/Phoenix", "Pacific/Honolulu", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
TURNS = st.one_of(st.none(), st.tuples(st.times().map(lambda t: t.strftime("%H:%M")), st.floats(0.25, 24).map(lambda h: round(h * 4) / 4)).map(list))
CYCLES = st.lists(TURNS, min_size=1, max_size=16)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda m: m.replace(second=0, microsecond=0, tzinfo=UTC))


def slow_on_duty(p: Pattern, minute: datetime) -> bool:
    """The oracle: walk back minute by minute, and ask of each whether the wall clock shows a start whose hours still run."""
    for back in range(24 * 60):
        then = minute - timedelta(minutes=back)
        local = then.astimezone(p.zone)
        shown = [local.replace(tzinfo=None)] if local.fold == 0 else []
        for reading in [*shown, *_jumped(p.zone, then)]:
            turn = p.turn_on(reading.date())
            if turn and turn.starts == reading.time() and turn.lasts > timedelta(minutes=back):
                return True
    return False


def _jumped(zone: ZoneInfo, then: datetime) -> list[datetime]:
    """The readings that never show and are taken to mean this minute: those that lie as far behind it as the clock jumped that day."""
    local = then.astimezone(zone)
    found = []
    for jump in (30, 60):
        reading = local.replace(tzinfo=None) - timedelta(minutes=jump)
        aware = reading.replace(tzinfo=zone)
        if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != reading and aware.astimezone(UTC) == then:
            found.append(reading)
    return found


@settings(max_examples=60, deadline=None)
@given(CYCLES, ZONES, MOMENTS, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_on_duty_agrees_with_a_walk_through_every_minute(days: list, zone: str, moment: datetime, anchor: date) -> None:
    p = pattern(anchor, days, zone)
    assert on_duty(p, moment) is slow_on_duty(p, moment)


@settings(max_examples=30, deadline=None)
@given(CYCLES, ZONES, st.sampled_from([datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 4, 4, 3, tzinfo=UTC)]))
def test_on_duty_agrees_around_the_change_of_clocks(days: list, zone: str, start: datetime) -> None:
    p = pattern(date(2026, 1, 1), days, zone)
    for step in range(0, 40 * 60, 97):
        moment = start + timedelta(minutes=step)
        assert on_duty(p, moment) is slow_on_duty(p, moment)


@settings(max_examples=150, deadline=None)
@given(CYCLES, ZONES, MOMENTS, st.integers(0, 6 * 24 * 60))
def test_spans_hold_exactly_the_minutes_on_duty(days: list, zone: str, start: datetime, minutes: int) -> None:
    p = pattern(date(2026, 1, 1), days, zone)
    end = start + timedelta(minutes=minutes)
    found = spans(p, start, end)
    assert all(start <= a < b <= end for a, b in found)
    assert all(first[1] < second[0] for first, second in itertools.pairwise(found))
    for minute in range(0, minutes, 53):
        moment = start + timedelta(minutes=minute)
        assert on_duty(p, moment) is any(a <= moment < b for a, b in found)


def test_a_night_turn_across_the_spring_change_ends_an_hour_late_by_the_wall() -> None:
    p = pattern(date(2026, 3, 7), [["22:00", 10], None], EAST)
    (span,) = spans(p, datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 8, 23, tzinfo=UTC))
    assert [s.astimezone(ZoneInfo(EAST)).strftime("%d %H:%M") for s in span] == ["07 22:00", "08 09:00"]


def test_a_night_turn_across_the_autumn_change_ends_an_hour_early_by_the_wall() -> None:
    p = pattern(date(2026, 10, 31), [["22:00", 10], None], EAST)
    (span,) = spans(p, datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 11, 1, 23, tzinfo=UTC))
    assert [s.astimezone(ZoneInfo(EAST)).strftime("%d %H:%M") for s in span] == ["31 22:00", "01 07:00"]


def test_turns_that_touch_are_one_span() -> None:
    p = pattern(date(2026, 1, 5), [["06:00", 12], ["06:00", 24], ["06:00", 8], None], "UTC")
    assert spans(p, datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC)) == [
        (datetime(2026, 1, 5, 6, tzinfo=UTC), datetime(2026, 1, 5, 18, tzinfo=UTC)),
        (datetime(2026, 1, 6, 6, tzinfo=UTC), datetime(2026, 1, 7, 14, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(("code", "hours_a_week"), [("5/2", 42.5), ("4-on-2-off", 39.6667), ("pitman", 42), ("panama", 42), ("4/10", 40), ("dupont", 42)])
def test_known_patterns_work_the_hours_they_are_known_for(code: str, hours_a_week: float) -> None:
    days = cycle(code)
    assert len(days) == PATTERNS[code].days
    assert sum(day[1] for day in days if day) / len(days) * 7 == pytest.approx(hours_a_week, abs=0.01)


def test_pitman_gives_every_other_weekend() -> None:
    p = pattern(date(2026, 1, 5), cycle("pitman", start="07:00"), EAST)
    assert [(date(2026, 1, 5) + timedelta(days=n)).strftime("%a %d") for n in range(14) if p.turn_on(date(2026, 1, 5) + timedelta(days=n)) is None] == [
        "Wed 07", "Thu 08", "Mon 12", "Tue 13", "Fri 16", "Sat 17", "Sun 18",
    ]  # fmt: skip


@pytest.mark.parametrize("bad", [[], [["25:00", 8]], [["06:00", 0]], [["06:00", 25]], [["06:00"]], ["06:00"], [[6, 8]], [None] * 371])
def test_cycles_that_cannot_be_worked_are_refused(bad: list) -> None:
    with pytest.raises(BadCycle):
        pattern(date(2026, 1, 1), bad, EAST)
