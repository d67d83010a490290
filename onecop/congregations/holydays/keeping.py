"""From calendar dates to moments at a place, and what a congregation changes about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import HolyDayAct, Tradition
from onecop.congregations.holydays.calendars import DAY, KNOWN_UNTIL, Mark, marks
from onecop.congregations.holydays.sun import evening


@dataclass(frozen=True)
class HolyDay:
    """A holy day at a place.

    code: its name in the program. on, last: its civil days. starts, ends: aware, UTC, [from, to). hard: no appointments then; otherwise
    better not. estimated: another day (a moon decides) or another hour (no sunset is known) is possible. doubt: by how many days either way.
    weekly: it comes every week. by_sun: it begins and ends with the sun. changed: the congregation keeps it otherwise than the calendar of its tradition.
    """

    code: str
    name: str | Promise
    on: date
    last: date
    starts: datetime
    ends: datetime
    hard: bool
    estimated: bool = False
    doubt: int = 0
    weekly: bool = False
    by_sun: bool = False
    changed: bool = False


@dataclass(frozen=True)
class Override:
    """What a congregation keeps otherwise; see models.HolyDayOverride."""

    act: str
    code: str = ""
    name: str = ""
    was_on: date | None = None
    first_on: date | None = None
    last_on: date | None = None
    from_sunset: bool = False
    hard: bool = True


@dataclass(frozen=True)
class Weekly:
    """A day of every week. weekday 0 is Monday. starts, ends: wall clock; both None from sunset of the evening before to sunset."""

    code: str
    name: str | Promise
    weekday: int
    hard: bool
    starts: time | None = None
    ends: time | None = None


SUNDAY = (Weekly("sunday", _("Sunday morning"), 6, False, time(7), time(13)),)
WEEKLY: dict[str, tuple[Weekly, ...]] = {
    Tradition.JEWISH: (Weekly("shabbat", _("Shabbat"), 5, True),),
    Tradition.SEVENTH_DAY: (Weekly("sabbath", _("Sabbath"), 5, True),),
    Tradition.MUSLIM: (Weekly("jumuah", _("Friday prayer"), 4, True, time(12), time(14, 30)),),
    Tradition.LATTER_DAY: (Weekly("sunday", _("Sunday"), 6, True, time(0), time(0)),),
    **dict.fromkeys(
        (
            Tradition.CATHOLIC, Tradition.CHRISTIAN, Tradition.EVANGELICAL, Tradition.FRIENDS, Tradition.HISTORIC_BLACK, Tradition.MAINLINE,
            Tradition.ORTHODOX, Tradition.PENTECOSTAL, Tradition.SIKH, Tradition.UNITARIAN,
        ),
        SUNDAY,
    ),
}  # fmt: skip


def known_until(tradition: str) -> int | None:
    """Return the last year whose days are known whole; None when any year is."""
    return KNOWN_UNTIL.get(tradition)


def names(tradition: str, year: int) -> dict[str, str | Promise]:
    """Return the codes of the days of a tradition around a year, weekly ones first, each with its name."""
    return {w.code: w.name for w in WEEKLY.get(tradition, ())} | {mark.code: mark.name for y in (year, year + 1) for mark in marks(tradition, y)}


@lru_cache(maxsize=4096)
def holydays(tradition: str, start: date, end: date, lon: float | None, lat: float | None, zone: ZoneInfo) -> tuple[HolyDay, ...]:
    """Return the holy days of a tradition that touch the local days [start, end], in order.

    Args:
        tradition: a code of `Tradition`. lon, lat: degrees, or None where the place is not known. zone: that of the place.
    """
    years = range(start.year - 1, end.year + 2)
    found = [_placed(mark, lon, lat, zone) for year in years for mark in marks(tradition, year) if mark.on <= end + DAY and mark.last >= start - DAY]
    for weekly in WEEKLY.get(tradition, ()):
        day = start - DAY
        day += timedelta(days=(weekly.weekday - day.weekday()) % 7)
        while day <= end + DAY:
            found.append(_weekly(weekly, day, lon, lat, zone))
            day += 7 * DAY
    return _within(found, start, end, zone)


@lru_cache(maxsize=4096)
def kept(tradition: str, overrides: tuple[Override, ...], start: date, end: date, lon: float | None, lat: float | None, zone: ZoneInfo) -> tuple[HolyDay, ...]:
    """Return the holy days as a congregation keeps them. `overrides` in the order in which they were made."""
    days = list(holydays(tradition, start - 40 * DAY, end + 40 * DAY, lon, lat, zone) if overrides else holydays(tradition, start, end, lon, lat, zone))
    for one in overrides:
        days = _changed(days, one, lon, lat, zone)
    return _within(days, start, end, zone)


def _changed(days: list[HolyDay], one: Override, lon: float | None, lat: float | None, zone: ZoneInfo) -> list[HolyDay]:
    if one.act == HolyDayAct.DROP:
        return [day for day in days if day.code != one.code]
    if one.act in (HolyDayAct.HARDEN, HolyDayAct.SOFTEN):
        hard = one.act == HolyDayAct.HARDEN
        return [_with(day, hard=hard) if day.code == one.code else day for day in days]
    assert one.first_on is not None
    assert one.last_on is not None
    if one.act == HolyDayAct.ADD:
        mark = Mark("own", one.name, one.first_on, one.last_on, one.hard, one.from_sunset)
        return [*days, _with(_placed(mark, lon, lat, zone))]
    moved = next((day for day in days if day.code == one.code and day.on == one.was_on), None)
    if moved is None:
        return days
    mark = Mark(moved.code, moved.name, one.first_on, one.last_on, moved.hard, one.from_sunset)
    return [*(day for day in days if day is not moved), _with(_placed(mark, lon, lat, zone))]


def _with(day: HolyDay, *, hard: bool | None = None) -> HolyDay:
    return HolyDay(**{**day.__dict__, "hard": day.hard if hard is None else hard, "changed": True})


def _placed(mark: Mark, lon: float | None, lat: float | None, zone: ZoneInfo) -> HolyDay:
    if mark.sunset:
        (starts, sure), (ends, sure_too) = evening(mark.on - DAY, lon, lat, zone), evening(mark.last, lon, lat, zone)
    else:
        starts, ends, sure, sure_too = _midnight(mark.on, zone), _midnight(mark.last + DAY, zone), True, True
    guessed = mark.estimated or not (sure and sure_too)
    return HolyDay(mark.code, mark.name, mark.on, mark.last, starts, ends, mark.hard, guessed, 1 if mark.estimated else 0, by_sun=mark.sunset)


def _weekly(weekly: Weekly, day: date, lon: float | None, lat: float | None, zone: ZoneInfo) -> HolyDay:
    sure = sure_too = True
    if weekly.starts is None or weekly.ends is None:
        (starts, sure), (ends, sure_too) = evening(day - DAY, lon, lat, zone), evening(day, lon, lat, zone)
    else:
        last = day if weekly.ends > weekly.starts else day + DAY
        starts, ends = (datetime.combine(d, t, zone).astimezone(UTC) for d, t in ((day, weekly.starts), (last, weekly.ends)))
    return HolyDay(weekly.code, weekly.name, day, day, starts, ends, weekly.hard, not (sure and sure_too), weekly=True, by_sun=weekly.starts is None)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _within(days: Iterable[HolyDay] | Sequence[HolyDay], start: date, end: date, zone: ZoneInfo) -> tuple[HolyDay, ...]:
    low, high = _midnight(start, zone), _midnight(end + DAY, zone)
    return tuple(sorted((d for d in days if d.starts < high and d.ends > low), key=lambda d: (d.starts, d.ends, d.code)))
