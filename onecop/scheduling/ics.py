"""Writes a calendar feed (RFC 5545).

The icalendar library takes 0.4 s for 2,000 events, most of it in building objects; a feed is read by every phone every few hours. So the lines are
written here, and tests hold them against the library. Time zones and recurrence are the libraries' affair.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Timezone

from onecop.scheduling.itip import PRODID
from onecop.scheduling.registry import FeedEntry, Moment

LONGEST = 75
"""Octets of a line before it is folded."""
_CONTROLS = [*range(9), *range(11, 32), 127]
_ESCAPES = str.maketrans(dict.fromkeys(_CONTROLS) | {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n"})
ZONE_FROM, ZONE_TO = 1, 3
"""Years before and after a recurring entry for which its zone's changes are written out."""


def write(entries: Iterable[FeedEntry], *, name: str) -> bytes:
    """Return a calendar. The same entries give the same bytes.

    Args:
        name: what calendar programs call it.
    """
    return bind([part(entries)], name=name)


@dataclass(frozen=True)
class Part:
    """Entries written out. zones: (key, year) of the clocks that they keep."""

    zones: frozenset[tuple[str, int]]
    body: bytes


def part(entries: Iterable[FeedEntry]) -> Part:
    """Write some entries, to be bound into calendars later."""
    rows = [_fitting(entry) for entry in entries]
    lines: list[str] = []
    for entry in rows:
        _event(entry, lines)
    return Part(frozenset((zone, entry.starts.year) for entry in rows if (zone := _zone(entry))), b"".join(fold(line) for line in lines))


def bind(parts: Iterable[Part], *, name: str) -> bytes:
    """Return a calendar of entries that were written out before, in their order."""
    bound = list(parts)
    zones = sorted(frozenset().union(*(one.zones for one in bound)))
    spans = {key: [year for zone, year in zones if zone == key] for key, _year in zones}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H"]
    for key, years in spans.items():
        lines += _zone_lines(key, min(years) - ZONE_FROM, max(years) + ZONE_TO)
    return b"".join([*(fold(line) for line in lines), *(one.body for one in bound), b"END:VCALENDAR\r\n"])


def fold(line: str) -> bytes:
    """Return a line with its break, in pieces of at most 75 octets that never cut a character."""
    raw = line.encode()
    if len(raw) <= LONGEST:
        return raw + b"\r\n"
    pieces, start, room = [], 0, LONGEST
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(raw[start:end])
        start, room = end, LONGEST - 1
    pieces.append(raw[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _event(entry: FeedEntry, lines: list[str]) -> None:
    zone = _zone(entry)
    stamp = entry.changed_at or _as_moment(entry.starts)
    lines += ["BEGIN:VEVENT", f"UID:{_text(entry.uid)}", f"SEQUENCE:{entry.sequence}", f"DTSTAMP:{_utc(stamp)}"]
    lines += [f"DTSTART{_value(entry.starts, zone)}", f"DTEND{_value(entry.ends, zone)}", f"SUMMARY:{_text(entry.title)}"]
    if entry.recurrence is not None:
        lines.append(f"RECURRENCE-ID{_value(entry.recurrence, zone)}")
    if entry.rrule:
        lines.append(f"RRULE:{entry.rrule}")
    lines += [f"EXDATE{_value(moment, zone)}" for moment in entry.exdates]
    if entry.place:
        lines.append(f"LOCATION:{_text(entry.place)}")
    if entry.description:
        lines.append(f"DESCRIPTION:{_text(entry.description)}")
    if entry.url:
        lines.append(f"URL:{entry.url.translate(_ESCAPES) if not entry.url.isprintable() else entry.url}")
    if entry.changed_at:
        lines.append(f"LAST-MODIFIED:{_utc(entry.changed_at)}")
    lines += [f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"]
    if not isinstance(entry.starts, datetime) or entry.cancelled:
        lines.append("TRANSP:TRANSPARENT")
    lines.append("END:VEVENT")


def _zone(entry: FeedEntry) -> str:
    """Return the zone whose clock an entry keeps. Only what recurs needs one: the hour of a single moment is exact in UTC."""
    if not isinstance(entry.starts, datetime) or not (entry.rrule or entry.recurrence is not None):
        return ""
    key = entry.zone or getattr(entry.starts.tzinfo, "key", "")
    return "" if key in ("", "UTC") else key


def _value(moment: Moment, zone: str) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    if zone:
        return f";TZID={zone}:{moment.astimezone(_zoneinfo(zone)):%Y%m%dT%H%M%S}"
    return f":{_utc(moment)}"


@lru_cache(maxsize=64)
def _zoneinfo(key: str) -> ZoneInfo:
    return ZoneInfo(key)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _as_moment(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _text(words: str) -> str:
    return words.translate(_ESCAPES)


@lru_cache(maxsize=256)
def _zone_lines(key: str, first: int, last: int) -> tuple[str, ...]:
    """Return the VTIMEZONE of the years, unfolded."""
    raw = Timezone.from_tzid(key, first_date=date(first, 1, 1), last_date=date(last, 12, 31)).to_ical().decode()
    return tuple(raw.replace("\r\n ", "").split("\r\n")[:-1])


def _fitting(entry: FeedEntry) -> FeedEntry:
    """Move a recurring entry to the first date of its rule: calendars disagree about a start that does not fit (RFC 5545, 3.8.5.3)."""
    if not entry.rrule:
        return entry
    local = entry.starts.astimezone(_zoneinfo(_zone(entry) or "UTC")).replace(tzinfo=None) if isinstance(entry.starts, datetime) else _naive(entry.starts)
    first = rrulestr(_local_rule(entry), dtstart=local)[0]
    if first == local:
        return entry
    return _shifted(entry, first, local)


def _local_rule(entry: FeedEntry) -> str:
    """Return the rule without its end, which says nothing about the first date."""
    return ";".join(part for part in entry.rrule.split(";") if not part.upper().startswith(("UNTIL=", "COUNT=")))


def _naive(day: date) -> datetime:
    return datetime.combine(day, time())


def _shifted(entry: FeedEntry, first: datetime, was: datetime) -> FeedEntry:
    values = {name: getattr(entry, name) for name in FeedEntry.__dataclass_fields__}
    if not isinstance(entry.starts, datetime):
        return FeedEntry(**{**values, "starts": first.date(), "ends": entry.ends + (first - was)})
    starts = first.replace(tzinfo=_zoneinfo(_zone(entry) or "UTC"))
    return FeedEntry(**{**values, "starts": starts, "ends": starts + (_as_moment(entry.ends) - _as_moment(entry.starts))})
