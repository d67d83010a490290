"""What guests, hosts, agencies and volunteers see and do by pages."""

import json
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.events import queries as event_queries
from onecop.events import registry
from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.registrations import services
from onecop.registrations.choices import Source
from onecop.registrations.models import Asking, Registration, Tap
from tests import make
from tests.make import NOON
from tests.registrations.build import BEGINS, DOORS, date_of, evening, guest

pytestmark = pytest.mark.django_db
ANSWER = {"party": "2", "needs": ["wheelchair"], "words": "We bring bread.", "comes": "yes"}


@pytest.fixture(autouse=True)
def _now(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON, tick=False):
        yield


def link_in(kind="registrations.place"):
    text = Message.objects.filter(kind=kind).order_by("-id").first().body.text
    return re.search(r"https?://[^/\s]+(/\S+/)", text).group(1)


def page_of(date):
    return reverse("event_public", args=[date.event.key, date.on.isoformat()])


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


# --- the public page


def test_anyone_signs_up_and_the_seat_is_kept_at_the_confirmation_alone():
    date, client = evening(place="Fellowship hall", address="12 Harbor Street"), Client()
    shown = client.get(page_of(date)).content.decode()
    assert "12 Harbor Street" not in shown
    assert f'<meta property="og:title" content="{date.event.title}">' in shown
    sent = client.post(page_of(date), {**ANSWER, "name": "Ana Ruiz", "email": "ana@mail.example"})
    assert ("Look into your mail" in sent.content.decode(), Registration.objects.count()) == (True, 0)
    confirm = link_in("registrations.confirm")
    assert "12 Harbor Street" not in client.get(confirm).content.decode()
    client.head(confirm)
    assert Registration.objects.count() == 0
    place = client.post(confirm, follow=True)
    row = Registration.objects.get()
    assert (row.name, row.party, row.needs, row.words, row.state) == ("Ana Ruiz", 2, ["wheelchair"], "We bring bread.", "yes")
    assert "12 Harbor Street" in place.content.decode()
    assert "already answered" in client.post(confirm).content.decode()


def test_a_robot_that_fills_the_trap_reaches_nobody():
    date = evening()
    Client().post(page_of(date), {**ANSWER, "name": "Bot", "email": "bot@mail.example", "company": "Bots"})
    assert (Asking.objects.count(), Message.objects.count()) == (0, 0)


def test_one_address_gets_three_letters_an_hour_and_the_page_says_the_same():
    date, client = evening(), Client()
    answers = [client.post(page_of(date), {**ANSWER, "name": "Ana", "email": "ana@mail.example"}).content for _ in range(5)]
    assert Message.objects.count() == 3
    assert all(b"Look into your mail" in body for body in answers)


def test_whoever_has_signed_in_gets_a_seat_at_once():
    who, date = make.person("Ana Ruiz"), evening()
    signed_in(who).post(page_of(date), ANSWER)
    assert [(row.name, row.person, row.state) for row in Registration.objects.all()] == [("Ana Ruiz", who, "yes")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Sign up"),
        ({"sign_up": "none"}, "nobody needs to sign up"),
        ({"sign_up": "guests"}, "for those who are invited"),
        ({"closes_hours": 24 * 20}, "Signing up has ended"),
        ({"cancelled_at": NOON}, "Called off"),
    ],
)
def test_the_page_says_in_plain_words_how_it_stands(fields, words):
    made = make.event(make.congregation(), public=True, **{"sign_up": "anyone", **fields})
    assert words in Client().get(reverse("event_public", args=[made.key, "2026-11-28"])).content.decode()


def test_the_page_of_a_full_date_and_of_one_that_is_over():
    date = evening(capacity=1)
    guest(date, "Ana")
    assert "wait in line" in Client().get(page_of(date)).content.decode()
    with time_machine.travel(BEGINS + timedelta(days=1), tick=False):
        assert "It is over" in Client().get(page_of(date)).content.decode()


@pytest.mark.parametrize("fields", [{"public": False}, {"published_at": None}])
def test_what_is_not_public_or_a_draft_is_nobodys(fields):
    made = make.event(make.congregation(), **{"public": True, "sign_up": "anyone", **fields})
    day = [made.key, "2026-11-28"]
    for address in (reverse("event_public", args=day), reverse("event_flyer", args=day), reverse("event_public_next", args=[made.key])):
        assert Client().get(address).status_code == 404


def test_the_short_address_leads_to_the_next_date():
    made = make.event(make.congregation(), public=True, sign_up="anyone", rrule="FREQ=WEEKLY")
    events.cancel_date(occurrence=date_of(made), by=SYSTEM, at=NOON)
    answer = Client().get(reverse("event_public_next", args=[made.key]))
    assert answer["Location"] == reverse("event_public", args=[made.key, "2026-12-05"])


def test_a_series_that_began_on_a_leap_day_has_a_next_date_too():
    made = make.event(make.congregation(), public=True, sign_up="anyone", rrule="FREQ=WEEKLY", starts_on=date(2024, 2, 29))
    answer = Client().get(reverse("event_public_next", args=[made.key]))
    assert answer["Location"] == reverse("event_public", args=[made.key, "2026-11-26"])


def test_the_flyer_is_accessible_and_keeps_a_private_place_private():
    date = evening(place="Fellowship hall", address="12 Harbor Street", words="Come as you are.")
    answer = Client().get(reverse("event_flyer", args=[date.event.key, "2026-11-28"]))
    assert (answer["Content-Type"], answer.content[:5], b"pdfuaid" in answer.content) == ("application/pdf", b"%PDF-", True)


# --- one's own place


def test_the_link_answers_changes_and_takes_back_and_looking_changes_nothing():
    date, client = evening(), Client()
    services.invite_by_letter(occurrence=date, name="Ana", email="ana@mail.example", by=SYSTEM, at=NOON)
    link = link_in("registrations.invited")
    client.get(link)
    client.head(link)
    states = [Registration.objects.get().state]
    for said in (ANSWER, {**ANSWER, "party": "1"}, {"comes": "no"}, ANSWER):
        client.post(link, said)
        row = Registration.objects.get()
        states.append((row.state, row.party))
    assert states == ["invited", ("yes", 2), ("yes", 1), ("no", 1), ("yes", 2)]


def test_a_party_too_large_is_told_and_nothing_changes():
    date = evening(capacity=20)
    guest(date, "Ana")
    answer = Client().post(link_in(), {**ANSWER, "party": "7"})
    assert (answer.status_code, Registration.objects.get().party) == (422, 1)
    assert "One person may sign up 6 people here" in answer.content.decode()


def test_a_place_is_handed_over_by_link():
    date, client = evening(), Client()
    guest(date, "Ana", 2)
    client.post(f"{link_in()}hand-over/", {"name": "Eve", "email": "eve@mail.example"})
    assert {(row.name, row.state, row.party) for row in Registration.objects.all()} == {("Ana", "no", 2), ("Eve", "yes", 2)}
    assert "gave the place to you" in Message.objects.get(kind="registrations.handed").body.text


def test_a_made_up_link_opens_nothing():
    for name in ("registration_place", "registration_confirm", "door", "door_list"):
        assert Client().get(reverse(name, args=["made-up"])).status_code in (404, 410)


# --- the host's list


def house_and_people():
    pair = make.partnership()
    people = {tenure.kind: tenure.contact.person for tenure in pair.tenures.exclude(contact=None).select_related("contact__person")}
    return pair, people["coordinator"], pair.tenures.get(kind="lead").officer.person


def test_the_host_reads_names_and_the_officer_never():
    pair, host, police = house_and_people()
    date = evening(pair.congregation)
    guest(date, "Ana Ruiz", needs=["diet"], needs_words="No pork")
    day = [date.event.key, "2026-11-28"]
    shown = signed_in(host).get(reverse("event_guests", args=day)).content.decode()
    assert ("Ana Ruiz" in shown, "No pork" in shown) == (True, True)
    assert signed_in(police).get(reverse("event_guests", args=day)).status_code == 404
    make.invite(date.event, pair, pair.tenures.get(kind="lead").officer)
    assert signed_in(police).get(reverse("event_guests", args=day)).status_code == 403
    assert signed_in(police).get(reverse("event_door", args=day)).status_code == 403


def test_an_agency_that_hosts_reads_numbers_and_gives_a_door_without_names():
    desk = make.agency()
    liaison, chief, staff = make.person("Lia"), make.person("Chief"), make.staff()
    make.grant(liaison, "liaison", desk.scope)
    make.grant(chief, "executive", desk.scope)
    date = evening(desk, kind="workshop")
    row = guest(date, "Ana Ruiz", 2)
    day = [date.event.key, "2026-11-28"]
    numbers = signed_in(liaison).get(reverse("event_guests", args=day)).content.decode()
    assert ("Ana Ruiz" in numbers, "2 people" in numbers) == (False, True)
    assert "Ana Ruiz" in signed_in(staff).get(reverse("event_guests", args=day)).content.decode()
    for client in (signed_in(liaison), signed_in(chief)):
        for name, args in (("event_guest_add", day), ("event_guests_write", day), ("registration_guest", [row.key])):
            assert client.get(reverse(name, args=args)).status_code in (403, 404)
    assert list(Registration.objects.visible_to(liaison)) == []
    given = signed_in(liaison).post(reverse("event_door", args=day), {"name": "Sam", "how": "names"}).content.decode()
    door = re.search(r'href="http://testserver(/door/[^"]+)"', given).group(1)
    with time_machine.travel(DOORS, tick=False):
        assert Client().get(f"{door}list/").json()["guests"] == []
        assert "door-q" not in Client().get(door).content.decode()
        tap = {"uid": str(uuid4()), "kind": "came", "at": DOORS.isoformat(), "number": 1, "who": row.key}
        for one in (tap, {**tap, "kind": "named", "name": "Lee"}):
            assert Client().post(f"{door}taps/", json.dumps({"taps": [one]}), content_type="application/json").status_code == 400
        assert "Ana Ruiz" not in Client().get(f"{door}plain/", {"q": "ana"}).content.decode()
    assert (Tap.objects.count(), Registration.objects.count()) == (0, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(rows, django_assert_num_queries):
    host, date = make.staff(), evening(capacity=20)
    for n in range(rows):
        guest(date, f"Guest {n}", needs=["diet"])
    client = signed_in(host)
    address = reverse("event_guests", args=[date.event.key, "2026-11-28"])
    client.get(address)
    with django_assert_num_queries(13):
        assert client.get(address).content.decode().count("Guest ") >= rows


def test_the_list_is_searched_filtered_and_taken_away_without_formulas():
    client, date = signed_in(make.staff()), evening(capacity=20)
    guest(date, "=HYPERLINK(1)", email="bad@mail.example", needs=["diet"])
    guest(date, "Ben", needs=["wheelchair"])
    address = reverse("event_guests", args=[date.event.key, "2026-11-28"])
    assert "bad@mail.example" not in client.get(address, {"needs": "wheelchair"}).content.decode().split('id="guests"')[1]
    assert "ben@mail.example" not in client.get(address, {"q": "HYPER"}).content.decode().split('id="guests"')[1]
    csv = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in csv


def test_the_host_adds_changes_and_takes_out():
    pair, host, _police = house_and_people()
    date, client = evening(pair.congregation), signed_in(host)
    day = [date.event.key, "2026-11-28"]
    for how, name in (("invite", "Ana"), ("yes", "Ben")):
        client.post(reverse("event_guest_add", args=day), {"name": name, "email": f"{name}@mail.example", "party": "1", "how": how})
    assert dict(Registration.objects.values_list("name", "state")) == {"Ana": "invited", "Ben": "yes"}
    ben = Registration.objects.get(name="Ben")
    client.post(reverse("registration_guest", args=[ben.key]), {"party": "3", "comes": "yes"})
    client.get(reverse("registration_take_out", args=[ben.key]))
    assert Registration.objects.get(name="Ben").party == 3
    client.post(reverse("registration_take_out", args=[ben.key]))
    assert Registration.objects.get(name="Ben").state == "cancelled"


def test_a_line_to_all_is_looked_at_with_its_number_before_it_goes():
    client, date = signed_in(make.staff()), evening(capacity=2)
    for name in ("Ana", "Ben", "Cleo"):
        guest(date, name)
    address = reverse("event_guests_write", args=[date.event.key, "2026-11-28"])
    look = client.post(address, {"to": "yes", "words": "Use the side door."}).content.decode()
    assert ("2 letters go out" in look, Message.objects.filter(kind="registrations.to_guests").count()) == (True, 0)
    client.post(address, {"to": "yes", "words": "Use the side door.", "send": "yes"})
    assert [m.name for m in Message.objects.filter(kind="registrations.to_guests").order_by("id")] == ["Ana", "Ben"]


# --- both partners


def test_officer_and_congregation_see_whether_the_other_comes():
    desk = make.agency()
    officer = make.officer(desk)
    pair = make.partnership(with_=officer)
    date = date_of(make.event(desk, kind="workshop", title="Safety workshop", sign_up="guests"))
    host = pair.tenures.get(kind="coordinator").contact.person
    words = {"occurrence": date, "partnership": pair, "by": SYSTEM, "at": NOON}
    police = services.invite(name=str(officer), email=officer.email, officer=officer, person=officer.person, side="officer", **words)
    house = services.invite(name=str(host), email=host.email, person=host, side="congregation", **words)
    services.answer(registration=house, comes=True, party=3, by=SYSTEM, at=NOON)
    services.answer(registration=police, comes=False, by=SYSTEM, at=NOON)
    day = event_queries.date_of(date.event, date.on)

    def seen(who):
        return [(line.words, line.tag) for panel in registry.sections(day, who, NOON) for line in panel.lines if panel.key == "guests"]

    assert seen(officer.person) == [("You", "does not come"), (pair.congregation.name, "comes")]
    assert seen(host) == [("You", "comes"), (str(officer), "does not come")]
    assert seen(make.person()) == []
    guest(date, "Zed Other", source=Source.HOST)
    by_link = {row.side: Client().get(place_of(row)).content.decode() for row in (police, house)}
    assert (pair.congregation.name in by_link["officer"], str(host) in by_link["officer"], "3 people" in by_link["officer"]) == (True, False, False)
    assert f"The partner officer: <strong>{officer}</strong>" in by_link["congregation"]
    assert ("Zed" in by_link["officer"], "Zed" in by_link["congregation"]) == (False, False)
    mine = signed_in(officer.person).get(reverse("registration_mine", args=[police.key])).content.decode()
    assert (pair.congregation.name in mine, str(host) in mine) == (True, False)


def place_of(row):
    return re.sub(r"^https?://[^/]+", "", services.place_link(row, at=NOON))


# --- the door


def door_of(date):
    return reverse("door", args=[services.open_door(occurrence=date, name="Sam", names=True, by=SYSTEM, at=NOON)])


def test_a_volunteer_sees_the_names_of_that_date_alone_and_no_address():
    date, other = evening(capacity=20), evening()
    guest(date, "Ana Ruiz", needs=["wheelchair"])
    guest(other, "Zed Other")
    answer = Client().get(f"{door_of(date)}list/").json()
    assert [(one["name"], one["needs"]) for one in answer["guests"]] == [("Ana Ruiz", ["Room for a wheelchair"])]
    assert "mail.example" not in json.dumps(answer)


def test_what_is_sent_again_counts_once_and_rubbish_is_refused():
    date = evening()
    row, door = guest(date, "Ana", 2), door_of(date)
    taps = [
        {"uid": str(uuid4()), "kind": "came", "at": DOORS.isoformat(), "number": 2, "who": row.key},
        {"uid": str(uuid4()), "kind": "heads", "at": DOORS.isoformat(), "number": 3},
    ]

    def send(body):
        return Client(enforce_csrf_checks=True).post(f"{door}taps/", body, content_type="application/json")

    with time_machine.travel(BEGINS, tick=False):
        answers = [send(json.dumps({"taps": taps})).json() for _ in range(2)]
        assert [(one["heard"], one["heads"], one["guests"][0]["here"]) for one in answers] == [(2, 3, 2), (0, 3, 2)]
        for rubbish in (
            "",
            "[]",
            "{}",
            '{"taps": [1]}',
            "[" * 100_000,
            json.dumps({"taps": [{**taps[0], "kind": "gone"}]}),
            json.dumps({"taps": [{**taps[0], "at": "2026-11-28"}]}),
        ):
            assert send(rubbish).status_code == 400


def test_a_door_taken_back_or_too_old_is_closed():
    date = evening()
    door = door_of(date)
    with time_machine.travel(BEGINS + timedelta(days=5), tick=False):
        assert Client().get(f"{door}list/").status_code == 410
    services.close_doors(occurrence=date, names=True, by=SYSTEM, at=NOON)
    assert (Client().get(f"{door}list/").status_code, Client().get(door).status_code) == (410, 404)


def test_the_worker_may_look_after_doors_alone():
    answer = Client().get(reverse("door_worker"))
    assert (answer["Service-Worker-Allowed"], answer["Content-Type"]) == ("/door/", "text/javascript; charset=utf-8")
    assert "Content-Security-Policy" in answer
