"""Zipped shapefiles: .shp, .dbf, .shx, and .prj when it is there."""

import io
import struct
from collections.abc import Mapping
from typing import Any

import shapefile
from django.utils.translation import gettext

from onecop.imports.contract import ImportRefused, Problem, Severity, Table
from onecop.imports.readers.columns import header_of, refuse_long
from onecop.imports.readers.geojson_file import _text
from onecop.imports.readers.limits import Limits, refuse_beyond
from onecop.imports.readers.zips import open_zip, unpack

PARTS = ("shp", "dbf", "shx", "prj", "cpg")


def read_shapefile(raw: bytes, name: str, limits: Limits) -> Table:
    """Read the one layer of a zipped shapefile. Rows are shapes, counted from 1; `crs` is the text of its .prj.

    Raises:
        ImportRefused: no layer or several, a part missing, or beyond the limits.
    """
    parts = _parts(raw, limits)
    # A position takes 16 bytes of a .shp, and the .dbf says in its head how many rows of what size follow.
    refuse_beyond(len(parts["shp"]) // 16, limits.coordinates, "coordinates")
    if len(parts["dbf"]) < 32:
        raise ImportRefused(gettext("The .dbf of the shapefile is damaged."))
    refuse_beyond(struct.unpack("<I", parts["dbf"][4:8])[0], limits.rows, "rows")
    return _read(parts, name, _encoding(parts), limits)


def _parts(raw: bytes, limits: Limits) -> dict[str, bytes]:
    archive = open_zip(raw, limits)
    real = [e for e in archive.infolist() if not e.filename.startswith("__MACOSX/") and not e.filename.rsplit("/", 1)[-1].startswith(".")]
    layers = [e.filename[:-4] for e in real if e.filename.lower().endswith(".shp")]
    if len(layers) != 1:
        found = ", ".join(sorted(layer.rsplit("/", 1)[-1] for layer in layers)[:5])
        raise ImportRefused(
            gettext("The archive holds %(n)s shapefile layers%(names)s; one is needed.") % {"n": len(layers), "names": f" ({found})" if found else ""}
        )
    parts = {}
    for entry in real:
        stem, _, ending = entry.filename.rpartition(".")
        if stem == layers[0] and ending.lower() in PARTS:
            parts[ending.lower()] = b"".join(unpack(raw, entry))
    if "dbf" not in parts:
        raise ImportRefused(gettext("The archive has a .shp but no .dbf beside it: the names of its areas are missing."))
    return parts


def _encoding(parts: Mapping[str, bytes]) -> str:
    """Return what the .cpg says when the rows bear it out, else UTF-8 when they do, else Windows' Western encoding."""
    word = parts.get("cpg", b"").decode("ascii", "replace").strip().lower()
    if word.isdigit():
        word = f"cp{word}"
    rows = parts["dbf"][struct.unpack("<H", parts["dbf"][8:10])[0] :]
    for candidate in (word, "utf-8"):
        try:
            rows.decode(candidate)
        except (LookupError, UnicodeDecodeError):
            continue
        return candidate
    return "cp1252"


def _read(parts: Mapping[str, bytes], name: str, encoding: str, limits: Limits) -> Table:
    problems: list[Problem] = []
    shapes: list[Mapping[str, Any] | None] = []
    try:
        reader = shapefile.Reader(
            shp=io.BytesIO(parts["shp"]), dbf=io.BytesIO(parts["dbf"]), shx=io.BytesIO(parts["shx"]) if "shx" in parts else None, encoding=encoding
        )
        header = header_of([field[0] for field in reader.fields if field[0] != "DeletionFlag"], limits)
        records = [list(record) for record in reader.iterRecords()]
        for number, shape in enumerate(reader.iterShapes(), 1):
            shapes.append(_geometry(shape, number, problems))
    except Exception as fault:  # pyshp raises whatever its parsing ran into
        raise ImportRefused(gettext("The shapefile is damaged."), instead=gettext("Export it again, or as GeoJSON.")) from fault
    if len(shapes) != len(records):
        raise ImportRefused(gettext("The shapefile has %(n)s shapes but %(rows)s rows.") % {"n": f"{len(shapes):,}", "rows": f"{len(records):,}"})
    columns = {title: [_text(_plain(record[i])) for record in records] for i, title in enumerate(header)}
    rows = list(range(1, len(records) + 1))
    refuse_long(columns, rows, limits)
    crs = parts.get("prj", b"").decode("utf-8", "replace").strip("\ufeff \r\n")
    return Table(name=name, kind="shapefile", header=header, columns=columns, rows=rows, geometry=shapes, crs=crs, problems=problems)


def _geometry(shape: Any, number: int, problems: list[Problem]) -> Mapping[str, Any] | None:
    if shape.shapeType == shapefile.NULL:
        return None
    try:
        found: Mapping[str, Any] = shape.__geo_interface__
    except Exception:  # a ring of two points, a multipatch
        problems.append(Problem(number, "geometry", str(shape.shapeTypeName)[:80], "The shape cannot be read.", Severity.WARNING))
        return None
    return found


def _plain(value: Any) -> Any:
    """Return a .dbf value as JSON knows it: dates as text, bytes as text."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.strip() if isinstance(value, str) else value
