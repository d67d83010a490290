"""A ride-along on a phone, with and without JavaScript: rules by the liaison, apply, book, sign, check in, check out, evidence for step 3."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Post
from onecop.kernel.clock import now
from onecop.partnerships.choices import FactKind
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import facts_of
from onecop.ridealongs.days import after_business_days
from onecop.ridealongs.models import RideAlong, RuleSet, WaiverSignature
from tests import make
from tests.browser.conftest import runs_over, shoot


@pytest.fixture(scope="module")
def owner(site: Any) -> Person:
    return make.staff("Nadia Osei")


def town(owner: Person, name: str) -> tuple[Partnership, Person]:
    """A partnership whose agency has no rules yet, and its liaison."""
    agency = make.agency(f"{name} Police")
    officer = make.officer(agency, first_name="Caleb", last_name="Brooks", email=f"brooks@{name.lower().replace(' ', '')}.example")
    partnership = make.partnership(of=make.congregation(f"{name} Gurdwara"), with_=officer, owner=owner, began_at=now())
    liaison = make.person("Joan Petrie")
    assert agency.scope is not None
    make.grant(liaison, "liaison", agency.scope)
    Post.objects.create(agency=agency, kind="liaison", person=liaison, name=liaison.name, email=liaison.email, started_on=now().date())
    return partnership, liaison


def sound(page: Any, name: str, axe: Any, *, javascript: bool) -> None:
    """Nothing runs over the edge, axe finds nothing, and a picture is kept for who wants to look."""
    shoot(page, name)
    assert runs_over(page) == []
    if javascript:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_ride_from_the_rules_to_the_evidence(visit: Any, owner: Person, axe: Any, javascript: bool) -> None:
    partnership, liaison = town(owner, "Mill Bay" if javascript else "Cedar Gap")
    agency, rider = partnership.agency, partnership.tenures.get(kind="coordinator").contact
    driver = partnership.tenures.get(kind="lead").officer
    assert rider is not None
    assert driver is not None
    desk = visit(1280, javascript=javascript, person=liaison)
    phone = visit(390, javascript=javascript, person=rider.person)
    how = "with" if javascript else "without"

    # The liaison sets rules, reads them in plain language first, and adds a watch.
    desk.goto(reverse("ride_rules", args=[agency.key]))
    desk.get_by_label("Business days of notice").fill("3")
    if javascript:
        desk.get_by_label("Business days of notice").blur()
    else:
        desk.get_by_role("button", name="Preview").click()
    desk.get_by_text("Apply at least 3 business days ahead").wait_for()
    assert RuleSet.objects.filter(agency=agency).count() == 0
    desk.get_by_label("How long a ride lasts").select_option("4")
    sound(desk, f"rides-rules-{how}", axe, javascript=javascript)
    desk.get_by_role("button", name="Put these rules in force").click()
    desk.get_by_text("Version 1 is in force.").wait_for()
    desk.goto(reverse("ride_watches", args=[agency.key]))
    desk.get_by_label("Name of the watch").fill("Day watch")
    desk.get_by_label("Begins").fill("06:00")
    desk.get_by_role("button", name="Add it").click()
    desk.get_by_text("Riders can ask for it now").wait_for()
    sound(desk, f"rides-watches-{how}", axe, javascript=javascript)

    # The rider asks for tomorrow, is told why not and when, and takes that day.
    phone.goto(reverse("ride_apply", args=[partnership.key]))
    phone.locator("label", has_text=str(rider)).click()
    phone.locator("label", has_text="Ride-along").first.click()
    phone.get_by_label("On which day?").fill((now() + timedelta(days=1)).date().isoformat())
    phone.locator("label", has_text="18 or older").click()
    phone.locator("label", has_text="if possible").click()
    phone.get_by_label("Is there anything about religious dress").fill("May I wear my turban and kara?")
    sound(phone, f"rides-apply-{how}", axe, javascript=javascript)
    phone.get_by_role("button", name="Send the application").click()
    phone.get_by_text("The agency needs 3 business days’ notice.").wait_for()
    phone.complaints.clear()  # the browser notes every answer of 422
    sound(phone, f"rides-refused-{how}", axe, javascript=javascript)
    first = after_business_days(now().date(), 3)
    assert phone.get_by_role("link", name=re.compile("^Take ")).get_attribute("href").startswith("?on=" + first.isoformat())  # type: ignore[union-attr]
    phone.get_by_label("On which day?").fill((first + timedelta(days=1)).isoformat())
    phone.get_by_role("button", name="Send the application").click()
    phone.get_by_text("Your application is in.").wait_for()
    sound(phone, f"rides-applied-{how}", axe, javascript=javascript)
    ride = RideAlong.objects.get(partnership=partnership)

    # The liaison finds it, settles dress and check, and books it.
    desk.goto(reverse("ride_queue"))
    sound(desk, f"rides-queue-{how}", axe, javascript=javascript)
    desk.get_by_role("link", name=rider.name).click()
    desk.get_by_label("Your answer").fill("Yes, both, gladly.")
    desk.get_by_role("button", name="Settle it").click()
    desk.get_by_text("The rider has your answer.").wait_for()
    desk.get_by_role("combobox", name="Background check").select_option("clear")
    desk.get_by_role("button", name="Note it").click()
    desk.get_by_text("and nothing else.").wait_for()
    sound(desk, f"rides-answer-{how}", axe, javascript=javascript)
    desk.get_by_role("link", name="Book", exact=True).click()
    desk.get_by_label("Where to come to").fill("Front desk, 12 Canal Street")
    sound(desk, f"rides-book-{how}", axe, javascript=javascript)
    desk.get_by_role("button", name="Book").click()
    desk.get_by_text("Booked.").first.wait_for()
    desk.goto(reverse("ride_calendar", args=[agency.key]))
    desk.get_by_text("seat 1").wait_for()
    sound(desk, f"rides-calendar-{how}", axe, javascript=javascript)

    # The rider signs on the phone.
    phone.goto(ride.get_absolute_url())
    phone.get_by_role("link", name="Read and sign").click()
    phone.locator("label", has_text="I have read the waiver").click()
    phone.get_by_label("Your full name").fill("Mai Pham")
    sound(phone, f"rides-sign-{how}", axe, javascript=javascript)
    phone.get_by_role("button", name="Sign", exact=True).click()
    phone.get_by_text("Signed. You both have the document").wait_for()
    assert WaiverSignature.objects.get(ride=ride).name == "Mai Pham"
    with phone.expect_download() as paper:
        phone.get_by_role("link", name="The signed waiver (PDF)").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    sound(phone, f"rides-booked-{how}", axe, javascript=javascript)

    # The day has come: in by the rider, out by the officer.
    RideAlong.objects.filter(pk=ride.pk).update(ride_on=now().date(), starts_at=now(), ends_at=now() + timedelta(hours=4))
    phone.goto(ride.get_absolute_url())
    sound(phone, f"rides-today-{how}", axe, javascript=javascript)
    phone.get_by_role("button", name="Check in").click()
    phone.get_by_text("Checked in.").wait_for()
    officer = visit(390, javascript=javascript, person=driver.person)
    officer.goto(ride.get_absolute_url())
    sound(officer, f"rides-riding-{how}", axe, javascript=javascript)
    officer.get_by_role("button", name="Check out").click()
    officer.get_by_text("It counts for step 3.").first.wait_for()
    sound(officer, f"rides-done-{how}", axe, javascript=javascript)
    assert [(f.who, f.source) for f in facts_of([partnership.pk]) if f.kind == FactKind.RODE] == [("coordinator", f"ridealongs.ride:{ride.key}")]
