"""Two rows become one, or an acceptance is taken back, while a partnership hangs on it."""

from datetime import timedelta

import pytest

from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Contact, Enrollment
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services
from onecop.partnerships.merging import HoldsPartnership
from onecop.partnerships.models import Partnership
from tests import make
from tests.make import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]


def partnership(of: Congregation) -> Partnership:
    Contact.objects.create(congregation=of, kind="leader", name="Minh Tran", email=f"minh{of.pk}@temple.example", started_on=NOON.date())
    return services.begin(congregation=of, officer=make.officer(), by=SYSTEM, at=NOON)


def merge(first: Congregation, second: Congregation) -> Congregation:
    return congregations.merge(suggestion=congregations.suggest(first=first, second=second, at=NOON), by=SYSTEM, at=NOON)


def stand(row: Congregation, standing: str) -> Congregation:
    row.standing = standing
    row.save()
    return row


def test_the_row_that_goes_on_keeps_its_open_partnership() -> None:
    kept, gone = make.congregation("Lotus Pond Temple"), make.congregation("Lotus Pond", standing="prospect")
    made = partnership(kept)
    assert merge(gone, kept) == kept
    assert [(p, p.congregation) for p in Partnership.objects.open()] == [(made, kept)]


def test_a_row_with_an_open_partnership_does_not_end() -> None:
    kept, gone = make.congregation("Lotus Pond Temple"), make.congregation("Lotus Pond")
    made = partnership(gone)
    stand(gone, "left")
    with pytest.raises(HoldsPartnership) as refusal:
        merge(kept, gone)
    assert refusal.value.reason == f"Lotus Pond has an open partnership with {made.agency}."
    assert refusal.value.instead
    gone.refresh_from_db()
    made.refresh_from_db()
    assert (gone.merged_into, made.congregation) == (None, gone)


def test_ended_partnerships_follow_to_the_row_that_goes_on() -> None:
    kept, gone = make.congregation("Lotus Pond Temple"), make.congregation("Lotus Pond")
    made = partnership(gone)
    Partnership.objects.filter(pk=made.pk).update(state="ended", ended_at=NOON)
    stand(gone, "left")
    merge(kept, gone)
    assert list(kept.partnerships.all()) == [made]
    assert [t.contact.congregation for t in made.tenures.exclude(contact=None)] == [kept]


def accepted(of: Congregation) -> Enrollment:
    words = {"state": "LK", "email": "apply@mail.example", "name": "Asha Rao", "congregation_name": of.name}
    return Enrollment.objects.create(congregation=of, standing="accepted", started_at=NOON, saved_at=NOON, sent_at=NOON, settled_at=NOON, **words)


def test_an_acceptance_is_taken_back_while_no_partnership_hangs_on_it() -> None:
    row = accepted(make.congregation())
    assert congregations.reopen(enrollment=row, by=SYSTEM, at=NOON + timedelta(hours=1)).standing == "applied"


def test_an_acceptance_stays_once_there_is_a_partnership() -> None:
    row = accepted(make.congregation())
    made = partnership(row.congregation)
    with pytest.raises(congregations.CannotUndo) as refusal:
        congregations.reopen(enrollment=row, by=SYSTEM, at=NOON + timedelta(hours=1))
    assert refusal.value.reason == f"It has a partnership with {made.agency}. The congregation can leave; it cannot be un-accepted."
    row.refresh_from_db()
    assert row.standing == "accepted"
