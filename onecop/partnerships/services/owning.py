"""Who on the staff looks after a partnership. An open one is never without: the database refuses it, and whoever goes hands over first."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from onecop.access import services as access
from onecop.access.choices import STAFF, RoleCode
from onecop.access.models import Grant, Person
from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership

__all__ = ["STAFF", "NoOwner", "after_leaving", "assign_owner", "hand_on_owned", "owner_for", "staff_for"]


class NoOwner(Refused):
    """Nobody on the staff could look after it."""


def staff_for(congregation: Congregation) -> QuerySet[Grant]:
    """Return the grants in force of active staff who may look after a partnership of this congregation: its region's, and the nation's."""
    near = congregation.scope.lineage if congregation.scope else ()
    fit = Q(role=RoleCode.NATIONAL_STAFF) | Q(role=RoleCode.REGIONAL_STAFF, scope__in=[pk for pk in near if pk])
    return Grant.objects.in_force().filter(fit, person__is_active=True).select_related("person")


def owner_for(congregation: Congregation, *, but: Person | None = None) -> Person:
    """Return who should look after a partnership of this congregation: staff of its region before national staff, then whoever has fewest.

    Nobody leaves the staff between this answer and the end of the transaction (`access.services.hold_staff`).

    Args:
        but: somebody who is going, and so cannot be chosen.

    Raises:
        NoOwner: there is no other active staff.
    """
    access.hold_staff()
    held = Count("person__partnerships_owned", filter=~Q(person__partnerships_owned__state=PartnershipState.ENDED), distinct=True)
    fit = list(staff_for(congregation).exclude(person=but).annotate(held=held))
    if not fit:
        raise NoOwner(
            _("There is no other staff member who could look after the partnership of %(congregation)s.") % {"congregation": congregation},
            instead=_("Give somebody a staff role first."),
        )
    return min(fit, key=lambda row: (row.role != RoleCode.REGIONAL_STAFF, row.held, row.pk)).person


@transaction.atomic
def assign_owner(*, partnership: Partnership, owner: Person, by: Actor, at: datetime) -> Partnership:
    """Let another staff member look after a partnership. Naming the present one changes nothing.

    Raises:
        NoOwner: the person is not active staff over the congregation.
    """
    access.hold_staff()
    row = Partnership.objects.select_for_update(of=("self",)).select_related("congregation__scope__parent", "owner").get(pk=partnership.pk)
    if row.owner_id == owner.pk:
        return row
    if not staff_for(row.congregation).filter(person=owner).exists():
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
    """Find other owners for all open partnerships that somebody looks after who leaves the staff, or is away for long. Returns how many.

    Raises:
        NoOwner: nobody else is there; then the person cannot go yet, and nothing has changed.
    """
    return _hand_on(_owned(person), person, by=by, at=at)


@transaction.atomic
def after_leaving(*, person: Person, by: Actor, at: datetime) -> None:
    """Hand on what somebody may not look after any more (access.registry.when_staff_leaves): who lost one role may still hold another.

    Raises:
        NoOwner: nobody else is there; then they keep the role.
    """
    _hand_on([row for row in _owned(person) if not staff_for(row.congregation).filter(person=person).exists()], person, by=by, at=at)


def _owned(person: Person) -> list[Partnership]:
    return list(Partnership.objects.open().filter(owner=person).select_related("congregation__scope__parent").order_by("pk"))


def _hand_on(rows: list[Partnership], person: Person, *, by: Actor, at: datetime) -> int:
    access.hold_staff()
    for row in rows:
        assign_owner(partnership=row, owner=owner_for(row.congregation, but=person), by=by, at=at)
    return len(rows)
