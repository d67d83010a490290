"""Calendar quarters as whole numbers: 20264 is the fourth of 2026. They sort, and nobody has to know when a partnership began."""

from datetime import date


def quarter_of(day: date) -> int:
    return day.year * 10 + (day.month + 2) // 3


def first_day(quarter: int) -> date:
    year, number = divmod(quarter, 10)
    return date(year, number * 3 - 2, 1)


def after(quarter: int) -> int:
    year, number = divmod(quarter, 10)
    return quarter + 1 if number < 4 else (year + 1) * 10 + 1


def before(quarter: int) -> int:
    year, number = divmod(quarter, 10)
    return quarter - 1 if number > 1 else (year - 1) * 10 + 4
