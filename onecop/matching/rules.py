"""Decisions on given facts: how likely someone is to stay, when to remind, what stands in the way of asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onecop.agencies.duty import AWAY, Change

ANSWER_DAYS = timedelta(days=7)
REMIND_BEFORE = timedelta(days=2)
BID_SOON = timedelta(days=150)
YEAR = timedelta(days=365)
CLEAR_LEAD = 8
"""Points ahead of the next best that make a clear first choice."""
LONG_AWAY = timedelta(days=28)
"""Leave that lasts as long from now on: the first month of a partnership, with its two contacts, would pass without the officer."""


@dataclass(frozen=True)
class Service:
    """What is known of an officer's post: since when, a planned transfer, the next shift bid."""

    since: date | None = None
    transfer: date | None = None
    bid: date | None = None


def stay_points(post: Service, *, today: date) -> int:
    """Points, 0 to 10, for how likely the officer is to leave the post or change hours.

    One point for everyone: about one in eight patrol officers leaves a unit in a year (Chicago's public unit histories, 2008–2019:
    9.6 % move and 3.5 % retire). A transfer within a year is ten. A shift bid within five months adds four, a later one two. The new
    (under a year on the post) move more and add two; so do, by one, six years or more, and a post whose beginning nobody noted.
    """
    if post.transfer is not None:
        return 10 if post.transfer - today <= YEAR else 6
    points = 1
    if post.bid is not None and post.bid >= today:
        points += 4 if post.bid - today <= BID_SOON else 2
    if post.since is None:
        points += 1
    elif today - post.since < YEAR:
        points += 2
    elif today - post.since >= 6 * YEAR:
        points += 1
    return min(points, 10)


def has_left(post: Service, *, today: date) -> bool:
    """True when a known transfer has taken effect, though the roster still has the old post."""
    return post.transfer is not None and post.transfer <= today


def is_long_away(changes: Iterable[Change], *, today: date) -> bool:
    """True when an officer is on leave or in training on each of the next four weeks' days, whatever the number of entries that say so."""
    days = sorted((c.first_on, c.last_on) for c in changes if c.kind in AWAY and c.from_time is None)
    day, end = today, today + LONG_AWAY
    for first, last in days:
        if first > day:
            return False
        day = max(day, last + timedelta(days=1))
        if day >= end:
            return True
    return False


def deadline(at: datetime) -> datetime:
    """Until when both sides may answer."""
    return at + ANSWER_DAYS


def wants_reminder(*, answer_by: datetime, reminded_at: datetime | None, now: datetime) -> bool:
    return reminded_at is None and answer_by - REMIND_BEFORE <= now < answer_by
