"""An officer's role goes with what they hold."""

from datetime import datetime

from onecop.access import services as access
from onecop.access.choices import RoleCode
from onecop.agencies.models import Officer
from onecop.handover import queries
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Tenure


def give_role(officer: Officer, *, by: Actor, at: datetime) -> None:
    """Let an officer sign in, and see the partnerships they hold."""
    if officer.person is None:
        officer.person = access.ensure_person(email=officer.email, name=officer.full_name, at=at)
        officer.save(update_fields=["person"])
    if officer.agency.scope:
        access.grant(person=officer.person, role=RoleCode.OFFICER, scope=officer.agency.scope, by=by, at=at)


def take_role(tenure: Tenure, *, by: Actor, at: datetime) -> None:
    """Take the officer's role back when no partnership is left to them: a role goes with what one holds."""
    officer = tenure.officer
    if officer is None or officer.person is None or queries.holds_another(tenure):
        return
    for grant in officer.person.grants.in_force().filter(role=RoleCode.OFFICER, scope=officer.agency.scope_id):  # type: ignore[attr-defined]
        access.revoke(grant=grant, by=by, at=at)
