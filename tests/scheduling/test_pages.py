"""The pages of meetings, for those who take part and for those who look on."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.scheduling import services
from onecop.scheduling.choices import MeetingKind, MeetingState, Side
from onecop.scheduling.models import Meeting, SlotWish
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import CLOSED, DAY, HOUR, Pair, close_the_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(settings: Any) -> Any:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON + HOUR, tick=False):
        yield


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(two: Pair, who: str | Person) -> str:
    reader = two.people[who] if isinstance(who, str) else who
    answer = signed_in(reader).get(reverse("meeting_list", args=[two.partnership.key]))
    assert answer.status_code == 200
    return answer.content.decode()


def post(two: Pair, who: str, name: str, key: str, **words: Any) -> str:
    answer = signed_in(two.people[who]).post(reverse(name, args=[key]), words, follow=True)
    return answer.content.decode()


def test_from_nothing_planned_to_agreed_on_the_pages(two: Pair) -> None:
    assert "No meeting is planned" in page(two, "coordinator")
    said = post(two, "coordinator", "meeting_offer", two.partnership.key)
    assert ("Three times are on their way" in said, said.count('type="checkbox"')) == (True, 3)
    made = Meeting.objects.get()
    post(two, "coordinator", "meeting_choose", made.key, slot=["1-1", "1-2"], act="choose")
    assert "You have picked." in page(two, "leader")
    assert page(two, "officer").count('type="radio"') == 2
    said = post(two, "officer", "meeting_choose", made.key, slot=["1-2"], act="choose")
    assert "It is settled." in said
    assert Meeting.objects.get().state == MeetingState.AGREED


def test_what_stands_in_the_way_is_said_on_the_page(two: Pair) -> None:
    close_the_house(two.partnership.congregation)
    said = post(two, "coordinator", "meeting_offer", two.partnership.key)
    assert f"{CLOSED} Agree between you, and write the time in here." in said


def test_writing_in_moving_and_calling_off(two: Pair) -> None:
    form = {"day": "2026-12-03", "clock": "16:00", "minutes": "60", "place": "Tea room"}
    assert "invitations are on their way" in post(two, "coordinator", "meeting_write", two.partnership.key, **form)
    made = Meeting.objects.get()
    assert (made.state, made.starts, made.minutes) == (MeetingState.AGREED, NOON + timedelta(days=13, hours=4), 60)
    post(two, "officer", "meeting_move", made.key, **{**form, "day": "2026-12-04", "minutes": "90"})
    made.refresh_from_db()
    assert (made.starts, made.minutes, made.place, made.sequence) == (NOON + timedelta(days=14, hours=4), 90, "Tea room", 1)
    ask = signed_in(two.people["leader"]).get(reverse("meeting_cancel", args=[made.key])).content.decode()
    assert ("What will happen" in ask, Meeting.objects.get().state) == (True, MeetingState.AGREED)
    assert "everyone is told" in post(two, "leader", "meeting_cancel", made.key, words="")
    assert Meeting.objects.get().state == MeetingState.CANCELLED


def test_a_day_that_has_passed_counts_as_met(two: Pair) -> None:
    post(two, "officer", "meeting_write", two.partnership.key, day="2026-11-01", clock="09:30", minutes="30", place="")
    assert list(Meeting.objects.values_list("kind", "state")) == [("first", "held")]
    post(two, "officer", "meeting_write", two.partnership.key, day="2026-11-08", clock="09:30", minutes="30", place="")
    assert sorted(Meeting.objects.values_list("kind", "state")) == [("first", "held"), ("other", "held")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"day": "2027-03-14", "clock": "02:30", "minutes": "60"}, "The clock is put forward over this hour"),
        ({"day": "", "clock": "16:00", "minutes": "60"}, "This field is required"),
        ({"day": "2029-12-03", "clock": "16:00", "minutes": "60"}, "more than a year ahead"),
        ({"day": "2026-12-03", "clock": "16:00", "minutes": "7"}, "Select a valid choice"),
    ],
)
def test_a_form_that_does_not_pass_says_why(two: Pair, words: dict[str, str], says: str) -> None:
    answer = signed_in(two.people["officer"]).post(reverse("meeting_write", args=[two.partnership.key]), words)
    assert (answer.status_code, says in answer.content.decode(), Meeting.objects.count()) == (422, True, 0)


def test_did_you_meet(two: Pair) -> None:
    made = two.agreed()
    assert made.ends is not None
    with time_machine.travel(made.ends + HOUR, tick=False):
        assert "Did you meet?" in page(two, "officer")
        post(two, "officer", "meeting_met", made.key, met="yes")
        assert "You said: yes, we met." in page(two, "officer")
        post(two, "leader", "meeting_met", made.key, met="yes")
        assert Meeting.objects.get().state == MeetingState.HELD
        assert "you met" in page(two, "coordinator")


def test_staff_look_on_settle_a_difference_and_pick_for_nobody(two: Pair) -> None:
    staff = two.partnership.owner
    assert staff is not None
    made = two.offer()
    two.people["staff"] = staff
    shown = page(two, "staff")
    assert ('type="checkbox"' in shown, "These times are offered to both sides." in shown) == (False, True)
    assert "Only the two sides pick a time." in post(two, "staff", "meeting_choose", made.key, slot=["1-1"], act="choose")
    assert SlotWish.objects.count() == 0
    two.choose(made, Side.OFFICER, 1)
    two.choose(made, Side.CONGREGATION, 1)
    made.refresh_from_db()
    assert made.ends is not None
    with time_machine.travel(made.ends + HOUR, tick=False):
        for side, met in ((Side.OFFICER, True), (Side.CONGREGATION, False)):
            services.say_met(meeting=made, side=side, met=met, by=SYSTEM, at=made.ends)
        post(two, "staff", "meeting_met", made.key, met="yes")
    assert Meeting.objects.get().state == MeetingState.HELD


def test_the_agency_sees_the_days_and_changes_nothing(two: Pair) -> None:
    liaison = make.person("Joan Petrie")
    assert two.partnership.agency.scope is not None
    make.grant(liaison, "liaison", two.partnership.agency.scope)
    made = two.agreed()
    shown = page(two, liaison)
    assert ("Move it" in shown, "Find three times" in shown) == (False, False)
    two.people["liaison"] = liaison
    client = signed_in(liaison)
    assert client.get(reverse("meeting_move", args=[made.key])).status_code == 403
    assert client.post(reverse("meeting_cancel", args=[made.key]), {"words": ""}).status_code == 403


def test_an_officer_of_another_partnership_sees_nothing(two: Pair) -> None:
    other = make.officer(two.partnership.agency, person=make.person("Officer Haddad"))
    assert other.person is not None
    assert two.partnership.agency.scope is not None
    make.grant(other.person, "officer", two.partnership.agency.scope)
    client = signed_in(other.person)
    assert client.get(reverse("meeting_list", args=[two.partnership.key])).status_code == 404
    assert client.post(reverse("meeting_offer", args=[two.partnership.key])).status_code == 404


def test_one_meeting_of_each_kind_or_three_cost_the_same(two: Pair, django_assert_num_queries: Any) -> None:
    from onecop.scheduling.queries import sheet

    def fill(n: int) -> None:
        two.write_in(NOON - (n + 1) * DAY, kind=MeetingKind.OTHER)
        two.write_in(NOON + (n + 20) * DAY, kind=MeetingKind.OTHER)

    for n in range(3):
        fill(n)
        reader = Person.objects.get(pk=two.people["coordinator"].pk)
        with django_assert_num_queries(4):
            found = sheet(two.partnership, reader=reader, at=NOON)
        assert (len(found.behind), len(found.ahead)) == (n + 1, n + 1)
