"""Who on the staff looks after a partnership. An open one is never without: the database refuses it, and whoever goes hands over first."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Person
from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership

STAFF = (RoleCode.REGIONAL_STAFF, RoleCode.NATIONAL_STAFF)


class NoOwner(Refused):
    """Nobody on the staff could look after it."""


def owner_for(congregation: Congregation, *, but: Person | None = None) -> Person:
    """Return who should look after a partnership of this congregation: staff of its region before national staff, then whoever has fewest.

    Args:
        but: somebody who is going, and so cannot be chosen.

    Raises:
        NoOwner: there is no other active staff.
    """
    scope = congregation.scope
    near = set(scope.lineage) if scope else set()
    held = Count("person__partnerships_owned", filter=~Q(person__partnerships_owned__state=PartnershipState.ENDED), distinct=True)
    rows = Grant.objects.in_force().filter(role__in=STAFF, person__is_active=True).exclude(person=but).select_related("person").annotate(held=held)
    fit = [row for row in rows if row.role == RoleCode.NATIONAL_STAFF or row.scope_id in near]
    if not fit:
        raise NoOwner(_("There is no staff member who could look after it."), instead=_("Give somebody a staff role first."))
    return min(fit, key=lambda row: (row.role != RoleCode.REGIONAL_STAFF, row.held, row.pk)).person


@transaction.atomic
def assign_owner(*, partnership: Partnership, owner: Person, by: Actor, at: datetime) -> Partnership:
    """Let another staff member look after a partnership. Naming the present one changes nothing.

    Raises:
        NoOwner: the person is not active staff over the congregation.
    """
    row = Partnership.objects.select_for_update(of=("self",)).select_related("congregation__scope", "owner").get(pk=partnership.pk)
    if row.owner_id == owner.pk:
        return row
    scope = row.congregation.scope
    grants = Grant.objects.in_force().filter(person=owner, role__in=STAFF)
    if not owner.is_active or not any(g.role == RoleCode.NATIONAL_STAFF or (scope and g.scope_id in scope.lineage) for g in grants):
        raise NoOwner(
            _("%(name)s is not on the staff for this congregation.") % {"name": owner}, instead=_("Choose somebody of its region, or national staff.")
        )
    before = str(row.owner or "")
    row.owner = owner
    row.save(update_fields=["owner"])
    record("partnership.owner_set", row, by=by, at=at, before={"owner": before}, after={"owner": str(owner)}, scope_id=row.congregation.scope_id)
    return row


@transaction.atomic
def hand_on_owned(*, person: Person, by: Actor, at: datetime) -> int:
    """Find other owners for all that somebody looks after who leaves the staff. Returns how many.

    Raises:
        NoOwner: nobody else is there; then the person cannot go yet.
    """
    rows = list(Partnership.objects.open().filter(owner=person).select_related("congregation__scope"))
    for row in rows:
        assign_owner(partnership=row, owner=owner_for(row.congregation, but=person), by=by, at=at)
    return len(rows)
