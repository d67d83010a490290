"""What an officer's calendar hears of an invitation: one entry, in the letter and in the feed, from the question to the end."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from onecop.events import feed, services
from onecop.events.choices import EventKind
from onecop.events.models import Invite
from onecop.events.services import Plan
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import PauseReason
from onecop.partnerships.models import Partnership
from onecop.scheduling import services as scheduling
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
DINNER = datetime(2026, 11, 28, 23, tzinfo=UTC)
BY: dict[str, Any] = {"by": SYSTEM, "at": NOON}


@pytest.fixture
def pair() -> Partnership:
    return make.partnership()


def asked(pair: Partnership, **given: Any) -> Invite:
    words = {"kind": EventKind.MEAL, "title": "Dinner", "starts_on": date(2026, 11, 28), "starts": time(18), "minutes": 120, **given}
    event = services.plan_event(host=pair.congregation, plan=Plan(**words), zone="America/New_York", **BY)
    on = services.occurrence_for(event=event, on=date(2026, 11, 28), at=NOON)
    return services.invite(occurrence=on, partnership=pair, **BY)


def heard(kind: str) -> list[tuple[Any, ...]]:
    """Method, uid, sequence, beginning, status and answer of each date in the letters of a kind, and the method that the letter names."""
    found = []
    for message in Message.objects.filter(kind=f"events.{kind}").order_by("pk"):
        for part in message.body.attachments:
            calendar = Calendar.from_ical(part.content)
            event = calendar.walk("VEVENT")[0]
            assert f"method={calendar['METHOD']}" in part.mimetype
            assert event["ATTENDEE"] == f"mailto:{message.email}"
            found.append((str(calendar["METHOD"]), str(event["UID"]), event["SEQUENCE"], event.decoded("DTSTART"), str(event["STATUS"])))
    return found


def test_the_question_carries_the_date_as_the_feed_has_it(pair: Partnership) -> None:
    invite = asked(pair)
    assert heard("invite") == [("REQUEST", f"visit-{invite.key}@onecop", 0, DINNER, "TENTATIVE")]
    officer = invite.officer
    assert officer.person is not None
    [entry] = feed.entries(officer.person, NOON, NOON + timedelta(days=30))
    assert (entry.uid, entry.sequence, entry.starts) == (f"visit-{invite.key}@onecop", 0, DINNER)


def test_a_move_updates_and_a_cancellation_strikes_through(pair: Partnership) -> None:
    invite = asked(pair)
    later = DINNER + timedelta(days=1)
    moved = services.move_date(occurrence=invite.occurrence, starts_at=later, minutes=90, **BY)
    assert heard("moved") == [("REQUEST", f"visit-{invite.key}@onecop", 1, later, "TENTATIVE")]
    services.cancel_date(occurrence=moved, **BY)
    assert heard("cancelled") == [("CANCEL", f"visit-{invite.key}@onecop", 2, later, "CANCELLED")]
    assert invite.officer.person is not None
    [entry] = feed.entries(invite.officer.person, NOON, NOON + timedelta(days=30))
    assert (entry.sequence, entry.cancelled) == (2, True)


def test_what_is_taken_back_leaves_the_calendar(pair: Partnership) -> None:
    invite = asked(pair)
    services.withdraw(invite=invite, **BY)
    assert heard("withdrawn") == [("CANCEL", f"visit-{invite.key}@onecop", 1, DINNER, "CANCELLED")]


def test_a_pause_takes_every_date_out_in_one_letter(pair: Partnership) -> None:
    first, second = asked(pair), asked(pair, title="Picnic", starts=time(12))
    partnerships.pause(partnership=pair, reason=PauseReason.CONGREGATION, **BY)
    told = [(method, uid) for method, uid, *_rest in heard("called_off")]
    assert sorted(told) == sorted([("CANCEL", feed.uid_of(first)), ("CANCEL", feed.uid_of(second))])
    assert Message.objects.filter(kind="events.called_off").count() == 1


@pytest.mark.parametrize(("chosen", "place"), [(False, ""), (True, "Hall")])
def test_the_address_of_a_place_of_worship_stands_in_it_only_where_the_officer_chose(pair: Partnership, chosen: bool, place: str) -> None:
    officer = pair.tenures.get(kind="lead").officer
    assert officer is not None
    assert officer.person is not None
    scheduling.open_feed(person=officer.person, shows_places=chosen, by=officer.person, at=NOON)
    asked(pair, more={"place": "Hall"})
    [message] = Message.objects.filter(kind="events.invite")
    event = Calendar.from_ical(message.body.attachments[0].content).walk("VEVENT")[0]
    assert str(event.get("LOCATION", ""))[:4] == place
