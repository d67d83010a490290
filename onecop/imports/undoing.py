"""Taking an import back, the same way for every table: what was created goes unless somebody needs it or has changed it since."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any
from zlib import crc32

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from onecop.imports import bulk
from onecop.imports.contract import UndoRefused

PIECE = 5_000
PLAIN = frozenset({str, int, float, bool, type(None)})


def as_json(value: Any) -> Any:
    """Return a field's value as JSON keeps it."""
    if isinstance(value, date | time):
        return value.isoformat()
    return value.as_e164 if isinstance(value, PhoneNumber) and value else ("" if isinstance(value, PhoneNumber) else value)


def mark(values: Iterable[Any]) -> int:
    """Return a checksum of one row's values, to see later whether somebody has changed them."""
    return crc32(repr(tuple(values)).encode())


def remembered(keys: Sequence[str], columns: Mapping[str, Sequence[Any]], watched: Sequence[str]) -> list[tuple[str, int]]:
    """Return (key, checksum) per created row, over the watched columns."""
    rows = zip(*(_as_json_all(columns[name]) for name in watched), strict=True)
    return [(key, crc32(repr(row).encode())) for key, row in zip(keys, rows, strict=True)]


def _as_json_all(values: Sequence[Any]) -> Iterable[Any]:
    """Return a column's values as JSON keeps them; a column of text and numbers only is that already."""
    return values if set(map(type, values)) <= PLAIN else map(as_json, values)


def packed(undo: Mapping[str, Any]) -> bytes:
    """Return it as compressed JSON, written piece by piece: at once, the encoder would hold every bracket and comma of it as a word."""
    engine = zlib.compressobj(3)
    return b"".join([*(engine.compress(part.encode()) for part in _json_parts(undo)), engine.flush()])


def _json_parts(undo: Mapping[str, Any]) -> Iterator[str]:
    for number, (name, value) in enumerate(undo.items()):
        yield f"{', ' if number else '{'}{json.dumps(name)}: "
        if isinstance(value, list):
            for start in range(0, len(value), PIECE):
                yield (", " if start else "[") + json.dumps(value[start : start + PIECE])[1:-1]
            yield "]" if value else "[]"
        else:
            yield json.dumps(value)
    yield "}" if undo else "{}"


def take_back(model: type[models.Model], undo: Mapping[str, Any], *, watched: Sequence[str], ignore: Sequence[str] = ()) -> None:
    """Delete what was created, restore what was changed.

    Args:
        undo: {"created": [[key, checksum], …], "changed": {id: [before, after]}} with attribute names and JSON values.
        watched: the columns the checksums were taken over.
        ignore: names of reverse relations that go with their row.

    Raises:
        UndoRefused: a created row is needed elsewhere or was changed since; a changed row was changed again.
    """
    created: dict[str, int] = dict(undo.get("created", []))
    changed: Mapping[str, Any] = undo.get("changed", {})
    ids = _untouched(model, created, watched)
    _needed(model, ids, ignore)
    _as_left(model, changed)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    bulk.update(model, {int(pk): {name: fields[name].to_python(v) for name, v in pair[0].items()} for pk, pair in changed.items()})
    for piece in bulk.pieces(ids):
        model._default_manager.filter(pk__in=piece).delete()


def _untouched(model: type[models.Model], created: Mapping[str, int], watched: Sequence[str]) -> list[int]:
    """Return the ids of the created rows, unless somebody has changed one or it is gone."""
    ids: list[int] = []
    names = str(model._meta.verbose_name_plural)
    touched: list[str] = []
    for piece in bulk.pieces(list(created)):
        # F: also where a field's own from_db would build something costlier.
        for pk, key, *values in model._default_manager.filter(key__in=piece).values_list("pk", "key", *map(F, watched)):
            ids.append(pk)
            if mark(map(as_json, values)) != created[key]:
                touched.append(str(model._default_manager.get(pk=pk)))
                if len(touched) > 3:
                    break
    if touched:
        raise UndoRefused(
            _("Some %(names)s have been changed since: %(which)s.") % {"names": names, "which": _few(touched)}, instead=_("Correct them by hand.")
        )
    return ids


def _needed(model: type[models.Model], ids: Sequence[int], ignore: Sequence[str]) -> None:
    """Refuse when another row, of whichever app, points to one of these."""
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() in ignore or relation.related_model is model:
            continue
        other, path = relation.related_model, f"{relation.field.name}__in"
        for piece in bulk.pieces(ids):
            found = other._base_manager.filter(**{path: piece}).select_related(relation.field.name).first()
            if found is not None:
                owner = getattr(found, relation.field.name)
                raise UndoRefused(
                    _("%(owner)s has %(things)s by now (%(found)s).") % {"owner": owner, "things": other._meta.verbose_name_plural, "found": found},
                    instead=_("Remove those first."),
                )


def _as_left(model: type[models.Model], changed: Mapping[str, Any]) -> None:
    for piece in bulk.pieces(list(changed)):
        for row in model._default_manager.filter(pk__in=[int(pk) for pk in piece]):
            for name, left in changed[str(row.pk)][1].items():
                if as_json(getattr(row, name)) != left:
                    raise UndoRefused(_("%(row)s has been changed since (%(name)s).") % {"row": row, "name": name}, instead=_("Correct it by hand."))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
