"""Pure decisions about events: when they are, who may say what, how they fit a shift."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from onecop.agencies import duty
from onecop.agencies import queries as agencies
from onecop.agencies.choices import OnDuty
from onecop.agencies.models import Officer
from onecop.events.choices import Duty, EventKind
from onecop.events.models import Event, Occurrence
from onecop.events.series import Series

REMIND_BEFORE = timedelta(days=3)
"""An invitation without an answer is asked once more this long before."""
ASK_AFTER = timedelta(hours=12)
"""When the congregation is asked whether the officer came."""
ASK_FOR = timedelta(days=21)
"""For how long "did they come?" stays a question; after that nobody remembers."""
LINK_AFTER = timedelta(days=14)
"""For how long the link of that letter works."""
EDGE = timedelta(hours=2)
"""The first and the last of a turn, as `agencies.choices.OnDuty.EDGES` says."""


def series_of(event: Event) -> Series:
    """Return when an event takes place by its rule."""
    return Series(event.starts_on, event.starts, event.minutes, event.tz, event.rrule, event.until_on)


@dataclass(frozen=True)
class Date:
    """One date of an event as it stands: by the rule, or as its row says."""

    event: Event
    on: date
    starts_at: datetime
    ends_at: datetime
    row: Occurrence | None = None

    @property
    def cancelled(self) -> bool:
        return self.event.cancelled_at is not None or (self.row is not None and self.row.cancelled_at is not None)

    @property
    def moved(self) -> bool:
        return self.row is not None and self.row.moved_at is not None

    @property
    def key(self) -> str:
        return self.on.isoformat()


def dates_of(event: Event, rows: Iterable[Occurrence], start: datetime, end: datetime) -> list[Date]:
    """Return the dates of an event that touch [start, end), in order of time: moved ones where they are now, cancelled ones marked.

    Args:
        rows: its occurrences that are kept; others of the same event would appear where the rule has them.
    """
    kept = {row.on: row for row in rows}
    found = [Date(event, day, begins, ends) for day, begins, ends in series_of(event).between(start, end) if day not in kept]
    found += [Date(event, row.on, row.starts_at, row.ends_at, row) for row in kept.values() if row.starts_at < end and row.ends_at > start]
    return sorted(found, key=lambda one: (one.starts_at, one.on))


@dataclass(frozen=True)
class Clash:
    """How something lies to an officer's shift.

    duty: on, partly, off, away (leave, training or court), or unknown without a shift. words: for the officer, whole sentences.
    """

    duty: str
    words: str

    @property
    def likely(self) -> Duty:
        return Duty.ON if self.duty in ("on", "partly") else Duty.OFF if self.duty == "off" else Duty.UNSAID


def clash(officer: Officer, starts_at: datetime, ends_at: datetime) -> Clash:
    """Say, before an answer, whether the officer is on duty then, and what the agency says about that.

    The officer comes from `agencies.queries.with_duty`; `queries.clash` reads it.
    """
    zone, changes, pattern = ZoneInfo(agencies.zone_of(officer)), agencies.changes_of(officer), agencies.shift_of(officer)
    if any(begins < ends_at and ends > starts_at for begins, ends in duty.away(changes, zone)):
        return Clash("away", _("You are on leave, in training or in court then."))
    if pattern is None and not changes:
        return Clash("unknown", _("Your shift is not known here. Say below whether you would come on duty or off duty."))
    turns = duty.worked(pattern, changes, zone, starts_at, ends_at)
    touched = [(begins, ends) for begins, ends in turns if begins < ends_at and ends > starts_at]
    if not touched:
        return Clash("off", _("You are off duty then."))
    whole = any(begins <= starts_at and ends >= ends_at for begins, ends in touched)
    words = _("You are on duty then.") if whole else _("You are on duty for a part of it.")
    return Clash("on" if whole else "partly", f"{words} {_said_by_agency(officer.agency.outreach_on_duty, touched, starts_at, ends_at)}")


def _said_by_agency(rule: str, turns: Sequence[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> str:
    if rule == OnDuty.ANY:
        return _("Your agency allows on-duty visits.")
    if rule == OnDuty.NEVER:
        return _("Your agency does not allow visits during a turn: come off duty, or say that you cannot.")
    if any((begins <= starts_at and ends_at <= begins + EDGE) or (ends - EDGE <= starts_at and ends_at <= ends) for begins, ends in turns):
        return _("Your agency allows on-duty visits in the first and the last two hours of a turn, and this lies within them.")
    return _("Your agency allows on-duty visits in the first and the last two hours of a turn; this lies outside them, so ask your supervisor.")


def duty_is_allowed(how: str, rule: str) -> bool:
    """False for coming on duty where the agency says never. `rule` is `agency.outreach_on_duty`."""
    return how != Duty.ON or rule != OnDuty.NEVER


def must_be_unfunded(kind: str, religious: bool) -> bool:
    """True where federal money may not pay: explicitly religious activity, 28 CFR 38.5 (worship, religious instruction, proselytization)."""
    return religious or kind == EventKind.SERVICE


def upcoming(dates: Sequence[Date], at: datetime) -> list[Date]:
    """Return those that are still to come and take place."""
    return [one for one in dates if one.ends_at > at and not one.cancelled]
