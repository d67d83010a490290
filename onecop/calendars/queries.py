"""The public calendars: a page of a list, a month, points for the map, a feed. A fixed number of queries each, over the rows that a page shows.

Points and files hold everything that was chosen: they are made once and kept in memory under the stamp of the database, so that every process sees a
change at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from onecop.access.choices import ScopeKind
from onecop.access.models import Scope
from onecop.calendars import times
from onecop.calendars.cards import Card, cards
from onecop.calendars.drawn import Drawn, piece
from onecop.calendars.filters import Filters, chosen
from onecop.calendars.models import ListedDate, Listing
from onecop.calendars.services import address
from onecop.congregations.maps import collection, point_feature
from onecop.events.choices import EventKind
from onecop.events.shelf import Shelf
from onecop.scheduling import ics
from onecop.ui import packed
from onecop.ui import words as ui

AHEAD = timedelta(weeks=13)
"""How far a list looks from its first day."""
LONGEST = timedelta(days=8)
"""No date lasts longer: what touches a moment began at most so long before."""
SIZE = 40
HEAD = 160
"""Dates that a process keeps of each choice: four pages."""
A_DAY = 4
"""Events that a square of a month names; the rest is a number and a way to the list."""
FEED_BEHIND, FEED_AHEAD = timedelta(days=31), timedelta(days=400)


def midnight(day: date, zone: ZoneInfo | None = None) -> datetime:
    """Return the first moment of a day in a zone (UTC when none is given)."""
    return datetime.combine(day, time(), zone or UTC)


def regions() -> list[Scope]:
    return list(Scope.objects.filter(kind=ScopeKind.REGION).order_by("name"))


def offered(shelf: Shelf) -> tuple[list[str], list[str]]:
    """Return the states and the languages of all public events."""
    return shelf.keep("offered", _offered)


def _offered() -> tuple[list[str], list[str]]:
    states = Listing.objects.exclude(state="").order_by().values_list("state", flat=True).distinct()
    codes = Listing.objects.exclude(languages="").order_by().values_list("languages", flat=True).distinct()
    return sorted(states), sorted({code for row in codes for code in row.strip(",").split(",")})


@dataclass(frozen=True)
class Entry:
    """A date as a page shows it. reader: the zone of whoever reads, where it is known."""

    card: Card
    on: date
    starts_at: datetime
    ends_at: datetime
    off: bool
    moved: bool
    reader: ZoneInfo | None = None

    @property
    def when(self) -> str:
        """By the clock of the place."""
        return times.span(self.starts_at, self.ends_at, self.card.series.zone)

    @property
    def yours(self) -> str:
        """By the reader's clock, where that differs."""
        return times.own(self.starts_at, self.ends_at, self.card.series.zone, self.reader)

    @property
    def ahead(self) -> int:
        """How many minutes the place is ahead of UTC."""
        return times.minutes_ahead(self.starts_at, self.card.series.zone)

    @property
    def kind(self) -> str:
        return str(EventKind(self.card.kind).label)

    @property
    def url(self) -> str:
        return address(self.card.key, self.on)

    @property
    def line(self) -> Drawn:
        return piece("calendars/line.jinja", self)

    @property
    def outside(self) -> Drawn:
        return piece("calendars/line.jinja", self, True)

    @property
    def square(self) -> Drawn:
        return piece("calendars/square.jinja", self)

    @property
    def hour(self) -> str:
        return ui.clock(self.starts_at.astimezone(self.card.series.zone).time())

    @property
    def zone(self) -> str:
        return self.starts_at.astimezone(self.card.series.zone).tzname() or ""


ROW = ("listing_id", "on", "starts_at", "ends_at", "off", "moved")
Row = tuple[int, date, datetime, datetime, bool, bool]


def entries(rows: Sequence[Row], reader: ZoneInfo | None) -> list[Entry]:
    """Return the entries of some rows, with what their events say of themselves now."""
    known = cards({row[0] for row in rows})
    return [Entry(known[row[0]], *row[1:], reader) for row in rows if row[0] in known]


def coming(filters: Filters, start: datetime) -> "QuerySet[ListedDate]":
    """Return the dates of thirteen weeks from a moment on, soonest first, without those that are over."""
    last = start.replace(hour=0, minute=0, second=0, microsecond=0) + AHEAD
    rows = ListedDate.objects.filter(starts_at__gt=start - LONGEST, starts_at__lt=last, ends_at__gt=start)
    return rows.filter(listing__in=Listing.objects.filter(chosen(filters))) if filters.any else rows


@dataclass(frozen=True)
class Page:
    """Some dates of a list. number: from 1; pages: how many there are; total: dates in all."""

    entries: list[Entry]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Ahead:
    """What comes from the beginning of an hour on: how many dates, and the first of them."""

    total: int
    first: list[Row]


def page(shelf: Shelf, filters: Filters, start: datetime, number: int, reader: ZoneInfo | None, size: int = SIZE) -> Page:
    """Return a page of what comes. Counted, and its first pages read, once for an hour and a choice: what has ended since is taken off."""
    hour = start.replace(minute=0, second=0, microsecond=0)
    ahead = shelf.keep(("ahead", filters, hour), lambda: _ahead(filters, hour))
    over = len(ahead.first) == HEAD and ahead.first[-1][2] < start  # all that is kept has begun: more than fits has to be asked for
    ended = coming(filters, hour).filter(ends_at__lte=start).count() if over else sum(row[3] <= start for row in ahead.first)
    total = ahead.total - ended
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    low, high = (number - 1) * size, number * size
    shown = [row for row in ahead.first if row[3] > start][low:high]
    if not over and (high <= len(ahead.first) - ended or ahead.total == len(ahead.first)):
        return Page(entries(shown, reader), number, pages, total)
    return Page(entries(list(coming(filters, start).values_list(*ROW)[low:high]), reader), number, pages, total)


def _ahead(filters: Filters, hour: datetime) -> Ahead:
    rows = coming(filters, hour)
    first: list[Row] = list(rows.values_list(*ROW)[:HEAD])
    return Ahead(rows.count(), first)


@dataclass(frozen=True)
class Day:
    """One square of a month. more: how many are not named."""

    day: date
    entries: list[Entry]
    more: int


def month(shelf: Shelf, filters: Filters, first: date, reader: ZoneInfo | None) -> list[list[Day]]:
    """Return the weeks (Sunday first) that a month touches. Each event stands on the day that it begins by the clock of its place."""
    start = first - timedelta(days=(first.weekday() + 1) % 7)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    days = -(-(last - start).days // 7) * 7
    counts, found = shelf.keep(("month", filters, first), lambda: _month(filters, start, start + timedelta(days=days)))
    by_day: dict[date, list[Entry]] = {}
    known = cards({row[0] for _day, row in found})
    for day, row in found:
        if row[0] in known:
            by_day.setdefault(day, []).append(Entry(known[row[0]], *row[1:], reader))
    squares = [
        Day(day, by_day.get(day, []), max(0, counts.get(day, 0) - A_DAY)) for n in range(days) for day in (start + timedelta(days=n),)
    ]  # fmt: skip
    return [squares[n : n + 7] for n in range(0, days, 7)]


def _month(filters: Filters, start: date, end: date) -> tuple[dict[date, int], list[tuple[date, Row]]]:
    """Return how many dates each day has, and the first few of each."""
    rows = ListedDate.objects.filter(day__gte=start, day__lt=end).order_by()
    if filters.any:
        rows = rows.filter(listing__in=Listing.objects.filter(chosen(filters)))
    counts = dict(rows.values_list("day").annotate(n=Count("pk")))
    place = Window(RowNumber(), partition_by=F("day"), order_by=["starts_at", "listing_id", "on"])
    named = rows.annotate(place=place).filter(place__lte=A_DAY).order_by("day", "place").values_list("day", *ROW)
    return counts, [(day, tuple(row)) for day, *row in named]


POINT = ("event__key", "event__title", "town", "event__zone", "lon", "lat", "exact")


def points(shelf: Shelf, filters: Filters, at: datetime) -> packed.Packed:
    """Return the map of what is coming: one point for each event, at its next date. Made once for an hour and a choice."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return shelf.keep(("points", filters, hour), lambda: _points(filters, at))


def _points(filters: Filters, at: datetime) -> packed.Packed:
    place = Window(RowNumber(), partition_by=F("listing_id"), order_by=["starts_at", "on"])
    rows = coming(filters, at).order_by().filter(off=False, listing__lon__isnull=False).annotate(place=place).filter(place=1)
    fields = [f"listing__{name}" for name in POINT]
    features = [_feature(*row) for row in rows.order_by("starts_at", "listing_id").values_list("on", "starts_at", "ends_at", *fields)]
    return packed.pack_json({"points": {**collection(features), "cluster": True}})


def _feature(on: date, starts: datetime, ends: datetime, key: str, title: str, town: str, zone: str, lon: float, lat: float, exact: bool) -> Any:
    when = times.span(starts, ends, times.zone(zone))
    words = f"{when}. {town}" if exact else _("%(when)s. %(town)s (the town, not the place)") % {"when": when, "town": town}
    return point_feature(round(lon, 5), round(lat, 5), title, kind="dot" if exact else "wait", url=address(key, on), words=words)


def public_feed(shelf: Shelf, filters: Filters, at: datetime) -> packed.Packed:
    """Return the calendar file of a choice, bound from what each event wrote of itself. Made once for a day."""
    return shelf.keep(("feed", filters, at.date()), lambda: _feed(filters, at))


def _feed(filters: Filters, at: datetime) -> packed.Packed:
    today = midnight(at.date())
    dates = ListedDate.objects.filter(starts_at__gt=today - FEED_BEHIND - LONGEST, starts_at__lt=today + FEED_AHEAD, ends_at__gt=today - FEED_BEHIND)
    rows = Listing.objects.filter(chosen(filters), pk__in=dates.order_by().values("listing")).order_by("pk").values_list("zones", "entry")
    parts = [ics.Part(frozenset((key, year) for key, year in zones), body.encode()) for zones, body in rows.iterator(chunk_size=2_000)]
    return packed.pack(ics.bind(parts, name=_("OneCOP events")), "text/calendar; charset=utf-8")
