"""Counting on the calendar and the clock: business days, months, minutes of a day. Pure."""

from datetime import date, time, timedelta
from functools import lru_cache

import holidays
from dateutil.relativedelta import relativedelta


@lru_cache(maxsize=64)
def _federal(year: int) -> frozenset[date]:
    """Return the US federal holidays that are observed in a year."""
    return frozenset(holidays.country_holidays("US", years=year))


def is_business_day(day: date) -> bool:
    """True from Monday to Friday, save on federal holidays."""
    return day.weekday() < 5 and day not in _federal(day.year)


def after_business_days(day: date, count: int) -> date:
    """Return the `count`-th business day after a day; the day itself for 0. Two days' notice on a Thursday reach Monday."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month."""
    return day + relativedelta(months=months)


def apart(one: date, other: date, months: int) -> bool:
    """True when the later of two days is at least so many months after the earlier."""
    early, late = sorted((one, other))
    return late >= add_months(early, months)


def minutes(since: time, until: time) -> int:
    """Return the minutes from one wall-clock time to the next such time, within a day."""
    return ((until.hour - since.hour) * 60 + until.minute - since.minute) % 1440
