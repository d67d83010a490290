"""Two who write the hours of one officer at the same moment. Each with a control that shows what happens without the protection, for certain."""

import threading
from datetime import date
from typing import Any

import pytest

from onecop.agencies import services
from onecop.agencies.models import DutyException, Officer, ShiftPattern
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 23)
LEAVE: dict[str, Any] = {"kind": "leave", "first_on": MONDAY, "last_on": MONDAY}
CYCLES: list[list[Any]] = [[["06:00", 8], None], [["14:00", 8], None]]


def noted(verb: str) -> list[Entry]:
    return list(Entry.objects.filter(verb=verb).order_by("id"))


def test_the_same_leave_written_twice_is_there_once() -> None:
    who = make.officer()
    assert names(together(*[lambda: services.add_exception(officer=who, by=SYSTEM, at=NOON, **LEAVE)] * 3)) == ["well"] * 3
    assert (who.exceptions.count(), len(noted("officer.away_noted"))) == (1, 1)


def test_control_without_the_lock_it_is_there_twice() -> None:
    who, looked = make.officer(), threading.Barrier(2)

    def careless() -> None:
        assert not who.exceptions.filter(**LEAVE).exists()
        looked.wait(60)
        DutyException.objects.create(officer=who, entered_at=NOON, **LEAVE)

    assert names(together(careless, careless)) == ["well", "well"]
    assert who.exceptions.count() == 2


def test_days_taken_back_twice_are_told_once() -> None:
    who = make.officer()
    row = services.add_exception(officer=who, by=SYSTEM, at=NOON, **LEAVE)
    assert names(together(*[lambda: services.drop_exception(exception=row, by=SYSTEM, at=NOON)] * 3)) == ["well"] * 3
    assert (who.exceptions.count(), len(noted("officer.away_dropped"))) == (0, 1)


def test_two_shifts_given_at_once_follow_one_another_and_the_history_has_no_gap() -> None:
    who = make.officer()
    acts = [lambda c=cycle: services.set_shift(officer=who, cycle=c, anchor_on=MONDAY, name=f"From {c[0][0]}", by=SYSTEM, at=NOON) for cycle in CYCLES]  # type: ignore[misc]
    assert names(together(*acts)) == ["well", "well"]
    first, second = noted("officer.shift_set")
    now = Officer.objects.select_related("shift").get(pk=who.pk)
    assert (first.before, second.before, str(now.shift)) == ({"shift": None}, first.after, second.after["shift"])


def test_control_without_the_lock_the_history_tells_of_no_shift_twice() -> None:
    who, looked, told = make.officer(), threading.Barrier(2), []
    shifts = [ShiftPattern.objects.create(agency=who.agency, code=str(n), name=str(n), anchor_on=MONDAY, cycle=cycle) for n, cycle in enumerate(CYCLES)]

    def careless(shift: ShiftPattern) -> None:
        before = Officer.objects.get(pk=who.pk).shift_id
        looked.wait(60)
        Officer.objects.filter(pk=who.pk).update(shift=shift)
        told.append((before, shift.pk))

    assert names(together(*[lambda s=shift: careless(s) for shift in shifts])) == ["well", "well"]  # type: ignore[misc]
    assert [before for before, _after in told] == [None, None]  # nobody can tell what was between


def test_the_same_pattern_made_twice_is_one() -> None:
    agency = make.agency()
    make_it = lambda: services.make_pattern(agency=agency, name="Days", anchor_on=MONDAY, cycle=CYCLES[0], by=SYSTEM, at=NOON)  # noqa: E731
    assert names(together(make_it, make_it, make_it)) == ["well"] * 3
    assert ShiftPattern.objects.filter(agency=agency).count() == 1
