"""Pure decisions of a launch: when a task is due, whom to leave out of a mailing, what comes next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.launch.choices import Anchor, Stage

REST = timedelta(days=60)
"""A congregation that was invited is left in peace for so long."""
NUDGE_AGAIN = timedelta(days=3)
FURTHEST = 730
"""Days that a task may lie before or after its anchor: two years."""


def due_on(anchor: str, days: int, *, starts_on: date, luncheon_on: date) -> date:
    """Return the day a task is due: so many days from the launch, or from the luncheon. Moving the anchor moves it, day by day."""
    return (luncheon_on if anchor == Anchor.LUNCHEON else starts_on) + timedelta(days=days)


def days_for(anchor: str, on: date, *, starts_on: date, luncheon_on: date) -> int:
    """Return the offset that makes a task due on a day: the inverse of `due_on`."""
    return (on - (luncheon_on if anchor == Anchor.LUNCHEON else starts_on)).days


def moved_luncheon(luncheon_on: date, *, was: date, starts_on: date) -> date:
    """Return where the luncheon goes when the launch moves from `was` to `starts_on`: it keeps its distance."""
    return luncheon_on + (starts_on - was)


def is_overdue(due: date, today: date, *, done: bool, dropped: bool) -> bool:
    """True from the day after it was due, for a task that is neither done nor dropped."""
    return not done and not dropped and due < today


def may_nudge(nudged_at: datetime | None, at: datetime) -> bool:
    """True when the owner has heard nothing of this task for three days."""
    return nudged_at is None or nudged_at + NUDGE_AGAIN <= at


@dataclass(frozen=True)
class Sorting:
    """Whom a mailing goes to, and how many are left out, by why."""

    chosen: tuple[int, ...] = ()
    in_touch: int = 0
    recent: int = 0
    unwanted: int = 0
    no_address: int = 0

    @property
    def left_out(self) -> int:
        return self.in_touch + self.recent + self.unwanted + self.no_address


@dataclass(frozen=True)
class Facts:
    """What is known of a congregation before it is written to. in_touch: enrolled, or its form or its twin is with us."""

    pk: int
    in_touch: bool = False
    invited_at: datetime | None = None
    unwanted: bool = False
    reachable: bool = True


def sort_out(rows: Collection[Facts], at: datetime, *, again: bool = False) -> Sorting:
    """Say who is invited. Each one left out counts once, by the strongest reason; `again` overrides the rest of 60 days alone."""
    chosen: list[int] = []
    counts = {"in_touch": 0, "unwanted": 0, "recent": 0, "no_address": 0}
    for row in rows:
        why = why_left_out(row, at, again=again)
        if why:
            counts[why] += 1
        else:
            chosen.append(row.pk)
    return Sorting(tuple(chosen), **counts)


def why_left_out(row: Facts, at: datetime, *, again: bool = False) -> str:
    """Return why a congregation is not written to; empty when it is."""
    if row.in_touch:
        return "in_touch"
    if row.unwanted:
        return "unwanted"
    if not again and row.invited_at is not None and row.invited_at > at - REST:
        return "recent"
    return "" if row.reachable else "no_address"


NEXT_ACTS: dict[int, str | Promise] = {
    Stage.LISTED: _("Invite it"),
    Stage.INVITED: _("Call, or wait for an answer"),
    Stage.OPENED: _("Offer help with the form"),
    Stage.PLEDGED: _("Help them finish, or read their enrollment"),
    Stage.ENROLLED: _("Match it"),
    Stage.MATCHED: _("Help them find a first date"),
    Stage.MET: _("Nothing: they have met"),
}
