"""The thank-you: whom it reaches, in whose words, and that nobody gets two."""

import threading
from datetime import time
from typing import Any

import pytest

from onecop.events import services as events
from onecop.followups import people, queries, services
from onecop.followups.emails import thank_yous
from onecop.followups.exceptions import CannotThank
from onecop.followups.models import Thanked, Thanks
from onecop.followups.services.thanking import waiting
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message, OptOut, Wish
from onecop.mail.services import queue_many
from onecop.registrations import services as places
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from tests import make
from tests.followups.build import BEGINS, LATER, dinner, guest
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db
KIND = "followups.thanks"


def groups(date: Any, but: str = "") -> dict[str, str]:
    return {email: one.group for email, one in people.thanked(date, but=but).items()}


def test_those_who_came_are_thanked_and_where_nobody_was_ticked_those_who_said_yes() -> None:
    date = dinner()
    guest(date, "Ana Ruiz")
    ben = guest(date, "Ben Osei")
    no = guest(date, "Cora Lund")
    places.answer(registration=no, comes=False, by=SYSTEM, at=NOON)
    assert sorted(groups(date)) == ["ana.ruiz@mail.example", "ben.osei@mail.example"]
    places.check_in(registration=ben, by=SYSTEM, at=BEGINS)
    assert groups(date) == {"ben.osei@mail.example": "guest"}


def test_each_is_thanked_once_in_the_group_that_says_most() -> None:
    pair = make.partnership()
    officer = pair.tenures.get(kind="lead").officer
    date = dinner(pair.congregation)
    make.invite(date.event, pair, officer, state="yes", answered_at=NOON)
    away = make.officer(pair.agency)
    other = make.partnership(with_=away)
    make.invite(date.event, other, away, state="yes", answered_at=NOON)
    events.tell_attendance(occurrence=date, partnership=other, who="officer", came=False, told_by="congregation", by=SYSTEM, at=LATER)
    for name in ("Ana Ruiz", "Mai Pham"):
        guest(date, name, came=True)
    role = events.add_role(event=date.event, kind="greeter", by=SYSTEM, at=NOON)
    events.fill_role(role=role, name="Mai Pham", email="MAI.PHAM@mail.example", by=SYSTEM, at=NOON)
    type(role).objects.filter(pk=role.pk).update(state="yes")
    hall = make.congregation()
    host = make.contact(hall, "coordinator")
    cohost = events.ask_cohost(event=date.event, party=hall, by=SYSTEM, at=NOON)
    type(cohost).objects.filter(pk=cohost.pk).update(state="yes", answered_at=NOON)
    assert groups(date) == {
        officer.email: "officer", "mai.pham@mail.example": "helper", host.email: "cohost", "ana.ruiz@mail.example": "guest",
    }  # fmt: skip
    assert host.email not in groups(date, but=host.email.upper())


def test_each_group_reads_its_own_words_answers_go_to_the_host_and_only_guests_and_helpers_are_asked() -> None:
    pair = make.partnership()
    leader = pair.tenures.get(kind="leader").contact.person
    date = dinner(pair.congregation, title="Iftar")
    make.invite(date.event, pair, pair.tenures.get(kind="lead").officer, state="yes", answered_at=NOON)
    guest(date, "Ana Ruiz", came=True)
    thanks = services.prepare(occurrence=date, words={"guest": "Dear guests!", "officer": "Dear officer!"}, by=leader, at=LATER)
    assert services.carry_out(thanks=thanks, by=leader, at=LATER) == 2
    found = {m.email: m for m in Message.objects.filter(kind=KIND)}
    ana, officer = found["ana.ruiz@mail.example"], found[pair.tenures.get(kind="lead").officer.email]
    assert {m.reply_to for m in found.values()} == {leader.email}
    assert ("Dear guests!" in ana.body.text, "/asked/" in ana.body.text, "/pictures/" in ana.body.text) == (True, True, True)
    assert ("Dear officer!" in officer.body.text, "/asked/" in officer.body.text, "Dear guests" in officer.body.text) == (True, False, False)


def test_run_again_or_sent_again_nobody_gets_two_and_a_late_guest_gets_one() -> None:
    date, staff = dinner(), make.staff()
    guest(date, "Ana Ruiz", came=True)
    thanks = services.prepare(occurrence=date, by=staff, at=LATER)
    assert [services.carry_out(thanks=thanks, by=staff, at=LATER) for _ in range(2)] == [1, 0]
    with pytest.raises(CannotThank):
        services.send(thanks=thanks, by=staff, at=LATER)
    guest(date, "Ben Osei", came=True)
    assert queries.letters_to(date, sender="") == {"guest": 1}
    assert services.carry_out(thanks=thanks, by=staff, at=LATER) == 1
    assert sorted(Message.objects.filter(kind=KIND).values_list("email", flat=True)) == ["ana.ruiz@mail.example", "ben.osei@mail.example"]


def test_it_is_a_task_with_progress() -> None:
    date, staff = dinner(), make.staff()
    for n in range(3):
        guest(date, f"Guest {n}", came=True)
    thanks = services.send(thanks=services.prepare(occurrence=date, by=staff, at=LATER), by=staff, at=LATER)
    assert services.send(thanks=thanks, by=staff, at=LATER).job_key == thanks.job_key
    done = tasks.run_now(Job.objects.get(key=thanks.job_key))
    assert (done.state, done.result, done.done, done.total) == ("done", {"letters": 3}, 3, 3)
    assert Thanks.objects.get().state == "sent"


def test_wishes_and_quiet_hours_are_kept() -> None:
    date, staff = dinner(), make.staff()
    for name in ("Ana Ruiz", "Ben Osei", "Cora Lund"):
        guest(date, name, came=True)
    OptOut.objects.create(email="ana.ruiz@mail.example", kind=KIND, at=NOON)
    quiet = {"quiet_from": time(0), "quiet_to": time(23), "timezone": "America/New_York", "changed_at": NOON}
    Wish.objects.create(email="ben.osei@mail.example", **quiet)
    services.carry_out(thanks=services.prepare(occurrence=date, by=staff, at=LATER), by=staff, at=LATER)
    found = {m.email.split(".")[0]: (m.state, m.due_at) for m in Message.objects.filter(kind=KIND)}
    assert [found[name][1] for name in ("cora", "ben")] == [LATER, LATER.replace(day=30, hour=4, minute=0)]
    assert found["ana"][0] == "unwanted"


@pytest.mark.parametrize("spoil", ["early", "cancelled", "not_held", "nobody"])
def test_it_is_refused_with_words(spoil: str) -> None:
    date, staff = dinner(), make.staff()
    if spoil != "nobody":
        guest(date, "Ana Ruiz")
    if spoil == "cancelled":
        type(date).objects.filter(pk=date.pk).update(cancelled_at=NOON)
    if spoil == "not_held":
        services.not_held(occurrence=date, by=staff, at=LATER)
    at = BEGINS if spoil == "early" else LATER
    with pytest.raises(CannotThank):
        services.send(thanks=services.prepare(occurrence=date, by=staff, at=at), by=staff, at=at)
    assert Message.objects.filter(kind=KIND).count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_finding_those_who_are_thanked_costs_the_same(rows: int, django_assert_num_queries: Any) -> None:
    date = dinner()
    for n in range(rows):
        guest(date, f"Guest {n}", came=True)
        role = events.add_role(event=date.event, kind="greeter", by=SYSTEM, at=NOON)
        type(role).objects.filter(pk=role.pk).update(state="yes", name=f"Helper {n}", email=f"helper{n}@mail.example")
    with django_assert_num_queries(9):
        assert len(waiting(date)) == 2 * rows


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_to_each_once() -> None:
    date, staff = dinner(), make.staff()
    for n in range(6):
        guest(date, f"Guest {n}", came=True)
    thanks = services.prepare(occurrence=date, by=staff, at=LATER)
    ends = together(*[lambda: services.carry_out(thanks=Thanks.objects.select_related("occurrence__event").get(pk=thanks.pk), by=staff, at=LATER)] * 3)
    assert (names(ends), Message.objects.filter(kind=KIND).count(), Thanked.objects.count()) == (["well"] * 3, 6, 6)


@pytest.mark.django_db(transaction=True)
def test_control_who_only_looks_before_writing_writes_twice() -> None:
    """The same without the mark that the database refuses a second time."""
    date, staff = dinner(), make.staff()
    guest(date, "Ana Ruiz", came=True)
    thanks, looked = services.prepare(occurrence=date, by=staff, at=LATER), threading.Barrier(2)

    def careless() -> None:
        found = waiting(date)
        looked.wait(60)
        queue_many(KIND, thank_yous(thanks, found, at=LATER), by=staff, at=LATER)

    assert names(together(careless, careless)) == ["well", "well"]
    assert Message.objects.filter(kind=KIND).count() == 2
