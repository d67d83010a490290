"""The pages: the public form, the list and the map, the desk; as many questions for three rows as for one."""

import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.events import shelf
from onecop.events.models import Event
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.territory.geocode import town_middle
from onecop.weekend import services
from onecop.weekend.models import Submission, Weekend
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
FORM = {
    "host_kind": "congregation", "host_name": "Lotus Pond Temple", "contact_name": "Mai Pham", "email": "Mai@mail.example", "title": "Block party",
    "kind": "gathering", "starts_on": "2026-11-28", "starts": "22:00", "ends": "01:00", "street": "12 Cedar Street", "city": "Arlington", "state": "VA",
    "zip": "22201",
}  # fmt: skip


@pytest.fixture(autouse=True)
def unhurried():
    cache.clear()


@pytest.fixture
def weekend():
    return make.weekend()


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def desk(who=None) -> Client:
    client = Client()
    client.force_login(who or make.staff())
    return client


def send(**changes):
    return Client().post(reverse("weekend_register"), {**FORM, **changes})


def test_anyone_registers_and_is_told_to_look_for_a_letter(weekend):
    assert "One more click" in text(send())
    row = Submission.objects.get()
    assert (row.email, row.minutes, row.standing, row.weekend) == ("mai@mail.example", 180, "unconfirmed", weekend)


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"starts_on": "2026-12-28"}, {"zip": "00001"}, {"zip": "1"}, {"email": "mai"}, {"ends": "22:00"}, {"state": "XX"}, {"kind": "service"}],
)
def test_a_wrong_answer_is_said_and_nothing_is_kept(weekend, wrong):
    assert (send(**wrong).status_code, Submission.objects.count(), Message.objects.count()) == (422, 0, 0)


def test_a_machine_that_fills_every_field_and_one_that_does_not_stop(weekend):
    assert (send(company="x").status_code, Submission.objects.count()) == (404, 0)
    found = [send(email=f"a{n}@mail.example").status_code for n in range(6)]
    assert found == [200] * 5 + [429]
    assert Submission.objects.count() == 5


def test_without_a_weekend_or_outside_of_its_days_there_is_no_form():
    assert "cannot be registered now" in text(Client().get(reverse("weekend_register")))
    assert "No weekend is planned yet" in text(Client().get(reverse("weekend_home")))
    make.weekend(closes_at=NOON)
    assert "takes registrations from" in text(Client().get(reverse("weekend_register")))


def points():
    return json.loads(Client().get(reverse("weekend_points")).content)["points"]["features"]


def test_what_is_accepted_stands_in_the_list_and_on_the_map_with_its_numbers(weekend):
    shown = make.submission(weekend, title="Block party", host_name="Chapel", lon=-77.1, lat=38.9, exact=True)
    hidden = make.submission(weekend, title="Vigil", street="9 Hidden Lane", lon=-77.12345, lat=38.87654, exact=True, place_private=True)
    make.submission(weekend, title="Unseen")
    for row in (shown, hidden):
        services.accept(submission=row, by=SYSTEM, at=NOON)
    page = text(Client().get(reverse("weekend_home")))
    assert ("Block party" in page, "Vigil" in page, "Unseen" in page, "Hidden Lane" in page) == (True, True, False, False)
    assert "An event counts once, however many host it." in page
    middle = town_middle("Arlington", "VA")
    assert middle is not None
    found = {one["properties"]["name"]: tuple(one["geometry"]["coordinates"]) for one in points()}
    assert found == {"Block party": (-77.1, 38.9), "Vigil": tuple(round(degrees, 5) for degrees in middle)}


def test_the_map_is_zipped_and_kept_by_its_tag(weekend):
    services.accept(submission=make.submission(weekend), by=SYSTEM, at=NOON)
    first = Client().get(reverse("weekend_points"), headers={"Accept-Encoding": "gzip"})
    assert (first["Content-Encoding"], first["Cache-Control"]) == ("gzip", "public, max-age=300")
    assert Client().get(reverse("weekend_points"), headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(("name", "most"), [("weekend_home", 7), ("weekend_points", 6)])
def test_three_events_cost_as_many_queries_as_one(weekend, name, most):
    found = []
    for _ in range(2):
        for _ in range(1 + len(found)):
            services.accept(submission=make.submission(weekend), by=SYSTEM, at=NOON)
        shelf.clear()
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(reverse(name)).status_code == 200
        found.append(len(caught))
    assert found == [most, most]


@pytest.mark.parametrize(("name", "most"), [("weekend_home", 5), ("weekend_points", 2)])
def test_what_has_not_changed_is_not_read_again(weekend, name, most):
    services.accept(submission=make.submission(weekend), by=SYSTEM, at=NOON)
    Client().get(reverse(name))
    with CaptureQueriesContext(connection) as caught:
        Client().get(reverse(name))
    assert len(caught) == most


NEXT = {"name": "The next one", "starts_on": date(2027, 4, 10), "ends_on": date(2027, 4, 11), "opens_at": NOON, "closes_at": NOON + timedelta(days=90)}


@pytest.mark.one_engine
def test_the_weekend_that_is_next_stands_first_and_leads_to_the_others(weekend):
    later, over = (
        make.weekend(**NEXT),
        make.weekend(name="Last spring", starts_on=date(2026, 4, 4), ends_on=date(2026, 4, 5), closes_at=NOON - timedelta(days=20)),
    )
    services.accept(submission=make.submission(over, title="Long table", starts_on=date(2026, 4, 4)), by=SYSTEM, at=NOON)

    def head(**of) -> tuple[str, bool, bool]:
        page = Client().get(reverse("weekend_home"), of).content.decode()
        assert all(f"?of={one.key}" in page for one in (later, over, weekend) if one.key != of.get("of", weekend.key))
        return re.findall(r"<h1[^>]*>([^<]*)", page)[0], "Long table" in page, reverse("weekend_register") in page

    assert [head(), head(of=later.key), head(of=over.key)] == [(weekend.name, False, True), ("The next one", False, True), ("Last spring", True, False)]
    named = [json.loads(Client().get(reverse("weekend_points"), {"of": one.key}).content)["points"]["features"] for one in (over, later)]
    assert [len(one) for one in named] == [1, 0]
    assert [Client().get(reverse(name), {"of": "nothing"}).status_code for name in ("weekend_home", "weekend_points", "weekend_register")] == [404] * 3
    with time_machine.travel(NOON + timedelta(days=9, hours=23), tick=False):
        assert head()[0] == "The next one"


@pytest.mark.one_engine
def test_hosts_register_for_the_weekend_they_chose_and_else_for_the_next(weekend):
    later, over = (
        make.weekend(**NEXT),
        make.weekend(name="Last spring", starts_on=date(2026, 4, 4), ends_on=date(2026, 4, 5), closes_at=NOON - timedelta(days=20)),
    )
    send()
    Client().post(f"{reverse('weekend_register')}?of={later.key}", {**FORM, "starts_on": "2027-04-10"})
    assert [row.weekend for row in Submission.objects.order_by("pk")] == [weekend, later]
    assert "Last spring takes registrations from" in text(Client().get(reverse("weekend_register"), {"of": over.key}))


@pytest.mark.one_engine
def test_how_many_came_stands_there_once_a_host_has_told(weekend):
    row = services.accept(submission=make.submission(weekend), by=SYSTEM, at=NOON)
    pages = [text(Client().get(reverse("weekend_home")))]
    services.tell_attendance(submission=row, number=0, by=SYSTEM, at=NOON + timedelta(days=9))
    pages.append(text(Client().get(reverse("weekend_home"))))
    assert ["people came" in page.split("How we count")[0] for page in pages] == [False, True]


def shown() -> tuple[int, int, bool]:
    """How many events are counted, how many stand on the map, and whether one is marked as called off."""
    page = text(Client().get(reverse("weekend_home")))
    found = re.search(r"events (\d+) hosts", page)
    assert found
    return int(found[1]), len(points()), "called off" in page.split("Every state")[-1].split("How we count")[-1].replace("not called off", "")


def test_every_change_of_an_event_is_seen_at_once(weekend):
    """Each of these acts is another service, of another app: none may leave an old list, number or map."""
    from onecop.events import services as events

    row = make.submission(weekend)
    assert shown() == (0, 0, False)
    event = services.accept(submission=row, by=SYSTEM, at=NOON).event
    assert event is not None
    assert shown() == (1, 1, False)
    events.cancel_event(event=event, by=SYSTEM, at=NOON)
    assert shown() == (0, 0, True)
    events.restore_event(event=event, by=SYSTEM, at=NOON)
    assert shown() == (1, 1, False)
    date_of = events.occurrence_for(event=event, on=event.starts_on, at=NOON)
    events.move_date(occurrence=date_of, starts_at=date_of.starts_at.replace(hour=17), minutes=60, by=SYSTEM, at=NOON)
    assert "12:00 pm EST" in text(Client().get(reverse("weekend_home"))).replace("\N{NO-BREAK SPACE}", " ")
    events.cancel_date(occurrence=date_of, by=SYSTEM, at=NOON)
    assert shown() == (0, 0, True)


# --- the desk


def test_national_staff_set_a_weekend():
    staff = desk()
    form = {"name": "Faith and Blue", "starts_on": "2027-10-08", "ends_on": "2027-10-11", "opens_on": "2027-05-01", "closes_on": "2027-10-01", "words": ""}
    assert staff.post(reverse("weekend_new"), {**form, "ends_on": "2027-10-01"}).status_code == 422
    assert staff.post(reverse("weekend_new"), form).status_code == 302
    made = Weekend.objects.get()
    assert (made.name, made.closes_at.isoformat()) == ("Faith and Blue", "2027-10-02T09:59:00+00:00")
    page = staff.get(reverse("weekend_edit", args=[made.key])).content.decode()
    assert 'value="2027-05-01"' in page
    assert 'value="2027-10-01"' in page


def test_staff_accept_what_is_ticked_and_see_only_their_region(weekend):
    here, there = make.region("Capital", ("VA",)), make.region("North", ("MA",))
    mine, other = make.submission(weekend, scope=here), make.submission(weekend, scope=there)
    who = make.person()
    make.grant(who, "regional_staff", here)
    staff, url = desk(who), reverse("weekend_queue", args=[weekend.key])
    page = text(staff.get(url))
    assert (mine.title in page, other.title in page) == (True, False)
    answer = staff.post(reverse("weekend_accept_many", args=[weekend.key]), {"pick": [mine.key, other.key]}, follow=True)
    assert "1 event accepted." in text(answer)
    assert list(Event.objects.values_list("title", flat=True)) == [mine.title]
    assert ("Accept what is ticked" in page, "Accept what is ticked" in text(staff.get(url))) == (True, False)


def test_staff_correct_accept_and_decline(weekend):
    row, staff = make.submission(weekend), desk()
    url = {name: reverse(f"submission_{name}", args=[row.key]) for name in ("review", "edit", "accept", "decline")}
    assert staff.get(url["edit"]).status_code == 200
    assert staff.post(url["edit"], {**FORM, "title": "Corrected"}, follow=True).status_code == 200
    assert staff.post(url["decline"], {"words": ""}).status_code == 422
    staff.post(url["accept"])
    row.refresh_from_db()
    assert (row.title, row.standing, row.starts_on) == ("Corrected", "accepted", date(2026, 11, 28))
    assert "does not wait for an answer" in text(staff.post(url["decline"], {"words": "No."}, follow=True))


def test_the_queue_costs_the_same_for_three_rows(weekend):
    staff, url, found = desk(), reverse("weekend_queue", args=[weekend.key]), []
    for _ in range(2):
        for _ in range(1 + len(found)):
            make.submission(weekend)
        staff.get(url)
        with CaptureQueriesContext(connection) as caught:
            staff.get(url)
        found.append(len(caught))
    assert found[0] == found[1]
