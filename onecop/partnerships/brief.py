"""What whoever comes new to a partnership should know: what happened, what is planned, whom to call. For coordinators and officers alike.

It is drawn from `partnerships.registry` alone, so it grows with the apps above.
"""

from dataclasses import dataclass
from datetime import date, datetime

from onecop.access.models import Person
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.reach import Reach, reach_of, shown
from onecop.partnerships.registry import Ask, Fact, Panel, asks_of, facts_of, panels_of

ORDER = (TenureKind.LEADER, TenureKind.COORDINATOR, TenureKind.DEPUTY, TenureKind.LEAD, TenureKind.INTERIM)


@dataclass(frozen=True)
class Someone:
    """One of the people of a partnership. `until` is None for who holds the part now. `email` and `phone` only where the reader may see them."""

    name: str
    part: str
    since: date
    until: date | None = None
    why: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Brief:
    """The brief of one partnership at a moment, in the reader's language.

    call: who holds it now, the congregation's side first, without the reader. before: who held it, the latest first. happened: facts that
    have words, oldest first. planned: the cards of the partnership's page as this reader sees them. waiting: what waits for whom.
    """

    partnership: Partnership
    at: datetime
    call: tuple[Someone, ...]
    before: tuple[Someone, ...]
    happened: tuple[Fact, ...]
    planned: tuple[Panel, ...]
    waiting: tuple[Ask, ...]


def brief(partnership: Partnership, *, at: datetime, reader: Person) -> Brief:
    """Write the brief of a partnership.

    The caller answers for the reader's right to see the partnership, and notes that contact data was read (`access.services.note_contacts_read`
    for each of `people_to_call`).
    """
    tenures = list(partnership.tenures.select_related("officer__agency", "officer__person", "contact__person"))
    reach = reach_of(partnership, reader)
    told = [someone(t) for t in tenures if t.closed_on is not None]
    return Brief(
        partnership=partnership,
        at=at,
        call=tuple(someone(t, reach) for t in _now(tenures, reader)),
        before=tuple(sorted(told, key=lambda who: who.until or who.since, reverse=True)),
        happened=tuple(fact for fact in facts_of([partnership.pk]) if fact.words),
        planned=tuple(panel for panel in panels_of(partnership, reader, at) if panel.lines),
        waiting=tuple(asks_of([partnership.pk], at)),
    )


def people_to_call(partnership: Partnership, *, reader: Person) -> list[Tenure]:
    """Return the tenures of those whose contact data the brief shows to this reader."""
    tenures = list(partnership.tenures.select_related("officer__agency", "officer__person", "contact__person"))
    return shown(_now(tenures, reader), reach_of(partnership, reader))


def someone(tenure: Tenure, reach: Reach | None = None) -> Someone:
    """Return a tenure in words; contact data comes only of who holds it now and may be reached directly by the reader."""
    who = tenure.officer or tenure.contact
    assert who is not None  # the database says so
    now = tenure.closed_on is None and reach is not None and reach.shows(who)
    return Someone(
        name=str(who),
        part=str(TenureKind(tenure.kind).label),
        since=tenure.opened_on,
        until=tenure.closed_on,
        why=tenure.get_close_reason_display() if tenure.close_reason else "",
        email=who.email if now else "",
        phone=str(who.phone or "") if now else "",
    )


def _now(tenures: list[Tenure], reader: Person) -> list[Tenure]:
    held = [t for t in tenures if t.closed_on is None and (who := t.officer or t.contact) and who.person_id != reader.pk]
    return sorted(held, key=lambda t: ORDER.index(TenureKind(t.kind)))
