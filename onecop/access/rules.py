"""Who may give which role over which scope. Pure: facts in, an answer out."""

from collections.abc import Iterable
from datetime import timedelta

from onecop.access.choices import RoleCode, ScopeKind
from onecop.access.models import Grant, Scope
from onecop.access.roles import ROLES

INVITATION_GOOD_FOR = timedelta(days=14)

GIVES: dict[str, frozenset[RoleCode]] = {
    RoleCode.NATIONAL_STAFF: frozenset(RoleCode),
    # Nobody of a region makes people whose reach is wider than their own: other staff comes from the nation.
    RoleCode.REGIONAL_STAFF: frozenset(RoleCode) - {RoleCode.NATIONAL_STAFF, RoleCode.REGIONAL_STAFF},
    RoleCode.LIAISON: frozenset({RoleCode.SUPERVISOR}),
    RoleCode.FAITH_LEADER: frozenset({RoleCode.COORDINATOR, RoleCode.DEPUTY}),
}


def roles_given_by(grants: Iterable[Grant]) -> set[RoleCode]:
    """Return every role that the holder of these grants may give somewhere."""
    return {role for g in grants for role in GIVES.get(g.role, ())}


def may_invite(grants: Iterable[Grant], *, role: str, scope: Scope) -> bool:
    """True when one of the grants lets its holder give `role` over `scope`.

    The role must be one that this holder's role gives, fit the kind of scope, and the scope must lie within the grant's own.
    """
    if scope.kind not in ROLES[role].scope_kinds:
        return False
    return any(role in GIVES.get(g.role, ()) and (g.scope.kind == ScopeKind.NATION or g.scope_id in scope.lineage) for g in grants)


may_revoke = may_invite
"""Whoever may give a role may take it back."""


def may_close(grants: Iterable[Grant], theirs: Iterable[Grant]) -> bool:
    """True when whoever holds `grants` may close the account of somebody who holds `theirs`: they could take back every one of those roles."""
    held = list(grants)
    return all(may_revoke(held, role=g.role, scope=g.scope) for g in theirs)
