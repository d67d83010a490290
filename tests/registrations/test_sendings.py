"""Letters to all guests: few in the act, many in pieces by a worker; nobody twice, nobody who said no."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.registrations import services
from onecop.registrations.choices import Source
from onecop.registrations.models import Registration, Seats, Sending
from onecop.registrations.services import telling
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.tasks.progress import Cancelled, Progress
from tests import make
from tests.make import NOON
from tests.races import together
from tests.registrations.build import BEGINS, evening, guest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Two letters at once, three in a piece: what holds for thousands holds for seven."""
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    monkeypatch.setattr(telling, "PIECE", 3)


def full(number, **fields):
    """A date with so many guests who said yes; none of them was written to about it yet."""
    date = evening(capacity=None, **fields)
    rows = [
        Registration(
            occurrence=date, name=f"Guest {n}", email=f"g{n}@mail.example", email_folded=f"g{n}@mail.example", source=Source.PAGE, state="yes", made_at=NOON
        )
        for n in range(number)
    ]
    Registration.objects.bulk_create(rows)
    services.seats_of(date)
    Seats.objects.filter(occurrence=date).update(taken=number)
    return date


def told(kind):
    return sorted(Message.objects.filter(kind=f"registrations.{kind}").values_list("email", flat=True))


def everyone(number):
    return [f"g{n}@mail.example" for n in range(number)]


def move(date, days=1):
    return events.move_date(occurrence=date, starts_at=BEGINS + timedelta(days=days), minutes=120, by=SYSTEM, at=NOON)


def work(sending=None):
    """Let the worker do what waits."""
    for job in Job.objects.filter(kind=telling.JOB, state="waiting"):
        tasks.run_now(job)


def test_few_letters_are_written_in_the_act_and_many_wait_for_a_worker():
    few, many = full(2), full(7)
    move(few)
    assert (told("moved"), Job.objects.count()) == (everyone(2), 0)
    move(many)
    row = Sending.objects.get(occurrence=many)
    assert (row.total, row.done, row.state, len(told("moved"))) == (7, 0, "sending", 2)
    work()
    row.refresh_from_db()
    assert (row.done, row.state, sorted(told("moved"))) == (7, "sent", sorted(everyone(2) + everyone(7)))


def test_the_act_costs_the_same_however_many_guests_there_are():
    costs = []
    for number in (3, 30):
        date = full(number)
        with CaptureQueriesContext(connection) as seen:
            move(date)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_worker_that_dies_between_pieces_goes_on_where_it_was():
    date = full(7)
    events.cancel_date(occurrence=date, words="A burst pipe.", by=SYSTEM, at=NOON)
    row = Sending.objects.get()
    looked = []

    def dies():
        looked.append(1)
        return Cancelled() if len(looked) > 2 else None

    with pytest.raises(Cancelled):
        services.carry_out(sending=row, by=SYSTEM, at=NOON, progress=Progress(lambda *_: None, dies))
    row.refresh_from_db()
    assert (row.done, len(told("called_off"))) == (6, 6)
    assert services.carry_out(sending=row, by=SYSTEM, at=NOON) == 7
    assert services.carry_out(sending=row, by=SYSTEM, at=NOON) == 7
    assert told("called_off") == everyone(7)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_letter_once():
    date = full(30)
    move(date)
    row = Sending.objects.get()
    together(*[lambda: services.carry_out(sending=row, by=SYSTEM, at=NOON)] * 3)
    assert told("moved") == sorted(everyone(30))


def test_whoever_said_no_meanwhile_is_left_in_peace_and_a_newcomer_knows_already():
    date = full(4)
    move(date)
    services.answer(registration=Registration.objects.get(name="Guest 1"), comes=False, by=SYSTEM, at=NOON)
    guest(date, "Ana")
    work()
    assert told("moved") == ["g0@mail.example", "g2@mail.example", "g3@mail.example"]


def test_called_off_while_the_letters_about_the_move_are_on_their_way_nobody_reads_both():
    date = full(4)
    move(date)
    events.cancel_date(occurrence=date, by=SYSTEM, at=NOON)
    work()
    assert ([s.state for s in Sending.objects.order_by("id")], told("moved"), told("called_off")) == (["overtaken", "sent"], [], everyone(4))


def test_after_all_asks_everybody_who_was_called_off_and_nobody_who_had_said_no():
    date = full(4)
    services.answer(registration=Registration.objects.get(name="Guest 1"), comes=False, by=SYSTEM, at=NOON)
    events.cancel_date(occurrence=date, by=SYSTEM, at=NOON)
    work()
    events.restore_date(occurrence=date, by=SYSTEM, at=NOON + timedelta(days=1))
    work()
    three = ["g0@mail.example", "g2@mail.example", "g3@mail.example"]
    assert (told("called_off"), told("restored")) == (three, three)
    assert {r.name: r.state for r in Registration.objects.all()} == {"Guest 0": "invited", "Guest 1": "no", "Guest 2": "invited", "Guest 3": "invited"}


def test_another_place_is_told_to_those_who_come_alone():
    date = full(2)
    services.invite(occurrence=date, name="Ana", email="ana@mail.example", by=SYSTEM, at=NOON)
    event = date.event
    more = {"place": "The gym", "public": True, "sign_up": "anyone", "languages": [], "accessibility": [], "pillars": []}
    plan = events.Plan(event.kind, event.title, event.starts_on, event.starts, event.minutes, more=more)
    events.change_event(event=event, plan=plan, by=SYSTEM, at=NOON)
    assert told("other_place") == everyone(2)
    assert "The gym" in Message.objects.filter(kind="registrations.other_place").first().body.text
    events.change_event(event=event, plan=plan, by=SYSTEM, at=NOON)
    assert told("other_place") == everyone(2)


def test_a_line_of_the_host_can_be_stopped_and_whoever_has_it_keeps_it():
    date = full(5)
    row = services.write_to_guests(occurrence=date, words="Bring a chair.", by=SYSTEM, at=NOON)
    services.stop_sending(sending=row, job=Job.objects.get(key=row.job_key), by=SYSTEM, at=NOON)
    work()
    row.refresh_from_db()
    assert (row.state, told("to_guests")) == ("stopped", [])


def test_the_host_watches_it_go_and_a_leader_of_another_house_does_not_see_it(client):
    house = make.congregation()
    leader, stranger = make.person("Leader"), make.person("Another Leader")
    make.grant(leader, "faith_leader", house.scope)
    make.grant(stranger, "faith_leader", make.congregation().scope)
    date = full(4, host=house)
    row = services.write_to_guests(occurrence=date, words="Bring a chair.", by=leader, at=NOON)
    client.force_login(leader)
    page = client.get(row.get_absolute_url())
    assert (page.status_code, "0 of 4" in page.text, "Bring a chair." in page.text, "g0@mail.example" in page.text) == (200, True, True, False)
    work()
    assert client.get(f"{row.get_absolute_url()}progress/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    client.force_login(stranger)
    assert client.get(row.get_absolute_url()).status_code == 404
