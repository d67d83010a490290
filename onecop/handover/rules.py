"""Pure decisions: where a handover stands, whether somebody still serves a congregation, and how many days nobody did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from onecop.agencies.choices import PATROL_RANKS, OfficerStatus, Rank
from onecop.handover.choices import Outcome, Reach, State
from onecop.partnerships.choices import CloseReason

AHEAD = timedelta(days=30)
"""How long before a known transfer a handover begins."""
SETTLE = timedelta(days=45)
"""After so long with the new officer a handover is done, whether or not old and new officer met."""

Days = tuple[date, date | None]
"""A time in whole days: the first day, and the first day on which it is over (None: it goes on)."""


def state_of(*, outcome: str, agreed: bool, waiting: bool) -> State:
    """Say where a handover stands from what its rows hold."""
    if outcome:
        return State.DONE if outcome == Outcome.DONE else State.CALLED_OFF
    if agreed:
        return State.AGREED
    return State.ASKED if waiting else State.OPEN


# Does the officer still serve the congregation?


@dataclass(frozen=True)
class Spot:
    """Where somebody stands on an agency's map, by codes. Blank: not known, or the agency has no such level."""

    beat: str = ""
    precinct: str = ""

    @property
    def known(self) -> bool:
        return bool(self.beat or self.precinct)


def serves(officer: Spot, congregation: Spot, reach: str = Reach.PRECINCT) -> bool:
    """True when an officer posted at one spot may serve a congregation at the other. What nobody knows is never held against anyone."""
    if reach == Reach.AGENCY or not officer.known or not congregation.known:
        return True
    if not officer.precinct or not congregation.precinct:
        return officer.beat == congregation.beat
    if officer.precinct != congregation.precinct:
        return False
    return reach == Reach.PRECINCT or not officer.beat or not congregation.beat or officer.beat == congregation.beat


def drifted_apart(officer: Spot, congregation: Spot, before: tuple[Spot, Spot], reach: str = Reach.PRECINCT) -> bool:
    """True when the officer does not serve the congregation any more, and it was otherwise when somebody last agreed to the pair.

    A pair that was made across a line on purpose is left alone until one of the two goes to yet another precinct.

    Args:
        before: (officer, congregation) as they stood then.
    """
    if serves(officer, congregation, reach):
        return False
    return serves(*before, reach) or _ground(officer) != _ground(before[0]) or _ground(congregation) != _ground(before[1])


def _ground(spot: Spot) -> str:
    return spot.precinct or spot.beat


# Why an officer moves on, by the roster


def roster_reason(*, status: str, rank: str, transfer_on: date | None, today: date) -> CloseReason | None:
    """Say why the roster makes a handover necessary; None when it does not.

    A transfer counts from 30 days before; leaving the department outweighs it. A promotion counts when it ends patrol work. Whoever is on leave or
    on limited duty is away for a time.
    """
    if status == OfficerStatus.GONE:
        return CloseReason.LEFT
    if transfer_on is not None and transfer_on - AHEAD <= today:
        return CloseReason.TRANSFER
    if status == OfficerStatus.DETAILED:
        return CloseReason.TRANSFER
    if rank not in PATROL_RANKS:
        return CloseReason.TRANSFER if rank in (Rank.DETECTIVE, Rank.OTHER) else CloseReason.PROMOTION
    if status in (OfficerStatus.LEAVE, OfficerStatus.LIMITED):
        return CloseReason.LEAVE
    return None


def roster_leaves_on(reason: CloseReason, *, transfer_on: date | None, today: date) -> date | None:
    """Return the first day without the officer: at once for who has left, the day of a transfer; None where they can stay until the next is there."""
    if reason == CloseReason.LEFT:
        return today if transfer_on is None else min(transfer_on, today)
    return transfer_on if reason == CloseReason.TRANSFER else None


# Gap days


@dataclass(frozen=True)
class Gaps:
    """none: days on which no officer at all held the partnership: the gap days. interim: days on which only an interim officer did."""

    none: int
    interim: int


def gaps(*, lived: Iterable[Days], paused: Iterable[Days], lead: Iterable[Days], interim: Iterable[Days], window: Days) -> Gaps:
    """Count the days of a window on which a partnership lived without a partner officer.

    Each is a list of half-open times in whole days of the agency's place: the last day named is not in it any more. A day counts when the
    partnership lived and was not paused on it. An interim officer is somebody to call, so a day with one is no gap day; it is counted apart.

    Args:
        lived: from beginning to end, and again from a reopening. window: what to count; an open one must have an end.
    """
    start, stop = window
    assert stop is not None
    open_days = _minus(_joined(lived, start, stop), _joined(paused, start, stop))
    without_lead = _minus(open_days, _joined(lead, start, stop))
    none = _minus(without_lead, _joined(interim, start, stop))
    return Gaps(none=_length(none), interim=_length(without_lead) - _length(none))


def _joined(times: Iterable[Days], start: date, stop: date) -> list[tuple[date, date]]:
    """Cut times to a window, put them in order, and join those that touch."""
    cut = sorted((max(a, start), min(b or stop, stop)) for a, b in times)
    joined: list[tuple[date, date]] = []
    for a, b in cut:
        if a >= b:
            continue
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined


def _minus(whole: list[tuple[date, date]], off: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Take times away from others. Both in order and apart."""
    left: list[tuple[date, date]] = []
    for begins, ends in whole:
        at = begins
        for a, b in off:
            if b <= at or a >= ends:
                continue
            if a > at:
                left.append((at, a))
            at = max(at, b)
        if at < ends:
            left.append((at, ends))
    return left


def _length(times: list[tuple[date, date]]) -> int:
    return sum((b - a).days for a, b in times)


def settled(*, took_over_on: date, overlap: str, today: date) -> bool:
    """True when nothing is left to do: the new officer is there, and has met the old one, or will not any more.

    Args:
        overlap: how their meeting stands: "met", "planned", "skipped" (it cannot or need not be), or blank when none is planned.
    """
    return took_over_on <= today and (overlap in ("met", "skipped") or (not overlap and today - took_over_on >= SETTLE))


def takes_over(*, leaves_on: date | None, today: date) -> date:
    """Return the day on which the next officer takes over: that on which the old one leaves, but never in the past."""
    return max(leaves_on, today) if leaves_on else today
