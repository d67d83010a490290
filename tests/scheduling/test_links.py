"""Picking a time and saying that they met, by an e-mailed link: GET shows, POST does."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.access.models import ActionLink
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships.choices import CloseReason
from onecop.partnerships.services import close_tenure
from onecop.scheduling import jobs
from onecop.scheduling.choices import MeetingState, Side
from onecop.scheduling.models import Meeting, MeetingWord, SlotWish
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, standing, tokens

pytestmark = pytest.mark.django_db


def choose(token: str) -> str:
    return reverse("meeting_choose_link", args=[token])


def said(token: str) -> str:
    return reverse("meeting_met_link", args=[token])


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(NOON + HOUR, tick=False):
        yield


def test_looking_changes_nothing(two: Pair, client: Client, later: None) -> None:
    two.offer()
    (token,) = tokens(two.people["officer"].email)
    before = (list(ActionLink.objects.values()), list(Meeting.objects.values()), Message.objects.count())
    for method in (client.get, client.head, client.get):
        assert method(choose(token)).status_code == 200
    assert (list(ActionLink.objects.values()), list(Meeting.objects.values()), Message.objects.count()) == before
    assert SlotWish.objects.count() == 0


def test_both_sides_agree_by_link_without_an_account(two: Pair, client: Client, later: None) -> None:
    made = two.offer()
    (token,) = tokens(two.people["officer"].email)
    page = client.get(choose(token)).content.decode()
    assert page.count('type="checkbox"') == 3
    client.post(choose(token), {"slot": ["1-1", "1-3"], "act": "choose"})
    first, second = tokens(two.people["coordinator"].email)
    page = client.get(choose(second)).content.decode()
    assert page.count('type="radio"') == 2
    assert client.get(choose(first)).status_code == 404  # a newer one was sent
    answer = client.post(choose(second), {"slot": "1-3", "act": "choose"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.starts, made.agreed_by_id) == (MeetingState.AGREED, standing(made)[2].starts, two.people["coordinator"].pk)


def test_a_link_does_its_act_once(two: Pair, client: Client, later: None) -> None:
    two.offer()
    (token,) = tokens(two.people["officer"].email)
    client.post(choose(token), {"slot": "1-1", "act": "choose"})
    again = client.post(choose(token), {"slot": "1-2", "act": "choose"})
    assert (again.status_code, "You are done" in again.content.decode() or "you are done" in again.content.decode()) == (200, True)
    assert list(SlotWish.objects.values_list("offer__rank", flat=True)) == [1]


def test_the_others_of_a_side_see_that_it_is_done(two: Pair, client: Client, later: None) -> None:
    made = two.offer()
    (leader,) = tokens(two.people["leader"].email)
    two.choose(made, Side.CONGREGATION, 1)
    assert "Thank you, you are done" in client.get(choose(leader)).content.decode()
    two.choose(made, Side.OFFICER, 1)
    assert "It is settled" in client.get(choose(leader)).content.decode()


def test_nothing_ticked_is_said_and_the_link_still_works(two: Pair, client: Client, later: None) -> None:
    two.offer()
    (token,) = tokens(two.people["officer"].email)
    page = client.post(choose(token), {"act": "choose"}, follow=True).content.decode()
    assert "No time was picked." in page
    client.post(choose(token), {"slot": "1-2", "act": "choose"})
    assert list(SlotWish.objects.values_list("offer__rank", flat=True)) == [2]


def test_three_others_by_link(two: Pair, client: Client, later: None) -> None:
    made = two.offer()
    (token,) = tokens(two.people["leader"].email)
    client.post(choose(token), {"act": "others"})
    assert [o.code for o in standing(made)] == ["2-1", "2-2", "2-3"]


def test_a_link_ends_with_the_time_of_whoever_got_it(two: Pair, client: Client, later: None) -> None:
    two.offer()
    (token,) = tokens(two.people["leader"].email)
    close_tenure(tenure=two.partnership.tenures.get(kind="leader"), on=NOON.date(), reason=CloseReason.LEFT, by=SYSTEM, at=NOON)
    assert client.get(choose(token)).status_code == 404
    assert client.post(choose(token), {"slot": "1-1", "act": "choose"}).status_code == 404
    assert SlotWish.objects.count() == 0


def test_a_link_for_one_act_opens_no_other(two: Pair, client: Client, later: None) -> None:
    two.offer()
    (token,) = tokens(two.people["leader"].email)
    assert client.get(said(token)).status_code == 404


def test_did_you_meet_by_link(two: Pair, client: Client) -> None:
    made = two.agreed()
    assert made.ends is not None
    jobs.tend(made.ends + DAY)
    (officer,), (leader,) = tokens(two.people["officer"].email, "met"), tokens(two.people["leader"].email, "met")
    with time_machine.travel(made.ends + DAY, tick=False):
        assert client.get(said(officer)).status_code == 200
        assert client.post(said(officer)).status_code == 200  # neither yes nor no
        assert MeetingWord.objects.count() == 0
        client.post(said(officer), {"met": "yes"})
        client.post(said(leader), {"met": "yes"})
    made.refresh_from_db()
    assert (made.state, [word.by_label for word in made.words.all()]) == (
        MeetingState.HELD,
        [two.people["officer"].name, two.people["leader"].name],
    )
