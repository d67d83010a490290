"""Who may host an event with others, how they are called, and who speaks for them."""

from django.db.models import Q

from onecop.access.choices import RoleCode, ScopeKind
from onecop.access.models import Grant, Person, Scope
from onecop.agencies.choices import AgencyStanding, PostKind
from onecop.agencies.models import Agency, Post
from onecop.congregations.choices import CongregationStanding
from onecop.congregations.models import Congregation
from onecop.events.models import Event
from onecop.events.people import people
from onecop.partnerships.models import Partnership

Party = Congregation | Agency | Partnership | Scope
MOST = 40
"""Offered at once; more are found by typing a part of the name."""


def speakers(party: Party) -> list[tuple[str, str]]:
    """Return (address, name) of those who answer for a party and hear of its events."""
    if isinstance(party, Congregation):
        return _grants(party.scope_id, [RoleCode.FAITH_LEADER, RoleCode.COORDINATOR])
    if isinstance(party, Agency):
        return liaisons(party)
    if isinstance(party, Partnership):
        who = people(party)
        both = [(c.email, str(c)) for c in who.contacts[:1]] + ([(who.officer.email, str(who.officer))] if who.officer else [])
        return [(email, name) for email, name in both if email]
    return _grants(party.pk, [RoleCode.REGIONAL_STAFF, RoleCode.NATIONAL_STAFF])


def liaisons(agency: Agency) -> list[tuple[str, str]]:
    posts = Post.objects.filter(agency=agency, kind=PostKind.LIAISON, ended_on=None).exclude(email="").order_by("id")
    return [(post.email.lower(), post.name) for post in posts]


def approvers(agency: Agency) -> list[tuple[str, str]]:
    """Return (address, name) of those who may approve paid time: liaisons, and the agency's supervisors. Each once."""
    return list({**dict(_grants(agency.scope_id, [RoleCode.SUPERVISOR])), **dict(liaisons(agency))}.items())


def _grants(scope_id: int | None, roles: list[RoleCode]) -> list[tuple[str, str]]:
    held = Grant.objects.in_force().filter(scope=scope_id, role__in=roles, person__is_active=True).select_related("person").order_by("id")
    return [(email, name) for email, name in dict(held.values_list("person__email", "person__name")).items() if email]


def find(event: Event, words: str, reader: Person) -> dict[str, str]:
    """Return whom the host of an event may ask to host it with them, by a part of the name: {"congregation-KEY": name}.

    Congregations and agencies that take part, the own partnerships, and the regions; not the host, and nobody who was asked already.
    """
    taken = [host.party for host in event.cohosts.live().with_names()]  # type: ignore[attr-defined]
    taken.append(event.host)
    found: list[Party] = []
    found += Congregation.objects.filter(standing=CongregationStanding.ACCEPTED, scope__isnull=False, name__icontains=words).order_by("name")[:MOST]
    found += Agency.objects.filter(standing=AgencyStanding.ACTIVE, scope__isnull=False, name__icontains=words).order_by("name")[:MOST]
    mine = Partnership.objects.visible_to(reader).open().select_related("congregation", "agency")
    found += mine.filter(Q(congregation__name__icontains=words) | Q(agency__name__icontains=words))[:MOST]
    found += Scope.objects.filter(kind__in=[ScopeKind.REGION, ScopeKind.NATION], name__icontains=words).order_by("name")[:MOST]
    return {code(party): str(party) for party in found if party not in taken}


def code(party: Party) -> str:
    return f"{party._meta.model_name}-{party.key}"


def by_code(words: str) -> Party | None:
    """Return the party of a code, or None."""
    kind, _dash, key = words.partition("-")
    model: type[Party] | None = {"congregation": Congregation, "agency": Agency, "partnership": Partnership, "scope": Scope}.get(kind)  # type: ignore[assignment]
    return model.objects.filter(key=key).first() if model else None
