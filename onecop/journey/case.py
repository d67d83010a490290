"""What the rules are given about one partnership: plain values, so that a rule can be tried on any history without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.registry import Ask, Fact
from onecop.partnerships.steps import KEEPERS

TOLD = "journey.told"
"""The evidence of what a person told and no app shows."""
Round = tuple[str, int]
"""A step's key and the number of its round."""


@dataclass(frozen=True)
class Held:
    """Somebody's time in a partnership, from the first moment of the first day to the first moment of the day on which it is over."""

    kind: TenureKind
    who: str
    person: int | None
    opened: datetime
    closed: datetime | None = None

    def at(self, now: datetime) -> bool:
        return self.opened <= now and (self.closed is None or now < self.closed)


@dataclass(frozen=True)
class Break:
    """A pause. until: when somebody looks again."""

    began: datetime
    ended: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Done:
    """A round of a step that was completed: when it happened, and what shows it."""

    step: str
    round: int
    at: datetime
    evidence: str
    words: str = ""
    by: str = ""


@dataclass(frozen=True)
class Let:
    """A round of a step that staff let be."""

    at: datetime
    reason: str
    by: str = ""


@dataclass(frozen=True)
class Standard:
    """How often partners should be in touch. The defaults are those of the mentoring standard (Elements of Effective Practice for Mentoring, 4th ed.:
    first contact within two weeks, two contacts in the first month, then one each month), with something together each quarter.

    All in days: of first contact after an officer has taken over; between contacts; between things done together; after the first day of a quarter
    until its report is overdue; and from overdue to stalled.
    """

    first_contact_days: int = 14
    first_month_contacts: int = 2
    contact_days: int = 31
    together_days: int = 92
    report_days: int = 21
    stalled_days: int = 45


@dataclass(frozen=True)
class Case:
    """One partnership, as the rules see it. facts and asks as in partnerships.registry, oldest and weightiest first."""

    partnership: int
    key: str
    state: PartnershipState
    began: datetime
    zone: ZoneInfo
    owner: int | None
    owner_words: str
    held: tuple[Held, ...] = ()
    breaks: tuple[Break, ...] = ()
    facts: tuple[Fact, ...] = ()
    asks: tuple[Ask, ...] = ()
    done: Mapping[Round, Done] = field(default_factory=dict)
    waived: Mapping[Round, Let] = field(default_factory=dict)
    standard: Standard = Standard()
    ended: datetime | None = None

    def day(self, at: datetime) -> date:
        """Return the day where the partnership lives."""
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """Return the first moment of a day where the partnership lives."""
        return datetime.combine(day, time(), self.zone)

    def now_held(self, kind: TenureKind, now: datetime) -> Held | None:
        return next((one for one in self.held if one.kind == kind and one.at(now)), None)

    def officer(self, now: datetime) -> Held | None:
        """Return who is the officer now: the partner officer, else the interim one."""
        return self.now_held(TenureKind.LEAD, now) or self.now_held(TenureKind.INTERIM, now)

    def times(self, kind: TenureKind, now: datetime) -> list[Held]:
        """Return everybody who has had this part until now, in order."""
        return sorted((one for one in self.held if one.kind == kind and one.opened <= now), key=lambda one: one.opened)

    def keeper(self, now: datetime) -> Held | None:
        """Return who keeps the dates on the congregation's side: the coordinator, else the deputy, else the leader."""
        return next((held for part in KEEPERS if (held := self.now_held(part, now)) and held.person), None)
