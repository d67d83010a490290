"""A few areas with version and territory, by their ids: what `locate` needs of every answer, without composing the query anew each time.

The same rows as `Area.objects.light().select_related("version__territory")`, at about a quarter of its time: there, composing the statement
takes far longer than running it. tests/territory/test_locate.py holds the two against each other.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from onecop.territory.models import Area, Territory, TerritoryVersion

M = TypeVar("M", bound=models.Model)
Turn = tuple[int, Callable[[Any, Any, Any], Any], Any]
"""Position of a value in the row, what turns it into Python's, and the column it is of."""


def areas(ids: Sequence[int]) -> dict[int, Area]:
    """Return the areas by id, without their outlines. Ids that are not there are left out."""
    start, turns, version_at, territory_at = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{start} ({', '.join(['%s'] * len(ids))})", ids)
        rows = [list(row) for row in cursor.fetchall()]
    found = {}
    for row in rows:
        for at, turn, column in turns:
            if row[at] is not None:
                row[at] = turn(row[at], column, connection)
        area = _made(Area, row[:version_at])
        area.version = _made(TerritoryVersion, row[version_at:territory_at])
        area.version.territory = _made(Territory, row[territory_at:])
        found[area.pk] = area
    return found


def _made(model: type[M], values: list[Any]) -> M:
    return model.from_db(connection.alias, [f.attname for f in _fields(model)], values)


@cache
def _fields(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(f for f in model._meta.concrete_fields if f.name != "outline")


@cache
def _statement(vendor: str) -> tuple[str, list[Turn], int, int]:
    """Return the SELECT up to its ids, what turns the driver's values into Python's, and where version and territory begin in a row."""
    columns: list[Any] = []
    begins = []
    for letter, model in (("a", Area), ("v", TerritoryVersion), ("t", Territory)):
        begins.append(len(columns))
        columns += [f.get_col(letter) for f in _fields(model)]
    turns = [
        (at, turn, column) for at, column in enumerate(columns) for turn in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]
    names = ", ".join(f"{column.alias}.{connection.ops.quote_name(column.target.column)}" for column in columns)
    start = (
        f"SELECT {names} FROM territory_area a JOIN territory_territoryversion v ON v.id = a.version_id "  # noqa: S608 - names of our own tables
        "JOIN territory_territory t ON t.id = v.territory_id WHERE a.id IN"
    )
    return start, turns, begins[1], begins[2]
