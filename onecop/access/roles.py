"""The roles, in code: which permissions, over which kind of scope, and a sentence that the holder can read."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.access.choices import RoleCode, ScopeKind
from onecop.kernel.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    """second_factor: the holder must sign in with a second factor (unless the demo setting says otherwise)."""

    code: RoleCode
    scope_kinds: frozenset[ScopeKind]
    permissions: frozenset[P]
    sentence: str | Promise
    home: P
    second_factor: bool = False


STAFF = frozenset(
    {
        P.PEOPLE_READ, P.PEOPLE_INVITE, P.PEOPLE_GRANT, P.PEOPLE_REVOKE, P.AUDIT_READ, P.AGENCY_READ, P.AGENCY_EDIT, P.AGENCY_REVIEW,
        P.ROSTER_READ, P.ROSTER_EDIT, P.TERRITORY_READ, P.TERRITORY_EDIT, P.CONGREGATION_READ, P.CONGREGATION_EDIT,
        P.CONGREGATION_REVIEW, P.IMPORT_RUN, P.IMPORT_OWN, P.PARTNERSHIP_READ, P.PARTNERSHIP_EDIT,
        P.PARTNERSHIP_ACT, P.RIDE_RULES, P.RIDE_APPROVE, P.RELAY_REVIEW, P.MATCH_READ,
        P.EVENT_REVIEW, P.LAUNCH_READ, P.LAUNCH_RUN,
        P.MATCH_RUN, P.MATCH_PUBLISH, P.MAIL_READ, P.MAIL_EDIT, P.TASKS_READ, P.TASKS_STOP, P.HOME_STAFF,
    }
)  # fmt: skip
CONGREGATION_SIDE = frozenset({P.CONGREGATION_READ, P.PARTNERSHIP_READ, P.PARTNERSHIP_ACT, P.HOME_CONGREGATION})

ROLES: dict[str, Role] = {
    role.code.value: role
    for role in (
        Role(RoleCode.NATIONAL_STAFF, frozenset({ScopeKind.NATION}), STAFF | {P.REGION_EDIT},
             _("You run the initiative in the whole country: you can see and change everything that OneCOP keeps."), P.HOME_STAFF, True),
        Role(RoleCode.REGIONAL_STAFF, frozenset({ScopeKind.REGION}), STAFF,
             _("You run the initiative in your region: its agencies, congregations and partnerships, and nobody else’s."), P.HOME_STAFF, True),
        Role(RoleCode.LIAISON, frozenset({ScopeKind.AGENCY}),
             frozenset({P.AGENCY_READ, P.AGENCY_EDIT, P.ROSTER_READ, P.ROSTER_EDIT, P.TERRITORY_READ, P.TERRITORY_EDIT, P.IMPORT_OWN,
                        P.PARTNERSHIP_READ, P.RIDE_RULES, P.RIDE_APPROVE, P.MATCH_READ, P.LAUNCH_READ, P.PEOPLE_INVITE, P.PEOPLE_REVOKE,
                        P.HOME_LIAISON}),
             _("You speak for your agency: you keep its roster and map, and you see the partnerships of its officers."), P.HOME_LIAISON, True),
        Role(RoleCode.EXECUTIVE, frozenset({ScopeKind.AGENCY}),
             frozenset({P.AGENCY_READ, P.TERRITORY_READ, P.PARTNERSHIP_READ, P.LAUNCH_READ, P.HOME_EXECUTIVE}),
             _("You answer for your agency: you see how its partnerships stand."), P.HOME_EXECUTIVE, True),
        Role(RoleCode.SUPERVISOR, frozenset({ScopeKind.AGENCY}), frozenset({P.AGENCY_READ, P.ROSTER_READ, P.TERRITORY_READ, P.RIDE_APPROVE, P.HOME_SUPERVISOR}),
             _("You answer those who want to ride along with your agency: you see the applications, the calendar and the roster."), P.HOME_SUPERVISOR, True),
        Role(RoleCode.OFFICER, frozenset({ScopeKind.AGENCY}), frozenset({P.PARTNERSHIP_ACT, P.HOME_OFFICER}),
             _("You are an officer with partner congregations: you see them and the people you meet there."), P.HOME_OFFICER),
        Role(RoleCode.FAITH_LEADER, frozenset({ScopeKind.CONGREGATION}), CONGREGATION_SIDE | {P.CONGREGATION_EDIT, P.PEOPLE_INVITE},
             _("You lead your congregation: you choose its coordinator and decide what it takes part in."), P.HOME_CONGREGATION),
        Role(RoleCode.COORDINATOR, frozenset({ScopeKind.CONGREGATION}), CONGREGATION_SIDE | {P.CONGREGATION_EDIT},
             _("You keep your congregation’s partnership moving: dates, people, and what comes next."), P.HOME_CONGREGATION),
        Role(RoleCode.DEPUTY, frozenset({ScopeKind.CONGREGATION}), CONGREGATION_SIDE,
             _("You stand in for the coordinator whenever they cannot."), P.HOME_CONGREGATION),
        Role(RoleCode.FUNDER, frozenset({ScopeKind.NATION, ScopeKind.REGION}), frozenset({P.HOME_FUNDER}),
             _("You support the initiative: you see totals, never a person or a congregation."), P.HOME_FUNDER),
    )
}  # fmt: skip


def roles_with(permission: P) -> list[str]:
    """Return the codes of the roles that hold the permission."""
    return [code for code, role in ROLES.items() if permission in role.permissions]
