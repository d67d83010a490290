"""Load congregations through the validated import, beside the raw load of the very same rows: executemany (SQLite), COPY (PostgreSQL).

    .venv/bin/python bench/load.py [ROWS=350000]
    ONECOP_DATABASE_URL=postgres://... .venv/bin/python bench/load.py [ROWS]

Marks (STACK): validating whole columns and writing them takes at most 2 × executemany, 1.5 × COPY. Validating is all that `plan` does: cleaning,
folding, locating, comparing with what is there, looking for likenesses. Raw and ours load an emptied table in turn, twice each, so that
both meet the same noise, and both begin with the same empty pages; the quickest of each counts. On SQLite, where the database works inside
this process, the ratio of computing times (CPU) is printed beside that of the clock: on a shared machine it is the steadier one.
The whole command, with reading the file, problems, audit and all that an undo needs, runs in a process of its own and tells its largest memory.
The database is one of its own and is dropped at the end.
"""

import csv
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
scratch = tempfile.TemporaryDirectory(prefix="onecop-bench-")
os.environ["ONECOP_DATA"] = scratch.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from onecop.access.services import nation  # noqa: E402
from onecop.congregations import folding  # noqa: E402
from onecop.congregations.importers import COLUMNS  # noqa: E402
from onecop.congregations.importing import cleaning  # noqa: E402
from onecop.congregations.models import Congregation  # noqa: E402
from onecop.imports import bulk, readers, registry, words  # noqa: E402
from onecop.imports.contract import Context  # noqa: E402
from onecop.imports.mapping import guess  # noqa: E402
from onecop.imports.services import run_file  # noqa: E402
from onecop.kernel.actor import SYSTEM  # noqa: E402
from onecop.kernel.clock import now  # noqa: E402
from onecop.kernel.ids import new_keys  # noqa: E402

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 350_000
TURNS = 2
FIRST = ("Grace", "Mount Zion", "St. Mark’s", "Beth El", "Masjid An-Noor", "Lotus Pond", "First", "New Hope", "Sacred Heart", "Trinity")
LAST = ("Baptist Church", "Temple", "United Methodist", "Islamic Center", "Congregation", "Chapel", "Fellowship", "Assembly of God", "Gurdwara", "Cathedral")
FAITH = ("CHRISTIAN", "Baptist", "ISLAM", "Jewish", "BHUDDIST", "", "Roman Catholic", "Sikh", "Methodist", "Hindu")
STREET = ("Main Street", "MARTIN LUTHER KING AVENUE", "Oak Road", "14th St NE", "Lake Shore Drive", "Second Avenue")


def make_file(path: Path) -> None:
    """Write a made-up national list, the same every time."""
    rng, before = random.Random(20), ("", 0.0, 0.0)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "name", "religion", "address", "city", "state", "zip", "longitude", "latitude", "website"])
        for n in range(ROWS):
            name = f"{rng.choice(FIRST)} {rng.choice(LAST)} of {rng.choice(FIRST)} {rng.randrange(3000)}"
            lon, lat = round(rng.uniform(-123, -68), 6), round(rng.uniform(26, 48), 6)
            street = f"{rng.randrange(1, 9999)} {rng.choice(STREET)}"
            if n % 100 == 99:  # the row before once more, next door
                name, lon, lat = before[0], before[1] + 0.0002, before[2]
            before = (name, lon, lat)
            writer.writerow([n, name, rng.choice(FAITH), street, "Port Ellery", "OH", f"{rng.randrange(43000, 45999)}", lon, lat, ""])


class Timed:
    """with Timed("words") as t: ...; t.seconds."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __enter__(self) -> "Timed":
        self.began, self.cpu_began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu = time.perf_counter() - self.began, time.process_time() - self.cpu_began
        print(f"{self.words:<58}{self.seconds:8.2f} s{self.cpu:8.2f} s of it in this process", flush=True)


def empty() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE congregations_congregation RESTART IDENTITY CASCADE")
        else:
            cursor.execute("DELETE FROM congregations_duplicatesuggestion")
            cursor.execute("DELETE FROM congregations_congregation")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def raw_load(rows: list[tuple], columns: list[str]) -> Timed:
    """Load finished tuples with what the driver offers, nothing else: the floor."""
    names = ", ".join(f'"{c}"' for c in columns)
    how = "COPY" if connection.vendor == "postgresql" else "executemany"
    with Timed(f"raw {how} of the finished rows") as timed, transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY congregations_congregation ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            connection.connection.executemany(f"INSERT INTO congregations_congregation ({names}) VALUES ({marks})", rows)
    return timed


def our_load(columns: dict[str, Any], keys: list[str], at: datetime) -> Timed:
    with Timed("ours: insert the validated columns (imports.bulk)") as timed, transaction.atomic():
        bulk.insert(Congregation, {"key": keys, "standing_since": [at] * ROWS, **columns})
    return timed


def finished_rows() -> tuple[list[str], list[tuple]]:
    """Return the names of the columns and the rows as they stand in the table, ready for the driver."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM congregations_congregation")
        names = [d[0] for d in cursor.description if d[0] != "id"]
        cursor.execute(f"SELECT {', '.join(names)} FROM congregations_congregation ORDER BY id")
        rows = cursor.fetchall()
    if connection.vendor == "postgresql":
        rows = [tuple(json.dumps(v) if isinstance(v, list | dict) else v for v in row) for row in rows]
    return names, rows


def main() -> None:
    old = setup_databases(verbosity=0, interactive=False)
    try:
        measure()
    finally:
        connection.close()
        teardown_databases(old, verbosity=0)
        scratch.cleanup()


def measure() -> None:
    path = Path(scratch.name) / "national.csv"
    make_file(path)
    nation()
    at = now()
    print(f"{connection.vendor}, {ROWS:,} rows, file {path.stat().st_size / 2**20:.0f} MB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    with Timed("read the CSV into columns") as reading:
        table = readers.read(path)
    kind = registry.get("congregations")
    plannings = []
    for _ in range(TURNS):
        forget_words()
        with Timed("plan: validate, fold, locate, compare, likenesses") as planning:
            plan = kind.plan(table, guess(table.header, kind.fields), Context(by=SYSTEM, at=at, source=path.name))
        plannings.append(planning)
    print(f"{'':<58}{memory():8,.0f} MB so far at the largest")
    columns, keys = plan.payload.columns, new_keys(ROWS)
    our_load(columns, keys, at)  # to warm up, and to have the rows
    names, rows = finished_rows()
    raws, ours = [], []
    for _ in range(TURNS):
        empty()
        raws.append(raw_load(rows, names))
        empty()
        ours.append(our_load(columns, keys, at))
    if connection.vendor == "sqlite":
        empty()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {-bulk.CACHE_KIB}")
        lent = raw_load(rows, names)
    del rows
    empty()
    connection.close()
    for _ in range(2):
        subprocess.run([sys.executable, __file__, str(ROWS), "--whole", str(path)], check=True, env=child_environment())
    mark = 1.5 if connection.vendor == "postgresql" else 2.0
    print(f"\n{'':<28}{'clock':>8}{'CPU':>8}   mark {mark}")
    for what, parts in (("insert / raw", [ours]), ("validate + insert / raw", [plannings, ours])):
        clock = sum(min(t.seconds for t in part) for part in parts) / min(t.seconds for t in raws)
        cpu = sum(min(t.cpu for t in part) for part in parts) / min(t.cpu for t in raws)
        print(f"{what:<28}{clock:8.2f}{cpu:8.2f}" + ("   (CPU of this process only: the server's is not in it)" if connection.vendor == "postgresql" else ""))
    if connection.vendor == "sqlite":
        print(f"{'… raw lent our page cache':<28}{'':8}{(min(t.cpu for t in plannings) + min(t.cpu for t in ours)) / lent.cpu:8.2f}")
    print(f"reading {reading.seconds:.2f} s ({reading.cpu:.2f} CPU); {len(COLUMNS)} columns from the file, {len(names)} in the table")
    print(f"{plan.extras['suggested_duplicates']:,} likenesses; load {os.getloadavg()[0]:.1f}")


def forget_words() -> None:
    """Empty what the process remembers of words, so that every turn begins like the first."""
    for known in (folding._all_of, folding._told, folding._street_word, words._first_word, words._later_word, cleaning.zip_center):
        known.cache_clear()


def whole_import(path: Path) -> None:
    """In a process of its own: the command's whole work, and the largest memory it took."""
    before = Congregation.objects.count()
    with Timed("all of `import congregations --commit`" + (", the same file again" if before else ", undo kept")):
        outcome = run_file("congregations", path, options={}, commit=True, by=SYSTEM, at=now())
    assert outcome.counts["unchanged" if before else "created"] == ROWS, outcome.counts
    print(f"{'':<58}{memory():8,.0f} MB at the largest", flush=True)


def memory() -> float:
    """Return the largest memory of this process so far, in MB. (A child's ru_maxrss would begin with its parent's.)"""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def child_environment() -> dict[str, str]:
    """Name the test database to the child, which would otherwise open the site's own."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return {**os.environ, "ONECOP_DATABASE_URL": f"sqlite:///{given['NAME']}"}
    return {**os.environ, "ONECOP_DATABASE_URL": os.environ["ONECOP_DATABASE_URL"].rpartition("/")[0] + f"/{given['NAME']}"}


if __name__ == "__main__":
    if "--whole" in sys.argv:
        whole_import(Path(sys.argv[-1]))
    else:
        main()
