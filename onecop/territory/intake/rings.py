"""One shape made fit: polygons only, finite, valid. A repair that changes the ground by a thousandth or more is refused."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from onecop.imports.contract import Problem, Severity
from onecop.territory.intake.facts import MAX_COORDINATES, Feature

REPAIR_LIMIT = 0.001
THIN = 0.002
"""Below this, 4π·area/perimeter² (Polsby–Popper 1991) is a thread, not an area: a square has 0.79, a 1 by 400 strip 0.008."""
_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


@dataclass
class Shaped:
    """geometry: a polygon or multipolygon in the file's own coordinates, or None when the row is skipped or refused (`refused`)."""

    geometry: Any = None
    problems: list[Problem] = field(default_factory=list)
    refused: bool = False


def fit(feature: Feature, code: str) -> Shaped:
    """Return the feature's polygons, repaired where that changes next to nothing."""
    row, geometry = feature.row, feature.geometry
    if geometry is None or shapely.is_empty(geometry):
        return _no(row, code, "It has no shape.")
    if shapely.get_num_coordinates(geometry) > MAX_COORDINATES:
        return _no(row, code, f"It has {shapely.get_num_coordinates(geometry):,} points; {MAX_COORDINATES:,} is the most.")
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return _no(row, code, "Some of its coordinates are not numbers.")
    polygons, other = _polygons(shapely.force_2d(geometry))
    if not polygons:
        return Shaped(problems=[Problem(row, "geometry", geometry.geom_type, "It is no polygon; skipped.", Severity.WARNING)])
    problems = []
    if other:
        problems.append(Problem(row, "geometry", geometry.geom_type, f"Only its polygons are taken; {other} other part(s) left out.", Severity.WARNING))
    drawn = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    if shapely.is_valid(drawn):
        if shapely.area(drawn) == 0:
            return _no(row, code, "Its shape has no extent.")
        return Shaped(drawn, problems)
    reason = shapely.is_valid_reason(drawn).split("[")[0].strip().lower()
    before = sum(float(shapely.area(p)) for p in polygons)
    mended_parts, _ = _polygons(shapely.make_valid(drawn))
    after = sum(float(shapely.area(p)) for p in mended_parts)
    if before <= 0 or not mended_parts:
        return _no(row, code, f"Its outline is broken ({reason}) and encloses nothing.")
    change = abs(after - before) / before
    if change >= REPAIR_LIMIT:
        return _no(row, code, f"Its outline is broken ({reason}), and mending it would change its ground by {change:.1%}.")
    problems.append(Problem(row, "geometry", code, f"Its outline was broken ({reason}); mended, which changes its ground by {change:.4%}.", Severity.WARNING))
    mended = mended_parts[0] if len(mended_parts) == 1 else shapely.multipolygons(mended_parts)
    return Shaped(mended, problems)


def is_sliver(flat: Any) -> bool:
    """True for a shape (in metres) too thin to patrol."""
    around = float(shapely.length(flat))
    return around > 0 and 4 * np.pi * float(shapely.area(flat)) / around**2 < THIN


def _no(row: int, code: str, reason: str) -> Shaped:
    return Shaped(problems=[Problem(row, "geometry", code, reason, Severity.ERROR)], refused=True)


def _polygons(geometry: Any) -> tuple[list[Any], int]:
    """Return the polygons in a geometry, however deep, and how many other parts there were."""
    kind = shapely.get_type_id(geometry)
    if kind == _POLYGON:
        return ([], 0) if shapely.is_empty(geometry) else ([geometry], 0)
    if kind in (_MULTIPOLYGON, _COLLECTION):
        found: list[Any] = []
        other = 0
        for part in geometry.geoms:
            inner, rest = _polygons(part)
            found.extend(inner)
            other += rest
        return found, other
    return [], 1
