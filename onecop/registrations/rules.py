"""Pure decisions about guests: who gets the next seat, until when it is kept, and what the taps of several phones add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onecop.events.choices import SignUp
from onecop.registrations.choices import TapKind

LARGEST = 500
"""The largest party that a host enters, or that a tap at the door speaks of: some buses of guests."""
OFFER = timedelta(hours=24)
"""How long a seat is kept for an answer."""
SHARE = 3
"""Near the date: the third part of the time that is left, so that two more may be asked after a silence."""
OFFER_LEAST = timedelta(hours=1)
PASSES = 3
"""So often smaller parties behind a larger one may get a seat first. Then the line waits until the larger one fits."""
CONFIRM = timedelta(hours=24)
"""How long the link works by which somebody confirms an address."""
ASKING_FOR = timedelta(days=3)
DOOR_BEFORE = timedelta(hours=12)
"""How long before a date the door may open: whoever prepares loads the list where the network is good."""
DOOR_AFTER = timedelta(days=2)
"""How long after it phones may still send what they kept."""
OLDEST_TAP = timedelta(days=7)


def offer_until(at: datetime, starts_at: datetime) -> datetime | None:
    """Return until when a seat that got free now is kept for the first in line; None when it has begun.

    A day; near the date a third of the time that is left, at least an hour, never beyond the beginning.
    """
    left = starts_at - at
    if left <= timedelta(0):
        return None
    return min(at + min(OFFER, max(OFFER_LEAST, left / SHARE)), starts_at)


@dataclass(frozen=True)
class Waiting:
    """One in line. passed: how often smaller parties behind got a seat first."""

    pk: int
    party: int
    passed: int = 0


@dataclass(frozen=True)
class Turn:
    """Who is offered a seat now, and who was passed over once more."""

    offered: tuple[int, ...] = ()
    passed: tuple[int, ...] = ()


def next_in_line(free: int | None, line: Sequence[Waiting], capacity: int | None = None) -> Turn:
    """Say who gets the free seats: from the front, whoever's whole party fits.

    A party that does not fit is passed over by smaller ones behind it, at most `PASSES` times; from then on nobody behind it is offered a seat
    before it fits. Of two parties of one size the one that came first is always first. A party larger than all seats holds nobody up.

    Args:
        free: seats that nobody holds; None: room for all. line: in the order of asking. capacity: all seats of the date.
    """
    if free is None:
        return Turn(tuple(one.pk for one in line))
    offered: list[int] = []
    passed: list[int] = []
    skipped: list[Waiting] = []
    for one in line:
        if capacity is not None and one.party > capacity:
            continue
        if one.party <= free:
            free -= one.party
            offered.append(one.pk)
            passed += [other.pk for other in skipped if other.pk not in passed]
        elif one.passed >= PASSES:
            break
        else:
            skipped.append(one)
    return Turn(tuple(offered), tuple(passed))


@dataclass(frozen=True)
class Pressed:
    """One tap about one registration. number: how many of the party are there."""

    kind: str
    number: int
    at: datetime
    order: int = 0


def here(taps: Iterable[Pressed]) -> int | None:
    """Return how many of a party are there by the taps of all phones: the latest one counts, whenever it was sent; None: nobody came."""
    last = max(taps, key=lambda tap: (tap.at, tap.order), default=None)
    return last.number if last and last.kind == TapKind.CAME else None


def tapped_at(said: datetime, at: datetime) -> datetime:
    """Return when a tap happened. A phone's clock may be wrong: never in the future, never older than a week."""
    return min(max(said, at - OLDEST_TAP), at)


def door_is_open(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    return starts_at - DOOR_BEFORE <= at < ends_at + DOOR_AFTER


def closes_at(starts_at: datetime, hours: int) -> datetime:
    """Return when signing up ends."""
    return starts_at - timedelta(hours=hours)


@dataclass(frozen=True)
class Standing:
    """How a date looks to somebody who may want to come.

    state: off, over, begun, closed, free_entry (nobody signs up), invited_only, full (no line either), line, open. seats: left, or None for many.
    """

    state: str
    seats: int | None = None

    @property
    def takes(self) -> bool:
        """True while somebody may sign up, or wait in line."""
        return self.state in ("open", "line")


def standing(
    *, cancelled: bool, starts_at: datetime, ends_at: datetime, closes_hours: int, sign_up: str, free: int | None, waitlist: bool, waiting: int, at: datetime
) -> Standing:
    """Say how a date stands for the public.

    Args:
        free: seats that nobody holds, None for room for all. waiting: how many parties are in line.
    """
    if cancelled:
        return Standing("off")
    if ends_at <= at:
        return Standing("over")
    if sign_up == SignUp.NONE:
        return Standing("free_entry")
    if starts_at <= at:
        return Standing("begun")
    if sign_up == SignUp.GUESTS:
        return Standing("invited_only")
    if closes_at(starts_at, closes_hours) <= at:
        return Standing("closed")
    if free is None:
        return Standing("open")
    if free > 0 and not waiting:
        return Standing("open", free)
    return Standing("line" if waitlist else "open" if free else "full", free)
