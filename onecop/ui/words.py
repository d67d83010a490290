"""How dates, numbers and names are written for the reader. Every function is also a template filter."""

import zlib
from collections.abc import Sized
from datetime import date, datetime, time, timedelta
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

NBSP = "\N{NO-BREAK SPACE}"
TITLES = {
    "officer",
    "ofc.",
    "sergeant",
    "sgt.",
    "lieutenant",
    "lt.",
    "captain",
    "capt.",
    "chief",
    "sheriff",
    "deputy",
    "detective",
    "rev.",
    "rabbi",
    "imam",
    "fr.",
    "dr.",
}
"""Words before a name that say nothing about who it is."""


def _locale() -> Locale:
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _today() -> date:
    return timezone.localdate(timezone.now())


def this_year() -> int:
    """Return the year in which the reader is: `day` leaves it out."""
    return _today().year


def _as_date(value: date | datetime) -> date:
    value = _local(value)
    return value.date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """Write "Nov 20", with the year when it is not this one; nothing for None."""
    if value is None:
        return ""
    found = _as_date(value)
    return str(format_skeleton("MMMd" if found.year == _today().year else "yMMMd", found, locale=_locale())).replace(" ", NBSP)


def day_long(value: date | datetime | None) -> str:
    """Write "Friday, November 20, 2026"."""
    return "" if value is None else str(format_date(_as_date(value), "full", locale=_locale()))


def month(value: date | datetime | None) -> str:
    """Write "November 2026"."""
    return "" if value is None else str(format_skeleton("yMMMM", _as_date(value), locale=_locale()))


def clock(value: time | datetime | None) -> str:
    """Write "4:30 pm"."""
    if value is None:
        return ""
    local = timezone.localtime(value).time() if isinstance(value, datetime) else value
    written = str(format_time(local, "short", locale=_locale()))
    return written.replace("\N{NARROW NO-BREAK SPACE}", NBSP).replace("AM", "am").replace("PM", "pm")


def hour(value: time) -> str:
    """Write a time of day as short as it gets: "2 pm", "6:30 am"; where clocks count to 24, "14:00"."""
    written = clock(value).replace(NBSP, " ")
    return written.replace(":00", "") if written.endswith("m") else written


def day_time(value: datetime | None) -> str:
    """Write "Fri, Nov 20, 4:30 pm" in the reader's time zone."""
    if value is None:
        return ""
    name = get_day_names("abbreviated", locale=_locale())[_as_date(value).weekday()]
    return f"{name}, {day(value)}, {clock(value)}"


def weekday(value: date | datetime | int) -> str:
    """Write "Friday", from a date or a number (0 = Monday)."""
    number = value if isinstance(value, int) else _as_date(value).weekday()
    return str(get_day_names("wide", locale=_locale())[number])


def zone_name(value: datetime | None) -> str:
    """Write the short name of the reader's time zone at a moment: "EST"."""
    return "" if value is None else timezone.localtime(value).tzname() or ""


def span(value: timedelta) -> str:
    """Write a span of time in its largest unit: "6 days", "3 hours", "under a minute"."""
    seconds = abs(int(value.total_seconds()))
    if seconds < 60:
        return gettext("under a minute")
    if seconds < 3600:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}
    if seconds < 86400:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    days = seconds // 86400
    if days < 60:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if days < 730:
        return ngettext("%(n)d month", "%(n)d months", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year", "%(n)d years", days // 365) % {"n": days // 365}


def since(value: date | datetime | None) -> str:
    """Write how long ago or how far ahead, without "ago": "6 days", "today"."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        days = abs((_today() - value).days)
        return span(timedelta(days=days)) if days else gettext("today")
    return span(timezone.now() - value)


def ago(value: date | datetime | None) -> str:
    """Write "6 days ago", "in 3 hours", "today" or "just now"."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        days = (_today() - value).days
        if not days:
            return gettext("today")
        return (gettext("%(span)s ago") if days > 0 else gettext("in %(span)s")) % {"span": span(timedelta(days=days))}
    passed = timezone.now() - value
    if abs(passed) < timedelta(minutes=1):
        return gettext("just now")
    return (gettext("%(span)s ago") if passed > timedelta(0) else gettext("in %(span)s")) % {"span": span(passed)}


def count(value: Any) -> str:
    """Write a number, or how many there are in a list, with separators: "18,702"."""
    value = len(value) if isinstance(value, Sized) else value
    return "" if value is None else str(format_decimal(value, locale=_locale()))


def percent(value: float) -> str:
    """Write a share between 0 and 1: "33%"."""
    return str(format_percent(value, locale=_locale()))


def language_name(code: str) -> str:
    """Write a language in the reader's language: "vi" is "Vietnamese". An unknown code stays as it is."""
    try:
        return Locale.parse(code.replace("-", "_")).get_language_name(_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def language_names(codes: list[str] | tuple[str, ...]) -> str:
    """Write several languages with commas."""
    return ", ".join(language_name(c) for c in codes)


def initials(name: str) -> str:
    """Return one or two letters for an avatar: the first and the last word that begins with a letter. "St. Brendan's Parish" is "SP"."""
    words = [w for w in name.split() if w[:1].isalpha() and w.lower() not in TITLES] or name.split()[:1]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tone(name: str) -> str:
    """Return the color of an avatar, always the same for a name: empty (indigo), "warm" or "sage"."""
    return ("", "warm", "sage")[zlib.crc32(name.encode()) % 3]


FILTERS = (ago, clock, count, day, day_long, day_time, initials, language_name, language_names, month, percent, since, span, tone, weekday, zone_name)
