"""A partnership ends at the moment in which a new officer is named: nobody holds a partnership that is over. With what happens without the lock."""

import threading

import pytest

from onecop.handover import services
from onecop.handover.models import Handover, Question
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import EndReason, PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from tests.handover.town import Town, at, day
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)


def asked(town: Town) -> tuple[Handover, Question]:
    """A handover in which the officer has said yes already."""
    handover = services.ask(partnership=town.pair, reason="transfer", by=town.staff, at=at())
    question = services.propose(handover=handover, officer=town.officers["11"][1], by=town.staff, at=at())
    services.answer(question=question, side="officer", accepts=True, by=SYSTEM, at=at())
    return handover, question


def end(town: Town) -> object:
    return partnerships.end(partnership=town.pair, reason=EndReason.OTHER, by=town.staff, at=at(1))


def test_the_last_yes_and_an_end_leave_nobody_who_holds_it() -> None:
    for run in range(3):
        town = Town(left=-77.0 + run)
        handover, question = asked(town)
        ends = together(lambda q=question: services.answer(question=q, side="congregation", accepts=True, by=SYSTEM, at=at(1)), lambda t=town: end(t))  # type: ignore[misc]
        assert names(ends) in (["CannotHandOver", "well"], ["well", "well"])
        handover.refresh_from_db()
        assert Partnership.objects.get(pk=town.pair.pk).state == PartnershipState.ENDED
        assert handover.closed_at is not None
        assert not Question.objects.filter(state="waiting").exists()
        services.sweep(at(30))  # whatever day was agreed has come by now
        assert not Tenure.objects.filter(partnership=town.pair, closed_on=None).exists()


def test_the_day_of_the_next_officer_and_an_end_leave_nobody_who_holds_it() -> None:
    for run in range(3):
        town = Town(left=-77.0 + run)
        handover, question = asked(town)
        services.answer(question=question, side="congregation", accepts=True, by=SYSTEM, at=at())
        Handover.objects.filter(pk=handover.pk).update(takes_over_on=day(1))
        ends = together(lambda h=handover: services.turn(handover=h, at=at(1)), lambda t=town: end(t))  # type: ignore[misc]
        assert names(ends) == ["well", "well"]
        assert Partnership.objects.get(pk=town.pair.pk).state == PartnershipState.ENDED
        assert not Tenure.objects.filter(partnership=town.pair, closed_on=None).exists()


def test_control_without_the_lock_an_officer_holds_what_is_over() -> None:
    """One looks whether the partnership goes on, the other ends it, the first names the officer."""
    town = Town()
    asked(town)
    looked, ended = threading.Barrier(2), threading.Barrier(2)

    def careless() -> None:
        assert Partnership.objects.get(pk=town.pair.pk).state == PartnershipState.ACTIVE
        looked.wait(60)
        ended.wait(60)
        Tenure.objects.create(partnership=town.pair, kind="lead", officer=town.officers["11"][1], opened_on=day(1))

    def over() -> None:
        looked.wait(60)
        end(town)
        ended.wait(60)

    assert names(together(careless, over)) == ["well", "well"]
    assert Partnership.objects.get(pk=town.pair.pk).state == PartnershipState.ENDED
    assert Tenure.objects.filter(partnership=town.pair, closed_on=None).count() == 1
