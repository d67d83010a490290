"""An officer's hours change after a ride was booked: both are asked and told, and nothing is dropped. Supervisors read of applications."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.agencies.models import ShiftPattern
from onecop.agencies.services import add_exception, change_pattern
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships.registry import asks_of
from onecop.ridealongs import jobs, services
from onecop.ridealongs.exceptions import WrongMoment
from onecop.ridealongs.models import RideAlong
from tests import make
from tests.make import NOON
from tests.ridealongs.build import Town, town

pytestmark = pytest.mark.django_db
DAYS, NIGHTS = [["06:00", 8]] * 7, [["22:00", 8]] * 7
"""The ride begins at six in the morning and lasts four hours."""


def booked(there: Town, cycle: list[Any] = DAYS) -> tuple[RideAlong, ShiftPattern]:
    shift = ShiftPattern.objects.create(agency=there.agency, code="A", name="A", anchor_on=date(2026, 11, 16), cycle=cycle)
    there.officer.shift = shift
    there.officer.save()
    return there.booked(), shift


def change(shift: ShiftPattern, cycle: list[Any]) -> None:
    change_pattern(pattern=shift, cycle=cycle, by=SYSTEM, at=NOON)
    jobs.hours(NOON)


def letters(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def test_other_turns_ask_the_officer_once_and_tell_rider_and_liaison() -> None:
    there = town()
    ride, shift = booked(there)
    assert ride.lay == "on"
    change(shift, NIGHTS)
    jobs.hours(NOON)
    change(shift, [["21:00", 8]] * 7)
    ride.refresh_from_db()
    assert (ride.state, ride.officer, ride.asked_again_at) == ("approved", there.officer, NOON)
    assert letters("ride.hours") == [there.officer.email]
    assert letters("ride.hours_told") == sorted([there.coordinator.email, there.liaison.email])
    (ask,) = [ask for ask in asks_of([there.partnership.pk], NOON) if ask.url == ride.get_absolute_url()]
    assert (ask.owes, ask.title) == ({there.officer.person_id}, f"Your hours have changed. Do you still take {ride.rider} along?")


def test_turns_that_fit_again_ask_for_nothing_more() -> None:
    there = town()
    ride, shift = booked(there)
    change(shift, NIGHTS)
    change(shift, DAYS)
    ride.refresh_from_db()
    assert (ride.asked_again_at, len(letters("ride.hours"))) == (None, 1)


def test_leave_asks_and_an_officer_who_was_booked_off_duty_is_not_asked_for_that() -> None:
    there = town()
    ride, _shift = booked(there, NIGHTS)
    assert ride.lay == "off"
    add_exception(officer=there.officer, kind="off", first_on=date(2026, 12, 5), last_on=date(2026, 12, 5), by=SYSTEM, at=NOON)
    jobs.hours(NOON)
    assert letters("ride.hours") == []
    add_exception(officer=there.officer, kind="leave", first_on=ride.day, last_on=ride.day, by=SYSTEM, at=NOON)
    jobs.hours(NOON)
    assert letters("ride.hours") == [there.officer.email]


@pytest.mark.parametrize("comes", [True, False])
def test_the_officer_keeps_it_or_hands_it_back_on_the_page(comes: bool) -> None:
    there = town()
    ride, shift = booked(there)
    change(shift, NIGHTS)
    client = Client()
    client.force_login(there.officer.person)
    url = reverse("ride_hours", args=[ride.key])
    with time_machine.travel(NOON, tick=False):
        assert url in client.get(ride.get_absolute_url()).content.decode()
    client.post(url, {"comes": "yes" if comes else "no"})
    ride.refresh_from_db()
    assert (ride.state, ride.officer, ride.asked_again_at) == ("approved", there.officer if comes else None, None)
    told = ["ride.stays"] if comes else ["ride.handed_back", "ride.handed_back_desk"]
    assert sorted({m.kind for m in Message.objects.filter(kind__in=["ride.stays", "ride.handed_back", "ride.handed_back_desk"])}) == told
    assert url not in client.get(ride.get_absolute_url()).content.decode()
    with pytest.raises(WrongMoment):
        services.answer_hours(ride=ride, comes=True, by=SYSTEM, at=NOON)


def test_nobody_else_answers_for_the_officer(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    there = town()
    ride, shift = booked(there)
    change(shift, NIGHTS)
    client = Client()
    client.force_login(there.liaison)
    assert client.post(reverse("ride_hours", args=[ride.key]), {"comes": "no"}).status_code == 403
    ride.refresh_from_db()
    assert ride.officer == there.officer


def test_a_new_booking_asks_for_nothing() -> None:
    there = town()
    ride, shift = booked(there)
    change(shift, NIGHTS)
    services.approve(ride=ride, officer=there.officer, by=there.liaison, at=NOON)
    ride.refresh_from_db()
    assert (ride.asked_again_at, ride.lay) == (None, "off")


def test_supervisors_read_of_an_application_once() -> None:
    there = town()
    sergeant = make.person("Rosa Lindqvist")
    make.grant(sergeant, "supervisor", there.agency.scope)
    make.grant(there.liaison, "supervisor", there.agency.scope)
    there.apply()
    assert letters("ride.asked") == sorted([there.liaison.email, sergeant.email])
