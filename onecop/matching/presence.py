"""When an officer can come: shift cycles laid over a congregation's week.

All times are wall-clock times of the territory, so a change to or from daylight saving moves nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from onecop.agencies.choices import DutyKind
from onecop.agencies.duty import AWAY, Change
from onecop.matching.facts import Floats, Times

WEEKS = 12
SLOTS = 96  # a day in quarters of an hour
SLEEP_HOURS = 8.0
ENOUGH = 0.75  # of a gathering, to count as having come


@dataclass(frozen=True)
class Pattern:
    """A cycle of days: each item is None (off) or (start "HH:MM", hours). `anchor` is a date that is day 0. changes: days that differ from it.

    An empty cycle is one that nobody knows; its changes count all the same.
    """

    anchor: date
    cycle: tuple[tuple[str, float] | None, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Gathering:
    """Something on a day of the week. weekday 0 is Monday; starts and ends in quarters of an hour after midnight.

    held: the weeks, counted from the first day of the window, in which it takes place; None: every week.
    """

    weekday: int
    starts: int
    ends: int
    held: tuple[int, ...] | None = None

    def times(self, weeks: int = WEEKS) -> int:
        """How often it takes place in the window."""
        return weeks if self.held is None else len(self.held)


def slot(clock: str) -> int:
    """Quarters of an hour after midnight of "HH:MM", rounded."""
    hours, minutes = clock.split(":")[:2]
    return round(int(hours) * 4 + int(minutes) / 15)


def timeline(pattern: Pattern, *, on: date, weeks: int = WEEKS) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (on duty, asleep or away) per quarter of an hour from midnight of `on`, for `weeks` and one day.

    A shift that ends between 4 and 11 in the morning is slept off for eight hours; other nights are left alone. During leave, training and
    court nobody comes; turns that a whole day of something else cancels are not worked.
    """
    days = weeks * 7 + 1
    duty, asleep, away = (np.zeros(days * SLOTS, bool) for _ in range(3))
    for start, end in _turns(pattern, on, days):
        duty[max(start, 0) : max(end, 0)] = True
        if 4 * 4 <= end % SLOTS <= 11 * 4 and start % SLOTS >= 15 * 4:
            asleep[max(end, 0) : max(end + round(SLEEP_HOURS * 4), 0)] = True
    for change in pattern.changes:
        if change.kind in AWAY:
            for start, end in _spans(change, on, days):
                away[max(start, 0) : max(end, 0)] = True
    duty &= ~away
    return duty, (asleep & ~duty) | away


def _turns(pattern: Pattern, on: date, days: int) -> Iterator[tuple[int, int]]:
    """Yield the turns that begin from the day before `on`, in quarters of an hour after its midnight."""
    cancelled = [c for c in pattern.changes if c.cancels_turns]
    offset = (on - pattern.anchor).days
    for day in range(-1, days) if pattern.cycle else ():
        shift = pattern.cycle[(offset + day) % len(pattern.cycle)]
        if shift is not None and not (cancelled and any(c.covers(on + timedelta(days=day)) for c in cancelled)):
            start = day * SLOTS + slot(shift[0])
            yield start, start + round(shift[1] * 4)
    for change in pattern.changes:
        if change.kind == DutyKind.ON:
            yield from _spans(change, on, days)


def _spans(change: Change, on: date, days: int) -> Iterator[tuple[int, int]]:
    """Yield the times of a change that touch the window, in quarters of an hour after midnight of `on`."""
    first, last = max((change.first_on - on).days, -1), min((change.last_on - on).days, days)
    if change.from_time is None or change.to_time is None:
        if first <= last:
            yield first * SLOTS, (last + 1) * SLOTS
        return
    begins, ends = slot(f"{change.from_time:%H:%M}"), slot(f"{change.to_time:%H:%M}")
    for day in range(first, last + 1):
        yield day * SLOTS + begins, day * SLOTS + ends + (SLOTS if ends <= begins else 0)


def times(patterns: Sequence[Pattern], gatherings: Sequence[Gathering], *, on: date, weeks: int = WEEKS) -> Times:
    """Return for each pattern and gathering the share of its times in the next `weeks` at which one could come, off duty or on.

    Args:
        patterns: rows, in order; one row of whom nothing is known is added.
        gatherings: columns, in order.
        on: the first day, as the territory counts days.
    """
    free = np.zeros((len(patterns) + 1, len(gatherings)), np.float32)
    duty = np.zeros_like(free)
    free[-1] = 1
    unknown = np.array([not pattern.cycle for pattern in patterns] + [True])
    if not gatherings:
        return Times(free, duty, unknown)
    first = np.array([(g.weekday - on.weekday()) % 7 * SLOTS for g in gatherings])[:, None] + np.arange(weeks) * 7 * SLOTS
    starts = first + np.array([g.starts for g in gatherings])[:, None]
    length = np.array([max((g.ends - g.starts) % SLOTS, 1) for g in gatherings])[:, None]
    takes_place = np.array([np.isin(np.arange(weeks), range(weeks) if g.held is None else g.held) for g in gatherings])
    often = np.maximum(takes_place.sum(axis=1), 1)
    for row, pattern in enumerate(patterns):
        at_work, asleep = timeline(pattern, on=on, weeks=weeks)
        worked = _share(at_work, starts, length)
        awake = worked + _share(~at_work & ~asleep, starts, length)
        comes = (awake >= ENOUGH) & takes_place
        serving = comes & (worked >= 0.5)
        duty[row] = serving.sum(axis=1) / often
        free[row] = (comes & ~serving).sum(axis=1) / often
    return Times(free, duty, unknown)


def _share(line: NDArray[np.bool_], starts: NDArray[np.int64], length: NDArray[np.int64]) -> Floats:
    sums = np.concatenate(([0], np.cumsum(line)))
    ends = np.minimum(starts + length, len(line))
    return ((sums[ends] - sums[starts]) / length).astype(np.float32)
