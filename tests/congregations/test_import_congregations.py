"""Lists of congregations, the real one of the shared data where it is there."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.conf import LazySettings

from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation, DuplicateSuggestion
from onecop.congregations.services import people
from onecop.congregations.traditions import read_tradition
from onecop.imports.contract import ImportRefused, UndoRefused
from onecop.imports.models import ImportRun
from onecop.imports.services import run_file, undo
from onecop.kernel.actor import SYSTEM
from onecop.territory.models import Area
from tests import make
from tests.make import NOON

DC = Path(__file__).parents[2] / "../shared/data/dc"
REAL = DC / "places_of_worship.geojson"
there = pytest.mark.skipif(not REAL.exists(), reason="the real files are not beside the project")


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"
    make.nation()


def run(path: Path, *, commit: bool = True, **options: str) -> dict[str, Any]:
    return run_file("congregations", path, options=options, commit=commit, by=SYSTEM, at=NOON).as_json()


def write(tmp_path: Path, *rows: str, header: str = "id,name,religion,address,zip,longitude,latitude", name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[k] for k in ("rows", "created", "updated", "unchanged", "refused"))


def agency_with_psas() -> Agency:
    agency = make.agency("Metropolitan Police", ori="DCMPD0000", state="DC")
    options = {"agency": "DCMPD0000", "level": "beat", "activate": "yes", "id_field": "PSA", "parent_field": "DISTRICT"}
    run_file("territory", DC / "psa.geojson", options=options, commit=True, by=SYSTEM, at=NOON)
    return agency


@there
def test_900_of_900_stand_in_the_psa_that_geos_gives() -> None:
    agency = agency_with_psas()
    answer = run(REAL, crs="EPSG:26985")
    assert counts(answer) == (900, 900, 0, 0, 0)
    assert answer["located"] == 900

    psas = [(f["properties"]["PSA"], shapely.geometry.shape(f["geometry"])) for f in json.loads((DC / "psa.geojson").read_text())["features"]]
    tree = shapely.STRtree([shape for _, shape in psas])
    given = {f["properties"]["GIS_ID"]: f for f in json.loads(REAL.read_text())["features"]}
    areas = dict(Area.objects.in_force().values_list("pk", "code"))
    for congregation in Congregation.objects.all():
        point = shapely.Point(given[congregation.source_id.split(":")[1]]["geometry"]["coordinates"][:2])
        expected = {str(psas[i][0]) for i in tree.query(point, predicate="intersects")}
        assert {areas[congregation.area_id]} == expected  # type: ignore[index]
    assert set(Congregation.objects.values_list("territory", "state")) == {(agency.territory_id, "DC")}


@there
def test_the_dirt_of_the_real_list_is_told_and_put_right() -> None:
    given = [f["properties"] for f in json.loads(REAL.read_text())["features"]]
    blank = sum(r["RELIGION"] is None or not r["RELIGION"].strip() for r in given)
    answer = run(REAL, crs="EPSG:26985", state="DC")
    told = Counter(p["reason"] for p in answer["problems"])
    assert blank == 37 + 18 == told["No tradition is given: kept as “Not said”."]
    assert Counter(Congregation.objects.values_list("tradition", flat=True)) == {
        "christian": 813, "unsaid": 55, "muslim": 14, "jewish": 12, "buddhist": 5, "other": 1
    }  # fmt: skip
    misspelt = Congregation.objects.get(tradition_as_given="BHUDDIST")
    assert misspelt.tradition == "buddhist"
    assert {p["row"] for p in answer["problems"] if p["field"] == "RELIGION" and "misspelt" in p["reason"]} == {
        n for n, r in enumerate(given, 1) if r["RELIGION"] == "BHUDDIST"
    }
    same_address = Counter(r["ADDRESS"] for r in given)
    suggested = DuplicateSuggestion.objects.filter(why="same_address").select_related("first", "second")
    on_shared = {s.pk for s in suggested if s.first.street_folded == s.second.street_folded}
    assert len(on_shared) == len(suggested)
    in_pairs = {pk for s in DuplicateSuggestion.objects.all() for pk in (s.first_id, s.second_id)}
    assert sum(n for n in same_address.values() if n > 1) == 63
    for address, n in same_address.items():
        if n > 1:
            assert set(Congregation.objects.filter(street__iexact=address).values_list("pk", flat=True)) <= in_pairs
    assert Congregation.objects.count() == 900  # suggested, never merged
    assert answer["suggested_duplicates"] == DuplicateSuggestion.objects.count()
    assert counts(run(REAL, crs="EPSG:26985", state="DC")) == (900, 0, 0, 900, 0)


@there
def test_the_real_list_undone_leaves_nothing() -> None:
    run(REAL)
    undo(ImportRun.objects.get(), by=SYSTEM, at=NOON)
    assert (Congregation.objects.count(), DuplicateSuggestion.objects.count()) == (0, 0)


def test_metres_without_a_system_are_refused_and_read_when_it_is_stated(tmp_path: Path) -> None:
    path = write(tmp_path, "1,Lotus Pond Temple,392113.52,141572.87", header="id,name,xcoord,ycoord")
    with pytest.raises(ImportRefused, match="are no degrees"):
        run(path)
    run(path, crs="EPSG:26985")
    found = Congregation.objects.get()
    assert found.lon is not None
    assert found.lat is not None
    assert (round(found.lon, 4), round(found.lat, 4), found.pin) == (-77.0910, 38.9420, "given")


def test_two_places_that_disagree_are_told_and_the_shape_counts(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"id": 1, "name": "Lotus Pond Temple", "lon": -77.0, "lat": 38.9},
        "geometry": {"type": "Point", "coordinates": [-77.01, 38.9]},
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    answer = run(path)
    assert [p["reason"] for p in answer["problems"] if "two places" in p["reason"]] == [
        "The row gives two places 867 m apart: the first of shape, degrees, X/Y counts."
    ]
    assert Congregation.objects.get().lon == -77.01


def test_swapped_foreign_and_missing_places(tmp_path: Path) -> None:
    answer = run(
        write(
            tmp_path,
            "1,Swapped,,,,38.9,-77.0", "2,Foreign,,,,2.35,48.85", "3,Zero,,,20001,0,0", "4,Only ZIP,,,20001,,", "5,Nowhere,,,,,",
        )
    )  # fmt: skip
    assert counts(answer) == (5, 5, 0, 0, 0)
    found = {c.name: (c.pin, c.lon is not None) for c in Congregation.objects.all()}
    assert found == {"Swapped": ("given", True), "Foreign": ("none", False), "Zero": ("zip", True), "Only ZIP": ("zip", True), "Nowhere": ("none", False)}
    assert Congregation.objects.get(name="Swapped").lon == -77.0
    assert set(Congregation.objects.filter(zip="20001").values_list("city", "state")) == {("Washington", "DC")}


def test_ids_that_are_null_or_repeated_get_a_derived_key(tmp_path: Path) -> None:
    path = write(tmp_path, "7,Grace,,1 Main St,,-77,38.9", "7,Mercy,,2 Main St,,-77,38.9", ",Hope,,3 Main St,,-77,38.9", "7,Grace,,1 Main St,,-77,38.9")
    answer = run(path)
    assert counts(answer) == (4, 3, 0, 0, 0)
    assert answer["merged"] == 1
    assert [(p["row"], p["reason"]) for p in answer["problems"] if p["field"] == "id"] == [
        (3, "Row 2 has this id too: a key was derived."),
        (4, "The row has no id: a key was derived from name and address."),
        (5, "The same id, name and address as row 2: taken once."),
    ]
    assert counts(run(path)) == (4, 0, 0, 3, 0)


def test_an_update_and_its_undo_leave_everything_as_it_was(tmp_path: Path) -> None:
    run(write(tmp_path, "1,Grace,Methodist,1 Main St,20001,-77,38.9"))
    before = list(Congregation.objects.values())
    answer = run(write(tmp_path, "1,Grace Chapel,,1 Main St,20001,-77.1,38.9", "2,Mercy,Sikh,,,,"))
    assert counts(answer) == (2, 1, 1, 0, 0)
    assert Congregation.objects.get(source_id="list:1").tradition == "mainline"
    undo(ImportRun.objects.order_by("-id")[0], by=SYSTEM, at=NOON)
    assert list(Congregation.objects.values()) == before


def test_what_a_person_placed_stays_where_it_is(tmp_path: Path) -> None:
    run(write(tmp_path, "1,Grace,,,,-77,38.9"))
    Congregation.objects.update(pin="placed", lon=-77.2)
    assert counts(run(write(tmp_path, "1,Grace,,,,-77.1,38.9"))) == (1, 0, 0, 1, 0)


def test_what_its_people_say_stays_once_it_has_applied(tmp_path: Path) -> None:
    run(write(tmp_path, "1,Grace,,,,-77,38.9"))
    Congregation.objects.update(standing="applied", name="Grace of the Lake")
    answer = run(write(tmp_path, "1,Grace Renamed,,,,-77,38.9"))
    assert counts(answer) == (1, 0, 0, 1, 0)
    assert Congregation.objects.get().name == "Grace of the Lake"


def test_same_name_far_apart_is_no_duplicate_and_next_door_is(tmp_path: Path) -> None:
    run(write(tmp_path, "1,St. Peter’s Church,,,,-77,38.9", "2,SAINT PETERS,,,,-77.0005,38.9", "3,Saint Peters,,,,-77.5,38.9", "4,Other,,,,-77,38.9"))
    assert [(d.first.name, d.second.name, d.why, d.metres) for d in DuplicateSuggestion.objects.all()] == [
        ("St. Peter’s Church", "Saint Peters", "name_near", 43)
    ]


def test_a_likeness_to_what_is_there_is_suggested_too(tmp_path: Path) -> None:
    run(write(tmp_path, "1,Grace,,1 Main St,,-77,38.9"))
    answer = run(write(tmp_path, "9,Mercy,,1 Main Street,,-77,38.9", name="other.csv"))
    assert answer["suggested_duplicates"] == 1
    assert [(d.first.name, d.second.name, d.why) for d in DuplicateSuggestion.objects.all()] == [("Grace", "Mercy", "same_address")]


def test_no_undo_once_somebody_has_a_contact_there(tmp_path: Path) -> None:
    run(write(tmp_path, "1,Grace,,,,-77,38.9"))
    people.set_contact(congregation=Congregation.objects.get(), kind="leader", name="Rev. Ana Reyes", email="ana@mail.example", by=SYSTEM, at=NOON)
    with pytest.raises(UndoRefused, match="Grace has contacts by now"):
        undo(ImportRun.objects.get(), by=SYSTEM, at=NOON)


def test_a_region_imports_its_own_states_only(tmp_path: Path) -> None:
    make.region("Capital", states=("DC", "MD"))
    path = write(tmp_path, "1,Grace,DC", "2,Mercy,VA", header="id,name,state")
    answer = run(path, state="DC")
    assert counts(answer) == (2, 1, 0, 0, 1)
    assert [(p["row"], p["severity"]) for p in answer["problems"] if "Not in Capital" in p["reason"]] == [(3, "error")]


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("BHUDDIST", ("buddhist", "misspelt")), ("CHRISTIAN", ("christian", "")), ("Christian", ("christian", "")), (" ", ("unsaid", "blank")),
        ("Roman Catholic Church", ("catholic", "")), ("A.M.E.", ("historic_black", "")), ("Bahá’í", ("bahai", "")), ("Latter-day Saint", ("latter_day", "")),
        ("Presbyterain", ("mainline", "misspelt")), ("Jedi", ("other", "unknown")), ("SCIENTOLOGY", ("other", "")), ("N/A", ("unsaid", "blank")),
    ],
)  # fmt: skip
def test_words_of_faith(word: str, read: tuple[str, str]) -> None:
    found = read_tradition(word)
    assert (found.tradition.value, found.doubt) == read
