"""Entering shifts: patterns of an agency, one for many, an officer's own, and days that differ."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from onecop.access.models import Person
from onecop.agencies import patterns, rules, services
from onecop.agencies.models import Agency, DutyException, Officer, ShiftPattern
from onecop.agencies.months import month
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from tests import make

AT = make.NOON  # a Friday
TODAY = AT.date()
FOUR_TWO = patterns.cycle("4-on-2-off", start="14:00")


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def agency() -> Agency:
    return make.agency()


def pattern(of: Agency, name: str = "Watch 2", **fields: Any) -> ShiftPattern:
    facts = {"agency": of, "name": name, "anchor_on": TODAY, "cycle": FOUR_TWO, "by": SYSTEM, "at": AT}
    return services.make_pattern(**{**facts, **fields})  # type: ignore[arg-type]


def signed_in(client: Client, role: str, of: Agency) -> Person:
    who = make.person()
    assert of.scope is not None
    make.grant(who, role, of.scope)
    client.force_login(who)
    return who


# pure


def test_a_cycle_turns_through_watches() -> None:
    cycle = patterns.turned(patterns.cycle("5/2", start="06:00"), ["06:00", "14:00", "22:00"], 7)
    assert [(turn or ["off"])[0] for turn in cycle] == [*["06:00"] * 5, "off", "off", *["14:00"] * 5, "off", "off", *["22:00"] * 5, "off", "off"]


def test_four_on_two_off_in_watches_of_28_days_takes_168_days() -> None:
    assert len(patterns.turned(FOUR_TWO, ["06:00", "18:00"], 28)) == 168


def test_what_never_comes_round_within_a_year_is_refused() -> None:
    with pytest.raises(rules.BadCycle, match="1890 days"):
        patterns.turned(patterns.cycle("5/2"), ["06:00", "14:00"], 135)


@given(st.lists(st.sampled_from([None, ("06:00", 8.5), ("22:00", 10)]), min_size=1, max_size=9), st.integers(0, 40), st.integers(0, 40), st.integers(0, 8))
def test_the_same_turns_on_the_same_dates_are_the_same(cycle: list[Any], one: int, other: int, moved: int) -> None:
    moved %= len(cycle)
    there = [*cycle[moved:], *cycle[:moved]]
    first, second = (rules.pattern(date.fromordinal(738000 + n), days, "UTC") for n, days in ((one, cycle), (other, there)))
    dates = [date.fromordinal(738000 + n) for n in range(-20, 20)]
    assert patterns.same(cycle, one, there, other) == all(first.turn_on(day) == second.turn_on(day) for day in dates)


def test_a_month_in_whole_weeks() -> None:
    from onecop.agencies.duty import Change

    works = rules.pattern(date(2026, 11, 2), FOUR_TWO, "America/New_York")
    found = month(
        works, [Change("leave", date(2026, 11, 9), date(2026, 11, 10)), Change("on", date(2026, 11, 12), date(2026, 11, 12), time(6), time(9))], TODAY, TODAY
    )
    assert (found.title, found.days[0].date, found.days[-1].date, len(found.days)) == ("November 2026", date(2026, 10, 26), date(2026, 12, 6), 42)
    by_day = {d.date.day: (d.on, d.note, d.state) for d in found.days if d.inside}
    assert [by_day[n] for n in (2, 6, 9, 12, 20)] == [(True, "2 pm", ""), (False, "", ""), (False, "away", "away"), (True, "6 am", "extra"), (True, "2 pm", "")]
    assert [d.date for d in found.days if d.today] == [TODAY]
    assert "Nov\N{NO-BREAK SPACE}9 (on leave)" in found.sentence


# services


@pytest.mark.django_db
def test_the_same_turns_are_one_pattern_of_an_agency(agency: Agency) -> None:
    first = pattern(agency)
    again = pattern(agency, "Another name", anchor_on=date(2026, 11, 26))  # six days later: the same dates
    moved = pattern(agency, "Watch 2", anchor_on=date(2026, 11, 21))
    assert (again, first.code, moved.code) == (first, "watch-2", "watch-2-2")
    assert pattern(make.agency()) != first


@pytest.mark.django_db
@pytest.mark.parametrize("cycle", [[], [None], [["25:00", 8]], [["06:00", 0]], [None] * 371])
def test_a_cycle_that_cannot_be_worked_is_refused(agency: Agency, cycle: list[Any]) -> None:
    with pytest.raises(services.CannotWork):
        pattern(agency, cycle=cycle)
    assert not agency.shift_patterns.exists()


@pytest.mark.django_db
def test_a_pattern_is_removed_only_when_nobody_works_it(agency: Agency) -> None:
    row = pattern(agency)
    make.officer(agency, shift=row)
    with pytest.raises(services.StillWorked):
        services.drop_pattern(pattern=row, by=SYSTEM, at=AT)
    Officer.objects.update(shift=None)
    services.drop_pattern(pattern=row, by=SYSTEM, at=AT)
    assert not agency.shift_patterns.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_one_pattern_for_many_is_one_act(agency: Agency, number: int, django_assert_num_queries: Any) -> None:
    row = pattern(agency)
    for _ in range(number):
        make.officer(agency)
    other = make.officer()
    with django_assert_num_queries(QUERIES):  # savepoint, what was worked, update, audit, those followed for partners, invited, guests, rides, visits, release
        done = services.assign(agency=agency, officers=Officer.objects.all(), pattern=row, by=SYSTEM, at=AT)
    other.refresh_from_db()
    assert (done, other.shift, Entry.objects.filter(verb="shift.assigned").count()) == (number, None, 1)
    assert services.assign(agency=agency, officers=Officer.objects.all(), pattern=row, by=SYSTEM, at=AT) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "good"),
    [
        ({"kind": "leave"}, True),
        ({"kind": "leave", "from_time": time(8), "to_time": time(9)}, False),
        ({"kind": "on"}, False),
        ({"kind": "on", "from_time": time(22), "to_time": time(2)}, True),
        ({"kind": "court", "from_time": time(9)}, False),
        ({"kind": "court", "from_time": time(9), "to_time": time(12)}, True),
        ({"kind": "training"}, True),
        ({"kind": "leave", "last_on": date(2026, 11, 1)}, False),
        ({"kind": "leave", "last_on": date(2027, 12, 1)}, False),
    ],
)
def test_which_days_that_differ_can_be_noted(agency: Agency, words: dict[str, Any], good: bool) -> None:
    facts = {"officer": make.officer(agency), "first_on": TODAY, "last_on": TODAY, "by": SYSTEM, "at": AT, **words}
    if good:
        assert services.add_exception(**facts) == services.add_exception(**facts)
    else:
        with pytest.raises(services.WrongDays):
            services.add_exception(**facts)
    assert DutyException.objects.count() == good


# pages


def post(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, data)


def save(client: Client, url: str, **data: Any) -> Any:
    """Look at the month first, then save what was shown."""
    shown = client.post(url, {**data, "go": "show"})
    assert shown.status_code == 200, shown.content.decode()
    seen = shown.context["form"].data["seen"] if shown.context else shown.content.decode().split('name="seen" value="')[1].split('"')[0]
    return client.post(url, {**data, "go": "save", "seen": seen})


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_an_officer_enters_the_own_shift_and_sees_the_month_before(client: Client, agency: Agency) -> None:
    me = make.officer(agency, person=signed_in(client, "officer", agency))
    url = reverse("officer_shift_change", args=[me.key])
    words = {"pattern": "4-on-2-off", "start": "14:00", "day": "2"}
    shown = post(client, url, **words, go="show")
    assert (shown.status_code, "November 2026" in shown.content.decode(), Officer.objects.get().shift) == (200, True, None)
    assert save(client, url, **words).url == reverse("officer_shift", args=[me.key])
    me.refresh_from_db()
    assert me.shift is not None
    assert (me.shift.cycle, me.shift.anchor_on) == (FOUR_TWO, date(2026, 11, 19))
    assert me.shift.name.replace("\N{NO-BREAK SPACE}", " ") == f"Four on, two off, from 2 pm, group {date(2026, 11, 19).toordinal() % 6 + 1}"


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_what_was_changed_after_looking_is_shown_again_and_not_saved(client: Client, agency: Agency) -> None:
    me = make.officer(agency, person=signed_in(client, "officer", agency))
    url = reverse("officer_shift_change", args=[me.key])
    page = post(client, url, pattern="4-on-2-off", start="14:00", day="2", go="show").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    post(client, url, pattern="4-on-2-off", start="15:00", day="2", go="save", seen=seen)
    assert Officer.objects.get().shift is None


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_pattern_of_the_agency_is_taken_as_it_is_or_in_another_group(client: Client, agency: Agency) -> None:
    row = pattern(agency)
    me = make.officer(agency, person=signed_in(client, "officer", agency))
    url = reverse("officer_shift_change", args=[me.key])
    save(client, url, pattern=f"own:{row.code}")
    assert Officer.objects.get().shift == row
    save(client, url, pattern=f"own:{row.code}", day="3")
    shift = Officer.objects.get().shift
    assert shift is not None
    assert (shift.cycle, shift.anchor_on) == (row.cycle, date(2026, 11, 18))


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"pattern": "4-on-2-off", "day": "1"}, "start"),
        ({"pattern": "4-on-2-off", "start": "14:00"}, "day"),
        ({"pattern": "4-on-2-off", "start": "14:00", "day": "7"}, "day"),
        ({"pattern": "panama", "start": "06:00", "day": "1"}, "night"),
        ({"pattern": "5/2", "start": "06:00", "day": "1", "every": "28"}, "second"),
        ({"start": "06:00", "day": "1"}, "pattern"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client: Client, agency: Agency, words: dict[str, str], field: str) -> None:
    me = make.officer(agency, person=signed_in(client, "officer", agency))
    answer = post(client, reverse("officer_shift_change", args=[me.key]), **words, go="save")
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_days_that_differ_are_noted_shown_and_taken_back(client: Client, agency: Agency) -> None:
    me = make.officer(agency, person=signed_in(client, "officer", agency), shift=pattern(agency))
    assert save(client, reverse("officer_away", args=[me.key]), kind="leave", first_on="2026-12-01", last_on="2026-12-04").status_code == 302
    row = me.exceptions.get()
    assert (row.kind, row.first_on, row.last_on) == ("leave", date(2026, 12, 1), date(2026, 12, 4))
    assert "On leave" in client.get(reverse("officer_shift", args=[me.key])).content.decode()
    post(client, reverse("officer_away_drop", args=[me.key, row.key]))
    assert not me.exceptions.exists()


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_another_officer_changes_nothing_and_the_liaison_does(client: Client, agency: Agency) -> None:
    me = make.officer(agency)
    make.officer(agency, person=signed_in(client, "officer", agency))
    words = {"pattern": "5/2", "start": "06:00", "day": "1"}
    assert post(client, reverse("officer_shift_change", args=[me.key]), **words, go="show").status_code == 404
    signed_in(client, "liaison", agency)
    assert save(client, reverse("officer_shift_change", args=[me.key]), **words).status_code == 302
    me.refresh_from_db()
    assert me.shift is not None


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_liaison_adds_a_known_pattern_that_turns_through_watches(client: Client, agency: Agency) -> None:
    signed_in(client, "liaison", agency)
    words = {"pattern": "5/2", "start": "06:00", "anchor_on": "2026-11-16", "name": "Squad A", "next_bid_on": "2027-01-04", "every": "28", "second": "18:00"}
    assert save(client, reverse("agency_shift_new", args=[agency.key]), **words).url == reverse("agency_shifts", args=[agency.key])
    row = agency.shift_patterns.get()
    assert (row.code, row.name, len(row.cycle), row.cycle[0], row.cycle[28], row.next_bid_on) == (
        "squad-a", "Squad A", 56, ["06:00", 8.5], ["18:00", 8.5], date(2027, 1, 4),
    )  # fmt: skip
    assert row.recipe == {"pattern": "5/2", "start": "06:00:00", "every": "28", "second": "18:00:00"}


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_liaison_writes_a_cycle_day_by_day_and_changes_it(client: Client, agency: Agency) -> None:
    signed_in(client, "liaison", agency)
    words = {"name": "Odd one", "anchor_on": "2026-11-16", "days": "3", "start_0": "06:20", "hours_0": "10.5", "start_1": "22:00", "hours_1": "8"}
    assert save(client, reverse("agency_shift_own", args=[agency.key]), **words).status_code == 302
    row = agency.shift_patterns.get()
    assert row.cycle == [["06:20", 10.5], ["22:00", 8.0], None]
    url = reverse("agency_shift", args=[agency.key, row.code])
    fewer = post(client, url, **{**words, "days": "2"}, go="days").content.decode()
    assert ("start_1" in fewer, "start_2" in fewer, 'value="06:20"' in fewer) == (True, False, True)
    save(client, url, **{**words, "days": "2", "name": "Odd two"})
    row.refresh_from_db()
    assert (row.name, row.cycle) == ("Odd two", [["06:20", 10.5], ["22:00", 8.0]])


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize("who", ["ticked", "all"])
def test_a_liaison_gives_many_officers_a_pattern(client: Client, agency: Agency, who: str) -> None:
    row = pattern(agency)
    rows = [make.officer(agency, last_name=name) for name in ("Brooks", "Reyes", "Reyes")]
    signed_in(client, "liaison", agency)
    url = reverse("agency_shift_assign", args=[agency.key]) + "?q=Reyes"
    assert save(client, url, works=row.pk, who=who, officer=[rows[1].key] if who == "ticked" else []).status_code == 302
    assert [Officer.objects.get(pk=o.pk).shift == row for o in rows] == ([False, True, False] if who == "ticked" else [False, True, True])


@pytest.mark.django_db
def test_nobody_ticked_is_nobody_changed(client: Client, agency: Agency) -> None:
    row = pattern(agency)
    make.officer(agency)
    signed_in(client, "liaison", agency)
    assert post(client, reverse("agency_shift_assign", args=[agency.key]), works=row.pk, who="ticked", go="save").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("agency_shifts", 6), ("agency_shift_assign", 9)])
def test_lists_cost_the_same_with_one_row_and_with_three(
    client: Client, agency: Agency, name: str, queries: int, rows: int, django_assert_num_queries: Any
) -> None:
    for n in range(rows):
        make.officer(agency, shift=pattern(agency, f"Watch {n}", anchor_on=date(2026, 11, 1 + n)))
    client.force_login(make.staff())
    with django_assert_num_queries(queries):
        assert client.get(reverse(name, args=[agency.key])).status_code == 200


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_month_costs_the_same_with_one_day_that_differs_and_with_three(client: Client, agency: Agency, rows: int, django_assert_num_queries: Any) -> None:
    me = make.officer(agency, shift=pattern(agency))
    for n in range(rows):
        day = date(2026, 12, 1 + n)
        services.add_exception(officer=me, kind="leave", first_on=day, last_on=day, by=SYSTEM, at=datetime(2026, 11, 1, tzinfo=UTC))
    client.force_login(make.staff())
    with django_assert_num_queries(5):
        assert client.get(reverse("officer_shift", args=[me.key])).status_code == 200


QUERIES = 10
