"""The closing talk: from the ending page to the table, also in a pause and in the month after the end."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PauseReason, TenureKind
from onecop.scheduling.choices import MeetingKind, MeetingState, Side
from onecop.scheduling.exceptions import CannotOffer, CannotWriteIn
from onecop.scheduling.models import Meeting
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, letters, tokens

pytestmark = pytest.mark.django_db
CLOSING = MeetingKind.CLOSING


@pytest.fixture(autouse=True)
def later(settings: Any) -> Any:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON + HOUR, tick=False):
        yield


def staff(two: Pair) -> Client:
    client = Client()
    assert two.partnership.owner is not None
    client.force_login(two.partnership.owner)
    return client


def pause(two: Pair) -> None:
    partnerships.pause(partnership=two.partnership, reason=PauseReason.CONGREGATION, by=SYSTEM, at=NOON)


ENDED = NOON + 5 * DAY


def end(two: Pair) -> None:
    partnerships.end(partnership=two.partnership, reason=EndReason.CONGREGATION, by=SYSTEM, at=ENDED)
    two.partnership.refresh_from_db()


def everyone(two: Pair) -> list[str]:
    return sorted(person.email for part, person in two.people.items() if part != "deputy")


def test_the_ending_page_offers_times_and_the_meetings_say_how_it_stands(two: Pair) -> None:
    client, key = staff(two), two.partnership.key
    page = client.get(reverse("partnership_end", args=[key])).content.decode()
    assert ("Offer three times for the closing talk" in page, f'action="{reverse("meeting_offer", args=[key])}"' in page) == (True, True)
    said = client.post(reverse("meeting_offer", args=[key]), {"kind": "closing"}, follow=True).content.decode()
    assert "Three times are on their way" in said
    assert list(Meeting.objects.values_list("kind", "state", "minutes")) == [("closing", "offered", 30)]
    assert sorted(letters("times")) == everyone(two)
    again = client.post(reverse("meeting_offer", args=[key]), {"kind": "closing"}, follow=True).content.decode()
    assert ("A closing talk is on its way already." in again, Meeting.objects.count()) == (True, 1)


def test_the_address_names_the_kind_and_no_other_kind_can_be_named(two: Pair) -> None:
    client, address = staff(two), reverse("meeting_list", args=[two.partnership.key])
    assert ("closing talk" in client.get(address).content.decode(), "closing talk" in client.get(f"{address}?kind=closing").content.decode()) == (False, True)
    client.post(reverse("meeting_offer", args=[two.partnership.key]), {"kind": "debrief"})
    assert Meeting.objects.get().kind == "first"


def test_it_is_written_in_for_a_day_ahead_and_one_that_has_passed(two: Pair) -> None:
    client, address = staff(two), reverse("meeting_write", args=[two.partnership.key]) + "?kind=closing"
    assert "Write in the closing talk" in client.get(address).content.decode()
    client.post(address, {"day": "2026-12-03", "clock": "16:00", "minutes": "30", "place": ""})
    client.post(address, {"day": "2026-11-03", "clock": "16:00", "minutes": "30", "place": ""})
    assert sorted(Meeting.objects.values_list("kind", "state")) == [("closing", "agreed"), ("closing", "held")]


def test_in_a_pause_the_page_offers_the_talk_alone(two: Pair) -> None:
    pause(two)
    page = staff(two).get(reverse("meeting_list", args=[two.partnership.key])).content.decode()
    assert ("Find three times for a closing talk" in page, ">Find three times<" in page) == (True, False)
    assert two.agreed(CLOSING).state == MeetingState.AGREED


def test_in_the_month_after_the_end_those_who_held_it_last_come(two: Pair) -> None:
    end(two)
    assert not two.partnership.tenures.filter(closed_on=None).exists()
    made = two.offer(at=ENDED + 29 * DAY, kind=CLOSING)
    assert sorted(letters("times")) == everyone(two)
    officer = two.people["officer"].email
    answer = Client().get(reverse("meeting_choose_link", args=[tokens(officer)[-1]]))
    assert "When can you come?" in answer.content.decode()
    for side in (Side.OFFICER, Side.CONGREGATION):
        made = two.choose(made, side, 1, at=ENDED + 29 * DAY)
    assert (made.state, sorted(letters("invitation"))) == (MeetingState.AGREED, everyone(two))


@pytest.mark.parametrize(("kind", "days"), [(CLOSING, 31), (MeetingKind.OTHER, 1)])
def test_after_that_it_is_over(two: Pair, kind: MeetingKind, days: int) -> None:
    end(two)
    with pytest.raises(CannotOffer, match="is ended"):
        two.offer(at=ENDED + days * DAY, kind=kind)
    with pytest.raises(CannotWriteIn, match="has ended"):
        two.write_in(ENDED + (days + 3) * DAY, at=ENDED + days * DAY, kind=kind)
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("close", [pause, end])
def test_what_is_planned_is_called_off_and_the_talk_stays(two: Pair, close: Any) -> None:
    talk = two.write_in(NOON + timedelta(days=10), kind=CLOSING)
    other = two.write_in(NOON + timedelta(days=9), kind=MeetingKind.OTHER)
    close(two)
    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.state, other.state) == (MeetingState.AGREED, MeetingState.CANCELLED)
    assert sorted(talk.invitees.filter(dropped_at=None).values_list("email", flat=True)) == everyone(two)


def test_how_it_stands_leads_to_the_talk_until_a_month_after_the_end(two: Pair) -> None:
    client, address = staff(two), reverse("partnership_standing", args=[two.partnership.key])
    lead = "Find a time for a closing talk"
    shown = [lead in client.get(address).content.decode()]
    pause(two)
    shown.append(lead in client.get(address).content.decode())
    end(two)
    shown.append(lead in client.get(address).content.decode())
    with time_machine.travel(ENDED + timedelta(days=31), tick=False):
        client.force_login(two.partnership.owner)  # type: ignore[arg-type]
        shown.append(lead in client.get(address).content.decode())
    assert shown == [False, True, True, False]


def test_to_a_handover_meeting_that_is_written_in_comes_the_officer_from_before(two: Pair) -> None:
    first = two.partnership.tenures.get(kind=TenureKind.LEAD)
    day = NOON.date()
    partnerships.close_tenure(tenure=first, on=day, reason=CloseReason.PROMOTION, by=SYSTEM, at=NOON)
    successor = make.officer(two.partnership.agency)
    partnerships.open_tenure(partnership=two.partnership, kind=TenureKind.LEAD, officer=successor, on=day, by=SYSTEM, at=NOON)
    made = two.write_in(NOON + 3 * DAY, at=NOON + HOUR, kind=MeetingKind.OVERLAP)
    assert first.officer is not None
    assert {first.officer.email, successor.email} <= set(made.invitees.values_list("email", flat=True))
