"""Private calendar feeds: the address, what stands in them, and how calendars read them."""

import logging
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.scheduling import feeds, ics, registry, services
from onecop.scheduling.choices import CancelReason, MeetingKind
from onecop.scheduling.models import Feed
from onecop.scheduling.registry import FeedEntry
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, pair

HOME = ZoneInfo("America/New_York")
VENDOR = Path(__file__).parent / "vendor"


def written(*entries: FeedEntry) -> Any:
    return Calendar.from_ical(ics.write(entries, name="OneCOP"))


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def entry(**words: Any) -> FeedEntry:
    return FeedEntry(**{"uid": "a@onecop", "sequence": 0, "starts": NOON, "ends": NOON + HOUR, "title": "Tea", **words})


# --- the writer, against the library ----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n;,\\\t"), max_size=120).map(lambda s: s.replace("\N{NEXT LINE}", " "))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))


@given(title=WORDS, place=WORDS, description=WORDS, starts=MOMENTS, minutes=st.integers(1, 5000), sequence=st.integers(0, 99), cancelled=st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_library_reads_back_what_was_meant(
    title: str, place: str, description: str, starts: datetime, minutes: int, sequence: int, cancelled: bool
) -> None:
    given_ = entry(
        title=title, place=place, description=description, starts=starts, ends=starts + timedelta(minutes=minutes), sequence=sequence, cancelled=cancelled
    )
    (found,) = written(given_).walk("VEVENT")
    assert (str(found["SUMMARY"]), str(found.get("LOCATION", "")), str(found.get("DESCRIPTION", ""))) == (title, place, description)
    assert (found["DTSTART"].dt, found["DTEND"].dt, found["SEQUENCE"]) == (given_.starts, given_.ends, sequence)
    assert found["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400))
def test_a_line_is_folded_at_75_octets_and_never_inside_a_character(line: str) -> None:
    pieces = ics.fold(line).split(b"\r\n")[:-1]
    assert max(map(len, pieces)) <= 75
    assert "".join(piece.decode()[bool(n) :] for n, piece in enumerate(pieces)) == line


def test_a_control_character_is_left_out_and_a_line_break_cannot_begin_a_property() -> None:
    (found,) = written(entry(title="Tea\r\nATTENDEE:mailto:x@y.example\x00\x07")).walk("VEVENT")
    assert str(found["SUMMARY"]) == "Tea\nATTENDEE:mailto:x@y.example"
    assert "ATTENDEE" not in found


def test_a_whole_day_is_a_date() -> None:
    (found,) = written(entry(starts=date(2026, 11, 26), ends=date(2026, 11, 28))).walk("VEVENT")
    assert (found["DTSTART"].dt, found["DTEND"].dt, found["DTSTART"].params["VALUE"]) == (date(2026, 11, 26), date(2026, 11, 28), "DATE")


def occurrences(calendar: Any, first: date, last: date) -> list[Any]:
    return sorted(o["DTSTART"].dt for o in recurring_ical_events.of(calendar).between(first, last) if o.get("STATUS") != "CANCELLED")


def test_what_recurs_keeps_its_hour_over_the_change_of_clocks_without_its_exceptions_and_with_what_moved() -> None:
    sunday = datetime(2026, 10, 25, 11, tzinfo=HOME)
    week = timedelta(weeks=1)
    series = entry(starts=sunday, ends=sunday + HOUR, rrule="FREQ=WEEKLY;BYDAY=SU;COUNT=4", exdates=(sunday + week,), zone="America/New_York")
    moved = entry(starts=sunday + 2 * week + DAY, ends=sunday + 2 * week + DAY + HOUR, recurrence=sunday + 2 * week, sequence=1, zone="America/New_York")
    assert occurrences(written(series, moved), date(2026, 10, 1), date(2026, 12, 1)) == [sunday, sunday + 2 * week + DAY, sunday + 3 * week]


def test_a_start_that_does_not_fit_its_rule_moves_to_the_first_that_does() -> None:
    friday = datetime(2026, 11, 20, 18, tzinfo=HOME)
    (found,) = written(entry(starts=friday, ends=friday + HOUR, rrule="FREQ=WEEKLY;BYDAY=SU;COUNT=2", zone="America/New_York")).walk("VEVENT")
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (friday + 2 * DAY, friday + 2 * DAY + HOUR)
    (day,) = written(entry(starts=date(2026, 11, 20), ends=date(2026, 11, 21), rrule="FREQ=WEEKLY;BYDAY=MO")).walk("VEVENT")
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (date(2026, 11, 23), date(2026, 11, 24))


def test_the_zone_of_a_series_is_written_out_once() -> None:
    rows = [entry(uid=f"{n}@onecop", starts=NOON + n * DAY, ends=NOON + n * DAY + HOUR, rrule="FREQ=DAILY", zone="America/New_York") for n in range(3)]
    assert [str(zone["TZID"]) for zone in written(*rows, entry()).walk("VTIMEZONE")] == ["America/New_York"]


def test_writing_events_takes_at_most_a_tenth_of_the_steps_of_the_library() -> None:
    rows = [entry(uid=f"{n}@onecop", starts=NOON + n * HOUR, ends=NOON + n * HOUR + HOUR, description="Bring a cup. " * 8, changed_at=NOON) for n in range(200)]

    def library() -> bytes:
        calendar = Calendar()
        for row in rows:
            event = Event()
            for name, value in (("uid", row.uid), ("sequence", 0), ("dtstamp", NOON), ("dtstart", row.starts), ("dtend", row.ends), ("summary", row.title)):
                event.add(name, value)
            event.add("description", row.description)
            calendar.add_component(event)
        return calendar.to_ical()

    def steps(act: Any) -> int:
        """Return how many functions are called: a number that no busy machine changes."""
        calls = 0

        def count(_frame: Any, event: str, _of: Any) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            act()
        finally:
            sys.setprofile(before)
        return calls

    assert steps(library) / steps(lambda: ics.write(rows, name="x")) >= 10
    assert len(written(*rows).walk("VEVENT")) == 200


# --- two calendar programs --------------------------------------------------------------------------------------------


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """All kinds of entries in one file."""
    sunday, week, three = datetime(2026, 10, 25, 11, tzinfo=HOME), timedelta(weeks=1), datetime(2026, 11, 3, 21, tzinfo=UTC)
    series = {"uid": "s@onecop", "title": "Open door", "zone": "America/New_York"}
    other = sunday + 2 * week + DAY
    rows = [
        entry(uid="once@onecop", title="First meeting; tea, and a long talk " + "über alles " * 6, starts=three, ends=three + HOUR),
        entry(uid="fair@onecop", title="City fair", starts=date(2026, 11, 7), ends=date(2026, 11, 9)),
        entry(starts=sunday, ends=sunday + HOUR, rrule="FREQ=WEEKLY;COUNT=4", exdates=(sunday + week,), **series),
        entry(starts=other, ends=other + HOUR, recurrence=sunday + 2 * week, sequence=1, **series),
        entry(uid="gone@onecop", title="Ride", sequence=2, starts=three + 42 * HOUR, ends=three + 46 * HOUR, cancelled=True),
    ]
    file = tmp_path / "onecop.ics"
    file.write_bytes(ics.write(rows, name="OneCOP: Mai Pham"))
    return file


EXPECTED = [
    "2026-10-25 11:00 Open door",
    "2026-11-03 16:00 First meeting",
    "2026-11-07 City fair",
    "2026-11-09 11:00 Open door",
    "2026-11-15 11:00 Open door",
]


def test_khal_lists_it_right(sample: Path, tmp_path: Path) -> None:
    khal = Path(sys.executable).parent / "khal"
    if not khal.exists():
        pytest.skip("khal is not installed: bin/setup installs it with the tools of the tests")
    config = tmp_path / "config"
    config.write_text(
        f"[calendars]\n[[mine]]\npath = {tmp_path / 'vdir'}\ntype = calendar\n[locale]\nlocal_timezone = America/New_York\n"
        "default_timezone = America/New_York\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n[default]\ndefault_calendar = mine\n"
    )
    (tmp_path / "vdir").mkdir()
    run = {"env": {**os.environ, "LC_ALL": "C.UTF-8"}, "check": True, "capture_output": True, "text": True}
    subprocess.run([khal, "-c", config, "import", "--batch", "-a", "mine", sample], **run)  # type: ignore[call-overload]
    form = "{start-date-full} {start-time}|{title}|{status}"
    listed = subprocess.run([khal, "-c", config, "list", "--day-format", "", "--format", form, "2026-10-20", "40d"], **run).stdout  # type: ignore[call-overload]
    found = [line.split("|") for line in listed.splitlines() if line.strip()]
    standing = sorted({f"{when.strip()} {title.split(';')[0]}" for when, title, *rest in found if "CANCELLED" not in "".join(rest).upper()})
    assert standing == EXPECTED
    assert [title for _when, title, *rest in found if "CANCELLED" in "".join(rest).upper()] == ["Ride"]


def test_ical_js_reads_the_same(sample: Path) -> None:
    """The engine of Thunderbird's calendar, which shares nothing with the library we check ourselves against."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed: it runs ical.js")
    command = [node, str(VENDOR / "list.cjs"), str(sample), "2026-10-20", "2026-12-01"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert [tuple(line.split("|")) for line in listed.splitlines()] == [
        ("2026-10-25T15:00:00.000Z", "Open door", "CONFIRMED", "0"),
        ("2026-11-03T21:00:00.000Z", "First meeting; tea, and a long talk " + "über alles " * 6, "CONFIRMED", "0"),
        ("2026-11-05T15:00:00.000Z", "Ride", "CANCELLED", "2"),
        ("2026-11-07", "City fair", "CONFIRMED", "0"),
        ("2026-11-09T16:00:00.000Z", "Open door", "CONFIRMED", "1"),
        ("2026-11-15T16:00:00.000Z", "Open door", "CONFIRMED", "0"),
    ]


# --- the address ------------------------------------------------------------------------------------------------------


@pytest.fixture
def mine(two: Pair) -> tuple[Pair, str]:
    two.agreed()
    return two, services.open_feed(person=two.people["coordinator"], by=two.people["coordinator"], at=NOON)


def get(client: Client, token: str, **headers: str) -> Any:
    with time_machine.travel(NOON + HOUR, tick=False):
        return client.get(reverse("calendar_feed", args=[token]), headers=headers)


def test_a_feed_has_ones_own_meetings_and_no_place_unless_chosen(mine: tuple[Pair, str], client: Client) -> None:
    two, token = mine
    two.write_in(NOON + 5 * DAY, kind=MeetingKind.OTHER, place="12 Temple Row")
    answer = get(client, token)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "text/calendar; charset=utf-8", "private, no-cache")
    found = {str(e["UID"]): e for e in events(answer.content)}
    assert set(found) == {m.uid for m in two.partnership.meetings.all()}
    assert b"Temple Row" not in answer.content
    services.show_places(person=two.people["coordinator"], shows=True, by=two.people["coordinator"], at=NOON)
    assert b"LOCATION:12 Temple Row" in get(client, token).content


def test_moved_and_called_off_show_in_the_feed(mine: tuple[Pair, str], client: Client) -> None:
    two, token = mine
    made = two.partnership.meetings.get()
    services.move(meeting=made, starts=NOON + 9 * DAY, ends=NOON + 9 * DAY + HOUR, by=SYSTEM, at=NOON + 2 * HOUR)
    (moved,) = events(get(client, token).content)
    services.cancel(meeting=made, reason=CancelReason.TIME, by=SYSTEM, at=NOON + 3 * HOUR)
    (gone,) = events(get(client, token).content)
    assert [(str(e["UID"]), int(e["SEQUENCE"]), str(e["STATUS"]), e["DTSTART"].dt) for e in (moved, gone)] == [
        (made.uid, 1, "CONFIRMED", NOON + 9 * DAY),
        (made.uid, 2, "CANCELLED", NOON + 9 * DAY),
    ]


def test_who_is_no_longer_invited_has_it_no_longer(mine: tuple[Pair, str], client: Client) -> None:
    two, token = mine
    two.partnership.meetings.get().invitees.filter(contact__kind="coordinator").update(dropped_at=NOON)
    assert events(get(client, token).content) == []


@pytest.mark.parametrize("how", ["wrong", "stopped", "replaced", "closed account"])
def test_a_wrong_or_stopped_address_is_not_there(mine: tuple[Pair, str], client: Client, how: str) -> None:
    two, token = mine
    me = two.people["coordinator"]
    assert get(client, token).status_code == 200
    if how == "stopped":
        services.revoke_feed(person=me, by=me, at=NOON)
    elif how == "replaced":
        assert get(client, services.open_feed(person=me, by=me, at=NOON)).status_code == 200
    elif how == "closed account":
        me.is_active = False
        me.save()
    assert get(client, token[::-1] if how == "wrong" else token).status_code == 404


def test_the_token_is_kept_nowhere_and_never_logged(mine: tuple[Pair, str], client: Client, caplog: pytest.LogCaptureFixture) -> None:
    two, token = mine
    kept = Feed.objects.get()
    assert (len(token) >= 32, token in str(vars(kept)), len(kept.token_hash)) == (True, False, 64)
    services.revoke_feed(person=two.people["coordinator"], by=two.people["coordinator"], at=NOON)
    logging.getLogger("django.request").propagate = True
    with caplog.at_level(logging.WARNING, logger="django.request"):
        assert get(client, token).status_code == 404
    assert [record.getMessage() for record in caplog.records] == ["Not Found: /calendar/….ics"]


def test_what_did_not_change_is_not_sent_again(mine: tuple[Pair, str], client: Client) -> None:
    two, token = mine
    first = get(client, token)
    assert (first["Last-Modified"], len(first["ETag"])) == ("Fri, 20 Nov 2026 18:00:00 GMT", 34)
    again = get(client, token, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    services.move(meeting=two.partnership.meetings.get(), starts=NOON + 9 * DAY, ends=NOON + 9 * DAY + HOUR, by=SYSTEM, at=NOON + 2 * HOUR)
    assert get(client, token, if_none_match=first["ETag"]).status_code == 200


def test_entries_of_apps_above_stand_beside_them(mine: tuple[Pair, str], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    two, token = mine
    asked = []

    def rides(person: Person, start: datetime, end: datetime) -> list[FeedEntry]:
        asked.append((person, start <= NOON < end))
        return [entry(uid="ride@onecop", title="Ride", place="Gate 4"), entry(uid="visit@onecop", title="Supper", place="12 Temple Row", house=True)]

    monkeypatch.setattr(registry, "_sources", [*registry._sources, rides])
    found = {str(e["UID"]): str(e.get("LOCATION", "")) for e in events(get(client, token).content)}
    assert asked == [(two.people["coordinator"], True)]
    assert {uid: place for uid, place in found.items() if uid in ("ride@onecop", "visit@onecop")} == {"ride@onecop": "Gate 4", "visit@onecop": ""}


def test_one_meeting_or_thirty_cost_the_same(mine: tuple[Pair, str], django_assert_max_num_queries: Any) -> None:
    two, token = mine
    feed = feeds.by_token(token)
    assert feed is not None

    def own() -> int:
        with django_assert_max_num_queries(1):
            return len(feeds.own_meetings(feed.person, NOON - DAY, NOON + 300 * DAY))

    assert own() == 1
    for n in range(3):
        two.write_in(NOON + (n + 20) * DAY, kind=MeetingKind.OTHER)
    assert own() == 4


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_address_is_shown_once(client: Client) -> None:
    who = pair().people["coordinator"]
    client.force_login(who)
    assert "Make my address" in client.get(reverse("calendar")).content.decode()
    shown = client.post(reverse("calendar_new"), {"asked": "1", "places": "yes"}).content.decode()
    (token,) = set(re.findall(r"/calendar/([\w-]+)\.ics", shown))
    assert get(Client(), token).status_code == 200
    after = client.get(reverse("calendar")).content.decode()
    assert (token in after, Feed.objects.get().shows_places) == (False, True)
    client.post(reverse("calendar_places"), {"places": "no"})
    client.post(reverse("calendar_new"))
    assert list(Feed.objects.order_by("id").values_list("shows_places", "revoked_at")) == [(False, Feed.objects.order_by("id")[0].revoked_at), (False, None)]
    assert get(Client(), token).status_code == 404
    client.post(reverse("calendar_stop"))
    assert Feed.objects.filter(revoked_at=None).count() == 0


@pytest.mark.django_db
def test_an_open_feed_is_ones_own_alone() -> None:
    one, other = make.person(), make.person()
    tokens = [services.open_feed(person=who, by=who, at=NOON) for who in (one, other)]
    assert [found.person for token in tokens if (found := feeds.by_token(token))] == [one, other]
