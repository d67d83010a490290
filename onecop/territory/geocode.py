"""From an address to a place. Off by default; a ZIP's middle always works, and nothing waits for a geocoder that does not answer.

Settings: GEOCODER (empty, `census` or `nominatim`), GEOCODER_URL (another server that speaks the same), GEOCODER_CONTACT (who asks: Nominatim's
policy wants it), GEOCODER_SECONDS (patience per question), GEOCODER_PER_SECOND (most questions in a second, over all processes that share a cache).
"""

import json
import logging
import re
import time
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import zipcodes
from django.conf import settings
from django.core.cache import cache as shared

log = logging.getLogger(__name__)

CENSUS_URL = "https://geocoding.geo.census.gov"
NOMINATIM_URL = "https://nominatim.openstreetmap.org"
KEPT_SECONDS = 30 * 24 * 3600
REST_SECONDS = 60
"""After a failure the geocoder is left alone this long: one slow answer, not one per row."""
LONGEST_ANSWER = 1_000_000
_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?\s*$")


@dataclass(frozen=True)
class Place:
    """lon, lat in degrees. approximate: the middle of a ZIP, not the house. source: census, nominatim or zip. words: what was found."""

    lon: float
    lat: float
    approximate: bool
    source: str
    words: str


class Adapter(Protocol):
    """A public geocoder."""

    @property
    def name(self) -> str: ...

    def ask(self, address: str, *, seconds: float) -> Place | None:
        """Return the best match or None. Raises OSError or ValueError when the server does not answer as it should."""
        ...


@dataclass(frozen=True)
class Census:
    """The geocoder of the US Census Bureau: free, without key, US addresses only (geocoding.geo.census.gov, `onelineaddress`)."""

    url: str = CENSUS_URL
    name: str = "census"

    def ask(self, address: str, *, seconds: float) -> Place | None:
        query = urlencode({"address": address, "benchmark": "Public_AR_Current", "format": "json"})
        answer = _get_json(f"{self.url}/geocoder/locations/onelineaddress?{query}", seconds)
        matches = answer["result"]["addressMatches"]
        if not matches:
            return None
        return Place(float(matches[0]["coordinates"]["x"]), float(matches[0]["coordinates"]["y"]), False, self.name, str(matches[0]["matchedAddress"]))


@dataclass(frozen=True)
class Nominatim:
    """OpenStreetMap's geocoder, or one's own server of it. Its policy: at most one question a second, and say who asks."""

    url: str = NOMINATIM_URL
    contact: str = ""
    name: str = "nominatim"

    def ask(self, address: str, *, seconds: float) -> Place | None:
        from geopy.adapters import URLLibAdapter
        from geopy.exc import GeopyError
        from geopy.geocoders import Nominatim as Client

        parts = urlsplit(self.url)
        agent = f"OneCOP ({self.contact})" if self.contact else "OneCOP"
        # Not geopy's usual adapter: that one asks three times, so it waits three times as long, and writes the address into the log.
        domain = parts.netloc + parts.path.rstrip("/")
        client = Client(user_agent=agent, domain=domain, scheme=parts.scheme or "https", timeout=seconds, adapter_factory=URLLibAdapter)
        try:
            found = client.geocode(address, exactly_one=True, country_codes="us")
        except GeopyError as error:
            raise OSError(str(error)) from error
        return Place(float(found.longitude), float(found.latitude), False, self.name, str(found.address)) if found else None


def _get_json(url: str, seconds: float) -> Any:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("GEOCODER_URL must begin with http:// or https://.")
    with urlopen(Request(url, headers={"User-Agent": "OneCOP", "Accept": "application/json"}), timeout=seconds) as answer:  # noqa: S310 - checked above
        return json.loads(answer.read(LONGEST_ANSWER))


def adapter() -> Adapter | None:
    """Return the geocoder that the settings choose, or None when it is off."""
    if settings.GEOCODER == "census":
        return Census(settings.GEOCODER_URL.rstrip("/") or CENSUS_URL)
    if settings.GEOCODER == "nominatim":
        return Nominatim(settings.GEOCODER_URL.rstrip("/") or NOMINATIM_URL, settings.GEOCODER_CONTACT)
    return None


def is_on() -> bool:
    return adapter() is not None


def look_up(text: str, *, keep: bool = True) -> Place | None:
    """Return the place of an address, or the middle of its ZIP, or None. Never raises; never waits longer than GEOCODER_SECONDS for an answer.

    keep: remember the answer for a month, so that nobody is asked twice. False for what a visitor types: it is looked up and forgotten.
    """
    text = re.sub(r"\s+", " ", text.replace("\0", "")).strip()[:200]
    only_zip = re.fullmatch(r"\d{5}(-\d{4})?", text) is not None
    place = None if only_zip or not text else _geocoded(text, keep)
    return place or zip_middle(text)


def place_of(*, street: str, city: str, state: str, zip_code: str) -> Place | None:
    """Return the place of an address given in parts; see `look_up`."""
    return (look_up(", ".join(part for part in (street, city, f"{state} {zip_code}".strip()) if part.strip())) if street.strip() else None) or zip_middle(
        zip_code
    )


def zip_middle(text: str) -> Place | None:
    """Return the middle of the ZIP code that a text ends with. The table comes with the `zipcodes` package; no network."""
    match = _ZIP.search(text)
    row = _zips().get(match.group(1)) if match else None
    if row is None:
        return None
    return Place(row[0], row[1], True, "zip", f"ZIP {match.group(1)}, {row[2]}" if match else "")


@cache
def _zips() -> dict[str, tuple[float, float, str]]:
    """Read the table once: the package itself walks all 43,000 rows per question."""
    rows = zipcodes.list_all()
    return {r["zip_code"]: (float(r["long"]), float(r["lat"]), f"{r['city']}, {r['state']}") for r in rows if r["lat"] and r["long"]}


def town_middle(city: str, state: str) -> tuple[float, float] | None:
    """Return (lon, lat) of the middle of a town's ZIP codes, or None where the table does not know the town. No network.

    Args:
        city: its name as people write it. state: two letters.
    """
    return _towns().get(f"{city.strip()}, {state.strip()}".casefold()) if city.strip() and state.strip() else None


@cache
def _towns() -> dict[str, tuple[float, float]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for lon, lat, words in _zips().values():
        found.setdefault(words.casefold(), []).append((lon, lat))
    return {words: (sum(x for x, _ in of) / len(of), sum(y for _, y in of) / len(of)) for words, of in found.items()}


def _geocoded(text: str, keep: bool) -> Place | None:
    chosen = adapter()
    if chosen is None:
        return None
    key = f"geocode:{chosen.name}:{sha256(text.casefold().encode()).hexdigest()}"
    kept = shared.get(key)
    if kept is not None:
        return Place(**kept) if kept else None
    if shared.get("geocode:resting") or not _turn():
        return None
    try:
        place = chosen.ask(text, seconds=settings.GEOCODER_SECONDS)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        # The address itself stays out of the log.
        log.warning("The geocoder %s did not answer: %s", chosen.name, type(error).__name__)
        shared.set("geocode:resting", True, REST_SECONDS)
        return None
    if keep:
        shared.set(key, asdict(place) if place else {}, KEPT_SECONDS)
    return place


def _turn() -> bool:
    """Wait for a free slot, but never longer than GEOCODER_SECONDS. Slots are counted in the shared cache, one per 1/GEOCODER_PER_SECOND."""
    wide = 1 / max(settings.GEOCODER_PER_SECOND, 0.01)
    end = time.monotonic() + settings.GEOCODER_SECONDS
    while time.monotonic() <= end:
        slot = int(time.time() / wide)
        if shared.add(f"geocode:slot:{slot}", True, max(int(wide * 2), 2)):
            return True
        time.sleep(max((slot + 1) * wide - time.time(), 0.005))
    return False
