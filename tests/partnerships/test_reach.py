"""Whose address somebody sees: on the page, in the brief, and in the connection e-mails. The control shares, and is seen."""

import pytest
from django.test import Client, override_settings

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.messages import address
from onecop.partnerships import services
from onecop.partnerships.brief import brief
from onecop.partnerships.models import Partnership
from onecop.partnerships.reach import reach_of
from tests import make

pytestmark = pytest.mark.django_db
PHONES = {"lead": "+12025550101", "leader": "+12025550102", "coordinator": "+12025550103"}


@pytest.fixture
def people() -> dict[str, Person]:
    """The three of one partnership, each with an address and a phone number; staff; the agency's liaison."""
    row = make.partnership()
    found: dict[str, Person] = {}
    for tenure in row.tenures.all():
        who = tenure.officer or tenure.contact
        assert who is not None
        who.phone = PHONES[tenure.kind]
        who.save()
        assert who.person is not None
        found[tenure.kind] = who.person
    liaison = make.person()
    assert row.agency.scope is not None
    make.grant(liaison, "liaison", row.agency.scope)
    assert row.owner is not None
    return {**found, "staff": row.owner, "liaison": liaison}


def seen(text: str, people: dict[str, Person]) -> set[str]:
    """Return whose address or phone number stands in a text."""
    return {kind for kind, phone in PHONES.items() if people[kind].email in text or f"555-{phone[-4:]}" in text or phone in text}


EXPECTED = {
    "lead": {"lead"},
    "leader": {"leader", "coordinator"},
    "coordinator": {"leader", "coordinator"},
    "staff": {"lead", "leader", "coordinator"},
    "liaison": {"lead"},
}


@override_settings(SECOND_FACTOR_REQUIRED=False)
@pytest.mark.parametrize("reader", EXPECTED)
def test_the_page_shows_ones_own_side_and_staff_everyone(people: dict[str, Person], reader: str) -> None:
    client = Client()
    client.force_login(people[reader])
    page = client.get(Partnership.objects.get().get_absolute_url()).content.decode()
    assert seen(page, people) == EXPECTED[reader]


def test_who_shares_is_seen_by_the_other_side(people: dict[str, Person]) -> None:
    Person.objects.filter(pk=people["coordinator"].pk).update(shares_contact=True)
    client = Client()
    client.force_login(people["lead"])
    page = client.get(Partnership.objects.get().get_absolute_url()).content.decode()
    assert seen(page, people) == {"lead", "coordinator"}


def test_the_brief_gives_names_to_all_and_addresses_to_whom_they_are_for(people: dict[str, Person]) -> None:
    row = Partnership.objects.select_related("congregation__scope", "agency__scope").get()
    told = {kind: {one.email for one in brief(row, at=make.NOON, reader=people[kind]).call} - {""} for kind in ("lead", "leader")}
    assert told == {"lead": set(), "leader": {people["coordinator"].email}}
    assert [len(brief(row, at=make.NOON, reader=people[kind]).call) for kind in ("lead", "leader")] == [2, 2]


def _begin(*, shared: bool) -> dict[str, Message]:
    temple, officer = make.congregation(), make.officer(phone=PHONES["lead"])
    make.staff()
    for kind in ("leader", "coordinator"):
        made = make.contact(temple, kind, phone=PHONES[kind])
        if shared:
            Person.objects.filter(pk=made.person_id).update(shares_contact=True)
    if shared:
        officer.person = make.person(email=officer.email, shares_contact=True)
        officer.save()
    row = services.begin(congregation=temple, officer=officer, by=SYSTEM, at=make.NOON)
    return {m.kind: m for m in Message.objects.about(row).filter(kind__startswith="connection.")}


def _told(letters: dict[str, Message]) -> dict[str, set[str]]:
    """Return whose phone number stands in each letter."""
    return {kind: {who for who, phone in PHONES.items() if f"555-{phone[-4:]}" in m.body.text or phone in m.body.text} for kind, m in letters.items()}


@override_settings(RELAY_DOMAIN="relay.onecop.example")
def test_the_connection_email_is_answered_through_the_relay_and_shows_nobodys_address() -> None:
    letters = _begin(shared=False)
    assert _told(letters) == {"connection.leader": set(), "connection.coordinator": set(), "connection.officer": set()}
    seats = {kind: address.read(m.reply_to.rpartition(" ")[2]) for kind, m in letters.items()}
    assert {kind: seat and Person.objects.get(key=seat.person).email for kind, seat in seats.items()} == {kind: m.email for kind, m in letters.items()}
    assert ["by answering this e-mail" in m.body.text for m in letters.values()] == [True] * 3


def test_without_a_relay_the_letters_lead_to_the_page() -> None:
    letters = _begin(shared=False)
    assert {m.reply_to for m in letters.values()} == {""}
    assert ["on the page of your partnership" in m.body.text for m in letters.values()] == [True] * 3


def test_control_who_shares_stands_in_the_letters() -> None:
    assert _told(_begin(shared=True)) == {"connection.leader": {"lead"}, "connection.coordinator": {"lead"}, "connection.officer": {"coordinator"}}


def test_a_reader_without_a_part_reaches_nobody(people: dict[str, Person]) -> None:
    row = Partnership.objects.select_related("congregation__scope", "agency__scope").get()
    executive = make.person()
    assert row.agency.scope is not None
    make.grant(executive, "executive", row.agency.scope)
    reach = reach_of(row, executive)
    assert [reach.shows(who) for t in row.tenures.select_related("officer__person", "contact__person") if (who := t.officer or t.contact)] == [False] * 3
