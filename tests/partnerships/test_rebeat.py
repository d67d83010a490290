"""The preview of a redrawn map: who would stand elsewhere."""

from datetime import date

import pytest
import shapely

from onecop.kernel.actor import SYSTEM
from onecop.partnerships.models import Partnership
from onecop.partnerships.rebeat import rebeat_preview
from onecop.territory.models import Area, TerritoryVersion
from tests import make

pytestmark = pytest.mark.django_db


def version(territory, number, state, boxes):
    made = TerritoryVersion.objects.create(
        territory=territory,
        number=number,
        state=state,
        effective_on=date(2027, 1, 1),
        created_at=make.NOON,
        activated_at=make.NOON if state == "active" else None,
    )
    for code, (west, south, east, north) in boxes.items():
        outline = shapely.box(west, south, east, north)
        Area.objects.create(
            version=made, level="beat", code=code, name=f"Beat {code}", outline=shapely.to_wkb(outline), min_lon=west, min_lat=south, max_lon=east,
            max_lat=north, label_lon=(west + east) / 2, label_lat=(south + north) / 2, square_m=1.0,
        )  # fmt: skip
    return made


@pytest.fixture
def city():
    agency = make.agency()
    now = version(agency.territory, 1, "active", {"11": (0, 0, 1, 1), "12": (1, 0, 2, 1)})
    areas = {a.code: a for a in now.areas.all()}
    stay = make.congregation("Stays", lon=0.2, lat=0.5, area=areas["11"], territory=agency.territory)
    moves = make.congregation("Moves", lon=0.8, lat=0.5, area=areas["11"], territory=agency.territory)
    out = make.congregation("Falls out", lon=1.9, lat=0.5, area=areas["12"], territory=agency.territory)
    make.congregation("No place", territory=agency.territory)
    Partnership.objects.create(congregation=moves, agency=agency, area=areas["11"], owner=make.staff(), began_at=make.NOON, began_by_id=SYSTEM.pk)
    draft = version(agency.territory, 2, "draft", {"11": (0, 0, 0.5, 1), "12": (0.5, 0, 1.5, 1)})
    return stay, moves, out, draft


def test_it_names_who_would_stand_elsewhere_and_which_partnerships(city):
    *_, draft = city
    assert rebeat_preview(draft).as_json() == {
        "congregations_moved": 2,
        "partnerships_affected": 1,
        "moved": [{"congregation": "Falls out", "from": "12", "to": None}, {"congregation": "Moves", "from": "11", "to": "12"}],
    }
    assert (rebeat_preview(draft).looked_at, rebeat_preview(draft).without_place) == (3, 1)


def test_the_same_map_again_moves_nobody(city):
    stay, *_, draft = city
    draft.delete()
    again = version(stay.territory, 3, "draft", {"11": (0, 0, 1, 1), "12": (1, 0, 2, 1)})
    assert rebeat_preview(again).moves == ()


def test_it_costs_the_same_queries_for_more_congregations(city, django_assert_num_queries):
    *_, draft = city
    for n in range(3):
        make.congregation(lon=0.3 + n / 10, lat=0.5, territory=draft.territory)
    draft = TerritoryVersion.objects.select_related("territory").get(pk=draft.pk)
    with django_assert_num_queries(4):
        rebeat_preview(draft)
