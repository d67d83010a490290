from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import rules
from onecop.access.choices import STAFF, RoleCode, ScopeKind
from onecop.access.models import Grant, Person, Scope
from onecop.access.registry import tell_staff_leaves
from onecop.access.roles import ROLES
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused


class WrongScope(Refused):
    """The role is not held over this kind of scope."""


class NotYours(Refused):
    """The rule of who may give or take which role says no."""


class LastNationalStaff(Refused):
    """Somebody must be left to run the initiative."""


def person_of(by: Actor) -> Person | None:
    """Return the person behind an act, or None when it was the machine or somebody known only by a link."""
    return by if isinstance(by, Person) else None


@transaction.atomic
def grant(*, person: Person, role: str, scope: Scope, by: Actor, at: datetime) -> Grant:
    """Give a role over a scope. Giving it twice changes nothing.

    Who may give what is `rules.may_invite`; services of higher floors grant as a consequence of their own acts.

    Raises:
        WrongScope: the role is not held over this kind of scope.
    """
    code = RoleCode(role)
    if scope.kind not in ROLES[code].scope_kinds:
        raise WrongScope(_("The role “%(role)s” is not held over %(kind)s.") % {"role": code.label, "kind": scope.get_kind_display()})
    found = Grant.objects.in_force().filter(person=person, role=code, scope=scope).first()
    if found:
        return found
    try:
        with transaction.atomic():
            made = Grant.objects.create(person=person, role=code, scope=scope, granted_at=at, granted_by=person_of(by))
    except IntegrityError:  # given by somebody else in the same moment
        return Grant.objects.in_force().get(person=person, role=code, scope=scope)
    person.__dict__.pop("open_grants", None)
    record("grant.given", made, by=by, at=at, after={"person": str(person), "role": str(code), "scope": str(scope)})
    return made


@transaction.atomic
def revoke(*, grant: Grant, by: Actor, at: datetime) -> None:
    """Take a role back. Taking it twice changes nothing. Losing the last role ends every session of the person.

    Raises:
        LastNationalStaff: it is the only grant of national staff.
        Refused: they look after something that nobody else could (access.registry.when_staff_leaves).
    """
    from onecop.access.services.people import end_sessions

    if grant.role in STAFF:
        hold_staff()
    locked = Grant.objects.select_for_update().get(pk=grant.pk)
    if locked.revoked_at:
        return
    if locked.role == RoleCode.NATIONAL_STAFF:
        refuse_last_national(locked.person)
    locked.revoked_at, locked.revoked_by = at, person_of(by)
    locked.save(update_fields=["revoked_at", "revoked_by"])
    grant.revoked_at, grant.revoked_by = locked.revoked_at, locked.revoked_by
    grant.person.__dict__.pop("open_grants", None)
    record("grant.revoked", locked, by=by, at=at, before={"person": str(locked.person), "role": locked.role, "scope": str(locked.scope)})
    if locked.role in STAFF:
        tell_staff_leaves(person=locked.person, by=by, at=at)
    if not Grant.objects.in_force().filter(person_id=locked.person_id).exists():
        end_sessions(person=locked.person, by=by, at=at, why="last role")


def hold_staff() -> None:
    """Lock who is on the staff until the transaction ends: whoever gives a staff member work and whoever lets one go wait for each other.

    Taken before any other lock.
    """
    list(Scope.objects.select_for_update(no_key=True).filter(kind=ScopeKind.NATION))


def take_back(*, grant: Grant, by: Person, at: datetime) -> None:
    """Revoke as a person who manages people.

    Raises:
        NotYours: whoever may not give this role there may not take it.
        LastNationalStaff: as `revoke`.
    """
    if not rules.may_revoke(by.open_grants, role=grant.role, scope=grant.scope):
        raise NotYours(_("You cannot take this role back."), instead=_("Ask national staff."))
    revoke(grant=grant, by=by, at=at)


def refuse_last_national(person: Person) -> None:
    """Lock the grants of national staff, and refuse when this person holds the only working one.

    Raises:
        LastNationalStaff
    """
    holders = list(Grant.objects.in_force().select_for_update().filter(role=RoleCode.NATIONAL_STAFF).values_list("person_id", "person__is_active"))
    working = {pk for pk, active in holders if active}
    if working == {person.pk}:
        raise LastNationalStaff(_("%(name)s is the only national staff.") % {"name": person}, instead=_("Give the role to somebody else first."))
