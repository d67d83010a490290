"""Who supervises ride-alongs: invited by the liaison, at home where the applications wait, and with no more than that."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access import services as access
from onecop.access.models import Grant, Invitation, Person
from onecop.partnerships.registry import asks_of
from tests import make
from tests.make import NOON
from tests.ridealongs.build import ON, Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def seen_by(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def supervisor(there: Town) -> Person:
    made = make.person("Rosa Lindqvist")
    assert there.agency.scope is not None
    make.grant(made, "supervisor", there.agency.scope)
    return made


def test_a_liaison_invites_one_and_takes_the_role_back() -> None:
    there = town()
    desk = seen_by(there.liaison)
    assert there.agency.scope is not None
    desk.post(reverse("invitation_new"), {"name": "Ina Solberg", "email": "ina@police.example", "role": "supervisor", "scope": there.agency.scope.key})
    assert list(Invitation.objects.values_list("email", "role", "scope")) == [("ina@police.example", "supervisor", there.agency.scope_id)]
    one = supervisor(there)
    held = Grant.objects.get(person=one)
    page = desk.get(reverse("invitations")).content.decode()
    assert (one.name in page, reverse("grant_revoke", args=[held.key]) in page) == (True, True)
    assert desk.post(reverse("grant_revoke", args=[held.key])).headers["Location"] == reverse("invitations")
    held.refresh_from_db()
    desk.get(reverse("invitations"))  # says once that it is done
    assert (held.revoked_at is None, one.name in desk.get(reverse("invitations")).content.decode()) == (False, False)


def test_a_liaison_gives_and_takes_back_no_other_role() -> None:
    there = town()
    desk = seen_by(there.liaison)
    chief = make.person("Chief Ann Moss")
    assert there.agency.scope is not None
    executive = make.grant(chief, "executive", there.agency.scope)
    with pytest.raises(access.NotYours):
        access.invite(email="x@police.example", name="X", role="executive", scope=there.agency.scope, by=there.liaison, at=NOON)
    assert (desk.get(reverse("grant_revoke", args=[executive.key])).status_code, chief.name in desk.get(reverse("invitations")).content.decode()) == (
        404,
        False,
    )
    assert desk.get(reverse("people")).status_code == 404


def test_nor_of_another_agency() -> None:
    there, elsewhere = town(), town()
    held = Grant.objects.get(person=supervisor(elsewhere))
    assert seen_by(there.liaison).get(reverse("grant_revoke", args=[held.key])).status_code == 404


def test_home_is_where_the_applications_wait() -> None:
    there = town()
    ride = there.apply()
    one = seen_by(supervisor(there))
    assert one.get(reverse("home")).headers["Location"] == reverse("ride_queue")
    page = one.get(reverse("ride_queue")).content.decode()
    calendar, rules = (reverse(name, args=[there.agency.key]) for name in ("ride_calendar", "ride_rules"))
    assert [part in page for part in (str(ride.rider), calendar, rules)] == [True, True, False]
    assert one.get(calendar).status_code == 200
    shown = one.get(ride.get_absolute_url())
    assert (shown.status_code, there.partnership.get_absolute_url() in shown.content.decode()) == (200, False)
    assert (one.get(there.partnership.get_absolute_url()).status_code, one.get(rules).status_code) == (404, 403)


def test_a_supervisor_books_a_ride_and_is_among_those_who_owe_the_answer() -> None:
    there = town(check_needed=False)
    ride, one = there.apply(), supervisor(there)
    [ask] = [ask for ask in asks_of([there.partnership.pk], NOON) if ask.url == ride.get_absolute_url() and there.liaison.pk in ask.owes]
    assert ask.owes == {there.liaison.pk, one.pk}
    client = seen_by(one)
    booking = {"on": ON.isoformat(), "start": f"{there.watch.key}-0600", "officer": there.officer.key, "place": "Front desk"}
    assert client.post(reverse("ride_approve", args=[ride.key]), booking).headers["Location"] == ride.get_absolute_url()
    ride.refresh_from_db()
    assert ride.state == "approved"
