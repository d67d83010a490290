"""Pure decisions about meetings: whose turn it is, when to write, whether they met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onecop.scheduling.choices import BOTH, MeetingState, Side

REMIND_BEFORE = timedelta(days=1)
ASK_AT = time(9)
"""When both are asked whether they met: nine in the morning of the day after, where the partnership lives."""
ONE_WORD_COUNTS_AFTER = timedelta(days=1)
LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=366)
ROUNDS_OF_THEIR_OWN = 3
"""Rounds of times that follow by themselves when nobody picked any; after that somebody has to ask."""


def turn(wished: set[Side]) -> tuple[Side, ...]:
    """Return the sides that may move the matter on: both at first, then the one that has not picked."""
    return tuple(side for side in BOTH if side not in wished) or BOTH


def remind_from(starts: datetime) -> datetime:
    """Return when the reminder is due. Whoever agreed or moved later than that needs none."""
    return starts - REMIND_BEFORE


def ask_from(ends: datetime, zone: ZoneInfo) -> datetime:
    """Return when both are asked whether they met."""
    return datetime.combine(ends.astimezone(zone).date() + timedelta(days=1), ASK_AT, zone)


@dataclass(frozen=True)
class Verdict:
    """state: HELD or MISSED when it is settled, else None. differ: the sides said different things."""

    state: MeetingState | None = None
    differ: bool = False


def verdict(words: Mapping[Side, tuple[bool, datetime]], now: datetime) -> Verdict:
    """Decide from the latest word of each side whether they met.

    Staff's word settles it. Two that agree do; one alone does after a day; two that differ wait for staff.
    """

    def settled(met: bool) -> Verdict:
        return Verdict(MeetingState.HELD if met else MeetingState.MISSED)

    if Side.STAFF in words:
        return settled(words[Side.STAFF][0])
    said = [words[side] for side in BOTH if side in words]
    if len({met for met, _at in said}) == 2:
        return Verdict(differ=True)
    if len(said) == 2 or (said and now - said[0][1] >= ONE_WORD_COUNTS_AFTER):
        return settled(said[0][0])
    return Verdict()


class NoSuchTime(ValueError):
    """The clock skips this hour on that day."""


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a wall clock; of an hour that comes twice, the first.

    Raises:
        NoSuchTime: the clock is put forward over it.
    """
    found = datetime.combine(day, clock, zone)
    if found.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != found.replace(tzinfo=None):
        raise NoSuchTime
    return found
