import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from onecop.imports.contract import Severity
from onecop.territory import ground
from onecop.territory.choices import Level
from onecop.territory.intake import Feature, IntakeOptions, MapRefused, check, guess, read_shape
from onecop.territory.intake.facts import MAX_AREAS, MAX_COORDINATES
from tests.territory import maps
from tests.territory.maps import SOUTH, STEP, WEST, features, numbered, squares

BEATS = IntakeOptions(Level.BEAT)
PRECINCTS = IntakeOptions(Level.PRECINCT)
GUESSED = "Columns guessed from their headers: id from “BEAT”."


def told(intake):
    return [(p.row, p.value, p.reason) for p in intake.problems if not p.reason.startswith("Columns guessed")]


def move(shapes, crs):
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return [shapely.transform(s, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))) for s in shapes]


def test_a_clean_map_has_nothing_to_tell_but_the_guess():
    intake = check(numbered(squares()), BEATS)
    assert [(a.code, a.name, a.parent_code, a.row) for a in intake.areas] == [(str(n), f"Beat {n}", "", n) for n in range(1, 7)]
    assert [(p.reason, p.severity) for p in intake.problems] == [(GUESSED, Severity.INFO)]
    assert intake.refused == 0


def test_ground_is_geodesic_and_knows_holes():
    whole, hole = shapely.box(WEST, SOUTH, WEST + 0.1, SOUTH + 0.1), shapely.box(WEST + 0.02, SOUTH + 0.02, WEST + 0.04, SOUTH + 0.04)
    metres = Transformer.from_crs("EPSG:4326", CRS.from_proj4("+proj=laea +lat_0=38.95 +lon_0=-76.95 +ellps=WGS84"), always_xy=True)
    flat = shapely.transform(shapely.segmentize(whole - hole, 0.001), lambda xy: np.column_stack(metres.transform(xy[:, 0], xy[:, 1])))
    # Straight in degrees and straight along the ground differ by a hair at this size.
    assert ground.square_metres(whole - hole) == pytest.approx(flat.area, rel=2e-4)
    assert ground.square_metres(shapely.reverse(whole)) == pytest.approx(ground.square_metres(whole))


def test_washington_as_it_is():
    districts = check(maps.real("districts"), PRECINCTS)
    assert sorted(a.code for a in districts.areas) == list("1234567")
    assert told(districts) == []
    psas = check(maps.real("psa"), IntakeOptions(Level.BEAT, precincts={a.code: a.outline for a in districts.areas}))
    assert len(psas.areas) == 56
    assert {a.code: a.parent_code for a in psas.areas} == {f.properties["PSA"]: f.properties["DISTRICT"] for f in maps.real("psa")}
    given_m = {f.properties["PSA"]: float(f.properties["Shape_Area"]) for f in maps.real("psa")}
    assert [a.code for a in psas.areas if abs(a.square_m / given_m[a.code] - 1) > 0.001] == []
    # The two layers really differ along the river, by a thousandth or two.
    warned = {(p.row, p.value) for p in psas.problems if p.severity == Severity.WARNING}
    assert warned == {(None, "6"), (None, "7"), (row_of("608"), "608")}


def row_of(psa):
    return next(f.row for f in maps.real("psa") if f.properties["PSA"] == psa)


def test_the_stations_of_washington_are_no_map():
    with pytest.raises(MapRefused, match="no polygon"):
        check(maps.real("police_stations"), PRECINCTS)


@pytest.mark.parametrize(
    ("headers", "level", "found"),
    [
        (["OBJECTID", "PSA", "DISTRICT", "NAME"], Level.BEAT, ("PSA", "NAME", "DISTRICT", "PSA")),
        (["OBJECTID", "DISTRICT", "POLDIST_ID", "NAME"], Level.PRECINCT, ("DISTRICT", "NAME", "", "district")),
        (["BEAT_NUM", "DISTRICT", "SECTOR"], Level.BEAT, ("BEAT_NUM", "", "DISTRICT", "")),
        (["Name", "description"], Level.BEAT, ("Name", "Name", "", "")),
        ([], Level.BEAT, ("", "", "", "")),
    ],
)
def test_columns_are_guessed(headers, level, found):
    columns = guess(headers, level)
    assert (columns.id, columns.name, columns.parent, columns.word) == found


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(MapRefused) as refused:
        check(numbered(squares()), IntakeOptions(Level.BEAT, id_field="SECTOR"))
    assert (refused.value.reason, refused.value.instead) == ("The file has no column “SECTOR” for the id.", "Its columns are: BEAT.")


# --- broken shapes


def spike(width):
    """A square whose outline crosses itself in a sliver of the given width at one corner."""
    return shapely.Polygon([(WEST, SOUTH), (WEST + 1, SOUTH), (WEST + 1, SOUTH + 1), (WEST, SOUTH + 1), (WEST + width, SOUTH - width)])


def test_a_small_break_is_mended_and_told():
    intake = check(numbered([spike(0.0001), shapely.box(WEST + 2, SOUTH, WEST + 3, SOUTH + 1)]), BEATS)
    assert [a.outline.is_valid for a in intake.areas] == [True, True]
    (row, value, reason), *rest = told(intake)
    assert (row, value, rest) == (1, "1", [])
    assert reason.startswith("Its outline was broken (self-intersection); mended, which changes its ground by 0.0")


def test_a_great_break_is_refused_by_name():
    bowtie = shapely.Polygon([(WEST, SOUTH), (WEST + 1, SOUTH + 1), (WEST + 1, SOUTH), (WEST, SOUTH + 0.9)])
    intake = check(numbered([*squares(2, 1), bowtie]), BEATS)
    assert ([a.code for a in intake.areas], intake.refused) == (["1", "2"], 1)
    problem = next(p for p in intake.problems if p.row == 3)
    assert (problem.value, problem.severity) == ("3", Severity.ERROR)
    assert problem.reason.startswith("Its outline is broken (self-intersection), and mending it would change its ground by ")


@settings(max_examples=60, deadline=None)
@given(corners=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=9))
def test_whatever_ring_comes_in_only_valid_ground_of_the_same_size_goes_out(corners):
    ring = shapely.Polygon([(WEST + x / 100, SOUTH + y / 100) for x, y in corners])
    away = shapely.box(WEST + 5, SOUTH, WEST + 5.1, SOUTH + 0.1)
    intake = check(numbered([ring, away]), BEATS)
    out = [a for a in intake.areas if a.code == "1"]
    assert len(out) + intake.refused == 1
    for area in out:
        assert area.outline.is_valid
        assert abs(area.outline.area - ring.area) < 0.001 * ring.area


def test_what_is_no_ground_is_skipped_or_refused_and_named():
    mixed = shapely.GeometryCollection([squares()[0], shapely.Point(WEST, SOUTH), shapely.LineString([(WEST, SOUTH), (WEST, SOUTH + 1)])])
    flat = shapely.Polygon([(WEST, SOUTH), (WEST + 1, SOUTH), (WEST + 2, SOUTH), (WEST, SOUTH)])
    endless = shapely.Polygon([(WEST, SOUTH), (WEST + 1, float("inf")), (WEST + 2, SOUTH), (WEST, SOUTH)])
    line = shapely.LineString([(WEST, SOUTH), (WEST + 1, SOUTH)])
    intake = check(numbered([mixed, shapely.Point(WEST, SOUTH), None, shapely.Polygon(), line, endless, flat]), BEATS)
    assert ([a.code for a in intake.areas], intake.refused) == (["1"], 4)
    assert told(intake) == [
        (1, "GeometryCollection", "Only its polygons are taken; 2 other part(s) left out."),
        (2, "Point", "It is no polygon; skipped."),
        (3, "3", "It has no shape."),
        (4, "4", "It has no shape."),
        (5, "LineString", "It is no polygon; skipped."),
        (6, "6", "Some of its coordinates are not numbers."),
        (7, "7", "Its outline is broken (self-intersection) and encloses nothing."),
    ]


def test_an_outline_without_end_is_refused():
    round_ = shapely.segmentize(shapely.box(WEST, SOUTH, WEST + 1, SOUTH + 1), 4 / MAX_COORDINATES)
    points = shapely.get_num_coordinates(round_)
    intake = check(numbered([squares()[0], round_]), BEATS)
    assert told(intake) == [(2, "2", f"It has {points:,} points; {MAX_COORDINATES:,} is the most.")]


def test_heights_are_dropped():
    high = shapely.force_3d(squares()[0], 12.0)
    assert not check(numbered([high]), BEATS).areas[0].outline.has_z


@pytest.mark.parametrize(
    "mapping", [None, {}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": [[[1, 2]]]}, {"type": "Nothing"}, {"type": "Polygon", "coordinates": "x"}]
)
def test_what_is_no_geometry_reads_as_none(mapping):
    assert read_shape(mapping) is None


# --- ids


def test_a_missing_id_is_derived_from_the_place_and_stays_the_same():
    rows = features(squares(2, 1), BEAT=["1", ""])
    code = ground.place_code(WEST + 1.5 * STEP, SOUTH + STEP / 2)
    first, second = check(rows, IntakeOptions(Level.BEAT, id_field="BEAT")), check(list(reversed(rows)), IntakeOptions(Level.BEAT, id_field="BEAT"))
    assert [a.code for a in first.areas] == ["1", code]
    assert {a.code: a.fingerprint("beat") for a in first.areas} == {a.code: a.fingerprint("beat") for a in second.areas}
    assert told(first) == [(2, "", f"It has no id; called “{code}” after its place.")]


def test_polygons_of_one_id_are_one_area_and_others_get_a_code_of_their_own():
    rows = features(squares(3, 1), BEAT=["1", "1", "1"], NAME=["River", "River", "Hill"])
    intake = check(rows, IntakeOptions(Level.BEAT, id_field="BEAT"))
    code = "1-" + ground.place_code(WEST + 2.5 * STEP, SOUTH + STEP / 2)
    assert [(a.code, a.name, round(a.outline.area / STEP**2)) for a in intake.areas] == [("1", "River", 2), (code, "Hill", 1)]
    assert told(intake) == [
        (1, "1", "Its id stands on 2 shapes (also row 2); joined to one area."),
        (3, "1", f"Its id is that of row 1, but its name or parent differs; called “{code}”."),
    ]


def test_ids_are_cleaned():
    intake = check(features(squares(3, 1), BEAT=[" 101.0 ", "A  1", "null"]), IntakeOptions(Level.BEAT, id_field="BEAT"))
    assert [a.code for a in intake.areas][:2] == ["101", "A 1"]
    assert [p.row for p in intake.problems if "no id" in p.reason] == [3]


# --- coordinates


def test_a_stated_system_is_reprojected():
    intake = check(numbered(move(squares(), "EPSG:26985")), IntakeOptions(Level.BEAT, stated="EPSG:26985"))
    assert shapely.hausdorff_distance(intake.areas[0].outline, squares()[0]) < 1e-8
    assert told(intake) == [(None, "EPSG:26985", "Reprojected from NAD83 / Maryland to longitude and latitude.")]


def test_a_given_system_wins_over_a_stated_one():
    options = IntakeOptions(Level.BEAT, stated="EPSG:3857", crs="26985")
    assert shapely.hausdorff_distance(check(numbered(move(squares(), "EPSG:26985")), options).areas[0].outline, squares()[0]) < 1e-8


def test_metres_without_a_word_are_refused_and_the_right_system_is_suggested():
    with pytest.raises(MapRefused) as refused:
        check(numbered(move(squares(), "EPSG:26985")), IntakeOptions(Level.BEAT, near=(WEST, SOUTH)))
    assert "no degrees" in refused.value.reason
    assert refused.value.instead.startswith("Give --crs EPSG:n.")
    assert "EPSG:26985 (NAD83 / Maryland)" in refused.value.instead


@pytest.mark.parametrize(
    ("shapes", "options", "words"),
    [
        (move(squares(), "EPSG:26985"), {}, "does not say in which reference system"),
        (move(squares(), "EPSG:26985"), {"stated": "EPSG:4326"}, "said to be in degrees"),
        (squares(), {"stated": "EPSG:26985"}, "look like degrees"),
        (squares(), {"crs": "EPSG:999999"}, "“EPSG:999999” is not known"),
        (squares(), {"crs": "what?"}, "“what\\?” is not known"),
    ],
)
def test_an_unclear_system_is_refused(shapes, options, words):
    with pytest.raises(MapRefused, match=words) as refused:
        check(numbered(shapes), IntakeOptions(Level.BEAT, **options))
    assert "--crs" in refused.value.instead


def test_latitude_first_is_turned_round():
    intake = check(numbered([shapely.transform(s, lambda xy: xy[:, ::-1]) for s in squares()]), BEATS)
    assert intake.areas[0].outline.equals(squares()[0])
    assert told(intake) == [(None, f"{SOUTH + STEP:.4f}, {WEST + 1.5 * STEP:.4f}", "Latitude stood before longitude; turned round.")]


def test_a_map_far_from_its_agency_is_told():
    assert [p.reason for p in check(numbered(squares()), IntakeOptions(Level.BEAT, near=(-118.2, 34.0))).problems if p.field == "crs"] == [
        "The map lies 3,703 km from the agency's place. Check the file and --crs."
    ]


# --- how areas lie together


def test_overlaps_and_holes_beyond_a_thousandth_are_named_and_smaller_ones_not():
    left, right = shapely.box(WEST, SOUTH, WEST + 1, SOUTH + 1), shapely.box(WEST + 0.9, SOUTH, WEST + 2, SOUTH + 1)
    assert told(check(numbered([left, right]), BEATS)) == [(2, "2", "It overlaps “1” (row 1) by 10.0% of the smaller one.")]
    hair = shapely.box(WEST + 0.9999, SOUTH, WEST + 2, SOUTH + 1)
    assert told(check(numbered([left, hair]), BEATS)) == []
    ring = squares(3, 3)
    del ring[4]
    assert told(check(numbered(ring), BEATS)) == [
        (None, "", f"No area covers the hole at {WEST + 1.5 * STEP:.5f}, {SOUTH + 1.5 * STEP:.5f}: 100.0% of a middling area.")
    ]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(2, 30))
def test_a_tessellation_has_neither_overlap_nor_hole(seed, count):
    shapes = maps.tessellation(seed, count)
    intake = check(numbered(shapes), BEATS)
    assert [p for p in intake.problems if "overlaps" in p.reason or "hole" in p.reason] == []
    assert sum(a.outline.area for a in intake.areas) == pytest.approx(0.04, rel=1e-9)


def test_a_thread_is_named():
    thread = shapely.box(WEST, SOUTH - 0.00001, WEST + 0.03, SOUTH)
    assert told(check(numbered([*squares(), thread]), BEATS)) == [(7, "7", "It is as thin as a thread: perhaps a leftover of drawing.")]


# --- beats and precincts


def test_precincts_are_drawn_from_beats_when_no_layer_is_there():
    intake = check(numbered(squares(), DISTRICT=["W", "W", "E", "W", "W", "E"]), BEATS)
    assert [(a.code, round(a.outline.area / STEP**2)) for a in intake.derived] == [("E", 2), ("W", 4)]
    assert [r for _, _, r in told(intake)] == [
        "No precinct layer is there yet: 2 precincts are drawn as the union of their beats. Import the layer to replace them."
    ]


def test_beats_go_to_the_precinct_they_name_or_else_lie_in():
    shapes = squares(3, 1)
    precincts = {"W": shapely.union_all(shapes[:2]), "E": shapes[2]}
    rows = numbered([*shapes, shapely.box(WEST + 1, SOUTH, WEST + 1.01, SOUTH + 0.01)], DISTRICT=["W", "", "X", ""])
    intake = check(rows, IntakeOptions(Level.BEAT, precincts=precincts, parent_field="DISTRICT"))
    assert {a.code: a.parent_code for a in intake.areas} == {"1": "W", "2": "W", "3": "E", "4": ""}
    assert told(intake) == [(3, "X", "No precinct has this id; the beat lies in “E”."), (4, "", "The beat lies in no precinct.")]


def test_beats_and_precincts_that_differ_are_named():
    shapes = squares(2, 1)
    precincts = {"W": shapely.box(WEST, SOUTH, WEST + STEP, SOUTH + 1.1 * STEP), "E": shapely.box(WEST + STEP, SOUTH, WEST + 2 * STEP, SOUTH + 0.9 * STEP)}
    intake = check(numbered(shapes), IntakeOptions(Level.BEAT, precincts=precincts))
    assert told(intake) == [
        (None, "W", "Its beats leave 9.1% of this precinct uncovered."),
        (2, "2", "10.0% of this beat lies outside its precinct “E”."),
    ]


def test_rows_are_counted_and_too_many_refused():
    with pytest.raises(MapRefused, match=f"{MAX_AREAS + 1:,} shapes; {MAX_AREAS:,} is the most"):
        check(numbered([squares()[0]] * (MAX_AREAS + 1)), BEATS)
    assert check([Feature(1, {}, squares()[0])], BEATS).areas[0].code == ground.place_code(WEST + STEP / 2, SOUTH + STEP / 2)
