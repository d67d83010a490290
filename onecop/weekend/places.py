"""Where a registered event is, in which zone, and who its host may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TypeVar

import zipcodes

from onecop.access.models import Scope, regions_of
from onecop.access.services import nation
from onecop.agencies.models import Agency
from onecop.congregations.folding import fold_name
from onecop.congregations.models import Congregation
from onecop.territory import geocode
from onecop.weekend.choices import HostKind
from onecop.weekend.models import Submission


@dataclass(frozen=True)
class Pin:
    """lon, lat; exact: of the place itself."""

    lon: float | None
    lat: float | None
    exact: bool


def find(*, street: str, city: str, state: str, zip_code: str) -> Pin:
    """Look a place up. May ask the network: never inside a transaction."""
    found = geocode.place_of(street=street, city=city, state=state, zip_code=zip_code)
    return Pin(found.lon, found.lat, not found.approximate) if found else Pin(None, None, False)


@cache
def _zones() -> dict[str, str]:
    return {row["zip_code"]: row["timezone"] for row in zipcodes.list_all() if row.get("timezone")}


def zone_of_zip(code: str) -> str:
    """Return the time zone of a ZIP code; New York's where the table does not know it."""
    return _zones().get(code[:5], "America/New_York")


def scope_of(state: str) -> Scope:
    """Return whose staff look at an event of a state."""
    return regions_of(state).first() or nation()


def known_host(row: Submission) -> tuple[Congregation | None, Agency | None]:
    """Return the congregation or agency that a host is: the only one of its folded name in its town. Nothing where there are two, or none."""
    if row.host_kind == HostKind.CONGREGATION:
        houses = Congregation.objects.filter(name_folded=row.host_folded, state=row.state, merged_into=None).select_related("scope", "territory")
        return _only(houses.filter(zip__startswith=row.zip[:5]) if row.zip else houses.none()) or _only(houses.filter(city__iexact=row.city)), None
    if row.host_kind == HostKind.AGENCY:
        word = (row.host_name.split() or [""])[0]
        agencies = Agency.objects.filter(state=row.state, name__istartswith=word).select_related("scope", "territory").order_by("id")
        return None, _only(one for one in agencies[:500] if fold_name(one.name) == row.host_folded)
    return None, None


T = TypeVar("T")


def _only(rows: Iterable[T]) -> T | None:
    found = list(islice(rows, 2))
    return found[0] if len(found) == 1 else None
