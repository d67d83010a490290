"""Make the outlines of the states under the public maps from the shapes of the US Census Bureau in the package us-atlas (bin/design calls it).

    python bin/tools/states.py design/node_modules/us-atlas/states-10m.json onecop/ui/static/ui/vendor/us-atlas/states.json

Read and written is TopoJSON (github.com/topojson/topojson-specification, 2.1.3 and 2.2.4: borders as arcs of whole steps, each step added to
the one before; ~n is arc n walked backwards). A border that two states share is simplified and stored once: half the size of GeoJSON, and no
gaps between neighbors. Each state keeps its `code` and `name`, and where its name has most room: `at` (lon, lat) and `room`, the degrees of
longitude from border to border.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from shapely import LineString, Polygon

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from onecop.access.states import STATES  # noqa: E402 - a list of codes and names, found once the root is known

STEP = 0.001  # degrees: a hundred metres
FINE, MIDDLE, ROUGH = 0.005, 0.02, 0.06
"""Degrees a border may move: in small places, in most states, in Alaska with its thousand miles of fjords."""

SMALL = {"AS", "DC", "DE", "GU", "HI", "MP", "PR", "RI", "VI"}
LEAST = {FINE: 0.0, MIDDLE: 0.01, ROUGH: 0.15}
"""Square degrees of the smallest island that is drawn."""

OTHER_NAMES = {"Commonwealth of the Northern Mariana Islands": "MP", "United States Virgin Islands": "VI"}
CODES = {name: code for code, name in STATES} | OTHER_NAMES
NAMES = dict(STATES)
WIDE = 5.0  # a name is about five times as long as it is high
HEIGHTS = 60  # so many places are tried for a name

Point = tuple[float, float]
Arcs = list[list[Point]]
Rings = list[list[int]]


def main(source: str, target: str) -> None:
    topology = json.loads(Path(source).read_text())
    whole = unpacked(topology)
    shapes = {CODES[one["properties"]["name"]]: one for one in topology["objects"]["states"]["geometries"]}
    several = {code: shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]] for code, shape in sorted(shapes.items())}
    lands = {code: seen(code, parts, whole) for code, parts in several.items()}
    fine: dict[int, float] = {}
    for code, parts in lands.items():
        for n in (real(n) for rings in parts for ring in rings for n in ring):
            fine[n] = min(fine.get(n, ROUGH), tolerance(code))
    place = {n: i for i, n in enumerate(sorted(fine))}
    renamed = {code: [[[place[n] if n >= 0 else ~place[~n] for n in ring] for ring in rings] for rings in parts] for code, parts in lands.items()}
    made = {
        "type": "Topology",
        "transform": {"scale": [STEP, STEP], "translate": [0, 0]},
        "objects": {"states": {"type": "GeometryCollection", "geometries": [state(code, renamed[code], lands[code], whole) for code in lands]}},
        "arcs": [packed(whole[n], fine[n]) for n in sorted(fine)],
    }
    Path(target).write_text(json.dumps(made, separators=(",", ":")) + "\n")


def real(number: int) -> int:
    return number if number >= 0 else ~number


def tolerance(code: str) -> float:
    return FINE if code in SMALL else ROUGH if code == "AK" else MIDDLE


def unpacked(topology: dict[str, Any]) -> Arcs:
    """Return the arcs in degrees."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x, y, line = 0, 0, []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append(placed(x * scale_x + shift_x, y * scale_y + shift_y))
        found.append(line)
    return found


def placed(lon: float, lat: float) -> Point:
    """Return a point. The last of the Aleutians lie beyond 180 degrees: there they go on, and do not stand at the other edge of the map."""
    return (lon - 360 if lon > 0 and lat > 50 else lon, lat)


def packed(arc: list[Point], fine: float) -> list[list[int]]:
    """Return an arc simplified, as steps from point to point."""
    points = [(round(x / STEP), round(y / STEP)) for x, y in LineString(arc).simplify(fine).coords]
    before = [(0, 0), *points]
    steps = [[x - bx, y - by] for (bx, by), (x, y) in zip(before, points, strict=False)]
    return [one for i, one in enumerate(steps) if i == 0 or one != [0, 0]]


def outline(ring: list[int], arcs: Arcs) -> Polygon:
    """Return the land within a ring of arcs; each arc begins where the one before ended."""
    line = [point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[:-1]]
    return Polygon(line) if len(line) > 2 else Polygon()


def seen(code: str, lands: list[Rings], arcs: Arcs) -> list[Rings]:
    """Return the lands of one state, the largest first, without the islands that nobody sees at this size."""
    sized = sorted(((outline(rings[0], arcs).area, rings) for rings in lands), key=lambda one: -one[0])
    return [rings for area, rings in sized if area > LEAST[tolerance(code)]]


def state(code: str, lands: list[Rings], read: list[Rings], arcs: Arcs) -> dict[str, Any]:
    """Return one state. lands: its arcs as they are numbered in what is written. read: the same as they are numbered in `arcs`."""
    at, room = roomiest(outline(read[0][0], arcs))
    return {"type": "MultiPolygon", "arcs": lands, "properties": {"code": code, "name": NAMES[code], "at": at, "room": room}}


def roomiest(land: Polygon) -> tuple[Point, float]:
    """Return the middle of the stretch from border to border where a name fits best, and its length in degrees of longitude."""
    west, south, east, north = land.bounds
    best: tuple[float, float, Point] = (0.0, 0.0, (0.0, 0.0))
    for i in range(1, HEIGHTS):
        y = south + (north - south) * i / HEIGHTS
        for left, right in stretches(land, LineString([(west - 1, y), (east + 1, y)]), 0):
            x = (left + right) / 2
            half = max((min(y - bottom, top - y) for bottom, top in stretches(land, LineString([(x, south - 1), (x, north + 1)]), 1)), default=0.0)
            # Twice the height that a name needs, so that it keeps away from the border above or below where it can.
            best = max(best, (min(right - left, WIDE * half), min(right - left, 2 * WIDE * half), (round(x, 2), round(y, 2))))
    return best[2], round(best[1], 2)


def stretches(land: Polygon, line: LineString, axis: int) -> list[tuple[float, float]]:
    """Return from where to where a line runs over land, along one axis."""
    cut = land.intersection(line)
    parts = [part for part in getattr(cut, "geoms", [cut]) if isinstance(part, LineString) and not part.is_empty]
    return [(min(p[axis] for p in part.coords), max(p[axis] for p in part.coords)) for part in parts]


if __name__ == "__main__":
    main(*sys.argv[1:3])
