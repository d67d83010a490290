"""Where a congregation stands, and whose ground that is."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.congregations.choices import PinSource
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.territory import queries as ground
from onecop.territory.models import Area, Territory, TerritoryVersion


class BadPlace(Refused):
    """A pin that is not on Earth, or on the null island of empty cells."""


@transaction.atomic
def set_place(*, congregation: Congregation, lon: float, lat: float, pin: str = PinSource.PLACED, by: Actor, at: datetime) -> Congregation:
    """Put the congregation on the map and find the area it stands in.

    Args:
        lon, lat: degrees, EPSG:4326. pin: a PinSource, how the place is known.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (lon == 0 and lat == 0):
        raise BadPlace(_("That place is not on the map."), instead=_("Give a longitude and a latitude in degrees, or move the pin."))
    before = {"lon": congregation.lon, "lat": congregation.lat, "pin": congregation.pin}
    congregation.lon, congregation.lat, congregation.pin = lon, lat, pin
    congregation.save(update_fields=["lon", "lat", "pin"])
    locate(congregation)
    after = {"lon": lon, "lat": lat, "pin": str(pin)}
    if before != after:
        record("congregation.placed", congregation, by=by, at=at, before=before, after=after)
    return congregation


@transaction.atomic
def set_territory(*, congregation: Congregation, territory: Territory | None, by: Actor, at: datetime) -> Congregation:
    """Say by hand whose ground a congregation stands on: an agency without areas has no outline that could tell."""
    if congregation.territory_id == (territory.pk if territory else None):
        return congregation
    before = str(congregation.territory or "")
    congregation.territory = territory
    congregation.area = None
    congregation.save(update_fields=["territory", "area"])
    record("congregation.assigned", congregation, by=by, at=at, before={"territory": before}, after={"territory": str(territory or "")})
    return congregation


@transaction.atomic
def relocate(*, territory: Territory, by: Actor, at: datetime) -> int:
    """Find the areas again of every congregation that a territory's map in force may hold. Returns how many changed.

    One that no area holds any more keeps its territory without an area: whose it is then, a person says.
    """
    rows = list(near(territory))
    found = [int(area) for area in ground.locate_many([r.lon or 0.0 for r in rows], [r.lat or 0.0 for r in rows])] if rows else []
    owner = dict(Area.objects.filter(pk__in={area for area in found if area}).values_list("pk", "version__territory_id"))
    changed: list[Congregation] = []
    for row, area in zip(rows, found, strict=True):
        was = (row.territory_id, row.area_id)
        row.territory_id, row.area_id = owner.get(area, row.territory_id), area or None
        if (row.territory_id, row.area_id) != was:
            changed.append(row)
    Congregation.objects.bulk_update(changed, ["territory", "area"], batch_size=500)
    if changed:
        record("territory.relocated", territory, by=by, at=at, after={"congregations": len(changed)})
    return len(changed)


def relocate_after(*, version: TerritoryVersion, previous: TerritoryVersion | None, by: Actor, at: datetime) -> None:
    """What happens here when a map comes into force (territory.registry)."""
    relocate(territory=version.territory, by=by, at=at)


def near(territory: Territory) -> QuerySet[Congregation]:
    """Return the placed congregations that a territory's areas may hold: inside their common box, or on its ground before."""
    box = Area.objects.in_force().filter(version__territory=territory).aggregate(w=Min("min_lon"), s=Min("min_lat"), e=Max("max_lon"), n=Max("max_lat"))
    wanted = Q(territory=territory)
    if box["w"] is not None:
        wanted |= Q(lon__gte=box["w"], lon__lte=box["e"], lat__gte=box["s"], lat__lte=box["n"])
    return Congregation.objects.filter(wanted, lon__isnull=False, lat__isnull=False).only("id", "lon", "lat", "territory", "area").order_by("id")


def locate(congregation: Congregation) -> None:
    """Fill in territory and area from the place. Outside every area, the territory stays as it was."""
    assert congregation.lon is not None
    assert congregation.lat is not None
    found = ground.locate(congregation.lon, congregation.lat)
    congregation.area = found.area
    congregation.territory = found.territory or congregation.territory
    congregation.save(update_fields=["territory", "area"])
