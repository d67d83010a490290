"""Which area a point lies in. The database's box index narrows, GEOS decides; ADR 0005 has the rules for borders and overlaps."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import Proj

from onecop.territory import by_ids, ground, index
from onecop.territory.choices import Level
from onecop.territory.models import Area, Territory, TerritoryVersion

_FIRST_RADIUS = 2_000.0
_HALF_THE_EARTH = 20_004_000.0
_ONE_KILOMETRE = 0.01  # degrees, about


@dataclass(frozen=True)
class Located:
    """Where a point lies among the maps in force.

    area: the beat if any, else the precinct; None outside every area, and then precinct, beat and territory are None as well.
    nearest: the nearest area when outside all; None when inside, or when no map is in force.
    distance_m: 0 inside; else metres along the ground to `nearest`; None when no map is in force.
    """

    territory: Territory | None = None
    precinct: Area | None = None
    beat: Area | None = None
    area: Area | None = None
    nearest: Area | None = None
    distance_m: float | None = None


@dataclass(frozen=True)
class Hit:
    """The ids of the one area a point belongs to."""

    area_id: int
    level: str
    parent_id: int | None
    version_id: int


def check_point(lon: float, lat: float) -> None:
    """Raise ValueError unless the point is on the globe."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"{lon}, {lat} is no longitude and latitude.")


def hits(lon: float, lat: float, territory_id: int | None = None) -> list[Hit]:
    """Return every area in force that covers the point (its border counts), by precedence: smaller territory, beat first, lower id."""
    rows = index.holding(lon, lat, territory_id)
    found = [Hit(*row[:4]) for row in rows if shapely.intersects_xy(shapely.from_wkb(bytes(row[4])), lon, lat)]
    if len(found) < 2:
        return found
    versions = {h.version_id for h in found}
    ground = dict(TerritoryVersion.objects.filter(pk__in=versions).values_list("id", "square_m")) if len(versions) > 1 else {}
    return sorted(found, key=lambda h: (ground.get(h.version_id, 0), h.version_id, h.level != Level.BEAT, h.area_id))


def hit(lon: float, lat: float, territory_id: int | None = None) -> Hit | None:
    """Return the one area the point belongs to, by ids only."""
    found = hits(lon, lat, territory_id)
    return found[0] if found else None


def describe(found: list[Hit]) -> Located:
    """Turn the hits of one territory, in precedence, into rows."""
    first = found[0]
    precinct_id = first.parent_id if first.level == Level.BEAT else first.area_id
    if first.level == Level.BEAT and precinct_id is None:
        precinct_id = next((h.area_id for h in found if h.level == Level.PRECINCT and h.version_id == first.version_id), None)
    wanted = {first.area_id, precinct_id or first.area_id}
    rows = by_ids.areas(sorted(wanted))
    area = rows[first.area_id]
    if area.parent_id and area.parent_id in rows:
        area.parent = rows[area.parent_id]
    return Located(
        territory=area.version.territory,
        precinct=rows.get(precinct_id) if precinct_id else None,
        beat=area if area.level == Level.BEAT else None,
        area=area,
        distance_m=0.0,
    )


def nearest(lon: float, lat: float, territory_id: int | None = None) -> tuple[int, float] | None:
    """Return (area id, metres) of the nearest area in force, or None when there is none. Beats count before precincts at equal distance.

    Looks into a box that grows until something is near enough; only outlines that may be the nearest are read.
    """
    radius = _FIRST_RADIUS
    while True:
        rows = _within(lon, lat, radius, territory_id)
        if len(rows):
            found = _nearest_of(lon, lat, rows)
            if found[1] <= radius or radius >= _HALF_THE_EARTH:
                return found
            radius = found[1]
        elif radius >= _HALF_THE_EARTH:
            return None
        else:
            radius *= 4


def within(lon: float, lat: float, metres: float) -> list[tuple[int, int, float]]:
    """Return (area id, territory id, metres) of the areas in force that come within `metres`, by precedence; 0 where the point lies inside."""
    rows = _within(lon, lat, metres, None)
    found = []
    territory = dict(Area.objects.filter(pk__in=rows["id"].tolist()).values_list("id", "version__territory_id"))
    for ids, outlines in index.outlines(rows["id"].tolist()):
        for area_id, outline in zip(ids, shapely.from_wkb(outlines), strict=True):
            if outline is None:
                continue
            away = 0.0 if shapely.intersects_xy(outline, lon, lat) else metres_to(lon, lat, outline)
            if away <= metres:
                found.append((area_id, territory[area_id], away))
    return found


def _within(lon: float, lat: float, metres: float, territory_id: int | None) -> np.ndarray:
    """Return boxes that may hold something within `metres`; the box wraps round the date line and opens fully near a pole."""
    tall = np.degrees(metres / ground.SMALLEST_RADIUS) * 1.01
    south, north = max(lat - tall, -90.0), min(lat + tall, 90.0)
    narrowest = np.cos(np.radians(max(abs(south), abs(north))))
    wide = 360.0 if tall >= 90 or narrowest <= 0 else min(tall / narrowest, 360.0)
    if wide >= 180:
        return index.meeting((-180.0, south, 180.0, north), territory_id)
    parts = [index.meeting((lon - wide, south, lon + wide, north), territory_id)]
    if lon - wide < -180:
        parts.append(index.meeting((lon - wide + 360, south, 180.0, north), territory_id))
    if lon + wide > 180:
        parts.append(index.meeting((-180.0, south, lon + wide - 360, north), territory_id))
    return np.concatenate(parts)


def _nearest_of(lon: float, lat: float, rows: np.ndarray) -> tuple[int, float]:
    boxes = np.column_stack([rows["west"], rows["south"], rows["east"], rows["north"]])
    bounds = ground.at_least_metres(lon, lat, boxes)
    order = np.argsort(bounds, kind="stable")
    best_id, best = 0, np.inf
    for start in range(0, len(order), 16):
        some = order[start : start + 16]
        if bounds[some[0]] > best:
            break
        for ids, outlines in index.outlines([int(i) for i in rows["id"][some]]):
            for area_id, outline in zip(ids, shapely.from_wkb(outlines), strict=True):
                metres = np.inf if outline is None else metres_to(lon, lat, outline)
                if metres < best - 0.001:
                    best_id, best = area_id, metres
    return best_id, best


def metres_to(lon: float, lat: float, outline: Any) -> float:
    """Return the distance along the ground from a point outside an outline to it, in metres.

    On the azimuthal equidistant map centered on the point every distance from the center is true; long edges are cut into
    pieces of about a kilometer first, because a straight edge in degrees is bent on that map.
    """
    flat = Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    # Of its edge: the point lies outside, and opposite the point the map turns an area inside out.
    dense = shapely.segmentize(shapely.boundary(outline), _ONE_KILOMETRE)
    mapped = shapely.transform(dense, lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1])))
    return float(shapely.distance(mapped, shapely.Point(0, 0)))
