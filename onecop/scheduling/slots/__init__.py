"""Times at which both sides of a partnership can meet: the best ones, each with its reason, or what stands in the way.

    search = slots.find(partnership, minutes=60, at=now)
    search.slots          # up to three, best first, on different days
    search.none_because   # when there is none: which constraint, and the first day that would fit

What is asked of a time (rules in `uses.py`): the officer is off duty and rested, or at the beginning or the end of a turn where the agency
allows it (`Agency.outreach_on_duty`); never on leave, in training or in court; never during a hard holy day (with the doubt about an
estimated one), a gathering, or days that the congregation blocked; within the coordinator's hours where they were given; from 8 in the
morning to 9 at night; not within 48 hours. Better are: soon, on the full hour, on a day of work, far from feasts, before the next shift bid.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _

from onecop.agencies.models import Officer
from onecop.agencies.rules import Span
from onecop.partnerships.models import Partnership
from onecop.scheduling.slots import batch, reasons
from onecop.scheduling.slots.finder import Found, Sides, Wanted
from onecop.scheduling.slots.grid import grid_of
from onecop.scheduling.slots.load import EVERYBODY, SPARE, officer_facts, sides_of, sides_of_many
from onecop.scheduling.slots.masks import officer_masks


@dataclass(frozen=True)
class Slot:
    """A time that fits everybody asked. starts, ends: aware, UTC. words: why, in a sentence without a full stop. score: higher is better, 100 at most."""

    starts: datetime
    ends: datetime
    words: str
    score: int


@dataclass(frozen=True)
class Search:
    """slots: best first, each on a day of its own. none_because: sentences, when there is none. until: the last local day that was looked at."""

    slots: tuple[Slot, ...]
    none_because: str
    until: date


def find(
    partnership: Partnership,
    *,
    minutes: int,
    at: datetime,
    weeks: int = 8,
    want: int = 3,
    kind: str = "meeting",
    who: Collection[str] = EVERYBODY,
    officers: Sequence[Officer] = (),
    busy: Sequence[Span] = (),
) -> Search:
    """Return the best times for a partnership.

    Args:
        minutes: how long, rounded up to quarters of an hour; of a service, its own length counts.
        at: now, aware. weeks: how far to look. want: how many times to offer.
        kind: a key of `uses.USES`: "meeting", "handover", "debrief", or "service" (the officer is introduced at a gathering).
        who: which of "officer", "leader", "coordinator", "deputy" shall come; those that the partnership does not have are left out.
        officers: instead of the officer who holds it now: for a talk of the old officer and the new one, both.
        busy: times that are taken by something else, such as meetings agreed before, as aware [from, to).

    Raises:
        KeyError: unknown kind.
    """
    found, house = sides_of(partnership, at, who=who, officers=officers)
    sides = Sides(found, house, Wanted(at, minutes, weeks, want, kind, tuple(busy)))
    until = (at + timedelta(weeks=weeks)).astimezone(house.zone).date()
    if not found and (officers or "officer" in who):
        return Search((), _("No officer holds this partnership now."), until)
    best = tuple(_slot(sides, slot) for slot in sides.best())
    return Search(best, "" if best else reasons.of_none(sides), until)


def why_not(
    partnership: Partnership,
    *,
    starts: datetime,
    ends: datetime,
    at: datetime,
    kind: str = "meeting",
    who: Collection[str] = EVERYBODY,
    officers: Sequence[Officer] = (),
) -> tuple[str, ...]:
    """Say what speaks against a given time, each in a sentence; empty when nothing does. For a time that people agreed on by themselves."""
    found, house = sides_of(partnership, at, who=who, officers=officers)
    first = min(at, starts)
    weeks = max((ends - first) // timedelta(weeks=1) + 1, 1)
    sides = Sides(found, house, Wanted(first, 60, weeks, kind=kind))
    return reasons.conflicts(sides, sides.grid.span(starts, ends))


def fits(officer: Officer, starts: datetime, ends: datetime) -> bool:
    """True when an officer neither works, rests nor is away then, as far as the roster says. Reads the officer as `agencies.queries.with_duty` gives it."""
    grid = grid_of(starts.astimezone(UTC).date(), (ends - starts).days + 2)
    busy = officer_masks(officer_facts(officer), grid).busy
    return not (busy["duty"] | busy["rest"] | busy["away"]) & grid.touched([grid.span(starts, ends)])


def first_of_many(ids: Collection[int], *, minutes: int, at: datetime, weeks: int = 8, who: Collection[str] = EVERYBODY) -> dict[int, datetime | None]:
    """Return, for many partnerships by their row numbers, when their first common time to meet begins; None where there is none.

    A fixed number of queries. The first is not the best: `find` weighs. Partnerships without an officer have none.
    """
    found = sides_of_many(ids, at, who=who)
    wanted = Wanted(at, minutes, weeks)
    made = {pk: Sides(officers, house, wanted) for pk, (officers, house) in found.items() if officers}
    if not made:
        return dict.fromkeys(found)
    grid = next(iter(made.values())).grid
    starts = batch.rows(grid, [sides.frame & ~sides.closed() for sides in made.values()], wanted.quarters)
    first = batch.firsts([(starts, np.arange(len(made)))]).tolist()
    moments = {pk: grid.moment(quarter) if quarter >= 0 else None for pk, quarter in zip(made, first, strict=True)}
    return {pk: moments.get(pk) for pk in found}


def _slot(sides: Sides, found: Found) -> Slot:
    moment = sides.grid.moment
    return Slot(moment(found.start), moment(found.end), reasons.of_slot(sides, found), 100 - found.cost)


__all__ = ["SPARE", "Search", "Slot", "find", "first_of_many", "fits", "why_not"]
