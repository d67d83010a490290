"""A city is launched: staff plan it, print letters, a congregation opens its own, people pledge on the tablet, and the board shows it all."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.access.models import Person
from onecop.congregations.models import Enrollment
from onecop.kernel.clock import now
from onecop.launch.models import Launch, Mailing, Pledge, ProspectInvitation
from onecop.mail.models import Message
from onecop.tasks.services import run_now
from tests import make
from tests.browser.conftest import runs_over, shoot
from tests.launch import pictures, town

WIDTHS = (390, 820, 1280)
"""A phone, a tablet held upright, a desk."""


@pytest.fixture(scope="module")
def owner(site: Any) -> Person:
    return make.staff("Nadia Osei")


def sound(page: Any, name: str, axe: Any) -> None:
    """Nothing runs over the edge at either width, axe finds nothing, and a picture is kept for who wants to look."""
    usual = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        shoot(page, name)
        assert runs_over(page) == [], name
        assert axe(page) == [], name
    page.set_viewport_size(usual)


def test_a_city_from_the_plan_to_the_board(visit: Any, owner: Person, axe: Any) -> None:
    agency = make.agency("Port Ellery Police")
    houses = [town.prospect(agency, name, n) for n, name in enumerate(["Lotus Pond Temple", "Beth Shalom", "Olive Grove Mosque"], 1)]
    desk, phone, tablet = visit(1280, person=owner), visit(390), visit(1280)

    # Staff plan the launch; the playbook fills in.
    desk.goto(reverse("launch_list"))
    desk.get_by_role("link", name="Plan a launch").click()
    desk.get_by_label("Agency").fill(agency.ori)
    desk.get_by_label("Day of the launch").fill((now() + timedelta(days=60)).date().isoformat())
    desk.get_by_label("Day of the luncheon").fill((now() + timedelta(days=53)).date().isoformat())
    desk.get_by_label("Where the luncheon is").fill("City Library, great hall")
    sound(desk, "launch-new", axe)
    desk.get_by_role("button", name="Make the plan").click()
    desk.get_by_text("The plan stands.").wait_for()
    city = Launch.objects.get(agency=agency)
    sound(desk, "launch-plan", axe)
    desk.get_by_role("button", name="Done: Find a place for the luncheon").click()
    desk.get_by_text("Done: Find a place for the luncheon").first.wait_for()
    assert city.tasks.get(code="place").done_by_id == owner.pk

    # They count, then write the letters; a worker prints them.
    desk.goto(reverse("launch_prospects", args=[city.key]))
    sound(desk, "launch-prospects", axe)
    desk.get_by_role("link", name="Invite congregations").click()
    desk.get_by_role("button", name="Count them").click()
    desk.get_by_text("3 congregations get a letter").wait_for()
    sound(desk, "launch-invite", axe)
    desk.get_by_role("button", name="Write the invitations").click()
    desk.get_by_role("heading", name="Letters to print").wait_for()
    mailing = Mailing.objects.get(launch=city)
    assert mailing.job is not None
    run_now(mailing.job)
    with desk.expect_download() as got:
        desk.get_by_role("button", name="Download file 1").click()
    pdf = got.value.path().read_bytes()
    assert pictures.count(pdf) == 3
    sound(desk, "launch-mailing", axe)

    # A phone reads the code of the first letter: looking notes nothing, Start opens a form of that congregation.
    address = pictures.read_code(pictures.page(pdf, 1) or b"")
    phone.goto(address)
    phone.get_by_role("heading", name="Welcome, Lotus Pond Temple").wait_for()
    assert not ProspectInvitation.objects.filter(opened_at__isnull=False).exists()
    sound(phone, "launch-invited", axe)
    phone.get_by_role("button", name="Start").click()
    phone.get_by_label("Your name").wait_for()
    draft = Enrollment.objects.get(launch_invitations__congregation=houses[0])
    phone.goto(reverse("enrollment_page", args=[draft.key, "place"]))
    assert phone.get_by_label("Name of your congregation").input_value() == "Lotus Pond Temple"
    assert phone.get_by_label("Street address where you worship").input_value() == "1 Willow Street"

    # On the tablet three people pledge, one after another; nothing of the former stays.
    desk.goto(reverse("launch_code", args=[city.key]))
    sound(desk, "launch-code", axe)
    tablet.goto(reverse("pledge_tablet", args=[city.code]))
    sound(tablet, "launch-tablet", axe)
    for name, email, letters, thanks in (
        ("Miriam Adler", "miriam@mail.example", "beth", "Thank you for your pledge!"),
        ("Dan Adler", "dan@mail.example", "shalom", "Your congregation is with us already."),
        ("Yusuf Khan", "", "olive", "Somebody of our staff calls you"),
    ):
        assert tablet.get_by_label("Your name").input_value() == ""
        assert tablet.get_by_label("Your congregation").input_value() == ""
        tablet.get_by_label("Your congregation").press_sequentially(letters)
        tablet.locator("#found label").first.click()
        tablet.get_by_label("Your name").fill(name)
        tablet.get_by_text("I lead it").click()
        if email:
            tablet.get_by_label("Your e-mail address").fill(email)
        else:
            tablet.get_by_label("Or your phone number").fill("202 555 0147")
        tablet.get_by_role("button", name="Pledge", exact=True).last.click()
        tablet.get_by_text(thanks).wait_for()
        assert name not in tablet.content()
        tablet.get_by_role("link", name="Next person").click()
        tablet.get_by_label("Your name").wait_for()
    sound(tablet, "launch-tablet-again", axe)
    tablet.go_back()
    assert "Yusuf Khan" not in tablet.content()
    assert Pledge.objects.filter(already=True).count() == 1
    assert Enrollment.objects.filter(pledges__launch=city).count() == 2
    assert Message.objects.filter(kind="launch.pledged", email="miriam@mail.example").count() == 1

    # The board tells it, and what staff do next.
    desk.goto(reverse("launch_board", args=[city.key]))
    desk.get_by_role("heading", name="2 pledges wait for you").wait_for()
    sound(desk, "launch-board", axe)
    desk.get_by_role("link", name="pledged", exact=True).click()
    desk.locator("#board tbody tr").nth(1).wait_for()
    assert desk.locator("#board tbody tr").count() == 2
    desk.get_by_role("link", name="Pledges", exact=True).click()
    sound(desk, "launch-pledges", axe)


def test_a_pledge_without_javascript(visit: Any, owner: Person) -> None:
    agency = make.agency("Mill Bay Police")
    town.prospect(agency, "Grace Chapel")
    city = town.launch(agency, lead=owner)
    page = visit(390, javascript=False)
    page.goto(reverse("pledge_page", args=[city.code]))
    page.get_by_label("Your congregation").fill("grace")
    page.get_by_role("button", name="Find it").click()
    page.get_by_text("Grace Chapel, Port Ellery").click()
    page.get_by_label("Your name").fill("Ana Cruz")
    page.get_by_text("I lead it").click()
    page.get_by_label("Your e-mail address").fill("ana@mail.example")
    page.get_by_role("button", name="Pledge", exact=True).last.click()
    page.get_by_text("Thank you for your pledge!").wait_for()
    assert Pledge.objects.get(launch=city).congregation is not None
