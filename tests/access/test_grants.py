"""Roles given and taken."""

from datetime import timedelta

import pytest

from onecop.access import services
from onecop.access.models import Grant, Person, Scope
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=3)


@pytest.fixture
def temple() -> Scope:
    return services.new_scope(kind="congregation", name="Lotus Pond Temple")


def test_giving_a_role_twice_keeps_one_grant_and_one_entry(staff: Person, temple: Scope) -> None:
    who = make.person()
    first = services.grant(person=who, role="coordinator", scope=temple, by=staff, at=make.NOON)
    again = services.grant(person=who, role="coordinator", scope=temple, by=staff, at=LATER)
    assert first == again
    assert list(Entry.objects.filter(verb="grant.given").values_list("by_id", "scope_id")) == [(staff.pk, temple.pk)]


def test_a_role_is_held_over_its_own_kind_of_scope_only(temple: Scope) -> None:
    with pytest.raises(services.WrongScope):
        services.grant(person=make.person(), role="officer", scope=temple, by=SYSTEM, at=make.NOON)
    assert services.grant(person=make.person(), role="deputy", scope=temple, by=SYSTEM, at=make.NOON).granted_by is None


def test_a_revoked_role_is_on_record_and_can_be_given_again(staff: Person, temple: Scope) -> None:
    who = make.person()
    given = services.grant(person=who, role="coordinator", scope=temple, by=staff, at=make.NOON)
    services.revoke(grant=given, by=staff, at=LATER)
    services.revoke(grant=given, by=staff, at=LATER)
    assert who.open_grants == []
    assert Entry.objects.filter(verb="grant.revoked").count() == 1
    services.grant(person=who, role="coordinator", scope=temple, by=staff, at=LATER)
    assert [(g.revoked_at, g.revoked_by) for g in Grant.objects.filter(person=who).order_by("id")] == [(LATER, staff), (None, None)]


def test_the_last_national_staff_stays(staff: Person) -> None:
    [own] = staff.open_grants
    with pytest.raises(services.LastNationalStaff):
        services.revoke(grant=own, by=staff, at=make.NOON)
    with pytest.raises(services.LastNationalStaff):
        services.deactivate(person=staff, by=staff, at=make.NOON)
    second = make.staff("Priya Raman")
    services.revoke(grant=own, by=second, at=make.NOON)
    assert list(Grant.objects.in_force().values_list("person", flat=True)) == [second.pk]


def test_somebody_shut_out_does_not_count_as_the_one_who_is_left(staff: Person) -> None:
    second = make.staff("Priya Raman")
    services.deactivate(person=second, by=staff, at=make.NOON)
    with pytest.raises(services.LastNationalStaff):
        services.revoke(grant=staff.open_grants[0], by=staff, at=make.NOON)


def test_a_person_is_found_by_the_address_in_any_case() -> None:
    first = services.ensure_person(email="Ruth@Mail.example ", name="Ruth", at=make.NOON)
    again = services.ensure_person(email="RUTH@mail.example", name="Somebody", at=make.NOON)
    assert (again.pk, again.name, again.email) == (first.pk, "Ruth", "ruth@mail.example")
    assert not first.has_usable_password()


def test_home_scope_is_the_region_of_the_state_or_the_nation() -> None:
    lakeland = services.new_region(name="Lakeland", states=["OH", "MI"], by=SYSTEM, at=make.NOON)
    assert services.home_scope("oh") == lakeland
    assert services.home_scope("TX") == services.nation()
    with pytest.raises(services.RegionRefused):
        services.new_region(name="Ohio", states=["OH"], by=SYSTEM, at=make.NOON)
    services.edit_region(region=lakeland, name="The Lakes", states=["MI", "WI"], by=SYSTEM, at=make.NOON)
    assert services.home_scope("OH") == services.nation()
    assert sorted(services.new_region(name="Ohio", states=["OH"], by=SYSTEM, at=make.NOON).states.values_list("state", flat=True)) == ["OH"]
