"""The public pages: what anyone sees, and what nobody does."""

import gzip
import json
import re
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.events import services, shelf
from onecop.events.models import Event
from onecop.kernel.actor import SYSTEM
from onecop.territory.geocode import town_middle
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
LIST, MONTH, MAP, POINTS = (f"public_calendar{part}" for part in ("", "_month", "_map", "_points"))


def text(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " "))


def get(name: str, *args: str, **query: Any) -> Any:
    return Client().get(reverse(name, args=args), query)


def public(host: Any = None, **fields: Any) -> Event:
    temple = host or make.congregation("Lotus Pond Temple", street="12 Cedar Street", city="Arlington", state="VA", zip="22201", lon=-77.09, lat=38.89)
    return make.event(temple, **{"public": True, "place_private": False, "title": "New Year’s dinner", **fields})


def titles(answer: Any) -> list[str]:
    return re.findall(r"calendar-line__title[^>]*>(?:<a[^>]*>)?([^<]+)", answer.content.decode())


def features(**query: Any) -> list[dict[str, Any]]:
    return json.loads(get(POINTS, **query).content)["points"]["features"]


def test_an_empty_calendar_says_why() -> None:
    assert "Nothing is planned yet" in text(get(LIST))
    assert "Nothing is planned yet" in text(get(MAP))
    assert features() == []


@pytest.mark.parametrize("fields", [{"public": False}, {"published_at": None, "published_by_id": None}])
def test_what_is_not_public_or_not_published_stands_nowhere(fields: dict[str, Any]) -> None:
    public(**fields)
    assert titles(get(LIST)) == []
    assert features() == []
    assert "New Year" not in get("public_calendar_feed").content.decode()
    assert "New Year" not in text(get(MONTH, month="2026-11"))


def test_a_public_event_stands_in_list_month_map_feed_and_inside_other_sites() -> None:
    public()
    page = text(get(LIST))
    assert "Saturday, Nov 28, 6:00 pm to 8:00 pm EST" in page
    assert "Meal · Lotus Pond Temple · 12 Cedar Street, Arlington" in page
    assert "New Year’s dinner 6:00 pm EST, Arlington, VA" in text(get(MONTH, month="2026-11"))
    assert "New Year’s dinner" in text(get(MAP))
    (point,) = features()
    assert (point["geometry"]["coordinates"], point["properties"]["kind"]) == ([-77.09, 38.89], "dot")
    assert "SUMMARY:New Year’s dinner" in get("public_calendar_feed").content.decode()
    assert titles(get("embed_events")) == ["New Year’s dinner"]


def test_a_private_place_shows_the_town_and_its_middle() -> None:
    public(place_private=True, place="Fellowship hall", address="9 Hidden Lane, Arlington", lon=-77.1234567, lat=38.8765432)
    middle = town_middle("Arlington", "VA")
    assert middle is not None
    (point,) = features()
    assert point["geometry"]["coordinates"] == [round(degrees, 5) for degrees in middle]
    assert point["properties"]["kind"] == "wait"
    everywhere = [get(name).content.decode() for name in (LIST, MAP, POINTS, "public_calendar_feed", "embed_events")] + [text(get(MONTH, month="2026-11"))]
    assert ["Arlington" in body for body in everywhere] == [True] * 6
    leaks = ("Hidden", "Fellowship", "Cedar", "77.1234", "38.87654")
    assert [word for body in everywhere for word in leaks if word in body] == []


def test_distance_is_measured_to_the_pin_that_anyone_may_see() -> None:
    """The true place of the private one is in Boston; a question from there must not find it."""
    public(place_private=True, lon=-71.06, lat=42.36)
    assert titles(get(LIST, zip="02108", miles="100")) == []
    assert titles(get(LIST, zip="22201", miles="10")) == ["New Year’s dinner"]


def test_where_the_town_is_unknown_a_private_place_has_no_pin() -> None:
    public(make.congregation(state="LK", city="Port Ellery", lon=-77.0, lat=38.9), place_private=True)
    assert (features(), titles(get(LIST))) == ([], ["New Year’s dinner"])


def test_filters_by_kind_language_distance_state() -> None:
    far = make.congregation("Far Chapel", city="Boston", state="MA", lon=-71.06, lat=42.36)
    public(title="Near", kind="meal", languages=["es"])
    public(far, title="Far", kind="drive", languages=["vi"])
    asked = [{"kind": "drive"}, {"language": "es"}, {"zip": "22201", "miles": "25"}, {"state": "MA"}, {"kind": "meal", "state": "MA"}, {}]
    assert [sorted(titles(get(LIST, **one))) for one in asked] == [["Far"], ["Near"], ["Near"], ["Far"], [], ["Far", "Near"]]
    assert [sorted(f["properties"]["name"] for f in features(**one)) for one in asked] == [["Far"], ["Near"], ["Near"], ["Far"], [], ["Far", "Near"]]
    feeds = [sorted(re.findall(r"SUMMARY:(\w+)", get("public_calendar_feed", **one).content.decode())) for one in asked]
    assert feeds == [["Far"], ["Near"], ["Near"], ["Far"], [], ["Far", "Near"]]
    assert "Nothing fits" in text(get(LIST, kind="meal", state="MA"))


@pytest.mark.parametrize("wrong", [{"zip": "123"}, {"zip": "00001"}, {"kind": "nonsense"}, {"start": "soon"}])
def test_a_wrong_filter_is_said_and_left_out(wrong: dict[str, str]) -> None:
    public()
    answer = get(LIST, **wrong)
    assert (answer.status_code, titles(answer)) == (200, ["New Year’s dinner"])
    assert "usa-error-message" in answer.content.decode()


def test_a_region_has_pages_of_its_own() -> None:
    here, there = make.region("Capital", ("VA", "DC")), make.region("North", ("MA",))
    public(title="Near")
    public(make.congregation("Far Chapel", city="Boston", state="MA"), title="Far")
    public(make.nation(), title="Everywhere")
    assert sorted(titles(get("region_calendar", here.key))) == ["Everywhere", "Near"]
    assert sorted(titles(get("region_calendar", there.key))) == ["Everywhere", "Far"]
    assert "Near" in text(get("region_calendar_month", here.key, month="2026-11"))
    assert "Far" not in text(get("region_calendar_map", here.key))
    assert sorted(titles(get(LIST, region=there.key))) == ["Everywhere", "Far"]
    assert get("region_calendar", "zzzzzzzzzzzz").status_code == 404
    assert f"/whats-on/in/{there.key}/" in get(LIST).content.decode()


def test_the_readers_zone_stands_beside_where_it_differs() -> None:
    public()
    client = Client()
    client.force_login(make.person(timezone="America/Los_Angeles"))
    assert "Your time: Saturday, Nov 28, 3:00 pm to 5:00 pm PST" in text(client.get(reverse(LIST)))
    client.force_login(make.person(timezone="America/Toronto"))
    page = client.get(reverse(LIST))
    assert "Your time: Sat" not in text(page)
    assert 'data-ahead="-300"' in page.content.decode()


def test_moved_and_cancelled_dates_of_a_series() -> None:
    event = public(rrule="FREQ=WEEKLY;BYDAY=SA")
    moved = services.occurrence_for(event=event, on=date(2026, 11, 28), at=NOON)
    off = services.occurrence_for(event=event, on=date(2026, 12, 5), at=NOON)
    services.move_date(occurrence=moved, starts_at=moved.starts_at.replace(day=27), minutes=60, by=SYSTEM, at=NOON)
    services.cancel_date(occurrence=off, by=SYSTEM, at=NOON)
    page = text(get(LIST))
    assert "Friday, Nov 27, 6:00 pm to 7:00 pm EST moved" in page
    assert "Saturday, Dec 5, 6:00 pm to 8:00 pm EST called off" in page
    assert "Nov 28," not in page
    feed = get("public_calendar_feed").content.decode()
    assert "EXDATE;TZID=America/New_York:20261205T180000" in feed
    assert "RECURRENCE-ID;TZID=America/New_York:20261128T180000" in feed
    assert "DTSTART;TZID=America/New_York:20261127T180000" in feed


def test_a_change_is_seen_at_once() -> None:
    event = public()
    assert titles(get(LIST)) == ["New Year’s dinner"]
    services.cancel_event(event=event, by=SYSTEM, at=NOON)
    assert "called off" in text(get(LIST))
    assert features() == []
    assert "STATUS:CANCELLED" in get("public_calendar_feed").content.decode()


def test_a_square_names_four_and_counts_the_rest() -> None:
    for n in range(6):
        public(title=f"Dinner {n}")
    page = get(MONTH, month="2026-11")
    assert "2 more" in text(page)
    assert "/whats-on/?start=2026-11-28" in page.content.decode()


def test_a_month_stands_by_the_clock_of_the_place() -> None:
    """Late in the evening in Honolulu is the next day in UTC."""
    public(zone="Pacific/Honolulu", starts=time(22), starts_on=date(2026, 11, 30))
    assert "New Year’s dinner 10:00 pm HST" in text(get(MONTH, month="2026-11"))
    square = re.search(r'event-month__day">30</span><ul><li>(?:<a[^>]*>|<span>)New Year', get(MONTH, month="2026-11").content.decode())
    assert square is not None


@pytest.mark.parametrize(("month", "told"), [("2027-11", False), ("2028-02", True), ("2025-08", True), ("2026-11", False)])
def test_a_month_far_away_says_that_series_are_not_written_so_far(month: str, told: bool) -> None:
    assert ("So far away there are single events alone." in text(get(MONTH, month=month))) == told


def test_a_long_list_has_pages() -> None:
    public(rrule="FREQ=DAILY")
    first, last = get(LIST), get(LIST, page="3")
    assert (len(titles(first)), len(titles(last))) == (40, 3)
    assert "page=2" in first.content.decode()
    assert [len(titles(get(LIST, page=odd))) for odd in ("99", "-1", "x", "9" * 40)] == [3, 40, 40, 40]


# --- files and frames


def test_the_feed_is_kept_by_its_tag_and_zipped() -> None:
    public()
    first = get("public_calendar_feed")
    assert (first["Content-Type"], first["Cache-Control"]) == ("text/calendar; charset=utf-8", "public, max-age=300")
    assert Client().get(reverse("public_calendar_feed"), headers={"If-None-Match": first["ETag"]}).status_code == 304
    zipped = Client().get(reverse("public_calendar_feed"), headers={"Accept-Encoding": "gzip"})
    assert (zipped["Content-Encoding"], gzip.decompress(zipped.content)) == ("gzip", first.content)


def test_only_the_page_for_other_sites_may_stand_in_a_frame_and_it_sets_no_cookie() -> None:
    public()
    found = {}
    for name in (LIST, MONTH, MAP, "public_calendar_share", "embed_events"):
        answer = get(name)
        policy = re.search(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])
        assert policy
        found[name] = (policy[1], answer.get("X-Frame-Options"))
    assert found.pop("embed_events") == ("*", None)
    assert set(found.values()) == {("'none'", "DENY")}
    client = Client()
    answer = client.get(reverse("embed_events"))
    assert (len(client.cookies), "Set-Cookie" in answer.headers, "csrfmiddlewaretoken" in answer.content.decode()) == (0, False, False)


def test_the_page_to_share_follows_the_choice() -> None:
    page = get("public_calendar_share", kind="meal", zip="22201", miles="10").content.decode()
    assert 'value="http://localhost:8000/whats-on/feed.ics?kind=meal&amp;zip=22201&amp;miles=10"' in page
    assert (
        "&lt;iframe src=&#34;http://localhost:8000/embed/events/?kind=meal" in page or '&lt;iframe src="http://localhost:8000/embed/events/?kind=meal' in page
    )


# --- as many questions for three as for one


def queries_of(name: str) -> int:
    shelf.clear()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert get(name).status_code == 200
    return len(caught)


@pytest.mark.parametrize(("name", "most"), [(LIST, 7), (MONTH, 7), (MAP, 7), (POINTS, 5), ("public_calendar_feed", 5), ("embed_events", 7)])
def test_three_events_cost_as_many_queries_as_one(name: str, most: int) -> None:
    public(rrule="FREQ=WEEKLY;BYDAY=SA")
    one = queries_of(name)
    for n in range(2):
        more = public(make.agency(f"Police {n}", city="Boston", state="MA"), rrule="FREQ=DAILY")
        services.occurrence_for(event=more, on=date(2026, 12, 1), at=NOON)
    assert (one, queries_of(name)) == (most, most)


@pytest.mark.parametrize(("name", "most"), [(LIST, 3), (MONTH, 3), (MAP, 3), (POINTS, 2), ("public_calendar_feed", 2)])
def test_what_has_not_changed_is_not_read_again(name: str, most: int) -> None:
    public()
    get(name)
    with CaptureQueriesContext(connection) as caught:
        get(name)
    assert len(caught) == most


def test_the_name_of_a_host_is_the_one_it_has_now() -> None:
    """It is read with the rows of a page, not kept: nobody has to remember which calendars a renamed host stands in."""
    event = public()
    assert "Meal · Lotus Pond Temple ·" in text(get(LIST))
    house = event.congregation
    assert house is not None
    type(house).objects.filter(pk=house.pk).update(name="Temple of the Lotus")
    assert "Meal · Temple of the Lotus ·" in text(get(LIST))


def test_a_host_in_words_stands_instead_of_the_region() -> None:
    event = public(make.nation(), city="Arlington", state="VA", host_words="Chapel of Hope")
    assert "Meal · Chapel of Hope · Arlington" in text(get(LIST))
    services.name_hosts(event=event, words="Chapel of Hope, Troop 12", by=SYSTEM, at=NOON)
    assert "Meal · Chapel of Hope, Troop 12 · Arlington" in text(get(LIST))
    assert "DESCRIPTION:Chapel of Hope\\, Troop 12" in get("public_calendar_feed").content.decode()
