"""GeoJSON: a FeatureCollection, one Feature, or bare geometries."""

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext

from onecop.imports.contract import ImportRefused, Problem, Severity, Table
from onecop.imports.readers.columns import header_of, refuse_long
from onecop.imports.readers.limits import Limits, refuse_beyond
from onecop.imports.readers.text import decode

SHAPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"})
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)', re.DOTALL)
_POSITION = re.compile(rb"\[\s*-?[0-9]")
_FEATURE = re.compile(rb'"type"\s*:\s*"Feature"')
_EPSG = re.compile(r"(?:EPSG|epsg)(?::|::|:[\d.]*:|/0/)(\d{4,6})$")


def read_geojson(raw: bytes, name: str, limits: Limits) -> Table:
    """Read a GeoJSON file. Rows are features, counted from 1.

    Raises:
        ImportRefused: not GeoJSON, nested too deep, too many positions or features.
    """
    measure(raw, limits)
    text, _ = decode(raw)
    try:
        found = json.loads(text, parse_constant=_no_such_number)
    except (ValueError, RecursionError) as fault:
        where = f" at line {fault.lineno}" if isinstance(fault, json.JSONDecodeError) else ""
        raise ImportRefused(gettext("The file is not valid JSON: it breaks off or is damaged%(where)s.") % {"where": where}) from fault
    features, crs = _features(found)
    refuse_beyond(len(features), limits.rows, "features")
    return _table(features, name, crs, limits)


def measure(raw: bytes, limits: Limits) -> None:
    """Count nesting and positions in the bytes, strings aside, before anything is built from them."""
    bare = _STRING.sub(b"", raw)
    marks = np.frombuffer(bare, dtype=np.uint8)
    steps = ((marks == 0x5B) | (marks == 0x7B)).astype(np.int8) - ((marks == 0x5D) | (marks == 0x7D)).astype(np.int8)
    deepest = int(np.cumsum(steps, dtype=np.int32).max(initial=0))
    if deepest > limits.json_depth:
        raise ImportRefused(
            gettext("The file is nested %(deepest)s levels deep; %(allowed)s are allowed.") % {"deepest": f"{deepest:,}", "allowed": limits.json_depth}
        )
    refuse_beyond(sum(1 for _ in _POSITION.finditer(bare)), limits.coordinates, "coordinates")
    refuse_beyond(sum(1 for _ in _FEATURE.finditer(raw)), limits.rows, "features")
    refuse_beyond(int((marks == 0x7B).sum()), 20 * limits.rows, "objects")


def _no_such_number(word: str) -> Any:
    raise ValueError(word)


def _type(found: Any) -> str:
    """Return what a JSON value says it is, "" when it says nothing."""
    kind = found.get("type") if isinstance(found, dict) else None
    return kind if isinstance(kind, str) else ""


def _features(found: Any) -> tuple[list[Any], str]:
    """Return the features of whatever the file is at its top, and the CRS it names."""
    kind = _type(found)
    if kind == "FeatureCollection" and isinstance(found.get("features"), list):
        return found["features"], crs_of(found)
    if kind == "Feature":
        return [found], crs_of(found)
    if kind == "GeometryCollection" and isinstance(found.get("geometries"), list):
        return [{"properties": {}, "geometry": shape} for shape in found["geometries"]], crs_of(found)
    if kind in SHAPES:
        return [{"properties": {}, "geometry": found}], crs_of(found)
    if isinstance(found, list) and found and all(_type(f) in SHAPES | {"Feature"} for f in found):
        return [f if f["type"] == "Feature" else {"properties": {}, "geometry": f} for f in found], ""
    if kind == "Topology":
        raise ImportRefused(gettext("The file is TopoJSON."), instead=gettext("Export it as GeoJSON or as a zipped shapefile."))
    raise ImportRefused(gettext("The file is JSON, but not GeoJSON: it has no features."))


def crs_of(found: Mapping[str, Any]) -> str:
    """Return `EPSG:n` (or the name as it stands) from a `crs` member; "" without one, which means longitude and latitude."""
    crs = found.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name") or properties.get("code") or "") if isinstance(properties, dict) else ""
    if name.upper().endswith("CRS84"):
        return "EPSG:4326"
    epsg = _EPSG.search(name)
    return f"EPSG:{epsg[1]}" if epsg else name[:200]


def _table(features: list[Any], name: str, crs: str, limits: Limits) -> Table:
    problems: list[Problem] = []
    shapes: list[Mapping[str, Any] | None] = []
    rows: list[int] = []
    properties: list[Mapping[str, Any]] = []
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            problems.append(Problem(number, "", str(feature)[:80], "This is not a feature.", Severity.ERROR))
            continue
        shape, words = feature.get("geometry"), feature.get("properties")
        if shape is not None and _type(shape) not in SHAPES:
            problems.append(Problem(number, "geometry", str(shape)[:80], "This is not a GeoJSON geometry.", Severity.WARNING))
            shape = None
        rows.append(number)
        shapes.append(shape)
        words = words if isinstance(words, dict) else {}
        if "id" in feature and "id" not in words:
            words = {**words, "id": feature["id"]}
        properties.append(words)
    keys = list({key: None for words in properties for key in words})
    header = header_of(keys, limits) if keys else []
    columns = {title: [_text(words.get(key)) for words in properties] for key, title in zip(keys, header, strict=True)}
    refuse_long(columns, rows, limits)
    return Table(name=name, kind="geojson", header=header, columns=columns, rows=rows, geometry=shapes, crs=crs, problems=problems)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if type(value) is str:
        return value.replace("\0", "")
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value) if type(value) is int else json.dumps(value, ensure_ascii=False)
