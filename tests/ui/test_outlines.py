"""The outlines of the states under the public maps: every state is there, where it is, and small enough for a phone."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from shapely import MultiPolygon, Point, Polygon

from onecop.access.states import STATES
from onecop.ui import environment

FILE = Path(environment.__file__).parent / "static/ui/vendor/us-atlas/states.json"
pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def lands() -> dict[str, MultiPolygon]:
    """The land of each state, read as map.js reads it."""
    topology: dict[str, Any] = json.loads(FILE.read_text())
    wide, high = topology["transform"]["scale"]
    arcs = []
    for steps in topology["arcs"]:
        x, y, line = 0, 0, []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((x * wide, y * high))
        arcs.append(line)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        return [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]

    found = {}
    for state in topology["objects"]["states"]["geometries"]:
        rings = [[ring(one) for one in land] for land in state["arcs"]]
        assert all(one[0] == one[-1] for land in rings for one in land)
        found[state["properties"]["code"]] = MultiPolygon([Polygon(first, holes) for first, *holes in rings])
    return found


def test_every_state_is_drawn_and_all_of_it_is_small(lands: dict[str, MultiPolygon]) -> None:
    assert sorted(lands) == sorted(code for code, _ in STATES)
    assert len(FILE.read_bytes()) < 60_000
    assert len(gzip.compress(FILE.read_bytes())) < 25_000


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("CO", -104.99, 39.74),
        ("DC", -77.04, 38.90),
        ("VA", -77.09, 38.88),
        ("AK", -149.89, 61.21),
        ("HI", -157.85, 21.32),
        ("GU", 144.79, 13.47),
        ("PR", -66.1, 18.4),
    ],
    ids=["Denver", "Washington", "Arlington", "Anchorage", "Honolulu", "Guam", "San Juan"],
)
def test_a_town_lies_in_its_state_and_in_no_other(lands: dict[str, MultiPolygon], code: str, lon: float, lat: float) -> None:
    assert [one for one, land in lands.items() if any(part.buffer(0).contains(Point(lon, lat)) for part in land.geoms)] == [code]
