"""Days that differ from the cycle: leave, days off, extra turns, training, court. Pure.

Why somebody is on leave is nobody's business here: no reason is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onecop.agencies.choices import DutyKind
from onecop.agencies.rules import Pattern, Span, turns

DAY = timedelta(days=1)
WHOLE_DAYS = frozenset({DutyKind.LEAVE, DutyKind.OFF})
"""Kinds that only come as whole days."""
AWAY = frozenset({DutyKind.LEAVE, DutyKind.TRAINING, DutyKind.COURT})
"""Kinds during which nobody can be met. Off duty one can."""


@dataclass(frozen=True)
class Change:
    """Something other than the cycle on the local days [first_on, last_on].

    from_time, to_time: local wall clock on each of the days; None for the whole day. An end at or before the beginning is on the next day.
    """

    kind: str
    first_on: date
    last_on: date
    from_time: time | None = None
    to_time: time | None = None

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    @property
    def cancels_turns(self) -> bool:
        """True when turns of the cycle that begin on its days do not take place."""
        return self.kind != DutyKind.ON and self.from_time is None

    @property
    def is_hours_away(self) -> bool:
        """True for training or court at a time of day: somebody is up and elsewhere, as in a turn."""
        return self.kind in AWAY and self.from_time is not None

    def spans(self, zone: ZoneInfo) -> Iterator[Span]:
        """Yield its times as UTC intervals [from, to): one for all whole days, or one for each day."""
        if self.from_time is None or self.to_time is None:
            yield _moment(self.first_on, time(0), zone), _moment(self.last_on + DAY, time(0), zone)
            return
        day = self.first_on
        while day <= self.last_on:
            last = day if self.to_time > self.from_time else day + DAY
            yield _moment(day, self.from_time, zone), _moment(last, self.to_time, zone)
            day += DAY


def _moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)


def worked(pattern: Pattern | None, changes: Sequence[Change], zone: ZoneInfo, start: datetime, end: datetime) -> list[Span]:
    """Return the turns that take place and touch [start, end], extra ones with them, as UTC intervals in order; they may overlap.

    Args:
        pattern: the cycle; None when it is not known. zone: that of the agency. start, end: aware.
    """
    found = [
        (begins, ends)
        for begins, ends in (turns(pattern, start, end) if pattern else ())
        if not any(c.cancels_turns and c.covers(begins.astimezone(zone).date()) for c in changes)
    ]
    found += [span for c in changes if c.kind == DutyKind.ON for span in c.spans(zone)]
    return sorted((a, b) for a, b in found if a < end and b > start)


def away(changes: Iterable[Change], zone: ZoneInfo) -> list[Span]:
    """Return when nobody can be met because of leave, training or court."""
    return sorted(span for c in changes if c.kind in AWAY for span in c.spans(zone))


def lies(pattern: Pattern | None, changes: Sequence[Change], zone: ZoneInfo, starts_at: datetime, ends_at: datetime) -> str:
    """Say how [starts_at, ends_at] lies to somebody's duty: "away", "unknown" (no shift is known), "off", "on", or "partly" on duty."""
    if any(begins < ends_at and ends > starts_at for begins, ends in away(changes, zone)):
        return "away"
    touched = [(begins, ends) for begins, ends in worked(pattern, changes, zone, starts_at, ends_at) if begins < ends_at and ends > starts_at]
    if not touched:
        free = pattern is not None or any(b <= starts_at and e >= ends_at for c in changes if c.kind == DutyKind.OFF for b, e in c.spans(zone))
        return "off" if free else "unknown"
    return "on" if any(begins <= starts_at and ends >= ends_at for begins, ends in touched) else "partly"


def change_on(changes: Iterable[Change], day: date) -> Change | None:
    """Return what differs on a local day: leave before all else."""
    found = [c for c in changes if c.covers(day)]
    order = list(DutyKind.values)
    return min(found, key=lambda c: order.index(c.kind), default=None)
