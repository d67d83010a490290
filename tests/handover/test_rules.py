"""The pure rules, against slow and simple ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.handover import rules
from onecop.handover.rules import Gaps, Spot

START = date(2026, 1, 1)
days = st.integers(0, 60)
times = st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=5)


def _dates(pairs: list[tuple[int, int | None]]) -> list[rules.Days]:
    return [(START + timedelta(days=a), None if b is None else START + timedelta(days=b)) for a, b in pairs]


def _in(pairs: list[tuple[int, int | None]], n: int) -> bool:
    return any(a <= n and (b is None or n < b) for a, b in pairs)


@given(lived=times, paused=times, lead=times, interim=times, window=st.tuples(days, days))
def test_gap_days_equal_a_count_of_every_single_day(
    lived: list[tuple[int, int | None]],
    paused: list[tuple[int, int | None]],
    lead: list[tuple[int, int | None]],
    interim: list[tuple[int, int | None]],
    window: tuple[int, int],
) -> None:
    none = only = 0
    for n in range(window[0], window[1]):
        if _in(lived, n) and not _in(paused, n) and not _in(lead, n):
            only += _in(interim, n)
            none += not _in(interim, n)
    counted = rules.gaps(
        lived=_dates(lived),
        paused=_dates(paused),
        lead=_dates(lead),
        interim=_dates(interim),
        window=(START + timedelta(days=window[0]), START + timedelta(days=window[1])),
    )
    assert counted == Gaps(none=none, interim=only)


SAME, NEAR, FAR = Spot("11", "1"), Spot("12", "1"), Spot("21", "2")


@pytest.mark.parametrize(
    ("officer", "congregation", "reach", "expected"),
    [
        (SAME, SAME, "beat", True),
        (SAME, NEAR, "beat", False),
        (SAME, NEAR, "precinct", True),
        (SAME, FAR, "precinct", False),
        (SAME, FAR, "agency", True),
        (Spot(precinct="1"), NEAR, "beat", True),
        (Spot(), FAR, "beat", True),
        (SAME, Spot(), "beat", True),
        (Spot("a"), Spot("a"), "precinct", True),
        (Spot("a"), Spot("b"), "precinct", False),
    ],
)
def test_who_serves_whom(officer: Spot, congregation: Spot, reach: str, expected: bool) -> None:
    assert rules.serves(officer, congregation, reach) is expected


spots = st.builds(Spot, st.sampled_from(["", "11", "12", "21"]), st.sampled_from(["", "1", "2"]))


@given(officer=spots, congregation=spots, reach=st.sampled_from(["beat", "precinct", "agency"]))
def test_nobody_drifts_apart_by_standing_still(officer: Spot, congregation: Spot, reach: str) -> None:
    assert not rules.drifted_apart(officer, congregation, (officer, congregation), reach)


@pytest.mark.parametrize(
    ("overlap", "after", "expected"),
    [("met", 0, True), ("skipped", 0, True), ("planned", 400, False), ("", 44, False), ("", 45, True), ("met", -1, False)],
)
def test_when_a_handover_is_done(overlap: str, after: int, expected: bool) -> None:
    assert rules.settled(took_over_on=START, overlap=overlap, today=START + timedelta(days=after)) is expected


def test_nobody_takes_over_in_the_past() -> None:
    assert [rules.takes_over(leaves_on=day, today=START) for day in (None, START - timedelta(days=3), START + timedelta(days=3))] == [
        START,
        START,
        START + timedelta(days=3),
    ]
