"""Sunset at a place."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import sunset

WITHOUT_SUN = time(18)
"""Taken where the sun does not set that day, or nobody knows where the place is."""


def evening(day: date, lon: float | None, lat: float | None, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Return when the sun sets on a local day, in UTC, and whether that is known: otherwise it is 18:00 by the wall clock.

    Args:
        lon, lat: degrees, or None where the place is not known.
    """
    found = None if lon is None or lat is None else _sunset(day, round(lon, 3), round(lat, 3), zone)
    return (found, True) if found else (datetime.combine(day, WITHOUT_SUN, zone).astimezone(UTC), False)


@lru_cache(maxsize=20_000)
def _sunset(day: date, lon: float, lat: float, zone: ZoneInfo) -> datetime | None:
    for asked in (day, day + timedelta(days=1), day - timedelta(days=1)):  # far from its zone's meridian a place may set on the neighboring date
        try:
            found: datetime = sunset(Observer(lat, lon), asked, tzinfo=zone)
        except ValueError:
            continue
        if found.date() == day:
            return found.astimezone(UTC).replace(microsecond=0)
    return None
