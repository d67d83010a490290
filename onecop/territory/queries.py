"""Reads: where a point lies, what borders what, what a map consists of."""

from typing import TYPE_CHECKING

import numpy as np

from onecop.territory import bulk, locating
from onecop.territory.locating import Located
from onecop.territory.models import Area, AreaNeighbour, AreaQuerySet, Territory, TerritoryVersion

if TYPE_CHECKING:
    from onecop.territory.finding import Found

__all__ = ["Located", "area_rows", "find", "locate", "locate_all", "locate_many", "near", "nearest", "neighbours", "successors"]


def locate(lon: float, lat: float, *, territory: Territory | None = None) -> Located:
    """Return the beat, precinct and territory of a point, or the nearest area and its distance when it is outside all.

    Args:
        lon, lat: degrees (WGS 84).
        territory: only this one's map; None: every map in force. Where maps overlap (a city within a county), the smaller one answers.

    Raises:
        ValueError: the numbers are no place on the globe.
    """
    locating.check_point(lon, lat)
    territory_id = territory.pk if territory else None
    found = locating.hits(lon, lat, territory_id)
    if found:
        return locating.describe(found)
    near = locating.nearest(lon, lat, territory_id)
    if near is None:
        return Located()
    return Located(nearest=Area.objects.light().select_related("version__territory", "parent").get(pk=near[0]), distance_m=near[1])


def locate_all(lon: float, lat: float) -> list[Located]:
    """Return one answer per territory that covers the point, smallest territory first. Empty outside all."""
    locating.check_point(lon, lat)
    found = locating.hits(lon, lat)
    versions = dict.fromkeys(h.version_id for h in found)
    return [locating.describe([h for h in found if h.version_id == v]) for v in versions]


def locate_many(lons: bulk.Numbers, lats: bulk.Numbers, *, territory: Territory | None = None) -> np.ndarray:
    """Return the area id of each point (beat if any, else precinct; 0 outside all): `locate` in bulk, with the same answers."""
    return bulk.locate_many(lons, lats, territory_id=territory.pk if territory else None)


def nearest(lon: float, lat: float, *, territory: Territory | None = None) -> tuple[int, float] | None:
    """Return (area id, metres) of the nearest area in force, or None when no map is."""
    return locating.nearest(lon, lat, territory.pk if territory else None)


def near(lon: float, lat: float, metres: float) -> list[tuple[Area, float]]:
    """Return the nearest area in force of each territory that comes within `metres` of the point, nearest first; 0 where it lies inside."""
    found: dict[int, tuple[int, float]] = {}
    for area_id, territory_id, away in locating.within(lon, lat, metres):
        if territory_id not in found or away < found[territory_id][1] - 0.001:
            found[territory_id] = (area_id, away)
    rows = Area.objects.light().select_related("version__territory", "parent").defer("outline", "parent__outline").in_bulk([pk for pk, _ in found.values()])
    return sorted(((rows[pk], away) for pk, away in found.values()), key=lambda pair: (pair[1], pair[0].pk))


def find(text: str) -> "Found":
    """Find the precinct of a ZIP code, or of an address where a geocoder is on. Looks up and forgets; see `finding`."""
    from onecop.territory import finding

    return finding.find(text)


def neighbours(version: TerritoryVersion) -> set[tuple[int, int]]:
    """Return the pairs (lower area id, higher area id) of one level that share a border in this version. A draft has none yet."""
    return set(AreaNeighbour.objects.filter(version=version).values_list("low_id", "high_id"))


def successors(old: TerritoryVersion, new: TerritoryVersion) -> dict[int, int]:
    """Return area id in `old` → id of the area with the same level and code in `new`, for those that live on."""
    there = {(level, code): pk for pk, level, code in new.areas.values_list("id", "level", "code")}
    return {pk: there[level, code] for pk, level, code in old.areas.values_list("id", "level", "code") if (level, code) in there}


def area_rows(version: TerritoryVersion) -> AreaQuerySet:
    """Return the areas of a version without outlines, precincts first."""
    return version.areas.light().select_related("parent").order_by("-level", "code")
