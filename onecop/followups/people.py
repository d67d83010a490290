"""Whom letters after a date go to: its hosts, who are asked to record it, and all who are thanked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Person
from onecop.agencies.choices import PostKind
from onecop.agencies.models import Post
from onecop.events.choices import AnswerState, InviteState, RoleKind, Side
from onecop.events.models import Attendance, CoHost, Event, EventRole, Invite, Occurrence
from onecop.events.people import people_of
from onecop.followups.choices import Group
from onecop.followups.models import Record
from onecop.registrations.choices import GuestSide, RegistrationState, Source
from onecop.registrations.models import Registration, RegistrationQuerySet

HOSTS = ("occurrence__event__congregation", "occurrence__event__agency", "occurrence__event__partnership", "occurrence__event__scope")
SPEAKERS = [RoleCode.FAITH_LEADER, RoleCode.COORDINATOR]
Reader = tuple[str, str]


def hosts_of(rows: Sequence[Record]) -> Iterator[tuple[Record, list[Reader]]]:
    """Yield each record with (address, name) of its hosts: who speaks for the host, who has the lead, who made it. Five queries for any number.

    For a region or the nation only whoever leads or made it: its whole staff need not hear of each briefing.
    """
    events = {row.occurrence.event_id: row.occurrence.event for row in rows}
    houses = _by_scope({e.congregation.scope_id for e in events.values() if e.congregation and e.congregation.scope_id})
    desks = _by_agency({e.agency_id for e in events.values() if e.agency_id})
    both = people_of([e.partnership_id for e in events.values() if e.partnership_id])
    leads = _leads(list(events))
    made = {p.pk: (p.email, p.name) for p in Person.objects.filter(pk__in=[e.created_by_id for e in events.values()], is_active=True)}
    for row in rows:
        event, found = row.occurrence.event, []
        if event.congregation is not None:
            found = houses.get(event.congregation.scope_id or 0, [])
        elif event.agency_id:
            found = desks.get(event.agency_id, [])
        elif event.partnership_id and event.partnership_id in both:
            who = both[event.partnership_id]
            found = [(one.email, str(one)) for one in (who.keeper, who.officer) if one is not None]
        more = [*leads.get(event.pk, []), *([made[event.created_by_id]] if event.created_by_id in made and event.is_wide else [])]
        yield row, list({email.lower(): (email.lower(), name) for email, name in [*found, *more] if email}.values())


def _by_scope(scopes: set[int]) -> dict[int, list[Reader]]:
    held = Grant.objects.in_force().filter(scope__in=scopes, role__in=SPEAKERS, person__is_active=True).select_related("person").order_by("id")
    found: dict[int, list[Reader]] = {}
    for grant in held:
        found.setdefault(grant.scope_id, []).append((grant.person.email, grant.person.name))
    return found


def _by_agency(agencies: set[int]) -> dict[int, list[Reader]]:
    found: dict[int, list[Reader]] = {}
    for post in Post.objects.filter(agency__in=agencies, kind=PostKind.LIAISON, ended_on=None).exclude(email="").order_by("id"):
        found.setdefault(post.agency_id, []).append((post.email, post.name))
    return found


def _leads(events: list[int]) -> dict[int, list[Reader]]:
    """Those who lead and can sign in: whoever has only an address could not open the page."""
    rows = EventRole.objects.filter(event__in=events, kind=RoleKind.LEAD, state=AnswerState.YES, person__isnull=False, person__is_active=True)
    found: dict[int, list[Reader]] = {}
    for role in rows.select_related("person").order_by("id"):
        found.setdefault(role.event_id, []).append((role.person.email, role.person.name) if role.person else ("", ""))
    return found


@dataclass(frozen=True)
class Reached:
    """Somebody who is thanked. email: lower case."""

    email: str
    name: str
    group: str


ORDER = (Group.OFFICER, Group.HELPER, Group.COHOST, Group.GUEST)
"""Whoever is in two groups gets the letter of the first."""


def thanked(date: Occurrence, *, but: str = "") -> dict[str, Reached]:
    """Return whom a thank-you reaches, by address; each once, in the group that says most. At most nine queries.

    Guests: those who were checked in; where nobody was, those who said that they come.

    Args:
        but: the address of whoever sends it.
    """
    event = date.event
    found: dict[str, Reached] = {}
    for group in ORDER:
        for email, name in _those(group, date, event):
            email = email.strip().lower()
            if email and email != but.lower():
                found.setdefault(email, Reached(email, name, group))
    return found


def _those(group: str, date: Occurrence, event: Event) -> Iterable[Reader]:
    if group == Group.HELPER:
        return [
            (role.email or (role.person.email if role.person else ""), role.name)
            for role in EventRole.objects.filter(event=event, state=AnswerState.YES).select_related("person").order_by("id")
        ]
    if group == Group.COHOST:
        return _cohosts(event)
    if group == Group.OFFICER:
        return _officers(date)
    return _came(date).exclude(side=GuestSide.OFFICER).order_by("id").values_list("email", "name")


def _cohosts(event: Event) -> list[Reader]:
    """Who speaks for those who host along: four queries, however many they are. A region is thanked in person, not by a letter to its staff."""
    rows = list(CoHost.objects.filter(event=event, state=AnswerState.YES).with_names())  # type: ignore[attr-defined]
    if not rows:
        return []
    houses = _by_scope({row.congregation.scope_id for row in rows if row.congregation and row.congregation.scope_id})
    desks = _by_agency({row.agency_id for row in rows if row.agency_id})
    both = people_of([row.partnership_id for row in rows if row.partnership_id])
    sides = [one for who in both.values() for one in (who.keeper, who.officer) if one is not None]
    return [*(reader for found in (*houses.values(), *desks.values()) for reader in found), *((one.email, str(one)) for one in sides)]


def _came(date: Occurrence) -> RegistrationQuerySet:
    rows = Registration.objects.standing().filter(occurrence=date).exclude(email="")
    ticked = rows.filter(came_at__isnull=False)
    return ticked if ticked.exists() else rows.filter(state=RegistrationState.YES).exclude(source=Source.DOOR)


def _officers(date: Occurrence) -> list[Reader]:
    """Officers who were asked and said yes, or of whom somebody said that they came; not those of whom it was said that they did not."""
    away = Attendance.objects.filter(occurrence=date, who=Side.OFFICER, came=False).values("officer")
    told = Attendance.objects.filter(occurrence=date, who=Side.OFFICER, came=True).values_list("officer__email", "officer__first_name", "officer__last_name")
    asked = Invite.objects.filter(occurrence=date, state=InviteState.YES).exclude(officer__in=away).select_related("officer")
    guests = _came(date).filter(side=GuestSide.OFFICER).exclude(Q(officer__in=away) & Q(came_at=None)).select_related("officer")
    return [
        *[(email, f"{first} {last}") for email, first, last in told],
        *[(row.officer.email, str(row.officer)) for row in asked],
        *[(row.email, row.name) for row in guests],
    ]
