"""A small town with a map: two precincts of three beats side by side, officers and congregations on it."""

from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

import shapely

from onecop.agencies.models import Agency, Officer, ShiftPattern
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation, Contact, ServiceTime
from onecop.territory.choices import Level, VersionState
from onecop.territory.models import Area, AreaNeighbour, TerritoryVersion
from tests import make
from tests.make import NOON

WEST, SOUTH, STEP = -80.0, 40.0, 0.02


@dataclass
class City:
    """beats 0 to 5 from west to east; 0–2 lie in the first precinct."""

    agency: Agency
    precincts: list[Area]
    beats: list[Area]
    shift: ShiftPattern

    def officer(self, beat: int | None, **fields: Any) -> Officer:
        fields.setdefault("shift", self.shift)
        return make.officer(self.agency, area=None if beat is None else self.beats[beat], **fields)

    def congregation(self, beat: int | None, *, contact: bool = True, **fields: Any) -> Congregation:
        """One that gathers on Sunday mornings, with a coordinator unless told otherwise."""
        if beat is not None:
            fields |= {"area": self.beats[beat], "lon": WEST + STEP * (beat + 0.5), "lat": SOUTH + STEP / 2}
        found = make.congregation(territory=self.agency.territory, **fields)
        ServiceTime.objects.create(congregation=found, weekday=6, starts=time(9), ends=time(12))
        if contact:
            self.contact(found)
        return found

    def contact(self, of: Congregation, kind: str = ContactKind.COORDINATOR, **fields: Any) -> Contact:
        defaults = {"name": "Mai Pham", "email": f"mai{of.pk}@mail.example", "started_on": date(2026, 1, 1)}
        return Contact.objects.create(congregation=of, kind=kind, **{**defaults, **fields})


def city(**fields: Any) -> City:
    agency = make.agency(**fields)
    version = TerritoryVersion.objects.create(
        territory=agency.territory, number=1, state=VersionState.ACTIVE, effective_on=date(2026, 1, 1), created_at=NOON, activated_at=NOON
    )
    precincts = [_area(version, Level.PRECINCT, f"P{n + 1}", f"Precinct {n + 1}", n * 3, 3) for n in range(2)]
    beats = [_area(version, Level.BEAT, str(n + 1), f"Beat {n + 1}", n, 1, parent=precincts[n // 3]) for n in range(6)]
    for low, high in [tuple(precincts), *pairwise(beats)]:
        AreaNeighbour.objects.create(version=version, low=low, high=high, border_m=100.0)
    shift = ShiftPattern.objects.create(
        agency=agency, code="days", name="Days, 4 on and 2 off", anchor_on=date(2026, 11, 16), cycle=[*[["06:00", 8.5]] * 4, None, None]
    )
    return City(agency, precincts, beats, shift)


def _area(version: TerritoryVersion, level: Level, code: str, name: str, column: int, width: int, parent: Area | None = None) -> Area:
    west = WEST + STEP * column
    east, north = west + STEP * width, SOUTH + STEP
    return Area.objects.create(
        version=version, level=level, code=code, name=name, parent=parent, outline=shapely.to_wkb(shapely.box(west, SOUTH, east, north)),
        min_lon=west, min_lat=SOUTH, max_lon=east, max_lat=north, label_lon=(west + east) / 2, label_lat=SOUTH + STEP / 2, square_m=1.0,
    )  # fmt: skip
