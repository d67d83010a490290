"""Both sides as masks on a grid: when who cannot, by name of the reason, and what makes a time better or worse.

Masks are kept by the facts they were made from, so that the officers of one pattern and the people of one house share theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from onecop.agencies.choices import DutyKind, OnDuty
from onecop.agencies.duty import AWAY, Change
from onecop.agencies.rules import Pattern
from onecop.congregations import holydays, worship
from onecop.scheduling.slots import uses
from onecop.scheduling.slots.facts import HouseFacts, OfficerFacts
from onecop.scheduling.slots.grid import DAY, Clock, Grid, Minutes, clock_of, joined, without


@dataclass(frozen=True, eq=False)
class OfficerMasks:
    """busy: {reason: quarters}: duty (where the agency allows no meeting), rest, away, leave, gone. working: quarters on duty.

    turns: those that take place, joined, in minutes. turn_days: local days (ordinals) on which one begins. taken: all of busy.
    """

    busy: dict[str, int]
    working: int
    turns: tuple[Minutes, ...]
    turn_days: frozenset[int]
    taken: int


@dataclass(frozen=True, eq=False)
class HouseMasks:
    """busy: {reason: quarters}: holy, weekly, service, blocked, hours, day. soft, season: better not. near: within a day of a hard feast.

    days: the holy days of the grid. services: the gatherings, each as (from, to) in minutes with what it is.
    """

    busy: dict[str, int]
    soft: int
    season: int
    near: int
    days: tuple[holydays.HolyDay, ...]
    services: tuple[tuple[int, int, worship.Service], ...]
    taken: int


@lru_cache(maxsize=4096)
def turns_of(pattern: Pattern, grid: Grid) -> tuple[tuple[int, int, int], ...]:
    """Return the turns of a cycle along a grid as (ordinal of the local day, from, to) in minutes; `rules.turns` in whole numbers."""
    clock = clock_of(grid, pattern.zone)
    size, anchor = len(pattern.days), pattern.anchor_on.toordinal()
    cycle = [turn and (turn.starts.hour * 60 + turn.starts.minute, int(turn.lasts.total_seconds()) // 60) for turn in pattern.days]
    found = []
    for day in clock.days():
        turn = cycle[(day - anchor) % size]
        if turn:
            begins = clock.at(day, turn[0])
            found.append((day, begins, begins + turn[1]))
    return tuple(found)


@lru_cache(maxsize=16384)
def officer_masks(officer: OfficerFacts, grid: Grid) -> OfficerMasks:
    """Return when an officer cannot come."""
    clock = clock_of(grid, officer.zone)
    cancelled = _days(change for change in officer.changes if change.cancels_turns)
    turns = [(day, a, b) for day, a, b in (turns_of(officer.pattern, grid) if officer.pattern else ()) if day not in cancelled]
    turns += [(first, a, b) for change in officer.changes if change.kind == DutyKind.ON for first, a, b in _spans(change, clock)]
    duty = joined((a, b) for _day, a, b in turns)
    busy = {
        "duty": grid.touched(_closed(duty, officer.on_duty)),
        "rest": grid.touched(without(joined([*_nights(clock), *_sleep(turns, clock)]), duty)),
        "away": grid.touched((a, b) for change in officer.changes if change.kind in AWAY for _first, a, b in _spans(change, clock)),
        "leave": grid.full if officer.on_leave else 0,
        "gone": grid.touched([(clock.at(officer.gone_from.toordinal(), 0), grid.days * DAY)]) if officer.gone_from else 0,
    }
    return OfficerMasks(busy, grid.touched(duty), tuple(duty), frozenset(day for day, _a, _b in turns), _all(busy.values()))


def _all(masks: Iterable[int]) -> int:
    taken = 0
    for mask in masks:
        taken |= mask
    return taken


def _closed(duty: list[Minutes], policy: str) -> list[Minutes]:
    """Return the parts of joined turns in which nobody may be met."""
    if policy == OnDuty.ANY:
        return []
    return duty if policy == OnDuty.NEVER else [(a + uses.EDGE, b - uses.EDGE) for a, b in duty if b - a > 2 * uses.EDGE]


def _days(changes: Iterable[Change]) -> set[int]:
    return {day for change in changes for day in range(change.first_on.toordinal(), change.last_on.toordinal() + 1)}


def _spans(change: Change, clock: Clock) -> Iterable[tuple[int, int, int]]:
    """Yield (ordinal of the day, from, to) of what differs; `Change.spans` in minutes."""
    first, last = change.first_on.toordinal(), change.last_on.toordinal()
    if change.from_time is None or change.to_time is None:
        yield first, clock.at(first, 0), clock.at(last + 1, 0)
        return
    begins, ends = (wall.hour * 60 + wall.minute for wall in (change.from_time, change.to_time))
    low, high = clock.epoch - 3, clock.epoch + clock.grid.days + 3
    for day in range(max(first, low), min(last, high) + 1):
        yield day, clock.at(day, begins), clock.at(day if ends > begins else day + 1, ends)


@lru_cache(maxsize=256)
def _night_spans(grid: Grid, zone: ZoneInfo) -> tuple[Minutes, ...]:
    clock = clock_of(grid, zone)
    return tuple((clock.at(day, uses.NIGHT_FROM), clock.at(day + 1, uses.NIGHT_TO)) for day in clock.days())


def _nights(clock: Clock) -> tuple[Minutes, ...]:
    return _night_spans(clock.grid, clock.zone)


def _sleep(turns: list[tuple[int, int, int]], clock: Clock) -> list[Minutes]:
    """Return the sleep after each turn that has time in the small hours of some local day."""
    found = []
    for day, begins, ends in turns:
        here = day
        while (midnight := clock.at(here, 0)) < ends:
            if ends > midnight and begins < clock.at(here, uses.SMALL_HOURS):
                found.append((ends, ends + uses.SLEEPS))
                break
            here += 1
    return found


@lru_cache(maxsize=16384)
def house_masks(house: HouseFacts, grid: Grid) -> HouseMasks:
    """Return when a congregation and those of its people who are wanted cannot."""
    clock = clock_of(grid, house.zone)
    first, last = grid.first - timedelta(days=2), grid.first + timedelta(days=grid.days + 1)
    days = holydays.kept(house.tradition, house.overrides, first, last, house.lon, house.lat, house.zone)
    services = worship.all_occurrences(house.services, house.zone, first, last)
    spans = [(grid.minute(a), grid.minute(b)) for a, b, _service in services]
    feasts = [_margin(day, grid) for day in days if day.hard and not day.weekly]
    soft = [day for day in days if not day.hard]
    busy = {
        "holy": grid.touched(feasts),
        "weekly": grid.touched(_margin(day, grid) for day in days if day.hard and day.weekly),
        "service": grid.touched(spans),
        "blocked": grid.touched((clock.at(a.toordinal(), 0), clock.at(b.toordinal() + 1, 0)) for a, b in house.blocked),
        "hours": grid.full ^ grid.within(_open(house, clock)) if house.hours and house.coordinator else 0,
        "day": grid.full ^ _daytime(grid, house.zone),
    }
    return HouseMasks(
        busy=busy,
        soft=grid.touched(grid.span(day.starts, day.ends) for day in soft if not is_season(day)),
        season=grid.touched(grid.span(day.starts, day.ends) for day in soft if is_season(day)),
        near=grid.touched((a - DAY, b + DAY) for a, b in feasts),
        days=days,
        services=tuple((a, b, service) for (a, b), (_starts, _ends, service) in zip(spans, services, strict=True)),
        taken=_all(busy.values()),
    )


@lru_cache(maxsize=256)
def _daytime(grid: Grid, zone: ZoneInfo) -> int:
    clock = clock_of(grid, zone)
    return grid.within((clock.at(day, uses.MORNING), clock.at(day, uses.EVENING)) for day in clock.days())


def is_season(day: holydays.HolyDay) -> bool:
    """True for a time of many days, which cannot all be avoided."""
    return (day.last - day.on).days >= uses.SEASON


def _margin(day: holydays.HolyDay, grid: Grid) -> Minutes:
    """Return a hard day with what is kept free around it: the days on which it may fall as well, or the hour around sunset."""
    begins, ends = grid.span(day.starts, day.ends)
    around = day.doubt * DAY or (uses.BY_THE_SUN if day.by_sun else 0)
    return begins - around, ends + around


def _open(house: HouseFacts, clock: Clock) -> Iterable[Minutes]:
    for day in clock.days():
        weekday = (day - 1) % 7
        for hours in house.hours:
            if hours.weekday == weekday:
                ends = hours.ends.hour * 60 + hours.ends.minute or DAY
                yield clock.at(day, hours.starts.hour * 60 + hours.starts.minute), clock.at(day, ends)
