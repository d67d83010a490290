"""Courses and certificates: who gets one, who sees it, and that nothing counts twice."""

import csv
import html
import io
import re
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.events import queries as events
from onecop.events.models import Attendance, Event, OfficerHours
from onecop.events.services import occurrence_for
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.registrations import services as places
from onecop.registrations.models import Registration
from onecop.training import jobs, paper, queries, rules, services
from onecop.training.exceptions import CannotRevoke, CannotTeach
from onecop.training.models import Certificate, Course, Lesson
from tests import make
from tests.make import NOON
from tests.races import together

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
LATER = NOON + 10 * WEEK


class School:
    """An agency with a course of two briefings of two hours, a week apart."""

    def __init__(self, **given: Any) -> None:
        self.agency = make.agency()
        self.events = [make.event(self.agency, kind="training", title=f"Part {n}", starts_on=date(2026, 11, 28) + n * WEEK) for n in range(2)]
        self.course = services.make_course(school=self.agency, title="Safety and welcome", by=SYSTEM, at=NOON, **given)
        services.set_lessons(course=self.course, events=self.events, required=self.events, by=SYSTEM, at=NOON)

    def came(self, event: Event, email: str = "ana@mail.example", **more: Any) -> Registration:
        row = occurrence_for(event=event, on=event.starts_on, at=NOON)
        place = places.invite(occurrence=row, name="Ana Reyes", email=email, by=SYSTEM, at=NOON, **more)
        Registration.objects.filter(pk=place.pk).update(state="yes", came_at=row.starts_at, came_party=1)
        return place

    def all_came(self, email: str = "ana@mail.example", **more: Any) -> None:
        for event in self.events:
            self.came(event, email, **more)

    def issue(self, at: Any = LATER) -> list[Certificate]:
        return services.issue(course=self.course, at=at)


def test_whoever_came_to_all_gets_one_certificate_and_a_letter() -> None:
    school = School()
    school.came(school.events[0])
    assert school.issue() == []
    school.came(school.events[1])
    (made,) = school.issue()
    assert (made.name, made.email_folded, made.minutes, made.finished_on, made.expires_on) == ("Ana Reyes", "ana@mail.example", 240, date(2026, 12, 5), None)
    assert school.issue() == []
    (letter,) = Message.objects.filter(kind="training.done")
    assert (letter.email, f"/certificate/{made.code}/" in letter.body.text) == ("ana@mail.example", True)


def test_an_officer_counts_by_the_word_of_a_side_as_well_and_once() -> None:
    school = School()
    pair = make.partnership(with_=make.officer(school.agency, email="Cal@police.example"))
    officer = pair.tenures.get(kind="lead").officer
    for event in school.events:
        row = occurrence_for(event=event, on=event.starts_on, at=NOON)
        Attendance.objects.create(occurrence=row, partnership=pair, who="officer", officer=officer, came=True, told_by="officer", at=LATER)
    school.came(school.events[0], "cal@police.example", officer=officer)
    (made,) = school.issue()
    assert (made.email_folded, made.officer, made.minutes) == ("cal@police.example", officer, 240)


def test_who_signed_up_and_did_not_come_or_whose_date_was_called_off_gets_none() -> None:
    school = School()
    school.all_came()
    Registration.objects.filter(occurrence__event=school.events[1]).update(came_at=None, came_party=None)
    assert school.issue() == []
    school.came(school.events[1])
    school.events[1].occurrences.update(cancelled_at=NOON)
    assert school.issue() == []


def test_enough_of_them_is_enough() -> None:
    school = School(needed=1)
    services.set_lessons(course=school.course, events=school.events, required=[], by=SYSTEM, at=NOON)
    school.came(school.events[1])
    (made,) = school.issue()
    assert (made.finished_on, made.minutes) == (date(2026, 12, 5), 120)


def two_lists() -> tuple[Course, list[list[Event]]]:
    school = School()
    return school.course, [[make.event(school.agency, kind="training", title=f"{name} {n}") for n in range(8)] for name in ("Old", "New")]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_the_events_at_once_one_list_stands_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    course, each = two_lists()
    plain, looked, over = Lesson.objects.bulk_create, threading.Event(), threading.Event()

    def slow(rows: list[Lesson]) -> list[Lesson]:
        """Whoever has taken the old list away first waits for the other, who cannot get there as long as the course is held."""
        if not looked.is_set():
            looked.set()
            over.wait(0.5)
        return plain(rows)

    monkeypatch.setattr(Lesson.objects, "bulk_create", slow)
    ends = together(*(lambda some=some: services.set_lessons(course=course, events=some, required=[], by=SYSTEM, at=NOON) for some in each))
    assert ends == [None, None]
    assert set(course.lessons.values_list("event__title", flat=True)) in [{event.title for event in some} for some in each]


@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_course_both_lists_stand() -> None:
    course, each = two_lists()
    gone = threading.Barrier(2)

    def careless(some: list[Event]) -> None:
        course.lessons.all().delete()
        gone.wait(20)
        Lesson.objects.bulk_create([Lesson(course=course, event=event) for event in some])

    assert together(*(lambda some=some: careless(some) for some in each)) == [None, None]
    assert course.lessons.count() == 16


def test_it_counts_and_is_reminded_of_by_the_day_of_the_school() -> None:
    """Its first day without is December 5th; at three by UTC it is still the evening before in New York."""
    school = School(valid_months=12)
    school.all_came()
    (made,) = school.issue()
    ends = datetime(2027, 12, 5, tzinfo=UTC)
    assert [made.counts(ends + timedelta(hours=hours)) for hours in (3, 6)] == [True, False]
    first = ends - rules.REMIND_BEFORE
    assert [services.remind(at=first + timedelta(hours=hours)) for hours in (3, 6, 8)] == [0, 1, 0]


def test_a_certificate_runs_out_and_a_new_one_needs_new_attendance() -> None:
    school = School(valid_months=12)
    school.all_came()
    (first,) = school.issue()
    assert first.expires_on == date(2027, 12, 5)
    again = [make.event(school.agency, kind="training", starts_on=date(2027, 11, 6) + n * WEEK) for n in range(2)]
    services.set_lessons(course=school.course, events=again, required=again, by=SYSTEM, at=LATER)
    for event in again:
        school.came(event)
    (second,) = school.issue(LATER + 52 * WEEK)
    assert (second.finished_on, second.expires_on) == (date(2027, 11, 13), date(2028, 11, 13))
    assert school.issue(LATER + 52 * WEEK) == []


def test_the_holder_hears_once_before_it_runs_out_and_not_with_a_newer_one() -> None:
    school = School(valid_months=12)
    school.all_came()
    school.all_came("sam@mail.example")
    school.issue()
    rows = {row.email_folded: row for row in Certificate.objects.all()}
    newer = {"course": school.course, "name": "Sam", "email_folded": "sam@mail.example", "minutes": 1, "issued_at": LATER}
    Certificate.objects.create(**newer, finished_on=date(2027, 6, 1), expires_on=date(2028, 6, 1))
    soon = LATER + 40 * WEEK
    assert rows["ana@mail.example"].expires_on - soon.date() <= timedelta(days=60)
    assert [services.remind(at=soon), services.remind(at=soon)] == [1, 0]
    assert list(Message.objects.filter(kind="training.ending").values_list("email", flat=True)) == ["ana@mail.example"]


def test_taken_back_it_says_why_and_is_not_issued_again() -> None:
    school = School()
    school.all_came()
    (made,) = school.issue()
    services.revoke(certificate=made, words="Issued by mistake.", by=SYSTEM, at=LATER)
    assert school.issue() == []
    with pytest.raises(CannotRevoke):
        services.revoke(certificate=made, words="Again", by=SYSTEM, at=LATER)
    page = Client().get(made.get_absolute_url()).content.decode()
    assert "It was taken back and does not count. Issued by mistake." in page
    assert Client().get(reverse("certificate_pdf", args=[made.code])).status_code == 404


def test_more_than_there_are_cannot_be_asked_for() -> None:
    school = School()
    school.course.needed = 3
    with pytest.raises(CannotTeach, match="asks for 3 events"):
        services.set_lessons(course=school.course, events=school.events, required=[], by=SYSTEM, at=NOON)
    with pytest.raises(CannotTeach, match="not part of the course"):
        services.set_lessons(course=Course.objects.get(), events=school.events[:1], required=school.events[1:], by=SYSTEM, at=NOON)
    assert school.course.lessons.count() == 2


def test_anyone_with_the_code_may_check_it_and_nobody_finds_it_without() -> None:
    school = School(valid_months=1)
    school.all_came()
    (made,) = school.issue()
    client = Client()
    with time_machine.travel(NOON + 3 * WEEK, tick=False):
        assert "This certificate counts." in client.get(made.get_absolute_url()).content.decode()
    with time_machine.travel(LATER, tick=False):
        assert "It ran out on" in client.get(made.get_absolute_url()).content.decode()
    assert client.get(reverse("certificate", args=[made.key])).status_code == 404
    assert "ana@mail.example" not in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.one_engine
def test_the_navigation_stands_at_the_thumb_for_those_alone_who_have_signed_in() -> None:
    school = School()
    school.all_came()
    (made,) = school.issue()
    client = Client()
    seen = [client.get(made.get_absolute_url()).content.decode()]
    client.force_login(make.person())
    seen.append(client.get(made.get_absolute_url()).content.decode())
    assert ['<body class="is-phone">' in page for page in seen] == [False, True]


def test_the_code_of_the_paper_is_typed_on_a_page_of_its_own_and_a_wrong_one_is_told() -> None:
    school = School()
    school.all_came()
    (made,) = school.issue()
    client, page = Client(), reverse("certificate_check")
    assert client.get(page).status_code == 200
    typed = f" {made.code[:4].upper()}-{made.code[4:8]} {made.code[8:]}"
    assert client.get(page, {"code": typed})["Location"] == made.get_absolute_url()
    for wrong in (client.get(page, {"code": "abcdabcdabcd"}), client.get(reverse("certificate", args=["abcdabcdabcd"]))):
        assert (wrong.status_code, "No certificate has this code." in wrong.content.decode()) == (404, True)
    assert client.get(page, {"code": ""}).status_code == 422


def test_codes_are_not_tried_by_the_hundred() -> None:
    cache.clear()  # where it is counted how often somebody has asked
    client, page = Client(), reverse("certificate_check")
    ends = [client.get(page, {"code": f"abcdabcd{n:04}"}).status_code for n in range(61)]
    assert (ends[:60], ends[60]) == ([404] * 60, 429)


def test_whoever_has_begun_sees_what_is_missing() -> None:
    school = School()
    assert queries.under_way("ana@mail.example", []) == []
    school.came(school.events[0])
    (one,) = queries.under_way("ana@mail.example", [])
    assert (one.course, [(lesson.event, was) for lesson, was in one.lessons], one.left) == (
        school.course,
        [(school.events[0], True), (school.events[1], False)],
        1,
    )
    ana = make.person("Ana", email="ana@mail.example")
    client = Client()
    client.force_login(ana)
    assert "One event is missing for the certificate." in client.get(reverse("certificate_mine")).content.decode()
    school.came(school.events[1])
    held = school.issue()
    assert queries.under_way("ana@mail.example", held) == []


def test_what_counted_for_a_certificate_that_runs_out_does_not_count_for_the_next() -> None:
    school = School(valid_months=12)
    school.all_came()
    held = school.issue()
    assert queries.under_way("ana@mail.example", held) == []


def test_the_paper_is_the_same_whenever_it_is_asked_for() -> None:
    school = School()
    school.all_came()
    (made,) = school.issue()
    assert paper.certificate(made)[:5] == b"%PDF-"
    assert paper.certificate(made) == paper.certificate(Certificate.objects.get())


def test_an_agency_sees_its_own_officers_and_no_other_name() -> None:
    school = School()
    officer = make.officer(school.agency, email="cal@police.example")
    school.all_came()
    school.all_came("cal@police.example", officer=officer)
    school.issue()
    desk, staff, stranger, ana = make.person("Lena"), make.staff(), make.person("Who"), make.person("Ana", email="ana@mail.example")
    make.grant(desk, "liaison", school.agency.scope)
    seen = {who.name: sorted(Certificate.objects.visible_to(who).values_list("email_folded", flat=True)) for who in (desk, staff, stranger, ana)}
    both = ["ana@mail.example", "cal@police.example"]
    assert seen == {"Lena": ["cal@police.example"], staff.name: both, "Who": [], "Ana": ["ana@mail.example"]}


def test_the_hours_of_an_agency_are_those_of_each_officer(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    school = School()
    desk = make.person("Lena")
    make.grant(desk, "liaison", school.agency.scope)
    for n in range(3):
        pair = make.partnership(with_=make.officer(school.agency, last_name="=cmd", email=f"o{n}@police.example"))
        for event in school.events[: n + 1]:
            row = occurrence_for(event=event, on=event.starts_on, at=NOON)
            officer = pair.tenures.get(kind="lead").officer
            Attendance.objects.create(occurrence=row, partnership=pair, who="officer", officer=officer, came=True, told_by="officer", at=LATER)
            if n == 2:
                OfficerHours.objects.create(occurrence=row, officer=officer, duty="ot", minutes=95, noted_at=LATER)
    span = (NOON, LATER)
    lines = list(queries.hours_of(school.agency, *span))
    officers = {line.officer.pk: line.officer for line in lines}
    each = sorted((pk, one.on, one.title, one.duty, one.minutes, one.noted) for pk, who in officers.items() for one in events.hours(who, *span))
    assert sorted((one.officer.pk, one.on, one.title, one.duty, one.minutes, one.noted) for one in lines) == each
    client = Client()
    client.force_login(desk)
    answer = client.get(reverse("agency_hours", args=[school.agency.key]), {"first": "2026-11-01", "last": "2027-01-31", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["last_name"], row["minutes"], row["duty"]) for row in rows].count(("'=cmd", "95", "overtime")) == 2
    assert len(rows) == len(lines) == 5


def _link(answer: Any, pattern: str) -> str:
    found = re.search(pattern, answer.content.decode())
    assert found is not None
    return html.unescape(found[1])


def test_the_page_of_hours_shows_25_at_a_time_and_the_file_all(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    school = School()
    desk = make.person("Lena")
    make.grant(desk, "liaison", school.agency.scope)
    row = occurrence_for(event=school.events[0], on=school.events[0].starts_on, at=NOON)
    officers = [make.officer(school.agency, last_name=f"Cole{n:02}") for n in range(27)]
    OfficerHours.objects.bulk_create(OfficerHours(occurrence=row, officer=one, duty="on", minutes=60, noted_at=LATER) for one in officers)
    client = Client()
    client.force_login(desk)
    span, url = {"first": "2026-11-01", "last": "2027-01-31"}, reverse("agency_hours", args=[school.agency.key])
    first = client.get(url, span)
    second = client.get(_link(first, r'rel="next" href="([^"]+)"'))
    shown = [[one.last_name for one in officers if one.last_name in answer.content.decode()] for answer in (first, second)]
    assert shown == [[one.last_name for one in officers[:25]], [one.last_name for one in officers[25:]]]
    for answer in (first, second):
        assert "27 entries, 27.0 hours." in answer.content.decode()
    assert ('rel="prev"' in second.content.decode(), 'rel="next"' in second.content.decode()) == (True, False)
    whole = client.get(_link(second, r'href="([^"]+format=csv)"'))
    assert len(list(csv.DictReader(io.StringIO(whole.content.decode())))) == 27
    assert client.get(url, {**span, "last": "2020-01-01"}).status_code == 422


@pytest.mark.parametrize(("said", "counts"), [("on", "on"), ("ot", "ot"), ("off", "off"), ("", "")])
def test_the_hours_are_in_the_time_that_an_officer_said_as_a_guest(said: str, counts: str) -> None:
    school = School()
    pair = make.partnership(with_=make.officer(school.agency))
    officer = pair.tenures.get(kind="lead").officer
    place = school.came(school.events[0], officer.email, officer=officer)
    row = place.occurrence
    Registration.objects.filter(pk=place.pk).update(duty=said)
    Attendance.objects.create(occurrence=row, partnership=pair, who="officer", officer=officer, came=True, told_by="officer", at=LATER)
    assert [one.duty for one in queries.hours_of(school.agency, NOON, LATER)] == [counts]
    assert [one.duty for one in events.hours(officer, NOON, LATER)] == [counts]
    Registration.objects.filter(pk=place.pk).update(state="no")  # an answer taken back says nothing
    assert [one.duty for one in queries.hours_of(school.agency, NOON, LATER)] == [""]


@pytest.mark.parametrize("work", ["issue", "hours", "list"])
def test_the_price_does_not_grow(work: str, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    prices = []
    for count in (1, 3):
        school, staff = School(), make.staff() if count == 1 else make.person("Other")
        if count == 3:
            make.grant(staff, "national_staff", make.nation())
        client = Client()
        client.force_login(staff)
        for n in range(count):
            school.all_came(f"a{count}{n}@mail.example")
        client.get(reverse("course_list"))
        with CaptureQueriesContext(connection) as spent:
            if work == "issue":
                queries.learners(school.course)
            elif work == "hours":
                list(queries.hours_of(school.agency, NOON, LATER))
            else:
                client.get(school.course.get_absolute_url())
        prices.append(len(spent))
    assert prices[0] == prices[1]


def test_the_job_issues_for_every_course_that_is_offered() -> None:
    schools = [School(), School()]
    for n, school in enumerate(schools):
        school.all_came(f"a{n}@mail.example")
    services.retire(course=schools[1].course, by=SYSTEM, at=NOON)
    jobs.certificates(LATER)
    assert list(Certificate.objects.values_list("email_folded", flat=True)) == ["a0@mail.example"]
