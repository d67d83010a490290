from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.choices import ScopeKind
from onecop.access.models import RegionState, Scope, regions_of
from onecop.access.states import STATES
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused


class RegionRefused(Refused):
    """A region cannot have this name or these states."""


def nation(*, at: datetime | None = None) -> Scope:
    """Return the scope of the whole country, made on first use. `at` is kept for callers that have a clock in hand."""
    found = Scope.objects.filter(kind=ScopeKind.NATION).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Scope.objects.create(kind=ScopeKind.NATION, name="United States")
    except IntegrityError:  # two first visitors at once
        return Scope.objects.get(kind=ScopeKind.NATION)


def home_scope(state: str) -> Scope:
    """Return the region that a state (two letters) belongs to, else the nation."""
    return regions_of(state.upper()).first() or nation()


@transaction.atomic
def new_scope(*, kind: str, name: str, parent: Scope | None = None) -> Scope:
    """Make the scope of an agency or a congregation (the caller's own record tells the audit trail).

    Args:
        parent: a region or the nation; the nation when not given.
    """
    return Scope.objects.create(kind=ScopeKind(kind), name=name[:200], parent=parent or nation())


@transaction.atomic
def new_region(*, name: str, states: Iterable[str], by: Actor, at: datetime) -> Scope:
    """Make a region of the given states.

    Raises:
        RegionRefused: the name is taken, or a state belongs to another region.
    """
    _check(name, set(states), None)
    region = Scope.objects.create(kind=ScopeKind.REGION, name=name, parent=nation())
    RegionState.objects.bulk_create(RegionState(scope=region, state=state) for state in sorted(set(states)))
    record("region.made", region, by=by, at=at, after={"name": name, "states": sorted(set(states))}, scope_id=region.pk)
    return region


@transaction.atomic
def edit_region(*, region: Scope, name: str, states: Iterable[str], by: Actor, at: datetime) -> Scope:
    """Rename a region and set its states. Organizations that hang on it stay where they are.

    Raises:
        RegionRefused: as `new_region`.
    """
    region = Scope.objects.select_for_update().get(pk=region.pk, kind=ScopeKind.REGION)
    wanted = set(states)
    _check(name, wanted, region)
    had = set(region.states.values_list("state", flat=True))
    before = {"name": region.name, "states": sorted(had)}
    region.name = name
    region.save(update_fields=["name"])
    region.states.filter(state__in=had - wanted).delete()
    RegionState.objects.bulk_create(RegionState(scope=region, state=state) for state in sorted(wanted - had))
    record("region.changed", region, by=by, at=at, before=before, after={"name": name, "states": sorted(wanted)}, scope_id=region.pk)
    return region


def _check(name: str, states: set[str], region: Scope | None) -> None:
    pk = region.pk if region else 0
    if Scope.objects.filter(kind=ScopeKind.REGION, name=name).exclude(pk=pk).exists():
        raise RegionRefused(_("Another region has this name."))
    taken = RegionState.objects.filter(state__in=states).exclude(scope_id=pk).select_related("scope").order_by("state").first()
    if taken:
        raise RegionRefused(
            _("%(state)s belongs to %(region)s.") % {"state": dict(STATES).get(taken.state, taken.state), "region": taken.scope},
            instead=_("Take it out of that region first."),
        )
