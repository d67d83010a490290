"""Writes the public calendar: the row of an event and its dates follow whatever happens to the event, in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from math import cos, radians, sin
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from onecop.calendars.cards import Card, cards
from onecop.calendars.models import ListedDate, Listing
from onecop.events import feed
from onecop.events.models import Event, Occurrence, Turn
from onecop.scheduling import ics
from onecop.scheduling.registry import FeedEntry

TOPIC = "calendar"
"""Turns with every change of what stands here."""
BEHIND, AHEAD = timedelta(days=400), timedelta(days=400)
"""Which dates of a series are written out."""
WRITTEN = ("kind", "languages", "state", "town", "home", "everywhere", "lon", "lat", "x", "y", "z", "exact", "entry", "zones")
Date = tuple[date, date, datetime, datetime, bool, bool]


@transaction.atomic
def follow(events: Iterable[int], at: datetime) -> None:
    """Write what strangers see of some events anew; what is not public any more goes.

    Its own row is locked before anything is read, and after all that the act itself locks: of two acts on one event the later one sees both.
    """
    wanted = sorted(set(events))
    there = set(Listing.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    fresh = set(Event.objects.public().filter(pk__in=wanted).values_list("pk", flat=True)) - there
    if not there and not fresh:
        return
    Listing.objects.bulk_create((Listing(event_id=pk, written_at=at) for pk in sorted(fresh)), ignore_conflicts=True)
    locked = {row.pk: row for row in Listing.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    known = cards(locked, pinned=True)
    Listing.objects.filter(pk__in=locked.keys() - known.keys()).delete()
    dates = _occurrences(known)
    full = Event.objects.select_related("congregation", "partnership__congregation").in_bulk(list(known))
    other = [locked[pk] for pk, card in known.items() if _fill(locked[pk], card, feed.of_event(full[pk], dates.get(pk, [])))]
    Listing.objects.filter(pk__in=list(known)).update(written_at=at)
    Listing.objects.bulk_update(other, WRITTEN, batch_size=50)
    if _keep_dates({pk: _dates(known[pk], dates.get(pk, []), at) for pk in known}) or other or len(locked) > len(known):
        Turn.objects.create(topic=TOPIC, at=at)


def _occurrences(events: Iterable[int]) -> dict[int, list[Occurrence]]:
    found: dict[int, list[Occurrence]] = {}
    for row in Occurrence.objects.filter(event__in=list(events)).order_by("on"):
        found.setdefault(row.event_id, []).append(row)
    return found


def _fill(row: Listing, card: Card, entries: Sequence[FeedEntry]) -> bool:
    """Bring a row to what a card says. Returns whether it said something else before."""
    before = [getattr(row, name) for name in WRITTEN]
    row.kind, row.state, row.town, row.home, row.everywhere, row.exact = card.kind, card.state, card.town, card.home, card.everywhere, card.exact
    row.languages = "".join(f",{code}" for code in card.languages)[:399] + "," if card.languages else ""
    row.lon, row.lat = card.pin or (None, None)
    row.x, row.y, row.z = globe(*card.pin) if card.pin else (None, None, None)
    written = ics.part(_public(one, card) for one in entries)
    row.entry, row.zones = written.body.decode(), [list(one) for one in sorted(written.zones)]
    return before != [getattr(row, name) for name in WRITTEN]


def globe(lon: float, lat: float) -> tuple[float, float, float]:
    """Return a place in degrees as a point on a globe of radius 1."""
    u, v = radians(lon), radians(lat)
    return cos(v) * cos(u), cos(v) * sin(u), sin(v)


def _public(one: FeedEntry, card: Card) -> FeedEntry:
    """Take out of an entry what only its own people may read, and lead to the page that anyone may open."""
    on = one.recurrence or one.starts
    day = on.astimezone(card.series.zone).date() if isinstance(on, datetime) else on
    url = address(card.key, day if not one.rrule else card.series.starts_on)
    return replace(one, place=card.place or card.town, description=card.host, url=f"{settings.SITE_URL}{url}" if url else "")


def address(key: str, on: date) -> str:
    """Return the public page of a date."""
    return _page().replace("KEY", key, 1).replace("ON", on.isoformat())


@cache
def _page() -> str:
    """Return the address with its two blanks: a map has 5,000 of them."""
    return reverse("event_public", args=["KEY", "ON"])


def _dates(card: Card, rows: Sequence[Occurrence], at: datetime) -> list[Date]:
    """Return each date as it is now: moved ones where they are, cancelled ones marked."""
    zone, kept = card.series.zone, {row.on: row for row in rows}
    found = [
        (on, begins.astimezone(zone).date(), begins, ends, card.cancelled, False)
        for on, begins, ends in _between(card, at)
        if on not in kept
    ]  # fmt: skip
    for row in rows:
        off = card.cancelled or row.cancelled_at is not None
        found.append((row.on, row.starts_at.astimezone(zone).date(), row.starts_at, row.ends_at, off, row.moved_at is not None))
    return found


def _between(card: Card, at: datetime) -> Iterable[tuple[date, datetime, datetime]]:
    """Return the dates of a series in the window, and a single date wherever it lies."""
    if not card.series.rule:
        return [(card.series.starts_on, *card.series.moments(card.series.starts_on))]
    return card.series.between(at - BEHIND, at + AHEAD)


def _keep_dates(wanted: dict[int, list[Date]]) -> bool:
    """Bring the rows to what is wanted; what is right already is not touched. Returns whether something was not."""
    fields = ("on", "day", "starts_at", "ends_at", "off", "moved")
    there: dict[int, dict[tuple[Any, ...], int]] = {pk: {} for pk in wanted}
    for pk, event, *values in ListedDate.objects.filter(listing__in=list(wanted)).order_by().values_list("pk", "listing_id", *fields):
        there[event][tuple(values)] = pk
    right = {event: set(rows) for event, rows in wanted.items()}
    gone = [pk for event, rows in there.items() for values, pk in rows.items() if values not in right[event]]
    for n in range(0, len(gone), 500):
        ListedDate.objects.filter(pk__in=gone[n : n + 500]).delete()
    new = [ListedDate(listing_id=event, **dict(zip(fields, row, strict=True))) for event, rows in wanted.items() for row in rows if row not in there[event]]
    ListedDate.objects.bulk_create(new, batch_size=500)
    return bool(gone or new)


def behind(limit: int) -> list[int]:
    """Return the public events whose rows were written longest ago, those that have none first."""
    none = list(Event.objects.public().filter(listing=None).order_by("pk").values_list("pk", flat=True)[:limit])
    return none + list(Listing.objects.order_by("written_at", "pk").values_list("pk", flat=True)[: limit - len(none)])
