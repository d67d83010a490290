"""What the apps above put into everybody's private calendar feed. Filled in `AppConfig.ready()`.

A feed shows a person's own meetings; rides and events belong to apps above, which register here what a person has in a span of time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onecop.access.models import Person

Moment = datetime | date


@dataclass(frozen=True)
class FeedEntry:
    """One thing in somebody's calendar.

    uid: stays the same for as long as the thing exists, and is nobody else's ("ride-KEY@onecop"). sequence: rises whenever it moves or is called off.
    starts, ends: aware datetimes, or dates for all-day; `ends` is the first moment (or day) on which it is over. title, description: in the reader's words.
    place: an address or other words, shown as given; `house` says that they tell where a place of worship stands: left out unless the reader chose to see it.
    cancelled: kept in the feed, so that calendars strike it through. rrule: how it recurs ("FREQ=WEEKLY;BYDAY=SU"); the first date must fit it.
    exdates: starts that fall out. recurrence: the start as it was, for one occurrence of a recurring `uid` that moved (RECURRENCE-ID).
    zone: in which zone a recurring thing keeps its hour ("America/New_York"); empty: that of `starts`. url: a page of this site.
    changed_at: when it last changed.
    """

    uid: str
    sequence: int
    starts: Moment
    ends: Moment
    title: str
    place: str = ""
    description: str = ""
    cancelled: bool = False
    rrule: str = ""
    exdates: tuple[Moment, ...] = ()
    url: str = ""
    recurrence: Moment | None = None
    zone: str = ""
    house: bool = False
    changed_at: datetime | None = None


Source = Callable[["Person", datetime, datetime], list[FeedEntry]]

_sources: list[Source] = []


def feed_source(source: Source) -> Source:
    """Register `fn(person, start, end) -> entries` that touch [start, end): a fixed number of queries, and only what the person may see."""
    if source not in _sources:
        _sources.append(source)
    return source


def entries_of(person: "Person", start: datetime, end: datetime) -> list[FeedEntry]:
    """Return everything in somebody's calendar between two moments, in the order of their uids."""
    return sorted((entry for source in _sources for entry in source(person, start, end)), key=lambda entry: (entry.uid, str(entry.recurrence or "")))
