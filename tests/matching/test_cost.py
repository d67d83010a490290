"""The parts of the cost, one by one."""

import ast
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from onecop.agencies.models import Officer
from onecop.matching import cost, facts, load, presence, rules, solve
from onecop.matching.cost import MAXIMA, Costs
from onecop.matching.facts import Tier
from onecop.matching.presence import Gathering, Pattern, times
from tests.matching.arrays import facts as make

FRIDAY = date(2026, 11, 20)
SUNDAY_MORNING, SUNDAY_NOON = Gathering(6, 36, 48), Gathering(6, 48, 56)


@pytest.mark.parametrize("module", [cost, facts, load, presence, rules, solve])
def test_no_religion_reaches_the_cost(module: object) -> None:
    """Neither of officers, who have no such field, nor of congregations."""
    tree = ast.parse(Path(str(module.__file__)).read_text())  # type: ignore[attr-defined]
    named = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)} | {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    named |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.isidentifier()}
    assert {name for name in named if any(word in name.lower() for word in ("tradition", "religion", "faith", "denomination"))} == set()


def test_an_officer_has_no_religion_to_know() -> None:
    assert {f.name for f in Officer._meta.get_fields() if any(w in f.name for w in ("tradition", "religion", "faith"))} == set()


def test_parts_stay_within_their_maxima_and_add_up() -> None:
    agency = make(1, 80, 60, side=4, capacity=3)
    costs = Costs(agency)
    arcs = costs.arcs(keep=60)
    parts = costs.parts(arcs.congregation, arcs.officer, load=np.zeros(len(arcs), np.int64))
    for name, top in MAXIMA.items():
        assert parts[name].min() >= 0
        assert parts[name].max() <= top
    assert parts["total"].tolist() == arcs.cost.tolist()
    assert sum(MAXIMA.values()) == 100


def test_nearer_areas_cost_less() -> None:
    order = [Tier.SAME, Tier.PRECINCT_POST, Tier.NEXT_DOOR, Tier.PRECINCT, Tier.NEXT_OUTSIDE, Tier.NEXT_PRECINCT]
    assert cost.BASE[order].tolist() == sorted(cost.BASE[order].tolist())
    assert float((cost.BASE + cost.FARTHEST)[order].max()) == MAXIMA["territory"]


def test_weekends_off_mean_every_sunday() -> None:
    weekdays = Pattern(date(2026, 11, 16), (*[("06:00", 8.5)] * 5, None, None))
    found = times([weekdays], [SUNDAY_MORNING], on=FRIDAY)
    assert (found.free[0, 0], found.duty[0, 0]) == (1.0, 0.0)


def test_days_on_sunday_count_as_duty() -> None:
    always = Pattern(date(2026, 11, 16), (("06:00", 8.5),))
    found = times([always], [SUNDAY_MORNING], on=FRIDAY)
    assert (found.free[0, 0], found.duty[0, 0]) == (0.0, 1.0)


def test_after_a_night_shift_one_sleeps() -> None:
    nights = Pattern(date(2026, 11, 16), (("22:00", 8.0),))
    found = times([nights], [SUNDAY_MORNING, Gathering(6, 60, 68)], on=FRIDAY)
    assert (found.free + found.duty)[0].tolist() == [0.0, 1.0]


def test_four_on_two_off_is_free_on_a_third_and_on_duty_on_two_thirds() -> None:
    found = times([Pattern(date(2026, 11, 16), (*[("06:00", 8.5)] * 4, None, None))], [SUNDAY_MORNING], on=FRIDAY)
    assert (round(float(found.free[0, 0]) * 12), round(float(found.duty[0, 0]) * 12)) == (4, 8)


def test_an_evening_shift_leaves_the_morning() -> None:
    evenings = Pattern(date(2026, 11, 16), (("15:00", 8.5),))
    found = times([evenings], [SUNDAY_MORNING, Gathering(2, 76, 84)], on=FRIDAY)
    assert found.free[0].tolist() == [1.0, 0.0]
    assert found.duty[0].tolist() == [0.0, 1.0]


def test_what_is_held_once_a_month_is_counted_on_its_own_days() -> None:
    two_weeks = Pattern(date(2026, 11, 16), (*[("06:00", 8.5)] * 7, *[None] * 7))
    first_sundays = Gathering(6, 36, 48, held=(2, 6, 11))
    found = times([two_weeks], [SUNDAY_MORNING, first_sundays], on=FRIDAY)
    assert [round(float(x), 3) for x in found.duty[0]] == [0.5, round(2 / 3, 3)]
    assert [round(float(x), 3) for x in found.free[0]] == [0.5, round(1 / 3, 3)]
    assert (SUNDAY_MORNING.times(), first_sundays.times()) == (12, 3)


def test_a_gathering_past_midnight_ends_the_next_day() -> None:
    found = times([Pattern(date(2026, 11, 16), (("20:00", 10.0),))], [Gathering(5, 92, 4)], on=FRIDAY)
    assert found.duty[0].tolist() == [1.0]


@pytest.mark.parametrize(
    ("post", "points"),
    [
        (rules.Service(since=date(2024, 1, 1)), 1),
        (rules.Service(since=date(2026, 6, 1)), 3),
        (rules.Service(since=date(2015, 6, 1)), 2),
        (rules.Service(), 2),
        (rules.Service(since=date(2024, 1, 1), bid=date(2027, 3, 1)), 5),
        (rules.Service(since=date(2024, 1, 1), bid=date(2027, 10, 1)), 3),
        (rules.Service(since=date(2024, 1, 1), bid=date(2026, 3, 1)), 1),
        (rules.Service(since=date(2024, 1, 1), transfer=date(2027, 1, 10)), 10),
        (rules.Service(since=date(2024, 1, 1), transfer=date(2028, 6, 10)), 6),
    ],
)
def test_likely_to_stay(post: rules.Service, points: int) -> None:
    assert rules.stay_points(post, today=FRIDAY) == points


def test_a_language_in_common_costs_nothing_and_english_helps() -> None:
    agency = make(1, 3, 3)
    agency.congregations.languages[:] = [1, 1, 3]
    agency.congregations.english[:] = [True, False, True]
    agency.officers.languages[:] = [1, 0, 2]
    points, c_row, o_row = Costs(agency).language
    assert points[c_row[:, None], o_row].tolist() == [[0, 10, 10], [0, 20, 20], [3, 10, 3]]


def test_a_wish_takes_ten_off_but_never_below_zero() -> None:
    plain = make(1, 5, 5)
    wished = make(1, 5, 5, wishes=np.array([[c, o] for c in range(5) for o in range(5)]))
    before, after = (Costs(f).block(np.arange(5), np.arange(5)) for f in (plain, wished))
    near = before < cost.FORBIDDEN / 2
    assert after[near].tolist() == np.maximum(before[near] - 10, 0).tolist()
