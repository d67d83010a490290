"""The door with the network cut: taps wait on the phone, are sent later, and count once."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.registrations import queries, services
from onecop.registrations.models import Registration, Seats, Tap
from tests import make
from tests.browser.conftest import AXE

pytestmark = pytest.mark.django_db(transaction=True)


def evening() -> Any:
    """A date that begins in an hour, with two parties on its list."""
    begins = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    made = make.event(make.congregation(), public=True, sign_up="anyone", zone="UTC", starts_on=begins.date(), starts=begins.time(), capacity=20)
    date = events.occurrence_for(event=made, on=made.starts_on, at=timezone.now())
    for name, party in (("Ana Ruiz", 2), ("Ben Osei", 1)):
        services.register(occurrence=date, name=name, email=f"{name[:3]}@mail.example", party=party, by=SYSTEM, at=timezone.now())
    return date


def until(page: Any, holds: str) -> None:
    """Ask the page until something holds: the content policy forbids what Playwright's own waiting would run."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def test_the_door_works_without_a_network_and_counts_once(context: Any, page: Any) -> None:
    date = evening()
    token = services.open_door(occurrence=date, name="Sam", names=True, by=SYSTEM, at=timezone.now())
    address = reverse("door", args=[token])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    page.wait_for_selector("#door[data-ready]")
    page.get_by_role("button", name="Here (1): Ben Osei").click()
    expect(page.locator("#door-state")).to_contain_text("Everything is sent")
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, f"caches.match('{address}', {{ignoreVary: true}}).then(Boolean)")
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))") == []

    context.set_offline(True)
    page.get_by_role("button", name="Here (2): Ana Ruiz").click()
    for _ in range(3):
        page.get_by_role("button", name="One more: Heads").click()
    expect(page.locator("#door-state")).to_contain_text("4")
    page.reload()
    page.wait_for_selector("#door[data-ready]")
    assert (page.inner_text("#door-here"), page.inner_text("#heads")) == ("3", "3")
    assert Tap.objects.count() == 1

    # What was sent, but whose answer was lost, is sent again.
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#door-state")).to_contain_text("Everything is sent")
    assert (Tap.objects.count(), Seats.objects.get().heads) == (5, 3)
    assert dict(Registration.objects.values_list("name", "came_party")) == {"Ana Ruiz": 2, "Ben Osei": 1}
    assert queries.attendance([date.pk])[date.pk].by_name == 3

    page.get_by_role("button", name="Finish").click()
    expect(page.locator("#door-state")).to_contain_text("Finished")
    left = page.evaluate("Promise.all([indexedDB.databases(), caches.keys()]).then(([a, b]) => a.length + b.length)")
    assert (left, page.inner_text("#door-guests")) == (0, "")
    page.complaints[:] = [said for said in page.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def test_walk_ins_by_name_wait_without_a_network_and_come_in_once(context: Any, page: Any) -> None:
    date = evening()
    token = services.open_door(occurrence=date, name="Sam", names=True, by=SYSTEM, at=timezone.now())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("door", args=[token]))
    page.wait_for_selector("#door[data-ready]")
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, f"caches.match('{reverse('door', args=[token])}', {{ignoreVary: true}}).then(Boolean)")

    context.set_offline(True)
    for name, number in (("Cleo Abara", 3), ("Dan Weiss", 1)):
        if not page.get_by_label("Name", exact=True).is_visible():
            page.get_by_text("Write down a name").click()
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("How many, with them").fill(str(number))
        page.get_by_role("button", name="Write it down").click()
    page.get_by_role("button", name="One more: Dan Weiss").click()
    expect(page.locator("#door-state")).to_contain_text("3 taps wait")
    page.reload()
    page.wait_for_selector("#door[data-ready]")
    expect(page.locator("#door-guests")).to_contain_text("Cleo Abara")
    assert (Tap.objects.count(), Registration.objects.filter(source="door").count()) == (0, 0)
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("#door-state")).to_contain_text("Some taps still wait")

    # The answer to the first sending is lost: the same taps go a second time.
    lost: list[str] = []

    def lose(route: Any) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/taps/", lose, times=1)
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#door-state")).to_contain_text("Everything is sent", timeout=20_000)
    assert len(lost) == 1
    found = Registration.objects.filter(source="door").order_by("name")
    assert list(found.values_list("name", "state", "came_party")) == [("Cleo Abara", "yes", 3), ("Dan Weiss", "yes", 2)]
    assert (Tap.objects.count(), Seats.objects.get().taken, queries.attendance([date.pk])[date.pk].by_name) == (3, 3, 5)

    page.get_by_role("button", name="Finish").click()
    expect(page.locator("#door-state")).to_contain_text("Finished")
    left = page.evaluate("Promise.all([indexedDB.databases(), caches.keys()]).then(([a, b]) => a.length + b.length)")
    assert (left, page.inner_text("#door-guests")) == (0, "")
    page.complaints[:] = [said for said in page.complaints if "ERR_" not in said]
