"""The national weekend: a host registers on a phone, staff accept, it stands on the map."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.mail.models import Message
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.weekend import services
from onecop.weekend.models import Batch, Weekend
from tests import make
from tests.browser.conftest import runs_over, shoot


@pytest.fixture(scope="module")
def weekend(site: Any) -> Weekend:
    at = now()
    first = at.date() + timedelta(days=14)
    made: Weekend = make.weekend(starts_on=first, ends_on=first + timedelta(days=2), opens_at=at - timedelta(days=2), closes_at=at + timedelta(days=9))
    make.region("Capital", ("VA",))
    for n in range(6):
        row = make.submission(made, starts_on=first, title=f"Picnic {n}", lon=-77.09 + n / 500, lat=38.88, exact=True, email="")
        if n < 4:
            services.accept(submission=row, by=SYSTEM, at=at)
    return made


def sound(page: Any, name: str, axe: Any, *, javascript: bool = True) -> None:
    shoot(page, name)
    assert runs_over(page) == []
    if javascript:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_host_registers_on_a_phone_and_staff_put_it_on_the_map(visit: Any, weekend: Weekend, axe: Any, javascript: bool) -> None:
    title = f"Block party {'with' if javascript else 'without'}"
    page = visit(390, javascript=javascript)
    page.goto(reverse("weekend_home"))
    sound(page, f"weekend-home-{javascript}", axe, javascript=javascript)
    page.get_by_role("link", name="Register your event").click()
    page.locator("label", has_text="A congregation").first.click()
    page.get_by_label("Name of the host").fill("Chapel of Hope and of the good people of the whole river valley")
    page.get_by_label("Your name").fill("Mai Pham")
    page.get_by_label("Your e-mail address").fill("mai@mail.example")
    page.get_by_label("What is it called?").fill(title)
    page.get_by_label("Date").fill(weekend.starts_on.isoformat())
    page.get_by_label("Begins").fill("14:00")
    page.get_by_label("Ends").fill("17:00")
    page.get_by_label("Street address").fill(f"{90 if javascript else 40} Oak Avenue")
    page.get_by_label("City").fill("Richmond")
    page.get_by_label("State").select_option("VA")
    page.get_by_label("ZIP code").fill("99")
    sound(page, f"weekend-form-{javascript}", axe, javascript=javascript)
    page.get_by_role("button", name="Register it").click()
    page.get_by_text("A ZIP code has five digits.").first.wait_for()
    page.complaints.clear()  # a refused form is answered with 422, which the console mentions
    page.get_by_label("ZIP code").fill("23219")
    page.get_by_role("button", name="Register it").click()
    page.get_by_role("heading", name="One more click").wait_for()
    sound(page, f"weekend-sent-{javascript}", axe, javascript=javascript)

    letter = Message.objects.filter(kind="weekend.confirm").latest("pk").body.text
    found = re.search(r"/weekend/confirm/\S+", letter)
    assert found
    page.goto(found[0])
    page.get_by_role("button", name="Yes, I registered this").click()
    page.get_by_role("heading", name="Thank you!").wait_for()

    desk = visit(390, javascript=javascript, person=make.staff("Nadia Osei"))
    desk.goto(reverse("weekend_queue", args=[weekend.key]))
    sound(desk, f"weekend-queue-{javascript}", axe, javascript=javascript)
    desk.get_by_role("link", name=title).first.click()
    sound(desk, f"weekend-review-{javascript}", axe, javascript=javascript)
    desk.get_by_role("button", name="Accept", exact=True).click()
    desk.get_by_text("Accepted. It stands on the map.").wait_for()

    page.goto(reverse("weekend_home"))
    page.get_by_role("link", name=title).wait_for()
    points = page.request.get(reverse("weekend_points")).json()["points"]["features"]
    assert [one["properties"]["name"] for one in points].count(title) == 1
    page.get_by_role("link", name=title).click()
    page.get_by_text("Chapel of Hope and of the good people of the whole river valley").first.wait_for()
    sound(page, f"weekend-event-{javascript}", axe, javascript=javascript)


def test_staff_accept_all_that_waits_and_take_it_back(visit: Any, weekend: Weekend, axe: Any) -> None:
    make.submission(weekend, starts_on=weekend.starts_on, title="Parade")
    page = visit(1280, person=make.staff("Sam Lee"))
    with page.expect_response(lambda answer: "/us-atlas/states" in answer.url) as outlines:
        page.goto(reverse("weekend_home"))
    assert outlines.value.status == 200
    page.locator(".leaflet-names-pane").get_by_text("Virginia", exact=True).wait_for()  # the land, and what it is called, lie beneath the dots
    sound(page, "weekend-home", axe)
    page.goto(reverse("weekend_queue", args=[weekend.key]))
    sound(page, "weekend-queue", axe)
    page.get_by_role("link", name="Accept all that waits and matches").click()
    page.get_by_role("heading", name=re.compile("Accept")).first.wait_for()
    sound(page, "weekend-all", axe)
    page.get_by_role("button", name="Accept them").click()
    page.get_by_text("Waiting for its turn.").wait_for()
    batch = Batch.objects.latest("pk")
    tasks.run_now(Job.objects.get(key=batch.job_key))
    page.goto(batch.get_absolute_url())
    page.get_by_role("button", name="Take it all back").wait_for()
    sound(page, "weekend-batch", axe)
    page.get_by_role("button", name="Take it all back").click()
    batch.refresh_from_db()
    tasks.run_now(Job.objects.get(key=batch.job_key))
    page.goto(batch.get_absolute_url())
    page.get_by_text("It was taken back").wait_for()
    page.goto(reverse("weekend_queue", args=[weekend.key]))
    page.get_by_role("link", name="Parade").first.wait_for()
