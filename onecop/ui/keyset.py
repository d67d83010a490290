"""Paging by the last row seen instead of by counting: page N costs what page 1 costs, and no row is shown twice or lost between pages.

The order is one field and the primary key; empty values (NULL) come last either way. A large list that sorts by a nullable column downwards
wants an index with `F(column).desc(nulls_last=True)`.
"""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Field, Q, QuerySet

LONGEST = 2000
"""Characters of a token; what is longer was not made here."""


class BadToken(ValueError):
    """The token is not one of ours, or belongs to another order."""


@dataclass(frozen=True)
class Order:
    """One sort order.

    Args:
        path: a field or annotation of the queryset, as in `order_by` but without the minus. "pk" alone is allowed.
        down: largest first.
    """

    path: str
    down: bool = False

    def apply(self, rows: QuerySet[Any], *, backward: bool = False) -> QuerySet[Any]:
        """Sort rows; `backward` turns the whole order round, empty values too."""
        down = self.down != backward
        pk = "-pk" if down else "pk"
        if self.path == "pk":
            return rows.order_by(pk)
        if not _nullable(rows, self.path):
            return rows.order_by(f"-{self.path}" if down else self.path, pk)
        first = {"nulls_first": True} if backward else {"nulls_last": True}
        return rows.order_by(F(self.path).desc(**first) if down else F(self.path).asc(**first), pk)

    def beyond(self, rows: QuerySet[Any], value: Any, pk: Any, *, backward: bool = False) -> QuerySet[Any]:
        """Keep the rows after (or before) the one with this value and key."""
        side = "lt" if self.down != backward else "gt"
        later = Q(**{f"pk__{side}": pk})
        if self.path == "pk":
            return rows.filter(later)
        empty = Q(**{f"{self.path}__isnull": True})
        if value is None:
            return rows.filter((~empty | later) if backward else (empty & later))
        # The first condition alone lets the index seek; the second drops what was shown already among equals.
        beyond = Q(**{f"{self.path}__{side}e": value}) & (Q(**{f"{self.path}__{side}": value}) | later)
        if not backward and _nullable(rows, self.path):
            beyond |= empty
        return rows.filter(beyond)


def _field(rows: QuerySet[Any], path: str) -> Any:
    """Return the model field (or an annotation's output field) at the end of a path."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model: Any = rows.model
    found: Any = None
    for part in path.split("__"):
        found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = getattr(found, "related_model", None)
    return found


def _nullable(rows: QuerySet[Any], path: str) -> bool:
    if path in rows.query.annotations:
        return True
    model: Any = rows.model
    for part in path.split("__"):
        found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        if found.null:
            return True
        model = getattr(found, "related_model", None)
    return False


def token(order: Order, value: Any, pk: Any) -> str:
    """Write where a page ends."""
    text = json.dumps([f"{'-' * order.down}{order.path}", value, pk], cls=Exact, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class Exact(DjangoJSONEncoder):
    """JSON that keeps microseconds: Django's own cuts to milliseconds, and the page would begin in the wrong place."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def read(order: Order, rows: QuerySet[Any], text: str) -> tuple[Any, Any]:
    """Read a token back as (value, pk).

    Raises:
        BadToken: whatever is wrong with it.
    """
    if len(text) > LONGEST:
        raise BadToken
    try:
        name, value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
        if name != f"{'-' * order.down}{order.path}":
            raise BadToken
        pk = _value(rows.model._meta.pk, pk)
        if pk is None:
            raise BadToken
        return (_value(_field(rows, order.path), value), pk)
    except (ValueError, TypeError, ValidationError, binascii.Error, RecursionError, OverflowError) as fault:
        raise BadToken from fault


def _value(field: "Field[Any, Any]", value: Any) -> Any:
    """Turn a JSON value into one that the column can be compared with."""
    if value is None:
        return None
    if isinstance(value, list | dict) or (isinstance(value, str) and "\0" in value):
        raise BadToken
    while getattr(field, "target_field", None) is not None and field.is_relation:
        field = field.target_field  # type: ignore[attr-defined]
    found = field.to_python(value)
    if isinstance(found, int) and not -(2**63) <= found < 2**63:
        raise BadToken
    return found


@dataclass(frozen=True)
class Page:
    """Some rows, and the tokens of the neighboring pages (empty when there is none)."""

    rows: list[Any]
    before: str
    after: str


def page(rows: QuerySet[Any], order: Order, *, size: int, after: str = "", before: str = "") -> Page:
    """Read one page with one query.

    Args:
        rows: unordered.
        after, before: tokens; a bad one is read as page one.
    """
    if order.path != "pk":
        rows = rows.annotate(_sorted_by=F(order.path))
    value, pk, backward = _start(rows, order, after, before)
    part = order.apply(rows, backward=backward)
    if pk is not None:
        part = order.beyond(part, value, pk, backward=backward)
    found = list(part[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    if not found:
        return Page([], "", "")

    def at(row: Any) -> str:
        get = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
        pk_of = (row.get("pk") or row.get(rows.model._meta.pk.name)) if isinstance(row, dict) else row.pk
        return token(order, get("_sorted_by") if order.path != "pk" else None, pk_of)

    earlier = more if backward else pk is not None
    later = True if backward else more
    return Page(found, at(found[0]) if earlier else "", at(found[-1]) if later else "")


def listed(rows: Sequence[Any], key: Callable[[Any], tuple[Any, ...]], *, size: int, after: str = "", before: str = "") -> Page:
    """Return one page of rows that were gathered from several tables. No query.

    Args:
        rows: sorted by `key`, which no two of them share and whose values JSON can hold.
        after, before: tokens; a bad one is read as page one.
    """
    first, end = 0, size
    try:
        if after:
            first = bisect_right(rows, _named(after), key=key)
            end = first + size
        elif before:
            end = bisect_left(rows, _named(before), key=key)
            first = max(0, end - size)
    except (BadToken, TypeError):
        first, end = 0, size
    found = list(rows[first:end])
    back, on = first > 0, end < len(rows)
    return Page(found, _name(key(found[0])) if found and back else "", _name(key(found[-1])) if found and on else "")


def _name(key: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def _named(text: str) -> tuple[Any, ...]:
    if len(text) > LONGEST:
        raise BadToken
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (ValueError, RecursionError) as fault:
        raise BadToken from fault
    if not isinstance(found, list):
        raise BadToken
    return tuple(found)


def _start(rows: QuerySet[Any], order: Order, after: str, before: str) -> tuple[Any, Any, bool]:
    for text, backward in ((after, False), (before, True)):
        if text:
            try:
                value, pk = read(order, rows, text)
            except BadToken:
                break
            return value, pk, backward
    return None, None, False
