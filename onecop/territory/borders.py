"""Which areas share a border, and how much of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from onecop.territory.ground import flatten

TOLERANCE_M = 1.0
"""Two outlines of one street, drawn twice, may miss each other by this much."""
_SHORTEST_M = 0.01
_SHORTEST_NEAR_M = 5.0
"""Of a border that only nearly meets: a corner that touches a corner runs along it for about two tolerances."""


def shared(shapes: Sequence[Any]) -> list[tuple[int, int, float]]:
    """Return (index, index, metres) of each pair of shapes (degrees) that share a border longer than nothing; corners do not count."""
    if len(shapes) < 2:
        return []
    drawn = np.array(list(shapes), dtype=object)
    west, south, east, north = shapely.total_bounds(drawn)
    flat = flatten(drawn, (west + east) / 2, (south + north) / 2)
    left, right = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=TOLERANCE_M)
    once = left < right
    left, right = left[once], right[once]
    length = _common_length(flat[left], flat[right])
    apart = np.flatnonzero(length <= _SHORTEST_M)
    near = np.array([_near_length(flat[left[n]], flat[right[n]]) for n in apart])
    length[apart] = np.where(near > _SHORTEST_NEAR_M, near, 0) if len(apart) else 0
    return [(int(a), int(b), round(float(m), 2)) for a, b, m in zip(left, right, length, strict=True) if m > _SHORTEST_M]


def _common_length(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Length of what two shapes have in common: of a line itself, of an overlap half its outline."""
    common = shapely.intersection(one, other)
    return np.where(shapely.area(common) > 0, shapely.length(common) / 2, shapely.length(common))


def _near_length(one: Any, other: Any) -> float:
    """Length of one's boundary that runs within the tolerance of the other."""
    edge = shapely.intersection(shapely.boundary(one), _around(other))
    target = shapely.intersection(shapely.boundary(other), _around(one))
    return float(shapely.length(shapely.intersection(edge, shapely.buffer(target, TOLERANCE_M))))


def _around(shape: Any) -> Any:
    west, south, east, north = shape.bounds
    return shapely.box(west - 2, south - 2, east + 2, north + 2)
