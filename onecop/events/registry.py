"""What apps above add to events: they hear when a date moves, is called off, or takes place after all or elsewhere; they say how many of theirs
would hear of it, and put their own part on the page of a date."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.events.choices import Duty, InviteState
from onecop.events.models import Event, Invite, Occurrence
from onecop.events.rules import Date
from onecop.kernel.actor import Actor
from onecop.kernel.followers import Followers
from onecop.partnerships.registry import Panel

when_moved: Followers[[Occurrence, datetime, Actor, datetime]] = Followers()
"""Register follow(occurrence, began before at, by, at): a date has another hour. Runs in the transaction of the act."""
when_placed: Followers[[Occurrence, Actor, datetime]] = Followers()
"""Register follow(occurrence, by, at): a date to come takes place somewhere else. Runs in the transaction of the act."""
when_called_off: Followers[[Occurrence, str, Actor, datetime]] = Followers()
"""Register follow(occurrence, words of the host, by, at): a date does not take place. Runs in the transaction of the act."""
when_restored: Followers[[Occurrence, Actor, datetime]] = Followers()
"""Register follow(occurrence, by, at): a date that was called off takes place after all. Runs in the transaction of the act."""
when_changed: Followers[[Event, Actor, datetime]] = Followers()
"""Register follow(event, by, at): an event has other words, seats or rules of signing up. Runs in the transaction of the act."""
when_touched: Followers[[Sequence[int], datetime]] = Followers()
"""Register follow(numbers of events, at): what strangers see of events, or when they take place, may be another. Every service that changes an event or
a date of it ends with telling this. Runs last in the transaction."""

moved, placed, called_off = when_moved.tell, when_placed.tell, when_called_off.tell
restored, changed, touched = when_restored.tell, when_changed.tell, when_touched.tell

Audience = Callable[[Sequence[Occurrence], datetime], int]
Section = Callable[[Date, Person, datetime], Panel | None]
Duties = Callable[[], QuerySet[Any, Any]]
Stays = Callable[[Person, datetime, datetime], Iterable[tuple[Officer, Occurrence, str]]]

_audiences: list[Audience] = []
_sections: list[Section] = []
_stays: list[Stays] = []
_duties: list[Duties] = []


def audience(count: Audience) -> Audience:
    """Register count(occurrences, at): how many people get a letter of yours when these dates move or are called off. A fixed number of queries."""
    _audiences.append(count)
    return count


def section(draw: Section) -> Section:
    """Register draw(date, reader, at): what the page of a date shows to one reader, or None. A fixed number of queries."""
    _sections.append(draw)
    return draw


def stays(find: Stays) -> Stays:
    """Register find(person, from, to): (officer, occurrence, in whose time) of dates that began in [from, to) and to which that person said yes as an
    officer, other than by an invitation of a partnership. A fixed number of queries."""
    _stays.append(find)
    return find


def duty(said: Duties) -> Duties:
    """Register said(): rows with the fields officer, occurrence and duty in which officers said yes other than by an invitation of a partnership."""
    _duties.append(said)
    return said


def duty_said() -> Coalesce:
    """Return in whose time an officer said to come, for rows with `officer` and `occurrence`: by an invitation first; "" where nobody said so. No query."""
    sources: list[QuerySet[Any, Any]] = [Invite.objects.filter(state=InviteState.YES), *(said() for said in _duties)]
    mine = [rows.filter(occurrence=OuterRef("occurrence"), officer=OuterRef("officer")).exclude(duty=Duty.UNSAID).order_by("pk") for rows in sources]
    return Coalesce(*[Subquery(rows.values("duty")[:1]) for rows in mine], Value(Duty.UNSAID.value))


def stays_of(person: Person, start: datetime, end: datetime) -> Iterator[tuple[Officer, Occurrence, str]]:
    for find in _stays:
        yield from find(person, start, end)


def audience_of(occurrences: Sequence[Occurrence], at: datetime) -> int:
    """Return how many guests and others of apps above would get a letter about these dates."""
    return sum(count(occurrences, at) for count in _audiences)


def sections(date: Date, reader: Person, at: datetime) -> list[Panel]:
    """Return what apps above show of a date, in the order of the panels."""
    found = (draw(date, reader, at) for draw in _sections)
    return sorted((panel for panel in found if panel is not None), key=lambda panel: panel.order)
