"""When something takes place: one date or a rule, by the wall clock of its zone. Pure.

A rule is an RRULE of RFC 5545 without DTSTART; the first date must fit it. Every date has at most one occurrence, so a date names it for good.
The hour is that of the wall: a start that the spring change skips is taken by the offset before the change (an hour later by the wall), one that
comes twice in autumn is the first. It lasts its minutes by a stopwatch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from onecop.events.choices import Repeat

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY")
FORBIDDEN = ("BYHOUR", "BYMINUTE", "BYSECOND", "UNTIL", "DTSTART")
MOST = 1500
"""Dates that one look at a series reads at most: four years of days."""


class BadRule(ValueError):
    """A rule that gives no dates, more than one a day, or cannot be read."""


@dataclass(frozen=True)
class Series:
    """starts_on: the first date. rule: RRULE or empty (once). until_on: the last day on which it may take place, or None."""

    starts_on: date
    starts: time
    minutes: int
    zone: ZoneInfo
    rule: str = ""
    until_on: date | None = None

    def moments(self, day: date) -> tuple[datetime, datetime]:
        """Return when the occurrence of a date begins and ends, in UTC."""
        begins = datetime.combine(day, self.starts, self.zone).astimezone(UTC)
        return begins, begins + timedelta(minutes=self.minutes)

    def dates(self, first: date, last: date) -> list[date]:
        """Return the dates from `first` to `last`, both included, at most MOST of them."""
        last = min(last, self.until_on or last)
        if not self.rule:
            return [self.starts_on] if first <= self.starts_on <= last else []
        found = _rule(self.rule, self.starts_on).between(_midnight(first), _midnight(last), inc=True)
        return [moment.date() for moment in islice(found, MOST)]

    def has(self, day: date) -> bool:
        return self.dates(day, day) == [day]

    def between(self, start: datetime, end: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """Yield (date, begins, ends) of all that touches [start, end), in order."""
        first = start.astimezone(self.zone).date() - timedelta(days=1 + self.minutes // 1440)
        for day in self.dates(first, end.astimezone(self.zone).date()):
            begins, ends = self.moments(day)
            if begins < end and ends > start:
                yield day, begins, ends


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _rule(rule: str, starts_on: date):  # type: ignore[no-untyped-def]  # dateutil has no types of its own for what it returns
    return rrulestr(rule, dtstart=_midnight(starts_on))


def check(rule: str, starts_on: date) -> str:
    """Return a rule tidied, or raise.

    Raises:
        BadRule: it cannot be read, counts hours, carries what belongs elsewhere, or does not begin on `starts_on`.
    """
    rule = rule.strip().upper().removeprefix("RRULE:")
    if not rule:
        return ""
    if not rule.startswith(FREQUENCIES) or any(word in rule for word in FORBIDDEN) or "\n" in rule:
        raise BadRule(rule)
    try:
        first = next(iter(_rule(rule, starts_on)), None)
    except (ValueError, TypeError):
        raise BadRule(rule) from None
    if first is None or first.date() != starts_on:
        raise BadRule(rule)
    return rule


def rule_of(repeat: str, starts_on: date) -> str:
    """Return the RRULE of a choice in the form, for a first date.

    The fifth Friday is taken as the last one of the month; a date that a month does not have (the 31st) falls out there.
    """
    day, nth = DAYS[starts_on.weekday()], (starts_on.day - 1) // 7 + 1
    return {
        Repeat.ONCE: "",
        Repeat.WEEKLY: f"FREQ=WEEKLY;BYDAY={day}",
        Repeat.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        Repeat.MONTHLY_DAY: f"FREQ=MONTHLY;BYDAY={-1 if nth == 5 else nth}{day}",
        Repeat.MONTHLY_DATE: f"FREQ=MONTHLY;BYMONTHDAY={starts_on.day}",
    }[Repeat(repeat)]


def repeat_of(rule: str, starts_on: date) -> Repeat | None:
    """Return the choice of the form that a rule is, or None for another one."""
    return next((repeat for repeat in Repeat if rule_of(repeat, starts_on) == rule), None)
