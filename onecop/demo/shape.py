"""The ground of Port Ellery: precincts and beats as polygons that share their borders to the last digit.

Everything is drawn on a plane in kilometres (x east, y north, the mouth of the old market at 0, 0) and then laid on farmland at the lake
shore of Michigan's Thumb, between villages and within none: a place that the maps of the country show as land, and no real city that could be meant.
"""

import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

ORIGIN_LON, ORIGIN_LAT = -82.79, 43.545
KM_PER_LAT = 111.195
KM_PER_LON = KM_PER_LAT * math.cos(math.radians(ORIGIN_LAT))
GRID = 1e-6
"""Coordinates are kept to a millionth of a degree (0.1 m), as cities publish them."""


@dataclass(frozen=True)
class Plan:
    """A precinct before it is drawn: its code and name, where its middle lies (km), and into how many beats it falls."""

    code: str
    name: str
    x: float
    y: float
    beats: int


NORTH = (Plan("1", "North Shore", 10.2, 9.2, 6), Plan("2", "Hillside", 3.6, 9.4, 6))
SOUTH = (
    Plan("3", "Millrace", 2.6, 4.6, 5),
    Plan("4", "Old Market", 7.4, 4.6, 5),
    Plan("5", "Eastgate", 11.8, 4.2, 5),
    Plan("6", "Fairground", 4.4, 1.2, 5),
    Plan("7", "Lighthouse", 10.2, 1.0, 4),
)
COUNTY = Plan("8", "West Harrow", -4.0, 6.0, 4)


@dataclass(frozen=True)
class Patch:
    """A beat as drawn: `outline` in degrees."""

    code: str
    precinct: str
    outline: BaseGeometry


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Turn kilometres of the plane into (longitude, latitude)."""
    return ORIGIN_LON + x / KM_PER_LON, ORIGIN_LAT + y / KM_PER_LAT


def to_km(lon: float, lat: float) -> tuple[float, float]:
    """Turn (longitude, latitude) into kilometres of the plane."""
    return (lon - ORIGIN_LON) * KM_PER_LON, (lat - ORIGIN_LAT) * KM_PER_LAT


def draw(seed: int) -> list[Patch]:
    """Draw the beats of the city and of the county beside it, in the order of their codes. Equal seeds draw equal beats."""
    dice = random.Random(f"ground {seed}")
    shore, river = _shore(dice), _river(dice)
    city = Polygon([(0, 0), *shore, (0, 12)])
    county = Polygon([(-8, 0.6), (0, 0), (0, 12), (-8, 11.2), (-8.6, 6)])
    banks = sorted(split(city, river).geoms, key=lambda bank: -bank.centroid.y)
    cells: list[tuple[str, str, BaseGeometry]] = []
    for bank, plans in ((banks[0], NORTH), (banks[-1], SOUTH)):
        for plan, part in zip(plans, _cells(bank, [(p.x, p.y) for p in plans]), strict=True):
            cells += _beats(plan, part, dice)
    cells += _beats(COUNTY, county, dice)
    return _share_borders(cells)


def _shore(dice: random.Random) -> list[tuple[float, float]]:
    """The lake front, from south to north: a few long waves."""
    one, two = dice.uniform(0, math.tau), dice.uniform(0, math.tau)
    return [(13.6 + 0.7 * math.sin(y / 2.1 + one) + 0.25 * math.sin(y / 0.7 + two), y) for y in np.linspace(0, 12, 60)]


def _river(dice: random.Random) -> LineString:
    """The Ellery, winding from the hills in the west to the lake."""
    one, two = dice.uniform(0, math.tau), dice.uniform(0, math.tau)
    return LineString([(x, 6.7 + 0.45 * math.sin(x / 1.7 + one) + 0.15 * math.sin(x / 0.6 + two)) for x in np.linspace(-1, 16, 140)])


def _cells(ground: BaseGeometry, sites: list[tuple[float, float]]) -> list[BaseGeometry]:
    """Cut the ground into the parts nearest to each site, in the order of the sites."""
    cells = list(shapely.voronoi_polygons(MultiPoint(sites), extend_to=ground.envelope.buffer(5)).geoms)
    parts = [next(cell for cell in cells if cell.covers(Point(site))).intersection(ground) for site in sites]
    return [max(part.geoms, key=lambda p: p.area) if hasattr(part, "geoms") else part for part in parts]


def _beats(plan: Plan, ground: BaseGeometry, dice: random.Random) -> list[tuple[str, str, BaseGeometry]]:
    """Scatter sites in a precinct and let them drift apart (Lloyd), until the beats are of like size."""
    sites: list[tuple[float, float]] = []
    west, south, east, north = ground.bounds
    while len(sites) < plan.beats:
        site = (dice.uniform(west, east), dice.uniform(south, north))
        if ground.contains(Point(site)):
            sites.append(site)
    for _ in range(12):
        sites = [(part.centroid.x, part.centroid.y) for part in _cells(ground, sites)]
    sites.sort(key=lambda site: (-round(site[1] / 1.5), site[0]))
    return [(f"{plan.code}{number}", plan.code, part) for number, part in enumerate(_cells(ground, sites), 1)]


def _share_borders(cells: list[tuple[str, str, BaseGeometry]]) -> list[Patch]:
    """Lay all borders into one net of lines, on the grid, and read the beats off as its meshes: neighbors then share every point."""
    turned = [(code, precinct, shapely.transform(shape, _degrees)) for code, precinct, shape in cells]
    net = shapely.unary_union([shape.boundary for _, _, shape in turned], grid_size=GRID)
    meshes: dict[str, list[BaseGeometry]] = {code: [] for code, _, _ in turned}
    for mesh in shapely.get_parts(shapely.polygonize(shapely.get_parts(net))):
        middle = mesh.representative_point()
        nearest = min(turned, key=lambda cell: (cell[2].distance(middle), cell[0]))
        if nearest[2].distance(middle) < 2 * GRID:
            meshes[nearest[0]].append(mesh)
    return [Patch(code, precinct, shapely.normalize(shapely.coverage_union_all(meshes[code]))) for code, precinct, _ in sorted(turned, key=lambda c: c[0])]


def _degrees(points: np.ndarray) -> np.ndarray:
    return points / np.array([KM_PER_LON, KM_PER_LAT]) + np.array([ORIGIN_LON, ORIGIN_LAT])
