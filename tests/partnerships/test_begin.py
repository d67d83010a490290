"""A partnership begins: tenures, roles and the connection e-mail, or nothing at all."""

from datetime import date

import pytest

from onecop.access.models import Grant
from onecop.audit.models import Entry
from onecop.congregations.models import Contact
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services
from onecop.partnerships.models import Partnership, Tenure
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]


def contact(congregation, kind="coordinator", **fields):
    made = {"name": "Mai Pham", "email": f"{kind}@mail.example", "started_on": date(2026, 1, 1)}
    return Contact.objects.create(congregation=congregation, kind=kind, **{**made, **fields})


def pair():
    congregation, officer = make.congregation("Lotus Pond Temple"), make.officer()
    for kind in ("leader", "coordinator", "deputy"):
        contact(congregation, kind)
    return congregation, officer


def test_it_opens_a_tenure_for_everyone_who_holds_it():
    congregation, officer = pair()
    partnership = services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    assert [(t.kind, str(t.officer or t.contact), t.opened_on) for t in partnership.tenures.order_by("id")] == [
        ("lead", str(officer), date(2026, 11, 20)),
        ("leader", "Mai Pham", date(2026, 11, 20)),
        ("coordinator", "Mai Pham", date(2026, 11, 20)),
        ("deputy", "Mai Pham", date(2026, 11, 20)),
    ]


def test_its_people_can_sign_in_and_see_it_and_nobody_else_can():
    congregation, officer = pair()
    partnership = services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    roles = {(g.person.email, g.role, g.scope_id) for g in Grant.objects.exclude(role="national_staff").select_related("person")}
    assert roles == {
        (officer.email, "officer", officer.agency.scope_id),
        ("leader@mail.example", "faith_leader", congregation.scope_id),
        ("coordinator@mail.example", "coordinator", congregation.scope_id),
        ("deputy@mail.example", "deputy", congregation.scope_id),
    }
    for grant in Grant.objects.select_related("person"):
        assert list(Partnership.objects.visible_to(grant.person)) == [partnership]
    stranger = make.person()
    make.grant(stranger, "coordinator", make.congregation().scope)
    assert list(Partnership.objects.visible_to(stranger)) == []


def test_each_gets_the_connection_email_in_words_for_their_part():
    congregation, officer = pair()
    partnership = services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    assert sorted(Message.objects.about(partnership).values_list("kind", "email")) == [
        ("connection.coordinator", "coordinator@mail.example"),
        ("connection.coordinator", "deputy@mail.example"),
        ("connection.leader", "leader@mail.example"),
        ("connection.officer", officer.email),
    ]
    assert [e.verb for e in Entry.objects.about(partnership)] == ["partnership.begun"]


def test_a_second_one_for_the_same_congregation_is_refused_and_leaves_nothing():
    congregation, officer = pair()
    services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    with pytest.raises(services.CannotBegin, match="has a partnership already"):
        services.begin(congregation=congregation, officer=make.officer(officer.agency), by=SYSTEM, at=make.NOON)
    assert (Partnership.objects.count(), Tenure.objects.count(), Message.objects.filter(kind__startswith="connection").count()) == (1, 4, 4)


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("enrollment", "is not enrolled yet"),
        ("contact", "has no one to write to"),
        ("email", "has no work e-mail address"),
    ],
)
def test_what_is_missing_is_named(missing, reason):
    congregation = make.congregation(standing="prospect" if missing == "enrollment" else "accepted")
    officer = make.officer(email="" if missing == "email" else "caleb@police.example")
    if missing != "contact":
        contact(congregation)
    with pytest.raises(services.CannotBegin, match=reason):
        services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    assert Partnership.objects.count() == 0


def test_writing_again_goes_to_those_who_hold_it_now():
    congregation, officer = pair()
    partnership = services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    Tenure.objects.filter(kind="deputy").update(closed_on=date(2026, 11, 20))
    assert services.resend_connection(partnership=partnership, by=SYSTEM, at=make.NOON) == 3


def test_an_officer_who_has_left_the_force_sees_it_no_more():
    congregation, officer = pair()
    partnership = services.begin(congregation=congregation, officer=officer, by=SYSTEM, at=make.NOON)
    officer.refresh_from_db()
    assert list(Partnership.objects.visible_to(officer.person)) == [partnership]
    officer.status = "gone"
    officer.save()
    assert list(Partnership.objects.visible_to(officer.person)) == []
