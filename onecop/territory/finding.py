"""Find your precinct: a ZIP code or an address is looked up and forgotten."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.territory import geocode, queries
from onecop.territory.models import Area, Territory

APPROXIMATE_M = 3_000
"""How far from a ZIP's center its people may live: areas within this distance are named as well."""
FAR_M = 80_000
_ZIP = re.compile(r"^\s*(\d{5})(?:-\d{4})?\s*$")


@dataclass(frozen=True)
class FoundArea:
    """One agency that may answer, with its precinct and beat where its map says so."""

    territory: Territory
    precinct: Area | None
    beat: Area | None
    distance_m: float
    words: str


@dataclass(frozen=True)
class Found:
    """The answer to one question. `areas` is empty when nothing was found; `words` then says why and what to try."""

    text: str
    areas: tuple[FoundArea, ...]
    words: str
    approximate: bool = False
    lon: float | None = None
    lat: float | None = None


def find(text: str) -> Found:
    """Look up a ZIP code, or an address where a geocoder is on. Nothing is kept."""
    text = text.replace("\0", "").strip()[:200]
    if not text:
        return Found(text, (), _("Type a ZIP code, such as 20001."))
    place = geocode.look_up(text, keep=False)
    if place is None:
        return Found(text, (), _nothing(text))
    inside = tuple(_found(located, 0.0) for located in queries.locate_all(place.lon, place.lat))
    near = _around(place) if place.approximate else ()
    areas = inside + tuple(a for a in near if a.territory not in {i.territory for i in inside})
    if not areas:
        return Found(text, (), _outside(place), place.approximate, place.lon, place.lat)
    middle = _("%(place)s: the middle of the area. Your street may lie in another precinct.") % {"place": place.words}
    words = middle if place.approximate else place.words
    return Found(text, areas, words, place.approximate, place.lon, place.lat)


def _found(located: queries.Located, distance_m: float) -> FoundArea:
    area = located.area or located.nearest
    assert area is not None
    beat = area if area.level == "beat" else None
    precinct = area.parent if beat else area
    territory = area.version.territory
    names = ", ".join(str(a.name) for a in (precinct, beat) if a)
    return FoundArea(territory, precinct, beat, distance_m, f"{territory.name}: {names}")


def _around(place: geocode.Place) -> tuple[FoundArea, ...]:
    """Return the nearest area of each other agency whose map comes near to the middle of a ZIP."""
    rows = queries.near(place.lon, place.lat, APPROXIMATE_M)
    return tuple(_found(queries.Located(nearest=area), metres) for area, metres in rows)


def _nothing(text: str) -> str:
    if _ZIP.match(text):
        return _("There is no ZIP code %(code)s. Please look at it again.") % {"code": text.strip()[:5]}
    if geocode.is_on():
        return _("We could not find this address. Try the ZIP code instead.")
    return _("Only ZIP codes can be looked up here. Type five digits, such as 20001.")


def _outside(place: geocode.Place) -> str:
    near = queries.locate(place.lon, place.lat)
    if near.nearest is None or near.distance_m is None or near.distance_m > FAR_M:
        return _("%(place)s: no agency near there takes part yet.") % {"place": place.words}
    miles = max(1, round(near.distance_m / 1609.344))
    words = ngettext(
        "%(place)s: no agency there takes part yet. The nearest is %(agency)s, about %(miles)s mile away.",
        "%(place)s: no agency there takes part yet. The nearest is %(agency)s, about %(miles)s miles away.",
        miles,
    )
    return words % {"place": place.words, "agency": near.nearest.version.territory.name, "miles": miles}
