"""Whatever a table is written as, the same rows come out; whatever is too much is refused in one sentence before it is parsed."""

import csv
import io
import json
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapefile
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onecop.imports.contract import ImportRefused, Table
from onecop.imports.readers import LIMITS, kind_of
from onecop.imports.readers import read as read_path
from onecop.imports.readers.open import READERS

WORDS = st.text(st.characters(categories=["L", "N", "Zs"], include_characters="é'’-.,;\"|\tñ#@", max_codepoint=0x2FFF), min_size=1, max_size=12).map(str.strip)
HEADERS = st.lists(st.from_regex(r"[A-Za-z][A-Za-z ]{0,8}[A-Za-z]", fullmatch=True).map(lambda h: " ".join(h.split())), min_size=2, max_size=6, unique=True)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> tuple[list[str], list[list[str]]]:
    header = draw(HEADERS)
    first = words.filter(lambda w: w.strip() != "")
    row = st.tuples(first, *[st.one_of(st.just(""), words)] * (len(header) - 1)).map(list)
    return header, draw(st.lists(row, min_size=1, max_size=8))


def read(raw: bytes, **limits: int) -> Table:
    bounds = replace(LIMITS, **limits)
    return READERS[kind_of(raw, bounds)](raw, "file", bounds)


def rows_of(table: Table) -> list[list[str]]:
    return [[table.columns[h][i] for h in table.header] for i in range(len(table))]


def written(
    header: list[str], rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",", quoting: Any = csv.QUOTE_MINIMAL, end: str = "\r\n"
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def workbook(header: list[str], rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for n, row in enumerate([header, *rows]):
        for m, value in enumerate(row):
            sheet.write(n, m, value)
    book.close()
    return out.getvalue()


def refused_or_read(act: Any) -> bool:
    """True when it is read, or refused in a sentence."""
    try:
        act()
    except ImportRefused as refusal:
        return refusal.reason.endswith((".", "?"))
    return True


@FEW
@given(tables(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), st.sampled_from(["\n", "\r\n"]))
def test_a_table_survives_every_dialect(table: tuple[list[str], list[list[str]]], delimiter: str, encoding: str, end: str) -> None:
    header, rows = table
    got = read(written(header, rows, encoding, delimiter, csv.QUOTE_ALL, end))
    assert (got.header, rows_of(got), got.rows) == (header, rows, list(range(2, len(rows) + 2)))


@FEW
@given(tables())
def test_a_table_survives_a_workbook(table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    got = read(workbook(header, rows))
    assert (got.kind, got.header, rows_of(got)) == ("xlsx", header, rows)


@FEW
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_break(raw: bytes) -> None:
    assert refused_or_read(lambda: read(raw))


@FEW
@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(
    ["type", "features", "geometry", "properties", "coordinates", "geometries", "crs"]), c, max_size=4), max_leaves=12))  # fmt: skip
def test_any_json_is_read_or_refused_and_never_breaks(value: Any) -> None:
    for found in (value, {"type": "FeatureCollection", "features": value}, {"type": "FeatureCollection", "features": [value], "crs": value}):
        assert refused_or_read(lambda raw=json.dumps(found).encode(): READERS["geojson"](raw, "file", LIMITS))


def test_western_windows_text_is_told_from_utf8() -> None:
    got = read(written(["name", "city"], [["Núñez", "Cañon City"], ["Müller", "Zoë’s"]], "cp1252"))
    assert rows_of(got) == [["Núñez", "Cañon City"], ["Müller", "Zoë’s"]]
    assert [p.value for p in got.problems] == ["cp1252"]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("cp1251", "Церковь Святой Троицы в городе"), ("big5", "基督教會恩典堂位於市中心的大教堂"), ("euc_kr", "한인 장로 교회는 시내에 있습니다")],
)
def test_other_alphabets_are_recognized(encoding: str, word: str) -> None:
    got = read(written(["name", "city"], [[word, "x"]] * 8, encoding))
    assert rows_of(got) == [[word, "x"]] * 8


def test_utf16_without_a_mark() -> None:
    assert rows_of(read(written(["name", "city"], [["Lotus Pond", "Ellery"]], "utf-16-le"))) == [["Lotus Pond", "Ellery"]]


def test_numbers_dates_and_blanks_of_a_workbook_read_as_in_a_csv() -> None:
    import datetime

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["psa", "since", "share", "ok", "note"])
    sheet.write_number(1, 0, 101)
    sheet.write_datetime(1, 1, datetime.datetime(2024, 5, 1), book.add_format({"num_format": "mm/dd/yyyy"}))
    sheet.write_number(1, 2, 0.25)
    sheet.write_boolean(1, 3, True)
    book.close()
    assert rows_of(read(out.getvalue())) == [["101", "2024-05-01", "0.25", "true", ""]]


def test_short_long_and_empty_rows_and_odd_headers() -> None:
    got = read(b"\n\nA,,A,\n1,2\n,,\n3,4,5,,6\n")
    assert got.header == ["A", "Column 2", "A (2)"]
    assert (rows_of(got), got.rows) == ([["1", "2", ""], ["3", "4", "5"]], [4, 6])
    assert [(p.row, p.value) for p in got.problems] == [(6, "")] or [(p.row, p.reason[:30]) for p in got.problems] == [(6, "The row has more fields than th")]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b" \n ", "The file is empty."),
        (b"%PDF-1.7", "The file is a PDF."),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "an old Excel file"),
        (b"<html>", "a web page, KML or other XML"),
        (b"a,b\n1,\x00\n", "NUL bytes"),
        (b"\xff\xfea", "it is damaged, or not a text file"),
        (b"PK\x03\x04junk", "looks like a zip archive but is damaged"),
        (b"{", "not valid JSON"),
        (b'{"type": "Topology"}', "TopoJSON"),
        (b'{"a": 1}', "not GeoJSON"),
        (b'{"type":"Point","coordinates":[NaN,1]}', "not valid JSON"),
        (b'{"type":"Point","coordinates":[' + b"9" * 5000 + b",1]}", "not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(raw)
    assert words in refusal.value.reason


@pytest.mark.parametrize(
    ("raw", "limits", "words"),
    [
        (b"a,b\n" + b"1,2\n" * 50, {"rows": 20}, "more than 20 rows"),
        (b",".join(b"c%d" % n for n in range(50)) + b"\n", {"columns": 20}, "more than 20 columns"),
        (b'a,b\n1,"' + b"x" * 30_000, {}, "Row 2 has 30,000 characters in “b”"),
        (b"a,b\n" + b"x" * 1_100_000 + b",1", {}, "Line 2 cannot be read"),
        (b"[" * 100_000, {}, "nested 100,000 levels deep"),
        (b'{"a":' * 90_000, {}, "nested 90,000 levels deep"),
        (b'{"type":"MultiPoint","coordinates":[' + b"[1,2]," * 300 + b"[1,2]]}", {"coordinates": 200}, "more than 200 coordinates"),
        (b'{"type":"FeatureCollection","features":[' + b'{"type":"Feature"},' * 30 + b"1]}", {"rows": 20}, "more than 20 features"),
    ],
)
def test_too_much_is_refused_before_it_is_parsed(raw: bytes, limits: dict[str, int], words: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(raw, **limits)
    assert words in refusal.value.reason


def test_brackets_inside_of_text_are_no_nesting() -> None:
    feature = {"type": "Feature", "properties": {"name": '[[[{{{"\\' * 50}, "geometry": None}
    assert len(read(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())) == 1


def test_a_quotation_mark_never_closed_costs_no_time() -> None:
    raw = b'{"a": "' + b'\\"' * 2_000_000
    with pytest.raises(ImportRefused, match="not valid JSON"):
        read(raw)


def _zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_a_zip_bomb_is_refused_without_unpacking_it() -> None:
    bomb = _zip(**{"[Content_Types].xml": b"", "xl__worksheets__sheet1.xml": b"\0" * 50_000_000})
    tracemalloc.start()
    with pytest.raises(ImportRefused, match="unpacks to more than 200 times its size"):
        read(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    raw = bytearray(_zip(**{"[Content_Types].xml": b"", "xl__worksheets__sheet1.xml": b"<row/>" * 500_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = raw.rindex(signature)
        raw[at + offset : at + offset + 4] = struct.pack("<I", 1000)
    with pytest.raises(ImportRefused, match="larger than it says"):
        read(bytes(raw))


def test_too_many_files_in_a_zip() -> None:
    with pytest.raises(ImportRefused, match="holds 30 files; 20 are allowed"):
        read(_zip(**{f"f{n}": b"x" for n in range(30)}), zip_entries=20)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZ900000"])
def test_one_cell_far_out_does_not_fill_the_memory(cell: str) -> None:
    good = workbook(["a", "b"], [["1", "2"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", f'<row r="{cell.lstrip("XFDAZ")}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode())
            new.writestr(name, data)
    with pytest.raises(ImportRefused, match="more than"):
        read(out.getvalue())


def test_geojson_in_every_form_it_comes() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    point = {"type": "Point", "coordinates": [1, 2]}
    mixed = [
        {"type": "Feature", "id": 7, "properties": {"a": 1.0, "b": None}, "geometry": square},
        {"type": "Feature", "properties": {"c": [1]}, "geometry": point},
    ]
    got = read(json.dumps({"type": "FeatureCollection", "features": [*mixed, {"type": "Feature", "properties": None, "geometry": None}]}).encode())
    assert (got.header, rows_of(got)) == (["a", "b", "id", "c"], [["1", "", "7", ""], ["", "", "", "[1]"], ["", "", "", ""]])
    assert got.geometry == [square, point, None]
    for bare in (square, {"type": "GeometryCollection", "geometries": [square]}, [square], mixed[0]):
        assert read(json.dumps(bare).encode()).geometry == [square]


@pytest.mark.parametrize(
    ("name", "crs"),
    [("urn:ogc:def:crs:EPSG::26985", "EPSG:26985"), ("EPSG:2263", "EPSG:2263"), ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"), ("My own", "My own")],
)
def test_the_reference_system_a_file_names(name: str, crs: str) -> None:
    found = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": name}}, "features": []}
    assert read(json.dumps(found).encode()).crs == crs


def _layer(path: Path, encoding: str = "utf-8", prj: str = "") -> bytes:
    with shapefile.Writer(str(path / "beats"), shapeType=shapefile.POLYGON, encoding=encoding) as layer:
        layer.field("NAME", "C", 40)
        layer.field("NUM", "N", 10)
        layer.field("SINCE", "D")
        layer.poly([[[0, 0], [0, 1], [1, 1], [0, 0]]])
        layer.record("Peñasco", 101, "20240501")
        layer.null()
        layer.record("None", None, None)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for ending in ("shp", "dbf", "shx"):
            archive.write(path / f"beats.{ending}", f"folder/beats.{ending}")
        if prj:
            archive.writestr("folder/beats.prj", prj)
        archive.writestr("__MACOSX/folder/._beats.shp", b"x")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_zipped_shapefile(tmp_path: Path, encoding: str) -> None:
    got = read(_layer(tmp_path, encoding, 'PROJCS["NAD83 / Maryland"]'))
    assert (got.kind, got.crs, rows_of(got)) == ("shapefile", 'PROJCS["NAD83 / Maryland"]', [["Peñasco", "101", "2024-05-01"], ["None", "", ""]])
    assert got.geometry is not None
    assert [g and g["type"] for g in got.geometry] == ["Polygon", None]


def test_a_shapefile_with_a_part_missing_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"no \.dbf beside it"):
        read(_zip(**{"a.shp": b"x" * 100}))
    with pytest.raises(ImportRefused, match="neither a workbook nor a shapefile"):
        read(_zip(**{"a.txt": b"x"}))
    with pytest.raises(ImportRefused, match="damaged"):
        read(_zip(**{"a.shp": b"x" * 100, "a.dbf": b"\x03" + b"\0" * 60}))


def test_a_path_that_is_too_large_absent_or_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert len(read_path(path)) == 1
    with pytest.raises(ImportRefused, match="are allowed"):
        read_path(path, limits=replace(LIMITS, file_bytes=4))
    with pytest.raises(ImportRefused, match="cannot be read: No such file"):
        read_path(tmp_path / "b.csv")
    with pytest.raises(ImportRefused, match="this import reads GeoJSON"):
        read_path(path, kinds=("geojson",))
