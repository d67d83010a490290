"""Rows into tables at the speed of the database: whole columns in, no object per row. For import services only."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from types import NoneType
from typing import Any

from django.db import connection, models

from onecop.kernel.ids import new_key, new_keys

PARAMETERS = 900
"""Values per IN (...): below SQLite's oldest limit."""
LINES = 2_000
"""Rows sent to PostgreSQL at once: about half a megabyte."""
CACHE_KIB = 64 * 1024
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TEXT_OF: dict[type, Callable[[Any], str]] = {
    str: lambda v: v.translate(_ESCAPED),
    int: str,
    float: repr,
    bool: lambda v: "t" if v else "f",
    NoneType: lambda _: "\\N",
    datetime: datetime.isoformat,
    date: date.isoformat,
}


def insert(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:
    """Insert rows given as columns, and return how many.

    Args:
        columns: by attribute name (`agency_id`, not `agency`), all of one length. Fields left out get their default. Values are trusted:
            the caller has checked lengths, choices and keys.
    """
    count = len(next(iter(columns.values())))
    if count == 0:
        return 0
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    data = [(f, _prepared(f, columns[f.attname], count) if f.attname in columns else _default(f, count)) for f in fields]
    data = [(f, values) for f, values in data if values[0] is not None or any(v is not None for v in values)]  # nothing is what a column holds unasked
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(_quote(f.column) for f, _ in data)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", [values for _, values in data])
    else:
        marks = ", ".join(["%s"] * len(data))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
        with _more_memory(), connection.cursor() as cursor:
            cursor.executemany(statement, zip(*(values for _, values in data), strict=True))  # type: ignore[arg-type]
    return count


def _copy(statement: str, data: Sequence[Sequence[Any]]) -> None:
    """Send columns as PostgreSQL’s text format, made column by column: three quarters of the time that the driver takes value by value."""
    texts = [_as_text(values) for values in data]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        if any(column is None for column in texts):
            for row in zip(*data, strict=True):
                copy.write_row(row)
            return
        lines = map("\t".join, zip(*texts, strict=True))  # type: ignore[arg-type]
        while piece := list(islice(lines, LINES)):
            copy.write("\n".join(piece) + "\n")


def _as_text(values: Sequence[Any]) -> Sequence[str] | None:
    """Return the values as they stand in the text format, or None when one is of a type that the driver had better write."""
    turns = {kind: _TEXT_OF.get(kind) or (_TEXT_OF[str] if issubclass(kind, str) else None) for kind in set(map(type, values))}  # a choice is a str
    if None in turns.values():
        return None
    if turns.keys() == {str}:
        return [v.translate(_ESCAPED) for v in values] if _SPECIAL.search("".join(values)) else values
    if len(turns) == 1 and len(set(values)) == 1:
        return [_TEXT_OF.get(type(values[0]), _TEXT_OF[str])(values[0])] * len(values)
    return [turns[type(v)](v) for v in values]  # type: ignore[misc]


@contextmanager
def _more_memory() -> Iterator[None]:
    """Let SQLite keep the pages of all the indexes at hand while many rows come in: with its usual 2 MB it writes and reads them again and again."""
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {-CACHE_KIB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(usual)}")


def update(model: type[models.Model], rows: Mapping[int, Mapping[str, Any]]) -> int:
    """Update rows by id, each with its own fields (attribute names), in one statement per set of fields. Returns how many."""
    by_shape: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    fields = {f.attname: f for f in model._meta.concrete_fields}
    for pk, values in rows.items():
        if values:
            shape = tuple(sorted(values))
            by_shape.setdefault(shape, []).append((*(fields[a].get_db_prep_save(values[a], connection) for a in shape), pk))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for shape, parameters in by_shape.items():
            sets = ", ".join(f"{_quote(fields[a].column)} = %s" for a in shape)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", parameters)  # noqa: S608 - names of our own tables
    return len(rows)


def pieces(values: Sequence[Any], size: int = PARAMETERS) -> Iterable[Sequence[Any]]:
    """Yield the values in lists short enough for one query."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _prepared(field: Any, values: Sequence[Any], count: int) -> Sequence[Any]:
    """Return the values as the driver takes them. Text, numbers and keys pass as they are."""
    if len(values) != count:
        raise ValueError(f"{field.attname}: {len(values)} values for {count} rows")
    if isinstance(field, models.JSONField):
        return _each(values, lambda v: json.dumps(v, cls=field.encoder), key=repr)
    if isinstance(field, models.DateField | models.TimeField | models.BinaryField) or type(field).__name__ == "PhoneNumberField":
        return _each(values, lambda v: field.get_db_prep_save(v, connection), key=None)
    return values


def _each(values: Sequence[Any], turn: Callable[[Any], Any], key: Callable[[Any], Any] | None) -> list[Any]:
    """Turn every value, each distinct one once."""
    seen: dict[Any, Any] = {}
    out = []
    for value in values:
        known = key(value) if key else value
        if known not in seen:
            seen[known] = turn(value)
        out.append(seen[known])
    return out


def _quote(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def _default(field: Any, count: int) -> Sequence[Any]:
    if field.default is new_key:
        return new_keys(count)
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return [json.dumps(value, cls=field.encoder)] * count
    return [field.get_db_prep_save(value, connection)] * count
