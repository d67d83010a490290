"""When an officer can come: shift cycles laid over a congregation's week.

All times are wall-clock times of the territory, so a change to or from daylight saving moves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from onecop.matching.facts import Floats, Times

WEEKS = 12
SLOTS = 96  # a day in quarters of an hour
SLEEP_HOURS = 8.0
ENOUGH = 0.75  # of a gathering, to count as having come


@dataclass(frozen=True)
class Pattern:
    """A cycle of days: each item is None (off) or (start "HH:MM", hours). `anchor` is a date that is day 0."""

    anchor: date
    cycle: tuple[tuple[str, float] | None, ...]


@dataclass(frozen=True)
class Gathering:
    """Something weekly. weekday 0 is Monday; starts and ends in quarters of an hour after midnight."""

    weekday: int
    starts: int
    ends: int


def slot(clock: str) -> int:
    """Quarters of an hour after midnight of "HH:MM", rounded."""
    hours, minutes = clock.split(":")[:2]
    return round(int(hours) * 4 + int(minutes) / 15)


def timeline(pattern: Pattern, *, on: date, weeks: int = WEEKS) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (on duty, asleep) per quarter of an hour from midnight of `on`, for `weeks` and one day.

    A shift that ends between 4 and 11 in the morning is slept off for eight hours; other nights are left alone.
    """
    days = weeks * 7 + 1
    duty, asleep = np.zeros(days * SLOTS, bool), np.zeros(days * SLOTS, bool)
    if not pattern.cycle:
        return duty, asleep
    offset = (on - pattern.anchor).days
    for day in range(-1, days):
        shift = pattern.cycle[(offset + day) % len(pattern.cycle)]
        if shift is None:
            continue
        start = day * SLOTS + slot(shift[0])
        end = start + round(shift[1] * 4)
        duty[max(start, 0) : max(end, 0)] = True
        if 4 * 4 <= end % SLOTS <= 11 * 4 and slot(shift[0]) >= 15 * 4:
            asleep[max(end, 0) : max(end + round(SLEEP_HOURS * 4), 0)] = True
    asleep &= ~duty
    return duty, asleep


def times(patterns: Sequence[Pattern], gatherings: Sequence[Gathering], *, on: date, weeks: int = WEEKS) -> Times:
    """Return for each pattern and gathering the share of the next `weeks` at which one could come, off duty or on.

    Args:
        patterns: rows, in order; one empty row for "unknown" is added.
        gatherings: columns, in order.
        on: the first day, as the territory counts days.
    """
    free = np.zeros((len(patterns) + 1, len(gatherings)), np.float32)
    duty = np.zeros_like(free)
    if not gatherings:
        return Times(free, duty)
    first = np.array([(g.weekday - on.weekday()) % 7 * SLOTS for g in gatherings])[:, None] + np.arange(weeks) * 7 * SLOTS
    starts = first + np.array([g.starts for g in gatherings])[:, None]
    length = np.array([max((g.ends - g.starts) % SLOTS, 1) for g in gatherings])[:, None]
    for row, pattern in enumerate(patterns):
        at_work, asleep = timeline(pattern, on=on, weeks=weeks)
        worked = _share(at_work, starts, length)
        awake = worked + _share(~at_work & ~asleep, starts, length)
        comes = awake >= ENOUGH
        serving = comes & (worked >= 0.5)
        duty[row] = serving.mean(axis=1)
        free[row] = (comes & ~serving).mean(axis=1)
    return Times(free, duty)


def _share(line: NDArray[np.bool_], starts: NDArray[np.int64], length: NDArray[np.int64]) -> Floats:
    sums = np.concatenate(([0], np.cumsum(line)))
    ends = np.minimum(starts + length, len(line))
    return ((sums[ends] - sums[starts]) / length).astype(np.float32)
