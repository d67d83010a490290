"""Agencies as arrays: random ones for solvers, from a seed."""

from datetime import date

import numpy as np

from onecop.matching.facts import NO_PAIRS, Congregations, Facts, Ground, Ints, Officers, Tier
from onecop.matching.presence import Gathering, Pattern, times

DAYS = tuple([("06:00", 8.5)] * 5 + [None] * 2)
PATTERNS = [
    *(Pattern(date(2026, 1, 5), DAYS[i:] + DAYS[:i]) for i in range(4)),
    Pattern(date(2026, 1, 5), (*[("22:00", 8.5)] * 4, None, None)),
]
GATHERINGS = [Gathering(6, 36, 48), Gathering(5, 36, 48), Gathering(2, 76, 84)]
TIMES = times(PATTERNS, GATHERINGS, on=date(2026, 11, 20))


def grid(side: int) -> Ground:
    """side × side beats, in precincts of two by two."""
    x, y = np.arange(side * side) % side, np.arange(side * side) // side
    precinct = x // 2 * 1000 + y // 2
    touch = (abs(x[:, None] - x) <= 1) & (abs(y[:, None] - y) <= 1)
    same = precinct[:, None] == precinct
    tier = np.full((side * side,) * 2, Tier.NONE, np.int8)
    tier[touch & ~same] = Tier.NEXT_OUTSIDE
    tier[same] = Tier.PRECINCT
    tier[same & touch] = Tier.NEXT_DOOR
    np.fill_diagonal(tier, Tier.SAME)
    return Ground(tier, (x * 0.02).astype(np.float32), (38 + y * 0.02).astype(np.float32))


def facts(
    seed: int, m: int, n: int, *, side: int = 3, capacity: int = 2, vetoes: Ints = NO_PAIRS, wishes: Ints = NO_PAIRS, fixed: Ints = NO_PAIRS,
    enrolled: float = 1.0, ground: Ground | None = None,
) -> Facts:  # fmt: skip
    """A random agency with m congregations and n officers."""
    rng = np.random.default_rng(seed)
    ground = ground or grid(side)
    areas = len(ground.lon)
    top = rng.integers(0, capacity + 1, n)
    area = rng.integers(0, areas, m)
    return Facts(
        Congregations(
            key=np.array([f"c{i:05d}" for i in range(m)], "U12"),
            area=area,
            lon=(ground.lon[area] + rng.normal(0, 0.005, m)).astype(np.float32),
            lat=(ground.lat[area] + rng.normal(0, 0.005, m)).astype(np.float32),
            gathers=rng.integers(-1, len(GATHERINGS), (m, 2)),
            weights=np.tile(np.array([2, 1], np.float32), (m, 1)),
            languages=rng.integers(0, 4, m).astype(np.uint64),
            english=rng.random(m) < 0.8,
            enrolled=rng.random(m) < enrolled,
        ),
        Officers(
            key=np.array([f"o{i:05d}" for i in range(n)], "U12"),
            area=rng.integers(-1 if areas > 1 else 0, areas, n),
            pattern=rng.integers(0, len(PATTERNS) + 1, n),
            languages=rng.integers(0, 4, n).astype(np.uint64),
            stay=rng.integers(0, 11, n).astype(np.float32),
            held=rng.integers(0, 2, n),
            capacity=top,
        ),
        ground,
        TIMES,
        wishes=wishes,
        vetoes=vetoes,
        fixed=fixed,
    )


def shuffled(given: Facts, seed: int) -> Facts:
    """The same agency with its rows in another order."""
    rng = np.random.default_rng(seed)
    c, o = rng.permutation(len(given.congregations)), rng.permutation(len(given.officers))
    where_c, where_o = np.argsort(c), np.argsort(o)

    def moved(pairs: Ints) -> Ints:
        return np.column_stack((where_c[pairs[:, 0]], where_o[pairs[:, 1]])) if len(pairs) else pairs

    return Facts(
        given.congregations.take(c), given.officers.take(o), given.ground, given.times, moved(given.wishes), moved(given.vetoes), moved(given.fixed)
    )  # fmt: skip
