"""What a visitor wants to see: kind, language, how far from a ZIP code, state, region."""

from dataclasses import dataclass
from math import cos
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, FloatField, Q, Value

from onecop.access.models import RegionState
from onecop.calendars.models import Listing
from onecop.calendars.services import globe
from onecop.territory.geocode import zip_middle

EARTH_MILES = 3958.8
MILES = (5, 10, 25, 50, 100)
USUAL_MILES = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means any. region: the number of its scope, and its key. miles count only with a ZIP code."""

    kind: str = ""
    language: str = ""
    zip: str = ""
    miles: int = USUAL_MILES
    state: str = ""
    region: int | None = None
    region_key: str = ""

    @property
    def query(self) -> str:
        """Return them as a query string, without what is not chosen: the address of a feed or of a page inside another site."""
        named = {"kind": self.kind, "language": self.language, "zip": self.zip, "miles": self.miles if self.zip else "", "state": self.state}
        return urlencode({name: value for name, value in {**named, "region": self.region_key}.items() if value})

    @property
    def any(self) -> bool:
        return bool(self.kind or self.language or self.zip or self.state or self.region)


def chosen(filters: Filters) -> Q:
    """Return which listings pass, as conditions on Listing.

    Distance is measured to the pin that anyone may see. Measured to the true place, a few questions would find what a host keeps private.
    """
    found = Q()
    if filters.kind:
        found &= Q(kind=filters.kind)
    if filters.language:
        found &= Q(languages__contains=f",{filters.language},")
    if filters.state:
        found &= Q(state=filters.state)
    if filters.region is not None:
        found &= _region(filters.region)
    middle = zip_middle(filters.zip) if filters.zip else None
    if middle is not None:
        found &= Q(pk__in=within(middle.lon, middle.lat, filters.miles))
    return found


def _region(region: int) -> Q:
    """What stands in the calendar of a region: by the state of the event; where no region holds that state, by the host's own region; national ones anyhow."""
    held = RegionState.objects.values("state")
    mine = held.filter(scope=region)
    return Q(everywhere=True) | Q(state__in=mine) | (Q(home=region) & ~Q(state__in=held))


def within(lon: float, lat: float, miles: float) -> "models.QuerySet[Listing, Any]":
    """Return the numbers of the listings within some miles over the ground, on a sphere: within half a percent."""
    terms: list[Any] = [F(name) * Value(part, FloatField()) for name, part in zip("xyz", globe(lon, lat), strict=True)]
    return Listing.objects.annotate(near=terms[0] + terms[1] + terms[2]).filter(near__gte=cos(miles / EARTH_MILES)).values("pk")
