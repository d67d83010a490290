"""A weekend for everybody: a page of its list, its map, and how it is counted.

The list reads the rows of one page. Numbers and map are made of all of them, once for each change (events.shelf).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from onecop.congregations.maps import collection, point_feature
from onecop.events.models import Occurrence, Turn
from onecop.events.shelf import Shelf
from onecop.territory.geocode import town_middle, zip_middle
from onecop.ui import packed
from onecop.ui import words as ui
from onecop.weekend import rules
from onecop.weekend.choices import Standing
from onecop.weekend.models import Submission, Weekend

SIZE = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the list. hosts: all of them; pin: never more exact than the town where the place is private."""

    title: str
    hosts: str
    when: str
    where: str
    url: str
    off: bool
    pin: tuple[float, float] | None
    exact: bool


@dataclass(frozen=True)
class Facts:
    """What all registrations of a weekend give together. states: events in the list by state; moved: dates that are not what their event says."""

    totals: rules.Totals
    states: Counter[str]
    moved: dict[int, tuple[datetime, bool]] = field(default_factory=dict)

    def off(self, event: int) -> bool:
        return event in self.moved and self.moved[event][1]


def topic(weekend: int) -> str:
    return f"weekend-{weekend}"


def turn(weekend: int, at: datetime) -> None:
    """Say that the list, the map or the numbers of a weekend are others now: every service that changes them ends with this."""
    Turn.objects.create(topic=topic(weekend), at=at)


def follow(events: Sequence[int], at: datetime) -> None:
    """Hear that events changed (events.registry.when_touched)."""
    for weekend in sorted(set(Submission.objects.filter(event__in=events).order_by().values_list("weekend", flat=True))):
        turn(weekend, at)


class Sheet:
    """A weekend as it stands. One query when it is opened."""

    def __init__(self, weekend: Weekend) -> None:
        self.weekend, self.shelf = weekend, Shelf(topic(weekend.pk))

    @property
    def totals(self) -> rules.Totals:
        return self.facts.totals

    @property
    def facts(self) -> Facts:
        return self.shelf.keep("facts", lambda: _facts(self.weekend))

    @property
    def points(self) -> packed.Packed:
        return self.shelf.keep("points", self._points)

    def page(self, state: str, number: int) -> "Page":
        """Return a page of the list, in order of time. Two queries.

        Args:
            state: two letters; of a state without an event, or empty: all.
        """
        state = state if state in self.facts.states else ""
        total = self.facts.states[state] if state else self.facts.states.total()
        pages = max(1, -(-total // SIZE))
        number = min(max(number, 1), pages)
        found = _own(self.weekend).filter(event__state=state) if state else _own(self.weekend)
        return Page(self._rows(found[(number - 1) * SIZE : number * SIZE]), number, pages, total, state)

    def _rows(self, found: "QuerySet[Submission, Any]") -> list[Row]:
        rows = list(found)
        hosts = _hosts([(row[0], row[1]) for row in rows], Submission.objects.filter(joined__in=[row[0] for row in rows]))
        return [_row(row, hosts[row[0]], self.facts.moved) for row in rows]

    def _points(self) -> packed.Packed:
        rows = list(_own(self.weekend))
        hosts = _hosts([(row[0], row[1]) for row in rows], Submission.objects.filter(weekend=self.weekend, joined__isnull=False))
        features = [_point(row) for line in rows if (row := _row(line, hosts[line[0]], self.facts.moved)).pin and not row.off]
        return packed.pack_json({"points": {**collection(features), "cluster": True}})


@dataclass(frozen=True)
class Page:
    """Some rows of the list. number: from 1; pages: how many there are; total: rows in all."""

    rows: list[Row]
    number: int
    pages: int
    total: int
    state: str


OWN = ("key", "title", "starts_on", "starts", "zone", "place_private", "address", "place", "city", "state", "lon", "lat", "cancelled_at")


def _accepted(weekend: Weekend) -> "QuerySet[Submission]":
    return Submission.objects.filter(weekend=weekend, standing=Standing.ACCEPTED)


def _own(weekend: Weekend) -> "QuerySet[Submission, Any]":
    rows = _accepted(weekend).filter(event__isnull=False).order_by("starts_at", "id")
    return rows.values_list("pk", "host_name", "zip", "event_id", *(f"event__{name}" for name in OWN))


def _hosts(own: Iterable[tuple[int, str]], joiners: "QuerySet[Submission]") -> dict[int, str]:
    """Return who hosts each event: whoever registered it first, then those who joined."""
    names = {pk: [name] for pk, name in own}
    for root, name in joiners.filter(standing=Standing.ACCEPTED).order_by("id").values_list("joined_id", "host_name"):
        if root in names:
            names[root].append(name)
    return {pk: ", ".join(dict.fromkeys(found)) for pk, found in names.items()}


def _facts(weekend: Weekend) -> Facts:
    dates = Occurrence.objects.filter(event__weekend_submissions__weekend=weekend).exclude(cancelled_at=None, moved_at=None)
    of = dates.values_list("event_id", "on", "event__starts_on", "starts_at", "cancelled_at")
    moved = {event: (starts, gone is not None) for event, on, first, starts, gone in of if on == first}
    fields = ("pk", "joined_id", "event_id", "event__cancelled_at", "event__state", "host_kind", "congregation_id", "agency_id", "host_folded", "city", "state")
    rows = list(_accepted(weekend).order_by("starts_at", "id").values_list(*fields, "attendance"))
    on = {row[0]: row[3] is None and not moved.get(row[2], (None, False))[1] for row in rows if row[2] is not None}
    counted = [
        rules.Counted(
            event=joined or pk, own=joined is None, on=on.get(joined or pk, False), kind=kind, name=name, city=city.casefold(), state=state, told=told,
            host=f"congregation-{house}" if house else f"agency-{agency}" if agency else "",
        )
        for pk, joined, _event, _gone, _where, kind, house, agency, name, city, state, told in rows
    ]  # fmt: skip
    return Facts(rules.count(counted), Counter(row[4] for row in rows if row[2] is not None), moved)


def _row(row: tuple[Any, ...], hosts: str, moved: dict[int, tuple[datetime, bool]]) -> Row:
    _pk, _host, code, event, key, title, on, starts, zone, private, address, place, city, state, lon, lat, gone = row
    local = datetime.combine(on, starts, _zone(zone))
    begins, off = moved.get(event, (local.astimezone(UTC), False))
    shown = "" if private else address or place
    where = ", ".join(dict.fromkeys(part for part in (shown, "" if shown.endswith(f", {city}") else city, state) if part))
    exact = not private and lon is not None
    pin = (lon, lat) if exact else town_middle(city, state) or _middle(code)
    return Row(title, hosts, _when(begins.astimezone(_zone(zone))), where, _public(key, on), off or gone is not None, pin, exact)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _middle(code: str) -> tuple[float, float] | None:
    middle = zip_middle(code)
    return (middle.lon, middle.lat) if middle else None


def _when(local: datetime) -> str:
    return f"{_day(local.date(), get_language(), ui.this_year())}, {_hour(local.time(), get_language())} {local.tzname()}"


@cache
def _day(day: date, language: str, year: int) -> str:
    """5,000 events have few days: what libraries of languages write is kept."""
    return f"{ui.weekday(day)}, {ui.day(day)}"


@cache
def _hour(hour: time, language: str) -> str:
    return ui.clock(hour)


def _public(key: str, on: date) -> str:
    return _address().replace("KEY", key, 1).replace("ON", on.isoformat())


@cache
def _address() -> str:
    return reverse("event_public", args=["KEY", "ON"])


def _point(row: Row) -> dict[str, Any]:
    assert row.pin is not None
    lon, lat = (round(degrees, 5) for degrees in row.pin)
    return point_feature(lon, lat, row.title, kind="dot" if row.exact else "wait", url=row.url, words=f"{row.hosts}. {row.when}. {row.where}")
