"""Who stands on which side of a partnership, now."""

from collections.abc import Iterable
from dataclasses import dataclass

from onecop.access.models import Person
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership, Tenure


@dataclass(frozen=True)
class Member:
    """Somebody who holds the partnership. person: row number of who signs in, None before they could. name: as others call them."""

    person: int | None
    name: str
    side: Side


def members_of(ids: Iterable[int]) -> dict[int, list[Member]]:
    """Return who holds these partnerships now, by partnership, in one query."""
    found: dict[int, list[Member]] = {}
    rows = Tenure.objects.filter(partnership__in=list(ids), closed_on=None).select_related("officer", "contact").order_by("partnership_id", "kind", "id")
    for row in rows:
        who = row.officer or row.contact
        if who is not None:
            found.setdefault(row.partnership_id, []).append(Member(who.person_id, str(who), Side.OFFICER if row.officer_id else Side.CONGREGATION))
    return found


def side_of(partnership: Partnership, person: Person) -> Side:
    """Return where somebody stands: by their tenure, else by a role in the congregation; everyone else is staff."""
    for member in members_of([partnership.pk]).get(partnership.pk, []):
        if member.person == person.pk:
            return member.side
    scope = partnership.congregation.scope_id
    return Side.CONGREGATION if any(grant.scope_id == scope for grant in person.open_grants) else Side.STAFF
