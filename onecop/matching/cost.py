"""What a pairing costs, in points from 0 (best), in named parts. Whole numbers, so that equal costs are equal.

The parts are small tables (congregation × area, congregation × shift pattern, language × language), and a pair's cost is read
from them: no loop over pairs. Nothing here can know an officer's religion, and a congregation's tradition is not among the facts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onecop.matching.facts import Facts, Floats, Ints, Tier

MAXIMA = {"territory": 30, "time": 25, "language": 20, "load": 15, "stay": 10}
WISH = 10
FORBIDDEN = np.float32(1e6)
KEEP = 40  # candidates per congregation: 20 lose 2.7 % of the optimum, 10 lose 11.7 %
BLOCK = 4_000_000  # pairs costed at once

BASE: Floats = np.array([0, 4, 8, 11, 13, 20, 0, FORBIDDEN], np.float32)
PER_MILE: Floats = np.array([0, 0, 2, 2, 2, 2, 0, 0], np.float32)
FARTHEST: Floats = np.array([0, 0, 4, 6, 6, 10, 0, 0], np.float32)
MILES_PER_DEGREE = 69.05
TIME_UNKNOWN = 12


def load_points(held: Ints | int, capacity: Ints | int) -> Ints:
    """Points for one more congregation when `held` are held already: 0 for the first, 15 as the last place fills.

    15 · (held / capacity)^1.2, rounded: it never falls, so the whole is convex and spreads congregations over idle officers.
    """
    share = np.asarray(held, np.float64) / np.maximum(np.asarray(capacity, np.float64), 1)
    return np.rint(MAXIMA["load"] * np.minimum(share, 1) ** 1.2).astype(np.int64)


@dataclass(frozen=True)
class Arcs:
    """Possible pairs, sorted by congregation: cost without load. `reach`: how many officers each congregation could have had."""

    congregation: Ints
    officer: Ints
    cost: Ints
    reach: Ints

    def __len__(self) -> int:
        return len(self.cost)


class Costs:
    """The tables of one agency. `facts` in order (Facts.in_order)."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        officers = facts.officers
        self.able = np.flatnonzero((officers.area >= 0) & (officers.capacity > officers.held))
        self._vetoed = _encode(facts.vetoes, len(officers))
        self._wished = _encode(facts.wishes, len(officers))

    @cached_property
    def miles(self) -> Floats:
        """Congregation × area: miles to the label point of the area, on a flat earth; 0 where a place is not known."""
        c, ground = self.facts.congregations, self.facts.ground
        north = c.lat[:, None] - ground.lat
        east = (c.lon[:, None] - ground.lon) * np.cos(np.radians(c.lat))[:, None]
        away = np.hypot(north, east, dtype=np.float32)
        away *= np.float32(MILES_PER_DEGREE)
        return np.nan_to_num(away, copy=False)

    @cached_property
    def territory(self) -> Floats:
        """Congregation × area."""
        c, ground = self.facts.congregations, self.facts.ground
        tier = ground.tier[c.area]
        points = BASE[tier]
        if len(ground.lon) > 1:
            points += np.minimum(np.rint(self.miles * PER_MILE[tier]), FARTHEST[tier])
        points[c.area < 0] = FORBIDDEN
        return points

    @cached_property
    def near(self) -> NDArray[np.bool_]:
        """Congregation × area: an officer on duty there is on duty nearby."""
        return self.facts.ground.tier[self.facts.congregations.area] <= Tier.PRECINCT

    @cached_property
    def shares(self) -> tuple[Floats, Floats]:
        """Congregation × pattern: weighted shares of its gatherings at which the officer is free, or on duty."""
        c, times = self.facts.congregations, self.facts.times
        if c.gathers.shape[1] == 0:
            zero = np.zeros((len(c), len(times.free)), np.float32)
            return zero, zero
        known = np.where(c.gathers >= 0, c.weights, 0).astype(np.float32)
        total = np.maximum(known.sum(axis=1), 1e-9)
        free, duty = (np.einsum("mk,mkp->mp", known, table.T[c.gathers]) / total[:, None] for table in (times.free, times.duty))
        return free, duty

    @cached_property
    def time(self) -> tuple[Floats, Floats]:
        """Congregation × pattern: points when duty is nearby, and what is added when it is not (half of it counts then)."""
        free, duty = self.shares
        top, times = MAXIMA["time"], self.facts.times
        near = np.rint(top * (1 - np.minimum(free + duty, 1)))
        far = np.rint(top * (1 - np.minimum(free + duty / 2, 1)))
        unsure = np.rint(TIME_UNKNOWN + (top - TIME_UNKNOWN) * (1 - np.minimum(free + duty, 1)))[:, times.unknown]  # surely not there when away
        near[:, times.unknown] = far[:, times.unknown] = unsure
        silent = ~(self.facts.congregations.gathers >= 0).any(axis=1)
        near[silent] = far[silent] = TIME_UNKNOWN
        return near.astype(np.float32), (far - near).astype(np.float32)

    @cached_property
    def language(self) -> tuple[Floats, Ints, Ints]:
        """Points per (tongues of a congregation, tongues of an officer), and each row's place in that table."""
        c, o = self.facts.congregations, self.facts.officers
        asked, c_row = np.unique(c.languages << np.uint64(1) | c.english.astype(np.uint64), return_inverse=True)
        spoken, o_row = np.unique(o.languages, return_inverse=True)
        tongues, english = asked >> np.uint64(1), asked & np.uint64(1)
        common = np.bitwise_count(tongues[:, None] & spoken)
        wanted = np.bitwise_count(tongues)[:, None]
        without = np.where(english, 10, MAXIMA["language"])[:, None]
        points = np.where(common >= wanted, 0, np.where(common > 0, 3, without))
        return points.astype(np.float32), c_row, o_row

    def block(self, rows: Ints, columns: Ints) -> Floats:
        """Cost without load of congregations `rows` with officers `columns`, as a float32 table of whole numbers."""
        o = self.facts.officers
        areas, patterns = o.area[columns], o.pattern[columns]
        out = self.territory[rows].take(areas, axis=1)
        near, extra = self.time
        out += near[rows].take(patterns, axis=1)
        added = extra[rows]
        if added.any():
            away = ~self.near[rows]
            if away.any():
                added = added.take(patterns, axis=1)
                added *= away.take(areas, axis=1)
                out += added
        points, c_row, o_row = self.language
        if points.any():
            out += points[c_row[rows]].take(o_row[columns], axis=1)
        out += o.stay[columns]
        self._prefer(out, rows, columns)
        return out

    def _prefer(self, out: Floats, rows: Ints, columns: Ints) -> None:
        """Take off wishes and forbid vetoes, in place."""
        for pairs, change in ((self.facts.wishes, -WISH), (self.facts.vetoes, FORBIDDEN)):
            if not len(pairs):
                continue
            r, c = _places(rows, pairs[:, 0]), _places(columns, pairs[:, 1])
            here = (r >= 0) & (c >= 0)
            out[r[here], c[here]] += change
        if len(self.facts.wishes):
            np.maximum(out, 0, out=out)

    def arcs(self, rows: Ints | None = None, *, keep: int = KEEP) -> Arcs:
        """Return the `keep` cheapest officers in reach of each congregation (all when there are fewer).

        Args:
            rows: congregations, ascending; all when None.
        """
        rows = np.arange(len(self.facts.congregations)) if rows is None else rows
        parts = [self._cheapest(r, c, keep) for r, c in self._blocks(rows)]
        parts = [p for p in parts if len(p[0])]
        reach = np.zeros(len(self.facts.congregations), np.int64)
        if not parts:
            none = np.empty(0, np.int64)
            return Arcs(none, none, none, reach)
        c, o, cost = (np.concatenate([p[i] for p in parts]) for i in range(3))
        for p in parts:
            reach[p[3]] = p[4]
        if len(parts) > 1:
            order = np.argsort(c, kind="stable")
            c, o, cost = c[order], o[order], cost[order]
        return Arcs(c, o, cost, reach)

    def _blocks(self, rows: Ints) -> list[tuple[Ints, Ints]]:
        """Small agencies in one table; large ones by the congregations of an area group that see the same officers."""
        able, tier, area = self.able, self.facts.ground.tier, self.facts.congregations.area[rows]
        rows, area = rows[area >= 0], area[area >= 0]
        if not len(able) or not len(rows):
            return []
        if len(rows) * len(able) <= BLOCK or len(tier) == 1:
            return list(_split(rows, able))
        blocks = []
        for place in np.unique(area):
            columns = able[tier[place][self.facts.officers.area[able]] != Tier.NONE]
            blocks.extend(_split(rows[area == place], columns))
        return blocks

    def _cheapest(self, rows: Ints, columns: Ints, keep: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        cost = self.block(rows, columns)
        allowed = cost < FORBIDDEN / 2
        reach = allowed.sum(axis=1)
        if len(columns) <= keep or reach.max(initial=0) <= keep:
            r, c = np.nonzero(allowed)
            return rows[r], columns[c], cost[r, c].astype(np.int64), rows, reach
        # Equal costs are taken in another order for each congregation, so that all do not hang on the same officers.
        turn = (rows * 0.6180339887) % 1
        cost += ((turn[:, None] + columns * 0.7548776662) % 1 * 0.5).astype(np.float32)
        best = np.sort(np.argpartition(cost, keep - 1, axis=1)[:, :keep], axis=1)
        value = np.take_along_axis(cost, best, axis=1)
        r, k = np.nonzero(value < FORBIDDEN / 2)
        return rows[r], columns[best[r, k]], np.floor(value[r, k]).astype(np.int64), rows, reach

    def parts(self, c: Ints, o: Ints, *, load: Ints) -> dict[str, Ints]:
        """Return the named parts of the pairs (c[i], o[i]), with their sum as "total". `wish` is what wishes took off."""
        facts = self.facts
        area, pattern = facts.officers.area[o], facts.officers.pattern[o]
        near, extra = self.time
        points, c_row, o_row = self.language
        wished = np.isin(c * len(facts.officers) + o, self._wished)
        found = {
            "territory": self.territory[c, area],
            "time": near[c, pattern] + extra[c, pattern] * ~self.near[c, area],
            "language": points[c_row[c], o_row[o]],
            "load": load,
            "stay": facts.officers.stay[o],
        }
        whole = {name: np.asarray(value).astype(np.int64) for name, value in found.items()}
        before = sum(v for name, v in whole.items() if name != "load")
        whole["wish"] = -np.minimum(wished * WISH, before)
        whole["total"] = before + whole["wish"] + whole["load"]
        return whole


def _encode(pairs: Ints, width: int) -> Ints:
    return pairs[:, 0] * width + pairs[:, 1]


def _places(among: Ints, wanted: Ints) -> Ints:
    """Position of each wanted number in the ascending `among`, -1 where absent."""
    at = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[at] == wanted, at, -1)


def _split(rows: Ints, columns: Ints) -> list[tuple[Ints, Ints]]:
    if not len(columns):
        return []
    size = max(BLOCK // len(columns), 1)
    return [(rows[i : i + size], columns) for i in range(0, len(rows), size)]
