"""Whole columns into a table: what comes out is what went in, on both engines."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onecop.congregations.models import Congregation
from onecop.imports import bulk
from onecop.imports.words import number, numbers
from onecop.kernel.ids import new_keys
from tests.make import NOON

ROUGH = ["", "plain", "back\\slash", "\\N", "\\.", "tab\there", "two\nlines", "cr\r\n", "Bahá’í 교회", "'; DROP", "%s", "\\t"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.one_of(st.sampled_from(ROUGH), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)), min_size=1))
def test_any_text_arrives_as_it_was(db: None, words: list[str]) -> None:
    Congregation.objects.all().delete()
    count = len(words)
    lons = [n / 7 if n % 3 else None for n in range(count)]
    columns = {"key": new_keys(count), "name": words, "name_folded": words, "lon": lons, "lat": [None] * count, "standing_since": [NOON] * count}
    assert bulk.insert(Congregation, columns) == count
    kept = Congregation.objects.order_by("id").values_list("key", "name", "lon", "lat", "standing_since", "languages", "attendance", "tradition")
    assert list(kept) == [(key, word, lon, None, NOON, [], None, "unsaid") for key, word, lon in zip(columns["key"], words, lons, strict=True)]


def test_nothing_is_no_row(db: None) -> None:
    assert bulk.insert(Congregation, {"key": []}) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has this setting")
def test_the_memory_lent_to_sqlite_is_given_back(db: None) -> None:
    def size() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    usual = size()
    bulk.insert(Congregation, {"key": new_keys(1), "name": ["Grace"], "name_folded": ["grace"], "standing_since": [NOON]})
    assert size() == usual


@given(st.lists(st.sampled_from(["", " ", "1", " 2.5 ", "3,5", "nan", "inf", "-1e400", "1e15", "x", "1_0", "٣"])))
def test_a_column_of_numbers_reads_as_one_by_one(texts: list[str]) -> None:
    read = [None if n != n else n for n in numbers(texts).tolist()]
    assert read == [number(t) for t in texts]
