"""Two rows become one, or an acceptance is taken back, while a partnership hangs on it."""

from datetime import timedelta

import pytest

from onecop.congregations import registry
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Contact, Enrollment
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services
from onecop.partnerships.merging import ChooseOne
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


def test_an_open_partnership_follows_to_the_row_that_goes_on_with_its_people() -> None:
    """The kept row has a leader of its own and a deputy; the coordinator comes with the other."""
    kept, gone = make.congregation("Lotus Pond Temple"), make.congregation("Lotus Pond")
    own, deputy = make.contact(kept, "leader", name="Minh Tran"), make.contact(kept, "deputy", name="Tuan Le")
    made = make.partnership(gone, people="leader coordinator")
    leaves, comes = gone.contacts.get(kind="leader"), gone.contacts.get(kind="coordinator")
    outlook = registry.outlook_of(kept, gone)
    assert outlook.options == ()
    assert outlook.words == (
        f"The partnership of Lotus Pond with {made.agency} goes on, follows to Lotus Pond Temple, and keeps its officer.",
        "Where both have somebody in a part, Lotus Pond Temple keeps its own; whoever leaves gets a letter of thanks.",
    )
    merge(kept, gone)
    made.refresh_from_db()
    assert (made.congregation, made.state) == (kept, "active")
    assert sorted((t.kind, str(t.officer or t.contact)) for t in made.tenures.filter(closed_on=None)) == [
        ("coordinator", str(comes)),
        ("deputy", str(deputy)),
        ("lead", str(made.tenures.get(kind="lead").officer)),
        ("leader", str(own)),
    ]
    assert [(t.contact, t.closed_on, t.close_reason) for t in made.tenures.exclude(closed_on=None)] == [(leaves, NOON.date(), "handed")]
    assert list(Partnership.objects.visible_to(own.person)) == [made]
    assert list(Partnership.objects.visible_to(comes.person)) == [made]
    assert list(Partnership.objects.visible_to(leaves.person)) == []
    assert Message.objects.filter(kind="people.thanks").values_list("email", flat=True).get() == leaves.email


def test_of_two_open_partnerships_staff_choose_one_and_the_other_ends() -> None:
    kept, gone = make.congregation("Lotus Pond Temple"), make.congregation("Lotus Pond")
    first, second = make.partnership(kept), make.partnership(gone)
    officers = {p: p.tenures.get(kind="lead").officer for p in (first, second)}
    options = registry.outlook_of(kept, gone).options
    assert options == tuple((p.key, f"{p.congregation} with {p.agency} ({officers[p].full_name})") for p in (first, second))
    with pytest.raises(ChooseOne) as no:
        merge(kept, gone)
    assert (no.value.reason, no.value.instead) == ("Both rows have an open partnership.", "Choose which of the two goes on.")
    assert Partnership.objects.open().count() == 2
    suggestion = congregations.suggest(first=kept, second=gone, at=NOON)
    congregations.merge(suggestion=suggestion, choice=second.key, by=SYSTEM, at=NOON)
    assert [(p, p.state, p.congregation) for p in Partnership.objects.order_by("pk")] == [(first, "ended", kept), (second, "active", kept)]
    assert [e.reason for e in first.endings.all()] == ["merged"]
    held = second.tenures.filter(closed_on=None).order_by("kind")
    assert [(t.kind, t.officer or t.contact) for t in held] == [
        ("coordinator", kept.contacts.get(kind="coordinator", ended_on=None)),
        ("lead", officers[second]),
        ("leader", kept.contacts.get(kind="leader", ended_on=None)),
    ]


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
