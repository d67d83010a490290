"""The matching is the best one, the same every time, and fair."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.matching.cost import FORBIDDEN, KEEP, Arcs, Costs, load_points
from onecop.matching.facts import Facts, Ground
from onecop.matching.solve import _components, flow, solve
from tests.matching.arrays import facts, shuffled

optimize = pytest.importorskip("scipy.optimize")


def table(given: Facts) -> np.ndarray:
    """Every pair's cost without load, FORBIDDEN where it may not be."""
    costs = Costs(given)
    everyone = np.arange(len(given.officers))
    out = np.full((len(given.congregations), len(given.officers)), FORBIDDEN, np.float32)
    for row in range(len(given.congregations)):
        if given.congregations.area[row] >= 0:
            out[row] = costs.block(np.array([row]), everyone)[0]
    out[:, given.officers.area < 0] = FORBIDDEN
    return out


def price(given: Facts, pairs: list[tuple[int, int]], cost: np.ndarray) -> int:
    """Points of a whole assignment: pairs, and rising load per officer."""
    held = given.officers.held.copy()
    total = 0
    for c, o in pairs:
        total += int(cost[c, o]) + int(load_points(held[o], given.officers.capacity[o]))
        held[o] += 1
    return total


def best_by_trying(given: Facts) -> tuple[int, int]:
    """(placed, points) of the best of all assignments."""
    cost = table(given)
    options = [[-1, *(o for o in range(len(given.officers)) if cost[c, o] < FORBIDDEN / 2)] for c in range(len(given.congregations))]
    best = (0, 0)
    for choice in product(*options):
        used = np.bincount([o for o in choice if o >= 0], minlength=len(given.officers))
        if (used > given.officers.room).any():
            continue
        pairs = [(c, o) for c, o in enumerate(choice) if o >= 0]
        best = max(best, (len(pairs), -price(given, pairs, cost)))
    return best[0], -best[1]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), m=st.integers(0, 4), n=st.integers(0, 4), capacity=st.integers(0, 3), data=st.data())
def test_small_agencies_are_matched_as_well_as_by_trying_everything(seed: int, m: int, n: int, capacity: int, data: st.DataObject) -> None:
    pairs = st.lists(st.tuples(st.integers(0, max(m - 1, 0)), st.integers(0, max(n - 1, 0))), max_size=3, unique=True) if m and n else st.just([])
    vetoes, wishes = (np.array(data.draw(pairs), np.int64).reshape(-1, 2) for _ in range(2))
    agency = facts(seed, m, n, side=2, capacity=capacity, vetoes=vetoes, wishes=wishes)
    found = solve(agency)
    assert (found.placed, found.cost) == best_by_trying(agency)


def linear_best(given: Facts) -> tuple[int, int]:
    """(placed, points) by scipy: officers split into places, each with its own load."""
    cost = table(given)
    officers = given.officers
    places = [(o, officers.held[o] + k) for o in range(len(officers)) for k in range(officers.room[o])]
    if not places:
        return 0, 0
    left_over = 100_000
    wide = np.array([[cost[c, o] + load_points(step, officers.capacity[o]) for o, step in places] for c in range(len(cost))], np.float64)
    wide = np.hstack((np.where(wide > FORBIDDEN / 2, 10 * left_over, wide), np.full((len(cost), len(cost)), left_over)))
    rows, columns = optimize.linear_sum_assignment(wide)
    value = wide[rows, columns]
    return int((value < left_over).sum()), int(value[value < left_over].sum())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("m", "n", "side"), [(60, 40, 4), (80, 20, 3), (30, 90, 6)])
def test_medium_agencies_are_matched_as_well_as_by_another_exact_solver(seed: int, m: int, n: int, side: int) -> None:
    agency = facts(seed, m, n, side=side, capacity=3)
    found = solve(agency)
    assert (found.placed, found.cost) == linear_best(agency)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_decides_nothing(seed: int) -> None:
    agency = facts(seed, 50, 40, capacity=3, vetoes=np.array([[0, 1], [3, 4]]), fixed=np.array([[2, 5]]), enrolled=0.7)

    def pairs(given: Facts) -> set[tuple[str, str]]:
        given = given.in_order()
        officer = solve(given).officer
        return {(given.congregations.key[c], given.officers.key[officer[c]]) for c in np.flatnonzero(officer >= 0)}

    assert pairs(shuffled(agency, seed + 1)) == pairs(shuffled(agency, seed + 2)) == pairs(agency)


def test_parts_that_do_not_touch_are_solved_apart_with_the_same_outcome() -> None:
    agency = facts(3, 400, 300, side=14, capacity=3)
    costs = Costs(agency)
    arcs = costs.arcs()
    assert len(set(_components(arcs).tolist())) >= 1
    split = flow(arcs, np.arange(400), agency.officers.held, agency.officers.capacity)
    apart = np.full(400, -1)
    for label in np.unique(_components(arcs)):
        keep = _components(arcs) == label
        own = np.unique(arcs.congregation[keep])
        piece = Arcs(arcs.congregation[keep], arcs.officer[keep], arcs.cost[keep], arcs.reach)
        apart[own] = flow(piece, own, agency.officers.held, agency.officers.capacity)
    assert (split >= 0).sum() == (apart >= 0).sum()


def test_components_of_two_islands() -> None:
    arcs = Arcs(np.array([0, 0, 1, 2, 2, 3]), np.array([0, 1, 1, 2, 3, 3]), np.zeros(6, np.int64), np.zeros(4, np.int64))
    assert _components(arcs).tolist() == [0, 0, 0, 1, 1, 1]


def test_nobody_goes_over_capacity_while_a_neighbor_is_idle_at_equal_cost() -> None:
    agency = facts(1, 12, 6, ground=Ground.undivided(), capacity=3)
    equal = agency.officers
    for name, value in {"pattern": len(agency.times.free) - 1, "languages": 0, "stay": 0, "held": 0, "capacity": 3, "area": 0}.items():
        getattr(equal, name)[:] = value
    agency.congregations.area[:] = 0
    agency.congregations.languages[:] = 0
    assert sorted(np.bincount(solve(agency).officer, minlength=6).tolist()) == [2] * 6


def test_a_pinned_pair_stays_and_takes_its_place() -> None:
    agency = facts(5, 8, 8, capacity=3)
    agency.officers.capacity[:], agency.officers.held[:], agency.officers.area[:] = 1, 0, agency.congregations.area[0]
    dearest = int(np.argmax(table(agency)[0]))
    pinned = Facts(agency.congregations, agency.officers, agency.ground, agency.times, fixed=np.array([[0, dearest]]))
    found = solve(pinned)
    assert found.officer[0] == dearest
    assert (found.officer == dearest).sum() == 1


def test_a_vetoed_pair_never_comes_back() -> None:
    agency = facts(5, 6, 4, ground=Ground.undivided(), capacity=3)
    agency.officers.held[:], agency.officers.capacity[:] = 0, 6
    ruled_out = np.array([[c, o] for c in range(6) for o in range(3)])
    found = solve(Facts(agency.congregations, agency.officers, agency.ground, agency.times, vetoes=ruled_out))
    assert found.officer.tolist() == [-1 if a < 0 else 3 for a in agency.congregations.area]


def test_prospects_neither_displace_nor_disturb_the_enrolled() -> None:
    agency = facts(9, 60, 20, side=3, capacity=3, enrolled=0.5)
    enrolled = np.flatnonzero(agency.congregations.enrolled)
    alone = Facts(agency.congregations.take(enrolled), agency.officers, agency.ground, agency.times)
    assert solve(agency).officer[enrolled].tolist() == solve(alone).officer.tolist()


def test_at_least_forty_candidates_are_kept_or_all() -> None:
    agency = facts(2, 200, 300, side=4, capacity=3)
    arcs = Costs(agency).arcs()
    assert np.bincount(arcs.congregation, minlength=200).tolist() == np.minimum(arcs.reach, KEEP).tolist()
    assert arcs.reach.max() > KEEP


def test_who_has_candidates_beyond_the_forty_is_not_left_out() -> None:
    """All congregations see the same 120 officers; forty of them alone could not take everyone."""
    agency = facts(4, 600, 120, ground=Ground.undivided(), capacity=5)
    agency.officers.capacity[:], agency.officers.held[:] = 5, 0
    agency.congregations.area[:] = 0
    agency.officers.stay[:40] = 0
    agency.officers.stay[40:] = 10
    assert solve(agency).placed == 600


def test_progress_is_told_and_can_stop_the_work() -> None:
    told: list[tuple[int, int]] = []
    solve(facts(1, 10, 10, enrolled=0.5), beat=lambda done, total: told.append((done, total)))
    assert told[-1] == (10, 10)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(facts(1, 10, 10), beat=stop)


@pytest.mark.parametrize("capacity", range(1, 21))
def test_load_never_falls_and_never_leaves_its_range(capacity: int) -> None:
    points = load_points(np.arange(capacity), capacity)
    assert points[0] == 0
    assert (np.diff(points) >= 0).all()
    assert points.max() <= 15
