from datetime import date, timedelta

import pytest
import shapely
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.territory import borders, registry, services
from onecop.territory.choices import Level, VersionState
from onecop.territory.models import Area, AreaNeighbour, TerritoryVersion
from onecop.territory.queries import neighbours, successors
from tests import make
from tests.make import NOON
from tests.territory import maps
from tests.territory.maps import SOUTH, STEP, WEST, features, numbered, squares

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


@pytest.fixture
def ground():
    return maps.territory()


def codes(version):
    return {(a.level, a.code): a.parent.code if a.parent else None for a in version.areas.select_related("parent")}


def counts(taken):
    return (taken.created, taken.updated, taken.unchanged, taken.removed)


def precincts():
    shapes = squares()
    return features([shapely.union_all([shapes[n] for n in (0, 1, 3, 4)]), shapely.union_all([shapes[n] for n in (2, 5)])], DISTRICT=["W", "E"])


def beats():
    return numbered(squares(), DISTRICT=["W", "W", "E", "W", "W", "E"])


def test_precincts_then_beats_go_to_one_draft(ground):
    first = maps.take(ground, Level.PRECINCT, precincts())
    second = maps.take(ground, Level.BEAT, beats(), precincts={a.code: a.geometry() for a in first.version.areas.all()})
    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (6, 0, 0, 0))
    assert (second.version, second.version.state, second.version.number) == (first.version, VersionState.DRAFT, 1)
    assert codes(second.version) == {
        ("precinct", "W"): None, ("precinct", "E"): None, ("beat", "1"): "W", ("beat", "2"): "W", ("beat", "3"): "E",
        ("beat", "4"): "W", ("beat", "5"): "W", ("beat", "6"): "E",
    }  # fmt: skip
    ground.refresh_from_db()
    assert ground.precinct_word == "district"


def test_the_same_file_again_changes_nothing(ground):
    maps.take(ground, Level.BEAT, beats())
    before = list(Area.objects.values("id", "key", "fingerprint", "parent_id").order_by("id"))
    entries = Entry.objects.count()
    again = maps.take(ground, Level.BEAT, beats(), precincts={a.code: a.geometry() for a in Area.objects.filter(level="precinct")})
    assert counts(again) == (0, 0, 6, 0)
    assert (list(Area.objects.values("id", "key", "fingerprint", "parent_id").order_by("id")), Entry.objects.count()) == (before, entries)


def test_the_same_file_again_after_activation_makes_no_draft(ground):
    version = maps.in_force(ground, beats(), precincts())
    again = maps.take(ground, Level.PRECINCT, precincts())
    assert (again.version, counts(again), TerritoryVersion.objects.count()) == (version, (0, 0, 2, 0), 1)


def test_beats_alone_bring_precincts_drawn_from_them_until_the_layer_comes(ground):
    drawn = maps.take(ground, Level.BEAT, beats())
    assert {k: v for k, v in codes(drawn.version).items() if k[0] == "precinct"} == {("precinct", "W"): None, ("precinct", "E"): None}
    layer = maps.take(ground, Level.PRECINCT, precincts())
    assert (layer.version, layer.created, layer.removed) == (drawn.version, 0, 0)
    assert codes(layer.version)["beat", "3"] == "E"


def test_a_new_precinct_layer_takes_the_beats_by_where_they_lie(ground):
    maps.take(ground, Level.BEAT, numbered(squares()))
    shapes = squares()
    north_south = features([shapely.union_all(shapes[:3]), shapely.union_all(shapes[3:])], DISTRICT=["S", "N"])
    layer = maps.take(ground, Level.PRECINCT, north_south)
    assert {code: parent for (level, code), parent in codes(layer.version).items() if level == "beat"} == dict(zip("123456", "SSSNNN", strict=True))


def test_a_redrawn_layer_copies_the_other_level_and_old_areas_stay(ground):
    old = maps.in_force(ground, beats(), precincts())
    kept = list(old.areas.order_by("id").values_list("id", "code"))
    moved = numbered([shapely.box(WEST, SOUTH, WEST + 1.5 * STEP, SOUTH + 2 * STEP), shapely.box(WEST + 1.5 * STEP, SOUTH, WEST + 3 * STEP, SOUTH + 2 * STEP)])
    taken = maps.take(ground, Level.BEAT, moved, precincts={"W": precincts()[0].geometry, "E": precincts()[1].geometry})
    assert (counts(taken), taken.version.number) == ((0, 2, 0, 4), 2)
    assert [p.reason for p in taken.told] == ["The 2 precinct areas are copied from version 1, which is in force."]
    assert codes(taken.version) == {("precinct", "W"): None, ("precinct", "E"): None, ("beat", "1"): "W", ("beat", "2"): "E"}
    new = services.activate(version=taken.version, by=SYSTEM, at=LATER)
    old.refresh_from_db()
    assert (old.state, old.retired_at, new.state, new.activated_at) == (VersionState.RETIRED, LATER, VersionState.ACTIVE, LATER)
    assert list(old.areas.order_by("id").values_list("id", "code")) == kept
    assert {Area.objects.get(pk=a).code: Area.objects.get(pk=b).code for a, b in successors(old, new).items()} == {"W": "W", "E": "E", "1": "1", "2": "2"}


def test_activation_is_told_to_floors_above_and_to_the_audit(ground, monkeypatch):
    calls = []
    monkeypatch.setattr(registry, "_when_activated", [])
    act = registry.when_activated(lambda **told: calls.append(told))
    registry.when_activated(act)
    first = maps.in_force(ground, beats())
    second = services.activate(version=maps.take(ground, Level.BEAT, numbered(squares(2, 1))).version, by=make.staff(), at=LATER, scope_id=7)
    assert [(c["version"], c["previous"], c["at"]) for c in calls] == [(first, None, NOON), (second, first, LATER)]
    entry = Entry.objects.filter(verb="territory.activated").first()
    assert (entry.before, entry.after, entry.scope_id) == ({"in_force": str(first)}, {"in_force": str(second)}, 7)


def test_what_a_hook_refuses_is_undone_whole(ground, monkeypatch):
    def refuse(**told):
        raise services.MapNotReady("Not today.")

    taken = maps.take(ground, Level.BEAT, beats())
    monkeypatch.setattr(registry, "_when_activated", [refuse])
    with pytest.raises(services.MapNotReady):
        services.activate(version=taken.version, by=SYSTEM, at=NOON)
    assert (TerritoryVersion.objects.get().state, AreaNeighbour.objects.count()) == (VersionState.DRAFT, 0)


def test_only_a_draft_with_areas_can_come_into_force(ground):
    version = maps.in_force(ground, beats())
    with pytest.raises(services.MapNotReady, match="in force already"):
        services.activate(version=version, by=SYSTEM, at=NOON)
    empty = TerritoryVersion.objects.create(territory=ground, number=9, effective_on=date(2026, 12, 1), created_at=NOON)
    with pytest.raises(services.MapNotReady, match="has no areas"):
        services.activate(version=empty, by=SYSTEM, at=NOON)


def test_a_draft_is_deleted_and_nothing_else(ground):
    version = maps.in_force(ground, beats())
    draft = maps.take(ground, Level.BEAT, numbered(squares(2, 1))).version
    services.delete_draft(version=draft, by=SYSTEM, at=NOON)
    assert (list(TerritoryVersion.objects.all()), Area.objects.filter(level="beat").count()) == ([version], 6)
    with pytest.raises(services.MapNotReady, match="so it stays"):
        services.delete_draft(version=version, by=SYSTEM, at=NOON)


def test_an_area_that_somebody_works_in_does_not_go(ground):
    agency = make.agency()
    draft = maps.take(agency.territory, Level.BEAT, numbered(squares())).version
    officer = make.officer(agency, area=draft.areas.get(code="6"))
    for attempt in (
        lambda: services.delete_draft(version=draft, by=SYSTEM, at=NOON),
        lambda: maps.take(agency.territory, Level.BEAT, numbered(squares(2, 1))),
        lambda: services.take_out(version=draft, level=Level.BEAT, codes=["6"], by=SYSTEM, at=NOON),
    ):
        with pytest.raises(services.MapInUse, match="1 officers point at areas that would go"):
            attempt()
    officer.refresh_from_db()
    assert officer.area.code == "6"


def test_the_city_s_words_are_kept_and_a_person_s_win(ground):
    services.rename_words(territory=ground, precinct_word="", beat_word="sector", by=SYSTEM, at=NOON)
    maps.take(ground, Level.BEAT, numbered(squares(2, 1), header="PSA"))
    ground.refresh_from_db()
    assert (ground.precinct_word, ground.beat_word) == ("precinct", "sector")


# --- neighbors


def test_neighbors_share_more_than_a_corner(ground):
    version = maps.in_force(ground, numbered(squares()))
    code = dict(version.areas.values_list("id", "code"))
    assert {code[a] + code[b] for a, b in neighbours(version)} == {"12", "23", "45", "56", "14", "25", "36"}
    assert neighbours(maps.take(ground, Level.BEAT, numbered(squares(2, 1))).version) == set()
    side = AreaNeighbour.objects.get(low__code="1", high__code="4").border_m
    assert side == pytest.approx(STEP * 111_195 * 0.778, rel=0.01)


def test_borders_drawn_twice_half_a_meter_apart_still_meet():
    gap = 0.5 / 111_195
    left = shapely.box(WEST, SOUTH, WEST + STEP, SOUTH + STEP)
    above, far = shapely.box(WEST, SOUTH + STEP + gap, WEST + STEP, SOUTH + 2 * STEP), shapely.box(WEST, SOUTH + STEP + 10 * gap, WEST + STEP, SOUTH + 2 * STEP)
    assert [(a, b) for a, b, _ in borders.shared([left, above])] == [(0, 1)]
    assert borders.shared([left, far]) == []
    assert borders.shared([left]) == []


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(2, 20))
def test_neighbors_of_a_tessellation_are_those_whose_intersection_is_a_line(seed, count):
    shapes = maps.tessellation(seed, count)
    exact = {(a, b) for a in range(len(shapes)) for b in range(a + 1, len(shapes)) if shapes[a].intersection(shapes[b]).length > 1e-4}
    found = {(a, b): m for a, b, m in borders.shared(shapes)}
    assert exact <= set(found)
    assert all(metres < 30 for pair, metres in found.items() if pair not in exact)


def test_washington_has_as_many_borders_as_geos_sees(ground):
    version = maps.in_force(ground, maps.real("psa"), maps.real("districts"))
    shapes = {a.pk: a.geometry() for a in version.areas.filter(level="beat").order_by("id")}
    ids = sorted(shapes)
    exact = {(a, b) for a in ids for b in ids if a < b and shapes[a].intersects(shapes[b]) and shapes[a].intersection(shapes[b]).length > 1e-6}
    assert {pair for pair in neighbours(version) if pair[0] in shapes} == exact
    assert (version.areas.filter(level="beat").count(), version.areas.filter(level="precinct").count()) == (56, 7)
    assert not version.areas.filter(level="beat", parent=None).exists()


# --- the box index


def test_the_box_index_follows_every_write(ground):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own indexes")

    def boxes():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, min_lon, min_lat, max_lon, max_lat FROM territory_area_box ORDER BY id")
            return cursor.fetchall()

    def agree():
        rows = list(Area.objects.filter(in_force=True).order_by("id").values_list("id", "min_lon", "min_lat", "max_lon", "max_lat"))
        assert [b[0] for b in boxes()] == [r[0] for r in rows]
        # The tree keeps 32-bit numbers, rounded outward: never smaller than the row's own box.
        assert all(b[1] <= r[1] and b[2] <= r[2] and b[3] >= r[3] and b[4] >= r[4] for b, r in zip(boxes(), rows, strict=True))

    version = maps.take(ground, Level.BEAT, numbered(squares())).version
    assert boxes() == []
    services.activate(version=version, by=SYSTEM, at=NOON)
    agree()
    Area.objects.filter(code="1").update(min_lon=-80.0)
    agree()
    new = maps.in_force(ground, numbered(squares(2, 2)))
    agree()
    assert {b[0] for b in boxes()} == set(new.areas.values_list("id", flat=True))
    Area.objects.filter(code="2").delete()
    agree()
    assert len(boxes()) == 3


def test_postgresql_uses_the_index():
    if connection.vendor != "postgresql":
        pytest.skip("for PostgreSQL")
    maps.in_force(maps.territory(), numbered(squares(30, 30)))
    from onecop.territory import index

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_area")
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql = f"EXPLAIN SELECT a.id {index._from('@>')}"
        cursor.execute(sql, [WEST, SOUTH, WEST, SOUTH])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Scan on territory_area_box" in plan or "using territory_area_box" in plan
