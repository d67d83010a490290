"""What people of Port Ellery, its region and the nation come together for: how one entry of the agenda is written, and where it takes place.

Weeks are counted from the week in which a history ends: -1 is the one before it, 1 the one after it. So every entry of a minus week is over, and
every other one lies ahead, on whatever day of the week or the year a history ends.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from onecop.demo.city import CITY, STATE
from onecop.demo.shape import to_degrees
from onecop.events.choices import EventKind, SignUp

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVENING, MORNING = time(18, 30), time(10)
CANCELLED, MOVED, DRAFT, FULL = "cancelled", "moved", "draft", "full"


@dataclass(frozen=True)
class Venue:
    """A place that is nobody's house of worship. x, y: kilometres on the plane of the city."""

    place: str
    address: str
    x: float
    y: float
    city: str = CITY

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of an event that say where it is."""
        lon, lat = to_degrees(self.x, self.y)
        return {"place": self.place, "address": self.address, "city": self.city, "state": STATE, "lon": round(lon, 6), "lat": round(lat, 6)}


HARBOR = Venue("Harbor station, community room", "40 Wharf Street", 9.8, 1.6)
LIBRARY = Venue("Millrace Library, reading hall", "210 Mill Street", 2.8, 4.4)
HILLSIDE = Venue("Hillside Branch Library", "8 Beacon Street", 3.6, 9.2)
MARKET = Venue("Old Market Hall", "1 Market Street", 7.4, 4.6)
PARK = Venue("Fairground Park, at the bandstand", "Orchard Street", 4.5, 1.4)
SCHOOL = Venue("Lighthouse Point High School, gymnasium", "77 Gannet Street", 10.4, 1.2)
NORTH = Venue("North Shore Recreation Center", "155 Larch Street", 10.0, 9.0)
FIRE_HALL = Venue("Harrow County Fire Hall", "3 West Limekiln Road", -4.1, 6.2)
COLLEGE = Venue("Tamarack Community College, main hall", "500 College Road", -20.0, 8.0, "Tamarack Falls")


@dataclass(frozen=True)
class Happening:
    """One entry of the agenda.

    host: police, sheriff, region, nation, eastgate (the congregation), partners (both sides there), pair (both sides of another partnership), house
    (any congregation), or a tradition, of which a congregation that takes part is the host.
    venue: None for the host's own rooms, which are shown to those who come.
    told: how many weeks before its day it is planned. latest: of what lies ahead, so many days before the end of the history at the latest.
    guests: how many sign up. asked: groups of audiences.choices that are invited. heads: how many are counted at the door; walk_ins: beside the list.
    repeat: how often, of choices.Repeat; empty: once. fate: cancelled, moved, draft or full. hosts_too: who is asked to host it along. zone: its own, where
    it is not that of the city.
    """

    kind: EventKind
    host: str
    title: str
    week: int
    weekday: int
    starts: time
    minutes: int
    words: str = ""
    venue: Venue | None = None
    told: int = 6
    latest: int = 9
    guests: int = 0
    asked: tuple[str, ...] = ()
    heads: int = 0
    walk_ins: int = 0
    repeat: str = ""
    fate: str = ""
    hosts_too: tuple[str, ...] = ()
    zone: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the event beside its kind, title and hours."""
        where = self.venue.fields if self.venue else {}
        return {"words": self.words, "place_private": self.venue is None and not self.more.get("public"), "languages": ["en"], **where, **self.more}


def day_of(end: date, week: int, weekday: int) -> date:
    """Return a weekday of a week, counted from the week in which a history ends."""
    return end - timedelta(days=end.weekday()) + timedelta(weeks=week, days=weekday)


def public(*languages: str, capacity: int | None = None, **more: Any) -> dict[str, Any]:
    """Return the fields of an event for which anyone may sign up."""
    open_to_all = {"public": True, "sign_up": SignUp.ANYONE, "capacity": capacity, "accessibility": ["step_free", "restroom"]}
    return {**open_to_all, "languages": ["en", *languages], **more}


def shown(*languages: str, **more: Any) -> dict[str, Any]:
    """Return the fields of an event to which anyone may come without a word."""
    return {"public": True, "languages": ["en", *languages], "accessibility": ["step_free"], **more}


def guests_only(*languages: str, capacity: int | None = None, **more: Any) -> dict[str, Any]:
    """Return the fields of an event for those who are invited."""
    return {"sign_up": SignUp.GUESTS, "capacity": capacity, "languages": ["en", *languages], **more}
