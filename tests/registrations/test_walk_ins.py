"""Whoever comes without signing up: a number, or a name where the host keeps names; and the door without JavaScript."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from onecop.kernel.actor import SYSTEM
from onecop.registrations import queries, services
from onecop.registrations.choices import NAMED
from onecop.registrations.models import Registration, Seats, Tap
from onecop.registrations.services import Press
from onecop.registrations.services.door import key_of
from tests.make import NOON
from tests.registrations.build import BEGINS, DOORS, evening, guest

pytestmark = pytest.mark.django_db


def hear(date, *presses, at=DOORS):
    return services.hear(occurrence=date, presses=presses, by=SYSTEM, at=at)


def named(name="Lee Walker", number=2, uid=None, minutes=0):
    return Press(uid or uuid4(), NAMED, DOORS + timedelta(minutes=minutes), number, name=name)


def numbers(date):
    found = queries.attendance([date.pk])[date.pk]
    return found.signed_up, found.by_name, found.walk_ins


def test_a_name_at_the_door_is_counted_once_by_name_and_not_among_the_others():
    date = evening()
    guest(date, "Ana", 3)
    lee = named()
    assert (hear(date, lee, lee), hear(date, lee)) == (1, 0)
    services.walk_in(occurrence=date, number=4, by=SYSTEM, at=DOORS)
    row = Registration.objects.get(name="Lee Walker")
    assert (row.source, row.state, row.came_party, row.email, row.key) == ("door", "yes", 2, "", key_of(lee.uid))
    assert (numbers(date), Seats.objects.get().taken) == ((3, 2, 4), 3)


def test_what_a_phone_taps_about_a_name_before_it_has_a_network_arrives_with_it():
    date = evening()
    lee, kim = named(), named("Kim Mistake", 1)
    later = Press(uuid4(), "came", DOORS + timedelta(minutes=5), 3, key_of(lee.uid))
    undo = Press(uuid4(), "undo", DOORS + timedelta(minutes=6), 0, key_of(kim.uid))
    hear(date, undo, later, lee, kim, at=DOORS + timedelta(minutes=8))
    assert {r.name: (r.came_party, r.state) for r in Registration.objects.all()} == {"Lee Walker": (3, "yes"), "Kim Mistake": (None, "cancelled")}
    assert [one["name"] for one in queries.at_the_door(date, names=True)[0]] == ["Lee Walker"]
    hear(date, Press(uuid4(), "came", DOORS + timedelta(minutes=7), 1, key_of(kim.uid)), at=DOORS + timedelta(minutes=8))
    assert numbers(date) == (0, 4, 0)


def test_a_name_without_letters_writes_nobody_down_and_gets_no_letter():
    date = evening()
    assert hear(date, named("   ")) == 0
    hear(date, named())
    services.write_to_guests(occurrence=date, words="Thank you", by=SYSTEM, at=DOORS)
    assert (Registration.objects.count(), Tap.objects.count()) == (1, 1)


def test_the_host_corrects_how_many_a_walk_in_was_and_no_seat_is_touched():
    date = evening()
    hear(date, named())
    services.answer(registration=Registration.objects.get(), comes=True, party=5, by=SYSTEM, at=DOORS, host=True)
    assert (Registration.objects.get().party, Seats.objects.get().taken) == (5, 0)


def door(date, names=True):
    token = services.open_door(occurrence=date, name="Sam", names=names, by=SYSTEM, at=NOON)
    return reverse("door_plain", args=[token])


@pytest.fixture
def at_the_door():
    with time_machine.travel(BEGINS, tick=False):
        yield


def test_a_door_that_only_counts_writes_no_name_down(client, at_the_door):
    date = evening()
    guest(date, "Ana")
    address = door(date, names=False)
    page = client.get(address)
    assert (page.status_code, "Ana" in page.text, "Came without" in page.text) == (200, False, False)
    assert client.post(address, {"uid": uuid4(), "kind": "named", "name": "Lee", "number": 1}).status_code == 422
    assert client.post(address, {"uid": uuid4(), "kind": "walk_in", "name": "Lee", "number": 2}).status_code == 302
    assert (Registration.objects.count(), numbers(date)) == (1, (1, 0, 2))


def test_without_javascript_one_finds_ticks_counts_and_a_second_press_counts_nothing(client, at_the_door):
    date = evening(capacity=9)
    ana, _ben = guest(date, "Ana Ruiz", 2), guest(date, "Ben Osei", 1)
    address = door(date)
    page = client.get(address, {"q": "ruiz"}).text
    assert ("Ana Ruiz" in page, "Ben Osei" in page) == (True, False)
    uid = re.search(r'name="uid" value="([^"]+)"', page).group(1)
    for _ in range(2):
        client.post(address, {"uid": uid, "kind": "came", "who": ana.key, "number": 2})
    walk = {"uid": uuid4(), "kind": "walk_in", "name": "", "number": 3}
    client.post(address, walk)
    client.post(address, walk)
    client.post(address, {"uid": uuid4(), "kind": "walk_in", "name": "Lee Walker", "number": 1})
    client.post(address, {"uid": uuid4(), "kind": "heads", "number": 7})
    assert (numbers(date), Seats.objects.get().heads, Tap.objects.count()) == ((3, 3, 3), 7, 4)
    client.post(address, {"uid": uuid4(), "kind": "undo", "who": ana.key, "number": 0})
    assert numbers(date) == (3, 1, 3)
    assert client.post(address, {"uid": "x", "kind": "heads", "number": 7}).status_code == 422


@pytest.mark.parametrize("guests", [1, 3])
def test_the_plain_page_costs_the_same(client, at_the_door, guests, django_assert_num_queries):
    date = evening(capacity=9)
    for n in range(guests):
        guest(date, f"Guest {n}")
    address = door(date)
    with django_assert_num_queries(6):
        client.get(address)
