"""What an importer is. Importers live with the tables they fill (agencies/importers/, congregations/importers.py) and register here.

A run is: read the file into a Table of columns · map headers to fields · `plan` (reads, writes nothing) · `apply` (one transaction) · perhaps `undo`.
Row numbers are those a person sees: the line of a spreadsheet whose header is row 1; in a map file, the feature's place counted from 1.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise

from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.kernel.permissions import Permission

Words = str | Promise
SAMPLE = 200
"""How many creations, and how many changes, a plan keeps to be looked at."""


class ImportRefused(Refused):
    """The whole file, or an option, cannot be used."""


class UndoRefused(Refused):
    """Something depends on what was imported, or has changed since."""


class Severity(StrEnum):
    ERROR = "error"  # the row, or for row None the file, is not imported
    WARNING = "warning"  # imported, with something left out or put right
    INFO = "info"  # imported; worth knowing


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to know about a row. `field` and `value` as they stand in the file; `row` is None for the file as a whole."""

    row: int | None
    field: str
    value: str
    reason: str
    severity: Severity = Severity.WARNING

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "field": self.field, "value": self.value, "reason": self.reason, "severity": str(self.severity)}


@dataclass(frozen=True, slots=True)
class Field:
    """A column an importer understands.

    aliases: other headers that mean the same; compared without case, spaces and punctuation.
    """

    key: str
    label: Words
    aliases: tuple[str, ...] = ()
    required: bool = False
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice beside the file: `--key VALUE` on the command line, a form field in the browser.

    choices: given who asks (`request.access`), the values they may choose, as (value, label); None: free text.
    """

    key: str
    label: Words
    required: bool = False
    hint: Words = ""
    default: str = ""
    choices: Callable[[Any], Sequence[tuple[str, Words]]] | None = None


@dataclass
class Table:
    """A file, read: one list of text per column. Numbers come without a trailing `.0`, dates as YYYY-MM-DD, nothing as "".

    geometry: GeoJSON geometries (mappings), one per row, or None for a file without shapes.
    crs: what the file says of its coordinates, as `EPSG:n` or WKT; "" when it says nothing.
    problems: what the reader had to put right.
    """

    name: str
    kind: str
    header: list[str]
    columns: dict[str, list[str]]
    rows: list[int]
    geometry: list[Mapping[str, Any] | None] | None = None
    crs: str = ""
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, mapping: Mapping[str, str], key: str) -> list[str]:
        """Return the values of a field: the mapped column, or blanks when the file has none."""
        header = mapping.get(key, "")
        return self.columns[header] if header in self.columns else [""] * len(self.rows)

    def features(self) -> Iterator[tuple[int, dict[str, str], Mapping[str, Any] | None]]:
        """Yield (row, properties, geometry)."""
        shapes = self.geometry or [None] * len(self.rows)
        for index, (row, shape) in enumerate(zip(self.rows, shapes, strict=True)):
            yield row, {name: values[index] for name, values in self.columns.items()}, shape


@dataclass(frozen=True, slots=True)
class Change:
    """A row that would be created (`before` empty) or changed (only the fields that differ)."""

    row: int
    label: str
    before: dict[str, Any]
    after: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "label": self.label, "before": self.before, "after": self.after}


class Progress(Protocol):
    """How far; `onecop.tasks` gives a real one. `advance` raises when the job has been cancelled."""

    def advance(self, done: int, total: int | None = None, note: str = "") -> None: ...


class Quiet:
    """Progress that nobody watches."""

    def advance(self, done: int, total: int | None = None, note: str = "") -> None:
        return None


@dataclass
class Context:
    """What a run knows beside its file. `options` are text, as given."""

    by: Actor
    at: datetime
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    progress: Progress = field(default_factory=Quiet)


@dataclass
class Plan:
    """What applying would do. created + updated + unchanged + refused need not be `rows`: merged repeats are neither.

    payload: whatever `apply` needs; never stored.
    digest: equal for equal plans on equal data: a commit whose digest differs from the dry run's is stopped and told.
    extras: more for the outcome (`{"version": "abc…"}`).
    """

    rows: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    creates: list[Change] = field(default_factory=list)
    updates: list[Change] = field(default_factory=list)
    payload: Any = None
    digest: str = ""
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return {"rows": self.rows, "created": self.created, "updated": self.updated, "unchanged": self.unchanged, "refused": self.refused}


def digest_of(*parts: Any) -> str:
    """Return a short hash of plain values (numbers, text, lists, tuples, dicts in a fixed order)."""
    found = sha256()
    for part in parts:
        found.update(repr(part).encode())
    return found.hexdigest()[:32]


@dataclass
class Applied:
    """undo: JSON that `undo` can work from: the keys of what was created, the fields of what was changed as they were."""

    undo: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)


class Importer(Protocol):
    """One kind of file.

    permission: IMPORT_RUN (staff) or IMPORT_OWN (staff, and liaisons for their own agency).
    reads: the file kinds it takes, of `csv`, `xlsx`, `geojson`, `shapefile`.
    """

    key: ClassVar[str]
    title: ClassVar[Words]
    hint: ClassVar[Words]
    permission: ClassVar[Permission]
    reads: ClassVar[tuple[str, ...]]
    fields: ClassVar[tuple[Field, ...]]
    options: ClassVar[tuple[Option, ...]]

    def scope_for(self, access: Any, options: Mapping[str, str]) -> Any:
        """Return the access.Scope over which `permission` is needed. Raises ImportRefused when the options name nothing."""
        ...

    def plan(self, table: Table, mapping: Mapping[str, str], context: Context) -> Plan:
        """Compare the file with what is there. Writes nothing. `mapping` is field key → header. Raises ImportRefused."""
        ...

    def apply(self, plan: Plan, context: Context) -> Applied:
        """Write the plan, inside the caller's transaction, in bulk. May add to `plan.problems`."""
        ...

    def undo(self, undo: Mapping[str, Any], context: Context) -> None:
        """Take it all back, inside the caller's transaction. Raises UndoRefused naming what depends on it."""
        ...
