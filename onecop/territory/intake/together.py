"""How areas lie beside each other: overlaps, holes, and beats against their precincts. All shares are of ground, so degrees will do."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from onecop.imports.contract import Problem, Severity
from onecop.territory.intake.facts import CheckedArea

SHARE = 0.001
MOST = 200
"""How many overlaps, and how many gaps, are named one by one; the rest is counted."""


def overlaps(areas: Sequence[CheckedArea]) -> list[Problem]:
    """Name each pair whose common ground is more than a thousandth of the smaller one."""
    shapes = np.array([a.outline for a in areas], dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    sizes = shapely.area(shapes)
    common = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    share = common / np.minimum(sizes[left], sizes[right])
    worst = np.argsort(-share, kind="stable")
    named = [(int(left[n]), int(right[n]), float(share[n])) for n in worst if share[n] > SHARE]
    told = [
        Problem(areas[b].row, "geometry", areas[b].code, f"It overlaps “{areas[a].code}” (row {areas[a].row}) by {part:.1%} of the smaller one.")
        for a, b, part in named[:MOST]
    ]
    return told + _rest(len(named), "overlaps")


def holes(areas: Sequence[CheckedArea]) -> list[Problem]:
    """Name each hole in the union of all areas that is more than a thousandth of an area of middling size."""
    shapes = np.array([a.outline for a in areas], dtype=object)
    whole = _union(shapes)
    middling = float(np.median(shapely.area(shapes)))
    found = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    named = sorted((hole for hole in found if hole.area > SHARE * middling), key=lambda hole: -hole.area)
    told = []
    for hole in named[:MOST]:
        point = hole.representative_point()
        reason = f"No area covers the hole at {point.x:.5f}, {point.y:.5f}: {hole.area / middling:.1%} of a middling area."
        told.append(Problem(None, "geometry", "", reason))
    return told + _rest(len(named), "holes")


def _union(shapes: np.ndarray) -> Any:
    return shapely.coverage_union_all(shapes) if shapely.coverage_is_valid(shapes) else shapely.union_all(shapes)


def within(beats: Sequence[CheckedArea], precincts: Mapping[str, Any]) -> list[str]:
    """Return for each beat the code of the precinct that holds most of it, "" when none holds half."""
    codes = list(precincts)
    shapes = np.array([precincts[code] for code in codes], dtype=object)
    outlines = np.array([b.outline for b in beats], dtype=object)
    beat, precinct = shapely.STRtree(shapes).query(outlines, predicate="intersects")
    share = shapely.area(shapely.intersection(outlines[beat], shapes[precinct])) / shapely.area(outlines[beat])
    answer = [""] * len(beats)
    for n in np.argsort(share, kind="stable"):
        if share[n] >= 0.5:
            answer[beat[n]] = codes[precinct[n]]
    return answer


def against_precincts(beats: Sequence[CheckedArea], precincts: Mapping[str, Any]) -> list[Problem]:
    """Name precincts whose beats leave a thousandth of them open, and beats that stick out by as much."""
    told = []
    for code, shape in precincts.items():
        own = [b for b in beats if b.parent_code == code]
        if not own:
            told.append(Problem(None, "parent", code, "This precinct has no beats.", Severity.INFO))
            continue
        union = _union(np.array([b.outline for b in own], dtype=object))
        open_share = float(shapely.area(shapely.difference(shape, union)) / shapely.area(shape))
        if open_share > SHARE:
            told.append(Problem(None, "geometry", code, f"Its beats leave {open_share:.1%} of this precinct uncovered."))
        for beat in own:
            out = float(shapely.area(shapely.difference(beat.outline, shape)) / shapely.area(beat.outline))
            if out > SHARE:
                told.append(Problem(beat.row, "geometry", beat.code, f"{out:.1%} of this beat lies outside its precinct “{code}”."))
    return told[:MOST] + _rest(len(told), "differences from the precincts")


def _rest(count: int, what: str) -> list[Problem]:
    return [Problem(None, "geometry", "", f"And {count - MOST} more {what}.")] if count > MOST else []
