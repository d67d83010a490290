"""Whether somebody may ride, why not, and when they may. Pure: facts, the agency's terms and a moment come in.

Sources: the published ride-along policies that DESIGN §7 sums up. A rule about days names the first day on or after the one asked for on which
no rule about days stands in the way; any other rule names what would help instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from onecop.ridealongs.choices import AgeBand, CheckStatus, Kind, Rule
from onecop.ridealongs.days import add_months, after_business_days, apart, minutes

LEAST_HOURS, MOST_HOURS = Decimal(4), Decimal("8.5")
MOST_MINOR_HOURS = Decimal(2)
AGES = (16, 18)
MONTHS = (0, 6, 12)
MOST_NOTICE = 20
MOST_SEATS = 9
SAME_OFFICER_MONTHS = 12
EARLY = timedelta(hours=1)
"""How long before its start somebody may check in."""


@dataclass(frozen=True)
class Terms:
    """An agency's rules for ride-alongs.

    minimum_age: 16 or 18. minor_hours: longest ride of a minor, at most 2. hours: length of a ride, 4 to 8.5. months_between: 0, 6 or 12 months
    between two rides of one person. same_officer_yearly: with the same officer once in twelve months. officer_choice: a rider may ask for a
    specific officer. partner_exception: both rules about officers leave the partner officer out. per_sector: riders in one sector on one watch.
    starts: fixed start times; empty: when the watch begins. notice_days: business days. check_months: how long a background check holds.
    dress, religious_dress: what to wear, in the agency's words. alternatives: what it offers instead of a ride.
    """

    minimum_age: int = 18
    minor_hours: Decimal = MOST_MINOR_HOURS
    hours: Decimal = LEAST_HOURS
    months_between: int = 12
    same_officer_yearly: bool = True
    officer_choice: bool = False
    partner_exception: bool = True
    per_sector: int = 1
    starts: tuple[time, ...] = ()
    notice_days: int = 2
    check_needed: bool = True
    check_months: int = 12
    dress: str = "Long trousers, closed shoes, no shirts with words on them."
    religious_dress: str = "Head coverings and religious dress are welcome. Tell us beforehand, so that we settle it together before the day."
    alternatives: tuple[Kind, ...] = (Kind.SIMULATOR, Kind.SIT_ALONG, Kind.WALK_ALONG)


@dataclass(frozen=True)
class Span:
    """A watch: local wall-clock start, and hours by a stopwatch."""

    starts: time
    hours: Decimal

    def holds(self, start: time) -> bool:
        """True when a wall-clock time lies within the watch (its end does not)."""
        return minutes(self.starts, start) < self.hours * 60


@dataclass(frozen=True)
class Closed:
    """Days without ride-alongs, first and last included."""

    first: date
    last: date
    words: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Checked:
    """The newest background check: never what it found."""

    status: CheckStatus
    expires: date | None = None


class Stage(StrEnum):
    """What is asked: may they apply, may it be booked, may they get into the car."""

    APPLY = "apply"
    APPROVE = "approve"
    RIDE = "ride"


@dataclass(frozen=True)
class Facts:
    """All that the rules look at.

    zone: of the agency's place; every date is one of its calendar. on: the day asked for, on which the watch begins. start: None means when the
    watch begins. rides: days on which the rider rode or is booked to, this one left out. officer: row number of the officer asked for or
    assigned. partner: that officer is the partner officer. named: the rider asked for the officer. rode_with: days with that very officer.
    taken: by day, how many seats of that sector and watch are taken, this one left out. dress_open: the rider asked about dress and has no
    answer. active: the partnership is.
    """

    zone: ZoneInfo
    on: date
    band: AgeBand
    watch: Span | None
    kind: Kind = Kind.RIDE
    start: time | None = None
    closed: tuple[Closed, ...] = ()
    rides: tuple[date, ...] = ()
    officer: int | None = None
    partner: bool = False
    named: bool = False
    rode_with: tuple[date, ...] = ()
    taken: Mapping[date, int] = field(default_factory=dict)
    check: Checked | None = None
    signed: bool = False
    dress_open: bool = False
    active: bool = True
    stage: Stage = Stage.APPLY


@dataclass(frozen=True)
class Refusal:
    """rule: which one. next_allowed: the first day that works, where a day is what is wrong. detail: what the sentence needs (a time, a number)."""

    rule: Rule
    next_allowed: date | None = None
    detail: str = ""
    alternatives: tuple[Kind, ...] = ()


# --- a ride's hours


def length(terms: Terms, band: AgeBand, watch: Span, start: time | None = None) -> timedelta:
    """Return how long a ride lasts: the agency's hours, a minor's fewer, and never past the end of the watch."""
    left = watch.hours * 60 - minutes(watch.starts, start or watch.starts)
    hours = terms.hours if band == AgeBand.ADULT else min(terms.hours, terms.minor_hours)
    return timedelta(minutes=float(min(hours * 60, left)))


def hours_of(terms: Terms, band: AgeBand, watch: Span, *, on: date, start: time | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a ride begins and ends (UTC). A start before the watch's own belongs to the next day: the watch runs overnight."""
    at = start or watch.starts
    day = on + timedelta(days=1) if at < watch.starts else on
    begins = datetime.combine(day, at, zone).astimezone(UTC)
    return begins, begins + length(terms, band, watch, start)


def starts_in(terms: Terms, watch: Span) -> list[time]:
    """Return the times at which a ride may begin on a watch, in order."""
    if not terms.starts:
        return [watch.starts]
    return sorted((s for s in terms.starts if watch.holds(s)), key=lambda s: minutes(watch.starts, s))


def may_check_in(starts_at: datetime, now: datetime) -> bool:
    """True from an hour before the start on."""
    return now >= starts_at - EARLY


# --- may they?


def _partner_excepted(facts: Facts, terms: Terms) -> bool:
    return facts.partner and terms.partner_exception


def _watched(facts: Facts, terms: Terms) -> list[tuple[Rule, tuple[date, ...], int]]:
    """Return the rules that want months between the day and earlier (or later) ones."""
    found = [(Rule.INTERVAL, facts.rides, terms.months_between)]
    if terms.same_officer_yearly and not _partner_excepted(facts, terms):
        found.append((Rule.SAME_OFFICER, facts.rode_with, SAME_OFFICER_MONTHS))
    return found


def _days_against(facts: Facts, terms: Terms, day: date, now: datetime) -> Iterator[tuple[Rule, date, str]]:
    """Yield each rule about days that stands against one, with a later day before which it certainly does not yield."""
    today = now.astimezone(facts.zone).date()
    notice = terms.notice_days if facts.stage == Stage.APPLY else 0
    first = after_business_days(today, notice)
    if day < first:
        yield Rule.NOTICE, first, str(notice)
    for closed in facts.closed:
        if closed.covers(day):
            yield Rule.BLACKOUT, closed.last + timedelta(days=1), closed.words
    if facts.kind != Kind.RIDE:
        return
    for rule, days, months in _watched(facts, terms):
        for other in days:
            if not apart(other, day, months):
                yield rule, max(add_months(other, months), day + timedelta(days=1)), str(months)
    if facts.taken.get(day, 0) >= terms.per_sector:
        yield Rule.CAPACITY, day + timedelta(days=1), str(terms.per_sector)


def next_date(facts: Facts, terms: Terms, now: datetime) -> date | None:
    """Return the first day on or after the one asked for that no rule about days is against; None when the check runs out before.

    It jumps from one obstacle's end to the next. None of them comes back once passed, and there are finitely many, so this ends.
    """
    day = facts.on
    while True:
        if _check_ends_before(facts, terms, day):
            return None
        against = [later for _rule, later, _words in _days_against(facts, terms, day, now)]
        if not against:
            return day
        day = max(against)


def _check_ends_before(facts: Facts, terms: Terms, day: date) -> bool:
    check = facts.check
    if facts.stage == Stage.APPLY or facts.kind != Kind.RIDE or not terms.check_needed or check is None or check.status != CheckStatus.CLEAR:
        return False
    return check.expires is not None and check.expires < day


def why_not(facts: Facts, terms: Terms, now: datetime) -> list[Refusal]:
    """Return every rule that stands in the way, those about the person first; empty when they may.

    Args:
        facts: `facts.stage` says what is asked for. terms: the agency's rules. now: aware.
    """
    found = [Refusal(rule, None, detail, terms.alternatives) for rule, detail in _standing_against(facts, terms)]
    days: dict[Rule, str] = {}
    for rule, _later, words in _days_against(facts, terms, facts.on, now):
        days.setdefault(rule, words)
    first = next_date(facts, terms, now) if days else None
    found += [Refusal(rule, first, words, () if first else terms.alternatives) for rule, words in days.items()]
    return found


def _standing_against(facts: Facts, terms: Terms) -> Iterator[tuple[Rule, str]]:
    """Yield the rules that another day would not help with."""
    if not facts.active:
        yield Rule.STANDING, ""
    if facts.kind != Kind.RIDE:
        if facts.kind not in terms.alternatives:
            yield Rule.KIND, facts.kind.value
        return
    if facts.band == AgeBand.CHILD or (facts.band == AgeBand.TEEN and terms.minimum_age > 16):
        yield Rule.AGE, str(terms.minimum_age)
    if facts.named and not terms.officer_choice and not _partner_excepted(facts, terms):
        yield Rule.OFFICER_CHOICE, ""
    if facts.watch is None or (facts.start or facts.watch.starts) not in starts_in(terms, facts.watch):
        yield Rule.START, ", ".join(f"{s:%H:%M}" for s in (starts_in(terms, facts.watch) if facts.watch else terms.starts))
    if facts.stage == Stage.APPLY:
        return
    if facts.dress_open:
        yield Rule.DRESS, ""
    if terms.check_needed:
        yield from _check_against(facts)
    if facts.stage == Stage.RIDE and not facts.signed:
        yield Rule.WAIVER, ""


def _check_against(facts: Facts) -> Iterator[tuple[Rule, str]]:
    check = facts.check
    if check is None or check.status == CheckStatus.ASKED:
        yield Rule.CHECK, "none"
    elif check.status == CheckStatus.NOT_CLEAR:
        yield Rule.CHECK, "not_clear"
    elif check.expires is not None and check.expires < facts.on:
        yield Rule.CHECK, "expired"


def wrong_terms(terms: Terms) -> dict[str, str]:
    """Return what cannot be among an agency's rules, as field → code of the fault; empty when all is well."""
    wrong = {
        "minimum_age": terms.minimum_age not in AGES,
        "minor_hours": not 0 < terms.minor_hours <= MOST_MINOR_HOURS,
        "hours": not LEAST_HOURS <= terms.hours <= MOST_HOURS,
        "months_between": terms.months_between not in MONTHS,
        "per_sector": not 1 <= terms.per_sector <= MOST_SEATS,
        "notice_days": not 0 <= terms.notice_days <= MOST_NOTICE,
        "check_months": not 1 <= terms.check_months <= 60,
        "dress": not terms.dress.strip(),
        "religious_dress": not terms.religious_dress.strip(),
        "alternatives": any(kind == Kind.RIDE for kind in terms.alternatives),
    }
    return {name: "range" for name, bad in wrong.items() if bad}
