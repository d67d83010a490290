"""Pure decisions about the time after a date: who is asked when, what may be shown, how answers are told."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from onecop.events.choices import EventKind

NUDGES = (2, 7, 21)
"""Days after which a letter asks the hosts. After the last one staff see it, and no more letters go."""
HOUR = time(9)
"""By the clock of the place."""
SWEEP = timedelta(days=10)
"""How far back a look for dates that ended goes: a worker may rest for a week."""
LONGEST = timedelta(days=4)
"""A single date that began up to so long before that may have ended within."""
QUIET_KINDS = (EventKind.SERVICE, EventKind.TRAINING)
"""Of a service nothing is written down, and a course keeps its own attendance: nobody is asked."""
OPEN_FOR = timedelta(days=30)
"""How long the three questions can be answered."""
SHOWN_FROM = 3
"""Fewer answers than this are nobody's to read: a host would know whose they are. Later ones appear so many at a time, for the same reason."""
MOST_ON_PAPER = 1000
"""Answers by the code on paper that one date takes."""
PICTURES_FOR = timedelta(days=365)
"""How long the link of a guest to the pictures works."""


def nudge_at(ends_at: datetime, zone: ZoneInfo, number: int) -> datetime:
    """Return when letter `number` (0, 1, 2) asks for the record: at nine by the wall clock of the place, so many days after the day it ended on."""
    day = ends_at.astimezone(zone).date() + timedelta(days=NUDGES[number])
    return datetime.combine(day, HOUR, zone)


def behind(ends_at: datetime, zone: ZoneInfo, at: datetime) -> int:
    """Return how many of the windows have come: 0 to 3."""
    return sum(nudge_at(ends_at, zone, number) <= at for number in range(len(NUDGES)))


def next_due(ends_at: datetime, zone: ZoneInfo, nudges: int) -> datetime | None:
    """Return when the next letter goes after so many windows are behind us; None after the last."""
    return nudge_at(ends_at, zone, nudges) if nudges < len(NUDGES) else None


def feedback_is_open(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """True from the beginning of a date (a code on the last slide) until thirty days after its end."""
    return starts_at <= at < ends_at + OPEN_FOR


@dataclass(frozen=True)
class Told:
    """One question as a host may read it. tally: how many said 1 to 5; None where too few answered it."""

    count: int
    tally: tuple[int, ...] | None

    @property
    def mean(self) -> float | None:
        if self.tally is None:
            return None
        return round(sum((n + 1) * number for n, number in enumerate(self.tally)) / self.count, 1)


def told(tally: list[int]) -> Told:
    """Return what may be told of one question."""
    count = sum(tally)
    return Told(count, tuple(tally) if count >= SHOWN_FROM else None)


def may_be_shown(faces: str, children: bool, guardians: bool) -> bool:
    """True when whoever could be recognized said yes, and of each child a parent or guardian in writing."""
    return faces in ("agreed", "nobody") and (not children or guardians)
