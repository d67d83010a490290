"""Maps for tests: grids, random tessellations, the real files of Washington where they are there."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from onecop.kernel.actor import SYSTEM
from onecop.territory import services
from onecop.territory.choices import Level
from onecop.territory.intake import Feature, IntakeOptions, check, read_shape
from onecop.territory.models import Territory, TerritoryVersion
from tests.make import NOON

WEST, SOUTH, STEP = -77.0, 38.9, 0.01
DC = Path(__file__).parents[2] / "../shared/data/dc"


def squares(columns: int = 3, rows: int = 2, *, west: float = WEST, south: float = SOUTH, step: float = STEP) -> list[Any]:
    """Row by row from the south-west, side by side without gaps."""
    return [shapely.box(west + c * step, south + r * step, west + (c + 1) * step, south + (r + 1) * step) for r in range(rows) for c in range(columns)]


def features(shapes: list[Any], **columns: list[str]) -> list[Feature]:
    return [Feature(n + 1, {key: values[n] for key, values in columns.items()}, shape) for n, shape in enumerate(shapes)]


def numbered(shapes: list[Any], header: str = "BEAT", start: int = 1, **columns: list[str]) -> list[Feature]:
    return features(shapes, **{header: [str(n) for n in range(start, start + len(shapes))]}, **columns)


def territory(ori: str = "LK0000100", **fields: Any) -> Territory:
    return Territory.objects.create(ori=ori, name=fields.pop("name", f"Port Ellery Police {ori}"), **fields)


def take(ground: Territory, level: Level, found: list[Feature], **options: Any) -> services.Taken:
    intake = check(found, IntakeOptions(level, **options))
    return services.take_in(territory=ground, level=level, intake=intake, effective_on=date(2026, 12, 1), source="map.geojson", by=SYSTEM, at=NOON)


def in_force(ground: Territory, beats: list[Feature] | None = None, precincts: list[Feature] | None = None) -> TerritoryVersion:
    """Bring a map into force through the services."""
    if precincts is not None:
        taken = take(ground, Level.PRECINCT, precincts)
    if beats is not None:
        shapes = {row.code: row.geometry() for row in taken.version.areas.all()} if precincts is not None else {}
        taken = take(ground, Level.BEAT, beats, precincts=shapes)
    return services.activate(version=taken.version, by=SYSTEM, at=NOON)


def tessellation(seed: int, count: int) -> list[Any]:
    """Voronoi cells round random points, cut to a box: a coverage with ragged corners."""
    places = np.random.default_rng(seed).uniform((WEST, SOUTH), (WEST + 0.2, SOUTH + 0.2), (count, 2))
    frame = shapely.box(WEST, SOUTH, WEST + 0.2, SOUTH + 0.2)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=frame))
    return [cell for cell in shapely.intersection(cells, frame) if cell.geom_type == "Polygon" and cell.area > 0]


@cache
def real(name: str) -> list[Feature]:
    """The features of a real file of Washington, or skip."""
    path = DC / f"{name}.geojson"
    if not path.exists():
        pytest.skip("the real files of Washington are not beside the project")
    found = json.loads(path.read_text())["features"]
    return [Feature(n + 1, {k: "" if v is None else str(v) for k, v in f["properties"].items()}, read_shape(f["geometry"])) for n, f in enumerate(found)]
