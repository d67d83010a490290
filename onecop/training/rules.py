"""When somebody has finished a course. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

REMIND_BEFORE = timedelta(days=60)
"""The holder hears this long before a certificate runs out."""


def finished_on(required: Collection[int], offered: Collection[int], needed: int | None, came: Mapping[int, date]) -> date | None:
    """Return the day on which a course was finished, or None.

    Args:
        required: events without which nobody finishes. offered: all its events, the required ones included.
        needed: how many of those are enough; None: all. came: event → the day somebody was there.
    """
    if not offered:
        return None
    enough = len(offered) if needed is None else max(needed, len(required))
    seen: set[int] = set()
    for event, day in sorted(((e, d) for e, d in came.items() if e in offered), key=lambda one: (one[1], one[0])):
        seen.add(event)
        if len(seen) >= enough and seen.issuperset(required):
            return day
    return None


def expires_on(finished: date, months: int | None) -> date | None:
    """Return the first day on which a certificate no longer counts: the same date some months later; None: it counts for good."""
    return None if months is None else finished + relativedelta(months=months)


def wants_reminder(expires: date | None, reminded: bool, today: date) -> bool:
    return expires is not None and not reminded and today <= expires <= today + REMIND_BEFORE
