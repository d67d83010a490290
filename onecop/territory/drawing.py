"""A version drawn small enough for a browser: outlines thinned along shared borders alike, so that neighbors still touch."""

import json
from hashlib import sha256
from typing import Any

import numpy as np
import shapely
from django.core.cache import cache

from onecop.territory.choices import Level
from onecop.territory.models import Area, TerritoryVersion

MOST_CORNERS = 20_000
LABELED = 30
"""More labels than this would lie on each other; the name then shows at a click."""
TONES = ("q1", "q2", "q3", "q4", "q5")
_KEPT_SECONDS = 7 * 24 * 3600


def etag(version: TerritoryVersion) -> str:
    """Return a hash that changes whenever an area of the version does."""
    prints = version.areas.order_by("id").values_list("id", "fingerprint", "parent_id", "name")
    return sha256(repr((version.key, list(prints))).encode()).hexdigest()[:32]


def drawing(version: TerritoryVersion, mark: str) -> str:
    """Return {"areas": GeoJSON} as text: the beats, or the precincts where there are none. `mark` is the version's etag."""
    key = f"territory:drawing:{mark}"
    text = cache.get(key)
    if text is None:
        rows = list(version.areas.filter(level=Level.BEAT).select_related("parent").defer("parent__outline").order_by("id"))
        rows = rows or list(version.areas.filter(level=Level.PRECINCT).order_by("id"))
        text = json.dumps({"areas": _collection(rows)}, separators=(",", ":"))
        cache.set(key, text, _KEPT_SECONDS)
    return str(text)


def _collection(rows: list[Area]) -> dict[str, Any]:
    shapes = thinned([row.geometry() for row in rows])
    groups = {parent: n for n, parent in enumerate(sorted({row.parent_id or row.pk for row in rows}))}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(shape),
                "properties": {
                    "name": row.name,
                    "words": row.parent.name if row.parent else "",
                    "label": row.code if len(row.code) <= 6 and len(rows) <= LABELED else "",
                    "tone": TONES[groups[row.parent_id or row.pk] % len(TONES)],
                },
            }
            for row, shape in zip(rows, shapes, strict=True)
            if not shape.is_empty
        ],
    }


def thinned(shapes: list[Any]) -> np.ndarray:
    """Return the shapes with at most MOST_CORNERS corners in all where that can be had, coordinates rounded to a meter."""
    drawn = np.array(shapes, dtype=object)
    if not len(drawn):
        return drawn
    west, south, east, north = shapely.total_bounds(drawn)
    tolerance = max(east - west, north - south) / 4000
    coverage = bool(shapely.coverage_is_valid(drawn))
    thin = drawn
    for _ in range(8):
        thin = shapely.coverage_simplify(drawn, tolerance) if coverage else shapely.simplify(drawn, tolerance)
        if shapely.get_num_coordinates(thin).sum() <= MOST_CORNERS:
            break
        tolerance *= 2
    return np.asarray(shapely.transform(thin, lambda xy: np.round(xy, 5)))
