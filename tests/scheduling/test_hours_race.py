"""Other hours of one officer, written and followed at the same moment: noted once, told once. With what happens without the protection."""

import threading
from datetime import date, timedelta

import pytest

from onecop.agencies import services as agencies
from onecop.kernel.actor import SYSTEM
from onecop.scheduling import jobs, services
from onecop.scheduling.models import DutyChange
from tests import make
from tests.handover.test_races import without
from tests.make import NOON
from tests.races import names, together
from tests.scheduling.conftest import letters

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 16)
LATER = NOON + timedelta(hours=1)


def test_leave_and_another_shift_at_once_are_one_note_and_the_letters_go_out_once() -> None:
    who = make.officer()
    make.partnership(make.congregation(), who)
    agencies.set_shift(officer=who, cycle=[["06:00", 8], None], anchor_on=MONDAY, name="a", by=SYSTEM, at=NOON)
    jobs.follow_hours(NOON)
    ends = together(
        lambda: agencies.set_shift(officer=who, cycle=[["14:00", 8], None], anchor_on=MONDAY, name="b", by=SYSTEM, at=LATER),
        lambda: agencies.add_exception(officer=who, kind="leave", first_on=MONDAY, last_on=MONDAY, by=SYSTEM, at=LATER),
    )
    assert names(ends) == ["well", "well"]
    (note,) = DutyChange.objects.filter(followed_at=None)
    assert names(together(*[lambda: services.follow_duty(change=note, at=LATER)] * 3)) == ["well"] * 3
    assert len(letters("hours")) == 3  # the officer, the leader, the coordinator


def test_control_without_lock_and_constraint_it_is_noted_twice() -> None:
    who, looked = make.officer(), threading.Barrier(2)

    def careless() -> None:
        assert not DutyChange.objects.filter(officer=who, followed_at=None).exists()
        looked.wait(60)
        DutyChange.objects.create(officer=who, noted_at=NOON)

    assert names(together(careless, careless)) == ["IntegrityError", "well"]
    DutyChange.objects.all().delete()
    with without(DutyChange, "scheduling_one_duty_change"):
        assert names(together(careless, careless)) == ["well", "well"]
        assert DutyChange.objects.count() == 2


def test_control_without_the_lock_two_workers_both_find_it_to_be_done() -> None:
    note, looked, free = DutyChange.objects.create(officer=make.officer(), noted_at=NOON), threading.Barrier(2), []

    def careless() -> None:
        free.append(DutyChange.objects.get(pk=note.pk).followed_at is None)
        looked.wait(60)
        DutyChange.objects.filter(pk=note.pk).update(followed_at=LATER)

    assert names(together(careless, careless)) == ["well", "well"]
    assert free == [True, True]
