"""The box index of the database itself: SQLite's R*Tree, PostgreSQL's `box` with GiST. It only narrows; GEOS decides (ADR 0005)."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import Cursor

Box = tuple[float, float, float, float]

# Written exactly as in the index of migration 0002, or PostgreSQL does not see that the index fits. And the row's box stands left of @>
# with a box, not a point, on the right: `box @> point` has no operator in the class of the index.
_BOX = "box(point(a.max_lon, a.max_lat), point(a.min_lon, a.min_lat))"
_VERSION = "territory_territoryversion v ON v.id = a.version_id"
_ONE_BATCH = 1000


def _from(operator: str, join: str = "") -> str:
    """Return FROM and WHERE for the areas in force whose box meets (&&) or holds (@>) the box given by four numbers: west, south, east, north."""
    if connection.vendor == "postgresql":
        return f"FROM territory_area a {join and 'JOIN ' + join} WHERE a.in_force AND {_BOX} {operator} box(point(%s, %s), point(%s, %s))"
    # CROSS JOIN keeps the order, the tree first. Left to itself, SQLite may begin with every version there is.
    return (
        f"FROM territory_area_box b CROSS JOIN territory_area a ON a.id = b.id {join and 'CROSS JOIN ' + join} "
        "WHERE b.max_lon >= %s AND b.max_lat >= %s AND b.min_lon <= %s AND b.min_lat <= %s"
    )


def _only(territory_id: int | None) -> tuple[str, list[int]]:
    return ("", []) if territory_id is None else (" AND v.territory_id = %s", [territory_id])


def holding(lon: float, lat: float, territory_id: int | None = None) -> list[tuple]:
    """Return (id, level, parent id, version id, outline) of every area in force whose box holds the point.

    One table only, unless a territory is asked for: planning a join would cost PostgreSQL more than the whole lookup.
    """
    only, more = _only(territory_id)
    statement = f"SELECT a.id, a.level, a.parent_id, a.version_id, a.outline {_from('@>', _VERSION if only else '')}{only}"
    return _fetched(statement, [lon, lat, lon, lat, *more])


def _fetched(statement: str, values: Sequence[Any]) -> list[tuple]:
    """Return all rows. On PostgreSQL past Django's cursor, whose wrapping and text format cost as much as the lookup itself.

    While somebody counts or wraps queries, Django's cursor is asked, so that they see this one too.
    """
    ours: Any = connections[DEFAULT_DB_ALIAS]  # looked up once: the usual `connection` looks again at every attribute
    if ours.vendor == "postgresql" and not (ours.queries_logged or ours.execute_wrappers):
        ours.ensure_connection()
        with ours.wrap_database_errors:
            return Cursor(ours.connection).execute(statement, values, binary=True).fetchall()
    with ours.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def meeting(box: Box, territory_id: int | None = None) -> np.ndarray:
    """Return the areas in force whose box meets `box`, without their outlines, as a record array ordered by precedence (ADR 0005).

    Precedence: the smaller territory, then beat before precinct, then the lower id. Fields: id, west, south, east, north.
    """
    only, more = _only(territory_id)
    statement = (
        f"SELECT a.id, a.min_lon, a.min_lat, a.max_lon, a.max_lat {_from('&&', _VERSION)}{only} "
        "ORDER BY v.square_m, v.id, CASE a.level WHEN 'beat' THEN 0 ELSE 1 END, a.id"
    )
    return np.array(_fetched(statement, [*box, *more]), dtype=[("id", "i8"), ("west", "f8"), ("south", "f8"), ("east", "f8"), ("north", "f8")])


def outlines(ids: Sequence[int]) -> Iterator[tuple[list[int], list[bytes | None]]]:
    """Yield (ids, WKB) in batches, in the order asked for: never more than a thousand outlines at once. None for a row that has just gone."""
    for start in range(0, len(ids), _ONE_BATCH):
        batch = [int(i) for i in ids[start : start + _ONE_BATCH]]
        if connection.vendor == "postgresql":
            rows = _fetched("SELECT id, outline FROM territory_area WHERE id = ANY(%s)", [batch])
        else:
            rows = _fetched(f"SELECT id, outline FROM territory_area WHERE id IN ({','.join(['%s'] * len(batch))})", batch)  # noqa: S608 - only marks are spliced
        found = {i: bytes(outline) for i, outline in rows}
        yield batch, [found.get(i) for i in batch]
