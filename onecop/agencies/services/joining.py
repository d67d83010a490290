"""Every write to an agency and its people."""

from datetime import datetime

from django.db import transaction

from onecop.access import services as access
from onecop.access.choices import ScopeKind
from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.territory.models import Territory


@transaction.atomic
def bring_in(*, agency: Agency, by: Actor, at: datetime) -> Agency:
    """Let a listed agency take part: give it a scope, a territory under its ORI, and the standing `active`. Idempotent.

    Args:
        agency: any row of the directory; one that had left comes back with what it had, and one that pauses is taken up again with its partnerships.
    """
    agency = Agency.objects.select_for_update(of=("self",)).select_related("scope", "territory").get(pk=agency.pk)
    before = agency.standing
    if agency.scope is None:
        agency.scope = access.new_scope(kind=ScopeKind.AGENCY, name=agency.name, parent=access.home_scope(agency.state))
    if agency.territory is None:
        agency.territory = Territory.objects.get_or_create(ori=agency.ori, defaults={"name": agency.name, "timezone": timezone_of(agency.state)})[0]
    if before in (AgencyStanding.ACTIVE, AgencyStanding.PAUSED):
        agency.save(update_fields=["scope", "territory"])
        return agency
    agency.standing = AgencyStanding.ACTIVE
    agency.joined_on = agency.joined_on or agency.day(at)
    agency.save(update_fields=["scope", "territory", "standing", "joined_on"])
    record("agency.brought_in", agency, by=by, at=at, before={"standing": before}, after={"standing": agency.standing})
    return agency


CENTRAL = ("AL", "AR", "IA", "IL", "KS", "LA", "MN", "MO", "MS", "ND", "NE", "OK", "SD", "TN", "TX", "WI")
MOUNTAIN = ("CO", "ID", "MT", "NM", "UT", "WY")
ZONES = {
    **dict.fromkeys(CENTRAL, "America/Chicago"),
    **dict.fromkeys(MOUNTAIN, "America/Denver"),
    **dict.fromkeys(("CA", "NV", "OR", "WA"), "America/Los_Angeles"),
    "AK": "America/Anchorage", "AZ": "America/Phoenix", "HI": "Pacific/Honolulu", "GU": "Pacific/Guam", "MP": "Pacific/Saipan",
    "AS": "Pacific/Pago_Pago", "PR": "America/Puerto_Rico", "VI": "America/St_Thomas",
}  # fmt: skip


def timezone_of(state: str) -> str:
    """Return the zone where most of a state keeps its time: a first guess that the liaison corrects."""
    return ZONES.get(state, "America/New_York")
