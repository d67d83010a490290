"""The shift patterns that American patrols mostly work, by name. Each makes a `ShiftPattern.cycle`.

Sources: the cycles as described in the Police Foundation's shift-length experiment (Amendola et al., 2011: 5/8, 4/10, 3/12) and in common
scheduling guides for the Pitman, Panama and DuPont cycles. A department's own cycle may differ: any list of days will do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import lcm

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.agencies.rules import MAX_DAYS, BadCycle

Day = list[str | float] | None


@dataclass(frozen=True)
class Known:
    """A pattern in general use.

    days: how many days the cycle takes. hours: the usual length of a turn.
    make: builds the cycle from a first start ("HH:MM"), a length in hours, and a second start for patterns that swap days and nights.
    """

    code: str
    name: str | Promise
    says: str | Promise
    days: int
    hours: float
    make: Callable[[str, float, str], list[Day]]


def _plain(shape: str) -> Callable[[str, float, str], list[Day]]:
    """Build from a string: d is a day turn, n a night turn, - is off."""

    def make(start: str, hours: float, night: str) -> list[Day]:
        turns: dict[str, Day] = {"d": [start, hours], "n": [night, hours], "-": None}
        return [list(turn) if (turn := turns[letter]) else None for letter in shape]

    return make


PITMAN = "dd--ddd--dd---"
DUPONT = "nnnn---" + "ddd-nnn" + "---dddd" + "-------"

PATTERNS: dict[str, Known] = {
    known.code: known
    for known in (
        Known("5/2", _("Five on, two off"), _("The same five days each week, eight and a half hours"), 7, 8.5, _plain("ddddd--")),
        Known("4-on-2-off", _("Four on, two off"), _("Four days on and two off; the days of the week wander"), 6, 8.5, _plain("dddd--")),
        Known("pitman", _("Pitman 2-2-3"), _("Twelve hours; every other weekend off; always days or always nights"), 14, 12, _plain(PITMAN)),
        Known(
            "panama",
            _("Panama 2-2-3, turning"),
            _("Twelve hours; two weeks of days, then two weeks of nights"),
            28,
            12,
            _plain(PITMAN + PITMAN.replace("d", "n")),
        ),
        Known("4/10", _("Four tens"), _("Four days of ten hours, three off, the same days each week"), 7, 10, _plain("dddd---")),
        Known("dupont", _("DuPont"), _("Twelve hours in a cycle of four weeks, with a whole week off"), 28, 12, _plain(DUPONT)),
    )
}


def cycle(code: str, *, start: str = "06:00", hours: float | None = None, night: str = "18:00") -> list[Day]:
    """Return the cycle of a known pattern, ready for `ShiftPattern.cycle`.

    Args:
        code: a key of PATTERNS. start, night: local wall clock, "HH:MM". hours: length of a turn; the usual one when not given.

    Raises:
        KeyError: unknown code.
    """
    known = PATTERNS[code]
    return known.make(start, known.hours if hours is None else hours, night)


SWAPS = frozenset({"panama", "dupont"})
"""Patterns with day turns and night turns: they ask for a second start."""


def turned(cycle: Sequence[Day], starts: Sequence[str], every: int) -> list[Day]:
    """Return a cycle that turns through watches: every so many days, its turns begin at the next of these starts.

    Args:
        starts: "HH:MM", in the order in which the watches come. every: days in one watch, from day 0 of the cycle on.

    Raises:
        BadCycle: it takes longer than a year until it repeats.
    """
    days = lcm(len(cycle), every * len(starts))
    if days > MAX_DAYS:
        raise BadCycle(f"It would take {days} days until this comes round again; {MAX_DAYS} are possible.")
    return [turn and [starts[day // every % len(starts)], turn[1]] for day, turn in ((n, cycle[n % len(cycle)]) for n in range(days))]


def same(one: Sequence[Day], anchored: int, other: Sequence[Day], other_anchored: int) -> bool:
    """True when two cycles with their anchors (ordinals of day 0) are the same turns on the same dates."""
    size = len(one)
    if size != len(other):
        return False
    ahead = (anchored - other_anchored) % size
    return all((a and tuple(a)) == (b and tuple(b)) for a, b in zip(one, [*other[ahead:], *other[:ahead]], strict=True))
