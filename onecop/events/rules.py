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
from onecop.events.series import BadRule, Series, check
from onecop.kernel.permissions import Permission as P

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

    about: str = ""
    """The same for those who look at the officer's time: the liaison."""

    @property
    def likely(self) -> Duty:
        return Duty.ON if self.duty in ("on", "partly") else Duty.OFF if self.duty == "off" else Duty.UNSAID


def clash(officer: Officer, starts_at: datetime, ends_at: datetime) -> Clash:
    """Say, before an answer, whether the officer is on duty then, and what the agency says about that.

    The officer comes from `agencies.queries.with_duty`; `queries.clash` reads it.
    """
    zone, changes, pattern = ZoneInfo(agencies.zone_of(officer)), agencies.changes_of(officer), agencies.shift_of(officer)
    lies = duty.lies(pattern, changes, zone, starts_at, ends_at)
    if lies == "away":
        return Clash("away", _("You are on leave, in training or in court then."), _("The officer is on leave, in training or in court then."))
    if lies == "unknown":
        words = _("Your shift is not known here. Say below whether you would come on duty or off duty.")
        return Clash("unknown", words, _("The officer’s shift is not known here."))
    if lies == "off":
        return Clash("off", _("You are off duty then. In paid time it would be overtime."), _("The officer is off duty then."))
    words = _("You are on duty then.") if lies == "on" else _("You are on duty for a part of it.")
    about = _("The officer is on duty then.") if lies == "on" else _("The officer is on duty for a part of it.")
    turns = duty.worked(pattern, changes, zone, starts_at, ends_at)
    return Clash(lies, f"{words} {_said_by_agency(officer.agency.outreach_on_duty, turns, starts_at, ends_at)}", about)


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


def clash_with(how: str, found: Clash) -> str:
    """Say what does not fit between a yes and the shift; empty where it fits. Overtime is time beside the shift."""
    if how == Duty.OVERTIME and found.duty == "on":
        return _("You are on duty then, so it is no overtime: say “on duty”.")
    return ""


def still_fits(how: str, was: str, lies: str) -> bool:
    """Say whether a yes still fits after the officer's hours have changed.

    Args:
        how: in whose time the officer comes. was, lies: how the date lay to the shift at the answer (empty: not known) and lies now, `Clash.duty`.
            What lies as it did was known to whoever said yes.
    """
    if lies in (was, "unknown"):
        return True
    if lies == "away":
        return False
    return lies != "off" if how == Duty.ON else lies == "off"


def must_be_unfunded(kind: str, religious: bool) -> bool:
    """True where federal money may not pay: explicitly religious activity, 28 CFR 38.5 (worship, religious instruction, proselytization)."""
    return religious or kind == EventKind.SERVICE


def fits(rule: str, day: date) -> bool:
    """True when a rule may begin on a day."""
    try:
        check(rule, day)
    except BadRule:
        return False
    return True


def next_start(event: Event, rows: Iterable[Occurrence], at: datetime) -> datetime | None:
    """Return when an event next begins, cancelled dates included; None when nothing comes within a year."""
    return next((one.starts_at for one in dates_of(event, rows, at, at + timedelta(days=366)) if one.starts_at > at), None)


def upcoming(dates: Sequence[Date], at: datetime) -> list[Date]:
    """Return those that are still to come and take place."""
    return [one for one in dates if one.ends_at > at and not one.cancelled]


def edit_permission(event: Event) -> P:
    """Return what one must hold over an event's host to change it."""
    if event.congregation_id:
        return P.CONGREGATION_EDIT
    if event.agency_id:
        return P.AGENCY_EDIT
    return P.PARTNERSHIP_ACT if event.partnership_id else P.PARTNERSHIP_EDIT
