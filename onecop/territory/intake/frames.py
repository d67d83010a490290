"""In which coordinates a file is drawn, and how it comes to longitude and latitude."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

from onecop.imports.contract import Problem, Severity
from onecop.territory.ground import metres_between
from onecop.territory.intake.facts import IntakeOptions, MapRefused

# The fifty states, Puerto Rico, the Virgin Islands, Guam, the Marianas and American Samoa, loosely: (west, south, east, north).
UNITED_STATES = ((-180.0, 17.0, -64.0, 72.0), (170.0, 50.0, 180.0, 72.0), (143.0, 12.0, 147.0, 21.0), (-172.0, -16.0, -167.0, -10.0))
FAR_METRES = 300_000


def to_degrees(shapes: Sequence[Any], options: IntakeOptions) -> tuple[np.ndarray, str, list[Problem]]:
    """Return the shapes in longitude and latitude, the reference system they were read in, and what there is to tell.

    Args:
        shapes: shapely geometries with finite coordinates, at least one.

    Raises:
        MapRefused: it is not clear where the shapes lie; the words say what to give.
    """
    geometries = np.array(list(shapes), dtype=object)
    bounds = shapely.total_bounds(geometries)
    degrees = bool(bounds[0] >= -180.5 and bounds[2] <= 180.5 and bounds[1] >= -180.5 and bounds[3] <= 180.5)
    crs = _parse(options.crs, "The given reference system") if options.crs else _parse(options.stated, "The file's reference system")
    if crs is None:
        if not degrees:
            raise MapRefused(
                _("The file does not say in which reference system it is drawn, and its numbers (%(span)s) are no degrees.") % {"span": _span(bounds)},
                instead=f"Give --crs EPSG:n. {_suggest(bounds, options.near)}".strip(),
            )
        crs = CRS.from_epsg(4326)
    elif crs.is_geographic and not degrees:
        raise MapRefused(
            _("The file is said to be in degrees (%(system)s), but its numbers run %(span)s.") % {"system": _label(crs), "span": _span(bounds)},
            instead=f"Give --crs EPSG:n for the system it is really drawn in. {_suggest(bounds, options.near)}".strip(),
        )
    elif not crs.is_geographic and degrees:
        raise MapRefused(
            _("The file is said to be in %(system)s, but its numbers (%(span)s) look like degrees.") % {"system": _label(crs), "span": _span(bounds)},
            instead=_("Give --crs EPSG:4326 if they are."),
        )
    told: list[Problem] = []
    if not _same_as_ours(crs):
        geometries = _reproject(geometries, crs)
        told.append(Problem(None, "crs", _label(crs), f"Reprojected from {crs.name} to longitude and latitude.", Severity.INFO))
    return _swap_back(geometries, options, told), _label(crs), told


def _parse(text: str, whose: str) -> CRS | None:
    if not text.strip():
        return None
    try:
        return CRS.from_user_input(int(text) if text.strip().isdigit() else text.strip())
    except CRSError:
        raise MapRefused(
            _("%(whose)s “%(what)s” is not known.") % {"whose": whose, "what": text[:60]},
            instead=_("Give --crs EPSG:n, for example --crs EPSG:4326 for degrees."),
        ) from None


def _label(crs: CRS) -> str:
    code = crs.to_epsg(min_confidence=70)
    return f"EPSG:{code}" if code else crs.name


def _span(bounds: np.ndarray) -> str:
    return f"from {bounds[0]:.6g}, {bounds[1]:.6g} to {bounds[2]:.6g}, {bounds[3]:.6g}"


def _same_as_ours(crs: CRS) -> bool:
    return crs.to_epsg(min_confidence=70) == 4326 or crs.name.startswith("WGS 84 (CRS84)")


def _reproject(geometries: np.ndarray, crs: CRS) -> np.ndarray:
    transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    try:
        moved = shapely.transform(geometries, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1], errcheck=False)))
    except ProjError as error:
        raise MapRefused(
            _("The coordinates do not fit %(name)s: %(error)s.") % {"name": crs.name, "error": error}, instead=_("Give the right --crs EPSG:n.")
        ) from None
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise MapRefused(_("Some coordinates lie outside of what %(name)s can draw.") % {"name": crs.name}, instead=_("Give the right --crs EPSG:n."))
    return moved


def _at_home(x: float, y: float) -> bool:
    return any(west <= x <= east and south <= y <= north for west, south, east, north in UNITED_STATES)


def _swap_back(geometries: np.ndarray, options: IntakeOptions, told: list[Problem]) -> np.ndarray:
    """Turn latitude-first files round. Certain when the latitude is beyond 90, or when only the swapped map lies in the United States."""
    west, south, east, north = shapely.total_bounds(geometries)
    x, y = (west + east) / 2, (south + north) / 2
    beyond = south < -90 or north > 90
    if beyond or (not _at_home(x, y) and _at_home(y, x)):
        if beyond and (west < -90 or east > 90):
            reason = f"The coordinates ({west:.4g}, {south:.4g}) are neither longitude and latitude nor the other way round."
            raise MapRefused(reason, instead=_("Give --crs EPSG:n."))
        geometries = shapely.transform(geometries, lambda xy: xy[:, ::-1])
        told.append(Problem(None, "crs", f"{x:.4f}, {y:.4f}", "Latitude stood before longitude; turned round.", Severity.WARNING))
        x, y = y, x
    if options.near:
        away = metres_between(x, y, *options.near)
        if away > FAR_METRES:
            reason = f"The map lies {away / 1000:,.0f} km from the agency's place. Check the file and --crs."
            told.append(Problem(None, "crs", f"{x:.4f}, {y:.4f}", reason, Severity.WARNING))
    elif not _at_home(x, y):
        told.append(Problem(None, "crs", f"{x:.4f}, {y:.4f}", "The map lies outside the United States. Check the file and --crs.", Severity.WARNING))
    return geometries


def _suggest(bounds: np.ndarray, near: tuple[float, float] | None) -> str:
    """Name systems that would put the map at the agency's place."""
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    if near is None:
        return "Ask who made the file; US cities often use the State Plane of their state or Web Mercator (EPSG:3857)."
    around = AreaOfInterest(near[0], near[1], near[0], near[1])
    systems = query_crs_info("EPSG", PJType.PROJECTED_CRS, area_of_interest=around, contains=True)
    fits = []
    for info in [i for i in systems if "StatePlane" in i.name or "NAD83" in i.name or "UTM zone" in i.name or i.code == "3857"][:80]:
        lon, lat = Transformer.from_crs(f"EPSG:{info.code}", "EPSG:4326", always_xy=True).transform(x, y, errcheck=False)
        if np.isfinite(lon) and np.isfinite(lat) and metres_between(lon, lat, *near) < 50_000:
            fits.append(f"EPSG:{info.code} ({info.name})")
    if not fits:
        return "No usual system puts it at the agency's place; ask who made the file."
    return f"These would put it at the agency's place: {', '.join(fits[:4])}."
