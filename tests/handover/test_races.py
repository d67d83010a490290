"""Two people, or two workers, at the same moment. Each has a control that shows what happens without the protection, for certain."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, models, transaction

from onecop.handover import queries, services
from onecop.handover.models import Handover, Question, Request
from onecop.handover.services import sweeping
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests.handover.town import Town, at
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without(model: type[models.Model], name: str) -> Iterator[None]:
    """Take one constraint away for the time of a control."""
    constraint = next(c for c in model._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    yield
    model._default_manager.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(model, constraint)


def opened(town: Town) -> Handover:
    return services.ask(partnership=town.pair, reason="transfer", by=town.staff, at=at())


def test_two_who_choose_different_successors_ask_one() -> None:
    town = Town()
    handover = opened(town)
    choices = (town.officers["11"][1], town.officers["12"][0])
    ends = together(*(lambda who=who: services.propose(handover=handover, officer=who, by=town.staff, at=at()) for who in choices))
    assert names(ends) == ["CannotAsk", "well"]
    assert (Question.objects.count(), Message.objects.filter(kind__startswith="handover.ask").count()) == (1, 2)


def test_control_without_lock_and_constraint_both_are_asked() -> None:
    """Each looks whether somebody is being asked, both see nobody, and both ask."""
    town = Town()
    handover, looked = opened(town), threading.Barrier(2)

    def careless(who: Any) -> None:
        assert queries.waiting_question(handover) is None
        looked.wait(60)
        Question.objects.create(handover=handover, officer=who, asked_at=at(), answer_by=at(7))

    with without(Question, "handover_one_question"):
        ends = together(*(lambda who=who: careless(who) for who in (town.officers["11"][1], town.officers["12"][0])))
        assert (names(ends), Question.objects.filter(state="waiting").count()) == (["well", "well"], 2)


def test_two_sweeps_that_saw_the_same_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    services.sweep(at(-1))
    town.roster(town.lead, status="leave")
    plain, looked = sweeping._suspects, threading.Barrier(2)

    def both_have_looked(*which: Any) -> list[Any]:
        found = list(plain(*which))
        looked.wait(60)
        return found

    monkeypatch.setattr(sweeping, "_suspects", both_have_looked)
    assert names(together(lambda: services.sweep(at()), lambda: services.sweep(at()))) == ["well", "well"]
    assert (Handover.objects.count(), Request.objects.count(), Message.objects.filter(kind="handover.away").count()) == (1, 1, 2)


def test_control_without_lock_and_constraint_two_sweeps_open_two() -> None:
    town = Town()
    looked = threading.Barrier(2)

    def careless() -> None:
        assert not Handover.objects.open().filter(partnership=town.pair).exists()
        looked.wait(60)
        Handover.objects.create(partnership=town.pair, reason="leave", origin="roster", opened_at=at())

    with without(Handover, "handover_one_open"):
        assert (names(together(careless, careless)), Handover.objects.open().count()) == (["well", "well"], 2)


def test_a_yes_and_a_calling_off_leave_one_officer() -> None:
    town = Town()
    handover = opened(town)
    question = services.propose(handover=handover, officer=town.officers["11"][1], by=town.staff, at=at())
    services.answer(question=question, side="officer", accepts=True, by=SYSTEM, at=at())
    ends = together(
        lambda: services.answer(question=question, side="congregation", accepts=True, by=SYSTEM, at=at(1)),
        lambda: services.call_off(handover=handover, by=town.staff, at=at(1)),
    )
    assert names(ends) == ["CannotHandOver", "well"]
    assert town.pair.tenures.filter(kind="lead", closed_on=None).count() == 1
    assert not Question.objects.filter(state="waiting").exists()


def test_control_without_the_lock_a_question_waits_on_a_closed_handover() -> None:
    """One looks whether the handover is open, the other calls it off, the first writes the question."""
    town = Town()
    handover = opened(town)
    looked, closed = threading.Barrier(2), threading.Barrier(2)

    def careless() -> None:
        assert Handover.objects.get(pk=handover.pk).is_open
        looked.wait(60)
        closed.wait(60)
        with transaction.atomic():
            Question.objects.create(handover=handover, officer=town.officers["11"][1], asked_at=at(), answer_by=at(7))

    def call_off() -> None:
        looked.wait(60)
        services.call_off(handover=handover, by=town.staff, at=at())
        closed.wait(60)

    assert names(together(careless, call_off)) == ["well", "well"]
    assert Question.objects.filter(state="waiting", handover__closed_at__isnull=False).count() == 1
