"""Who in a congregation names whom. Pure."""

from collections.abc import Iterable

from onecop.access.choices import RoleCode
from onecop.access.models import Grant
from onecop.congregations.choices import ContactKind

NAMES: dict[str, tuple[str, ...]] = {
    RoleCode.NATIONAL_STAFF: tuple(ContactKind.values),
    RoleCode.REGIONAL_STAFF: tuple(ContactKind.values),
    RoleCode.FAITH_LEADER: (ContactKind.COORDINATOR, ContactKind.DEPUTY),
    RoleCode.COORDINATOR: (ContactKind.DEPUTY,),
}


def kinds_named_by(grants: Iterable[Grant], scope_ids: Iterable[int | None]) -> list[str]:
    """Return the kinds of contact that these grants let somebody name, in the order of ContactKind.

    Args:
        scope_ids: the scopes that a grant must be over: the congregation's own, its region's, the nation's.
    """
    reach = set(scope_ids)
    allowed = {kind for grant in grants if grant.scope_id in reach for kind in NAMES.get(grant.role, ())}
    return [kind for kind in ContactKind.values if kind in allowed]
