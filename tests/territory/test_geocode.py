"""The adapters against local servers that speak the geocoders' protocols."""

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from onecop.territory import geocode
from onecop.territory.choices import Level
from onecop.territory.queries import find
from tests.territory import maps

HOUSE = "4601 Massachusetts Avenue NW, Washington, DC 20016"


class Server:
    """A geocoder of its own: answers as Census and as Nominatim do, and remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.agents = []
        self.status, self.body = 200, None
        self.answered, self.may_answer = 0, threading.Event()
        self.may_answer.set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                outer.asked.append((parts.path, parse_qs(parts.query)))
                outer.agents.append(self.headers["User-Agent"])
                outer.may_answer.wait(60)
                outer.answered += 1
                body = json.dumps(outer.answer(parts.path)).encode() if outer.body is None else outer.body
                with suppress(ConnectionError):
                    self.send_response(outer.status)
                    self.send_header("Content-Type", "application/json")
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *args):
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    found = True

    def answer(self, path):
        if path == "/geocoder/locations/onelineaddress":
            match = {"matchedAddress": HOUSE.upper(), "coordinates": {"x": -77.0909, "y": 38.942}, "tigerLine": {"side": "L"}}
            return {"result": {"input": {}, "addressMatches": [match] if self.found else []}}
        assert path == "/search"
        return [{"place_id": 1, "lat": "38.942", "lon": "-77.0909", "display_name": HOUSE, "importance": 0.5}] if self.found else []


@pytest.fixture
def server():
    cache.clear()
    made = Server()
    yield made
    made.may_answer.set()
    made.http.shutdown()
    made.http.server_close()
    cache.clear()


@pytest.fixture(params=["census", "nominatim"])
def on(request, server, settings):
    settings.GEOCODER, settings.GEOCODER_URL, settings.GEOCODER_CONTACT = request.param, server.url, "hello@onecop.example"
    settings.GEOCODER_PER_SECOND, settings.GEOCODER_SECONDS = 1000.0, 20.0
    return request.param


def test_an_address_is_found_by_either(on, server):
    place = geocode.look_up(HOUSE)
    assert (place.lon, place.lat, place.approximate, place.source) == (-77.0909, 38.942, False, on)
    path, query = server.asked[0]
    if on == "census":
        assert (path, query["address"], query["benchmark"]) == ("/geocoder/locations/onelineaddress", [HOUSE], ["Public_AR_Current"])
    else:
        assert (path, query["q"], query["countrycodes"], server.agents) == ("/search", [HOUSE], ["us"], ["OneCOP (hello@onecop.example)"])


def test_nobody_is_asked_twice_unless_a_visitor_asks(on, server):
    assert geocode.look_up(HOUSE) == geocode.look_up(f"  {HOUSE} ".replace(" ", "  "))
    assert len(server.asked) == 1
    geocode.look_up("1 Nowhere Street, Washington, DC", keep=False)
    geocode.look_up("1 Nowhere Street, Washington, DC", keep=False)
    assert len(server.asked) == 3


def test_what_is_not_found_falls_back_to_the_zip_and_is_remembered_too(on, server):
    server.found = False
    places = [geocode.look_up(HOUSE) for _ in range(2)]
    assert [(p.source, p.approximate, p.words) for p in places] == [("zip", True, "ZIP 20016, Washington, DC")] * 2
    assert len(server.asked) == 1


def test_off_by_default(server, settings):
    settings.GEOCODER = ""
    assert geocode.look_up(HOUSE).source == "zip"
    assert geocode.look_up("4601 Massachusetts Avenue NW, Washington, DC") is None
    assert (geocode.is_on(), server.asked) == (False, [])


def test_a_bare_zip_is_never_sent_out(on, server):
    assert (geocode.look_up("20016").words, server.asked) == ("ZIP 20016, Washington, DC", [])


@pytest.mark.parametrize(("status", "body"), [(500, None), (200, b"<html>"), (200, b'{"result": {}}'), (200, b"[]"), (429, b"{}")])
def test_a_broken_geocoder_is_left_alone_and_the_zip_answers(on, server, status, body):
    server.status, server.body = status, body
    nothing_found = (on, body) == ("nominatim", b"[]")
    assert [geocode.look_up(f"{n} Any Street, Washington, DC 20016").source for n in range(3)] == ["zip"] * 3
    assert len(server.asked) == (3 if nothing_found else 1)


def test_a_slow_geocoder_costs_its_patience_once_and_the_log_keeps_no_address(on, server, settings, caplog):
    settings.GEOCODER_SECONDS = 0.3
    server.may_answer.clear()
    assert [geocode.look_up(f"{n} Any Street, Washington, DC 20016").source for n in range(3)] == ["zip"] * 3
    assert (len(server.asked), server.answered, "Any" in caplog.text) == (1, 0, False)


def test_no_more_questions_than_the_rate(on, server, settings):
    settings.GEOCODER_PER_SECOND = 5.0
    began = time.monotonic()
    for n in range(4):
        assert geocode.look_up(f"{n} Any Street, Washington, DC").source == on
    assert time.monotonic() - began >= 0.4


def test_an_address_that_is_no_server_s_is_refused(server, settings):
    settings.GEOCODER, settings.GEOCODER_URL = "census", "file:///etc"
    assert geocode.look_up(HOUSE).source == "zip"


def test_parts_of_an_address(server, settings):
    settings.GEOCODER = ""
    assert geocode.place_of(street="4601 Massachusetts Avenue NW", city="Washington", state="DC", zip_code="20016-1234").words == "ZIP 20016, Washington, DC"
    assert geocode.place_of(street="", city="", state="", zip_code="00000") is None
    assert geocode.zip_middle("00501").words.startswith("ZIP 00501")


# --- find your precinct


@pytest.fixture
def washington(db):
    """A square round the middle of ZIP 20016, and one of another agency right beside it."""
    middle = geocode.zip_middle("20016")
    city, park = maps.territory("LK0000100", name="City Police"), maps.territory("LK0000200", name="Park Police")
    shapes = maps.squares(1, 1, west=middle.lon - 0.01, south=middle.lat - 0.01, step=0.02)
    maps.in_force(city, maps.numbered(shapes), maps.features(shapes, DISTRICT=["W"]))
    maps.take(park, Level.BEAT, maps.numbered(maps.squares(1, 1, west=middle.lon + 0.015, south=middle.lat, step=0.02)))
    return city, park


def test_a_zip_names_every_agency_near_its_middle(washington, server):
    from onecop.kernel.actor import SYSTEM
    from onecop.territory import services
    from tests.make import NOON

    city, park = washington
    found = find("20016")
    assert [(a.territory, a.precinct.code, a.beat.code, a.distance_m) for a in found.areas] == [(city, "W", "1", 0.0)]
    assert found.words == "ZIP 20016, Washington, DC: the middle of the area. Your street may lie in another precinct."
    services.activate(version=park.versions.get(), by=SYSTEM, at=NOON)
    both = find(" 20016-1234 ")
    assert [(a.territory, a.beat.code) for a in both.areas] == [(city, "1"), (park, "1")]
    assert 1000 < both.areas[1].distance_m < 2000


@pytest.mark.django_db
def test_an_address_names_its_precinct_alone(washington, on, server):
    cache.clear()
    assert find("4601 Massachusetts Avenue NW, Washington, DC").approximate is False
    assert not any(key.startswith(":1:geocode:census:") or key.startswith(":1:geocode:nominatim:") for key in cache._cache)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a ZIP code, such as 20001."),
        ("00000", "There is no ZIP code 00000. Please look at it again."),
        ("My street", "Only ZIP codes can be looked up here. Type five digits, such as 20001."),
        ("20016", "ZIP 20016, Washington, DC: no agency near there takes part yet."),
        ("20016\0", "ZIP 20016, Washington, DC: no agency near there takes part yet."),
    ],
)
def test_nothing_found_says_why(text, words, settings):
    settings.GEOCODER = ""
    assert (find(text).areas, find(text).words) == ((), words)


def test_outside_the_nearest_agency_is_named(washington, settings):
    settings.GEOCODER = ""
    assert find("21201").words == "ZIP 21201, Baltimore, MD: no agency there takes part yet. The nearest is City Police, about 34 miles away."
