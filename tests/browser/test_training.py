"""A course from its making to the paper: the desk offers it, a coordinator comes to both events, and anyone checks the code of the certificate."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from onecop.agencies.models import Agency
from onecop.events.models import Event
from onecop.events.services import occurrence_for
from onecop.kernel.actor import SYSTEM
from onecop.registrations import services as places
from onecop.registrations.models import Registration
from onecop.training import jobs
from onecop.training.models import Certificate, Course
from tests import make
from tests.browser.conftest import runs_over, shoot


def sound(page: Any, name: str, axe: Any) -> None:
    """Nothing runs over the edge at either width, axe finds nothing, and a picture is kept for who wants to look."""
    usual = page.viewport_size
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        shoot(page, name)
        assert runs_over(page) == [], name
        assert axe(page) == [], name
    page.set_viewport_size(usual)


@pytest.fixture(scope="module")
def agency(site: Any) -> Agency:
    return make.agency("Port Ellery Police")


def came(event: Event, email: str) -> None:
    row = occurrence_for(event=event, on=event.starts_on, at=timezone.now())
    place = places.invite(occurrence=row, name="Ana Reyes", email=email, by=SYSTEM, at=row.starts_at - timedelta(days=1))
    Registration.objects.filter(pk=place.pk).update(state="yes", came_at=row.starts_at, came_party=1)


def test_from_the_course_to_the_certificate_that_anyone_checks(visit: Any, agency: Agency, axe: Any) -> None:
    today = timezone.now().date()
    events = [make.event(agency, kind="training", title=f"Safety, part {n}", starts_on=today - timedelta(days=14 - n)) for n in (1, 2)]
    liaison, ana = make.person("Lena Moore"), make.person("Ana Reyes")
    make.grant(liaison, "liaison", agency.scope)
    make.grant(ana, "coordinator", make.congregation("Lotus Pond Temple").scope)
    desk, phone, anyone = visit(1280, person=liaison), visit(390, person=ana), visit(390)

    # The desk makes the course and chooses its events.
    desk.goto(reverse("course_list"))
    sound(desk, "training-list", axe)
    desk.get_by_role("link", name="New course").click()
    desk.get_by_label("What is the course called?").fill("Safety and welcome")
    desk.get_by_label("What is learned").fill("How to keep a house of worship safe and open.")
    desk.get_by_label("For how many months the certificate counts").fill("24")
    sound(desk, "training-new", axe)
    desk.get_by_role("button", name="Go on to its events").click()
    for group in ("Events of the course", "Nobody finishes without"):
        for event in events:
            desk.get_by_role("group", name=group).get_by_text(event.title).click()
    sound(desk, "training-events", axe)
    desk.get_by_role("button", name="Keep").click()
    desk.get_by_role("heading", name="Safety and welcome").wait_for()
    course = Course.objects.latest("pk")
    assert sorted(course.lessons.values_list("required", flat=True)) == [True, True]
    sound(desk, "training-course", axe)

    # After the first of two the coordinator sees what is missing; after the second the certificate is there.
    phone.goto(reverse("certificate_mine"))
    phone.get_by_text("None yet.").wait_for()
    came(events[0], ana.email)
    phone.reload()
    phone.get_by_text("One event is missing for the certificate.").wait_for()
    sound(phone, "training-under-way", axe)
    came(events[1], ana.email)
    jobs.certificates(timezone.now())
    phone.reload()
    phone.get_by_role("link", name="Safety and welcome").click()
    phone.get_by_text("This certificate counts.").wait_for()
    sound(phone, "training-certificate", axe)
    made = Certificate.objects.latest("pk")
    answer = phone.request.get(reverse("certificate_pdf", args=[made.code]))
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")

    # Whoever has the paper checks its code without an account. A wrong one is told.
    anyone.goto(reverse("certificate_check"))
    sound(anyone, "training-check", axe)
    anyone.get_by_label("Code on the certificate").fill(f"{made.code[:-1]}{'a' if made.code[-1] != 'a' else 'b'}")
    anyone.get_by_role("button", name="Check it").click()
    anyone.get_by_text("No certificate has this code.").wait_for()
    anyone.complaints.clear()  # the browser notes that such a page is answered with 404
    sound(anyone, "training-wrong", axe)
    anyone.get_by_label("Code on the certificate").fill(made.code.upper())
    anyone.get_by_role("button", name="Check it").click()
    anyone.get_by_text("This certificate counts.").wait_for()
    anyone.get_by_text("Ana Reyes").first.wait_for()
    assert ana.email not in anyone.content()
    desk.reload()
    assert "Ana Reyes" not in desk.content()  # an agency sees the names of its own officers alone


def test_the_desk_takes_the_hours_of_its_officers_as_a_file(visit: Any, agency: Agency, axe: Any) -> None:
    liaison = make.person("Joan Petrie")
    make.grant(liaison, "liaison", agency.scope)
    desk = visit(1280, person=liaison)
    desk.goto(reverse("agency_hours", args=[agency.key]))
    sound(desk, "training-hours-none", axe)
    pair = make.partnership(with_=make.officer(agency, email="cal@police.example"))
    officer = pair.tenures.get(kind="lead").officer
    event = make.event(agency, kind="training", title="Safety, part 3", starts_on=timezone.now().date() - timedelta(days=3))
    row = occurrence_for(event=event, on=event.starts_on, at=timezone.now())
    officer.event_hours.create(occurrence=row, duty="ot", minutes=95, noted_at=timezone.now())
    desk.reload()
    desk.get_by_role("cell", name="Safety, part 3").wait_for()
    sound(desk, "training-hours", axe)
    with desk.expect_download() as got:
        desk.get_by_role("link", name="Download as CSV").click()
    assert "Safety, part 3" in got.value.path().read_text()
