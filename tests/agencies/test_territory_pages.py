import json
from datetime import timedelta

import pytest

from onecop.agencies.territory_queries import LISTED, ground_of
from onecop.kernel.actor import SYSTEM
from onecop.territory import services
from onecop.territory.drawing import MOST_CORNERS, thinned
from onecop.territory.models import TerritoryVersion
from tests import make
from tests.make import NOON
from tests.territory import maps

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make.agency("Port Ellery Police")


@pytest.fixture
def draft(agency):
    return make.draft_map(agency, beats=3)


@pytest.fixture
def liaison(agency, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    who = make.person("Lena Ortiz")
    make.grant(who, "liaison", agency.scope)
    client.force_login(who)
    return who


def test_an_agency_without_a_map_is_told_so(agency, liaison, client):
    page = client.get(f"/agencies/{agency.key}/territory/").content.decode()
    assert "No map yet" in page
    assert "/imports/new/territory/" in page


def test_the_map_its_list_and_its_versions(agency, draft, liaison, client):
    page = client.get(f"/agencies/{agency.key}/territory/").content.decode()
    assert "A draft: nothing is in force yet" in page
    assert f'data-src="/territory/versions/{draft.key}/map.json"' in page
    assert "Precinct 1" in page
    assert "beats.geojson" in page
    assert "3 beats" in page


def test_a_version_lists_its_areas_and_what_was_found(draft, liaison, client):
    page = client.get(f"/territory/versions/{draft.key}/").content.decode()
    assert [name in page for name in ("Beat 1", "Beat 2", "Beat 3", "Precinct 1")] == [True] * 4
    assert "No precinct layer is there yet: 1 precincts are drawn as the union of their beats." in page
    assert f'href="/territory/versions/{draft.key}/preview/"' in page
    lines = b"".join(client.get(f"/territory/versions/{draft.key}/?format=csv")).decode().splitlines()
    assert len(lines) == 5


def test_a_draft_is_put_into_force_only_by_post(agency, draft, liaison, client):
    page = client.get(f"/territory/versions/{draft.key}/activate/").content.decode()
    assert "It is meant to count from " in page
    draft.refresh_from_db()
    assert draft.is_draft
    answer = client.post(f"/territory/versions/{draft.key}/activate/", follow=True)
    draft.refresh_from_db()
    assert (draft.is_in_force, draft.activated_by_id, answer.redirect_chain) == (True, liaison.pk, [(f"/agencies/{agency.key}/territory/", 302)])
    assert "Version 1 is in force." in answer.content.decode()
    again = client.post(f"/territory/versions/{draft.key}/activate/", follow=True).content.decode()
    assert "is in force already." in again


def test_a_draft_is_deleted_but_not_a_map_in_force(agency, draft, liaison, client):
    kept = services.activate(version=draft, by=SYSTEM, at=NOON)
    new = make.draft_map(agency, beats=2)
    assert "Its 3 areas go" in client.get(f"/territory/versions/{new.key}/delete/").content.decode()
    client.post(f"/territory/versions/{new.key}/delete/")
    refused = client.post(f"/territory/versions/{kept.key}/delete/", follow=True).content.decode()
    assert list(TerritoryVersion.objects.all()) == [kept]
    assert "history points at it, so it stays." in refused


def test_the_outlines_come_with_a_mark_and_are_sent_once(draft, liaison, client):
    url = f"/territory/versions/{draft.key}/map.json"
    first = client.get(url)
    found = json.loads(first.content)["areas"]["features"]
    assert [(f["properties"]["name"], f["properties"]["words"], f["properties"]["tone"]) for f in found] == [
        (f"Beat {n}", "Precinct 1", "q1") for n in (1, 2, 3)
    ]
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    draft.areas.filter(code="1").update(name="River")
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("page", ["", "map.json", "activate/", "delete/"])
def test_the_map_of_another_agency_does_not_exist(liaison, client, page):
    other = make.draft_map(make.agency("Mill Bay Police"))
    assert client.get(f"/territory/versions/{other.key}/{page}").status_code == 404
    assert client.get(f"/territory/versions/zzzzzzzzzzzz/{page}").status_code == 404


def test_the_page_costs_the_same_for_any_number_of_versions_and_areas(agency, django_assert_num_queries):
    make.draft_map(agency, beats=1)
    with django_assert_num_queries(3):
        ground_of(agency)
    for day in range(3):
        version = make.draft_map(agency, beats=day + 3)
        services.activate(version=version, by=SYSTEM, at=NOON + timedelta(days=day))
    with django_assert_num_queries(3):
        ground = ground_of(agency)
    assert ([v.number for v in ground.versions], ground.shown.number, dict(ground.counts)) == ([3, 2, 1], 3, {"Precinct": 1, "Beat": 5})


def test_a_long_list_is_cut_and_says_so(agency):
    maps.in_force(agency.territory, maps.numbered(maps.squares(15, 8)))
    ground = ground_of(agency)
    assert (len(ground.areas), ground.more) == (LISTED, 120 - LISTED)


def test_real_outlines_are_thinned_and_still_touch():
    shapes = [f.geometry for f in maps.real("psa")]
    thin = thinned(shapes)
    corners = sum(len(json.dumps(s.__geo_interface__)) for s in thin)
    assert corners < 2_000_000
    import shapely

    assert shapely.get_num_coordinates(thin).sum() <= MOST_CORNERS
    assert shapely.get_num_coordinates(thin).sum() < shapely.get_num_coordinates(shapes).sum() / 4
    assert shapely.union_all(shapely.make_valid(thin)).area == pytest.approx(shapely.union_all(shapes).area, rel=1e-3)
