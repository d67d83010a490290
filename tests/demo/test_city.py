"""The demo city is a fair map and a fair crowd, whatever the seed."""

import json
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from onecop.agencies.choices import Rank
from onecop.congregations.choices import Tradition
from onecop.demo.aftermath import AFTER
from onecop.demo.agenda import day_of
from onecop.demo.agenda_ahead import AHEAD
from onecop.demo.agenda_past import PAST
from onecop.demo.city import PRECINCTS, STATE, City, build
from onecop.demo.people import BY_NAME, DEMO_HOST, SIGN_INS, address
from onecop.demo.shape import GRID, draw
from onecop.demo.traditions import WAYS
from onecop.events.choices import WIDE_KINDS

TODAY = date(2026, 11, 20)
SEEDS = st.integers(0, 10_000)
OUTLINES = Path(__file__).parents[2] / "onecop/ui/static/ui/vendor/us-atlas/states.json"


def _lands() -> dict[str, BaseGeometry]:
    """Return the states as the maps draw them: TopoJSON, borders as arcs of steps."""
    topology = json.loads(OUTLINES.read_text())
    arcs = [(np.cumsum(steps, axis=0) * topology["transform"]["scale"]).tolist() for steps in topology["arcs"]]
    return {
        one["properties"]["code"]: shapely.union_all([
            shapely.Polygon([point for n in land[0] for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]).buffer(0) for land in one["arcs"]
        ])
        for one in topology["objects"]["states"]["geometries"]
    }  # fmt: skip


LANDS = _lands()


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_beats_partition_the_ground(seed: int) -> None:
    beats = draw(seed)
    shapes = [beat.outline for beat in beats]
    assert len(beats) == len({beat.code for beat in beats}) == 40
    assert {beat.precinct for beat in beats} == set(PRECINCTS)
    assert all(shape.geom_type == "Polygon" and shape.is_valid for shape in shapes)
    assert shapely.coverage_is_valid(shapes)  # neighbors share every point of their border
    assert max(a.intersection(b).area for a, b in combinations(shapes, 2)) == 0
    assert abs(sum(s.area for s in shapes) - shapely.union_all(shapes).area) < 1e-12
    assert all(shape.area > 1e-5 for shape in shapes)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_the_ground_is_land_of_its_state_on_the_maps_of_the_country(seed: int) -> None:
    ground = shapely.union_all([beat.outline for beat in draw(seed)])
    assert [code for code, land in LANDS.items() if land.intersects(ground)] == [STATE]
    assert LANDS[STATE].covers(ground)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_every_precinct_is_of_one_piece(seed: int) -> None:
    beats = draw(seed)
    for code in PRECINCTS:
        assert shapely.coverage_union_all([b.outline for b in beats if b.precinct == code]).geom_type == "Polygon"


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_every_house_stands_in_its_beat_and_has_a_name_of_its_own(seed: int) -> None:
    city = build(seed, TODAY)
    outline = {beat.code: beat.outline for beat in city.beats}
    assert len(city.houses) == len({house.name for house in city.houses}) == 220
    assert all(outline[h.beat].contains(shapely.Point(h.lon, h.lat)) for h in city.houses)
    assert all(h.leader.email.isascii() and "@" in h.leader.email for h in city.houses)
    voices = [v.email for h in city.houses for v in (h.leader, h.coordinator, h.deputy) if v]
    assert len(voices) == len(set(voices))


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_roster_is_whole(seed: int) -> None:
    city = build(seed, TODAY)
    codes = {beat.code for beat in city.beats}
    assert len(city.officers) == len({o.badge for o in city.officers}) == len({o.email for o in city.officers}) == 300
    assert {o.beat for o in city.officers} == codes
    assert all(city.agency_of(o.beat).ori == o.agency for o in city.officers)


def test_equal_seeds_make_equal_cities() -> None:
    assert build(7, TODAY) == build(7, TODAY)
    assert build(7, TODAY) != build(8, TODAY)


def test_twelve_traditions_that_the_product_knows() -> None:
    city = build(1, TODAY)
    assert len(WAYS) == 12
    assert {way.tradition for way in WAYS} <= set(Tradition.values)
    assert Counter(h.tradition for h in city.houses) == {way.tradition: way.count for way in WAYS}


def test_whoever_signs_in_lives_in_the_city() -> None:
    city = build(1, TODAY)
    known = _addresses(city)
    staff = {"National staff", "Regional staff", "Agency liaison", "Agency executive", "Funder"}
    assert {one.name for one in BY_NAME.values() if one.role not in staff and one.email not in known} == set()
    assert len({one.role for one in SIGN_INS}) == len(SIGN_INS) == 9


def _addresses(city: City) -> set[str]:
    voices = {v.email for h in city.houses for v in (h.leader, h.coordinator, h.deputy) if v}
    return voices | {o.email for o in city.officers}


def test_addresses_are_plain() -> None:
    assert address("Mai Pham", DEMO_HOST) == "mai.pham@demo.onecop.example"
    assert address("Ana Reyes-Vega", "people.example") == "ana.reyesvega@people.example"


def test_coordinates_lie_on_the_grid() -> None:
    for beat in draw(1):
        points = shapely.get_coordinates(beat.outline)
        assert abs(points / GRID - (points / GRID).round()).max() < 1e-3


def test_ranks_are_words_a_roster_uses() -> None:
    assert {o.rank for o in build(1, TODAY).officers} <= {str(label) for label in Rank.labels} | {"Senior Officer"}


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_year_behind_is_over_and_the_weeks_ahead_lie_ahead_on_whatever_day_a_history_ends(end: date) -> None:
    for one in (*PAST, *AHEAD):
        day = day_of(end, one.week, one.weekday)
        assert day.weekday() == one.weekday
        assert (day < end) == (one.week < 0) == (one in PAST)
        assert day != end


def test_the_agenda_names_each_entry_once_and_holds_every_kind() -> None:
    titles = [one.title for one in (*PAST, *AHEAD)]
    assert len(titles) == len(set(titles))
    assert set(AFTER) <= {one.title for one in PAST}
    assert {one.kind for one in (*PAST, *AHEAD)} >= {*WIDE_KINDS}
