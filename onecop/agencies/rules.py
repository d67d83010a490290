"""Who is on duty when, and how many partnerships an officer may hold. Pure: every moment comes in as an argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MAX_HOURS = 24.0
MAX_DAYS = 370

Span = tuple[datetime, datetime]


class BadCycle(ValueError):
    """A cycle that cannot be worked, in words."""


@dataclass(frozen=True)
class Turn:
    """One turn of duty: it starts at a wall-clock time and lasts this many hours by a stopwatch."""

    starts: time
    lasts: timedelta


@dataclass(frozen=True)
class Pattern:
    """A cycle of days in a zone. Day `anchor_on` is day 0; days before it count backwards."""

    anchor_on: date
    days: tuple[Turn | None, ...]
    zone: ZoneInfo

    def turn_on(self, day: date) -> Turn | None:
        """Return the turn that starts on a local date."""
        return self.days[(day - self.anchor_on).days % len(self.days)]


def pattern(anchor_on: date, cycle: Sequence[Any], zone: str) -> Pattern:
    """Read a stored cycle.

    Args:
        cycle: a list of null or [start "HH:MM", hours]. zone: an IANA name, that of the agency's territory.

    Raises:
        BadCycle: empty, longer than a year, a start that is no time, or a turn outside (0, 24] hours.
    """
    if not 0 < len(cycle) <= MAX_DAYS:
        raise BadCycle(f"A cycle has 1 to {MAX_DAYS} days, this one has {len(cycle)}.")
    return Pattern(anchor_on, tuple(_turn(day) for day in cycle), ZoneInfo(zone))


def _turn(day: Any) -> Turn | None:
    if day is None:
        return None
    try:
        start, hours = day
        starts, hours = time.fromisoformat(start), float(hours)
    except (TypeError, ValueError):
        raise BadCycle(f'A day is null or ["HH:MM", hours], not {day!r}.') from None
    if not 0 < hours <= MAX_HOURS:
        raise BadCycle(f"A turn lasts up to {MAX_HOURS:g} hours, not {hours:g}.")
    return Turn(starts.replace(tzinfo=None), timedelta(minutes=round(hours * 60)))


def spans(pattern: Pattern, start: datetime, end: datetime) -> list[Span]:
    """Return the times on duty between two moments as UTC intervals [from, to), in order, cut to the window, with touching ones joined.

    A turn begins when the wall clock of the zone shows its start and ends after its hours have passed, so that a night turn across the
    change of clocks ends an hour off by the wall. A start that the spring change skips is taken an hour later by the wall; one that comes
    twice in autumn is the first.
    """
    joined: list[Span] = []
    for begins, ends in turns(pattern, start, end):
        begins, ends = max(begins, start), min(ends, end)
        if begins >= ends:
            continue
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return [(a.astimezone(UTC), b.astimezone(UTC)) for a, b in joined]


def on_duty(pattern: Pattern, moment: datetime) -> bool:
    """True when a turn covers the moment (its start counts, its end does not)."""
    return any(begins <= moment < ends for begins, ends in turns(pattern, moment, moment))


def turns(pattern: Pattern, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield, in order, the whole turns of the local days that can touch [start, end]."""
    day = start.astimezone(pattern.zone).date() - timedelta(days=2)  # a turn lasts 24 hours at most, and clocks move by less than another day
    last = end.astimezone(pattern.zone).date()
    while day <= last:
        turn = pattern.turn_on(day)
        if turn is not None:
            begins = datetime.combine(day, turn.starts, pattern.zone).astimezone(UTC)
            yield begins, begins + turn.lasts
        day += timedelta(days=1)


def capacity_of(officer: Any) -> int:
    """Return how many partnerships an officer may hold: their own number, else the agency's. Reads `officer.agency`."""
    return int(officer.agency.officer_capacity if officer.capacity is None else officer.capacity)
