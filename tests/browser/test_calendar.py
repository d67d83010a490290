"""The public calendar as visitors see it: list, month, map, choices, and the list inside a city's own site."""

import http.server
import re
import threading
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.access.states import STATES
from onecop.kernel.clock import now
from tests import make
from tests.browser.conftest import runs_over, shoot

LONG = "Interfaith evening of prayer, song and supper for the families of the neighborhood and their guests from everywhere"


@pytest.fixture(scope="module")
def filled(site: Any) -> date:
    """A week and more of events in two towns; returns the first day."""
    first = now().date() + timedelta(days=3)
    make.region("Capital", ("VA", "DC"))
    temple = make.congregation("Lotus Pond Temple", street="12 Cedar Street", city="Arlington", state="VA", zip="22201", lon=-77.09, lat=38.89)
    far = make.congregation("Far Chapel", street="1 Beacon Street", city="Boston", state="MA", zip="02108", lon=-71.06, lat=42.36)
    same = {"public": True, "place_private": False}
    make.event(temple, title="Dinner", languages=["es"], starts_on=first, rrule="FREQ=WEEKLY", **same)
    make.event(temple, title=LONG, public=True, starts_on=first, starts=time(9))
    for n in range(5):
        make.event(temple, title=f"Lunch {n}", starts_on=first + timedelta(days=1), starts=time(12), **same)
    make.event(far, title="Harbor walk", kind="gathering", starts_on=first + timedelta(days=2), **same)
    make.event(
        make.agency("Honolulu Police", city="Honolulu", state="HI"), title="Sunrise talk", zone="Pacific/Honolulu", starts_on=first, starts=time(7), **same
    )
    return first


def sound(page: Any, name: str, axe: Any) -> None:
    shoot(page, name)
    assert runs_over(page) == []
    assert axe(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_list_month_and_map_are_one_calendar(visit: Any, filled: date, axe: Any, width: int) -> None:
    page = visit(width)
    page.goto(reverse("public_calendar"))
    page.get_by_role("link", name="Harbor walk").wait_for()
    assert page.get_by_role("link", name=LONG).count() == 1
    assert page.get_by_text("(the place is told to those who come)").count() == 1
    sound(page, f"calendar-list-{width}", axe)

    page.get_by_role("link", name="Month", exact=True).click()
    page.goto(f"{reverse('public_calendar_month')}?month={filled:%Y-%m}")
    page.get_by_role("link", name="Dinner").first.wait_for()
    sound(page, f"calendar-month-{width}", axe)

    with page.expect_response(lambda answer: "/us-atlas/states" in answer.url) as outlines:
        page.get_by_role("link", name="Map", exact=True).click()
    assert outlines.value.status == 200
    page.locator("[data-map] path.oc-land").nth(len(STATES) - 1).wait_for(state="attached")
    assert page.locator(".leaflet-names-pane").get_by_text(re.compile("^(Texas|TX)$")).count() == 1
    page.locator("[data-map] .leaflet-marker-icon, [data-map] path.leaflet-interactive").first.wait_for(state="attached")
    assert page.get_by_role("link", name="Harbor walk").count() >= 1
    page.complaints.clear()  # tiles come from another site, which tests do not reach
    sound(page, f"calendar-map-{width}", axe)

    page.get_by_role("link", name="Subscribe, or put this list on your own site").click()
    page.get_by_label("Calendar address").wait_for()
    sound(page, f"calendar-share-{width}", axe)


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)], ids=["phone without", "desk with"])
def test_a_visitor_chooses_by_distance_language_and_region(visit: Any, filled: date, axe: Any, width: int, javascript: bool) -> None:
    page = visit(width, javascript=javascript)
    page.goto(reverse("public_calendar"))
    page.get_by_label("Near ZIP code").fill("02108")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Harbor walk").wait_for()
    assert page.get_by_role("link", name="Dinner").count() == 0

    page.get_by_label("Near ZIP code").fill("")
    page.get_by_text("More choices").click()
    page.get_by_label("Language").select_option("es")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Dinner").first.wait_for()
    assert page.get_by_role("link", name="Harbor walk").count() == 0

    page.get_by_label("State").select_option("MA")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="Nothing fits").wait_for()
    if javascript:
        sound(page, "calendar-nothing-1280", axe)
    page.get_by_role("link", name="Show everything").click()
    page.get_by_role("link", name="Capital").click()
    page.get_by_role("heading", name="Events in Capital").wait_for()
    assert page.get_by_role("link", name="Harbor walk").count() == 0


def test_a_traveler_reads_the_hour_of_the_place_and_beside_it_the_own(browser: Any, site: Any, filled: date) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 844}, locale="en-US", timezone_id="America/New_York")
    page = context.new_page()
    page.goto(reverse("public_calendar"))
    there = page.locator("li", has=page.get_by_role("link", name="Sunrise talk"))
    here = page.locator("li", has=page.get_by_role("link", name="Harbor walk"))
    assert "7:00 am to 9:00 am HST" in there.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert there.locator(".calendar-line__yours").is_visible()
    assert "12:00" in there.locator(".calendar-line__yours").inner_text() or "1:00" in there.locator(".calendar-line__yours").inner_text()
    assert not here.locator(".calendar-line__yours").is_visible()
    context.close()


@pytest.fixture
def city_site(site: Any) -> Iterator[str]:
    """A page of another site that shows our list, and tries to show our front page."""

    class City(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frames = {"/": "/embed/events/?state=MA", "/all": "/whats-on/"}
            frame = f'<iframe title="Events" src="{site.url}{frames.get(self.path, "/")}"></iframe>'
            body = f'<!doctype html><html lang="en"><title>City</title><h1>Our city</h1>{frame}'
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """A test has no log."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), City)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_city_shows_the_list_on_its_own_site_and_no_other_page(visit: Any, filled: date, city_site: str, axe: Any) -> None:
    page = visit(390)
    page.goto(city_site)
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name="Harbor walk").wait_for()
    assert frame.get_by_role("link", name="Dinner").count() == 0
    assert page.context.cookies() == []
    assert page.complaints == []
    page.goto(f"{city_site}/all")
    page.wait_for_timeout(300)
    assert page.frame_locator("iframe").get_by_role("link", name="Harbor walk").count() == 0
    assert any("frame-ancestors" in words for words in page.complaints)
    page.complaints.clear()
    page.goto(reverse("embed_events"))
    sound(page, "calendar-embed-390", axe)
