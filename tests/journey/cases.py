"""Cases made up of plain values, for trying rules without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from onecop.journey.case import Case, Held
from onecop.partnerships.choices import FactKind, PartnershipState, TenureKind
from onecop.partnerships.registry import Ask, Fact

ZONE = ZoneInfo("America/New_York")
BEGAN = datetime(2026, 3, 3, 15, tzinfo=UTC)
OWNER, OFFICER, LEADER, COORDINATOR, DEPUTY = 1, 2, 3, 4, 5


def days(n: float) -> datetime:
    """So many days after the partnership began."""
    return BEGAN + timedelta(days=n)


def held(kind: str = "lead", person: int | None = None, *, opened: float = 0, closed: float | None = None, who: str = "") -> Held:
    usual = {
        "lead": (OFFICER, "Officer Vega"),
        "interim": (9, "Officer Marsh"),
        "leader": (LEADER, "Giani Singh"),
        "coordinator": (COORDINATOR, "Harpreet Gill"),
    }
    number, name = usual.get(kind, (DEPUTY, "Jasleen Kaur"))
    return Held(TenureKind(kind), who or name, person or number, days(opened), None if closed is None else days(closed))


def fact(kind: FactKind, after: float, source: str = "", **more: Any) -> Fact:
    return Fact(7, kind, days(after), source or f"{kind}:{after}", **more)


def ask(after: float = 0, *, owes: set[int] | None = None, **more: Any) -> Ask:
    given = {"step": "meet", "title": "Pick a time", "owes_words": "Harpreet Gill", "url": "/somewhere/"}
    return Ask(partnership=7, owes=frozenset({COORDINATOR} if owes is None else owes), since=days(after), **{**given, **more})


PEOPLE = (held("lead"), held("leader"), held("coordinator"))
NAMED = fact(FactKind.COORDINATOR, 0, "partnerships.tenure:1")


def case(**fields: Any) -> Case:
    """An open partnership with its three people, in which nothing has happened."""
    given: dict[str, Any] = {
        "partnership": 7, "key": "abcabcabcabc", "state": PartnershipState.ACTIVE, "began": BEGAN, "zone": ZONE,
        "owner": OWNER, "owner_words": "Nadia Osei", "held": PEOPLE, "facts": (NAMED,),
    }  # fmt: skip
    given.update(fields)
    given["facts"] = tuple(sorted(given["facts"], key=lambda one: (one.at, one.source)))
    return Case(**given)
