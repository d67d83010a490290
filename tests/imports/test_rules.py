import io
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.imports import undoing
from onecop.imports.contract import Field, ImportRefused
from onecop.imports.mapping import corrected, fingerprint, guess, missing, words_of
from onecop.imports.readers.csv_file import lines_of
from onecop.imports.rules import differences, topic_of
from onecop.imports.words import number, soften, tidy
from onecop.kernel.ids import ALPHABET, new_keys

FIELDS = (
    Field("badge", "Number", ("cad number", "badge number"), required=True),
    Field("last_name", "Last name", ("surname",)),
    Field("email", "E-mail", ("work email",)),
)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["CAD #", "Last Name", "Work Email"], {"badge": "CAD #", "last_name": "Last Name", "email": "Work Email"}),
        (["badgeNumber", "SURNAME", "e_mail"], {"badge": "badgeNumber", "last_name": "SURNAME", "email": "e_mail"}),
        (["Officer Last Name", "x"], {"last_name": "Officer Last Name"}),
        (["Étage", ""], {}),
    ],
)
def test_columns_are_guessed_from_headers(header: list[str], found: dict[str, str]) -> None:
    assert guess(header, FIELDS) == found


@given(st.lists(st.text(max_size=12), max_size=8, unique=True))
def test_a_guess_is_of_the_file_and_uses_no_column_twice(header: list[str]) -> None:
    found = guess(header, FIELDS)
    assert set(found.values()) <= set(header)
    assert len(set(found.values())) == len(found)
    assert guess(header, FIELDS) == found


@given(st.permutations(["Badge Number", "Surname", "Work Email", "Hat size"]))
def test_the_order_of_columns_does_not_matter(header: list[str]) -> None:
    assert guess(header, FIELDS) == {"badge": "Badge Number", "last_name": "Surname", "email": "Work Email"}
    assert fingerprint(header) == fingerprint(sorted(header))


def test_a_column_named_by_hand_leaves_its_old_field() -> None:
    header = ["CAD #", "Last Name", "Serial"]
    assert corrected(guess(header, FIELDS), {"badge_field": "serial"}, header, FIELDS) == {"badge": "Serial", "last_name": "Last Name"}
    assert corrected({"badge": "CAD #"}, {"last_name_field": "CAD #"}, header, FIELDS) == {"last_name": "CAD #"}
    with pytest.raises(ImportRefused, match="no column “Nope”"):
        corrected({}, {"badge_field": "Nope"}, header, FIELDS)


def test_what_is_required_and_missing_is_named() -> None:
    assert [f.key for f in missing({"last_name": "x"}, FIELDS)] == ["badge"]


def test_words_of_headers() -> None:
    assert [words_of(h) for h in ("WorkEmail", "work_e-mail", "Work Email")] == [("work", "email")] * 3


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  GREER ", "Greer"), ("O'NEIL-MCBRIDE", "O'Neil-McBride"), ("van Dyke", "van Dyke"), ("1204 47TH PLACE NE", "1204 47th Place NE"),
        ("CHURCH OF THE LIVING GOD", "Church of the Living God"), ("BROWN MEMORIAL AME", "Brown Memorial AME"),
        ("ST. MARY’S", "St. Mary’s"), ("NG", "NG"), ("", ""),
    ],
)  # fmt: skip
def test_capitals_are_softened(raw: str, kept: str) -> None:
    assert soften(raw) == kept


@given(st.text(max_size=40))
def test_softening_twice_changes_nothing_more(text: str) -> None:
    assert soften(soften(text)) == soften(text) or soften(text).isupper()
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(("text", "found"), [("1.5", 1.5), (" -77 ", -77.0), ("1,5", 1.5), ("x", None), ("", None), ("nan", None), ("inf", None)])
def test_numbers(text: str, found: float | None) -> None:
    assert number(text) == found


def test_reasons_of_many_rows_share_a_topic() -> None:
    assert topic_of("Rows 55, 444 contradict each other (tour): none is imported.") == topic_of("Rows 6, 7 contradict each other (rank): none is imported.")
    assert topic_of("78 other agencies have the same coordinates: probably …") == "# other agencies have the same coordinates"


def test_differences_are_said_in_words() -> None:
    assert differences({"created": 12, "updated": 1}, {"created": 9, "updated": 1}) == "created 12 → 9"
    assert differences({"created": 1}, {"created": 1}) == "the same counts, but other rows"


def test_keys_in_bulk_are_keys() -> None:
    keys = new_keys(5000)
    assert len(set(keys)) == 5000
    assert {len(k) for k in keys} == {12}
    assert set("".join(keys)) == set(ALPHABET)
    assert new_keys(0) == []


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.one_of(
            st.lists(st.tuples(st.text(max_size=3), st.integers()), max_size=9), st.dictionaries(st.text(max_size=3), st.integers()), st.text(max_size=4)
        ),
        max_size=4,
    )
)
def test_what_an_undo_needs_comes_back_as_it_was(undo: dict[str, object]) -> None:
    undoing.PIECE, usual = 2, undoing.PIECE
    try:
        assert json.loads(zlib.decompress(undoing.packed(undo))) == json.loads(json.dumps(undo))
    finally:
        undoing.PIECE = usual


@given(st.text(st.sampled_from('a,"\r\n\u2028\x0b;'), max_size=30))
def test_lines_end_where_those_of_a_file_do(text: str) -> None:
    assert list(lines_of(text)) == list(io.StringIO(text, newline=""))
