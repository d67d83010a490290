"""Reads over people and their roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from onecop.access import registry, rules
from onecop.access.choices import ScopeKind
from onecop.access.models import Grant, Invitation, Person, Scope
from onecop.access.roles import ROLES
from onecop.audit.models import Entry
from onecop.kernel.permissions import Permission

FEW = 5
MOST_FOUND = 12
DEMO_DOMAIN = "@demo.onecop.example"


@dataclass(frozen=True)
class Home:
    """One of the places a person works from: a role over a scope. `home` says which page draws it."""

    key: str
    role: str
    role_label: str
    scope: Scope
    sentence: str
    home: Permission
    current: bool = False

    @property
    def label(self) -> str:
        return f"{self.scope}, {self.role_label}"


@dataclass(frozen=True)
class OpenSession:
    """A signed-in browser in words."""

    browser: str
    ip: str
    created_at: datetime
    current: bool


# Order matters: every browser also names those it descends from.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def open_session(session: UserSession, *, current: bool) -> OpenSession:
    """Return a session with its browser named in two words, as far as it says who it is."""
    said = session.user_agent
    words = [next((word for mark, word in table if mark in said), "") for table in (BROWSERS, SYSTEMS)]
    return OpenSession(", ".join(filter(None, words)) or _("A browser"), session.ip, session.created_at, current)


def homes(person: Person, *, chosen: str = "") -> list[Home]:
    """Return the homes of a person, the widest reach first; the one whose grant key is `chosen` (else the first) is current."""
    order = list(ROLES)
    grants = sorted(person.open_grants, key=lambda g: (order.index(g.role), g.scope.name, g.pk))
    current = chosen if chosen in {g.key for g in grants} else grants[0].key if grants else ""
    return [Home(g.key, g.role, str(g.get_role_display()), g.scope, str(g.definition.sentence), g.definition.home, g.key == current) for g in grants]


def demo_people() -> QuerySet[Person]:
    return Person.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True)


def demo_signins() -> list[tuple[Person, Home]]:
    """Return the people of the demo city with their first home, by role; nobody outside the demo."""
    if not settings.DEMO:
        return []
    found = []
    for person in demo_people().prefetch_related("grants__scope"):
        person.__dict__["open_grants"] = [g for g in person.grants.all() if g.revoked_at is None]
        first = homes(person)[:1]
        found += [(person, home) for home in first]
    order = list(ROLES)
    return sorted(found, key=lambda pair: (order.index(pair[1].role), pair[0].name))


def people_of(person: Person) -> QuerySet[Grant]:
    """Return the grants in force that a person may see, with who holds them and over what."""
    return Grant.objects.in_force().visible_to(person).select_related("person", "scope", "scope__parent")


def trail_of(person: Person) -> QuerySet[Entry]:
    """Return the audit entries a person may read: all for the nation, else those of scopes within reach."""
    reach = person.reach(Permission.AUDIT_READ)
    if reach.everywhere:
        return Entry.objects.all()
    near = Scope.objects.filter(Q(pk__in=reach.scope_ids) | Q(parent__in=reach.scope_ids))
    return Entry.objects.filter(scope_id__in=near.values("pk"))


def invitations_of(person: Person, *, at: datetime) -> list[Invitation]:
    """Return the newest 200 invitations within reach, the open ones first."""
    rows = list(Invitation.objects.visible_to(person).select_related("scope", "invited_by")[:200])
    return sorted(rows, key=lambda row: row.state(at) != "open")


def given_roles(person: Person) -> list[Grant]:
    """Return who holds a role that somebody may take back, for those who see no list of people; empty for everybody else."""
    if person.reach(Permission.PEOPLE_READ) or not person.reach(Permission.PEOPLE_REVOKE):
        return []
    return list(Grant.objects.in_force().visible_to(person).select_related("person", "scope").order_by("person__name", "pk"))


def scopes_to_invite_for(person: Person, kinds: Iterable[str]) -> QuerySet[Scope]:
    """Return the scopes of some kinds over which a person may invite, before the rule on roles is asked."""
    reach = person.reach(Permission.PEOPLE_INVITE)
    found = Scope.objects.filter(kind__in=list(kinds))
    if reach.everywhere:
        return found
    return found.filter(pk__in=reach.scope_ids) | found.filter(parent__in=reach.scope_ids)


@dataclass(frozen=True)
class ScopesFound:
    """What a search for an organization found: the first few, and whether there are more."""

    choices: tuple[tuple[str, str], ...]
    scopes: dict[str, Scope]
    more: bool


def find_scopes(person: Person, *, role: str, words: str) -> ScopesFound:
    """Search, by words of its name, the organizations over which a person may give a role. Without words: all of them, when they are few.

    Costs two queries and one for each source of places.
    """
    given = words.replace("\0", "").split()[:6]
    named = scopes_to_invite_for(person, ROLES[role].scope_kinds)
    for word in given:
        named = named.filter(name__icontains=word)
    first = named.select_related("parent__parent").order_by("name", "pk")[: MOST_FOUND + 1]
    rows = [scope for scope in first if rules.may_invite(person.open_grants, role=role, scope=scope)]
    if not given and len(rows) > FEW:
        return ScopesFound((), {}, False)
    shown = rows[:MOST_FOUND]
    where = registry.places_of(s.pk for s in shown)
    labels = tuple((s.key, f"{s.name}, {where[s.pk]}" if s.pk in where else s.name) for s in shown)
    return ScopesFound(labels, {s.key: s for s in shown}, len(rows) > MOST_FOUND)


def regions() -> QuerySet[Scope]:
    return Scope.objects.filter(kind=ScopeKind.REGION).prefetch_related("states").order_by("name")
