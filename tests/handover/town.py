"""A small town for handovers: an agency with a map of two precincts, officers on their beats, and a partnership in the first beat."""

from datetime import date, datetime, time, timedelta
from typing import Any

import shapely

from onecop.access.models import Person
from onecop.agencies.models import Agency, Officer, ShiftPattern
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, ServiceTime
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.models import Partnership
from onecop.territory import services as territory
from onecop.territory.choices import Level
from onecop.territory.intake import Feature, IntakeOptions, check
from onecop.territory.models import Area, TerritoryVersion
from tests import make

BEATS = {"11": "1", "12": "1", "21": "2", "22": "2"}
"""Beats from west to east, each 0.01° wide, and their precincts."""


def at(days: float = 0) -> datetime:
    return make.NOON + timedelta(days=days)


def day(days: int = 0) -> date:
    return at(days).date()


def draw(agency: Agency, beats: dict[str, str], *, left: float = -77.0, effective: date = date(2026, 1, 1)) -> TerritoryVersion:
    """Take a map of beats side by side into a draft, with precincts around them."""
    shapes = {code: shapely.box(left + n / 100, 38.9, left + (n + 1) / 100, 38.91) for n, code in enumerate(beats)}
    around = {p: shapely.union_all([shapes[b] for b, of in beats.items() if of == p]) for p in dict.fromkeys(beats.values())}
    outer = check([Feature(n + 1, {"DISTRICT": p}, shape) for n, (p, shape) in enumerate(around.items())], IntakeOptions(Level.PRECINCT))
    inner = check([Feature(n + 1, {"BEAT": b, "DISTRICT": p}, shapes[b]) for n, (b, p) in enumerate(beats.items())], IntakeOptions(Level.BEAT))
    assert agency.territory is not None
    ground: dict[str, Any] = {"territory": agency.territory, "effective_on": effective, "by": SYSTEM, "at": make.NOON}
    territory.take_in(level=Level.PRECINCT, intake=outer, source="precincts.geojson", **ground)
    return territory.take_in(level=Level.BEAT, intake=inner, source="beats.geojson", **ground).version


class Town:
    """agency, areas by code, officers by beat (two each), one congregation per beat, and `pair`: the first of each as partners."""

    def __init__(self, *, left: float = -77.0) -> None:
        """left: the longitude of its western edge, where two towns share a database."""
        self.left = left
        self.agency = make.agency("Port Ellery Police Department")
        version = draw(self.agency, BEATS, left=left)
        territory.activate(version=version, by=SYSTEM, at=make.NOON)
        self.areas = {area.code: area for area in Area.objects.in_force().filter(version__territory=self.agency.territory)}
        self.shift = ShiftPattern.objects.create(
            agency=self.agency, code="day", name="Days", anchor_on=date(2026, 1, 5), cycle=[["08:00", 8.5]] * 5 + [None] * 2
        )
        self.staff = make.staff()
        self.officers = {code: [self.officer(code) for _ in range(2)] for code in BEATS}
        self.temple = self.congregation("Lotus Pond Temple", 0)
        self.pair = self.partnership()

    def officer(self, beat: str, **fields: Any) -> Officer:
        return make.officer(self.agency, area=self.areas[beat], shift=self.shift, **fields)

    def congregation(self, name: str, beat: int) -> Congregation:
        made = make.congregation(name, territory=self.agency.territory)
        ServiceTime.objects.create(congregation=made, weekday=6, starts=time(10), ends=time(11, 30))
        return congregations.set_place(congregation=made, lon=self.left + 0.005 + beat / 100, lat=38.905, by=SYSTEM, at=make.NOON)

    def partnership(self) -> Partnership:
        self.lead = self.officers["11"][0]
        return make.partnership(self.temple, self.lead, owner=self.staff, began_at=make.NOON - timedelta(days=200))

    def keeper(self, kind: str) -> Person:
        """The person who holds a part on the congregation's side."""
        contact = self.pair.tenures.get(kind=kind, closed_on=None).contact
        assert contact is not None
        assert contact.person is not None
        return contact.person

    def roster(self, who: Officer, **fields: Any) -> None:
        """What a roster import does to one officer."""
        Officer.objects.filter(pk=who.pk).update(**fields)
        who.refresh_from_db()
