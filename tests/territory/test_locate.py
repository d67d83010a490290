from datetime import timedelta

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from onecop.kernel.actor import SYSTEM
from onecop.territory import by_ids, services
from onecop.territory.choices import Level
from onecop.territory.models import Area
from onecop.territory.queries import locate, locate_all, locate_many, nearest
from tests.make import NOON
from tests.territory import maps
from tests.territory.maps import SOUTH, STEP, WEST

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    """Six beats of 0.01° in two precincts, west (1, 2, 4, 5) and east (3, 6)."""
    ground = maps.territory()
    shapes = maps.squares()
    west = shapely.union_all([shapes[n] for n in (0, 1, 3, 4)])
    east = shapely.union_all([shapes[n] for n in (2, 5)])
    maps.in_force(ground, maps.numbered(shapes, DISTRICT=["W", "W", "E", "W", "W", "E"]), maps.features([west, east], DISTRICT=["W", "E"]))
    return ground


def code(found):
    return (found.precinct and found.precinct.code, found.beat and found.beat.code)


def test_a_point_inside(city):
    found = locate(WEST + 0.005, SOUTH + 0.005)
    assert (found.territory, *code(found), found.area.code, found.nearest, found.distance_m) == (city, "W", "1", "1", None, 0.0)


def test_a_border_belongs_to_the_lower_id_and_a_corner_too(city):
    assert code(locate(WEST + STEP, SOUTH + 0.005)) == ("W", "1")
    assert code(locate(WEST + 2 * STEP, SOUTH + STEP)) == ("W", "2")


def test_outside_the_nearest_area_and_its_distance_are_told(city):
    lon, lat = WEST + 0.005, SOUTH - 0.1
    found = locate(lon, lat)
    straight = Geod(ellps="WGS84").inv(lon, lat, lon, SOUTH)[2]
    assert (found.territory, found.precinct, found.beat, found.area) == (None, None, None, None)
    # The beat and its precinct are equally near; the beat counts.
    assert (found.nearest.code, found.nearest.level) == ("1", "beat")
    assert found.distance_m == pytest.approx(straight, abs=0.5)


def test_without_a_map_there_is_nothing_to_be_near_to(db):
    found = locate(WEST, SOUTH)
    assert (found.area, found.nearest, found.distance_m) == (None, None, None)
    assert locate_many([WEST], [SOUTH]).tolist() == [0]


@pytest.mark.parametrize(("lon", "lat"), [(181.0, 0.0), (0.0, -91.0), (float("nan"), 0.0), (float("inf"), 0.0)])
def test_a_point_off_the_globe_is_refused(db, lon, lat):
    with pytest.raises(ValueError, match="no longitude"):
        locate(lon, lat)


def test_only_versions_in_force_answer(city):
    moved = maps.numbered(maps.squares(west=WEST + 1))
    taken = maps.take(city, Level.BEAT, moved)
    assert locate(WEST + 1.005, SOUTH + 0.005).area is None
    services.activate(version=taken.version, by=SYSTEM, at=NOON + timedelta(days=1))
    assert locate(WEST + 1.005, SOUTH + 0.005).beat.code == "1"
    assert locate(WEST + 0.005, SOUTH + 0.005).beat is None


def test_where_a_city_lies_in_a_county_the_city_answers_and_both_are_listed(city):
    county = maps.territory("LK0000200")
    maps.in_force(county, None, maps.features([shapely.box(WEST - 1, SOUTH - 1, WEST + 1, SOUTH + 1)], DISTRICT=["C"]))
    inside, outside = (WEST + 0.005, SOUTH + 0.005), (WEST - 0.5, SOUTH)
    assert locate(*inside).territory == city
    assert [(f.territory, code(f)) for f in locate_all(*inside)] == [(city, ("W", "1")), (county, ("C", None))]
    assert code(locate(*inside, territory=county)) == ("C", None)
    assert code(locate(*outside)) == ("C", None)
    assert locate(*outside, territory=city).nearest.version.territory == city


def test_the_nearest_is_found_across_the_date_line(db):
    ground = maps.territory()
    maps.in_force(ground, maps.numbered([shapely.box(179.9, 51.0, 179.95, 51.1), shapely.box(-179.0, 51.0, -178.9, 51.1)]))
    found = nearest(-179.95, 51.05)
    assert Area.objects.get(pk=found[0]).code == "1"
    assert found[1] == pytest.approx(Geod(ellps="WGS84").inv(-179.95, 51.05, 179.95, 51.05)[2], rel=1e-4)


@pytest.mark.parametrize("far", [(0.0, 0.0), (100.0, -38.0), (103.5, -38.5), (-77.0, 89.9), (150.0, -90.0)])
def test_the_nearest_is_found_from_the_other_side_of_the_world(city, far):
    area_id, metres = nearest(*far)
    best = min((nearest_by_sampling(far, row.geometry()), row.pk) for row in Area.objects.all())
    assert metres == pytest.approx(best[0], rel=1e-3)
    assert area_id in set(Area.objects.values_list("id", flat=True))


def nearest_by_sampling(point, outline):
    edge = shapely.get_coordinates(shapely.segmentize(outline, 0.0005))
    return Geod(ellps="WGS84").inv(np.full(len(edge), point[0]), np.full(len(edge), point[1]), edge[:, 0], edge[:, 1])[2].min()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), count=st.integers(2, 25))
def test_one_by_one_in_bulk_and_by_hand_agree_on_every_point(db, seed, count):
    """Random cells; points inside, on borders, on corners and outside; the judge reads the shapes themselves."""
    ground = maps.territory(f"LK{seed:07d}"[:9] if not maps.Territory.objects.filter(ori=f"LK{seed:07d}"[:9]).exists() else f"Z{count}{seed}"[:9])
    try:
        version = maps.in_force(ground, maps.numbered(maps.tessellation(seed, count)))
        rows = {row.pk: row.geometry() for row in version.areas.all()}
        rng = np.random.default_rng(seed)
        points = [*rng.uniform((WEST - 0.05, SOUTH - 0.05), (WEST + 0.25, SOUTH + 0.25), (40, 2)).tolist()]
        for shape in rows.values():
            corners = shapely.get_coordinates(shape)[:3]
            points += [*corners.tolist(), *((corners[:-1] + corners[1:]) / 2).tolist()]
        by_hand = [min((pk for pk, shape in rows.items() if shape.covers(shapely.Point(p))), default=0) for p in points]
        lons, lats = zip(*points, strict=True)
        assert locate_many(lons, lats, territory=ground).tolist() == by_hand
        one_by_one = [locate(lon, lat, territory=ground).area for lon, lat in points]
        assert [area.pk if area else 0 for area in one_by_one] == by_hand
    finally:
        version.areas.all().delete()
        version.delete()
        ground.delete()


def test_bulk_takes_numbers_that_are_none_as_outside(city):
    ids = locate_many([WEST + 0.005, float("nan"), WEST + 0.025, 10.0], [SOUTH + 0.005, SOUTH, float("inf"), 10.0])
    assert ids.tolist() == [Area.objects.get(level="beat", code="1").pk, 0, 0, 0]
    assert locate_many([], []).tolist() == []


def test_one_lookup_costs_two_statements_however_many_areas(city, django_assert_num_queries):
    with django_assert_num_queries(2):
        locate(WEST + 0.005, SOUTH + 0.005)
    maps.in_force(maps.territory("LK0000300"), maps.numbered(maps.squares(9, 9, west=WEST + 0.5)))
    with django_assert_num_queries(2):
        locate(WEST + 0.005, SOUTH + 0.005)


def test_the_rows_of_an_answer_are_those_that_the_models_give(city):
    """The statement written by hand against the one composed: every field of area, version and territory but the outline."""
    ids = list(Area.objects.order_by("id").values_list("id", flat=True))[:3]
    found = by_ids.areas([*ids, 0])
    composed = {area.pk: area for area in Area.objects.light().filter(pk__in=ids).select_related("version__territory")}

    def told(row):
        return [(f.attname, type(v := getattr(row, f.attname)), v) for f in row._meta.concrete_fields if f.name not in row.get_deferred_fields()]

    assert found == composed
    for pk, area in found.items():
        other = composed[pk]
        assert area.get_deferred_fields() == other.get_deferred_fields() == {"outline"}
        assert [told(r) for r in (area, area.version, area.version.territory)] == [told(r) for r in (other, other.version, other.version.territory)]
        assert area.geometry().equals(other.geometry())


def test_washington_900_of_900(db):
    """Every place of worship in the PSA that an independent look with shapely gives; PSA.DISTRICT agrees with the precinct found."""
    ground = maps.territory("DCMPD0000")
    psas = maps.real("psa")
    maps.in_force(ground, psas, maps.real("districts"))
    points = [(f.geometry.x, f.geometry.y) for f in maps.real("places_of_worship")]
    judged = [[f.properties["PSA"] for f in psas if f.geometry.covers(shapely.Point(p))] for p in points]
    assert {len(found) for found in judged} == {1}
    rows = {row.pk: row for row in Area.objects.light().select_related("parent")}
    ids = locate_many(*zip(*points, strict=True))
    assert [rows[i].code for i in ids] == [found[0] for found in judged]
    district = {f.properties["PSA"]: f.properties["DISTRICT"] for f in psas}
    assert [rows[i].parent.code for i in ids] == [district[found[0]] for found in judged]
    some = slice(0, 900, 30)
    assert [locate(*p).area.pk for p in points[some]] == ids[some].tolist()
    assert len(points) == 900
