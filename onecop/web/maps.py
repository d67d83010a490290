"""The map of the desk: one agency's areas, and where its congregations stand with us."""

from typing import Any

from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Agency
from onecop.congregations.choices import CongregationStanding
from onecop.congregations.maps import area_feature, collection, point_feature
from onecop.congregations.models import Congregation
from onecop.partnerships.models import Partnership
from onecop.territory.choices import Level
from onecop.territory.models import Area

TONES = 5
DRAWN = 2000


def desk_map(agency: Agency, person: Person) -> dict[str, Any]:
    """Return the areas and points of one agency for the map component.

    A beat takes the tone of its precinct, or is hatched while it has no partnership. A filled dot is a partnership, a ring waits for us.
    """
    if agency.territory_id is None:
        return {"areas": collection([]), "points": collection([])}
    areas = list(Area.objects.in_force().filter(version__territory=agency.territory_id).select_related("parent").order_by("level", "code")[:DRAWN])
    level = Level.BEAT if any(a.level == Level.BEAT for a in areas) else Level.PRECINCT
    partnered = dict(Partnership.objects.open().filter(agency=agency).values_list("congregation_id", "key"))
    congregations = list(
        Congregation.objects.visible_to(person)
        .filter(territory=agency.territory_id, standing__in=[CongregationStanding.ACCEPTED, CongregationStanding.APPLIED], lon__isnull=False, lat__isnull=False)
        .order_by("id")[:DRAWN]
    )
    with_us = {c.area_id for c in congregations if c.pk in partnered}
    precincts = sorted({a.parent_id or a.pk for a in areas if a.level == level})
    shown = [area_feature(a, tone=_tone(precincts.index(a.parent_id or a.pk)) if a.pk in with_us else "none") for a in areas if a.level == level]
    return {"areas": collection(shown), "points": collection(_point(c, partnered.get(c.pk)) for c in congregations)}


def _tone(number: int) -> str:
    return f"q{number % TONES + 1}"


def _point(congregation: Congregation, partnership: str | None) -> dict[str, Any]:
    kind, url = ("dot", reverse("partnership_detail", args=[partnership])) if partnership else ("wait", reverse("congregation_detail", args=[congregation.key]))
    return point_feature(congregation.lon or 0.0, congregation.lat or 0.0, congregation.name, kind=kind, url=url)
