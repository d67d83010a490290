"""The finder on given facts: free times, their cost, the best ones on different days, and what stands in the way. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from onecop.agencies.rules import Span
from onecop.scheduling.slots import uses
from onecop.scheduling.slots.facts import HouseFacts, OfficerFacts
from onecop.scheduling.slots.grid import DAY, QUARTER, Grid, clock_of, grid_of
from onecop.scheduling.slots.masks import HouseMasks, OfficerMasks, house_masks, officer_masks

LOOK_ON = 26
"""Weeks within which the first time that would fit is looked for when there is none in the weeks asked for."""
LAST = frozenset({"hours", "day"})
Costs = NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: `want` times of `minutes` (rounded up to quarters) for a use, within `weeks` of `at`."""

    at: datetime
    minutes: int
    weeks: int = 8
    want: int = 3
    kind: str = "meeting"
    busy: tuple[Span, ...] = ()

    @property
    def use(self) -> uses.Use:
        return uses.USES[self.kind]

    @property
    def quarters(self) -> int:
        return max(-(-self.minutes // QUARTER), 1)


@dataclass(frozen=True)
class Found:
    """A time in quarters of the grid [start, end), and its cost in points."""

    start: int
    end: int
    cost: int


@dataclass(frozen=True)
class Barrier:
    """Somebody's reason for not having time. who: the number of an officer, or -1 for the congregation."""

    who: int
    reason: str


class Sides:
    """Both sides on one grid, for one thing wanted."""

    def __init__(self, officers: Sequence[OfficerFacts], house: HouseFacts, wanted: Wanted) -> None:
        self.officers = tuple(replace(officer, gone_from=None) for officer in officers) if wanted.use.moved_on else tuple(officers)
        self.house, self.wanted = house, wanted
        self.grid = grid_of(wanted.at.date(), wanted.weeks * 7 + 2)
        self.clock = clock_of(self.grid, house.zone)
        self.of_officers: list[OfficerMasks] = [officer_masks(officer, self.grid) for officer in self.officers]
        self.of_house: HouseMasks = house_masks(house, self.grid)
        self.frame = _frame(self.grid, wanted)

    def closed(self) -> int:
        """Return the quarters at which somebody cannot."""
        house = self.of_house
        taken = house.busy["holy"] | house.busy["blocked"] if self.wanted.use.service else house.taken
        for officer in self.of_officers:
            taken |= officer.taken
        return taken

    def starts(self, closed: int) -> NDArray[np.intp]:
        """Return the quarters at which the wanted time can begin, given what is closed."""
        free = self.frame & ~closed
        if not self.wanted.use.service:
            return self.grid.indexes(self.grid.starts(free, self.wanted.quarters))
        fits = [a // QUARTER for a, b, _service in self.of_house.services if a % QUARTER == 0 and _whole(free, a // QUARTER, -(-b // QUARTER))]
        return np.array(sorted(set(fits)), np.intp)

    def end(self, start: int) -> int:
        """Return the quarter at which a time that begins here is over: a service has its own end."""
        if not self.wanted.use.service:
            return start + self.wanted.quarters
        return max(-(-b // QUARTER) for a, b, _service in self.of_house.services if a == start * QUARTER)

    def barriers(self) -> dict[Barrier, int]:
        """Return each reason that counts for this use, with the quarters it closes. Duty and the rest after it are one reason."""
        found = {}
        for n, officer in enumerate(self.of_officers):
            found[Barrier(n, "work")] = officer.busy["duty"] | officer.busy["rest"]
            found |= {Barrier(n, reason): officer.busy[reason] for reason in ("away", "leave", "gone")}
        names = ("holy", "blocked") if self.wanted.use.service else tuple(self.of_house.busy)
        found |= {Barrier(-1, reason): self.of_house.busy[reason] for reason in names}
        return {barrier: mask for barrier, mask in found.items() if mask}

    def costs(self, starts: NDArray[np.intp]) -> Costs:
        """Return what each time costs: the sum of the points of `uses`."""
        ends = np.array([self.end(int(s)) for s in starts], np.intp) if self.wanted.use.service else starts + self.wanted.quarters
        grid, house = self.grid, self.of_house
        soft, season = _touches(grid, house.soft, starts, ends), _touches(grid, house.season, starts, ends)
        total = soft * uses.SOFT_DAY + (season & ~soft) * uses.SOFT_SEASON + _touches(grid, house.near, starts, ends) * uses.BY_AN_HOLY_DAY
        total += (starts * QUARTER - grid.minute(self.wanted.at)) // DAY // uses.DAYS_PER_POINT
        if not self.wanted.use.service:
            minute = self.clock.wall[1][starts].astype(np.int64)
            total += ((minute < uses.COMFORT_FROM) | (minute + (ends - starts) * QUARTER > uses.COMFORT_TO)) * uses.LATE_OR_EARLY
            total += np.where(minute % 60 == 0, 0, np.where(minute % 30 == 0, uses.HALF_HOUR, uses.QUARTER_HOUR))
        for officer, masks in zip(self.officers, self.of_officers, strict=True):
            total += _effort(grid, officer, masks, starts)
        return total

    def best(self) -> list[Found]:
        """Return the best times, each on a day of its own: one after the other, a weekday or half of the day offered before costs more."""
        starts = self.starts(self.closed())
        if not len(starts):
            return []
        costs = plain = self.costs(starts)
        days, minute = (part[starts] for part in self.clock.wall)
        half = minute >= DAY // 2
        chosen: list[Found] = []
        open_ = np.ones(len(starts), bool)
        while len(chosen) < self.wanted.want and open_.any():
            n = int(np.argmin(np.where(open_, costs, np.iinfo(np.int64).max)))
            start = int(starts[n])
            chosen.append(Found(start, self.end(start), int(plain[n])))
            open_ &= days != days[n]
            costs = costs + (days % 7 == days[n] % 7) * uses.SAME_WEEKDAY + (half == half[n]) * uses.SAME_HALF_DAY
        return chosen

    def in_the_way(self) -> tuple[Barrier, ...]:
        """Return the fewest reasons without which there would be a time; of as many, those that open most. Empty: no one and no two of them.

        Hours given and the time of day come last: that somebody works whenever another is free says more than that there are no other hours.
        """
        barriers = self.barriers()
        for size in (1, 2):
            opened = {group: self._opens(barriers, group) for group in combinations(barriers, size)}
            group = max(opened, key=lambda group: (opened[group] > 0, -sum(b.reason in LAST for b in group), opened[group]), default=())
            if group and opened[group]:
                return group
        return ()

    def _opens(self, barriers: dict[Barrier, int], without: tuple[Barrier, ...]) -> int:
        closed = 0
        for barrier, mask in barriers.items():
            if barrier not in without:
                closed |= mask
        return len(self.starts(closed))

    def first_later(self) -> datetime | None:
        """Return when the first time is that would fit within half a year, if there is one."""
        later = Sides(self.officers, self.house, replace(self.wanted, weeks=max(LOOK_ON, self.wanted.weeks)))
        starts = later.starts(later.closed())
        return later.grid.moment(int(starts[0])) if len(starts) else None


def _frame(grid: Grid, wanted: Wanted) -> int:
    """Return the quarters that count at all: not too soon, within the weeks, and not taken by something else."""
    sooner = -(-grid.minute(wanted.at + uses.AHEAD + timedelta(seconds=59)) // QUARTER)
    last = grid.minute(wanted.at + timedelta(weeks=wanted.weeks)) // QUARTER
    frame = (1 << last) - (1 << sooner) if last > sooner else 0
    return frame & ~grid.touched(grid.span(a, b) for a, b in wanted.busy)


def _whole(free: int, start: int, end: int) -> bool:
    wanted = ((1 << (end - start)) - 1) << start if 0 <= start < end else 0
    return bool(wanted) and free & wanted == wanted


def _touches(grid: Grid, mask: int, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    if not mask:
        return np.zeros(len(starts), bool)
    sums = np.concatenate(([0], np.cumsum(grid.bits(mask), dtype=np.int32)))
    touched: NDArray[np.bool_] = sums[np.minimum(ends, grid.quarters)] > sums[starts]
    return touched


def _effort(grid: Grid, officer: OfficerFacts, masks: OfficerMasks, starts: NDArray[np.intp]) -> Costs:
    """Return what coming costs an officer: nothing on duty, little on a day of work, more on a day off; more after the next shift bid."""
    days = clock_of(grid, officer.zone).wall[0][starts].astype(np.int64)
    total = np.zeros(len(starts), np.int64)
    if officer.pattern is not None:
        working = grid.bits(masks.working)[starts].astype(bool)
        total += np.where(working, 0, np.where(np.isin(days, list(masks.turn_days)), uses.OFF_DUTY, uses.DAY_OFF))
    if officer.bid_on is not None:
        total += (days >= officer.bid_on.toordinal()) * uses.AFTER_BID
    return total
