"""When registration opens and closes: whole days, the last one until midnight in Hawaii, so that nobody in the country comes too late. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST, LAST = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")


def opening(opens_on: date, closes_on: date) -> dict[str, datetime]:
    """Return {"opens_at", "closes_at"} for a first and a last day."""
    return {
        "opens_at": datetime.combine(opens_on, time(), FIRST),
        "closes_at": datetime.combine(closes_on + timedelta(days=1), time(), LAST) - timedelta(minutes=1),
    }


def today_at_last(at: datetime) -> date:
    """Return the day that it still is in Hawaii: a weekend is over when it is over there."""
    return at.astimezone(LAST).date()


def last_day(closes_at: datetime) -> date:
    """Return the last day on which hosts may register."""
    return closes_at.astimezone(LAST).date()
