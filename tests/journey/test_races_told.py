"""The control of `test_a_step_is_told_once`: what keeps two who tell the same step from telling it twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from onecop.journey.case import TOLD
from onecop.journey.models import StepCompletion
from tests import make
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without(name: str) -> Iterator[None]:
    """Take one constraint of the table away for the time of a control. SQLite builds the table anew from what the model says it has."""
    meta = StepCompletion._meta
    kept, constraint = meta.constraints, next(c for c in meta.constraints if c.name == name)
    meta.constraints = [c for c in kept if c is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(StepCompletion, constraint)
    try:
        yield
    finally:
        StepCompletion.objects.all().delete()
        meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(StepCompletion, constraint)


def careless_of(one: Any) -> Any:
    """Look, then write, with the other one in between: what `record_past` would be without its lock."""
    looked = threading.Barrier(2)

    def careless() -> None:
        assert not StepCompletion.objects.filter(partnership=one, step="meet").exists()
        looked.wait(60)
        StepCompletion.objects.create(partnership=one, step="meet", round=1, completed_at=NOON, evidence=TOLD, words="We met.", noted_at=NOON, by_label="Mai")

    return careless


def test_control_without_the_lock_the_database_alone_stops_the_second() -> None:
    one = make.partnership()
    careless = careless_of(one)
    assert names(together(careless, careless)) == ["IntegrityError", "well"]


def test_control_without_lock_and_constraint_a_step_is_told_twice() -> None:
    one = make.partnership()
    careless = careless_of(one)
    with without("journey_completed_once"):
        assert names(together(careless, careless)) == ["well", "well"]
        assert StepCompletion.objects.filter(step="meet").count() == 2
    again = careless_of(one)
    assert names(together(again, again)) == ["IntegrityError", "well"]  # it is back
