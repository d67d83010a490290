"""The one table: declared columns, sort, search, filters, keyset paging, an empty state, a phone layout and a CSV download.

    class Agencies(Table):
        columns = [
            Column("name", _("Agency"), sort="name", link=lambda a: a.get_absolute_url(), under=lambda a: a.ori),
            Column("officers", _("Officers"), sort="officer_count", kind="number"),
            Column("standing", _("Standing"), kind="tag", state=lambda a: STATES[a.standing], text="get_standing_display"),
            Column("act", ""),                       # drawn by the template's call block
        ]
        sort = "name"
        search = ("name__icontains", "ori__istartswith")
        filterset = AgencyFilter                     # django-filter, optional
        empty = _("No agency yet")

    table = Agencies(request, Agency.objects.visible_to(person))
    return table.answer("agencies/list.jinja", block="list")

Query parameters: `q`, `sort` (a column's name, with a minus for downwards), `after` / `before`, `format=csv`, and the filters'.
It asks the database at most twice: once for the page, once for the bounded count.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django_filters import FilterSet

from onecop.ui import keyset, page, words
from onecop.ui.download import Echo, safe

COUNTED = 10_000
"""Counting stops here: "10,000 and more" costs the same on a million rows."""

Reads = Callable[[Any], Any] | str


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        name: for sorting and for the call block; also the attribute shown, unless `text` says otherwise.
        label: the heading. An empty one is said as "Act" to screen readers.
        sort: a field path of the queryset; empty means that nobody can sort by it.
        text: attribute path ("agency.name"; a method is called), or a function of the row.
        under: a quiet second line, read the same way.
        link: a function of the row giving the address of its page.
        kind: text, number, day, moment, ago or tag.
        state: for tags, a function of the row: now, done, well, late or plain.
        download: False keeps it out of the CSV.
        wide: keeps room for a sentence where other columns press on it.
    """

    name: str
    label: Any
    sort: str = ""
    text: Reads = ""
    under: Reads = ""
    link: Callable[[Any], str] | None = None
    kind: str = "text"
    state: Callable[[Any], str] | None = None
    download: bool = True
    wide: bool = False

    def value(self, row: Any) -> Any:
        """Return what the column shows of a row, unformatted."""
        return _read(row, self.text or self.name)


def _read(row: Any, how: Reads) -> Any:
    if callable(how):
        return how(row)
    for part in how.split("."):
        row = row.get(part) if isinstance(row, dict) else getattr(row, part, None)
        if callable(row) and not hasattr(row, "all"):
            row = row()
        if row is None:
            return None
    return row


def _written(value: Any, kind: str) -> str:
    if value is None or value == "":
        return ""
    if kind == "number" and not isinstance(value, str):  # 7.5 hours are written already
        return words.count(value)
    if kind == "ago":
        return words.ago(value)
    if kind == "moment" and isinstance(value, datetime):
        return words.day_time(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value)


@dataclass(frozen=True)
class Cell:
    """One cell, ready to draw. `when` is the machine's form of a date."""

    column: Column
    text: str
    under: str
    url: str
    state: str
    when: str


@dataclass(frozen=True)
class Heading:
    """One column heading; `url` sorts by it, `sorted` is "ascending", "descending" or empty."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True)
class Row:
    """One row: its cells and the thing itself, for the call block."""

    thing: Any
    cells: list[Cell]


class Table:
    """One list for one request. Subclasses declare; see the head of this module."""

    columns: ClassVar[list[Column]] = []
    sort: ClassVar[str] = "pk"
    sorts: ClassVar[dict[str, str]] = {}
    """Orders without a column: name → field path."""
    search: ClassVar[tuple[str, ...]] = ()
    search_label: ClassVar[Any] = ""
    filterset: ClassVar[type[FilterSet] | None] = None
    size: ClassVar[int] = 25
    caption: ClassVar[Any] = ""
    empty: ClassVar[Any] = ""
    empty_text: ClassVar[Any] = ""
    downloads: ClassVar[bool] = False
    counted: ClassVar[bool] = True
    id: ClassVar[str] = "list"

    def __init__(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.request = request
        self.given = rows

    # --- what is asked for
    @cached_property
    def q(self) -> str:
        return self.request.GET.get("q", "").replace("\0", "").strip()[:200] if self.search else ""

    @cached_property
    def filters(self) -> FilterSet | None:
        return self.filterset(self.request.GET, queryset=self.given, request=self.request) if self.filterset else None

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """Return every row that passes filters and search, unordered."""
        rows = self.filters.qs if self.filters is not None else self.given
        for word in self.q.split():
            found = Q()
            for lookup in self.search:
                found |= Q(**{lookup: word})
            rows = rows.filter(found)
        return rows.order_by()

    @cached_property
    def narrowed(self) -> bool:
        """True when a search or a filter is at work."""
        chosen = self.filters.form if self.filters is not None else None
        return bool(self.q or (chosen is not None and any(self.request.GET.get(chosen.add_prefix(n)) for n in chosen.fields)))

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {**self.sorts, **{c.name: c.sort for c in self.columns if c.sort}}

    @cached_property
    def sorted_by(self) -> str:
        """Return the name of the order in force, with a minus for downwards; only declared ones count."""
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self._paths else self.sort

    @cached_property
    def order(self) -> keyset.Order:
        name = self.sorted_by.removeprefix("-")
        return keyset.Order(self._paths.get(name, name), down=self.sorted_by.startswith("-"))

    # --- what is shown
    @cached_property
    def page(self) -> keyset.Page:
        get = self.request.GET.get
        return keyset.page(self.filtered, self.order, size=self.size, after=get("after", ""), before=get("before", ""))

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(thing, [self._cell(c, thing) for c in self.columns]) for thing in self.page.rows]

    def _cell(self, column: Column, thing: Any) -> Cell:
        value = column.value(thing)
        return Cell(
            column,
            _written(value, column.kind),
            _written(_read(thing, column.under), "") if column.under else "",
            column.link(thing) if column.link else "",
            column.state(thing) if column.state else "plain",
            value.isoformat() if isinstance(value, date) else "",
        )

    @cached_property
    def total(self) -> int:
        """Return how many rows there are, at most COUNTED + 1."""
        return self.filtered.values("pk")[: COUNTED + 1].count()

    @property
    def total_words(self) -> str:
        if not self.counted:
            return ""
        return gettext("%(n)s and more") % {"n": words.count(COUNTED)} if self.total > COUNTED else words.count(self.total)

    @cached_property
    def headings(self) -> list[Heading]:
        name, down = self.sorted_by.removeprefix("-"), self.sorted_by.startswith("-")
        found = []
        for c in self.columns:
            here = c.name == name
            found.append(
                Heading(
                    c,
                    self._link(sort=f"-{c.name}" if here and not down else c.name) if c.sort else "",
                    ("descending" if down else "ascending") if here and c.sort else "",
                )
            )
        return found

    @property
    def next_url(self) -> str:
        return self._link(sort=self.request.GET.get("sort"), after=self.page.after) if self.page.after else ""

    @property
    def previous_url(self) -> str:
        return self._link(sort=self.request.GET.get("sort"), before=self.page.before) if self.page.before else ""

    @property
    def download_url(self) -> str:
        return self._link(sort=self.request.GET.get("sort"), format="csv") if self.downloads else ""

    def _link(self, **changes: str | None) -> str:
        query = self.request.GET.copy()
        for name in ("sort", "after", "before", "format"):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}"

    # --- answers
    def answer(self, template: str, context: dict[str, Any] | None = None, block: str | None = "list") -> HttpResponse:
        """Answer with the page (the table is there as `table`), its block to htmx, or the CSV when that is asked for and allowed."""
        if self.downloads and self.request.GET.get("format") == "csv":
            return cast(HttpResponse, self.download())  # a view may answer with a stream as well
        return page.render(self.request, template, {**(context or {}), "table": self}, block=block)

    def download(self) -> StreamingHttpResponse:
        """Return every row as CSV, safe to open in a spreadsheet."""
        columns = [c for c in self.columns if c.download and c.label]
        writer = csv.writer(Echo())

        def lines() -> Iterator[str]:
            yield "\ufeff" + writer.writerow([str(c.label) for c in columns])
            for thing in self.order.apply(self.filtered).iterator(chunk_size=2000):
                yield writer.writerow([safe(c.value(thing)) for c in columns])

        answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.id}.csv"'
        return answer


__all__ = ["Cell", "Column", "Heading", "Row", "Table", "safe"]
