"""Maps of a matching: outlines as GeoJSON for the big map, and a small one drawn on the server beside a proposal."""

import math
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from onecop.agencies.models import Agency
from onecop.matching.models import Proposal
from onecop.territory.choices import Level, VersionState
from onecop.territory.models import Area

WIDTH, HEIGHT = 270.0, 262.0
GAP = 1.1  # half the width of the seam between two areas
COARSE = 400  # lines are drawn no finer than this fraction of the picture


@dataclass(frozen=True)
class Shape:
    """An area as an SVG path, with its label at (x, y) where there is room for one."""

    path: str
    here: bool
    near: bool
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Dot:
    """A numbered officer."""

    number: int
    x: float
    y: float
    name: str
    place: str


@dataclass(frozen=True)
class Near:
    """The small map: shapes, officers (the first is the proposed one), and where the congregation stands."""

    shapes: list[Shape]
    dots: list[Dot]
    x: float
    y: float
    width: float = WIDTH
    height: float = HEIGHT


def smallest_areas(agency: Agency) -> QuerySet[Area]:
    """The beats of the map in force, or its precincts where it has no beats."""
    areas = Area.objects.filter(version__territory=agency.territory, version__state=VersionState.ACTIVE)
    beats = areas.filter(level=Level.BEAT)
    return beats if beats.exists() else areas.filter(level=Level.PRECINCT)


def near_map(proposal: Proposal) -> Near | None:
    """Draw the congregation and the areas of the officers in question. None where there is no map or no pin."""
    c, officer = proposal.congregation, proposal.officer
    if c.lon is None or c.lat is None or officer.area is None:
        return None
    others = [o for o in proposal.others if o.get("area")]
    places = {a.pk: a for a in Area.objects.light().filter(pk__in=[o["area"] for o in others])}
    spots = [(officer.last_name, officer.area), *((o["short"], places[o["area"]]) for o in others if o["area"] in places)][:4]
    frame = _Frame([(c.lon, c.lat), *((a.label_lon, a.label_lat) for _name, a in spots)])
    west, south, east, north = frame.box
    seen = smallest_areas(proposal.run.agency).filter(min_lon__lt=east, max_lon__gt=west, min_lat__lt=north, max_lat__gt=south)
    numbered = {a.pk for _name, a in spots}
    shapes = [
        _shape(area, frame, here=area.pk == c.area_id, near=area.parent_id == (c.area.parent_id if c.area else None), quiet=numbered) for area in seen[:300]
    ]
    x, y = frame.at(c.lon, c.lat)
    dots: list[Dot] = []
    for number, (name, area) in enumerate(spots, 1):
        dx, dy = frame.at(area.label_lon, area.label_lat)
        aside = 9 if dx < WIDTH * 0.6 else -9
        while any(math.hypot(dx - px, dy - py) < 27 for px, py in [(x, y), *((d.x, d.y) for d in dots)]):
            dx += aside
        dots.append(Dot(number, round(dx, 1), round(dy, 1), name, area.name))
    shapes.sort(key=lambda s: s.here)
    return Near(shapes, dots, round(x, 1), round(y, 1))


class _Frame:
    """From degrees to the picture, with all points well inside."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        self.lon, self.lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        self.squeeze = math.cos(math.radians(self.lat))
        tall = max(max(lats) - min(lats), (max(lons) - min(lons)) * self.squeeze, 0.012)
        self.scale = 0.62 * min(WIDTH, HEIGHT) / tall

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return WIDTH / 2 + (lon - self.lon) * self.squeeze * self.scale, HEIGHT / 2 - (lat - self.lat) * self.scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) that the picture covers."""
        wide, tall = WIDTH / 2 / self.scale / self.squeeze, HEIGHT / 2 / self.scale
        return self.lon - wide, self.lat - tall, self.lon + wide, self.lat + tall


def _shape(area: Area, frame: _Frame, *, here: bool, near: bool, quiet: set[int]) -> Shape:
    geometry = area.geometry().simplify(HEIGHT / frame.scale / COARSE).buffer(-GAP / frame.scale)
    parts = [part for part in getattr(geometry, "geoms", [geometry]) if not part.is_empty]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (frame.at(*point[:2]) for point in ring.coords[:-1])) + "Z" for ring in rings)
    x, y = frame.at(area.label_lon, area.label_lat)
    fits = 16 < x < WIDTH - 16 and 16 < y < HEIGHT - 8 and not here and area.pk not in quiet and len(area.code) <= 4
    return Shape(path, here, near, area.code if fits else "", round(x, 1), round(y + 6, 1))


def outlines(agency: Agency) -> dict[str, Any]:
    """GeoJSON of the smallest areas, simplified for a look at the whole."""
    import shapely

    features = []
    areas = list(smallest_areas(agency))
    extent = max((a.max_lat for a in areas), default=0) - min((a.min_lat for a in areas), default=0)
    for number, area in enumerate(areas):
        shape = area.geometry().simplify(extent / 1500)
        tone = f"q{(area.parent_id or number) % 5 + 1}"
        features.append(
            {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(shape),
                "properties": {"name": area.name, "label": area.code if len(areas) <= 30 else "", "tone": tone},
            }
        )
    return {"type": "FeatureCollection", "features": features}
