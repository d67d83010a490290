"""Every row once, in order, forwards and backwards, whatever the ties and empty values; on both engines."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onecop.agencies.models import Agency
from onecop.tasks.models import Job
from onecop.ui import keyset
from onecop.ui.keyset import Order

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
START = datetime(2026, 1, 1, tzinfo=UTC)


def walk(rows: QuerySet[Any], order: Order, size: int) -> tuple[list[int], list[int]]:
    """Return the keys met from the first page to the last, and from the last page back to the first."""
    there, back, after = [], [], ""
    while True:
        page = keyset.page(rows, order, size=size, after=after)
        there += [r.pk for r in page.rows]
        if not page.after:
            break
        after = page.after
    back = [r.pk for r in page.rows]
    while page.before:
        page = keyset.page(rows, order, size=size, before=page.before)
        back = [r.pk for r in page.rows] + back
    return there, back


def in_order(rows: QuerySet[Any], order: Order) -> list[int]:
    """Return what the database itself gives in one go, empty values last and ties by key: the reference."""
    field = F(order.path)
    by = field.desc(nulls_last=True) if order.down else field.asc(nulls_last=True)
    return list(rows.order_by(by, "-pk" if order.down else "pk").values_list("pk", flat=True))


@FEW
@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(["Akron", "Zion", "akron", "Élan", "", "Ñ", "a'b\"c\\"]),
            st.none() | st.sampled_from([0.1, 0.1 + 0.2, -7.25, 1e300]),
            st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 4)),
        ),
        max_size=12,
    ),
    path=st.sampled_from(["name", "lon", "joined_on", "pk", "long"]),
    down=st.booleans(),
    size=st.integers(1, 5),
)
def test_every_row_is_met_exactly_once_both_ways(db: None, values: list[Any], path: str, down: bool, size: int) -> None:
    Agency.objects.all().delete()
    Agency.objects.bulk_create(Agency(ori=f"X{i}", name=n, state="OH", lon=lon, joined_on=on) for i, (n, lon, on) in enumerate(values))
    rows, order = Agency.objects.order_by().annotate(long=Length("name")), Order(path, down)
    expected = in_order(rows, order)
    assert walk(rows, order, size) == (expected, expected)


@FEW
@given(moments=st.lists(st.none() | st.integers(0, 3), max_size=10), down=st.booleans())
def test_moments_keep_their_microseconds(db: None, moments: list[int | None], down: bool) -> None:
    Job.objects.all().delete()
    Job.objects.bulk_create(
        Job(kind="x", title="x", asked_at=START, started_at=None if m is None else START + timedelta(microseconds=m), by_label="x") for m in moments
    )
    rows, order = Job.objects.order_by(), Order("started_at", down)
    assert walk(rows, order, 2) == (in_order(rows, order),) * 2


def test_rows_that_come_and_go_between_pages_do_not_shift_the_others(db: None) -> None:
    made = Agency.objects.bulk_create(Agency(ori=f"X{i}", name=f"A{i}", state="OH") for i in range(6))
    first = keyset.page(Agency.objects.order_by(), Order("name"), size=2)
    made[0].delete()
    Agency.objects.create(ori="NEW", name="A0", state="OH")
    second = keyset.page(Agency.objects.order_by(), Order("name"), size=2, after=first.after)
    assert [a.name for a in second.rows] == ["A2", "A3"]


def test_a_page_costs_one_query(db: None, django_assert_num_queries: Any) -> None:
    Agency.objects.bulk_create(Agency(ori=f"X{i}", name="A", state="OH") for i in range(9))
    first = keyset.page(Agency.objects.order_by(), Order("name"), size=3)
    with django_assert_num_queries(1):
        keyset.page(Agency.objects.order_by(), Order("name"), size=3, after=first.after)


def test_the_condition_lets_the_index_seek(db: None) -> None:
    rows = Agency.objects.order_by()
    sql = str(Order("name").apply(Order("name").beyond(rows, "M", 5)).query)
    assert sql.index('"name" >= ') < sql.index('"name" > ')
    assert " NULLS " not in sql


@pytest.mark.parametrize(
    "text",
    ["x", "====", "e30", "W10", "bnVsbA", "a" * 3000, "é", keyset.token(Order("state"), "OH", 1), keyset.token(Order("name", down=True), "A", 1)]
    + [keyset.token(Order("name"), value, pk) for value, pk in [({"a": 1}, 1), (["a"], 1), ("a\0b", 1), ("a", "x"), ("a", None), ("a", 2**70), ("a", [1])]],
)
def test_a_token_that_is_not_ours_is_page_one(db: None, text: str) -> None:
    Agency.objects.bulk_create(Agency(ori=f"X{i}", name=f"A{i}", state="OH") for i in range(3))
    assert [a.name for a in keyset.page(Agency.objects.order_by(), Order("name"), size=2, after=text).rows] == ["A0", "A1"]
    assert [a.name for a in keyset.page(Agency.objects.order_by(), Order("name"), size=2, before=text).rows] == ["A0", "A1"]


@FEW
@given(
    value=st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none()),
    pk=st.integers() | st.text(),
    path=st.sampled_from(["lon", "joined_on", "name"]),
)
def test_no_token_breaks_the_page(db: None, value: Any, pk: Any, path: str) -> None:
    assert keyset.page(Agency.objects.order_by(), Order(path), size=2, after=keyset.token(Order(path), value, pk)).rows == []


@FEW
@given(
    rows=st.sets(st.tuples(st.sampled_from(["Akron", "Zion", "Élan", ""]), st.integers(0, 3), st.sampled_from([0.1, 0.1 + 0.2, -7.25]))), size=st.integers(1, 5)
)
def test_every_row_of_a_list_is_met_exactly_once_both_ways(rows: set[tuple[str, int, float]], size: int) -> None:
    given_ = sorted(rows)
    page = keyset.listed(given_, lambda row: row, size=size)
    there = [*page.rows]
    while page.after:
        page = keyset.listed(given_, lambda row: row, size=size, after=page.after)
        there += page.rows
    back = [*page.rows]
    while page.before:
        page = keyset.listed(given_, lambda row: row, size=size, before=page.before)
        back = [*page.rows, *back]
    assert (there, back) == (given_, given_)


@pytest.mark.parametrize("token", ["x", "e30", "WzFd", "bnVsbA", "a" * 3000, "W1tdXQ"])
def test_a_bad_token_of_a_list_is_page_one(token: str) -> None:
    rows = [(name, 1) for name in "abc"]
    assert keyset.listed(rows, lambda row: row, size=2, after=token).rows == rows[:2]
    assert keyset.listed(rows, lambda row: row, size=2, before=token).rows == rows[:2]
