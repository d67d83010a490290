"""What differs from the cycle: which turns take place, and when nobody can be met."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from onecop.agencies import duty, patterns, rules
from onecop.agencies.duty import Change

NEW_YORK = ZoneInfo("America/New_York")
DAYS = rules.pattern(date(2024, 1, 1), patterns.cycle("5/2", start="14:00"), NEW_YORK.key)
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
WEEK = datetime(2026, 11, 16, 5, tzinfo=UTC), datetime(2026, 11, 19, 5, tzinfo=UTC)


def begins(*changes: Change, pattern: rules.Pattern | None = DAYS) -> list[tuple[int, int]]:
    return [(a.astimezone(NEW_YORK).day, a.astimezone(NEW_YORK).hour) for a, _ in duty.worked(pattern, changes, NEW_YORK, *WEEK)]


@pytest.mark.parametrize(
    ("change", "turns"),
    [
        (Change("leave", MONDAY, TUESDAY), [(18, 14)]),
        (Change("off", TUESDAY, TUESDAY), [(16, 14), (18, 14)]),
        (Change("training", TUESDAY, TUESDAY), [(16, 14), (18, 14)]),
        (Change("training", TUESDAY, TUESDAY, time(9), time(12)), [(16, 14), (17, 14), (18, 14)]),
        (Change("court", TUESDAY, TUESDAY, time(9), time(12)), [(16, 14), (17, 14), (18, 14)]),
        (Change("on", TUESDAY, TUESDAY, time(6), time(10)), [(16, 14), (17, 6), (17, 14), (18, 14)]),
    ],
)
def test_which_turns_take_place(change: Change, turns: list[tuple[int, int]]) -> None:
    assert begins(change) == turns


def test_without_a_known_cycle_only_extra_turns_are_known() -> None:
    assert begins(pattern=None) == []
    assert begins(Change("on", MONDAY, TUESDAY, time(22), time(6)), pattern=None) == [(16, 22), (17, 22)]


def test_when_nobody_can_be_met() -> None:
    away = duty.away([Change("court", TUESDAY, TUESDAY, time(22), time(2)), Change("leave", MONDAY, MONDAY), Change("off", TUESDAY, TUESDAY)], NEW_YORK)
    assert away == [
        (datetime(2026, 11, 16, 5, tzinfo=UTC), datetime(2026, 11, 17, 5, tzinfo=UTC)),
        (datetime(2026, 11, 18, 3, tzinfo=UTC), datetime(2026, 11, 18, 7, tzinfo=UTC)),
    ]


def test_leave_comes_before_all_else_on_a_day() -> None:
    changes = [Change("on", MONDAY, MONDAY, time(6), time(8)), Change("leave", MONDAY, TUESDAY)]
    assert duty.change_on(changes, MONDAY) == changes[1]
    assert duty.change_on(changes, date(2026, 11, 20)) is None


@pytest.mark.parametrize(
    ("changes", "pattern", "lie"),
    [
        ((), DAYS, "off"),
        ((), None, "unknown"),
        ((Change("leave", date(2026, 12, 1), date(2026, 12, 9)),), None, "unknown"),  # leave in December says nothing of November
        ((Change("leave", MONDAY, TUESDAY),), None, "away"),
        ((Change("off", TUESDAY, TUESDAY),), None, "off"),
        ((Change("on", TUESDAY, TUESDAY, time(8), time(16)),), None, "on"),
        ((Change("on", TUESDAY, TUESDAY, time(10), time(16)),), None, "partly"),
    ],
)
def test_how_a_time_lies_to_somebodys_duty(changes: tuple[Change, ...], pattern: rules.Pattern | None, lie: str) -> None:
    nine, eleven = (datetime.combine(TUESDAY, time(hour), NEW_YORK) for hour in (9, 11))
    assert duty.lies(pattern, changes, NEW_YORK, nine, eleven) == lie
