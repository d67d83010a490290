"""The written rules: which two look like one event, and how a weekend is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.weekend import rules
from onecop.weekend.choices import Reason
from onecop.weekend.rules import Counted, Facts, Totals, alike, count, likeness, pairs
from tests.make import NOON

PARTY = Facts("peace picnic", "lotus pond temple", "12 cedar st", "arlington", "VA", "22201", None, NOON)
WORDS = st.lists(st.sampled_from(["peace", "picnic", "block", "party", "youth", "lunch", ""]), max_size=3).map(" ".join)
PINS = st.none() | st.tuples(st.sampled_from([-77.09, -77.0905, -77.2]), st.sampled_from([38.89, 38.8904, 38.95]))
FACTS = st.builds(
    Facts, WORDS, WORDS, st.sampled_from(["", "12 cedar st", "9 oak ave"]), st.sampled_from(["arlington", "boston"]), st.sampled_from(["VA", "MA"]),
    st.sampled_from(["", "22201", "22202"]), PINS, st.integers(0, 12).map(lambda hours: NOON + timedelta(hours=hours)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, (Reason.ADDRESS, Reason.TIME, Reason.TITLE)),
        ({"street": ""}, (Reason.TOWN, Reason.TIME, Reason.TITLE)),
        ({"street": "9 oak ave"}, ()),
        ({"street": "9 oak ave", "pin": (-77.09, 38.8901)}, (Reason.NEAR, Reason.TIME, Reason.TITLE)),
        ({"city": "ballston"}, (Reason.ADDRESS, Reason.TIME, Reason.TITLE)),  # the same ZIP code
        ({"city": "ballston", "zip": "22203"}, ()),
        ({"starts_at": NOON + timedelta(hours=3)}, (Reason.ADDRESS, Reason.TIME, Reason.TITLE)),
        ({"starts_at": NOON + timedelta(hours=3, minutes=1)}, ()),
        ({"title": "picnic peace"}, (Reason.ADDRESS, Reason.TIME, Reason.TITLE)),
        ({"title": "youth lunch"}, (Reason.ADDRESS, Reason.TIME, Reason.HOST)),
        ({"title": "youth lunch", "host": "saint brendan"}, ()),
    ],
)
def test_place_time_and_name_all_have_to_be_alike(changes, why):
    assert alike(replace(PARTY, pin=(-77.09, 38.89)), replace(PARTY, **{"pin": None, **changes})) == why


@given(FACTS, FACTS)
def test_likeness_is_symmetric(one, other):
    assert alike(one, other) == alike(other, one)
    assert likeness(one.title, other.title) == likeness(other.title, one.title)


@given(FACTS)
def test_every_row_is_like_itself(one):
    assert alike(one, one) != ()


@given(st.lists(FACTS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, dice):
    order = list(range(len(rows)))
    dice.shuffle(order)
    found = {frozenset((pair.one, pair.other)) for pair in pairs(rows)}
    again = {frozenset((order[pair.one], order[pair.other])) for pair in pairs([rows[i] for i in order])}
    every = {frozenset((i, j)) for i in range(len(rows)) for j in range(i) if alike(rows[i], rows[j])}
    few = all(sum(1 for pair in every if i in pair) <= rules.PAIRS_PER_ROW for i in range(len(rows)))
    assert found <= every
    if few:
        assert found == again == every


def test_the_search_is_bounded():
    """Five thousand rows of one town at one hour: each meets its sixty neighbors, not all others."""
    rows = [replace(PARTY, title=f"{n:05d}", host=f"{n:05d}", street=f"{n} cedar st") for n in range(5_000)]
    assert pairs([*rows, rows[7]])[0] == rules.Pair(7, 5_000, (Reason.ADDRESS, Reason.TIME, Reason.TITLE))
    met = sum(1 for _pair in rules._neighbors(range(5_000), rows))
    assert met <= 5_000 * rules.COMPARED


def one(event: int, **fields) -> Counted:
    given = {"own": True, "on": True, "kind": "congregation", "host": "", "name": f"chapel {event}", "city": "arlington", "state": "VA", "told": None}
    return Counted(event=event, **{**given, **fields})


def test_an_empty_weekend_counts_nothing():
    assert count([]) == Totals()


def test_a_joined_one_adds_a_host_and_nothing_else():
    alone = [one(1, told=40)]
    joined = one(1, own=False, kind="agency", name="arlington police", told=60)
    assert count(alone) == Totals(events=1, hosts=1, congregations=1, agencies=0, states=1, attendance=40, told=1)
    assert count([*alone, joined]) == Totals(events=1, hosts=2, congregations=1, agencies=1, states=1, attendance=40, told=1)


def test_where_the_first_host_told_none_the_largest_of_the_others_counts():
    rows = [one(1), one(1, own=False, name="b", told=60), one(1, own=False, name="c", told=70)]
    assert count(rows).attendance == 70


def test_a_host_with_two_events_counts_once_also_where_only_one_row_knows_it():
    assert count([one(1, name="a", host="congregation-5"), one(2, name="a"), one(3, name="a", city="boston")]).hosts == 2


def test_what_was_called_off_counts_nowhere():
    assert count([one(1, on=False, told=9), one(1, own=False, on=False, name="b")]) == Totals()


ROWS = st.lists(
    st.builds(
        Counted, st.integers(1, 4), st.booleans(), st.booleans(), st.sampled_from(["congregation", "agency", "other"]), st.sampled_from(["", "congregation-1"]),
        st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]), st.sampled_from(["VA", "MA"]), st.none() | st.integers(0, 99),
    ),
    max_size=8, unique_by=lambda row: (row.event, row.own) if row.own else id(row),
)  # fmt: skip


@given(ROWS, st.randoms(use_true_random=False))
def test_counting_knows_no_order_and_its_numbers_do_not_mix(rows, dice):
    totals = count(rows)
    mixed = list(rows)
    dice.shuffle(mixed)
    assert count(mixed).events == totals.events
    assert count(mixed).attendance == totals.attendance
    assert totals.congregations + totals.agencies <= totals.hosts
    assert totals.told <= totals.events
    assert totals.attendance <= sum(row.told or 0 for row in rows)
    assert count([*rows, *(replace(row, own=False) for row in rows)]).events == totals.events
