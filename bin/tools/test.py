"""Run the suite on SQLite and, where a server answers, on PostgreSQL; say what was left out, and end with the sum."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
NOTHING_TO_RUN = 5
"""What pytest ends with when no test was left."""
WORKERS = os.environ.get("ONECOP_TEST_WORKERS", "3")
"""One more than the two cores the suite is measured on: a test that drives a browser mostly waits."""


def main(arguments: list[str]) -> int:
    notes: list[str] = []
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        notes.append("Browser tests were skipped: no Chromium on this machine (bin/setup --browser installs it on Debian).")
    total: Counter[str] = Counter()
    code = run("SQLite", {"ONECOP_DATABASE_URL": ""}, arguments, total)
    on_sqlite = total.total()
    url, why = postgres()
    if url:
        ended = run("PostgreSQL", {"ONECOP_DATABASE_URL": url}, arguments, total)
        code = code or (0 if ended == NOTHING_TO_RUN else ended)
        if once := 2 * on_sqlite - total.total():
            notes.append(f"{once} tests that no engine changes (rules, words, browsers, long lives) ran on SQLite only; ONECOP_TEST_BOTH=1 runs all on both.")
    else:
        notes.append(f"PostgreSQL was skipped: {why}")
    for note in notes:
        print(note)
    print(f"{total['passed']} passed, {total['failed']} failed" + (f", {total['skipped']} skipped" if total["skipped"] else ""))
    return code


def run(engine: str, settings: dict[str, str], arguments: list[str], total: Counter[str]) -> int:
    """Run pytest once. The environment of whoever runs it must not leak in: tests decide their settings themselves."""
    print(f"== The suite on {engine} ==", flush=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONECOP_") or name.startswith("ONECOP_TEST_")}
    own.update({name: value for name, value in settings.items() if value})
    with tempfile.TemporaryDirectory() as folder:
        own["ONECOP_DATA"] = str(Path(folder) / "data")
        report = Path(folder) / "report.xml"
        spread = [] if any(a == "-n" or a.startswith(("-n", "--pdb")) for a in arguments) else ["-n", WORKERS]
        command = [sys.executable, "-m", "pytest", *spread, "-r", "fEsR", f"--junitxml={report}", "--create-db", "--dist", "worksteal", *arguments]
        code = subprocess.run(command, cwd=ROOT, env=own, check=False).returncode
        count(report, total)
    ends = {0: "all well", NOTHING_TO_RUN: "no test for it"}
    print(f"{engine}: {ends.get(code, f'pytest ended with {code}')}", flush=True)
    return code


def count(report: Path, total: Counter[str]) -> None:
    """Add up a JUnit report; without one (pytest broke before it wrote it) one failure is counted."""
    if not report.exists():
        total["failed"] += 1
        return
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        total["failed"] += number["failures"] + number["errors"]
        total["skipped"] += number["skipped"]
        total["passed"] += number["tests"] - number["failures"] - number["errors"] - number["skipped"]


def postgres() -> tuple[str, str]:
    """Return the address of a database to derive the test database from, or an empty string and the reason why there is none."""
    place = os.environ.get("ONECOP_TEST_POSTGRES", "127.0.0.1:5432")
    if place.lower() in ("", "off", "no"):
        return "", "ONECOP_TEST_POSTGRES says so."
    if "://" in place:
        candidates = [place]
    else:
        people = dict.fromkeys([os.environ.get("PGUSER", ""), getpass.getuser(), "postgres", "root"])
        candidates = [f"postgres://{person}@{place}/postgres" for person in people if person]
    fault = ""
    for candidate in candidates:
        try:
            with psycopg.connect(candidate, connect_timeout=3) as link:
                row = link.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
        except psycopg.OperationalError as error:
            fault = str(error).strip().splitlines()[0]
            continue
        if row and row[0]:
            return f"{candidate.rsplit('/', 1)[0]}/onecop_{os.getpid()}", ""
        fault = "the account may not create a database"
    return "", f"none to use at {place.rsplit('@', 1)[-1]} ({fault}). ONECOP_TEST_POSTGRES says where."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
