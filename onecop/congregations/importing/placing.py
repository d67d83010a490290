"""Where each row of a file stands: its shape, its degrees, its metres in a stated system, or the center of its ZIP code."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError

from onecop.congregations.choices import PinSource
from onecop.congregations.importing.cleaning import zip_center
from onecop.imports.contract import ImportRefused, Problem, Severity, Table
from onecop.imports.words import numbers

FAR_METRES = 50.0
Points = tuple[np.ndarray, np.ndarray]


def place(table: Table, mapping: Mapping[str, str], crs: str, zips: Sequence[str], problems: list[Problem]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return longitudes, latitudes (nan where unknown) and how each is known.

    Args:
        crs: what the giver says of the coordinates, `EPSG:n`, or "". In a file whose shapes are in degrees it is meant for its X and Y columns.

    Raises:
        ImportRefused: the coordinates are in metres of nobody knows which system.
    """
    shape, degrees, metres = _shapes(table), _pair(table, mapping, "lon", "lat"), _pair(table, mapping, "x", "y")
    stated = _crs(crs)
    if shape is not None:
        own = _crs(table.crs)
        if not _look_like_degrees(shape):
            shape = _to_degrees(shape, stated or own or _refuse_unclear(shape), problems)
        elif own is not None and not own.is_geographic:
            raise ImportRefused(
                _("The file says it is drawn in %(name)s, but its numbers look like degrees.") % {"name": own.name},
                instead=_("Give --crs EPSG:4326 if they are."),
            )
    if metres is not None:
        if _look_like_degrees(metres):
            degrees, metres = degrees if degrees is not None else metres, None
        elif stated is not None and not stated.is_geographic:
            metres = _to_degrees(metres, stated, problems)
        elif shape is None and degrees is None:
            _refuse_unclear(metres)
        else:
            problems.append(Problem(None, "x", "", "X and Y are in a system the file does not name: not compared (say --crs EPSG:n).", Severity.INFO))
            metres = None
    kept = [p for p in (shape, degrees, metres) if p is not None]
    lon, lat = (np.full(len(table), np.nan), np.full(len(table), np.nan)) if not kept else (kept[0][0].copy(), kept[0][1].copy())
    for other in kept[1:]:
        _tell_apart(table, (lon, lat), other, problems)
        hole = np.isnan(lon) & ~np.isnan(other[0])
        lon[hole], lat[hole] = other[0][hole], other[1][hole]
    _put_right(table, lon, lat, problems)
    return _with_zip_centers(table, lon, lat, zips, problems)


def _shapes(table: Table) -> Points | None:
    if table.geometry is None:
        return None
    lon, lat = np.full(len(table), np.nan), np.full(len(table), np.nan)
    for i, shape in enumerate(table.geometry):
        if shape is None:
            continue
        try:
            if shape.get("type") == "Point":
                lon[i], lat[i] = float(shape["coordinates"][0]), float(shape["coordinates"][1])
            else:
                inside = shapely.geometry.shape(shape).representative_point()
                lon[i], lat[i] = inside.x, inside.y
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
            lon[i] = lat[i] = np.nan
    return lon, lat


def _pair(table: Table, mapping: Mapping[str, str], x: str, y: str) -> Points | None:
    if not mapping.get(x) or not mapping.get(y):
        return None
    pair = [numbers(table.column(mapping, name)) for name in (x, y)]
    both = np.isfinite(pair[0]) & np.isfinite(pair[1])
    pair[0][~both] = pair[1][~both] = np.nan
    return pair[0], pair[1]


def _look_like_degrees(points: Points) -> bool:
    known = ~np.isnan(points[0])
    return bool((np.abs(points[0][known]) <= 180.5).all() and (np.abs(points[1][known]) <= 180.5).all())


def _crs(text: str) -> CRS | None:
    if not text.strip():
        return None
    try:
        return CRS.from_user_input(int(text) if text.strip().isdigit() else text.strip())
    except CRSError:
        raise ImportRefused(_("The reference system “%(what)s” is not known.") % {"what": text[:60]}, instead=_("Give --crs EPSG:n.")) from None


def _refuse_unclear(points: Points) -> Any:
    span = f"{np.nanmin(points[0]):,.0f}, {np.nanmin(points[1]):,.0f}"
    raise ImportRefused(
        _("The coordinates (from %(span)s) are no degrees, and the file does not say in which system they are.") % {"span": span},
        instead=_("Give --crs EPSG:n."),
    )


def _to_degrees(points: Points, crs: CRS, problems: list[Problem]) -> Points:
    known = ~np.isnan(points[0])
    lon, lat = np.full(len(known), np.nan), np.full(len(known), np.nan)
    lon[known], lat[known] = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(points[0][known], points[1][known])
    lon[~np.isfinite(lon)] = lat[~np.isfinite(lat)] = np.nan
    problems.append(Problem(None, "crs", crs.to_string()[:60], f"Coordinates in {crs.name} were read as longitude and latitude.", Severity.INFO))
    return lon, lat


def _tell_apart(table: Table, one: Points, other: Points, problems: list[Problem]) -> None:
    """Tell where two ways of giving a place are more than 50 metres apart. The first counts."""
    both = np.flatnonzero(~np.isnan(one[0]) & ~np.isnan(other[0]))
    if len(both):
        away = Geod(ellps="WGS84").inv(one[0][both], one[1][both], other[0][both], other[1][both])[2]
        for i, metres in zip(both[away > FAR_METRES], away[away > FAR_METRES], strict=True):
            reason = f"The row gives two places {metres:,.0f} m apart: the first of shape, degrees, X/Y counts."
            problems.append(Problem(table.rows[i], "x", f"{other[0][i]:.5f}, {other[1][i]:.5f}", reason, Severity.WARNING))


def _at_home(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return (lat >= -15.5) & (lat <= 72) & (((lon >= -180) & (lon <= -64)) | ((lon >= 144) & (lon <= 180)))


def _put_right(table: Table, lon: np.ndarray, lat: np.ndarray, problems: list[Problem]) -> None:
    with np.errstate(invalid="ignore"):
        astray = np.flatnonzero(~np.isnan(lon) & ~_at_home(lon, lat))
    for i in astray:
        x, y = float(lon[i]), float(lat[i])
        swapped = bool(_at_home(np.array([y]), np.array([x]))[0])
        lon[i], lat[i] = (y, x) if swapped else (np.nan, np.nan)
        reason = "Latitude and longitude are swapped: put right." if swapped else "This place lies outside of the country: left out."
        problems.append(Problem(table.rows[i], "lon", f"{x:g}, {y:g}", reason, Severity.WARNING))


def _with_zip_centers(table: Table, lon: np.ndarray, lat: np.ndarray, zips: Sequence[str], problems: list[Problem]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    known = ~np.isnan(lon)
    pins = [PinSource.GIVEN.value if k else PinSource.NONE.value for k in known]
    for i in np.flatnonzero(~known).tolist():
        center = zip_center(zips[i]) if zips[i] else None
        if center is not None:
            lon[i], lat[i], pins[i] = center[0], center[1], PinSource.ZIP.value
        reason = "the center of its ZIP code stands in, approximately" if center is not None else "a person has to place it on the map"
        problems.append(Problem(table.rows[i], "lon", zips[i], f"No coordinates: {reason}.", Severity.WARNING))
    return lon, lat, pins
