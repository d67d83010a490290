"""When a congregation gathers: weekly times and those with a rule. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.congregations.rule_words import rule_words

DAY = timedelta(days=1)
EPOCH = date(2024, 1, 1)
"""A Monday: where rules are counted from that have no day of their own."""


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SECOND_WEEK = "2w"
OWN = "own"
"""How often something takes place that has a rule which is none of OFTEN."""
OFTEN: tuple[tuple[str, str | Promise, str], ...] = (
    ("", _("Every week"), ""),
    (SECOND_WEEK, _("Every second week"), "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}"),
    ("1", _("The first of the month"), "FREQ=MONTHLY;BYDAY=1{day}"),
    ("2", _("The second of the month"), "FREQ=MONTHLY;BYDAY=2{day}"),
    ("3", _("The third of the month"), "FREQ=MONTHLY;BYDAY=3{day}"),
    ("4", _("The fourth of the month"), "FREQ=MONTHLY;BYDAY=4{day}"),
    ("13", _("The first and third of the month"), "FREQ=MONTHLY;BYDAY=1{day},3{day}"),
    ("24", _("The second and fourth of the month"), "FREQ=MONTHLY;BYDAY=2{day},4{day}"),
    ("-1", _("The last of the month"), "FREQ=MONTHLY;BYDAY=-1{day}"),
)
"""How often a gathering takes place: a code, in words, and the RRULE for its day of the week."""


@dataclass(frozen=True)
class Service:
    """A gathering in local wall-clock time. weekday 0 is Monday; an end at or before the beginning is on the next day.

    rule: an RRULE, or empty for every week. since: a day on which it takes place, for rules that count weeks.
    """

    weekday: int
    starts: time
    ends: time
    what: str = ""
    rule: str = ""
    since: date | None = None


def days(service: Service, first: date, last: date) -> list[date]:
    """Return the local days in [first, last] on which a service begins."""
    if not service.rule:
        day = first + timedelta(days=(service.weekday - first.weekday()) % 7)
        return [day + timedelta(days=n) for n in range(0, (last - day).days + 1, 7)]
    since = datetime.combine(service.since or EPOCH, time(0))
    begin, end = datetime.combine(first, time(0)), datetime.combine(last, time(0))
    return [found.date() for found in rrulestr(service.rule, dtstart=since).between(begin, end, inc=True)]


def occurrences(service: Service, zone: ZoneInfo, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Return the services that begin on the local days [first, last], as UTC intervals in order."""
    later = DAY if service.ends <= service.starts else timedelta(0)
    return [
        (datetime.combine(day, service.starts, zone).astimezone(UTC), datetime.combine(day + later, service.ends, zone).astimezone(UTC))
        for day in days(service, first, last)
    ]


def all_occurrences(services: Iterable[Service], zone: ZoneInfo, first: date, last: date) -> list[tuple[datetime, datetime, Service]]:
    """Return every service that begins on the local days [first, last], in order, each with what it is."""
    return sorted(((a, b, s) for s in services for a, b in occurrences(s, zone, first, last)), key=lambda found: (found[0], found[1], found[2].what))


def often_choices() -> list[tuple[str, str | Promise]]:
    return [(code, words) for code, words, _rule in OFTEN]


def rule_of(often: str, weekday: int) -> str:
    """Return the RRULE of a code; empty for every week."""
    return next(rule for code, _words, rule in OFTEN if code == often).format(day=DAYS[weekday])


def often_of(rule: str) -> str:
    """Return the code of a stored rule; empty for every week, OWN for a rule that is none of ours."""
    return next((code for code, _words, shape in OFTEN for day in DAYS if shape.format(day=day) == rule), OWN)


def often_words(rule: str) -> str:
    """Say how often, for a line about a gathering; nothing for every week."""
    code = often_of(rule)
    return rule_words(rule) if code == OWN else next((str(words) for one, words, _rule in OFTEN if code and code == one), "")
