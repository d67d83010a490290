"""A map is drawn anew: what becomes of the officers who stood on the old one."""

from datetime import date

import pytest
import shapely

from onecop.agencies.models import Agency, Officer
from onecop.agencies.services import move_to_map
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.territory import services
from onecop.territory.choices import Level
from onecop.territory.models import Area, TerritoryVersion
from onecop.territory.services import MapInUse
from tests import make
from tests.make import NOON
from tests.territory import maps

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make.agency()


def drawn(agency: Agency, beats: str, precincts: str) -> TerritoryVersion:
    """Bring a map of these codes into force; each beat lies in the precinct that stands at its place in `precincts`."""
    shapes = maps.squares(len(beats), 1)
    wholes = {p: shapely.union_all([s for s, q in zip(shapes, precincts, strict=True) if q == p]) for p in dict.fromkeys(precincts)}
    maps.take(agency.territory, Level.PRECINCT, maps.features(list(wholes.values()), DISTRICT=list(wholes)))
    layer = maps.take(agency.territory, Level.BEAT, maps.features(shapes, BEAT=list(beats)), precincts=wholes)
    return services.activate(version=layer.version, by=SYSTEM, at=NOON)


def area(version: TerritoryVersion, level: str, code: str) -> Area:
    return version.areas.get(level=level, code=code)


def stands(officer: Officer) -> tuple[int, str, str] | None:
    officer.refresh_from_db()
    return (officer.area.version.number, officer.area.level, officer.area.code) if officer.area else None


def moves() -> list[dict[str, int]]:
    return [e.after for e in Entry.objects.filter(verb="territory.officers_moved").order_by("id")]


def test_officers_go_to_the_same_area_else_to_their_precinct_else_to_none(agency: Agency) -> None:
    old = drawn(agency, "123", "WWE")
    assert moves() == []
    same, gone, lost, captain, nowhere = (
        make.officer(agency, area=where) for where in (area(old, "beat", "1"), area(old, "beat", "2"), area(old, "beat", "3"), area(old, "precinct", "W"), None)
    )
    since = same.assigned_since
    drawn(agency, "14", "WN")
    assert [stands(o) for o in (same, gone, lost, captain, nowhere)] == [(2, "beat", "1"), (2, "precinct", "W"), None, (2, "precinct", "W"), None]
    assert (moves(), same.assigned_since) == ([{"same": 2, "precinct": 1, "none": 1}], since)
    entry = Entry.objects.get(verb="territory.officers_moved")
    assert (entry.target_id, entry.scope_id) == (str(agency.territory_id), agency.scope_id)


def test_officers_left_behind_by_an_earlier_map_are_found_too(agency: Agency) -> None:
    first = drawn(agency, "12", "WW")
    drawn(agency, "13", "WW")
    late = make.officer(agency, area=area(first, "beat", "2"))
    drawn(agency, "12", "WE")
    assert stands(late) == (3, "beat", "2")


def test_officers_of_another_agency_stay(agency: Agency) -> None:
    other = make.agency()
    away = make.officer(other, area=area(drawn(other, "12", "WW"), "beat", "1"))
    drawn(agency, "1", "W")
    assert (stands(away), moves()) == ((1, "beat", "1"), [])


def test_a_map_under_which_all_areas_are_gone_leaves_everybody_without_one(agency: Agency) -> None:
    who = make.officer(agency, area=area(drawn(agency, "12", "WW"), "beat", "1"))
    drawn(agency, "89", "NN")
    assert (stands(who), moves()) == (None, [{"same": 0, "precinct": 0, "none": 1}])


@pytest.mark.parametrize("officers", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(agency: Agency, officers: int, django_assert_num_queries: object) -> None:
    old, new = drawn(agency, "123", "WWE"), drawn(agency, "12", "WW")
    for code in "123"[:officers]:
        make.officer(agency, area=area(old, "beat", code))
    with django_assert_num_queries(7):  # a savepoint and its end, the new areas, the old ones, the move, the agency, the audit
        move_to_map(version=new, by=SYSTEM, at=NOON)


def test_a_draft_changes_nobody_and_may_go(agency: Agency) -> None:
    old = drawn(agency, "12", "WW")
    who = make.officer(agency, area=area(old, "beat", "1"))
    draft = maps.take(agency.territory, Level.BEAT, maps.features(maps.squares(1, 1), BEAT=["9"]), precincts={}).version
    assert stands(who) == (1, "beat", "1")
    services.delete_draft(version=draft, by=SYSTEM, at=NOON)
    assert (stands(who), moves()) == ((1, "beat", "1"), [])


def test_a_draft_that_somebody_stands_on_does_not_go(agency: Agency) -> None:
    draft = make.draft_map(agency)
    make.officer(agency, area=draft.areas.filter(level="beat").first(), assigned_since=date(2026, 1, 1))
    with pytest.raises(MapInUse):
        services.delete_draft(version=draft, by=SYSTEM, at=NOON)
