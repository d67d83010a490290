"""Invitations as the calendar at the other end reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from onecop.kernel.actor import SYSTEM
from onecop.mail.compose import as_bytes
from onecop.mail.models import Message
from onecop.partnerships.rules import zone_of
from onecop.scheduling import itip, services
from onecop.scheduling.choices import CancelReason
from tests.mail.conftest import sink  # noqa: F401 - a fixture
from tests.mail.sink import Sink
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, event, invitations

pytestmark = pytest.mark.django_db


def test_an_invitation_names_its_reader_and_nobody_else(two: Pair) -> None:
    made = two.agreed()
    addresses = {who.email for who in two.people.values()}
    for who in two.people.values():
        (calendar,) = invitations(who.email)
        found = event(calendar)
        assert (calendar["METHOD"], calendar["VERSION"], found["UID"], found["SEQUENCE"], found["STATUS"]) == ("REQUEST", "2.0", made.uid, 0, "CONFIRMED")
        assert (str(found["ORGANIZER"]), str(found["ATTENDEE"])) == ("mailto:hello@onecop.example", f"mailto:{who.email}")
        assert (found["DTSTART"].dt, found["DTEND"].dt) == (made.starts, made.ends)
        assert [other for other in addresses - {who.email} if other in calendar.to_ical().decode()] == []


def test_updates_and_cancellations_keep_the_uid_and_count_up(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    services.move(meeting=made, starts=made.starts + DAY, ends=made.starts + DAY + HOUR, by=SYSTEM, at=NOON + 2 * HOUR)
    services.cancel(meeting=made, reason=CancelReason.TIME, by=SYSTEM, at=NOON + 3 * HOUR)
    found = [(str(c["METHOD"]), str(event(c)["UID"]), int(event(c)["SEQUENCE"]), str(event(c)["STATUS"])) for c in invitations(two.people["officer"].email)]
    assert found == [("REQUEST", made.uid, 0, "CONFIRMED"), ("REQUEST", made.uid, 1, "CONFIRMED"), ("CANCEL", made.uid, 2, "CANCELLED")]


@pytest.mark.parametrize("day", [1, 15])
def test_a_meeting_moved_over_the_change_of_clocks_keeps_its_hour(two: Pair, day: int) -> None:
    """Clocks go back on November 1, 2026, and forward on March 14, 2027: five in the afternoon is another moment in UTC on either side."""
    home = ZoneInfo("America/New_York")
    assert zone_of(two.partnership) == home
    before, after = datetime(2027, 3, 10, 17, tzinfo=home), datetime(2027, 3, day, 17, tzinfo=home)
    made = two.write_in(before.astimezone(UTC), at=datetime(2027, 2, 1, tzinfo=UTC))
    moved = services.move(meeting=made, starts=after.astimezone(UTC), ends=after.astimezone(UTC) + HOUR, by=SYSTEM, at=datetime(2027, 2, 2, tzinfo=UTC))
    calendar = invitations(two.people["officer"].email)[-1]
    assert (event(calendar)["DTSTART"].params["TZID"], event(calendar)["DTSTART"].dt) == ("America/New_York", after)
    assert event(calendar)["DTSTART"].dt.astimezone(UTC).hour == (22 if day == 1 else 21)
    (occurrence,) = recurring_ical_events.of(calendar).between(after - DAY, after + DAY)
    assert occurrence["DTSTART"].dt.astimezone(UTC) == moved.starts


def test_the_zone_carries_its_rules_for_the_day() -> None:
    part = itip.invitation(
        method=itip.REQUEST, uid="u", sequence=0, starts=datetime(2026, 7, 1, 16, tzinfo=UTC), ends=datetime(2026, 7, 1, 17, tzinfo=UTC),
        zone=ZoneInfo("America/Denver"), title="T", text="x", place="", url="https://onecop.example/", email="a@b.example", name="Zoë; Ångström, Sr.", at=NOON,
    )  # fmt: skip
    calendar = Calendar.from_ical(part.content)
    zone: Any = calendar.walk("VTIMEZONE")[0]
    assert (zone["TZID"], zone.to_tz().utcoffset(datetime(2026, 7, 1, 10))) == ("America/Denver", timedelta(hours=-6))
    assert event(calendar)["ATTENDEE"].params["CN"] == "Zoë; Ångström, Sr."
    assert "LOCATION" not in event(calendar)


def test_the_method_survives_the_way_through_smtp(two: Pair, sink: Sink) -> None:  # noqa: F811
    two.agreed()
    from onecop.mail.services import delivery

    delivery.deliver_due(clock=lambda: NOON + 2 * HOUR)
    mine = [m for m in sink.letters if m["To"].endswith(f"<{two.people['officer'].email}>") and any(p.get_content_type() == "text/calendar" for p in m.walk())]
    (letter,) = mine
    alternative: Any = letter.get_payload()[0]  # type: ignore[index] # it has parts
    assert (letter.get_content_type(), alternative.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    kinds = [p.get_content_type() for p in alternative.get_payload()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    part: Any = alternative.get_payload()[2]
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert Calendar.from_ical(part.get_payload(decode=True))["METHOD"] == "REQUEST"
    assert [p.get_filename() for p in letter.walk() if p.get_filename()] == ["invitation.ics"]


def test_a_provider_with_an_interface_of_its_own_gets_the_attachment_alone(two: Pair) -> None:
    from onecop.mail.compose import envelope

    two.agreed()
    letter = Message.objects.filter(kind="scheduling.invitation").first()
    assert letter is not None
    mail = envelope(letter)
    assert ([kind for _content, kind in mail.alternatives], [a[2] for a in mail.attachments]) == (
        ["text/html"],
        ["text/calendar; method=REQUEST; charset=utf-8"],
    )
    assert b"method=REQUEST" in as_bytes(letter).replace(b'"', b"")
