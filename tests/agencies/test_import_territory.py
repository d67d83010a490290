import json
import zipfile

import numpy as np
import pytest
import shapefile
import shapely
from pyproj import CRS, Transformer

from onecop.imports.contract import ImportRefused
from onecop.imports.models import ImportRun
from onecop.imports.services import run_file, undo
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.territory.models import Area, TerritoryVersion
from onecop.territory.queries import locate
from tests import make
from tests.make import NOON
from tests.territory import maps

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make.agency("Port Ellery Police", ori="LK0000100")


def geojson(path, features, crs=None):
    found = [{"type": "Feature", "properties": dict(f.properties), "geometry": shapely.geometry.mapping(f.geometry)} for f in features]
    whole = {"type": "FeatureCollection", "features": found}
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(whole))
    return path


def run(path, *, commit=True, **options):
    options = {"agency": "LK0000100", "level": "beat", **options}
    return run_file("territory", path, options=options, commit=commit, by=SYSTEM, at=NOON)


def counts(outcome):
    return tuple(outcome.counts[name] for name in ("rows", "created", "updated", "unchanged", "refused"))


@pytest.fixture
def beats(tmp_path):
    return geojson(tmp_path / "beats.geojson", maps.numbered(maps.squares(), DISTRICT=["W", "W", "E", "W", "W", "E"]))


@pytest.fixture
def precincts(tmp_path):
    shapes = maps.squares()
    west, east = (shapely.union_all([shapes[n] for n in some]) for some in ((0, 1, 3, 4), (2, 5)))
    return geojson(tmp_path / "precincts.geojson", maps.features([west, east], DISTRICT=["W", "E"]))


def test_a_dry_run_writes_nothing(agency, beats):
    outcome = run(beats, commit=False)
    assert (counts(outcome), TerritoryVersion.objects.count()) == ((6, 6, 0, 0, 0), 0)


def test_precincts_and_beats_go_to_one_draft_and_again_changes_nothing(agency, precincts, beats):
    first, second = run(precincts, level="precinct"), run(beats)
    assert (first.extras["version"], counts(first), counts(second)) == (second.extras["version"], (2, 2, 0, 0, 0), (6, 6, 0, 0, 0))
    again = run(beats)
    assert (again.extras["version"], counts(again)) == (first.extras["version"], (6, 0, 0, 6, 0))
    assert {b.code: b.parent.code for b in Area.objects.filter(level="beat")} == dict(zip("123456", "WWEWWE", strict=True))


def test_activated_at_once_it_answers_and_the_same_file_makes_no_new_version(agency, precincts, beats):
    run(precincts, level="precinct")
    outcome = run(beats, activate="yes", effective="2027-01-01")
    found = locate(maps.WEST + 0.005, maps.SOUTH + 0.005)
    assert (found.territory.ori, found.precinct.code, found.beat.code) == ("LK0000100", "W", "1")
    version = TerritoryVersion.objects.get()
    assert (version.key, str(version.effective_on), version.is_in_force) == (outcome.extras["version"], "2027-01-01", True)
    again = run(beats, activate="yes")
    assert (counts(again), again.extras["version"], TerritoryVersion.objects.count()) == ((6, 0, 0, 6, 0), version.key, 1)


def test_a_listed_agency_is_brought_in(db, beats):
    from onecop.agencies.models import Agency

    make.nation()
    agency = Agency.objects.create(ori="LK0000100", name="Port Ellery Police", state="LK")
    run(beats)
    agency.refresh_from_db()
    assert (agency.standing, agency.territory.ori, agency.scope.name) == ("active", "LK0000100", "Port Ellery Police")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"agency": "NOBODY"}, "No agency has the ORI “NOBODY”."),
        ({"level": "zone"}, "Say what the shapes are."),
        ({"effective": "soon"}, "“soon” is no date."),
        ({"crs": "EPSG:1"}, "The given reference system “EPSG:1” is not known."),
        ({"id_field": "SECTOR"}, "The file has no column “SECTOR”."),
    ],
)
def test_wrong_options_are_refused_in_words(agency, beats, options, words):
    with pytest.raises(ImportRefused) as refused:
        run(beats, **options)
    assert refused.value.reason == words


def test_a_zipped_shapefile_says_its_system_itself(agency, tmp_path):
    to_maryland = Transformer.from_crs("EPSG:4326", "EPSG:26985", always_xy=True)
    with shapefile.Writer(str(tmp_path / "beats")) as writer:
        writer.field("BEAT_NO", "N", 6)
        for n, shape in enumerate(maps.squares(), 1):
            moved = shapely.transform(shape, lambda xy: np.column_stack(to_maryland.transform(xy[:, 0], xy[:, 1])))
            writer.poly([list(moved.exterior.coords)])
            writer.record(n)
    (tmp_path / "beats.prj").write_text(CRS.from_epsg(26985).to_wkt("WKT1_ESRI"))
    path = tmp_path / "beats.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for ending in ("shp", "shx", "dbf", "prj"):
            packed.write(tmp_path / f"beats.{ending}", f"beats.{ending}")
    outcome = run(path, activate="yes")
    assert counts(outcome) == (6, 6, 0, 0, 0)
    assert any("Reprojected from" in p.reason for p in outcome.problems)
    assert locate(maps.WEST + 0.005, maps.SOUTH + 0.005).beat.code == "1"


def test_each_layer_of_a_draft_can_be_undone_but_not_what_came_into_force(agency, precincts, beats):
    first, second = run(precincts, level="precinct"), run(beats)
    runs = {key: ImportRun.objects.get(key=key) for key in (first.run, second.run)}
    with pytest.raises(Refused, match="Another layer"):
        undo(runs[first.run], by=SYSTEM, at=NOON)
    undo(runs[second.run], by=SYSTEM, at=NOON)
    assert list(Area.objects.values_list("level", flat=True)) == ["precinct", "precinct"]
    undo(ImportRun.objects.get(key=first.run), by=SYSTEM, at=NOON)
    assert TerritoryVersion.objects.count() == 0
    third = run(beats, activate="yes")
    with pytest.raises(Refused, match="has come into force"):
        undo(ImportRun.objects.get(key=third.run), by=SYSTEM, at=NOON)


def test_washington_by_file(db):
    path = maps.DC / "psa.geojson"
    if not path.exists():
        pytest.skip("the real files of Washington are not beside the project")
    make.agency("Metropolitan Police", ori="DCMPD0000", state="DC")
    districts = run(maps.DC / "districts.geojson", agency="DCMPD0000", level="precinct")
    psas = run(path, agency="DCMPD0000", activate="yes")
    assert (counts(districts), counts(psas)) == ((7, 7, 0, 0, 0), (56, 56, 0, 0, 0))
    assert {b.code: b.parent.code for b in Area.objects.filter(level="beat").select_related("parent")} == {
        f.properties["PSA"]: f.properties["DISTRICT"] for f in maps.real("psa")
    }
