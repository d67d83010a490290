"""locate LON LAT, or locate --file IN.csv --out OUT.csv."""

import argparse
import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onecop.command.base import Answer, Command, Fault, existing_file

COLUMNS = ("agency", "precinct", "beat", "distance_m")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lon", metavar="LON", type=float, nargs="?", help="degrees east (negative in the Americas)")
    parser.add_argument("lat", metavar="LAT", type=float, nargs="?", help="degrees north")
    parser.add_argument("--file", metavar="IN.csv", help="a CSV with the columns lon and lat")
    parser.add_argument("--out", metavar="OUT.csv", help="where to write it again with agency, precinct, beat and distance_m")


def _run(asked: argparse.Namespace) -> Answer:
    if asked.file or asked.out:
        if not (asked.file and asked.out) or asked.lon is not None:
            raise Fault("Give either LON LAT, or --file IN.csv with --out OUT.csv.")
        return _many(existing_file(asked.file), Path(asked.out))
    if asked.lon is None or asked.lat is None:
        raise Fault("Give LON and LAT, or --file IN.csv with --out OUT.csv.")
    _check(asked.lon, asked.lat)
    return _one(asked.lon, asked.lat)


def _check(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Fault(f"{lon} {lat} is not a longitude and a latitude in degrees.")


def _one(lon: float, lat: float) -> Answer:
    from onecop.territory.queries import locate

    found = locate(lon, lat)
    return {
        "agency": found.territory.ori if found.territory else None,
        "precinct": found.precinct.code if found.precinct else None,
        "beat": found.beat.code if found.beat else None,
        "distance_m": None if found.distance_m is None else round(found.distance_m, 1),
    }


def _many(source: Path, target: Path) -> Answer:
    """Locate every row in one go; only the rows outside all areas are then asked for their distance, one by one."""
    from onecop.territory.models import Area
    from onecop.territory.queries import locate_many

    with source.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {name.strip().lower(): name for name in (rows[0] if rows else {}) if name}
    if rows and not {"lon", "lat"} <= set(names):
        raise Fault(f"{source} has no columns lon and lat.")
    try:
        points = [(float(row[names["lon"]]), float(row[names["lat"]])) for row in rows]
    except (TypeError, ValueError):
        wrong = next(number for number, row in enumerate(rows, 2) if not _is_point(row[names["lon"]], row[names["lat"]]))
        raise Fault(f"{source}, row {wrong}: lon and lat must be numbers.") from None
    for lon, lat in points:
        _check(lon, lat)
    ids = [int(one) for one in locate_many([lon for lon, _ in points], [lat for _, lat in points])] if points else []
    areas = {a.pk: a for a in Area.objects.light().filter(pk__in=set(ids) - {0}).select_related("version__territory", "parent").defer("parent__outline")}
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*(rows[0] if rows else ("lon", "lat")), *COLUMNS])
        for row, (lon, lat), pk in zip(rows, points, ids, strict=True):
            answer = _words(areas[pk]) if pk else _one(lon, lat)
            writer.writerow([*row.values(), *("" if answer[name] is None else answer[name] for name in COLUMNS)])
    return {"rows": len(rows), "inside": sum(map(bool, ids)), "out": str(target)}


def _is_point(lon: str | None, lat: str | None) -> bool:
    try:
        return bool((float(lon or ""), float(lat or "")))
    except ValueError:
        return False


def _words(area: Any) -> Answer:
    beat = area.level == "beat"
    precinct = area.parent if beat else area
    return {
        "agency": area.version.territory.ori,
        "precinct": precinct.code if precinct else None,
        "beat": area.code if beat else None,
        "distance_m": 0.0,
    }


def _say(answer: Mapping[str, Any]) -> str:
    if "rows" in answer:
        return f"{answer['inside']} of {answer['rows']} points lie inside an area. Written: {answer['out']}"
    if answer["agency"] is None:
        far = answer["distance_m"]
        return "Outside every area." if far is None else f"Outside every area; the nearest is {far:,.0f} m away."
    return f"Agency {answer['agency']}, precinct {answer['precinct'] or 'none'}, beat {answer['beat'] or 'none'}"


COMMANDS = (
    Command(
        name="locate",
        help="Say whose ground a point is: agency, precinct, beat.",
        example="bin/onecop locate -77.0365 38.8977   or   bin/onecop locate --file points.csv --out located.csv",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
