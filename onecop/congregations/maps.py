"""What the map component draws: areas and points as GeoJSON, with an outline fine enough for a screen."""

from collections.abc import Iterable
from typing import Any

from onecop.territory.locating import Located
from onecop.territory.models import Area

FINE = 0.00005  # degrees: about five metres
SPAN = 0.02  # degrees round a pin for which areas are drawn


def area_feature(area: Area, *, tone: str = "q1", url: str = "") -> dict[str, Any]:
    """Return one area for the map."""
    shape = area.geometry().simplify(FINE)
    return {"type": "Feature", "geometry": shape.__geo_interface__, "properties": {"name": area.name, "label": area.code, "tone": tone, "url": url}}


def point_feature(lon: float, lat: float, name: str, *, kind: str = "dot", url: str = "", words: str = "") -> dict[str, Any]:
    """Return one point for the map."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"name": name, "kind": kind, "url": url, "words": words},
    }


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def around(lon: float, lat: float, ground: Located | None) -> dict[str, Any]:
    """Return the areas round a place, the one it lies in marked. Of one territory, so that two maps never overlap on the screen."""
    here = ground.area if ground else None
    areas = Area.objects.in_force().filter(min_lon__lte=lon + SPAN, max_lon__gte=lon - SPAN, min_lat__lte=lat + SPAN, max_lat__gte=lat - SPAN)
    if here is not None:
        areas = areas.filter(version=here.version, level=here.level)
    found = areas.order_by("id")[:60] if here is not None or ground is None else areas.none()
    return {"areas": collection(area_feature(a, tone="here" if here and a.pk == here.pk else "q1") for a in found), "points": collection([])}
