"""An officer's role follows the work address on the roster."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from onecop.access import services as access
from onecop.access.choices import RoleCode
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.kernel.actor import Actor


@transaction.atomic
def follow_addresses(*, officers: QuerySet[Officer], by: Actor, at: datetime) -> int:
    """Let whoever has the address on the roster sign in for an officer, and nobody under an older one. Returns how many moved.

    Nobody's account is given another address: that would hand it, with all its roles, to whoever edits a roster. The officer's row gets the
    person of the new address, with the role; the person before loses the role in this agency unless another row of its roster is theirs.
    A blank address changes nothing.
    """
    elsewhere = officers.exclude(person=None).exclude(email="").annotate(wanted=Lower("email")).exclude(wanted=F("person__email"))
    moved = list(elsewhere.select_related("person", "agency__scope"))
    for officer in moved:
        _move(officer, by=by, at=at)
    return len(moved)


def _move(officer: Officer, *, by: Actor, at: datetime) -> None:
    old, scope = officer.person, officer.agency.scope
    assert old is not None  # as filtered
    officer.person = access.ensure_person(email=officer.email, name=officer.full_name, at=at)
    officer.save(update_fields=["person"])
    record("officer.address_followed", officer, by=by, at=at, scope_id=officer.agency.scope_id)
    held = old.grants.in_force().filter(role=RoleCode.OFFICER, scope=scope)
    if scope is None or not held.exists():
        return
    access.grant(person=officer.person, role=RoleCode.OFFICER, scope=scope, by=by, at=at)
    if not officer.agency.officers.filter(person=old).exclude(status=OfficerStatus.GONE).exists():
        for grant in held.select_related("person", "scope"):
            access.revoke(grant=grant, by=by, at=at)
