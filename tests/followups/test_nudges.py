"""Hosts are asked after 2, 7 and 21 days until it is recorded; then staff see it. A job that looks at the past ten days alone."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.events import services as events
from onecop.events.models import Event, Occurrence
from onecop.followups import rules, services
from onecop.followups.jobs import nudge
from onecop.followups.models import Record
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.web.desk import desk
from tests import make
from tests.followups.build import LATER, dinner
from tests.make import NOON

pytestmark = pytest.mark.django_db
KIND, NINE = "followups.nudge", LATER - timedelta(hours=1)
"""Nine in the morning after the dinner, in New York."""


def days(number: int) -> datetime:
    """Nine in the morning so many days after the day of the dinner."""
    return NINE + timedelta(days=number - 1)


def letters() -> list[tuple[str, str]]:
    return [(m.email, m.subject) for m in Message.objects.filter(kind=KIND).order_by("queued_at", "email")]


ZONES = ["America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"]
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(ZoneInfo("UTC")))


@pytest.mark.one_engine
@settings(max_examples=60)
@given(MOMENTS, st.sampled_from(ZONES), st.integers(0, 40 * 24))
def test_the_letters_go_at_nine_by_the_wall_on_the_second_seventh_and_twenty_first_day(ends: datetime, zone: str, hours: int) -> None:
    here = ZoneInfo(zone)
    due = [rules.nudge_at(ends, here, n) for n in range(3)]
    local = [one.astimezone(here) for one in due]
    assert [one.hour for one in local] == [9, 9, 9]
    assert [(one.date() - ends.astimezone(here).date()).days for one in local] == [2, 7, 21]
    assert [one - ends > timedelta(days=n - 1) for one, n in zip(due, rules.NUDGES, strict=True)] == [True] * 3
    at = ends + timedelta(hours=hours)
    behind = rules.behind(ends, here, at)
    following = rules.next_due(ends, here, behind)
    assert all(one <= at for one in due[:behind])
    assert following is None if behind == 3 else (following == due[behind] and following > at)


def test_three_letters_then_staff_see_it_and_no_more_letters_go() -> None:
    row = dinner()
    who, staff = make.contact(row.event.congregation, "coordinator"), make.staff()
    sent = []
    for hours in range(24 * 40):
        before = Message.objects.filter(kind=KIND).count()
        nudge(at := LATER + timedelta(hours=hours)) if (LATER + timedelta(hours=hours)).hour in (13, 14) else None
        if Message.objects.filter(kind=KIND).count() > before:
            sent.append(at)
    assert sent == [days(2), days(7), days(21)]
    assert letters() == [(who.email, f"How did it go? {row.event.title}")] * 3
    record = Record.objects.get()
    assert (record.due_at, record.hand_at) == (None, days(21))
    found = desk(staff, now=days(22))
    assert [work.title for work in found.work if work.kind == "record"] == ["1 event without a record"]
    assert ([one.number for one in found.lists], found.total) == ([1], 1)
    services.nothing_to_record(occurrence=row, by=SYSTEM, at=days(23))
    assert [work for work in desk(staff, now=days(23)).work if work.kind == "record"] == []


def test_what_is_recorded_is_asked_of_no_more() -> None:
    row = dinner()
    make.contact(row.event.congregation, "coordinator")
    nudge(LATER)
    services.record_after(occurrence=row, came=12, by=SYSTEM, at=days(2) - timedelta(minutes=1))
    nudge(days(2))
    assert letters() == []


def test_a_worker_that_slept_sends_one_letter_not_two() -> None:
    row = dinner()
    make.contact(row.event.congregation, "coordinator")
    for at in (LATER, days(8), days(9), days(21)):
        nudge(at)
    assert (len(letters()), Record.objects.get().nudges) == (2, 3)


@pytest.mark.parametrize(
    "spoil", [{"published_at": None, "published_by_id": None}, {"cancelled_at": NOON}, {"kind": "training"}, {"kind": "service", "religious": True}]
)
@pytest.mark.parametrize("with_row", [True, False])
def test_drafts_what_was_called_off_courses_and_services_are_asked_of_nobody(spoil: dict[str, Any], with_row: bool) -> None:
    row = dinner()
    make.contact(row.event.congregation, "coordinator")
    Event.objects.filter(pk=row.event_id).update(**spoil)
    if not with_row:
        row.delete()
    for at in (LATER, days(2)):
        nudge(at)
    assert (letters(), Record.objects.count()) == ([], 0)


def test_called_off_afterward_it_goes_quiet() -> None:
    row = dinner()
    make.contact(row.event.congregation, "coordinator")
    nudge(LATER)
    Event.objects.filter(pk=row.event_id).update(cancelled_at=LATER)
    nudge(days(2))
    assert (letters(), Record.objects.get().due_at, Record.objects.get().hand_at) == ([], None, None)


def test_a_single_date_counts_without_anything_hanging_on_it_a_date_of_a_series_with_it() -> None:
    house = make.congregation()
    single = make.event(house, title="Single")
    series = make.event(house, title="Weekly", rrule="FREQ=WEEKLY;BYDAY=SA")
    services.sweep(at=LATER)
    assert [r.occurrence.event.title for r in Record.objects.all()] == ["Single"]
    events.occurrence_for(event=series, on=series.starts_on, at=NOON)
    services.sweep(at=LATER + timedelta(hours=1))
    assert sorted(r.occurrence.event.title for r in Record.objects.all()) == ["Single", "Weekly"]
    assert Occurrence.objects.get(event=single).on == date(2026, 11, 28)


def test_a_host_of_several_dates_gets_one_letter_for_all_of_them() -> None:
    house = make.congregation()
    who = make.contact(house, "coordinator")
    dinner(house, title="First")
    dinner(house, title="Second")
    nudge(LATER)
    nudge(days(2))
    text = Message.objects.get(kind=KIND).body.text
    assert (letters(), "First" in text, "Second" in text) == ([(who.email, "How did it go? 2 dates")], True, True)


def test_each_host_is_asked_for_its_own_by_its_own_people() -> None:
    pair = make.partnership()
    officer = pair.tenures.get(kind="lead").officer
    pair.agency.posts.create(kind="liaison", name="Lena", email="lena@police.example", started_on=NOON.date())
    maker = make.person()
    hosts = {"house": pair.congregation, "both": pair, "agency": pair.agency, "nation": make.nation()}
    for name, host in hosts.items():
        dinner(host, title=name, created_by_id=maker.pk if name == "nation" else None)
    nudge(LATER)
    nudge(days(2))
    house = {c.contact.email for c in pair.tenures.filter(contact__isnull=False)}
    keeper = pair.tenures.get(kind="coordinator").contact.email
    asked = {email: subject.removeprefix("How did it go? ") for email, subject in letters()}
    assert asked == {**dict.fromkeys(house, "house"), keeper: "2 dates", officer.email: "both", "lena@police.example": "agency", maker.email: "nation"}


@pytest.mark.parametrize("many", [1, 30])
def test_the_job_costs_the_same_whatever_lies_behind(many: int) -> None:
    for n in range(many):
        old = dinner(title=f"Old {n}", starts_on=date(2026, 9, 1) + timedelta(days=n))
        if n % 2:
            services.record_after(occurrence=old, came=3, by=SYSTEM, at=LATER)
    with CaptureQueriesContext(
        connection,
    ) as found:
        nudge(LATER)
    assert len([one for one in found if one["sql"].lstrip().startswith("SELECT")]) == 3
    assert Record.objects.filter(state="open").count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_finding_the_hosts_costs_the_same_for_one_and_for_three(rows: int) -> None:
    from onecop.followups import people

    for n in range(rows):
        for host in (make.congregation(), make.agency(), make.partnership()):
            dinner(host, title=f"{n}")
    services.sweep(at=LATER)
    found = list(Record.objects.select_related(*people.HOSTS))
    with CaptureQueriesContext(connection) as asked:
        assert len(list(people.hosts_of(found))) == 3 * rows
    assert len(asked) == 4


@pytest.mark.one_engine
def test_it_finds_them_by_the_indexes_of_days() -> None:
    """No look through all events of the nation, hour by hour."""
    with CaptureQueriesContext(connection) as found:
        services.sweep(at=LATER)
    plans = []
    for one in (q["sql"] for q in found.captured_queries if q["sql"].lstrip().startswith("SELECT")):
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + one)
            plans.append(" ".join(row[3] for row in cursor.fetchall()))
    assert ["events_next_dates" in plans[0], "events_by_day" in plans[1], any("SCAN events_event" in plan for plan in plans)] == [True, True, False]
