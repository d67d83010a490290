"""Which rows may be one congregation: same name within 150 m, or same address. Suggested to a person, never merged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, isnan, radians

import numpy as np

from onecop.congregations.choices import LikenessReason

NEAR_METRES = 150.0
CELL = 0.004  # degrees: wider than 150 m up to 65° north, so that neighbors' cells hold every near row
PAIRS_PER_ROW = 10
METRES_PER_DEGREE = 111_320.0
REACH_DEGREES = 1.01 * NEAR_METRES / METRES_PER_DEGREE


@dataclass(frozen=True, slots=True)
class Likeness:
    """Positions of two rows, `one` before `other`."""

    one: int
    other: int
    why: LikenessReason
    metres: int | None


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance of two near points, flat-earth: within 150 m the error is below a millimetre."""
    return hypot((lon - other_lon) * cos(radians((lat + other_lat) / 2)), lat - other_lat) * METRES_PER_DEGREE


def likenesses(
    names: Sequence[str], streets: Sequence[str], zips: Sequence[str], lons: Sequence[float] | np.ndarray, lats: Sequence[float] | np.ndarray, fresh_from: int
) -> list[Likeness]:
    """Return the pairs in which at least one row is new.

    Args:
        names, streets: folded. lons, lats: nan where unknown.
        fresh_from: rows from this position on are new; those before are there already.
    """
    found: dict[tuple[int, int], Likeness] = {}
    places = np.asarray(lats, dtype=float)
    x, y = np.asarray(lons, dtype=float).tolist(), places.tolist()  # single numbers come faster out of a list
    for why, words in ((LikenessReason.NAME_NEAR, names), (LikenessReason.SAME_ADDRESS, streets)):
        for members in _groups(words, places):
            if members[-1] >= fresh_from:
                for pair in _near(members, zips, x, y, why, fresh_from):
                    found.setdefault((pair.one, pair.other), pair)
    return sorted(found.values(), key=lambda p: (p.one, p.other))


def _groups(words: Sequence[str], lats: np.ndarray) -> Iterable[list[int]]:
    """Return the positions of rows with the same word, without those that have no other of the group within reach from south to north.

    Rows without a place stay: they are compared by ZIP code.
    """
    number = dict(zip(words, range(len(words)), strict=True))  # any number, as long as equal words share it
    group = np.fromiter(map(number.__getitem__, words), dtype=np.int64, count=len(words))
    shared = np.bincount(group, minlength=len(words))[group] > 1
    if "" in number:
        shared &= group != number[""]
    order = np.flatnonzero(shared)
    if len(order) < 2:
        return ()
    order = order[np.lexsort((lats[order], group[order]))]
    near = (np.diff(group[order]) == 0) & ~(np.diff(lats[order]) > REACH_DEGREES)  # nan is not greater: it stays
    kept = np.sort(order[np.append(near, False) | np.insert(near, 0, False)])
    by_word: dict[int, list[int]] = defaultdict(list)
    for i, of in zip(kept.tolist(), group[kept].tolist(), strict=True):
        by_word[of].append(i)
    return [members for members in by_word.values() if len(members) > 1]


def _near(members: list[int], zips: Sequence[str], lons: Sequence[float], lats: Sequence[float], why: LikenessReason, fresh_from: int) -> Iterable[Likeness]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    by_zip: dict[str, list[int]] = defaultdict(list)
    for i in members:
        paired = 0
        if isnan(lons[i]):
            candidates = [(j, None) for j in by_zip[zips[i][:5]]] if zips[i] else []
        else:
            x, y = int(lons[i] // CELL), int(lats[i] // CELL)
            close = [j for dx in (-1, 0, 1) for dy in (-1, 0, 1) for j in cells.get((x + dx, y + dy), ())]
            candidates = [(j, m) for j in close if (m := metres_between(lons[i], lats[i], lons[j], lats[j])) <= NEAR_METRES]  # type: ignore[misc]
            cells[x, y].append(i)
        if zips[i] and isnan(lons[i]):
            by_zip[zips[i][:5]].append(i)
        for j, metres in candidates:
            if i >= fresh_from and paired < PAIRS_PER_ROW:
                paired += 1
                yield Likeness(j, i, why, None if metres is None else round(metres))
