"""When an officer rests. Pure: every moment comes in as an argument.

Nobody is woken between ten at night and seven in the morning where they live, and who worked at night sleeps after the turn. Whoever is
on duty is awake.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onecop.agencies.duty import Change, worked
from onecop.agencies.rules import Pattern, Span

NIGHT_FROM, NIGHT_TO = time(22), time(7)
SMALL_HOURS = time(4)
"""A turn with any time between midnight and this hour is a night turn."""
SLEEP = timedelta(hours=8)
AHEAD = timedelta(days=2)


def rests(pattern: Pattern | None, zone: ZoneInfo, at: datetime, changes: Sequence[Change] = ()) -> list[Span]:
    """Return when not to wake somebody in the two days from `at`: UTC intervals [from, to), in order, none touching another.

    Args:
        pattern: the cycle they work; None when it is not known: then the nights alone count. zone: that of their agency. at: aware.
        changes: days that differ from it. A turn that leave cancels is not slept off; an extra one, or training at night, is.
    """
    end = at + AHEAD
    duty = worked(pattern, changes, zone, at - SLEEP, end)
    duty += [span for change in changes if change.is_hours_away for span in change.spans(zone)]
    quiet = _nights(zone, at, end) + [(ends, ends + SLEEP) for begins, ends in duty if _is_at_night(begins, ends, zone)]
    cut = [(max(a, at.astimezone(UTC)), min(b, end.astimezone(UTC))) for a, b in quiet]
    return _without(_joined([(a, b) for a, b in cut if a < b]), duty)


def _nights(zone: ZoneInfo, start: datetime, end: datetime) -> list[Span]:
    day, last = start.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
    found: list[Span] = []
    while day <= last:
        morning = datetime.combine(day + timedelta(days=1), NIGHT_TO, zone)
        found.append((datetime.combine(day, NIGHT_FROM, zone).astimezone(UTC), morning.astimezone(UTC)))
        day += timedelta(days=1)
    return found


def _is_at_night(begins: datetime, ends: datetime, zone: ZoneInfo) -> bool:
    day, last = begins.astimezone(zone).date(), ends.astimezone(zone).date()
    while day <= last:
        if begins < datetime.combine(day, SMALL_HOURS, zone) and ends > datetime.combine(day, time(0), zone):
            return True
        day += timedelta(days=1)
    return False


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found


def _without(spans: list[Span], duty: list[Span]) -> list[Span]:
    """Cut the times on duty out of spans that do not touch each other."""
    for begins, ends in duty:
        spans = [piece for a, b in spans for piece in ((a, min(b, begins)), (max(a, ends), b)) if piece[0] < piece[1]]
    return spans
