"""A backup holds everything, a restore brings it back, and neither goes over what is there by mistake. Run as people run it: by command."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.real_clock
ROOT = Path(__file__).resolve().parents[2]


def onecop(folder: Path, *words: str, url: str = "") -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONECOP_") and name != "DJANGO_SETTINGS_MODULE"}
    own |= {"ONECOP_DATA": str(folder), **({"ONECOP_DATABASE_URL": url} if url else {})}
    return subprocess.run([sys.executable, "-m", "onecop", *words, "--json"], cwd=ROOT, env=own, capture_output=True, text=True, check=False)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="makes databases of its own; once is enough")
def test_what_was_there_comes_back(tmp_path: Path) -> None:
    site, safe, other = tmp_path / "site", tmp_path / "safe", tmp_path / "other"
    assert onecop(site, "createstaff", "nadia@onecop.example").returncode == 0
    (site / "files").mkdir()
    (site / "files" / "roster.csv").write_text("kept")
    told = json.loads(onecop(site, "backup", str(safe)).stdout)
    assert (told["engine"], told["files"]) == ("sqlite", 1)
    assert oct(safe.stat().st_mode & 0o777) == "0o700"

    assert onecop(site, "createstaff", "later@onecop.example").returncode == 0
    full = onecop(site, "restore", str(safe))
    assert (full.returncode, "Add --replace" in full.stderr) == (1, True)
    assert onecop(site, "restore", str(safe), "--replace").returncode == 0
    assert onecop(other, "restore", str(safe)).returncode == 0
    _a_damaged_one_replaces_nothing(other, safe)
    for folder in (site, other):
        with sqlite3.connect(folder / "onecop.sqlite3") as link:
            assert link.execute("select email from access_person").fetchall() == [("nadia@onecop.example",)]
        assert (folder / "files" / "roster.csv").read_text() == "kept"
        assert (folder / "secret-key").read_text() == (safe / "secret-key").read_text()


def _a_damaged_one_replaces_nothing(site: Path, safe: Path) -> None:
    torn = safe.parent / "torn"
    shutil.copytree(safe, torn)
    copy = bytearray((torn / "onecop.sqlite3").read_bytes())
    copy[8192:40960] = b"\0" * 32768
    (torn / "onecop.sqlite3").write_bytes(copy)
    assert onecop(site, "restore", str(torn), "--replace").returncode == 1
    (torn / "backup.json").unlink()
    assert "is not a whole backup" in onecop(site, "restore", str(torn), "--replace").stderr
    assert "is not empty" in onecop(site, "backup", str(safe)).stderr


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql" or not shutil.which("pg_dump"), reason="needs PostgreSQL and its client")
def test_postgresql_comes_back_too(tmp_path: Path) -> None:
    known = connection.settings_dict
    base = f"postgres://{known['USER']}@{known['HOST']}:{known['PORT'] or 5432}"
    name = f"{known['NAME']}_backup"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}"')
    try:
        url = f"{base}/{name}"
        assert onecop(tmp_path / "site", "createstaff", "nadia@onecop.example", url=url).returncode == 0
        done = onecop(tmp_path / "site", "backup", str(tmp_path / "safe"), url=url)
        assert (done.returncode, done.stderr) == (0, "")
        assert onecop(tmp_path / "site", "createstaff", "later@onecop.example", url=url).returncode == 0
        assert onecop(tmp_path / "site", "restore", str(tmp_path / "safe"), url=url).returncode == 1
        done = onecop(tmp_path / "site", "restore", str(tmp_path / "safe"), "--replace", url=url)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(onecop(tmp_path / "site", "createstaff", "nadia@onecop.example", url=url).stdout)["name"] == "Nadia"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{name}"')
