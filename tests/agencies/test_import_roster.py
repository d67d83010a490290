"""Rosters, the fictional one of the shared data where it is there: each planted fault is reported."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from onecop.agencies.importers.spellings import code_of, date_of, days_off_of, languages_of, phone_of, rank_of, tour_of
from onecop.agencies.models import Agency, Officer, ShiftPattern
from onecop.imports.contract import ImportRefused, UndoRefused
from onecop.imports.models import ImportRun
from onecop.imports.services import run_file, undo
from onecop.kernel.actor import SYSTEM
from onecop.territory.choices import Level, VersionState
from onecop.territory.models import Area, TerritoryVersion
from tests import make
from tests.make import NOON

REAL = Path(__file__).parents[2] / "../shared/data/dc/officer_roster.csv"
HEADER = "CAD #,Last Name,First Name,Rank,District,PSA,Tour,Days Off,Assigned Since,Work Email,Work Phone,Languages,Status,Transfer Effective,Transfer To\n"
LEAH = "3004,Lam,Leah,Officer,1,101,Days,Sun-Mon,05/13/2008,leah.lam@police.example,202-555-5838,Spanish,Active,,"


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"


@pytest.fixture
def agency(db: None) -> Agency:
    """An agency with a map in force: districts 1 to 7, and a beat for every code that the real roster knows but 999."""
    found = make.agency("Port Ellery Police", ori="LKPD00000")
    version = TerritoryVersion.objects.create(
        territory=found.territory, number=1, state=VersionState.ACTIVE, effective_on=date(2026, 1, 1), created_at=NOON, activated_at=NOON
    )
    shape: dict[str, Any] = {"outline": b"", "min_lon": 0, "min_lat": 0, "max_lon": 0, "max_lat": 0, "label_lon": 0, "label_lat": 0, "square_m": 1}
    codes = {"101", "102", "708"}
    if REAL.exists():
        codes = {r["PSA"] for r in csv.DictReader(REAL.open(encoding="utf-8-sig"))} - {"", "999"}
    above = {d: Area.objects.create(version=version, level=Level.PRECINCT, code=d, name=f"District {d}", **shape) for d in "1234567"}
    for code in sorted(codes):
        Area.objects.create(version=version, level=Level.BEAT, code=code, name=code, parent=above[code[0]], **shape)
    return found


def run(path: Path, *, commit: bool = True, **options: str) -> dict[str, Any]:
    return run_file("roster", path, options={"agency": "LKPD00000", **options}, commit=commit, by=SYSTEM, at=NOON).as_json()


def write(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(header + "\n".join(rows) + "\n")
    return path


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[k] for k in ("rows", "created", "updated", "unchanged", "refused"))


def told(answer: dict[str, Any], field: str, words: str) -> set[int]:
    return {p["row"] for p in answer["problems"] if p["field"] == field and words in p["reason"]}


@pytest.mark.skipif(not REAL.exists(), reason="the roster of the shared data is not beside the project")
def test_every_planted_fault_of_the_real_roster_is_reported(agency: Agency) -> None:
    given = list(enumerate(csv.DictReader(REAL.open(encoding="utf-8-sig", newline="")), 2))
    by_cad = defaultdict(list)
    for row, r in given:
        by_cad[r["CAD #"]].append((row, tuple(r.values())))
    repeated = [same for same in by_cad.values() if len(same) > 1]
    contradicting = {row for same in repeated if len({v for _, v in same}) > 1 for row, _ in same}
    merged = {row for same in repeated if len({v for _, v in same}) == 1 for row, _ in same[1:]}
    taken = [(row, r) for row, r in given if row not in contradicting | merged]
    assert (len(given), len(repeated), len(contradicting), len(merged)) == (849, 5, 4, 3)

    answer = run(REAL)

    assert counts(answer) == (849, 842, 0, 0, 4)
    assert told(answer, "CAD #", "contradict") == contradicting
    assert told(answer, "CAD #", "taken once") == merged

    def rows(test: Any) -> set[int]:
        return {row for row, r in taken if test(r)}

    expected = {
        ("PSA", "No area is given"): rows(lambda r: not r["PSA"]),
        ("PSA", "No such area"): rows(lambda r: r["PSA"] == "999"),
        ("Work Email", "No e-mail"): rows(lambda r: not r["Work Email"]),
        ("Last Name", "capitals and spaces"): rows(lambda r: r["Last Name"].isupper()),
        ("Assigned Since", "no such date"): rows(lambda r: r["Assigned Since"] and not re.fullmatch(r"\d\d/\d\d/\d{4}", r["Assigned Since"])),
        ("Assigned Since", "not come yet"): rows(
            lambda r: (m := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", r["Assigned Since"])) and (m[3], m[1], m[2]) > ("2026", "11", "20")
        ),
        ("Rank", "Read as Officer"): rows(lambda r: r["Rank"] == "OFC"),
        ("Rank", "Read as Sergeant"): rows(lambda r: r["Rank"] == "SGT"),
        ("Rank", "Read as Senior"): rows(lambda r: r["Rank"] == "MPO"),
        ("Status", "Limited duty"): rows(lambda r: r["Status"] == "Limited Duty"),
        ("Status", "On leave"): rows(lambda r: r["Status"] == "Leave"),
        ("Transfer Effective", "pending"): rows(lambda r: r["Transfer Effective"]),
    }
    assert {key: told(answer, *key) for key in expected} == expected
    assert [len(expected[k]) for k in (("PSA", "No area is given"), ("PSA", "No such area"), ("Work Email", "No e-mail"))] == [9, 4, 6]
    assert [len(expected[k]) for k in (("Last Name", "capitals and spaces"), ("Assigned Since", "no such date"))] == [5, 3]
    assert sum(len(rows) for rows in expected.values()) + 7 == sum(p["row"] is not None for p in answer["problems"])  # and nothing else is told
    assert Officer.objects.filter(agency=agency).count() == 842
    assert ShiftPattern.objects.filter(agency=agency).count() == len({(r["Tour"], r["Days Off"]) for _, r in taken})
    assert Officer.objects.filter(shift=None).count() == 0
    assert dict(Counter(Officer.objects.values_list("rank_as_given", "rank")))["OFC", "officer"] == len(expected["Rank", "Read as Officer"])

    again = run(REAL)
    assert counts(again) == (849, 0, 0, 842, 4)


def test_a_row_becomes_an_officer(agency: Agency, tmp_path: Path) -> None:
    run(write(tmp_path, LEAH))
    leah = Officer.objects.select_related("area", "shift").get()
    assert (leah.badge, leah.full_name, leah.rank, leah.status, leah.area.code if leah.area else None) == ("3004", "Leah Lam", "officer", "active", "101")
    assert (leah.assigned_since, leah.email, str(leah.phone.as_e164), leah.languages) == (date(2008, 5, 13), "leah.lam@police.example", "+12025555838", ["es"])
    assert leah.shift is not None
    assert leah.shift.cycle == [None, *[["06:00", 8.5]] * 5, None]
    assert leah.shift.name == "Days, off Sun, Mon"


def test_the_same_file_again_changes_nothing_and_another_updates(agency: Agency, tmp_path: Path) -> None:
    run(write(tmp_path, LEAH))
    assert counts(run(write(tmp_path, LEAH))) == (1, 0, 0, 1, 0)
    answer = run(write(tmp_path, LEAH.replace("101", "102").replace("Days", "Evenings").replace(",,", ",01/10/2027,Promotion", 1)))
    assert counts(answer) == (1, 0, 1, 0, 0)
    run_ = ImportRun.objects.order_by("-id")[0]
    assert sorted(run_.changes["updates"][0]["after"]) == ["area", "tour", "transfer_on", "transfer_to"]


def test_undo_restores_exactly_and_takes_its_patterns_along(agency: Agency, tmp_path: Path) -> None:
    run(write(tmp_path, LEAH))
    before = (list(Officer.objects.values()), list(ShiftPattern.objects.values()))
    run(write(tmp_path, LEAH.replace("Days", "Power").replace("Lam", "Lam-Ortiz"), LEAH.replace("3004", "3005").replace("Leah", "Noor")))
    undo(ImportRun.objects.order_by("-id")[0], by=SYSTEM, at=NOON)
    assert (list(Officer.objects.values()), list(ShiftPattern.objects.values())) == before


def test_only_the_latest_import_can_be_taken_back(agency: Agency, tmp_path: Path) -> None:
    run(write(tmp_path, LEAH))
    run(write(tmp_path, LEAH))
    first, second = ImportRun.objects.order_by("id")
    ImportRun.objects.filter(pk=second.pk).update(committed_at=NOON.replace(hour=18))
    with pytest.raises(UndoRefused, match="later import"):
        undo(first, by=SYSTEM, at=NOON)


def test_those_missing_are_told_and_only_marked_when_asked(agency: Agency, tmp_path: Path) -> None:
    run(write(tmp_path, LEAH, LEAH.replace("3004", "3005")))
    assert [p["value"] for p in run(write(tmp_path, LEAH))["problems"] if "not in this file" in p["reason"]] == ["3005"]
    assert Officer.objects.get(badge="3005").status == "active"
    assert counts(run(write(tmp_path, LEAH), missing="gone")) == (1, 0, 1, 1, 0)
    assert Officer.objects.get(badge="3005").status == "gone"


def test_other_departments_other_headers(agency: Agency, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("Badge No;Officer Name;Shift;RDO\n77;Núñez, Inés;0700-1500;Fri-Sun\n".encode("cp1252"))
    answer = run(path)
    assert counts(answer) == (1, 1, 0, 0, 0)
    officer = Officer.objects.select_related("shift").get()
    assert officer.full_name == "Inés Núñez"
    assert officer.shift is not None
    assert officer.shift.cycle == [["07:00", 8.0]] * 4 + [None] * 3


def test_an_unknown_agency_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="No agency has the ORI"):
        run(write(tmp_path, LEAH))


@pytest.mark.parametrize(
    ("text", "off"), [("Sun-Mon", (0, 6)), ("Fri-Sun", (4, 5, 6)), ("Tue, Sat", (1, 5)), ("Rotating", ()), ("", None), ("none", None), ("Sat-Sun", (5, 6))]
)
def test_days_off(text: str, off: tuple[int, ...] | None) -> None:
    assert days_off_of(text) == off


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/13/2008", date(2008, 5, 13)),
        ("2019-13-40", None),
        ("2/29/2023", None),
        ("2024-02-29", date(2024, 2, 29)),
        ("1/2/05", date(2005, 1, 2)),
        ("soon", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert date_of(text) == day


def test_spellings() -> None:
    assert [rank_of(w) for w in ("OFC", "Sgt.", "Master Patrol Officer", "Wizard")] == [("officer", True), ("sergeant", True), ("senior", False), None]
    assert languages_of("Spanish; ASL / Klingon, English") == (["es", "ase"], ["klingon"])
    assert [phone_of(w) for w in ("202-555-5838", "(202) 555 5838", "12")] == ["+12025555838", "+12025555838", None]
    assert [code_of(w) for w in ("PSA 101", "0101", "101.0", " d-4 ", "4D")] == ["101", "101", "101", "4", "4D"]
    assert [tour_of(w) for w in ("2200-0630", "Midnights", "Whenever")] == [("22:00–06:30", "22:00", 8.5), ("Midnights", "22:00", None), None]
