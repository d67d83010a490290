"""What the finder knows of both sides: plain, hashable facts, so that masks can be kept for them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from onecop.agencies.choices import OnDuty
from onecop.agencies.duty import Change
from onecop.agencies.rules import Pattern
from onecop.congregations.holydays import Override
from onecop.congregations.worship import Service


@dataclass(frozen=True)
class OfficerFacts:
    """An officer. pattern: None when the shift is not known. gone_from: the day of a known transfer. bid_on: when shifts are bid for anew."""

    name: str
    zone: ZoneInfo
    pattern: Pattern | None = None
    changes: tuple[Change, ...] = ()
    on_duty: str = OnDuty.EDGES
    on_leave: bool = False
    gone_from: date | None = None
    bid_on: date | None = None


@dataclass(frozen=True)
class Hours:
    """Wall-clock hours on a weekday (0 = Monday) in which somebody has time. An end at midnight is the end of the day."""

    weekday: int
    starts: time
    ends: time

    def hold(self, when: datetime) -> bool:
        """True when a local moment lies in them."""
        return self.weekday == when.weekday() and self.starts <= when.time() and (when.time() < self.ends or self.ends == time(0))


@dataclass(frozen=True)
class HouseFacts:
    """A congregation and those of its people who are wanted. Names are empty for who is not asked.

    hours: the coordinator's; empty means that none were given. blocked: local days [first, last].
    """

    name: str
    zone: ZoneInfo
    leader: str = ""
    coordinator: str = ""
    tradition: str = ""
    lon: float | None = None
    lat: float | None = None
    services: tuple[Service, ...] = ()
    hours: tuple[Hours, ...] = ()
    blocked: tuple[tuple[date, date], ...] = ()
    overrides: tuple[Override, ...] = ()
