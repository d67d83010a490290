"""Two at the same moment, on either database: one seat is booked once, one application is made once. Each beside a control without the protection."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onecop.kernel.actor import SYSTEM
from onecop.ridealongs import queries, services
from onecop.ridealongs.choices import State
from onecop.ridealongs.models import RideAlong, RideChange
from tests import make
from tests.make import NOON
from tests.races import names, together
from tests.ridealongs.build import ENDS, ON, STARTS, Town, town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Town:
    make.staff()
    return town(check_needed=False)


def two_who_wait(place: Town) -> list[RideAlong]:
    return [place.apply(place.leader), place.apply(place.coordinator)]


def test_the_last_seat_is_booked_once(place: Town) -> None:
    ends = together(*[lambda ride=ride: services.approve(ride=ride, by=SYSTEM, at=NOON) for ride in two_who_wait(place)])
    assert names(ends) == ["CannotRide", "well"]
    refused = next(end for end in ends if end)
    assert "seat in that sector on that watch is taken" in str(refused)
    assert list(RideAlong.objects.filter(state=State.APPROVED).values_list("seat", flat=True)) == [1]


def test_control_who_counts_before_the_lock_books_the_last_seat_twice(place: Town) -> None:
    """Count, then write, with the other one in between: both find the seat free. What stops the second is the database alone."""
    counted = threading.Barrier(2)
    free: list[bool] = []

    def careless(ride: RideAlong) -> None:
        free.append(queries.taken(watch=place.watch, sector=None, since=ON)[ON] == 0)
        counted.wait(30)
        booking: dict[str, Any] = {"state": State.APPROVED, "watch": place.watch, "ride_on": ON, "seat": 1, "starts_at": STARTS, "ends_at": ENDS}
        with transaction.atomic():
            RideAlong.objects.filter(pk=ride.pk).update(**booking)

    assert names(together(*[lambda ride=ride: careless(ride) for ride in two_who_wait(place)])) == [IntegrityError.__name__, "well"]
    assert free == [True, True]


def test_control_without_seat_numbers_nothing_would_stop_it(place: Town) -> None:
    """The same with a seat each, as a look at the free seats would give them to two who look at once: over capacity."""
    counted = threading.Barrier(2)

    def careless(ride: RideAlong, seat: int) -> None:
        assert queries.taken(watch=place.watch, sector=None, since=ON)[ON] == 0
        counted.wait(30)
        booking: dict[str, Any] = {"state": State.APPROVED, "watch": place.watch, "ride_on": ON, "seat": seat, "starts_at": STARTS, "ends_at": ENDS}
        with transaction.atomic():
            RideAlong.objects.filter(pk=ride.pk).update(**booking)

    rides = two_who_wait(place)
    assert names(together(*[lambda ride=ride, n=n: careless(ride, n) for n, ride in enumerate(rides, 1)])) == ["well", "well"]
    assert queries.taken(watch=place.watch, sector=None, since=ON)[ON] == 2 > place.rules.per_sector


def test_two_presses_of_the_button_apply_once(place: Town) -> None:
    ends = together(*[lambda: place.apply()] * 2)
    assert names(ends) == ["WrongMoment", "well"]
    assert (RideAlong.objects.count(), RideChange.objects.count()) == (1, 1)


def test_a_yes_and_a_call_off_at_once_end_called_off_or_refuse_the_yes(place: Town) -> None:
    ride = place.apply()
    ends = together(lambda: services.approve(ride=ride, by=SYSTEM, at=NOON), lambda: services.cancel(ride=ride, by=SYSTEM, at=NOON))
    ride.refresh_from_db()
    assert (ride.state, names(ends)) in [(State.CANCELLED, ["WrongMoment", "well"]), (State.CANCELLED, ["well", "well"])]
