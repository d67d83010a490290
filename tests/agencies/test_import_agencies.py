"""The national directory, the real one where it is there."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.conf import LazySettings

from onecop.agencies.models import Agency, ShiftPattern
from onecop.imports.contract import ImportRefused, UndoRefused
from onecop.imports.models import ImportRun
from onecop.imports.services import run_file, undo
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.make import NOON

REAL = Path(__file__).parents[2] / "../shared/data/us/agencies.csv"
HEADER = "ori,agency_name,agency_type_name,county_name,latitude,longitude,state_abbr\n"


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"


def run(path: Path, *, commit: bool = True) -> dict:
    return run_file("agencies", path, options={}, commit=commit, by=SYSTEM, at=NOON).as_json()


def write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "agencies.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


def counts(answer: dict) -> tuple[int, ...]:
    return tuple(answer[k] for k in ("rows", "created", "updated", "unchanged", "refused"))


@pytest.mark.django_db
@pytest.mark.skipif(not REAL.exists(), reason="the real agencies.csv is not beside the project")
def test_the_real_directory_comes_in_with_every_problem_row_named() -> None:
    given = list(csv.DictReader(REAL.open(encoding="utf-8-sig", newline="")))
    places = Counter((r["latitude"], r["longitude"]) for r in given if r["latitude"])
    expected = {
        "No coordinates are given.": sum(not r["latitude"] for r in given),
        "No county is given.": sum(not r["county_name"].strip() for r in given),
        "The agency stands in several counties: all are kept.": sum(";" in r["county_name"] for r in given),
    }
    assert list(expected.values()) == [556, 574, 617]

    answer = run(REAL)

    assert counts(answer) == (18702, 18702, 0, 0, 0)
    told = Counter(p["reason"] for p in answer["problems"])
    assert {reason: told[reason] for reason in expected} == expected
    assert sum(n for reason, n in told.items() if "same coordinates" in reason) == sum(n for n in places.values() if n > 1)
    assert {p["row"] for p in answer["problems"] if p["reason"] == "No county is given."} == {n for n, r in enumerate(given, 2) if not r["county_name"].strip()}
    assert Agency.objects.count() == 18702
    assert counts(run(REAL)) == (18702, 0, 0, 18702, 0)


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "LK0010000,Port Ellery Police Department,City,ELLERY,38.9,-77.0,DC")
    assert counts(run(path, commit=False)) == (1, 1, 0, 0, 0)
    assert (Agency.objects.count(), ImportRun.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_dirt_is_told_and_put_right(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "NB0010000, Cedar  Falls Police ,City,ADAMS; HALL,-9.0,-9.0,NB",
        "DC00100,Short Ori Police,City,,38.9,-77.0,District of Columbia",
        "XX,No Ori,City,A,38.9,-77.0,DC",
        "DC0020000,Nowhere Police,City,A,38.9,-77.0,ZZ",
        "DC0030000,Swapped Police,City,A,-77.0,38.9,DC",
    )
    answer = run(path)
    assert counts(answer) == (5, 3, 0, 0, 2)
    assert [(p["row"], p["field"], p["severity"]) for p in sorted(answer["problems"], key=lambda p: (p["row"], p["field"]))] == [
        (2, "county", "info"), (2, "lat", "warning"), (2, "state", "info"), (3, "county", "warning"), (3, "ori", "info"), (4, "ori", "error"),
        (5, "state", "error"), (6, "lat", "warning"),
    ]  # fmt: skip
    assert list(Agency.objects.order_by("ori").values_list("ori", "name", "state", "county", "lat")) == [
        ("DC0010000", "Short Ori Police", "DC", "", 38.9),
        ("DC0030000", "Swapped Police", "DC", "A", None),
        ("NB0010000", "Cedar Falls Police", "NE", "Adams; Hall", None),
    ]


@pytest.mark.django_db
def test_repeats_merge_when_they_agree_and_are_refused_when_they_do_not(tmp_path: Path) -> None:
    path = write(tmp_path, "DC0010000,One,City,A,,,DC", "DC0010000,One,City,A,,,DC", "DC0020000,Two,City,A,,,DC", "DC0020000,Other Two,City,A,,,DC")
    answer = run(path)
    assert counts(answer) == (4, 1, 0, 0, 2)
    assert [p["row"] for p in answer["problems"] if p["severity"] == "error"] == [4, 5]


@pytest.mark.django_db
def test_a_changed_row_updates_and_the_undo_restores_it_exactly(tmp_path: Path) -> None:
    run(write(tmp_path, "DC0010000,One,City,ADAMS,38.9,-77.0,DC"))
    before = Agency.objects.values().get()
    answer = run(write(tmp_path, "DC0010000,One Renamed,City,,38.8,-77.0,DC", "DC0020000,Two,City,A,,,DC"))
    assert counts(answer) == (2, 1, 1, 0, 0)
    assert Agency.objects.get(ori="DC0010000").county == "Adams"  # a blank does not wipe
    undo(ImportRun.objects.order_by("-id")[0], by=SYSTEM, at=NOON)
    assert list(Agency.objects.values()) == [before]


@pytest.mark.django_db
def test_no_undo_while_something_depends_on_it(tmp_path: Path) -> None:
    run(write(tmp_path, "DC0010000,One,City,ADAMS,38.9,-77.0,DC"))
    agency = Agency.objects.get()
    ShiftPattern.objects.create(agency=agency, code="d", name="Days", anchor_on=NOON.date(), cycle=[None])
    with pytest.raises(UndoRefused, match="One has shift patterns by now"):
        undo(ImportRun.objects.get(), by=SYSTEM, at=NOON)
    assert Agency.objects.count() == 1
    ShiftPattern.objects.all().delete()
    undo(ImportRun.objects.get(), by=SYSTEM, at=NOON)
    assert Agency.objects.count() == 0


@pytest.mark.django_db
def test_no_undo_of_a_row_somebody_has_changed(tmp_path: Path) -> None:
    run(write(tmp_path, "DC0010000,One,City,ADAMS,38.9,-77.0,DC"))
    Agency.objects.update(name="One, corrected")
    with pytest.raises(UndoRefused, match="changed since"):
        undo(ImportRun.objects.get(), by=SYSTEM, at=NOON)


@pytest.mark.django_db
def test_a_file_without_ori_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("color,size\nred,1\n")
    with pytest.raises(ImportRefused, match=r"No column could be found for “ORI”, “Name”, “State”\."):
        run(path)


@pytest.mark.django_db
def test_the_cost_does_not_grow_with_the_rows(tmp_path: Path, django_assert_max_num_queries) -> None:
    rows = [f"DC00{n:05d}00"[:9] + f",Agency {n},City,A,,,DC" for n in range(10, 90)]
    make.nation()
    with django_assert_max_num_queries(30):
        run(write(tmp_path, *rows))
