"""The last seat goes to one of 200 that ask at once, on either database, and the control that sells it more than once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.models import F, Sum

from onecop.kernel.actor import SYSTEM
from onecop.registrations import services
from onecop.registrations.models import Registration, Seats, Tap
from tests.make import NOON
from tests.races import names, together
from tests.registrations.build import BEGINS, DOORS, evening, guest

pytestmark = pytest.mark.django_db(transaction=True)
ASKERS, DOORS_OF_THE_SERVER = 200, 40
"""PostgreSQL takes a hundred connections as it comes; a site has far fewer."""


def crowd(act: Callable[[int], object]) -> Counter[str]:
    """Let 200 ask at the same moment, through forty connections, and count how they end."""
    gate, ends = threading.Barrier(DOORS_OF_THE_SERVER), Counter[str]()
    lock = threading.Lock()

    def run(first: int) -> None:
        gate.wait(20)
        for n in range(first, ASKERS, DOORS_OF_THE_SERVER):
            try:
                act(n)
                end = "well"
            except Exception as error:
                end = type(error).__name__
            with lock:
                ends[end] += 1
        connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(DOORS_OF_THE_SERVER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


def seated() -> tuple[int, int]:
    return Seats.objects.get().taken, Registration.objects.seated().aggregate(n=Sum("party"))["n"] or 0


def test_the_last_seat_goes_to_exactly_one_of_two_hundred() -> None:
    date = evening(waitlist=False)
    guest(date, "Ana", 2)
    assert crowd(lambda n: guest(date, f"Guest {n}")) == {"well": 1, "NoSeat": ASKERS - 1}
    assert seated() == (3, 3)


def test_with_a_line_one_sits_and_the_others_stand_in_it() -> None:
    date = evening(capacity=1)
    ends = together(*[lambda n=n: guest(date, f"Guest {n}") for n in range(12)])
    assert (names(ends), seated()) == (["well"] * 12, (1, 1))
    assert Counter(Registration.objects.values_list("state", flat=True)) == {"yes": 1, "waiting": 11}


def test_a_seat_that_gets_free_twice_is_offered_once() -> None:
    date = evening(capacity=1)
    ana = guest(date, "Ana")
    for n in range(3):
        guest(date, f"Guest {n}")
    together(*[lambda: services.answer(registration=ana, comes=False, by=SYSTEM, at=NOON)] * 4)
    assert (seated(), Registration.objects.filter(state="offered").count()) == ((1, 1), 1)


def test_a_tap_that_arrives_twice_at_once_counts_once() -> None:
    date = evening()
    ana, uid = guest(date, "Ana", 2), uuid4()
    ends = together(*[lambda: services.check_in(registration=ana, uid=uid, by=SYSTEM, at=DOORS)] * 4)
    assert (names(ends), Tap.objects.count()) == (["well"] * 4, 1)


def test_heads_of_several_phones_add_up() -> None:
    date = evening()
    ends = together(*[lambda: services.count_heads(occurrence=date, number=5, by=SYSTEM, at=BEGINS)] * 6)
    assert names(ends) == ["well"] * 6
    date.refresh_from_db()
    assert (Seats.objects.get().heads, date.headcount) == (30, 30)


# --- the controls


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """Take the check out of the database. SQLite writes its table anew from what the model says, so the model says nothing meanwhile."""
    constraint = next(one for one in Seats._meta.constraints if one.name == "registrations_never_oversold")
    kept, Seats._meta.constraints = Seats._meta.constraints, []
    with connection.schema_editor() as editor:
        editor.remove_constraint(Seats, constraint)
    try:
        yield
    finally:
        Seats.objects.update(capacity=None)
        Seats._meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(Seats, constraint)


def careless(date, gate: threading.Barrier, n: int) -> None:
    """What signing up would be without the lock: look, and write then, with the others in between."""
    row = Seats.objects.get(occurrence=date)
    free = row.free
    connection.close()
    gate.wait(20)
    if free:
        Seats.objects.filter(pk=row.pk).update(taken=F("taken") + 1)
        words = {"occurrence": date, "name": f"Guest {n}", "email": f"g{n}@mail.example", "email_folded": f"g{n}@mail.example"}
        Registration.objects.create(**words, source="page", state="yes", made_at=NOON)


def all_careless(date) -> list[str]:
    gate = threading.Barrier(8)
    return names(together(*[lambda n=n: careless(date, gate, n) for n in range(8)]))


def test_control_without_lock_and_constraint_the_last_seat_is_sold_again_and_again() -> None:
    date = evening(capacity=1)
    services.seats_of(date)
    with without_the_constraint():
        assert all_careless(date) == ["well"] * 8
        assert (seated(), Seats.objects.get().capacity) == ((8, 8), 1)


def test_control_without_the_lock_the_constraint_alone_stops_it() -> None:
    date = evening(capacity=1)
    services.seats_of(date)
    gate = threading.Barrier(2)

    def step() -> None:
        row = Seats.objects.get(occurrence=date)
        assert row.free == 1
        connection.close()
        gate.wait(20)
        Seats.objects.filter(pk=row.pk).update(taken=F("taken") + 1)

    assert names(together(step, step)) == ["IntegrityError", "well"]
    assert Seats.objects.get().taken == 1
