"""The people page, what it notes, and what of the trail one may read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access import queries, services
from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_rule(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def test_a_look_at_contact_data_is_noted_once_a_day(staff: Person) -> None:
    ruth = make.person("Ruth Adeyemi")
    services.grant(person=ruth, role="coordinator", scope=services.new_scope(kind="congregation", name="Lotus Pond Temple"), by=staff, at=make.NOON)
    looks = [make.NOON, make.NOON + timedelta(hours=2), make.NOON + timedelta(days=1)]
    assert [services.note_contact_read(of=ruth, by=staff, at=at) for at in looks] == [True, False, True]
    assert not services.note_contact_read(of=ruth, by=ruth, at=make.NOON)
    other = make.staff("Priya Raman")
    assert services.note_contact_read(of=ruth, by=other, at=make.NOON)
    assert Entry.objects.filter(verb="contact.read").count() == 3


def test_a_list_notes_each_row_once_and_nobody_for_themselves(staff: Person, django_assert_num_queries: Any) -> None:
    shown = [make.person("Ruth Adeyemi"), staff, make.person("Amos Field")]
    assert services.note_contacts_read(of=shown, by=staff, at=make.NOON) == 2
    assert services.note_contacts_read(of=[staff], by=staff, at=make.NOON) == 0
    later = [*shown, make.person("Joan Petrie")]
    assert services.note_contacts_read(of=later, by=staff, at=make.NOON + timedelta(hours=1)) == 1
    with django_assert_num_queries(1):
        assert services.note_contacts_read(of=later, by=staff, at=make.NOON + timedelta(hours=2)) == 0
    assert sorted(Entry.objects.filter(verb="contact.read").values_list("target_label", flat=True)) == ["Amos Field", "Joan Petrie", "Ruth Adeyemi"]


def test_the_people_page_notes_what_it_showed(client: Client, staff: Person) -> None:
    temple = services.new_scope(kind="congregation", name="Lotus Pond Temple")
    people = [make.person(name) for name in ("Ruth Adeyemi", "Amos Field")]
    for who in people:
        make.grant(who, "deputy", temple)
    client.force_login(staff)
    page = client.get(reverse("people"), {"q": "Ruth"}).content.decode()
    assert ("Ruth Adeyemi" in page, "Amos Field" in page) == (True, False)
    assert list(Entry.objects.filter(verb="contact.read").values_list("target_label", flat=True)) == ["Ruth Adeyemi"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_people_page_asks_the_same_number_of_questions(client: Client, staff: Person, django_assert_num_queries: Any, rows: int) -> None:
    temple = services.new_scope(kind="congregation", name="Lotus Pond Temple")
    for n in range(rows):
        make.grant(make.person(f"Deputy {n}"), "deputy", temple)
    client.force_login(staff)
    client.get(reverse("people"))  # the first look of the day writes its notes
    with django_assert_num_queries(6):
        client.get(reverse("people"))


def test_the_trail_is_read_within_reach(staff: Person) -> None:
    lake, high = make.region(), make.region("Highland", ("HG",))
    near = services.new_scope(kind="congregation", name="Lotus Pond Temple", parent=lake)
    far = services.new_scope(kind="congregation", name="Willow Hall", parent=high)
    for scope in (lake, high, near, far):
        role = "regional_staff" if scope.kind == "region" else "deputy"
        services.grant(person=make.person(), role=role, scope=scope, by=SYSTEM, at=make.NOON)
    regional = make.person("R. One")
    make.grant(regional, "regional_staff", lake)
    assert {e.scope_id for e in queries.trail_of(regional)} == {lake.pk, near.pk}
    assert queries.trail_of(staff).count() == Entry.objects.count()
    assert not queries.trail_of(make.person()).exists()


def test_the_trail_is_read_in_sentences_and_filtered(client: Client, staff: Person) -> None:
    temple = services.new_scope(kind="congregation", name="Lotus Pond Temple")
    services.grant(person=make.person("Ruth Adeyemi"), role="coordinator", scope=temple, by=staff, at=make.NOON)
    client.force_login(staff)
    said = "Nadia Osei gave Ruth Adeyemi the role Coordinator, Lotus Pond Temple."
    for words, shown in (
        ({}, True),
        ({"verb": "grant.given"}, True),
        ({"verb": "region.made"}, False),
        ({"by": "nadia"}, True),
        ({"since": "2026-11-21"}, False),
        ({"q": "lotus"}, True),
    ):
        assert (said in client.get(reverse("audit"), words).content.decode()) is shown, words


def test_homes_are_chosen_among_ones_own(client: Client) -> None:
    ruth, other = make.person("Ruth Adeyemi"), make.person()
    one = make.grant(ruth, "coordinator", services.new_scope(kind="congregation", name="Lotus Pond Temple"))
    two = make.grant(ruth, "officer", services.new_scope(kind="agency", name="Port Ellery Police"))
    foreign = make.grant(other, "deputy", one.scope)
    assert [(h.key, h.current) for h in queries.homes(ruth)] == [(two.key, True), (one.key, False)]
    assert [h.key for h in queries.homes(ruth, chosen=one.key) if h.current] == [one.key]
    client.force_login(ruth)
    for asked, kept in ((one.key, one.key), (foreign.key, one.key), ("", one.key)):
        client.post(reverse("home_switch"), {"home": asked})
        assert client.session["onecop_home"] == kept


def test_the_profile_keeps_what_is_typed_and_tells_no_contact_data(client: Client) -> None:
    ruth = make.person("Ruth Adeyemi")
    client.force_login(ruth)
    client.post(reverse("profile"), {"name": "Ruth A.", "phone": "(202) 555-0143", "locale": "es", "timezone": "America/Denver"})
    ruth = Person.objects.get(pk=ruth.pk)
    assert (ruth.name, str(ruth.phone), ruth.locale, ruth.timezone) == ("Ruth A.", "(202) 555-0143", "es", "America/Denver")
    [entry] = Entry.objects.filter(verb="person.changed")
    assert entry.after == {"name": "Ruth A.", "phone": "…", "locale": "es", "timezone": "America/Denver"}


def test_only_national_staff_keep_regions(client: Client, staff: Person) -> None:
    client.force_login(staff)
    client.post(reverse("region_new"), {"name": "The Lakes", "states": ["OH", "MI"]})
    assert str(services.home_scope("OH")) == "The Lakes"
    again = client.post(reverse("region_new"), {"name": "Ohio", "states": ["OH"]})
    assert (again.status_code, "Ohio belongs to The Lakes." in again.content.decode()) == (200, True)


def test_an_account_is_closed_and_opened_again(client: Client, staff: Person) -> None:
    ruth = make.person("Ruth Adeyemi")
    make.grant(ruth, "deputy", services.new_scope(kind="congregation", name="Lotus Pond Temple"))
    hers = Client()
    hers.force_login(ruth)
    client.force_login(staff)
    close, reopen = (reverse(name, args=[ruth.key]) for name in ("person_close", "person_open"))
    assert "Close the account of Ruth Adeyemi?" in client.get(close).content.decode()
    assert Person.objects.get(pk=ruth.pk).is_active
    client.post(close)
    assert not Person.objects.get(pk=ruth.pk).is_active
    assert hers.get(reverse("profile")).status_code == 302
    assert "Open account" in client.get(reverse("people"), {"account": "False"}).content.decode()
    assert "Open the account of Ruth Adeyemi again?" in client.get(reopen).content.decode()
    client.post(reopen)
    ruth = Person.objects.get(pk=ruth.pk)
    assert (ruth.is_active, [g.role for g in ruth.open_grants]) == (True, ["deputy"])
    assert hers.get(reverse("profile")).status_code == 302  # old sessions stay dead
    verbs = ["person.deactivated", "sessions.ended", "person.reactivated"]
    assert list(Entry.objects.filter(verb__in=verbs).order_by("id").values_list("verb", flat=True)) == verbs


def test_closing_twice_is_one_closing(staff: Person) -> None:
    ruth = make.person("Ruth Adeyemi")
    for _ in range(2):
        services.close_account(person=ruth, by=staff, at=make.NOON)
    assert Entry.objects.filter(verb="person.deactivated").count() == 1


def test_nobody_closes_what_reaches_beyond_them_nor_their_own(client: Client, staff: Person) -> None:
    lake, high = make.region(), make.region("Highland", ("HG",))
    regional = make.person("R. One")
    make.grant(regional, "regional_staff", lake)
    near = services.new_scope(kind="congregation", name="Lotus Pond Temple", parent=lake)
    far = services.new_scope(kind="congregation", name="Willow Hall", parent=high)
    mine, both, peer = make.person("Ruth Adeyemi"), make.person("Amos Field"), make.person("R. Two")
    make.grant(mine, "deputy", near)
    make.grant(both, "deputy", near)
    make.grant(both, "deputy", far)
    make.grant(peer, "regional_staff", lake)
    client.force_login(regional)
    for who in (mine, both, peer, regional):
        url = reverse("person_close", args=[who.key])
        offered = "What will happen" in client.get(url).content.decode()
        client.post(url)
        assert (offered, not Person.objects.get(pk=who.pk).is_active) == ((who == mine,) * 2), who


def test_the_last_national_staff_is_not_closed(staff: Person) -> None:
    other = make.staff("Priya Raman")
    services.close_account(person=other, by=staff, at=make.NOON)
    with pytest.raises(services.LastNationalStaff):
        services.deactivate(person=staff, by=SYSTEM, at=make.NOON)
    with pytest.raises(services.NotYours):
        services.close_account(person=staff, by=staff, at=make.NOON)
