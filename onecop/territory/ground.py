"""Measures on the ground: square metres, metres, and a short name for a place. Longitude and latitude in degrees (WGS 84)."""

import math
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import Geod

METRES_PER_DEGREE = 111_195.08  # of a great circle on the mean sphere (R = 6,371,008.8 m)
SMALLEST_RADIUS = 6_335_439.0  # of curvature of WGS 84, at the equator along the meridian: for distances that must not be overestimated
GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"


@cache
def geod() -> Geod:
    return Geod(ellps="WGS84")


def square_metres(geometry: Any) -> float:
    """Return the geodesic area (Karney 2013, as in GeographicLib) of a polygon or multipolygon, whatever the turn of its rings."""
    total = 0.0
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors]
        sizes = [abs(geod().polygon_area_perimeter(*shapely.get_coordinates(ring).T)[0]) for ring in rings]
        total += sizes[0] - sum(sizes[1:])
    return total


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the geodesic distance of two points in metres."""
    return float(geod().inv(lon, lat, other_lon, other_lat)[2])


def flatten(geometries: Any, lon: float, lat: float) -> Any:
    """Return the geometries in metres east and north of (lon, lat). Good to about 1 % within 200 km: for borders and neighbours, not for areas."""
    scale = np.array([METRES_PER_DEGREE * math.cos(math.radians(lat)), METRES_PER_DEGREE])
    return shapely.transform(geometries, lambda xy: (xy - (lon, lat)) * scale)


def at_least_metres(lon: float, lat: float, boxes: np.ndarray) -> np.ndarray:
    """Return for each box (west, south, east, north) a distance in metres that nothing inside it comes nearer to the point than.

    The strip of latitudes and the wedge of longitudes that hold the box are both at least as near as the box.
    """
    south_of = np.maximum(boxes[:, 1] - lat, 0)
    north_of = np.maximum(lat - boxes[:, 3], 0)
    strip = np.radians(south_of + north_of)
    inside = (boxes[:, 0] <= lon) & (lon <= boxes[:, 2])
    apart = np.minimum(np.abs((boxes[:, 0] - lon + 180) % 360 - 180), np.abs((boxes[:, 2] - lon + 180) % 360 - 180))
    apart = np.where(inside, 0, np.minimum(apart, 90))
    wedge = np.arcsin(np.sin(np.radians(apart)) * math.cos(math.radians(lat)))
    return np.asarray(SMALLEST_RADIUS * np.maximum(strip, wedge) * 0.999)


def place_code(lon: float, lat: float, length: int = 8) -> str:
    """Return the geohash of a point (Niemeyer 2008): the same place gives the same code. Eight characters tell places 20 m apart."""
    spans = [[-180.0, 180.0], [-90.0, 90.0]]
    values = (lon, lat)
    bits = []
    for n in range(length * 5):
        span, value = spans[n % 2], values[n % 2]
        middle = sum(span) / 2
        bits.append(value >= middle)
        span[0 if bits[-1] else 1] = middle
    return "".join(GEOHASH[sum(bit << (4 - i) for i, bit in enumerate(bits[n : n + 5]))] for n in range(0, length * 5, 5))
