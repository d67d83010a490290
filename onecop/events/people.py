"""Who stands on which side of a partnership, and whom a letter goes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.congregations.models import Congregation, Contact
from onecop.events.choices import Side
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rules import zone_of

ORDER = (TenureKind.COORDINATOR, TenureKind.LEADER, TenureKind.DEPUTY)


@dataclass(frozen=True)
class People:
    """Who holds a partnership now. officer: the interim one while there is one, for then the partner officer is away."""

    officer: Officer | None = None
    contacts: tuple[Contact, ...] = ()

    @property
    def keeper(self) -> Contact | None:
        """Who answers for the congregation: coordinator, else leader, else deputy."""
        return self.contacts[0] if self.contacts else None

    @property
    def congregation_persons(self) -> frozenset[int]:
        return frozenset(c.person_id for c in self.contacts if c.person_id)

    @property
    def officer_persons(self) -> frozenset[int]:
        return frozenset([self.officer.person_id] if self.officer and self.officer.person_id else [])


def people_of(ids: Iterable[int]) -> dict[int, People]:
    """Return who holds these partnerships now: one query."""
    rows = Tenure.objects.filter(partnership__in=list(ids), closed_on=None).select_related("officer__agency__territory", "officer__shift", "contact")
    held: dict[int, dict[str, Tenure]] = {}
    for row in rows:
        held.setdefault(row.partnership_id, {})[row.kind] = row
    return {number: _people(kinds) for number, kinds in held.items()}


def _people(kinds: dict[str, Tenure]) -> People:
    officer = next((kinds[kind].officer for kind in (TenureKind.INTERIM, TenureKind.LEAD) if kind in kinds), None)
    return People(officer, tuple(found for kind in ORDER if kind in kinds and (found := kinds[kind].contact) is not None))


def people(partnership: Partnership) -> People:
    return people_of([partnership.pk]).get(partnership.pk, People())


def side_of(partnership: Partnership, person: Person) -> Side | None:
    """Return for which side somebody acts: an officer who holds it, staff, else the congregation; None for whoever may only look."""
    if Tenure.objects.filter(partnership=partnership, officer__person=person, closed_on=None).exists():
        return Side.OFFICER
    lineage = {number for scope in partnership.scopes for number in scope.lineage}
    edit = person.reach(Permission.PARTNERSHIP_EDIT)
    if edit.everywhere or edit.scope_ids & lineage:
        return Side.STAFF
    own = {number for scope in partnership.congregation.scopes for number in scope.lineage}
    return Side.CONGREGATION if person.reach(Permission.PARTNERSHIP_ACT).scope_ids & own else None


def zone_of_house(congregation: Congregation) -> str:
    """Return the zone that a congregation lives in: that of the ground it stands on, else that of its partnership."""
    if congregation.territory:
        return congregation.territory.timezone
    partnership = congregation.partnerships.open().select_related("agency__territory").first()
    return str(zone_of(partnership)) if partnership else settings.TIME_ZONE


def zone_of_reader(person: Person | None, fallback: str) -> ZoneInfo:
    """Return in which zone a letter names the hour: the reader's own, else that of the event."""
    return ZoneInfo(person.timezone if person and person.timezone else fallback)


def at_hour(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment for a letter, with the zone's name, as letters are in English: "Sunday, November 22, 10:00 AM EST"."""
    local = moment.astimezone(zone)
    hour = local.strftime("%I:%M %p").lstrip("0")
    return f"{local:%A, %B} {local.day}, {hour} {local.tzname()}"
