"""Whom an invitation reaches. The database finds, counts and leaves out; nothing here walks over the nation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Lower

from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Person
from onecop.agencies.choices import OfficerStatus
from onecop.audiences import letters, rules
from onecop.audiences.choices import Group
from onecop.audiences.models import Recipient
from onecop.events.models import Event, Occurrence
from onecop.kernel.permissions import Permission
from onecop.mail.models import Block, OptOut
from onecop.partnerships.choices import OFFICER_KINDS, PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.registrations.choices import GuestSide
from onecop.registrations.models import Registration

KINDS: dict[str, tuple[str, ...]] = {
    Group.OFFICERS: tuple(OFFICER_KINDS),
    Group.LEADERS: (TenureKind.LEADER,),
    Group.COORDINATORS: (TenureKind.COORDINATOR, TenureKind.DEPUTY),
}
ROLES: dict[str, str] = {Group.LIAISONS: RoleCode.LIAISON, Group.EXECUTIVES: RoleCode.EXECUTIVE}


@dataclass(frozen=True)
class Audience:
    """Whom a host means. groups: codes of Group. agencies, areas: row numbers, empty for all within reach. individuals: (name, e-mail)."""

    groups: tuple[str, ...] = ()
    agencies: tuple[int, ...] = ()
    areas: tuple[int, ...] = ()
    individuals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Guest:
    """One whom a mailing means."""

    email: str
    name: str
    side: str = GuestSide.GUEST
    person: int | None = None
    officer: int | None = None
    partnership: int | None = None


@dataclass(frozen=True)
class Reach:
    """What a preview says. found: addresses meant, each once. asked, blocked, cap: how many of them are left out, each under the first that fits."""

    found: int
    asked: int
    blocked: int
    cap: int

    @property
    def letters(self) -> int:
        return self.found - self.asked - self.blocked - self.cap


def partnerships_for(event: Event, sender: Person, audience: Audience) -> "QuerySet[Partnership]":
    """Return the active partnerships whose people may be asked: of the host's ground, and within the sender's reach."""
    rows = Partnership.objects.visible_to(sender).filter(state=PartnershipState.ACTIVE)
    if event.congregation_id or event.partnership_id:
        rows = rows.filter(congregation=event.house)
    elif event.agency_id:
        rows = rows.filter(agency=event.agency_id)
    elif event.scope and event.scope.parent_id:
        rows = rows.filter(agency__scope__parent=event.scope)
    if audience.agencies:
        rows = rows.filter(agency__in=audience.agencies)
    if audience.areas:
        rows = rows.filter(Q(area__in=audience.areas) | Q(area__parent__in=audience.areas) | Q(congregation__area__in=audience.areas))
    return rows


def sources(event: Event, sender: Person, audience: Audience) -> "list[tuple[str, QuerySet[Any]]]":
    """Return (side, rows with address, who, of (the person)) for each sort of people meant; one address may stand in several."""
    own = partnerships_for(event, sender, audience).order_by().values("pk")
    tenures = Tenure.objects.filter(partnership__in=own, closed_on=None).order_by("pk")
    found: list[tuple[str, QuerySet[Any]]] = []
    if Group.OFFICERS in audience.groups:
        rows = tenures.filter(kind__in=KINDS[Group.OFFICERS]).exclude(officer__status=OfficerStatus.GONE).exclude(officer__email="")
        name = Concat("officer__first_name", Value(" "), "officer__last_name")
        found.append((GuestSide.OFFICER, rows.annotate(address=Lower("officer__email"), who=name, of=F("officer__person"))))
    kinds = [kind for group in (Group.LEADERS, Group.COORDINATORS) if group in audience.groups for kind in KINDS[group]]
    if kinds:
        rows = tenures.filter(kind__in=kinds)
        found.append((GuestSide.CONGREGATION, rows.annotate(address=Lower("contact__email"), who=F("contact__name"), of=F("contact__person"))))
    roles = [ROLES[group] for group in (Group.LIAISONS, Group.EXECUTIVES) if group in audience.groups]
    if roles:
        agencies = partnerships_for(event, sender, audience).order_by().values("agency__scope")
        people = Grant.objects.in_force().filter(role__in=roles, scope__in=agencies, person__is_active=True).order_by("pk")
        found.append((GuestSide.GUEST, people.annotate(address=F("person__email"), who=F("person__name"), of=F("person"))))
    return found


def asked_before(occurrence: Occurrence) -> "QuerySet[Any]":
    return Registration.objects.standing().filter(occurrence=occurrence).exclude(email_folded="").order_by().values("email_folded")


def unreachable() -> "list[QuerySet[Any]]":
    """Return addresses that get no invitation: mail to them comes back, or they turned such letters off."""
    return [Block.objects.order_by().values("email"), OptOut.objects.filter(kind__in=(letters.INVITE.kind, "*")).order_by().values("email")]


def often(at: datetime) -> "QuerySet[Any]":
    """Return the addresses that have had rules.CAP invitations and reminders in rules.WINDOW."""
    since = at - rules.WINDOW
    again = Registration.objects.filter(email_folded=OuterRef("email"), reminded_at__gt=since).order_by().values("email_folded")
    lately = Recipient.objects.filter(left_out="", at__gt=since).order_by().values("email").annotate(n=Count("pk"))
    lately = lately.annotate(again=Coalesce(Subquery(again.annotate(n=Count("pk")).values("n")), 0))
    return lately.filter(n__gte=rules.CAP - F("again")).values("email")


def count(event: Event, occurrence: Occurrence | None, sender: Person, audience: Audience, at: datetime) -> Reach:
    """Say how many an invitation would reach, in four queries and one for typed addresses. occurrence: None while nothing hangs on that date."""
    rows = [query for _side, query in sources(event, sender, audience)]
    typed = {email for _name, email in audience.individuals}
    if not rows:
        return _typed_only(typed, occurrence, at)
    steps: list[list[Any]] = [[]]
    steps.append([asked_before(occurrence)] if occurrence else [])
    steps.append([*steps[-1], *unreachable()])
    steps.append([*steps[-1], often(at)])
    totals = []
    for out in steps:
        kept = [_without(query, out).order_by().values("address") for query in rows]
        united = kept[0].union(*kept[1:]) if len(kept) > 1 else kept[0].distinct()
        totals.append(united.count())
    of_groups = Reach(totals[0], totals[0] - totals[1], totals[1] - totals[2], totals[2] - totals[3])
    fresh = typed - {row["address"] for query in rows for row in query.filter(address__in=typed).values("address")} if typed else set()
    more = _typed_only(fresh, occurrence, at)
    return Reach(of_groups.found + more.found, of_groups.asked + more.asked, of_groups.blocked + more.blocked, of_groups.cap + more.cap)


def _without(query: "QuerySet[Any]", out: list[Any]) -> "QuerySet[Any]":
    for addresses in out:
        query = query.exclude(address__in=addresses)
    return query


def _typed_only(typed: set[str], occurrence: Occurrence | None, at: datetime) -> Reach:
    reasons = left_out(typed, occurrence, at)
    found = list(reasons.values())
    return Reach(len(typed), found.count("asked"), found.count("blocked"), found.count("cap"))


def left_out(emails: "set[str]", occurrence: Occurrence | None, at: datetime) -> dict[str, str]:
    """Return why some of these addresses get no letter, by address: the first of asked, blocked, cap. Four queries."""
    if not emails:
        return {}
    found: dict[str, str] = dict.fromkeys(often(at).filter(email__in=emails).values_list("email", flat=True), "cap")
    for query in unreachable():
        found |= dict.fromkeys(query.filter(email__in=emails).values_list("email", flat=True), "blocked")
    if occurrence:
        found |= dict.fromkeys(asked_before(occurrence).filter(email_folded__in=emails).values_list("email_folded", flat=True), "asked")
    return found


def guests(event: Event, sender: Person, audience: Audience) -> Iterator[Guest]:
    """Yield everybody meant, read in pieces; an address may come again and is the reader's to skip."""
    for side, query in sources(event, sender, audience):
        names = ["address", "who", "of"] + ([] if side == GuestSide.GUEST else ["officer", "partnership"])
        for row in query.values_list(*names).iterator(chunk_size=rules.CHUNK):
            officer, partnership = (row[3], row[4]) if len(row) > 3 else (None, None)
            yield Guest(row[0], row[1], side, row[2], officer, partnership)
    for name, email in audience.individuals:
        yield Guest(email, name)


def sample(event: Event, sender: Person, audience: Audience, most: int = 12) -> list[Guest]:
    """Return a few of those meant, for the preview."""
    found: dict[str, Guest] = {}
    for side, query in sources(event, sender, audience):
        for address, who in query.order_by("who").values_list("address", "who")[:most]:
            found.setdefault(address, Guest(address, who, side))
    for name, email in audience.individuals[:most]:
        found.setdefault(email, Guest(email, name))
    return list(found.values())[:most]


def may_choose_ground(event: Event, sender: Person) -> bool:
    """True when a sender may choose among agencies and beats: staff for a region or the nation, a liaison among the own beats."""
    return event.house is None and bool(sender.reach(Permission.PARTNERSHIP_EDIT) or sender.reach(Permission.AGENCY_EDIT))
