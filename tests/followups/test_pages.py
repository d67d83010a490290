"""The pages after an event, as each role meets them."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onecop.events import services as events
from onecop.followups import services
from onecop.followups.models import Feedback, Material, Photo, Record, Thanked
from onecop.followups.services import Answer
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from tests import make
from tests.followups.build import BEGINS, LATER, dinner, guest, jpeg
from tests.followups.test_record import goal_of
from tests.make import NOON

pytestmark = pytest.mark.django_db
SENTENCES = ("Warm and quiet.", "I met the officer.", "Too loud.")


@pytest.fixture(autouse=True)
def _the_morning_after(settings: Any) -> Any:
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()
    with time_machine.travel(LATER, tick=False):
        yield


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(name: str, date: Any, *more: str) -> str:
    return reverse(name, args=[date.event.key, date.on.isoformat(), *more])


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("slides.pdf", b"%PDF-1.7", "application/pdf")


def three_answers(date: Any) -> None:
    for n, words in enumerate(SENTENCES):
        services.answer(occurrence=date, said=Answer(5 - n, 4, words), at=LATER)


class Pair:
    """A partnership with its people, and the liaison of its agency."""

    def __init__(self) -> None:
        self.row = make.partnership()
        self.officer = self.row.tenures.get(kind="lead").officer
        self.leader = self.row.tenures.get(kind="leader").contact.person
        self.liaison = make.person("Lena Liaison")
        make.grant(self.liaison, "liaison", self.row.agency.scope)
        self.staff = make.staff()


def test_a_host_records_in_a_minute_and_corrects_it() -> None:
    pair = Pair()
    goal = goal_of(pair.row)
    date, page = dinner(pair.row, goal=goal), client_of(pair.leader)
    shown = text(page.get(at("event_after", date)))
    assert ("How many came?" in shown, goal.title in shown, "How much of it" in shown) == (True, True, True)
    assert page.post(at("event_after", date), {"came": "x"}).status_code == 422
    assert page.post(at("event_after", date), {}).status_code == 422
    assert page.post(at("event_after", date), {"came": "42", "outcome": "We agreed to meet again.", "reached": "6"}).status_code == 302
    again = page.get(at("event_after", date))
    assert ("We agreed to meet again." in text(again), "6 of 100" in text(again)) == (True, True)
    page.post(at("event_after", date), {"came": "40", "outcome": "We agreed to meet again.", "reached": "5"})
    row = Record.objects.get()
    assert (row.reached, row.occurrence.headcount, row.corrected_at) == (5, 40, LATER)
    page.post(at("event_after_without", date), {"why": "not_held"})
    assert Record.objects.get().state == "not_held"
    assert "Thank everybody" not in text(page.get(at("event_after", date)))


def test_an_event_without_a_goal_asks_for_none_and_before_its_end_nothing_is_asked() -> None:
    pair = Pair()
    date, page = dinner(pair.row.congregation), client_of(pair.leader)
    assert "How much of it" not in text(page.get(at("event_after", date)))
    with time_machine.travel(BEGINS, tick=False):
        shown = text(page.get(at("event_after", date)))
        assert ("It is not over yet" in shown, "How many came?" in shown) == (True, False)
        assert page.post(at("event_after", date), {"came": "3"}).status_code == 422


def test_a_liaison_and_an_officer_do_not_reach_a_congregations_record() -> None:
    pair = Pair()
    date = dinner(pair.row.congregation)
    three_answers(date)
    make.invite(date.event, pair.row, pair.officer, state="yes", answered_at=NOON)
    photo = services.add_photos(occurrence=date, files=[jpeg()], by=SYSTEM, at=LATER)[0]
    names = ["event_after", "event_photos", "event_materials", "event_thanks", "event_questions_sheet", "event_thanks_sheet"]
    for name in names:
        found = {who: client_of(person).get(at(name, date)).status_code for who, person in (("leader", pair.leader), ("liaison", pair.liaison),
                                                                                             ("officer", pair.officer.person))}  # fmt: skip
        assert found == {"leader": 200, "liaison": 404, "officer": 403}, name
    for person in (pair.liaison, pair.officer.person):
        page = client_of(person)
        assert page.get(reverse("after_photo", args=[photo.key, "small"])).status_code == 404
        assert page.post(reverse("after_photo_down", args=[photo.key])).status_code == 404
    assert client_of(pair.leader).get(reverse("after_photo", args=[photo.key, "small"]))["Content-Type"] == "image/jpeg"
    assert "Warm and quiet" not in text(client_of(pair.officer.person).get(at("event_day", date)))


def test_of_what_both_host_the_officer_reads_numbers_and_never_a_sentence_a_name_or_a_picture_of_guests() -> None:
    pair = Pair()
    date = dinner(pair.row)
    guest(date, "Ana Ruiz", came=True)
    three_answers(date)
    services.add_photos(occurrence=date, files=[jpeg()], by=SYSTEM, at=LATER)
    theirs, ours, staff = (text(client_of(p).get(at("event_after", date))) for p in (pair.officer.person, pair.leader, pair.staff))
    assert [word in theirs for word in ("3 answers, 4.0 of 5", *SENTENCES, "Ana Ruiz", "1 picture")] == [True, False, False, False, False, False]
    assert [word in ours for word in ("3 answers, 4.0 of 5", *SENTENCES, "1 picture")] == [True] * 5
    assert [word in staff for word in ("3 answers, 4.0 of 5", *SENTENCES)] == [True, False, False, False]
    assert client_of(pair.officer.person).get(at("event_thanks", date)).status_code == 403
    assert client_of(pair.officer.person).post(at("event_after", date), {"came": "12"}).status_code == 302


def test_an_agency_that_hosts_thanks_and_counts_without_a_name() -> None:
    pair = Pair()
    date = dinner(pair.row.agency)
    guest(date, "Ana Ruiz", came=True)
    three_answers(date)
    page = client_of(pair.liaison)
    shown = [text(page.get(at(name, date))) for name in ("event_after", "event_thanks")]
    looked = text(page.post(at("event_thanks", date), {"guest": "Thank you for coming."}))
    assert [word for word in ("Ana", "ana.ruiz", *SENTENCES) if any(word in one for one in (*shown, looked))] == []
    assert ("1 letter goes out" in looked, "Answers go to" in looked) == (True, True)
    assert SENTENCES[0] in text(client_of(pair.staff).get(at("event_after", date)))


def test_the_thank_you_is_looked_at_sent_and_watched() -> None:
    pair = Pair()
    date, page = dinner(pair.row.congregation), client_of(pair.leader)
    for name in ("Ana Ruiz", "Ben Osei"):
        guest(date, name, came=True)
    shown = text(page.get(at("event_thanks", date)))
    assert "2 letters would go out" in shown
    looked = page.post(at("event_thanks", date), {"guest": "Dear friends!"})
    assert ("2 letters go out" in text(looked), "Dear friends!" in text(looked), Message.objects.filter(kind="followups.thanks").count()) == (True, True, 0)
    page.post(at("event_thanks_send", date))
    assert "Thank-you letters" in text(page.get(at("event_thanks", date)))
    assert "HX-Refresh" not in page.get(at("event_thanks_progress", date), HTTP_HX_REQUEST="true")
    tasks.run_now(Job.objects.get(kind="followups.thanks"))
    assert page.get(at("event_thanks_progress", date), HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    assert ("2 people were thanked" in text(page.get(at("event_thanks", date))), Thanked.objects.count()) == (True, 2)
    page.post(at("event_thanks_send", date))
    assert Message.objects.filter(kind="followups.thanks").count() == 2


def test_heads_alone_have_nobody_to_write_to_and_a_sheet_to_read_out() -> None:
    pair = Pair()
    date, page = dinner(pair.row.congregation, sign_up="none"), client_of(pair.leader)
    events.set_headcount(occurrence=date, number=80, by=SYSTEM, at=LATER)
    shown = text(page.get(at("event_thanks", date)))
    assert ("There is nobody to write to" in shown, "Thank you for coming to" in shown) == (True, True)
    for name in ("event_thanks_sheet", "event_questions_sheet"):
        answer = page.get(at(name, date))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def _link(kind: str) -> str:
    body = Message.objects.filter(kind="followups.thanks").first().body.text  # type: ignore[union-attr]
    found = re.search(rf"(/{kind}/[^/\s)]+/)", body)
    assert found
    return found.group(1)


def _thanked(date: Any) -> None:
    guest(date, "Ana Ruiz", came=True)
    services.carry_out(thanks=services.prepare(occurrence=date, by=make.staff(), at=LATER), by=SYSTEM, at=LATER)


def test_a_guest_answers_once_by_the_link_without_an_account() -> None:
    date = dinner()
    _thanked(date)
    page, where = Client(), _link("asked")
    assert "Did you feel welcome?" in text(page.get(where))
    assert (page.post(where, {}).status_code, Feedback.objects.count()) == (422, 0)
    assert "Your answer is in" in text(page.post(where, {"welcome": "5", "words": "Warm."}))
    assert "already answered" in text(page.post(where, {"welcome": "1"}))
    assert (Feedback.objects.get().answers, Feedback.objects.get().welcome) == (1, [0, 0, 0, 0, 1])


def test_anyone_in_the_hall_answers_by_the_code_within_bounds() -> None:
    date, page = dinner(public=False), Client()
    where = at("event_questions", date)
    assert "Your answer is in" in text(page.post(where, {"trust": "4"}))
    page.post(where, {"trust": "1", "company": "Bots"})
    assert (Feedback.objects.get().answers, Feedback.objects.get().by_paper) == (1, 1)
    codes = [page.post(where, {"welcome": "5"}).status_code for _ in range(60)]
    assert (codes[:59], codes[59]) == ([200] * 59, 429)
    assert Client(REMOTE_ADDR="198.51.100.7").post(where, {"welcome": "5"}).status_code == 200
    with time_machine.travel(date.ends_at + timedelta(days=30), tick=False):
        assert page.get(where).status_code == 410
    with time_machine.travel(NOON, tick=False):
        assert page.get(where).status_code == 410
    type(date.event).objects.filter(pk=date.event_id).update(published_at=None, published_by_id=None)
    assert page.get(where).status_code == 404


def test_pictures_are_added_agreed_on_shown_and_taken_down_by_a_guest() -> None:
    pair = Pair()
    date, page, stranger = dinner(pair.row.congregation), client_of(pair.leader), Client()
    files = [SimpleUploadedFile(f"{n}.jpg", jpeg(gps=True), "image/jpeg") for n in range(2)]
    assert page.post(at("event_photos", date), {"pictures": files}).status_code == 302
    first, second = Photo.objects.all()
    public = at("event_picture", date, first.key, "small")
    assert (stranger.get(public).status_code, page.get(reverse("after_photo", args=[first.key, "full"])).status_code) == (404, 200)
    agree = reverse("after_photo_agree", args=[first.key])
    assert page.post(agree, {"faces": "unasked", "public": "on", "alt": "Bread"}).status_code == 422
    assert page.post(agree, {"faces": "agreed", "public": "on", "alt": ""}).status_code == 422
    assert page.post(agree, {"faces": "agreed", "public": "on", "alt": "Two people share bread"}).status_code == 302
    shown = stranger.get(public)
    assert (shown.status_code, shown["Cache-Control"], shown["X-Content-Type-Options"]) == (200, "private, no-store", "nosniff")
    assert b"Exif" not in shown.content
    assert 'alt="Two people share bread"' in stranger.get(reverse("event_public", args=[date.event.key, date.on.isoformat()])).content.decode()
    with time_machine.travel(BEGINS, tick=False):
        assert stranger.get(public).status_code == 404
    assert stranger.get(at("event_picture", date, second.key, "small")).status_code == 404
    _thanked(date)
    album = _link("pictures")
    page_of_guest = stranger.get(album)
    assert ("Two people share bread" in page_of_guest.content.decode(), second.key in page_of_guest.content.decode()) == (True, False)
    assert [stranger.get(f"{album}{photo.key}/small.jpg").status_code for photo in (first, second)] == [200, 404]
    stranger.post(album, {"photo": second.key})
    assert Photo.objects.count() == 2
    stranger.post(album, {"photo": first.key})
    assert (list(Photo.objects.all()), stranger.get(public).status_code, stranger.get(f"{album}{first.key}/small.jpg").status_code) == ([second], 404, 404)


def test_a_picture_that_cannot_be_read_is_refused_in_words() -> None:
    pair = Pair()
    date, page = dinner(pair.row.congregation), client_of(pair.leader)
    answer = page.post(at("event_photos", date), {"pictures": [SimpleUploadedFile("a.jpg", b"not a picture", "image/jpeg")]})
    assert (answer.status_code, "no picture that we can read" in text(answer), Photo.objects.count()) == (422, True, 0)
    assert page.post(at("event_photos", date), {}).status_code == 422


def test_where_the_space_says_no_pictures_the_page_says_so_and_offers_no_flag() -> None:
    pair = Pair()
    date, page = dinner(pair.row.congregation, space={"photos": {"choice": "no", "words": ""}}), client_of(pair.leader)
    row = services.add_photos(occurrence=date, files=[jpeg()], by=SYSTEM, at=LATER)[0]
    for where in (at("event_after", date), at("event_photos", date), reverse("after_photo_agree", args=[row.key])):
        assert "asks for no pictures" in text(page.get(where))
    page.post(reverse("after_photo_agree", args=[row.key]), {"faces": "agreed", "public": "on", "programme": "on", "alt": "A hall"})
    row.refresh_from_db()
    assert (row.public, row.programme) == (False, False)


def test_materials_stand_on_the_page_of_the_date_and_those_for_everyone_on_the_public_page() -> None:
    pair = Pair()
    date, page = dinner(pair.row.congregation), client_of(pair.leader)
    where = at("event_materials", date)
    assert page.post(where, {"title": "Both", "file": paper(), "url": "https://slides.example", "readers": "both"}).status_code == 422
    assert page.post(where, {"title": "None", "readers": "both"}).status_code == 422
    assert page.post(where, {"title": "The slides", "file": paper(), "readers": "everyone"}).status_code == 302
    page.post(where, {"title": "Only ours", "url": "https://notes.example", "readers": "hosts"})
    slides = Material.objects.get(title="The slides")
    shown = text(page.get(at("event_day", date)))
    assert ("The slides" in shown, "Only ours" in shown) == (True, True)
    public = text(Client().get(at("event_public", date)))
    assert ("The slides" in public, "Only ours" in public) == (True, False)
    for answer in (page.get(reverse("after_material", args=[slides.key])), Client().get(at("event_material", date, slides.key))):
        assert (answer.content, answer["Content-Disposition"]) == (b"%PDF-1.7", 'attachment; filename="slides.pdf"')
    page.post(reverse("after_material_remove", args=[slides.key]))
    assert Client().get(at("event_material", date, slides.key)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(rows: int, django_assert_max_num_queries: Any) -> None:
    pair = Pair()
    date = dinner(pair.row.congregation)
    for n in range(rows):
        guest(date, f"Guest {n}", came=True)
        services.add_photos(occurrence=date, files=[jpeg((40, 30))], by=SYSTEM, at=LATER)
        services.add_link(occurrence=date, title="Slides", url="https://slides.example", by=SYSTEM, at=LATER)
    three_answers(date)
    page = client_of(pair.leader)
    page.get(at("event_after", date))
    with django_assert_max_num_queries(30):
        page.get(at("event_after", date))
    with django_assert_max_num_queries(22):
        page.get(at("event_photos", date))


def test_staff_find_the_silent_ones_of_their_own_region() -> None:
    lakeland, hills = make.region("Lakeland", ("LK",)), make.region("Hills", ("HI",))
    ours, theirs = dinner(make.congregation(parent=lakeland), title="Ours"), dinner(make.congregation(parent=hills), title="Theirs")
    regional = make.person()
    make.grant(regional, "regional_staff", lakeland)
    assert "Every event is recorded" in text(client_of(regional).get(reverse("after_waiting")))
    for date in (ours, theirs):
        Record.objects.create(occurrence=date, made_at=LATER, hand_at=LATER, nudges=3)
    shown = text(client_of(regional).get(reverse("after_waiting")))
    assert ("Ours" in shown, "Theirs" in shown) == (True, False)


def test_a_date_that_is_over_asks_how_many_came_in_one_place() -> None:
    pair = Pair()
    date, page = dinner(pair.row), client_of(pair.leader)
    with time_machine.travel(BEGINS, tick=False):
        assert at("event_day_count", date) in page.get(at("event_day", date)).content.decode()
    shown = page.get(at("event_day", date)).content.decode()
    assert (at("event_day_count", date) in shown, at("event_after", date) in shown, "people came" in shown) == (False, True, False)
    services.record_after(occurrence=date, came=42, outcome="We met.", by=SYSTEM, at=LATER)
    numbers = ["42 people came" in text(client_of(who).get(at("event_day", date))) for who in (pair.leader, pair.staff, pair.officer.person)]
    assert numbers == [True, True, True]
    assert "42 people came" in text(page.get(at("event_after", date)))


def test_the_number_of_a_congregations_own_date_is_not_for_its_officer() -> None:
    pair = Pair()
    date = dinner(pair.row.congregation)
    make.invite(date.event, pair.row, pair.officer, state="yes", answered_at=NOON)
    services.record_after(occurrence=date, came=42, outcome="We met.", by=SYSTEM, at=LATER)
    assert ["42 people came" in text(client_of(who).get(at("event_day", date))) for who in (pair.leader, pair.officer.person)] == [True, False]
