"""When a course is finished, against the plain definition."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.training import rules

DAY = date(2026, 11, 20)
EVENTS = st.frozensets(st.integers(0, 5), max_size=5)


def slow(required: frozenset[int], offered: frozenset[int], needed: int | None, came: dict[int, date]) -> date | None:
    """The earliest day by which some set of attended events holds all required ones and is large enough."""
    enough = len(offered) if needed is None else max(needed, len(required))
    there = [event for event in came if event in offered]
    days = [
        max(came[event] for event in some)
        for size in range(1, len(there) + 1)
        for some in combinations(there, size)
        if len(some) >= enough and required <= set(some)
    ]
    return min(days, default=None)


@given(EVENTS, EVENTS, st.none() | st.integers(1, 6), st.dictionaries(st.integers(0, 6), st.integers(0, 9)))
def test_the_day_is_the_first_on_which_enough_was_attended(required: frozenset[int], more: frozenset[int], needed: int | None, came: dict[int, int]) -> None:
    offered = required | more
    days = {event: DAY + timedelta(days=n) for event, n in came.items()}
    assert rules.finished_on(required, offered, needed, days) == slow(required, offered, needed, days)


@pytest.mark.parametrize(("finished", "months", "until"), [(date(2026, 8, 31), 6, date(2027, 2, 28)), (DAY, 24, date(2028, 11, 20)), (DAY, None, None)])
def test_it_counts_for_whole_months(finished: date, months: int | None, until: date | None) -> None:
    assert rules.expires_on(finished, months) == until


@pytest.mark.parametrize(("left", "reminded", "wanted"), [(60, False, True), (61, False, False), (0, False, True), (-1, False, False), (30, True, False)])
def test_a_reminder_comes_once_in_the_last_sixty_days(left: int, reminded: bool, wanted: bool) -> None:
    assert rules.wants_reminder(DAY + timedelta(days=left), reminded, DAY) == wanted
