"""Saying that an officer moves on."""

from datetime import date, timedelta

import pytest

from onecop.handover import services
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Handover, Request
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return sorted(Message.objects.filter(kind__startswith="handover").values_list("kind", flat=True))


def holder(partnership: object, kind: str) -> object:
    tenure = partnership.tenures.get(kind=kind)  # type: ignore[attr-defined]
    return (tenure.officer or tenure.contact).person


def test_an_officer_says_that_they_move_on_and_the_congregation_hears_it_kindly() -> None:
    pair = make.partnership()
    made = services.ask(partnership=pair, reason="transfer", by=holder(pair, "lead"), at=make.NOON, leaves_on=date(2027, 1, 4))  # type: ignore[arg-type]
    assert (made.origin, made.reason, made.leaves_on, made.old) == ("officer", "transfer", date(2027, 1, 4), pair.tenures.get(kind="lead"))
    assert kinds() == ["handover.moving", "handover.moving"]
    assert pair.tenures.get(kind="lead").closed_on is None


def test_a_wish_of_the_congregation_is_answered_to_whoever_had_it_and_told_to_nobody_else() -> None:
    pair = make.partnership()
    asker = holder(pair, "coordinator")
    made = services.ask(partnership=pair, reason="wish", wish="times", words="Sundays never work.", by=asker, at=make.NOON)  # type: ignore[arg-type]
    assert made.origin == "congregation"
    assert list(Message.objects.filter(kind__startswith="handover").values_list("kind", "email")) == [("handover.wished", asker.email)]  # type: ignore[attr-defined]
    assert Request.objects.get().words == "Sundays never work."


def test_a_second_ask_joins_the_first_and_brings_the_day_it_knows() -> None:
    pair = make.partnership()
    first = services.ask(partnership=pair, reason="shift", by=SYSTEM, at=make.NOON)
    again = services.ask(partnership=pair, reason="transfer", by=make.staff(), at=make.NOON + timedelta(hours=1), leaves_on=date(2026, 12, 1))
    assert (again.pk, again.reason, again.leaves_on) == (first.pk, "shift", date(2026, 12, 1))
    assert (Handover.objects.count(), Request.objects.count()) == (1, 2)


@pytest.mark.parametrize("reason", ["handed", "ended", "returned"])
def test_what_is_no_reason_is_refused(reason: str) -> None:
    with pytest.raises(CannotHandOver):
        services.ask(partnership=make.partnership(), reason=reason, by=SYSTEM, at=make.NOON)


def test_an_ended_partnership_gets_no_new_officer() -> None:
    pair = make.partnership(state="ended", ended_at=make.NOON)
    with pytest.raises(CannotHandOver):
        services.ask(partnership=pair, reason="transfer", by=SYSTEM, at=make.NOON)
