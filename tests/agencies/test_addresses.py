"""An officer's role follows the work address on the roster; nobody's account is handed to whoever edits it."""

import pytest

from onecop.access.models import Grant, Person
from onecop.agencies import services
from onecop.agencies.models import Officer
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.models import Partnership
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


def holders(of: Officer) -> set[str]:
    grants = Grant.objects.in_force().filter(role="officer", scope=of.agency.scope)
    return set(grants.values_list("person__email", flat=True))


def rename(officer: Officer, email: str) -> Officer:
    return services.edit_officer(officer=officer, email=email, by=SYSTEM, at=NOON)


def test_a_new_address_signs_in_and_the_old_one_no_more() -> None:
    officer = make.officer(email="caleb@police.example")
    made = make.partnership(with_=officer)
    old = officer.person
    assert old is not None
    changed = rename(officer, "C.Brooks@police.example")
    officer.refresh_from_db()
    assert officer.person is not None
    assert (changed.email, officer.person.email, holders(officer)) == ("c.brooks@police.example", "c.brooks@police.example", {"c.brooks@police.example"})
    assert list(Partnership.objects.visible_to(officer.person)) == [made]
    assert list(Partnership.objects.visible_to(Person.objects.get(pk=old.pk))) == []
    assert Person.objects.get(pk=old.pk).email == "caleb@police.example"


def test_who_is_on_the_roster_twice_keeps_the_role_for_the_other_row() -> None:
    agency = make.agency()
    first, second = make.officer(agency, email="pool@police.example"), make.officer(agency, email="pool@police.example")
    make.partnership(with_=first)
    second.person = first.person
    second.save()
    rename(first, "caleb@police.example")
    assert holders(first) == {"caleb@police.example", "pool@police.example"}


@pytest.mark.parametrize("email", ["", "CALEB@police.example"])
def test_a_blank_address_or_another_case_moves_nobody(email: str) -> None:
    officer = make.officer(email="caleb@police.example")
    make.partnership(with_=officer)
    before = officer.person
    rename(officer, email)
    officer.refresh_from_db()
    assert (officer.person, holders(officer)) == (before, {"caleb@police.example"})


def test_an_officer_who_never_signed_in_stays_without_a_person() -> None:
    officer = make.officer(email="caleb@police.example")
    rename(officer, "c.brooks@police.example")
    officer.refresh_from_db()
    assert (officer.person, Person.objects.count()) == (None, 0)
