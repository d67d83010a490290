"""Eight weeks as bits: one for each quarter of an hour, in one integer.

A grid begins at midnight UTC, so that whoever searches on the same day shares masks. Wall clocks meet it here and nowhere else: a wall time
that the spring change skips is taken by the offset before it, one that comes twice in autumn is the first (as `agencies.rules` does).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

QUARTER = 15
DAY = 1440
Minutes = tuple[int, int]
"""A span [from, to) in minutes from the beginning of a grid."""


@dataclass(frozen=True)
class Grid:
    """`days` times 96 quarters from midnight UTC of `first`."""

    first: date
    days: int

    @cached_property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(0), UTC)

    @property
    def quarters(self) -> int:
        return self.days * 96

    @cached_property
    def full(self) -> int:
        return (1 << self.quarters) - 1

    def minute(self, moment: datetime) -> int:
        """Return the whole minutes from the beginning to an aware moment, rounded down."""
        return (moment - self.start) // timedelta(minutes=1)

    def span(self, starts: datetime, ends: datetime) -> Minutes:
        """Return a span of aware moments in minutes, seconds rounded outwards."""
        return self.minute(starts), -((self.start - ends) // timedelta(minutes=1))

    def moment(self, quarter: int) -> datetime:
        return self.start + timedelta(minutes=quarter * QUARTER)

    def touched(self, spans: Iterable[Minutes]) -> int:
        """Return the quarters that any part of a span lies in: whoever is busy for a minute of a quarter is busy."""
        mask = 0
        for begins, ends in spans:
            low, high = max(begins // QUARTER, 0), min(-(-ends // QUARTER), self.quarters)
            if low < high and begins < ends:
                mask |= ((1 << (high - low)) - 1) << low
        return mask

    def within(self, spans: Iterable[Minutes]) -> int:
        """Return the quarters that lie in joined spans from end to end: free time counts by whole quarters only."""
        mask = 0
        for begins, ends in joined(spans):
            low, high = max(-(-begins // QUARTER), 0), min(ends // QUARTER, self.quarters)
            if low < high:
                mask |= ((1 << (high - low)) - 1) << low
        return mask

    def starts(self, free: int, quarters: int) -> int:
        """Return the quarters at which so many free ones begin: the mask laid over itself, doubling."""
        have = 1
        while have < quarters and free:
            step = min(have, quarters - have)
            free &= free >> step
            have += step
        return free

    def indexes(self, mask: int) -> NDArray[np.intp]:
        """Return the numbers of the quarters in a mask, in order."""
        return np.flatnonzero(self.bits(mask))

    def bits(self, mask: int) -> NDArray[np.uint8]:
        return np.unpackbits(np.frombuffer(mask.to_bytes(self.days * 12, "little"), np.uint8), bitorder="little")


class Clock:
    """The wall clock of a zone along a grid. Offsets are read once a day; only the days on which clocks change are asked by the minute."""

    def __init__(self, grid: Grid, zone: ZoneInfo) -> None:
        self.grid, self.zone = grid, zone
        self.first = grid.first - timedelta(days=4)
        self.epoch = grid.first.toordinal()
        noons = [self._offset(self.first + timedelta(days=n), 0) for n in range(grid.days + 10)]
        self._even = {self.first.toordinal() + n: noons[n] for n in range(len(noons) - 1) if noons[n] == noons[n + 1]}

    def _offset(self, day: date, minute: int) -> int:
        wall = datetime.combine(day, time(minute // 60, minute % 60), self.zone)
        return int(wall.utcoffset().total_seconds()) // 60  # type: ignore[union-attr] # the zone is there

    def at(self, ordinal: int, minute: int) -> int:
        """Return the minute of the grid at which the wall shows `minute` (0 to 1440) of a local day."""
        if minute >= DAY:
            ordinal, minute = ordinal + 1, minute - DAY
        offset = self._even.get(ordinal)
        if offset is None:
            offset = self._offset(date.fromordinal(ordinal), minute)
        return (ordinal - self.epoch) * DAY + minute - offset

    def days(self) -> Iterator[int]:
        """Yield the ordinals of the local days that can touch the grid, with two to spare on either side."""
        yield from range(self.epoch - 3, self.epoch + self.grid.days + 3)

    @cached_property
    def wall(self) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """The local day (ordinal) and minute of the day at which each quarter begins."""
        edges = [(self.at(day, 0), day) for day in self.days()]
        minutes = np.arange(self.grid.quarters) * QUARTER
        which = np.searchsorted([edge for edge, _ in edges], minutes, side="right") - 1
        days = np.array([day for _, day in edges], np.int32)[which]
        clock = (minutes - np.array([edge for edge, _ in edges])[which]).astype(np.int16)
        for day in sorted({int(d) for d in days} - self._even.keys()):  # clocks change on this day: ask for each of its quarters
            for n in np.flatnonzero(days == day):
                there = self.grid.moment(int(n)).astimezone(self.zone)
                clock[n] = there.hour * 60 + there.minute
        return days, clock


@lru_cache(maxsize=64)
def grid_of(first: date, days: int) -> Grid:
    return Grid(first, days)


@lru_cache(maxsize=128)
def clock_of(grid: Grid, zone: ZoneInfo) -> Clock:
    return Clock(grid, zone)


def joined(spans: Iterable[Minutes]) -> list[Minutes]:
    """Return the spans in order, with those that overlap or touch made one."""
    found: list[Minutes] = []
    for begins, ends in sorted(spans):
        if begins >= ends:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found


def without(spans: list[Minutes], cut: list[Minutes]) -> list[Minutes]:
    """Return joined spans with joined others cut out of them."""
    found: list[Minutes] = []
    at = 0
    for begins, ends in spans:
        while at < len(cut) and cut[at][1] <= begins:
            at += 1
        here = at
        while here < len(cut) and cut[here][0] < ends:
            if begins < cut[here][0]:
                found.append((begins, cut[here][0]))
            begins = max(begins, cut[here][1])
            here += 1
        if begins < ends:
            found.append((begins, ends))
    return found
