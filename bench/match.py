"""Match a nation: the product's own cost and flow, beside a greedy baseline and another exact solver.

    .venv/bin/python bench/match.py [--share 0.1] [--seed 1] [--json]

Each solver runs in a process of its own (ortools and other native solvers do not share one). All use the product's arcs, at least 40
candidates per congregation (or all there are), widened by the product's own rule where somebody would be left out.

- onecop: onecop.matching.cost and .solve, agency by agency.
- greedy: the same arcs; the cheapest pair first, load counted as it grows.
- scipy: the same arcs; scipy.sparse.csgraph.min_weight_full_bipartite_matching over single places, exact.
- loops: the same cost by plain Python over pairs, on a sample of agencies, scaled by the number of pairs.

Marks: gap to the optimum 0; arcs at least 15 times as fast as loops; end to end at most 4 times greedy; 1,000 × 1,000 under a second.
"""

import argparse
import heapq
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.nation import agency, nation
from onecop.matching.cost import BASE, FARTHEST, KEEP, MAXIMA, PER_MILE, TIME_UNKNOWN, WISH, Arcs, Costs, load_points
from onecop.matching.facts import Facts, Ints, Tier
from onecop.matching.solve import first_keep, is_enough, solve, with_room

LOADS = [[int(load_points(h, c)) for h in range(c + 1)] for c in range(21)]
SAMPLE = 60


def by_greedy(arcs: Arcs, rows: Ints, held: Ints, capacity: Ints) -> Ints:
    """The cheapest pair first; an officer's later pairs cost what the load has become."""
    chosen = np.full(len(rows), -1, np.int64)
    order = np.argsort(arcs.cost, kind="stable")
    c, o, cost = arcs.congregation[order].tolist(), arcs.officer[order].tolist(), arcs.cost[order].tolist()
    have, top, free, done = held.tolist(), capacity.tolist(), len(rows), [False] * (int(rows.max()) + 1)
    late: list[tuple[int, int, int, int]] = []
    at, count = 0, len(c)
    while free and (at < count or late):
        if late and (at >= count or late[0][0] <= cost[at]):
            now, _n, i, j = heapq.heappop(late)
        else:
            now, i, j = cost[at], c[at], o[at]
            at += 1
            if done[i] or have[j] >= top[j]:
                continue
            if load := LOADS[top[j]][have[j]]:
                heapq.heappush(late, (now + load, at, i, j))
                continue
        if done[i] or have[j] >= top[j]:
            continue
        done[i], chosen[np.searchsorted(rows, i)] = True, j
        have[j] += 1
        free -= 1
    return chosen


def by_scipy(arcs: Arcs, rows: Ints, held: Ints, capacity: Ints) -> Ints:
    """Every free place is a column; each congregation has one more, for being left out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    if not len(arcs):
        return np.full(len(rows), -1, np.int64)
    officers, o_row = np.unique(arcs.officer, return_inverse=True)
    room = np.minimum((capacity - held)[officers], len(rows))
    first = np.cumsum(room) - room
    each = room[o_row]
    step = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    column = np.repeat(first[o_row], each) + step
    who = np.repeat(arcs.officer, each)
    weight = np.repeat(arcs.cost, each) + load_points(held[who] + step, capacity[who]) + 1
    row = np.repeat(np.searchsorted(rows, arcs.congregation), each)
    places, m = int(room.sum()), len(rows)
    left_over = (int(weight.max()) + 1) * (m + 1)
    table = csr_array(
        (np.concatenate((weight, np.full(m, left_over))).astype(float), (np.concatenate((row, np.arange(m))), np.concatenate((column, places + np.arange(m))))),
        shape=(m, places + m),
    )
    _rows, columns = min_weight_full_bipartite_matching(table)
    owner = np.repeat(officers, room)
    return np.where(columns < places, owner[np.minimum(columns, places - 1)], -1)


def run_other(facts: Facts, solver: Any) -> tuple[int, int]:
    """Run another solver on the product's arcs, widened by the product's rule; (placed, points)."""
    costs, o = Costs(facts), facts.officers
    rows = np.arange(len(facts.congregations))
    keep = first_keep(costs, rows, KEEP)
    while True:
        arcs = with_room(costs.arcs(rows, keep=keep), o.held, o.capacity)
        chosen = solver(arcs, rows, o.held, o.capacity)
        if is_enough(costs, arcs, rows, chosen, o.held, o.capacity, keep):
            break
        keep *= 2
    placed = np.flatnonzero(chosen >= 0)
    points = int(costs.parts(placed, chosen[placed], load=np.zeros(len(placed), np.int64))["total"].sum()) if len(placed) else 0
    for j, used in zip(*np.unique(chosen[placed], return_counts=True), strict=True):
        points += int(load_points(o.held[j] + np.arange(used), np.full(used, o.capacity[j])).sum())
    return len(placed), points


def by_loops(facts: Facts) -> int:
    """The same costs over pairs in plain Python; answers with how many pairs it looked at."""
    c, o, g, t = facts.congregations, facts.officers, facts.ground, facts.times
    vetoed, wished = {tuple(p) for p in facts.vetoes.tolist()}, {tuple(p) for p in facts.wishes.tolist()}
    looked = 0
    for i in range(len(c)):
        found = []
        for j in range(len(o)):
            looked += 1
            if o.capacity[j] <= o.held[j] or (i, j) in vetoed:
                continue
            tier = int(g.tier[c.area[i], o.area[j]])
            if tier == Tier.NONE:
                continue
            points = float(BASE[tier])
            if len(g.lon) > 1:
                north = c.lat[i] - g.lat[o.area[j]]
                east = (c.lon[i] - g.lon[o.area[j]]) * np.cos(np.radians(c.lat[i]))
                points += min(round(float(np.hypot(north, east) * 69.05 * PER_MILE[tier])), FARTHEST[tier])
            pattern, total, share = o.pattern[j], 0.0, 0.0
            for k in range(c.gathers.shape[1]):
                column = c.gathers[i, k]
                if column >= 0:
                    total += c.weights[i, k]
                    share += c.weights[i, k] * (t.free[pattern, column] + t.duty[pattern, column] * (1 if tier <= Tier.PRECINCT else 0.5))
            points += TIME_UNKNOWN if pattern == len(t.free) - 1 or not total else round(MAXIMA["time"] * (1 - min(share / total, 1)))
            tongues = int(c.languages[i])
            if tongues and not tongues & int(o.languages[j]):
                points += 10 if c.english[i] else 20
            points += float(o.stay[j]) - (WISH if (i, j) in wished else 0)
            found.append((max(points, 0), j))
        heapq.nsmallest(KEEP, found)
    return looked


def run_loops(facts: list[Facts]) -> dict[str, Any]:
    """Time loops and numpy on the same sample, and count pairs for scaling."""
    began = time.perf_counter()
    pairs = sum(by_loops(f) for f in facts)
    loops = time.perf_counter() - began
    began = time.perf_counter()
    for f in facts:
        Costs(f).arcs()
    return {"sample_pairs": pairs, "sample_loops_s": loops, "sample_numpy_s": time.perf_counter() - began}


def one(name: str, seed: int, share: float) -> dict[str, Any]:
    """What a child process measures."""
    everything = list(nation(seed, share=share))
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if name == "loops":
        picked = np.random.default_rng(seed).choice(len(everything), min(SAMPLE, len(everything)), replace=False)
        pairs = sum(len(f.congregations) * len(f.officers) for f in everything)
        # Of the very largest only a part is looped over, or the sample alone would take an hour.
        sample = [everything[i] for i in picked if len(everything[i].congregations) * len(everything[i].officers) < 300_000]
        return {**run_loops(sample), "pairs": pairs}
    began = time.perf_counter()
    arcs = sum(len(Costs(f).arcs()) for f in everything) if name == "onecop" else 0
    arcs_s = time.perf_counter() - began
    began = time.perf_counter()
    placed = points = 0
    for facts in everything:
        if name == "onecop":
            found = solve(facts)
            got = found.placed, found.cost
        else:
            got = run_other(facts, by_greedy if name == "greedy" else by_scipy)
        placed, points = placed + got[0], points + got[1]
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = {"agencies": len(everything), "congregations": sum(len(f.congregations) for f in everything), "officers": sum(len(f.officers) for f in everything)}
    return {"seconds": seconds, "arcs_s": arcs_s, "arcs": arcs, "placed": placed, "points": points, "peak_mb": peak, "data_mb": base, **sizes}


def interactive() -> dict[str, Any]:
    """One agency of 1,000 congregations and 1,000 officers, the median of five, with beats and without."""
    found = {}
    for label, officers in (("with beats", 1000), ("without beats", 1000)):
        facts = agency(np.random.default_rng(5), 1000, officers)
        if label == "without beats":
            rest = agency(np.random.default_rng(5), 1000, 29)
            facts = Facts(facts.congregations, facts.officers, rest.ground, facts.times)
            facts.congregations.area[:] = facts.officers.area[:] = 0
        seconds = []
        for _ in range(5):
            began = time.perf_counter()
            solve(facts.in_order())
            seconds.append(time.perf_counter() - began)
        found[label] = sorted(seconds)[2]
    return found


def child(name: str, args: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", name, "--seed", str(args.seed), "--share", str(args.share)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="of the nation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(interactive() if args.one == "interactive" else one(args.one, args.seed, args.share)))
        return
    found = {name: child(name, args) for name in ("onecop", "greedy", "scipy", "loops", "interactive")}
    ours, greedy, exact, loops = (found[name] for name in ("onecop", "greedy", "scipy", "loops"))
    scale = loops["pairs"] / loops["sample_pairs"]
    found["marks"] = {
        "gap_points": ours["points"] - exact["points"],
        "gap_placed": exact["placed"] - ours["placed"],
        "arcs_vs_loops_same_sample": loops["sample_loops_s"] / loops["sample_numpy_s"],
        "loops_scaled_s": loops["sample_loops_s"] * scale,
        "end_to_end_vs_greedy": ours["seconds"] / greedy["seconds"],
        "greedy_points_more": greedy["points"] / ours["points"] - 1,
        "greedy_placed_fewer": ours["placed"] - greedy["placed"],
    }
    if args.json:
        print(json.dumps(found))
        return
    print(f"{ours['agencies']:,} agencies, {ours['congregations']:,} congregations, {ours['officers']:,} officers, {ours['arcs']:,} arcs (keep {KEEP})")
    print(f"{'':8}{'seconds':>9}{'placed':>10}{'points':>13}{'peak MB':>9}  of which data")
    for name in ("onecop", "greedy", "scipy"):
        row = found[name]
        print(f"{name:8}{row['seconds']:9.2f}{row['placed']:10,}{row['points']:13,}{row['peak_mb']:9.0f}{row['data_mb']:9.0f}")
    marks = found["marks"]
    print(f"gap to the optimum: {marks['gap_points']} points, {marks['gap_placed']} placed")
    print(
        f"arcs alone: {ours['arcs_s']:.2f} s; loops on a sample of {loops['sample_pairs']:,} pairs are {marks['arcs_vs_loops_same_sample']:.0f} times as slow",
        end="",
    )
    print(f" (scaled by pairs to the nation: {marks['loops_scaled_s']:.0f} s, {marks['loops_scaled_s'] / ours['arcs_s']:.0f} times)")
    more, fewer = marks["greedy_points_more"], marks["greedy_placed_fewer"]
    print(f"end to end: {marks['end_to_end_vs_greedy']:.2f} × greedy, which costs {more:.1%} more and places {fewer:,} fewer")
    for label, seconds in found["interactive"].items():
        print(f"1,000 × 1,000 {label}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
