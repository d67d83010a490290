"""A made-up nation in memory, with the sizes of the real one: 18,000 agencies, 350,000 congregations, 250,000 officers.

Half of the agencies have fewer than ten officers and no beats, as in the United States; the largest have thousands and hundreds of beats.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from onecop.matching.facts import Congregations, Facts, Ground, Officers, Tier
from onecop.matching.presence import Gathering, Pattern, times

AGENCIES, CONGREGATIONS, OFFICERS = 18_000, 350_000, 250_000
PER_BEAT = 12
TODAY = date(2026, 11, 20)
CAPACITY = 3


def shifts() -> list[Pattern]:
    """Forty usual patterns: 5/2, 4/2, Pitman and 4/10, by days, evenings and nights, on several anchors."""
    shapes = ("ddddd--", "dddd--", "dd--ddd--dd---", "dddd---")
    starts = ("06:00", "14:00", "22:00")
    found = []
    for k in range(40):
        shape, start = shapes[k % 4], starts[k // 4 % 3]
        turn = k % len(shape)
        cycle = tuple((start, 8.5) if letter == "d" else None for letter in shape[turn:] + shape[:turn])
        found.append(Pattern(date(2026, 1, 5), cycle))
    return found


def gatherings() -> list[Gathering]:
    """A hundred weekly gatherings: Fridays, Saturdays and Sundays mostly."""
    rng = np.random.default_rng(7)
    days = rng.choice(7, 100, p=[0.03, 0.04, 0.12, 0.03, 0.13, 0.15, 0.5])
    starts = rng.integers(30, 78, 100)
    return [Gathering(int(d), int(s), int(s) + int(n)) for d, s, n in zip(days, starts, rng.integers(4, 12, 100), strict=True)]


def grid(areas: int) -> Ground:
    """Beats in a square, three by three to a precinct."""
    if areas < 2:
        return Ground.undivided()
    side = int(np.ceil(areas**0.5))
    x, y = np.arange(areas) % side, np.arange(areas) // side
    precinct_x, precinct_y = x // 3, y // 3
    near = (abs(x[:, None] - x) <= 1) & (abs(y[:, None] - y) <= 1)
    apart = np.maximum(abs(precinct_x[:, None] - precinct_x), abs(precinct_y[:, None] - precinct_y))
    tier = np.full((areas, areas), Tier.NONE, np.int8)
    tier[apart == 1] = Tier.NEXT_PRECINCT
    tier[near & (apart > 0)] = Tier.NEXT_OUTSIDE
    tier[apart == 0] = Tier.PRECINCT
    tier[near & (apart == 0)] = Tier.NEXT_DOOR
    np.fill_diagonal(tier, Tier.SAME)
    return Ground(tier, (x * 0.02 - 80).astype(np.float32), (40 + y * 0.02).astype(np.float32))


def sizes(rng: np.random.Generator, agencies: int, total: int, spread: float) -> np.ndarray:
    """Log-normal sizes that add up to about `total`, at least one each."""
    raw = rng.lognormal(0, spread, agencies)
    return np.maximum(np.rint(raw * total / raw.sum()), 1).astype(np.int64)


def nation(seed: int = 1, *, share: float = 1.0) -> Iterator[Facts]:
    """Yield the agencies one after the other.

    Args:
        share: of the nation, for a quick look.
    """
    rng = np.random.default_rng(seed)
    agencies = round(AGENCIES * share)
    officers = sizes(rng, agencies, round(OFFICERS * share), 1.35)
    people = sizes(rng, agencies, round(CONGREGATIONS * share), 0.6) * 0.5 + officers * CONGREGATIONS / OFFICERS * 0.5
    congregations = np.maximum(np.rint(people), 1).astype(np.int64)
    common = times(shifts(), gatherings(), on=TODAY)
    for n, m in zip(officers.tolist(), congregations.tolist(), strict=True):
        yield agency(rng, m, n, common)


def agency(rng: np.random.Generator, m: int, n: int, common: object = None) -> Facts:
    """One agency with m congregations and n officers."""
    ground = grid(n // PER_BEAT if n >= 30 else 1)
    table = common or times(shifts(), gatherings(), on=TODAY)
    areas, patterns, columns = len(ground.lon), len(table.free), table.free.shape[1]  # type: ignore[attr-defined]
    place = rng.integers(0, areas, m)
    return Facts(
        Congregations(
            key=np.arange(m),
            area=place,
            lon=(ground.lon[place] + rng.normal(0, 0.006, m)).astype(np.float32),
            lat=(ground.lat[place] + rng.normal(0, 0.006, m)).astype(np.float32),
            gathers=np.column_stack((rng.integers(0, columns, m), rng.integers(-1, columns, m))),
            weights=np.tile(np.array([2, 1], np.float32), (m, 1)),
            languages=np.where(rng.random(m) < 0.2, 1 << rng.integers(0, 20, m), 0).astype(np.uint64),
            english=rng.random(m) < 0.9,
            enrolled=np.ones(m, bool),
        ),
        Officers(
            key=np.arange(n),
            area=rng.integers(0, areas, n),
            pattern=rng.integers(0, patterns, n),
            languages=np.where(rng.random(n) < 0.15, 1 << rng.integers(0, 20, n), 0).astype(np.uint64),
            stay=rng.integers(1, 11, n).astype(np.float32),
            held=rng.integers(0, 2, n),
            capacity=np.full(n, CAPACITY),
        ),
        ground,
        table,  # type: ignore[arg-type]
        vetoes=np.unique(np.column_stack((rng.integers(0, m, 2), rng.integers(0, n, 2))), axis=0),
    )
