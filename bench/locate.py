"""Single and bulk lookup of points in areas, side by side in one run: the product on SQLite and PostgreSQL, PostGIS, and a tree in memory.

    bench/locate.py [--polygons 60000] [--points 350000] [--singles 3000] [--postgres URL]

Builds a tessellation in a database of its own, asks everyone the same points, and counts disagreements (there must be none).
PostGIS is measured when the server at --postgres has the extension; without it the run says so and leaves those lines out.
A single lookup is measured twice: the decision (which area, as an id: what PostGIS is asked for, too), and the whole answer of `locate`, with
area, precinct, version and territory as the rows a page shows. Singles are asked in short turns, ours and theirs one after the other; the median
turn counts, so that a neighbor's burst of work falls on nobody alone. On SQLite the computing time (CPU) stands beside the clock.
Marks: bulk at least 3 times as fast as PostGIS ST_Covers and at most 2.5 times as slow as memory; one lookup at most 200 µs on SQLite and at
most 1.1 times PostGIS on PostgreSQL.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
BOX = (-124.0, 25.0, -67.0, 49.0)
PER_TERRITORY = 200
Line = tuple[str, float, float | None, bool]


def tessellation(count: int, seed: int = 7) -> list[Any]:
    """Voronoi cells over the lower 48's box, their edges cut into pieces so that an area has about forty corners, ordered from west to east."""
    import shapely

    places = np.random.default_rng(seed).uniform(BOX[:2], BOX[2:], (count, 2))
    frame = shapely.box(*BOX)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=frame))
    cells = shapely.segmentize(shapely.intersection(cells, frame), 0.02)
    middle = shapely.centroid(cells)
    strips = np.floor(shapely.get_x(middle))
    return list(cells[np.lexsort((shapely.get_y(middle), strips))])


def fill(shapes: list[Any]) -> None:
    """Write the areas as active versions of territories of 200 beats."""
    import shapely

    from onecop.kernel.ids import new_key
    from onecop.territory.models import Area, Territory, TerritoryVersion

    at = datetime(2026, 11, 20, tzinfo=UTC)
    bounds = shapely.bounds(shapes)
    wkb = shapely.to_wkb(shapes)
    for start in range(0, len(shapes), PER_TERRITORY):
        number = start // PER_TERRITORY
        ground = Territory.objects.create(ori=f"ZZ{number:07d}", name=f"Territory {number}")
        version = TerritoryVersion.objects.create(
            territory=ground, number=1, state="active", effective_on=date(2026, 1, 1), created_at=at, activated_at=at, square_m=number + 1.0
        )
        Area.objects.bulk_create(
            Area(
                key=new_key(), version=version, level="beat", code=str(n), name=f"Beat {n}", outline=wkb[n], square_m=1.0, in_force=True,
                min_lon=bounds[n][0], min_lat=bounds[n][1], max_lon=bounds[n][2], max_lat=bounds[n][3], label_lon=bounds[n][0], label_lat=bounds[n][1],
            )
            for n in range(start, min(start + PER_TERRITORY, len(shapes)))
        )  # fmt: skip


def timed(work: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Return the best time of several, and the last answer."""
    best, answer = float("inf"), None
    for _ in range(times):
        began = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - began)
    return best, answer


def in_turn(ways: dict[str, Callable[[float, float], Any]], points: list[tuple[float, float]], turn: int = 50) -> dict[str, tuple[float, float, list[Any]]]:
    """Ask every way about the points in short turns; return by way the median seconds of a turn's call, the CPU seconds of one, and all answers."""
    clock: dict[str, list[float]] = {name: [] for name in ways}
    cpu = dict.fromkeys(ways, 0.0)
    answers: dict[str, list[Any]] = {name: [] for name in ways}
    for start in range(0, len(points), turn):
        some = points[start : start + turn]
        for name, ask in ways.items():
            began, computing = time.perf_counter(), time.process_time()
            answers[name] += [ask(*p) for p in some]
            clock[name].append((time.perf_counter() - began) / len(some))
            cpu[name] += time.process_time() - computing
    return {name: (median(clock[name]), cpu[name] / len(points), answers[name]) for name in ways}


def in_memory(ids: np.ndarray, shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[Callable[[], np.ndarray], float]:
    """Return the ceiling: outlines decoded and prepared, tree built, nothing read from a database; and what building it took."""
    import shapely

    began = time.perf_counter()
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapely.box(*shapely.bounds(shapes).T))
    built = time.perf_counter() - began

    def ask() -> np.ndarray:
        point_of, row_of = tree.query(shapely.points(x, y))
        order = np.argsort(row_of, kind="stable")
        point_of, row_of = point_of[order], row_of[order]
        inside = shapely.intersects_xy(shapes[row_of], x[point_of], y[point_of])
        best = np.full(len(x), np.iinfo(np.int64).max)
        np.minimum.at(best, point_of[inside], ids[row_of[inside]])
        return np.where(best == np.iinfo(np.int64).max, 0, best)

    return ask, built


class PostGIS:
    """The same areas in a geometry column with its own index, in the same database, asked over the same connection."""

    def __init__(self) -> None:
        from django.db import connection

        self.connection = connection
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
            cursor.execute("CREATE TABLE bench_ground AS SELECT id, ST_GeomFromWKB(outline, 4326) AS geom FROM territory_area")
            cursor.execute("CREATE INDEX ON bench_ground USING gist (geom)")
            cursor.execute("ANALYZE bench_ground")

    def one(self, lon: float, lat: float) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM bench_ground WHERE ST_Covers(geom, ST_SetSRID(ST_MakePoint(%s, %s), 4326)) ORDER BY id LIMIT 1",
                [lon, lat],
            )
            row = cursor.fetchone()
        return row[0] if row else 0

    def whole(self, lon: float, lat: float) -> tuple[Any, ...] | None:
        """The same decision with the columns of area, precinct, version and territory joined on."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.*, p.*, v.*, t.* FROM bench_ground g JOIN territory_area a ON a.id = g.id LEFT JOIN territory_area p ON p.id = a.parent_id "
                "JOIN territory_territoryversion v ON v.id = a.version_id JOIN territory_territory t ON t.id = v.territory_id "
                "WHERE ST_Covers(g.geom, ST_SetSRID(ST_MakePoint(%s, %s), 4326)) ORDER BY g.id LIMIT 1",
                [lon, lat],
            )
            return cursor.fetchone()

    def load(self, x: np.ndarray, y: np.ndarray) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_points (id int, lon float8, lat float8)")
            with cursor.copy("COPY bench_points FROM STDIN") as copy:
                for n, (lon, lat) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
                    copy.write_row((n, lon, lat))
            cursor.execute("ALTER TABLE bench_points ADD geom geometry(Point, 4326)")
            cursor.execute("UPDATE bench_points SET geom = ST_SetSRID(ST_MakePoint(lon, lat), 4326)")
            cursor.execute("VACUUM ANALYZE bench_points")

    def many(self) -> np.ndarray:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.id, coalesce(min(a.id), 0) FROM bench_points p LEFT JOIN bench_ground a ON ST_Covers(a.geom, p.geom) GROUP BY p.id ORDER BY p.id"
            )
            return np.array(cursor.fetchall())[:, 1]


def measure(engine: str, shapes: list[Any], x: np.ndarray, y: np.ndarray, singles: int) -> dict[str, Any]:
    """Run everything on the engine that Django is set to."""
    import shapely
    from django.core.management import call_command
    from django.db import connection

    from onecop.territory import locating
    from onecop.territory.models import Area
    from onecop.territory.queries import locate, locate_many

    call_command("migrate", verbosity=0)
    fill(shapes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ids = np.array(Area.objects.order_by("id").values_list("id", flat=True))
    drawn = np.array(shapes, dtype=object)
    found: dict[str, Any] = {}
    ask, found["memory_built"] = in_memory(ids, drawn, x, y)
    ask()
    found["memory"], truth = timed(ask, 3)
    found["bulk"], ours = timed(lambda: locate_many(x, y), 3)
    found["disagree"] = int((ours != truth).sum())
    some = [(float(a), float(b)) for a, b in zip(x[:singles], y[:singles], strict=True)]
    gis = None
    if engine == "postgresql":
        try:
            gis = PostGIS()
        except Exception as error:
            found["postgis_absent"] = str(error).splitlines()[0]
    ways: dict[str, Callable[[float, float], Any]] = {"decide": locating.hit, "locate": locate}
    if gis:
        ways |= {"gis_one": gis.one, "gis_whole": gis.whole}
    in_turn(ways, some[:200])  # to warm up
    singly = in_turn(ways, some)
    for name, (seconds, computing, _) in singly.items():
        found[name], found[f"{name}_cpu"] = seconds, computing
    expected = truth[:singles].tolist()
    found["disagree"] += sum((h.area_id if h else 0) != t for h, t in zip(singly["decide"][2], expected, strict=True))
    found["disagree"] += sum((r.area.pk if r.area else 0) != t for r, t in zip(singly["locate"][2], expected, strict=True))
    found["corners"] = float(shapely.get_num_coordinates(drawn).mean())
    if gis:
        gis.load(x, y)
        found["gis_bulk"], theirs = timed(gis.many, 2)
        found["disagree"] += int((theirs != truth).sum()) + int((np.array(singly["gis_one"][2]) != truth[:singles]).sum())
        found["disagree"] += sum((r[0] if r else 0) != t for r, t in zip(singly["gis_whole"][2], expected, strict=True))
    return found


def report(engine: str, f: dict[str, Any]) -> list[Line]:
    lines: list[Line] = [
        (f"{engine}: bulk, seconds", f["bulk"], None, True),
        (f"{engine}: bulk ÷ memory (≤ 2.5)", f["bulk"] / f["memory"], 2.5, f["bulk"] <= 2.5 * f["memory"]),
        (f"{engine}: memory, seconds (tree ready; built in {f['memory_built']:.2f} s)", f["memory"], None, True),
        (f"{engine}: one decision, µs" + (" (≤ 200)" if engine == "sqlite" else ""), f["decide"] * 1e6, None, engine != "sqlite" or f["decide"] <= 200e-6),
        (f"{engine}: one decision, µs of CPU", f["decide_cpu"] * 1e6, None, True),
        (f"{engine}: one whole answer, µs", f["locate"] * 1e6, None, True),
        (f"{engine}: one whole answer, µs of CPU", f["locate_cpu"] * 1e6, None, True),
        (f"{engine}: disagreements (0)", f["disagree"], 0, f["disagree"] == 0),
    ]
    if "gis_bulk" in f:
        lines += [
            ("PostGIS: bulk, seconds", f["gis_bulk"], None, True),
            ("PostGIS bulk ÷ ours (≥ 3)", f["gis_bulk"] / f["bulk"], 3, f["gis_bulk"] >= 3 * f["bulk"]),
            ("PostGIS: one, µs", f["gis_one"] * 1e6, None, True),
            ("one decision ÷ PostGIS (≤ 1.1)", f["decide"] / f["gis_one"], 1.1, f["decide"] <= 1.1 * f["gis_one"]),
            ("PostGIS: one with everything joined, as plain columns, µs", f["gis_whole"] * 1e6, None, True),
            ("one whole answer ÷ PostGIS with everything joined", f["locate"] / f["gis_whole"], None, True),
        ]
    return lines


def child(arguments: argparse.Namespace) -> None:
    """One engine in a process of its own; prints its lines."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
    django.setup()
    from django.db import connection

    x, y = np.random.default_rng(11).uniform(BOX[:2], BOX[2:], (arguments.points, 2)).T
    engine = str(connection.vendor)
    shapes = tessellation(arguments.polygons)
    found = measure(engine, shapes, np.ascontiguousarray(x), np.ascontiguousarray(y), arguments.singles)
    print(f"\n{engine}: {len(shapes):,} polygons of {found['corners']:.0f} corners, {arguments.points:,} points")
    failed = False
    for words, value, _, kept in report(engine, found):
        print(f"  {'   ' if kept else '!! '}{words}: {value:,.2f}")
        failed |= not kept
    if "postgis_absent" in found:
        print(f"  PostGIS is absent, so nothing is compared with it: {found['postgis_absent']}")
    sys.exit(1 if failed else 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polygons", type=int, default=60_000)
    parser.add_argument("--points", type=int, default=350_000)
    parser.add_argument("--singles", type=int, default=3_000)
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432/postgres", help="a server where a database may be created")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments)
    import subprocess

    failed = 0
    passed = [sys.executable, __file__, "--child", *(f"--{n}={getattr(arguments, n)}" for n in ("polygons", "points", "singles"))]
    with tempfile.TemporaryDirectory() as folder:
        failed |= subprocess.run(passed, env={**os.environ, "ONECOP_DATA": folder, "ONECOP_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}).returncode
        failed |= with_postgres(passed, arguments.postgres, folder)
    sys.exit(1 if failed else 0)


def with_postgres(passed: list[str], url: str, folder: str) -> int:
    import subprocess

    import psycopg

    name = f"onecop_bench_{os.getpid()}"
    try:
        server = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        print(f"\nNo PostgreSQL at {url}: {error}. Only SQLite was measured.")
        return 0
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            there = url.rsplit("/", 1)[0] + f"/{name}"
            return subprocess.run(passed, env={**os.environ, "ONECOP_DATA": folder, "ONECOP_DATABASE_URL": there}).returncode
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    main()
