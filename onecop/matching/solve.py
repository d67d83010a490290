"""The best matching of one agency: a minimum-cost flow, exact and the same every time.

As many congregations as possible are placed; among all ways to do that, the one with the fewest points. An officer's second
congregation costs more than the first (load), so unit arcs with rising costs spread them without any further rule.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from onecop.matching.cost import KEEP, Arcs, Costs, load_points
from onecop.matching.facts import Facts, Ints

SMALL = 3000  # arcs below which looking for separate parts costs more than it saves
EVERYONE = 60_000  # pairs up to which no candidate is left out

Beat = Callable[[int, int], None]


@dataclass(frozen=True)
class Solution:
    """officer[c] is the position of the officer of congregation c, or -1; step[c] how many that officer holds before it."""

    officer: Ints
    step: Ints
    cost: int

    @property
    def placed(self) -> int:
        return int((self.officer >= 0).sum())


def flow(arcs: Arcs, congregations: Ints, held: Ints, capacity: Ints) -> Ints:
    """Return the officer of each of `congregations` (ascending; only these have arcs), -1 for none.

    Args:
        held, capacity: per officer of the agency; capacity - held places are free.
    """
    chosen = np.full(len(congregations), -1, np.int64)
    if not len(arcs):
        return chosen
    label = _components(arcs) if len(arcs) > SMALL else None
    if label is None or label.max() == 0:
        return _flow_of_one(arcs.congregation, arcs.officer, arcs.cost, congregations, held, capacity)
    order = np.argsort(label, kind="stable")
    for piece in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        c = arcs.congregation[piece]
        own = np.unique(c)
        chosen[np.searchsorted(congregations, own)] = _flow_of_one(c, arcs.officer[piece], arcs.cost[piece], own, held, capacity)
    return chosen


def _flow_of_one(c: Ints, o: Ints, cost: Ints, congregations: Ints, held: Ints, capacity: Ints) -> Ints:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    officers, o_row = np.unique(o, return_inverse=True)
    m, n = len(congregations), len(officers)
    sink = m + n
    room = np.minimum(capacity[officers] - held[officers], m)
    slot = np.repeat(np.arange(n), room)
    step = np.arange(len(slot)) - np.repeat(np.cumsum(room) - room, room)
    load = load_points(held[officers][slot] + step, capacity[officers][slot])
    # One congregation more is worth any rearrangement of the others: no chain of changes can cost as much.
    left_over = (int(cost.max()) + 16) * (min(m, n) + 1)

    graph = SimpleMinCostFlow()
    tails = np.concatenate((np.searchsorted(congregations, c), slot + m, np.arange(m))).astype(np.int32)
    heads = np.concatenate((o_row + m, np.full(len(slot) + m, sink))).astype(np.int32)
    costs = np.concatenate((cost, load, np.full(m, left_over))).astype(np.int64)
    graph.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), np.int64), costs)
    supplies = np.ones(m + n + 1, np.int64)
    supplies[m:sink] = 0
    supplies[sink] = -m
    graph.set_nodes_supplies(np.arange(m + n + 1, dtype=np.int32), supplies)
    status = graph.solve()
    if status != graph.OPTIMAL:
        raise RuntimeError(f"The solver stopped with {status}.")
    used = np.flatnonzero(np.asarray(graph.flows(np.arange(len(c), dtype=np.int32))))
    chosen = np.full(m, -1, np.int64)
    chosen[tails[used]] = o[used]
    return chosen


def _components(arcs: Arcs) -> Ints:
    """Number the connected parts of the graph; the answer is per arc, counted from 0."""
    starts = np.flatnonzero(np.concatenate(([True], arcs.congregation[1:] != arcs.congregation[:-1])))
    row = np.cumsum(np.concatenate(([False], arcs.congregation[1:] != arcs.congregation[:-1])))
    label = np.arange(int(arcs.officer.max()) + 1)
    while True:
        least = np.minimum.reduceat(label[arcs.officer], starts)
        new = label.copy()
        np.minimum.at(new, arcs.officer, least[row])
        new = np.minimum(new, new[new])
        if (new == label).all():
            break
        label = new
    return np.unique(label[arcs.officer], return_inverse=True)[1]


def solve(facts: Facts, *, costs: Costs | None = None, beat: Beat | None = None, keep: int = KEEP) -> Solution:
    """Match one agency.

    Pinned pairs stay. Enrolled congregations are matched first and prospects with what is left: a prospect never takes a place
    that an enrolled congregation could have, nor makes its match worse.

    Args:
        facts: in order (Facts.in_order).
        beat: told (done, total) of congregations between the stages; may raise to stop.
    """
    costs = costs or Costs(facts)
    c, o = facts.congregations, facts.officers
    officer = np.full(len(c), -1, np.int64)
    held = o.held.astype(np.int64)
    officer[facts.fixed[:, 0]] = facts.fixed[:, 1]
    np.add.at(held, facts.fixed[:, 1], 1)
    waiting = officer < 0
    done = int((~waiting).sum())
    for stage in (np.flatnonzero(waiting & c.enrolled), np.flatnonzero(waiting & ~c.enrolled)):
        if beat:
            beat(done, len(c))
        if not len(stage):
            continue
        found = _stage(costs, stage, held, o.capacity, keep)
        officer[stage] = found
        np.add.at(held, found[found >= 0], 1)
        done += len(stage)
    if beat:
        beat(done, len(c))
    step = steps(facts, costs, officer)
    placed = np.flatnonzero(officer >= 0)
    load = load_points(step[placed], o.capacity[officer[placed]])
    total = int(costs.parts(placed, officer[placed], load=load)["total"].sum()) if len(placed) else 0
    return Solution(officer, step, total)


def _stage(costs: Costs, rows: Ints, held: Ints, capacity: Ints, keep: int) -> Ints:
    """Solve some congregations. When the kept candidates leave one without a partner, look wider before giving up."""
    keep = first_keep(costs, rows, keep)
    while True:
        arcs = with_room(costs.arcs(rows, keep=keep), held, capacity)
        chosen = flow(arcs, rows, held, capacity)
        if is_enough(costs, arcs, rows, chosen, held, capacity, keep):
            return chosen
        keep *= 2


def first_keep(costs: Costs, rows: Ints, keep: int) -> int:
    """How many candidates to begin with: everyone where the agency is small."""
    return max(keep, len(costs.able)) if len(rows) * len(costs.able) <= EVERYONE else keep


def is_enough(costs: Costs, arcs: Arcs, rows: Ints, chosen: Ints, held: Ints, capacity: Ints, keep: int) -> bool:
    """True when nobody was left out, or when more candidates could not help: none are left, or every place in reach is filled."""
    reach = arcs.reach[rows]
    places = int((capacity - held)[costs.able].clip(0).sum())
    return keep >= reach.max(initial=0) or (chosen >= 0).sum() >= min((reach > 0).sum(), places)


def with_room(arcs: Arcs, held: Ints, capacity: Ints) -> Arcs:
    """Drop the officers whom earlier stages have filled."""
    free = (capacity > held)[arcs.officer] if len(arcs) else np.empty(0, bool)
    if free.all():
        return arcs
    return Arcs(arcs.congregation[free], arcs.officer[free], arcs.cost[free], arcs.reach)


def steps(facts: Facts, costs: Costs, officer: Ints) -> Ints:
    """Return for each placed congregation how many its officer holds before it: kept pairs first, then by cost, then by key."""
    step = np.full(len(officer), -1, np.int64)
    rows = np.flatnonzero(officer >= 0)
    if not len(rows):
        return step
    base = costs.parts(rows, officer[rows], load=np.zeros(len(rows), np.int64))["total"]
    later = ~np.isin(rows, facts.fixed[:, 0])
    prospect = ~facts.congregations.enrolled[rows]
    order = np.lexsort((rows, base, prospect, later, officer[rows]))
    mine = officer[rows][order]
    first = np.concatenate(([True], mine[1:] != mine[:-1]))
    start = np.maximum.accumulate(np.where(first, np.arange(len(mine)), 0))
    step[rows[order]] = facts.officers.held[mine] + np.arange(len(mine)) - start
    return step
