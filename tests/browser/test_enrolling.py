"""The whole enrollment in a real browser on a phone, with and without JavaScript."""

from typing import Any

import pytest

from onecop.congregations.models import Enrollment
from tests import make


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_coordinator_enrolls_on_a_phone(browser: Any, live_server: Any, javascript: bool) -> None:
    make.region()
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(30_000)

    def go() -> None:
        if javascript:
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, f"{page.url} is wider than a phone"
        page.get_by_role("button", name="Save and go on").last.click()

    def tick(words: str) -> None:
        page.locator("label", has_text=words).first.click()

    def write(**words: str) -> None:
        for name, value in words.items():
            page.locator(f"[name={name.replace('__', '-')}]").fill(value)

    page.goto(f"{live_server.url}/enroll/")
    page.get_by_role("button", name="Begin").click()
    tick("I would be its coordinator")
    write(name="Mai Pham", email="mai@mail.example", leader_name="Minh Tran", leader_email="minh@temple.example")
    go()
    write(name="Lotus Pond Temple", street="12 Alder St", city="Port Ellery", zip="20001")
    page.locator("[name=state]").select_option("DC")
    go()
    tick("About right")
    go()
    page.locator("[name=tradition]").select_option("buddhist")
    tick("Vietnamese")
    go()
    page.locator("[name=row-0-weekday]").select_option("6")
    write(row__0__starts="10:00", row__0__ends="11:30")
    page.get_by_role("button", name="Add another gathering").click()
    page.locator("[name=row-1-weekday]").select_option("2")
    write(row__1__starts="19:00", row__1__ends="18:00")
    go()
    assert page.get_by_text("It ends before it begins.").first.is_visible()
    page.get_by_role("button", name="Remove gathering 2").click()
    go()
    tick("Our faith leader")
    go()
    tick("I will")
    go()
    write(hopes="A safer walk to the evening chant.")
    go()
    tick("I have read the charter")
    write(signed="Mai Pham")
    go()
    page.get_by_role("button", name="Send the enrollment").click()
    assert page.locator("h1").inner_text() == "Welcome, Lotus Pond Temple!"
    sent = Enrollment.objects.select_related("congregation").get()
    assert (sent.standing, sent.congregation.hopes, sent.congregation.service_times.count()) == ("applied", "A safer walk to the evening chant.", 1)
    context.close()
