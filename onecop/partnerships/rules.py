"""Pure questions about a partnership and its people."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from onecop.partnerships.models import Partnership


def zone_of(partnership: Partnership) -> ZoneInfo:
    """Return the zone that its days are counted in: that of the agency's territory. Reads `partnership.agency.territory`."""
    territory = partnership.agency.territory
    return ZoneInfo(territory.timezone if territory else "UTC")


def local_day(partnership: Partnership, at: datetime) -> date:
    """Return which day a moment is where the partnership lives."""
    return at.astimezone(zone_of(partnership)).date()
