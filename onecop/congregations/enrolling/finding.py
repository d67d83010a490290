"""From an address to a first pin, and from a pin to the precinct it lies in."""

from dataclasses import dataclass

from onecop.congregations.choices import PinSource
from onecop.congregations.enrolling.reading import Place
from onecop.territory import geocode
from onecop.territory import queries as ground
from onecop.territory.locating import Located


@dataclass(frozen=True)
class Found:
    """A first pin: degrees, and how we know."""

    lon: float
    lat: float
    pin: str


def find(place: Place) -> Found | None:
    """Look an address up; the centre of its ZIP code when no geocoder knows it. May ask the network: never inside a transaction."""
    found = geocode.place_of(street=place.street, city=place.city, state=place.state, zip_code=place.zip)
    if found is None:
        return None
    return Found(found.lon, found.lat, PinSource.ZIP if found.approximate else PinSource.GEOCODED)


def located(place: Place | None) -> Located | None:
    """Return whose ground the pin lies on; None while there is no pin."""
    if place is None or place.lon is None or place.lat is None:
        return None
    return ground.locate(place.lon, place.lat)
