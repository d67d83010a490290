"""When something is, for people who travel: by the clock of its place, and by the reader's own where that says something else. Pure."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.ui import words as ui


def span(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """Write from when to when by the clock of a zone, with its abbreviation: "Saturday, Nov 28, 6:00 pm to 8:00 pm EST"."""
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    language, year, begins, ends_on = get_language() or "", ui.this_year(), first.date(), last.date()
    same, (begin_zone, end_zone) = begins == ends_on, (first.tzname(), last.tzname())
    # 5,000 points have 5,000 spans, but few days and few hours: what libraries of languages write is kept.
    until = _hour(last.time(), language) if same else _("%(day)s, %(hour)s") % {"day": _day(ends_on, year, language), "hour": _hour(last.time(), language)}
    begin = _hour(first.time(), language) if begin_zone == end_zone else f"{_hour(first.time(), language)} {begin_zone}"
    return _("%(day)s, %(begins)s to %(ends)s %(zone)s") % {"day": _head(begins, year, language), "begins": begin, "ends": until, "zone": end_zone}


@lru_cache(4096)
def _head(day: date, year: int, language: str) -> str:
    """year: the one we are in, which is not written."""
    return _("%(weekday)s, %(day)s") % {"weekday": ui.weekday(day), "day": ui.day(day)}


@lru_cache(4096)
def _day(day: date, year: int, language: str) -> str:
    return ui.day(day)


@lru_cache(4096)
def _hour(value: time, language: str) -> str:
    return ui.clock(value)


@lru_cache
def zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name."""
    return ZoneInfo(name)


def own(starts: datetime, ends: datetime, zone: ZoneInfo, reader: ZoneInfo | None) -> str:
    """Write the same by the reader's clock; empty when it shows the same hours, or when nobody knows where the reader is."""
    if reader is None or not differs(starts, ends, zone, reader):
        return ""
    return span(starts, ends, reader)


def differs(starts: datetime, ends: datetime, zone: ZoneInfo, reader: ZoneInfo) -> bool:
    """Say whether two clocks show different hours, at the beginning or at the end."""
    return any(moment.astimezone(zone).utcoffset() != moment.astimezone(reader).utcoffset() for moment in (starts, ends))


def minutes_ahead(moment: datetime, zone: ZoneInfo) -> int:
    """Return by how many minutes a zone is ahead of UTC: what a browser compares its own clock with."""
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)
