"""bin/onecop: help with an example, one object for scripts, one clear line for a fault."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from onecop.access.models import Grant
from onecop.command.main import MODULES, main, parser
from onecop.demo import files
from onecop.demo.city import POLICE, build
from tests import make

CITY = build(1, make.NOON.date())
EVERY = [
    "import agencies", "import territory", "import roster", "import congregations", "locate", "preview-territory", "match", "createstaff", "letter", "check",
    "backup", "restore", "migrate", "worker", "relay", "web", "serve", "demo",
]  # fmt: skip


def answer(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    """Run with --json and return the one object; anything else on stdout breaks the reading."""
    assert main([*words, "--json"]) == code
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("words", [*EVERY, "import"])
def test_each_command_helps_with_an_example(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args([*words.split(), "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert "Example:" in out
    assert f"onecop {words}" in out.split("Example:")[1] or "bin/serve" in out


def test_each_module_is_known() -> None:
    assert {word.split()[0].replace("import", "imports").replace("preview-territory", "preview") for word in EVERY} == set(MODULES)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("locate", "Give LON and LAT"),
        ("locate 10 99", "is not a longitude and a latitude"),
        ("locate x y", "invalid float value: 'x'. See onecop locate --help."),
        ("locate --file no.csv --out out.csv", "There is no file no.csv."),
        ("import roster no.csv --agency LK0010100", "There is no file no.csv."),
        ("import roster no.csv", "the following arguments are required: --agency".capitalize()),
        ("match --agency LK9999999", "No agency has the ORI LK9999999."),
        ("preview-territory nothing", "There is no territory version nothing."),
        ("createstaff nobody", "“nobody” is not an e-mail address."),
        ("restore nowhere", "nowhere is not a whole backup"),
        ("demo --weeks 0", "--weeks must be from 1 to 104."),
        ("dance", "invalid choice: 'dance'"),
    ],
)
def test_a_fault_is_one_line_and_a_code(words: str, line: str, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words.split()) in (1, 2)
    said = capsys.readouterr()
    assert line.lower() in said.err.lower()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert main([*words.split(), "--json"]) in (1, 2)
    assert list(json.loads(capsys.readouterr().out)) == ["error"]


def test_a_map_comes_in_and_points_are_located(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make.region()
    agency = CITY.agencies[0]
    listed = answer(capsys, "import", "agencies", str(files.agencies(CITY, tmp_path)))
    assert (listed["rows"], listed["created"], listed["refused"], listed["committed"]) == (8, 8, 0, False)
    assert answer(capsys, "import", "agencies", str(files.agencies(CITY, tmp_path)), "--commit")["created"] == 8
    assert answer(capsys, "import", "agencies", str(files.agencies(CITY, tmp_path)), "--commit")["unchanged"] == 8
    place = ("--agency", POLICE, "--commit")
    assert answer(capsys, "import", "territory", str(files.precincts(CITY, agency, tmp_path)), "--level", "precinct", *place)["created"] == 7
    drawn = answer(capsys, "import", "territory", str(files.beats(CITY, agency, tmp_path)), "--level", "beat", "--parent-field", "PRECINCT", *place)
    assert (drawn["created"], [p for p in drawn["problems"] if p["severity"] != "info"]) == (36, [])
    preview = answer(capsys, "preview-territory", drawn["version"])
    assert preview == {"congregations_moved": 0, "partnerships_affected": 0, "moved": []}
    again = answer(capsys, "import", "territory", str(files.beats(CITY, agency, tmp_path)), "--level", "beat", "--activate", *place)
    assert again["version"] == drawn["version"]
    house = next(h for h in CITY.houses if h.beat == "53")
    assert answer(capsys, "locate", str(house.lon), str(house.lat)) == {"agency": POLICE, "precinct": "5", "beat": "53", "distance_m": 0.0}
    outside = answer(capsys, "locate", "0", "0")
    assert (outside["agency"], outside["precinct"], outside["beat"]) == (None, None, None)
    _locate_file(tmp_path, capsys)
    staffed = answer(capsys, "import", "roster", str(files.roster(CITY, agency, tmp_path)), *place)
    assert (staffed["created"], staffed["refused"]) == (262, 0)
    matched = answer(capsys, "match", "--agency", POLICE)
    assert matched == {"congregations": 0, "officers": matched["officers"], "placed": 0, "unplaced": [], "cost": 0}


def _locate_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Many points at once say what single ones say; other columns stay."""
    houses = [h for h in CITY.houses if h.beat[0] in "1234567"][:40]
    source, target = folder / "in.csv", folder / "out.csv"
    with source.open("w", newline="") as stream:
        csv.writer(stream).writerows([["name", "lon", "lat"], *([h.name, h.lon, h.lat] for h in houses), ["nowhere", 0.5, 0.5]])
    assert answer(capsys, "locate", "--file", str(source), "--out", str(target)) == {"rows": 41, "inside": 40, "out": str(target)}
    with target.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["name"], r["agency"], r["precinct"], r["beat"]) for r in rows] == [
        *((h.name, POLICE, h.beat[0], h.beat) for h in houses),
        ("nowhere", "", "", ""),
    ]


def test_staff_are_made_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert answer(capsys, "createstaff", "Nadia.Osei@onecop.example") == {
            "email": "nadia.osei@onecop.example", "name": "Nadia Osei", "role": "national_staff",
        }  # fmt: skip
    assert Grant.objects.count() == 1


def test_check_tells_what_to_mend(db: None, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    found = answer(capsys, "check")
    assert found["well"] is True
    assert {f["part"] for f in found["findings"]} == {"versions", "settings", "database", "worker", "mail", "relay"}
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.DEBUG = "http://onecop.example", ["*"], True
    found = answer(capsys, "check", code=1)
    assert [f["words"] for f in found["findings"] if f["level"] == "mend"] == [
        "ONECOP_DEBUG is on: faults show the inside of the program.",
        "The site is reached without https.",
    ]
