"""What happens to a roster when the map under it is drawn anew."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Count, F, Value, When

from onecop.agencies.models import Agency, Officer
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.territory.choices import Level
from onecop.territory.models import Area, TerritoryVersion


@transaction.atomic
def move_to_map(*, version: TerritoryVersion, by: Actor, at: datetime) -> dict[str, int]:
    """Move every officer of the ground's earlier maps to the map now in force.

    An officer goes to the area with the same level and code; where a beat is gone, to the precinct that it was in; else to no area, for a
    person to say. Costs the same queries however many officers there are. Partnerships keep the area they began in.

    Returns:
        {"same", "precinct", "none"}: how many officers went where. The audit entry of the move has the same.
    """
    told = {"same": 0, "precinct": 0, "none": 0}
    there = {(level, code): pk for pk, level, code in version.areas.values_list("id", "level", "code")}
    left = Area.objects.filter(version__territory=version.territory_id).exclude(version=version).order_by().annotate(held=Count("officers")).filter(held__gt=0)
    moves: dict[int, int] = {}
    for pk, level, code, precinct, held in left.values_list("id", "level", "code", F("parent__code"), "held"):
        same, fallback = there.get((level, code)), there.get((Level.PRECINCT, precinct))
        if found := same or fallback:
            moves[pk] = found
        told["same" if same else "precinct" if fallback else "none"] += held
    if not any(told.values()):
        return told
    goes = Case(*(When(area=old, then=Value(new)) for old, new in moves.items()), default=Value(None)) if moves else None
    Officer.objects.filter(area__version__territory=version.territory_id).exclude(area__version=version).update(area=goes)
    scope_id = Agency.objects.filter(territory=version.territory_id).values_list("scope_id", flat=True).first()
    record("territory.officers_moved", version.territory, by=by, at=at, after=told, scope_id=scope_id)
    return told


def move_after(*, version: TerritoryVersion, previous: TerritoryVersion | None, by: Actor, at: datetime) -> None:
    """What happens here when a map comes into force (territory.registry)."""
    move_to_map(version=version, by=by, at=at)
