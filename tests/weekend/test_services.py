"""From the form to the map: confirming, comparing, answering, joining, counting."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onecop.audit.models import Entry
from onecop.events import services as events
from onecop.events.models import Event, Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.weekend import emails, jobs, services
from onecop.weekend.choices import Standing, Verdict
from onecop.weekend.exceptions import CannotDecide, CannotTell, Closed, TooMany
from onecop.weekend.models import Resemblance, Submission
from onecop.weekend.places import Pin
from onecop.weekend.sheet import Sheet
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}
PIN = Pin(-77.09, 38.88, False)


def values(**fields):
    day = {"starts_on": date(2026, 11, 28), "starts": datetime(2026, 1, 1, 14).time(), "minutes": 120}
    who = {"host_kind": "congregation", "host_name": "Lotus Pond Temple", "contact_name": "Mai Pham", "email": "mai@mail.example"}
    where = {"place": "", "street": "12 Cedar Street", "city": "Arlington", "state": "VA", "zip": "22201", "place_private": False}
    return {**who, **day, **where, "title": "Block party", "kind": "gathering", "words": "", "languages": [], **fields}


def newest_text() -> str:
    found = Message.objects.order_by("-pk").first()
    assert found is not None
    return str(found.body.text)


def token_of(act: str) -> str:
    return newest_text().split(f"/weekend/{act}/")[1].split("/")[0]


def accepted(weekend=None, **fields):
    row = make.submission(weekend or make.weekend(), **fields)
    return services.accept(submission=row, **BY)


def registered(weekend, **fields):
    services.register(weekend=weekend, values=values(**fields), pin=PIN, at=NOON)
    from onecop.access import links

    return services.confirm(link=links.find(act=emails.CONFIRM, token=token_of("confirm"), at=NOON), at=NOON)


def test_a_registration_counts_from_the_click_on():
    weekend = make.weekend()
    row = services.register(weekend=weekend, values=values(), pin=PIN, at=NOON)
    assert (row.standing, row.zone, row.starts_at.isoformat()) == (Standing.UNCONFIRMED, "America/New_York", "2026-11-28T14:00:00-05:00")
    assert Message.objects.get().email == "mai@mail.example"
    token = token_of("confirm")
    client = Client()
    assert client.get(reverse("weekend_confirm", args=[token])).status_code == 200
    assert Submission.objects.get().standing == Standing.UNCONFIRMED
    assert "We have it" in client.post(reverse("weekend_confirm", args=[token])).content.decode()
    assert Submission.objects.get().standing == Standing.WAITING
    assert "already answered" in client.post(reverse("weekend_confirm", args=[token])).content.decode()
    assert set(Entry.objects.values_list("verb", flat=True)) == {"submission.sent", "submission.confirmed"}


@pytest.mark.parametrize("days", [-31, 8])
def test_outside_of_its_days_nobody_registers(days):
    with pytest.raises(Closed):
        services.register(weekend=make.weekend(), values=values(), pin=PIN, at=NOON + timedelta(days=days))


def test_one_address_leaves_ten_letters_unanswered_at_most():
    weekend = make.weekend()
    for _ in range(10):
        services.register(weekend=weekend, values=values(), pin=PIN, at=NOON)
    with pytest.raises(TooMany):
        services.register(weekend=weekend, values=values(), pin=PIN, at=NOON)
    services.register(weekend=weekend, values=values(), pin=PIN, at=NOON + timedelta(days=1, minutes=1))


def test_what_nobody_confirms_goes_after_two_weeks():
    weekend = make.weekend()
    services.register(weekend=weekend, values=values(), pin=PIN, at=NOON)
    make.submission(weekend)
    jobs.tidy(NOON + timedelta(days=13))
    assert Submission.objects.count() == 2
    jobs.tidy(NOON + timedelta(days=14))
    assert [row.standing for row in Submission.objects.all()] == [Standing.WAITING]


# --- accepting


@pytest.mark.parametrize(
    ("there", "host"),
    [("congregation", "congregation"), ("prospect", "scope"), ("two", "scope"), ("agency", "agency"), ("nobody", "scope"), ("elsewhere", "scope")],
)
def test_the_event_is_hosted_by_whom_we_know_else_by_the_region(there, host):
    region = make.region("Capital", ("VA",))
    where = {"city": "Arlington", "state": "VA", "zip": "22201", "name_folded": "lotus pond temple"}
    kind, name = ("agency", "Arlington Police") if there == "agency" else ("congregation", "The Lotus Pond Temple")
    if there in ("congregation", "two"):
        make.congregation("Lotus Pond Temple", **where)
    if there == "two":
        make.congregation("Lotus Pond Temple", **where)
    if there == "elsewhere":
        make.congregation("Lotus Pond Temple", **{**where, "city": "Richmond", "zip": "23220"})
    if there == "prospect":
        make.congregation("Lotus Pond Temple", standing="prospect", **where)
        from onecop.congregations.models import Congregation

        Congregation.objects.update(scope=None)
    if there == "agency":
        make.agency("Arlington Police", state="VA")
    event = accepted(host_kind=kind, host_name=name, scope=region).event
    assert event is not None
    assert [field for field in ("congregation", "agency", "scope") if getattr(event, f"{field}_id")] == [host]
    assert (event.public, event.is_draft, event.city, event.state, event.zone) == (True, False, "Arlington", "VA", "America/New_York")


def test_accepting_happens_once_and_the_host_hears_of_it():
    row = accepted()
    assert "is part of" in newest_text()
    with pytest.raises(CannotDecide):
        services.accept(submission=row, **BY)
    with pytest.raises(CannotDecide):
        services.decline(submission=row, words="", **BY)
    assert Event.objects.count() == 1


def test_a_declined_one_stands_nowhere_and_its_host_reads_why():
    row = make.submission()
    services.decline(submission=row, words="Please name the place.", **BY)
    assert "Please name the place." in newest_text()
    assert (Event.objects.count(), Sheet(row.weekend).totals.events) == (0, 0)


def test_accepting_many_leaves_what_looks_like_another_one():
    weekend = make.weekend()
    first = make.submission(weekend, title="Peace picnic", street="1 Cedar Street")
    other = make.submission(weekend)
    last, _question = registered(weekend, title="Peace picnic", street="1 Cedar Street")
    assert services.accept_many(submissions=[first, other, last], **BY) == (2, 1)
    assert Sheet(weekend).totals.events == 2


# --- one event, or two


def pair_of(weekend):
    first = make.submission(weekend, title="Peace picnic", street="12 Cedar Street", host_name="Chapel of Peace")
    second, token = registered(weekend, title="Picnic for Peace")
    return first, second, token


def test_the_newer_host_is_asked_and_joins():
    weekend = make.weekend()
    first, second, token = pair_of(weekend)
    pair = Resemblance.objects.get()
    assert (pair.first, pair.second, pair.why) == (first, second, ["address", "time", "title"])
    client, url = Client(), reverse("weekend_same", args=[token])
    assert "Peace picnic" in client.get(url).content.decode()
    assert Resemblance.objects.get().verdict == Verdict.OPEN
    answer = client.post(url, {"pair": pair.key, "answer": "same"}, follow=True)
    assert "You host it together" in answer.content.decode()
    second.refresh_from_db()
    assert second.joined == first
    for row in (first, second):
        services.accept(submission=row, **BY)
    found = Sheet(weekend)
    assert (found.totals.events, found.totals.hosts, Event.objects.count()) == (1, 2, 1)
    assert found.page("", 1).rows[0].hosts == "Chapel of Peace, Lotus Pond Temple"


def test_the_newer_host_says_that_they_are_two():
    weekend = make.weekend()
    _first, second, token = pair_of(weekend)
    pair = Resemblance.objects.get()
    Client().post(reverse("weekend_same", args=[token]), {"pair": pair.key, "answer": "other"})
    services.compare(submission=second, **BY)
    assert [one.verdict for one in Resemblance.objects.all()] == [Verdict.OTHER]
    with pytest.raises(CannotDecide):
        services.settle(resemblance=pair, same=True, **BY)


def test_a_link_answers_only_for_its_own_registration():
    weekend = make.weekend()
    _first, _second, token = pair_of(weekend)
    a, b = make.submission(weekend), make.submission(weekend)
    foreign = Resemblance.objects.create(first=a, second=b, found_at=NOON)
    Client().post(reverse("weekend_same", args=[token]), {"pair": foreign.key, "answer": "same"})
    foreign.refresh_from_db()
    assert foreign.verdict == Verdict.OPEN


def test_joining_after_both_were_accepted_calls_the_second_event_off_and_counts_once():
    weekend = make.weekend()
    first, second, _token = pair_of(weekend)
    third = make.submission(weekend, joined=second)
    for row in (first, second):
        services.accept(submission=row, **BY)
    assert Sheet(weekend).totals.events == 2
    services.settle(resemblance=Resemblance.objects.get(), same=True, **BY)
    assert (Sheet(weekend).totals.events, Sheet(weekend).totals.hosts) == (1, 2)
    assert Event.objects.filter(cancelled_at=None).count() == 1
    third.refresh_from_db()
    assert third.joined == first


def test_when_the_first_is_declined_the_joined_one_stands_for_itself():
    weekend = make.weekend()
    first, second, _token = pair_of(weekend)
    services.settle(resemblance=Resemblance.objects.get(), same=True, **BY)
    services.decline(submission=first, words="No.", **BY)
    second.refresh_from_db()
    assert (second.joined, second.standing) == (None, Standing.WAITING)
    services.accept(submission=second, **BY)
    assert Sheet(weekend).totals.events == 1


def test_a_correction_is_compared_anew():
    weekend = make.weekend()
    make.submission(weekend, title="Peace picnic", street="12 Cedar Street")
    row = make.submission(weekend, title="Lunch", street="9 Oak Avenue")
    services.change(submission=row, values=values(title="Peace picnic"), pin=PIN, **BY)
    assert Resemblance.objects.get().second == row


# --- attendance


def test_after_the_weekend_each_host_is_asked_for_a_number_once():
    weekend = make.weekend()
    row = accepted(weekend)
    Message.objects.all().delete()
    for at in (datetime.fromisoformat("2026-11-29T12:00:00+00:00"), datetime.fromisoformat("2026-11-30T11:00:00+00:00")):
        jobs.ask(at)
    assert Message.objects.count() == 0
    monday = datetime.fromisoformat("2026-11-30T13:00:00+00:00")
    jobs.ask(monday)
    jobs.ask(monday)
    assert Message.objects.get().kind == "weekend.attendance"
    import time_machine

    url = reverse("weekend_attendance", args=[token_of("attendance")])
    with time_machine.travel(monday, tick=False):
        client = Client()
        assert "How many came" in client.get(url).content.decode()
        assert client.post(url, {"number": "-1"}).status_code == 422
        for number in ("40", "45"):
            assert "Thank you" in client.post(url, {"number": number}).content.decode()
    row.refresh_from_db()
    assert (row.attendance, Occurrence.objects.get().headcount) == (45, 45)
    assert (Sheet(weekend).totals.attendance, Sheet(weekend).totals.told) == (45, 1)


def test_nobody_tells_before_it_begins_or_of_what_was_called_off():
    row = accepted()
    with pytest.raises(CannotTell):
        services.tell_attendance(submission=row, number=5, **BY)
    assert row.event is not None
    events.cancel_event(event=row.event, **BY)
    with pytest.raises(CannotTell):
        services.tell_attendance(submission=row, number=5, by=SYSTEM, at=NOON + timedelta(days=12))
    assert Sheet(row.weekend).totals.events == 0


# --- who hosts, in words


def test_a_host_whom_we_do_not_know_is_named_on_the_event_all_the_same():
    weekend = make.weekend()
    first, second, _token = pair_of(weekend)
    event = services.accept(submission=first, **BY).event
    assert event is not None
    assert (event.host_words, event.hosts) == ("Chapel of Peace", "Chapel of Peace")
    services.settle(resemblance=Resemblance.objects.get(), same=True, **BY)
    services.accept(submission=second, **BY)
    event.refresh_from_db()
    assert event.hosts == "Chapel of Peace, Lotus Pond Temple"
    page = Client().get(reverse("event_public", args=[event.key, event.starts_on.isoformat()])).content.decode()
    assert "Chapel of Peace, Lotus Pond Temple" in page


def test_a_host_whom_we_know_is_named_by_its_own_name():
    make.congregation("Lotus Pond Temple", city="Arlington", state="VA", zip="22201")
    event = accepted(host_name="LOTUS POND TEMPLE").event
    assert event is not None
    assert (event.host_words, event.hosts) == ("", "Lotus Pond Temple")


def test_two_rows_that_turn_out_to_be_one_congregation_are_one_host():
    weekend = make.weekend()
    one, other = (make.congregation(name, city="Arlington", state="VA", zip="22201") for name in ("Lotus Pond Temple", "Cedar Grove Mosque"))
    for house in (one, other):
        row = accepted(weekend, host_name=house.name)
        assert row.congregation == house
    assert Sheet(weekend).totals.hosts == 2
    services.follow_merge(kept=one, gone=other, **BY)
    assert (Sheet(weekend).totals.events, Sheet(weekend).totals.hosts) == (2, 1)
