"""Two acts on one partnership at the same moment. Each with a control that shows what happens without the protection, for certain."""

import threading
from typing import Any

import pytest

from onecop.audit.models import Entry
from onecop.congregations.choices import ContactKind
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services
from onecop.partnerships.choices import CloseReason, EndReason, NamingState, PartnershipState, TenureKind
from onecop.partnerships.models import Naming, Partnership, Tenure
from onecop.partnerships.services import tenures as tenure_services
from tests import make
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)


def vacant() -> Partnership:
    made = make.partnership()
    services.close_tenure(tenure=made.tenures.get(kind="lead"), on=NOON.date(), reason=CloseReason.TRANSFER, by=SYSTEM, at=NOON)
    return made


def name(made: Partnership) -> Tenure:
    return services.open_tenure(partnership=made, kind=TenureKind.LEAD, officer=make.officer(made.agency), on=NOON.date(), by=SYSTEM, at=NOON)


def end(made: Partnership) -> Any:
    return services.end(partnership=made, reason=EndReason.OTHER, by=SYSTEM, at=NOON)


def held(made: Partnership) -> tuple[str, int]:
    return Partnership.objects.get(pk=made.pk).state, made.tenures.filter(closed_on=None).count()


def test_an_end_and_a_new_officer_leave_nobody_who_holds_it() -> None:
    for _run in range(3):
        made = vacant()
        ends = together(lambda m=made: name(m), lambda m=made: end(m))  # type: ignore[misc]
        assert names(ends) in (["CannotOpen", "well"], ["well", "well"])
        assert held(made) == (PartnershipState.ENDED, 0)


def test_an_end_waits_for_the_naming_that_has_the_row_and_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    made = vacant()
    has_it, over = threading.Event(), threading.Event()
    plain = tenure_services.locked

    def slow(partnership: Partnership) -> Partnership:
        row = plain(partnership)
        if not has_it.is_set():
            has_it.set()
            over.wait(0.5)  # held still, the other cannot get there: the wait ends by itself
        return row

    monkeypatch.setattr(tenure_services, "locked", slow)

    def second() -> None:
        has_it.wait(60)
        end(made)
        over.set()

    assert names(together(lambda: name(made), second)) == ["well", "well"]
    assert held(made) == (PartnershipState.ENDED, 0)
    assert made.tenures.filter(kind="lead").count() == 2


def test_control_without_the_lock_an_officer_is_named_for_what_is_over() -> None:
    made = vacant()
    looked, over = threading.Barrier(2), threading.Barrier(2)

    def careless() -> None:
        assert Partnership.objects.get(pk=made.pk).state == PartnershipState.ACTIVE
        looked.wait(60)
        over.wait(60)
        Tenure.objects.create(partnership=made, kind="lead", officer=make.officer(made.agency), opened_on=NOON.date())

    def second() -> None:
        looked.wait(60)
        end(made)
        over.wait(60)

    assert names(together(careless, second)) == ["well", "well"]
    assert held(made) == (PartnershipState.ENDED, 1)


def asked() -> Naming:
    temple = make.congregation()
    make.partnership(temple)
    return services.ask_for_part(congregation=temple, kind=ContactKind.COORDINATOR, name="Tuan Le", email="tuan@mail.example", by=SYSTEM, at=NOON)


def told(made: Naming) -> int:
    """How often it was written down that they said yes."""
    return Entry.objects.filter(verb="naming.accepted", target_id=str(made.pk)).count()


def test_two_yes_to_one_question_are_one() -> None:
    """The same person, on the page they are signed in to and in the letter: no link is used up that could stop the second."""
    made = asked()
    ends = together(*[lambda: services.answer(naming=made, accepts=True, by=SYSTEM, at=NOON)] * 3)
    assert names(ends) == ["NotAsked", "NotAsked", "well"]
    assert told(made) == 1
    made.refresh_from_db()
    assert (made.state, made.congregation.contacts.filter(kind="coordinator", ended_on=None).count()) == (NamingState.DONE, 1)


def test_control_without_the_lock_both_say_yes() -> None:
    made, looked = asked(), threading.Barrier(2)

    def careless() -> None:
        assert Naming.objects.get(pk=made.pk).state == NamingState.ASKED
        looked.wait(60)
        Naming.objects.filter(pk=made.pk).update(state=NamingState.DONE, settled_at=NOON, answered_at=NOON)
        Entry.objects.create(verb="naming.accepted", target_kind=made._meta.label_lower, target_id=str(made.pk), at=NOON)

    assert names(together(careless, careless)) == ["well", "well"]
    assert told(made) == 2
