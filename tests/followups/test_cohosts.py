"""Who hosts an event along writes down what became of it as its host does; the letters to its guests stay the host's."""

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from onecop.debriefs.models import GoalProgress
from onecop.events import services as events
from onecop.events.models import CoHost, Occurrence
from onecop.followups import readers, services
from onecop.followups.models import Material, Photo, Record
from onecop.followups.people import hosts_of
from onecop.followups.readers import Reader
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.followups.build import LATER, dinner, guest, jpeg
from tests.followups.test_pages import SENTENCES, Pair, at, client_of, text, three_answers
from tests.followups.test_record import goal_of, number
from tests.make import NOON

pytestmark = pytest.mark.django_db
PAGES = ("event_after", "event_photos", "event_materials", "event_questions_sheet")
LETTERS = ("event_thanks", "event_thanks_sheet")


@pytest.fixture(autouse=True)
def _the_morning_after(settings: Any) -> Any:
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()
    with time_machine.travel(LATER, tick=False):
        yield


def along(date: Occurrence, party: Any, *, accepts: bool | None = True) -> CoHost:
    asked = events.ask_cohost(event=date.event, party=party, by=SYSTEM, at=NOON)
    return asked if accepts is None else events.answer_cohost(cohost=asked, accepts=accepts, by=SYSTEM, at=NOON)


def codes(person: Any, date: Occurrence, names: tuple[str, ...]) -> list[int]:
    return [client_of(person).get(at(name, date)).status_code for name in names]


def test_a_co_host_who_said_yes_records_and_whoever_has_not_finds_nothing() -> None:
    ours, theirs, asked, refused = Pair(), Pair(), Pair(), Pair()
    date = dinner(ours.row.congregation, public=False)
    for who, accepts in ((theirs, True), (asked, None), (refused, False)):
        along(date, who.row.congregation, accepts=accepts)
    assert [codes(who.leader, date, PAGES) for who in (ours, theirs, asked, refused)] == [[200] * 4, [200] * 4, [404] * 4, [404] * 4]
    assert [codes(who.leader, date, LETTERS) for who in (ours, theirs, asked, refused)] == [[200] * 2, [403] * 2, [404] * 2, [404] * 2]
    assert "Thank everybody" not in text(client_of(theirs.leader).get(at("event_after", date)))
    done = {"came": "31", "outcome": "Two choirs sang."}
    assert client_of(asked.leader).post(at("event_after", date), done).status_code == 404
    assert client_of(theirs.leader).post(at("event_after", date), done).status_code == 302
    assert Record.objects.get().recorded_by_id == theirs.leader.pk
    shown = text(client_of(ours.leader).get(at("event_after", date)))
    assert ("Two choirs sang." in shown, theirs.leader.name in shown) == (True, True)
    client_of(ours.leader).post(at("event_after", date), {**done, "came": "33"})
    shown = text(client_of(theirs.leader).get(at("event_after", date)))
    assert ("corrected" in shown, ours.leader.name in shown) == (True, True)


def test_the_page_of_the_date_leads_a_co_host_there_until_they_leave() -> None:
    ours, theirs = Pair(), Pair()
    date = dinner(ours.row.congregation)
    row = along(date, theirs.row.congregation)
    day = client_of(theirs.leader)
    assert at("event_after", date) in day.get(at("event_day", date)).content.decode()
    services.nothing_to_record(occurrence=date, by=SYSTEM, at=LATER)
    assert Record.objects.visible_to(theirs.leader).count() == 1
    events.end_cohost(cohost=row, by=theirs.leader, at=LATER)
    assert (codes(theirs.leader, date, ("event_after",)), Record.objects.visible_to(theirs.leader).count()) == ([404], 0)


def test_as_whom_co_hosts_read() -> None:
    ours, theirs, region = Pair(), Pair(), make.region("Hills", ("HI",))
    regional = make.person("Rosa Regional")
    make.grant(regional, "regional_staff", region)
    who = {"leader": theirs.leader, "officer": theirs.officer.person, "liaison": theirs.liaison, "regional": regional}
    found = {}
    for name, party in (("house", theirs.row.congregation), ("both", theirs.row), ("agency", theirs.row.agency), ("region", region)):
        event = dinner(ours.row.congregation).event
        along(events.occurrence_for(event=event, on=event.starts_on, at=NOON), party)
        found[name] = {role: readers.reader_of(p, event) for role, p in who.items() if readers.records(p, event)}
        assert [readers.writes_letters(p, event) for p in who.values()] == [False] * 4
    assert found == {
        "house": {"leader": Reader.ALONG},
        "both": {"leader": Reader.ALONG, "officer": Reader.POLICE},
        "agency": {"liaison": Reader.POLICE},
        "region": {"regional": Reader.ALONG},
    }


def test_co_hosts_read_numbers_never_sentences_or_names_and_police_among_them_no_picture_of_guests() -> None:
    ours, theirs = Pair(), Pair()
    date = dinner(ours.row.congregation)
    along(date, theirs.row)
    guest(date, "Ana Ruiz", came=True)
    three_answers(date)
    photo = services.add_photos(occurrence=date, files=[jpeg()], by=SYSTEM, at=LATER)[0]
    host, house, police = (text(client_of(p).get(at("event_after", date))) for p in (ours.leader, theirs.leader, theirs.officer.person))
    words = ("3 answers, 4.0 of 5", *SENTENCES, "Ana Ruiz", "1 picture")
    assert [[word in page for word in words] for page in (host, house, police)] == [
        [True, True, True, True, False, True],
        [True, False, False, False, False, True],
        [True, False, False, False, False, False],
    ]
    small = reverse("after_photo", args=[photo.key, "small"])
    assert [client_of(p).get(small).status_code for p in (theirs.leader, theirs.officer.person, theirs.liaison)] == [200, 404, 404]


def test_co_hosts_add_and_remove_pictures_and_materials() -> None:
    ours, theirs = Pair(), Pair()
    date = dinner(ours.row.congregation)
    along(date, theirs.row.congregation)
    page = client_of(theirs.leader)
    assert page.post(at("event_materials", date), {"title": "Songs", "url": "https://songs.example", "readers": "hosts"}).status_code == 302
    assert [m.title for m in Material.objects.visible_to(ours.leader)] == ["Songs"]
    services.add_photos(occurrence=date, files=[jpeg()], by=theirs.leader, at=LATER)
    photo = Photo.objects.get()
    assert page.post(reverse("after_photo_agree", args=[photo.key]), {"faces": "nobody"}).status_code == 302
    for name, args in (("after_photo_down", [photo.key]), ("after_material_remove", [Material.objects.get().key])):
        assert (client_of(Pair().leader).post(reverse(name, args=args)).status_code, page.post(reverse(name, args=args)).status_code) == (404, 302)
    assert (Photo.objects.count(), Material.objects.count()) == (0, 0)


def test_a_goal_of_the_hosts_stays_theirs_and_a_correction_by_a_co_host_leaves_what_was_added() -> None:
    ours, theirs = Pair(), Pair()
    goal = goal_of(ours.row)
    date = dinner(ours.row, goal=goal)
    along(date, theirs.row.congregation)
    client_of(ours.leader).post(at("event_after", date), {"came": "40", "outcome": "We met.", "reached": "6"})
    page = client_of(theirs.leader)
    shown = text(page.get(at("event_after", date)))
    assert (goal.title in shown, "How much of it" in shown) == (False, False)
    assert page.post(at("event_after", date), {"came": "44", "outcome": "We met.", "reached": "9"}).status_code == 302
    row = Record.objects.get()
    assert (number(goal), GoalProgress.objects.count(), row.reached, row.occurrence.headcount) == (6, 1, 6, 44)


def test_letters_that_ask_for_the_record_go_to_the_host() -> None:
    ours, theirs = Pair(), Pair()
    date = dinner(ours.row.congregation)
    along(date, theirs.row.congregation)
    row = Record.objects.create(occurrence=date, made_at=LATER)
    ((_row, asked),) = hosts_of([Record.objects.select_related("occurrence__event__congregation").get(pk=row.pk)])
    emails = {email for email, _name in asked}
    assert (ours.leader.email in emails, theirs.leader.email in emails) == (True, False)
