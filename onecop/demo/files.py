"""The city as files, in the shapes in which departments and councils send them. They go in through the importers."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely

from onecop.demo.city import CITY, STATE, AgencyPlan, City, House
from onecop.demo.shape import to_degrees

LISTED_ONLY = ("Tamarack Falls Police Department", "Lakeland State Patrol", "Birch County Sheriff’s Office", "Ellery State University Police",
               "Port Ellery Harbor Authority Police", "Stillwater Bay Police Department")  # fmt: skip
"""Agencies of the directory that do not take part, so that the list is a list."""


def agencies(city: City, folder: Path) -> Path:
    """Write the state's part of the national directory."""
    rows: list[dict[str, Any]] = []
    for agency in city.agencies:
        lon, lat = to_degrees(*((7.0, 5.0) if agency.kind == "City" else (-4.0, 6.0)))
        rows.append(_listed(agency.ori, agency.name, agency.kind, lon, lat, CITY if agency.kind == "City" else ""))
    for number, name in enumerate(LISTED_ONLY, 2):
        lon, lat = to_degrees(-20.0 - 9 * number, -4.0 * number)
        rows.append(_listed(f"{STATE}00{number:02d}000", name, "County" if "County" in name else "City", lon, lat))
    return _csv(folder / "agencies.csv", rows)


def _listed(ori: str, name: str, kind: str, lon: float, lat: float, city: str = "") -> dict[str, Any]:
    where = {"county_name": "HARROW", "city": city, "state_abbr": STATE, "latitude": lat, "longitude": lon}
    return {"ori": ori, "agency_name": name, "agency_type_name": kind, **where}


def precincts(city: City, agency: AgencyPlan, folder: Path) -> Path:
    """Write the precincts of an agency as GeoJSON."""
    features = [
        _feature({"PRECINCT": code, "NAME": city.precincts[code]}, shapely.coverage_union_all([b.outline for b in city.beats if b.precinct == code]))
        for code in agency.precincts
    ]
    return _geojson(folder / f"precincts-{agency.ori}.geojson", features)


def beats(city: City, agency: AgencyPlan, folder: Path) -> Path:
    """Write the beats of an agency as GeoJSON."""
    features = [_feature({"BEAT": b.code, "NAME": f"Beat {b.code}", "PRECINCT": b.precinct}, b.outline) for b in city.beats if b.precinct in agency.precincts]
    return _geojson(folder / f"beats-{agency.ori}.geojson", features)


def roster(city: City, agency: AgencyPlan, folder: Path) -> Path:
    """Write the roster of an agency, in the form of a department's export."""
    rows = [
        {
            "CAD #": o.badge, "Last Name": o.last, "First Name": o.first, "Rank": o.rank, "Precinct": o.beat[0], "Beat": o.beat, "Tour": o.tour,
            "Days Off": o.days_off, "Assigned Since": f"{o.since:%m/%d/%Y}", "Work Email": o.email, "Work Phone": o.phone, "Languages": o.languages,
            "Status": o.status, "Transfer Effective": f"{o.transfer_on:%m/%d/%Y}" if o.transfer_on else "", "Transfer To": o.transfer_to,
        }
        for o in city.officers
        if o.agency == agency.ori
    ]  # fmt: skip
    return _csv(folder / f"roster-{agency.ori}.csv", rows)


def prospects(houses: Iterable[House], folder: Path) -> Path:
    """Write houses that have not enrolled, as a council of congregations would list them."""
    rows = [
        {
            "Id": f"TRIC-{h.number:03d}", "Name": h.name, "Religion": h.as_given, "Address": h.street, "City": CITY, "State": STATE, "ZIP": h.zip,
            "Longitude": h.lon, "Latitude": h.lat,
        }
        for h in houses
    ]  # fmt: skip
    return _csv(folder / "tri-river-interfaith-council.csv", rows)


def _feature(properties: dict[str, str], outline: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(outline)}


def _geojson(path: Path, features: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]) if rows else ["Name"])
        writer.writeheader()
        writer.writerows(rows)
    return path
