"""Reads over a partnership and its people."""

from dataclasses import dataclass

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.mail.queries import Delivery, deliveries
from onecop.partnerships.choices import OFFICER_KINDS, TenureKind
from onecop.partnerships.models import Leaving, Naming, Partnership, Tenure
from onecop.partnerships.reach import Reach, reach_of
from onecop.partnerships.words import MEANS, Means


def officer_now(partnership: Partnership) -> Officer | None:
    """Return the officer who holds a partnership now, be it in the interim."""
    held = partnership.tenures.filter(kind__in=OFFICER_KINDS, closed_on=None).select_related("officer__agency").first()
    return held.officer if held else None


@dataclass(frozen=True)
class Sheet:
    """All that the page of a partnership shows."""

    partnership: Partnership
    officer: Tenure | None
    leader: Tenure | None
    coordinator: Tenure | None
    deputy: Tenure | None
    past: tuple[Tenure, ...]
    letters: tuple[Delivery, ...]
    others: tuple[Officer | Contact, ...]
    reach: Reach
    side: str


def sheet(partnership: Partnership, *, reader: Person) -> Sheet:
    """Gather the page of one partnership in a fixed number of queries.

    `others` are the people, save the reader, whose contact data the page shows. `side` is where the reader stands: "officer",
    "congregation", or "desk" for everyone who only looks.
    """
    tenures = list(partnership.tenures.select_related("officer__agency", "officer__area", "officer__person", "contact__person").defer("officer__area__outline"))
    now = {t.kind: t for t in tenures if t.closed_on is None}
    reach = reach_of(partnership, reader)
    people = [who for t in now.values() if (who := t.officer or t.contact)]
    return Sheet(
        partnership=partnership,
        officer=now.get(TenureKind.LEAD) or now.get(TenureKind.INTERIM),
        leader=now.get(TenureKind.LEADER),
        coordinator=now.get(TenureKind.COORDINATOR),
        deputy=now.get(TenureKind.DEPUTY),
        past=tuple(t for t in tenures if t.closed_on is not None),
        letters=tuple(deliveries(partnership)),
        others=tuple(who for who in people if who.person_id != reader.pk and reach.shows(who)),
        reach=reach,
        side=_side(list(now.values()), reader),
    )


def _side(tenures: list[Tenure], reader: Person) -> str:
    if any(t.officer and t.officer.person_id == reader.pk for t in tenures):
        return "officer"
    return "congregation" if any(t.contact and t.contact.person_id == reader.pk for t in tenures) else "desk"


@dataclass(frozen=True)
class Parts:
    """Who has which part in a congregation. leaving: the day on which somebody's time ends, by the row number of the contact."""

    now: tuple[Contact, ...]
    before: tuple[Contact, ...]
    asked: tuple[Naming, ...]
    leaving: dict[int, Leaving]
    partnership: Partnership | None

    @property
    def vacant(self) -> tuple[ContactKind, ...]:
        """Parts that nobody has and nobody is asked for; a deputy need not be."""
        held = {c.kind for c in self.now} | {n.kind for n in self.asked}
        return tuple(kind for kind in (ContactKind.LEADER, ContactKind.COORDINATOR) if kind not in held)


PART_ORDER = {kind: n for n, kind in enumerate(ContactKind.values)}


def parts(congregation: Congregation) -> Parts:
    """Gather the people of a congregation, of today and before. Four queries."""
    people = list(congregation.contacts.select_related("person"))
    notes = Leaving.objects.filter(contact__congregation=congregation, settled_at=None)
    return Parts(
        now=tuple(sorted((c for c in people if c.ended_on is None), key=lambda c: PART_ORDER[c.kind])),
        before=tuple(sorted((c for c in people if c.ended_on is not None), key=lambda c: (c.ended_on, c.pk), reverse=True)),
        asked=tuple(congregation.namings.open().select_related("asked_by")),
        leaving={note.contact_id: note for note in notes},
        partnership=congregation.partnerships.open().select_related("agency").first(),
    )


def who_keeps(congregation: Congregation, going: Contact) -> Contact | None:
    """Return who keeps the dates when somebody goes and nobody follows: the coordinator, else the leader, else the deputy."""
    rest = {c.kind: c for c in congregation.contacts.filter(ended_on=None).exclude(pk=going.pk)}
    return next((rest[kind] for kind in (ContactKind.COORDINATOR, ContactKind.LEADER, ContactKind.DEPUTY) if kind in rest), None)


@dataclass(frozen=True)
class PartOutlook:
    """What somebody may know before they say yes: what the part means, who the partner is, who has it now."""

    means: Means
    partnership: Partnership | None
    officer: Officer | None
    holder: Contact | None


def part_outlook(naming: Naming) -> PartOutlook:
    """Gather what the page of a question shows. Three queries."""
    temple = naming.congregation
    found = temple.partnerships.open().select_related("agency", "area").defer("area__outline").first()
    return PartOutlook(
        means=MEANS[ContactKind(naming.kind)],
        partnership=found,
        officer=officer_now(found) if found else None,
        holder=temple.contacts.filter(kind=naming.kind, ended_on=None).first(),
    )
