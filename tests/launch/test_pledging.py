"""Pledges at the luncheon: one form for each congregation, and nothing of one person left for the next."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Enrollment
from onecop.kernel.actor import SYSTEM
from onecop.launch import services
from onecop.launch.exceptions import Closed
from onecop.launch.models import Launch, Pledge, ProspectInvitation
from onecop.mail.models import Message
from tests import make
from tests.launch import town
from tests.make import NOON

pytestmark = pytest.mark.django_db


def pledge(city: Launch, house: Congregation | None = None, name: str = "Mai Pham", **fields: Any) -> Pledge:
    given = {"congregation_name": house.name if house else "Lotus Pond Temple", "email": f"{name.split()[0].lower()}@mail.example", "phone": "", "wish": ""}
    return services.pledge(launch=city, congregation=house, name=name, at=NOON, **{**given, "role": "leader", "source": "tablet", **fields})


def test_a_pledge_becomes_a_form_with_a_link_by_e_mail() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    made = pledge(city, house)
    assert made.enrollment is not None
    assert made.enrollment.answers["you"] == {"name": ["Mai Pham"], "email": ["mai@mail.example"], "part": ["leader"]}
    assert made.enrollment.answers["place"]["street"] == ["1 Willow Street"]
    letter = Message.objects.get(kind="launch.pledged")
    assert letter.email == "mai@mail.example"
    assert "/enroll/continue/" in letter.body.text


def test_never_a_second_form_for_one_congregation() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    pledge(city, house)
    second = pledge(city, house, "Minh Tran", wish="I can drive people.")
    assert (second.already, second.enrollment, second.wish) == (True, None, "I can drive people.")
    assert Enrollment.objects.count() == 1
    assert Message.objects.filter(kind="launch.pledge_known", email="minh@mail.example").count() == 1
    assert list(Pledge.objects.waiting()) == [second]
    services.settle_pledge(pledge=second, by=SYSTEM, at=NOON)
    assert not Pledge.objects.waiting().exists()


@pytest.mark.parametrize("standing", ["applied", "accepted", "waitlisted"])
def test_who_is_with_us_needs_no_form(standing: str) -> None:
    city = town.launch()
    house = make.congregation("Lotus Pond Temple", standing=standing, territory=city.agency.territory)
    assert pledge(city, house).already


def test_a_form_begun_from_a_letter_counts_once_somebody_is_in_it() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    town.invite(city)
    draft, _url = services.start_from_link(invitation=ProspectInvitation.objects.get(), begun_here=False, at=NOON)
    congregations.keep_page(enrollment=draft, slug="you", typed={"name": ["Minh Tran"]}, at=NOON)
    assert pledge(city, house).already


def test_a_name_as_typed_finds_the_row_that_bears_it() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "The Lotus Pond Temple, Inc.")
    assert pledge(city, None, congregation_name="lotus pond temple").congregation == house


def test_a_name_that_two_bear_is_nobodys_guess() -> None:
    city = town.launch()
    for n in (1, 2):
        town.prospect(city.agency, "Grace Chapel", n)
    assert pledge(city, None, congregation_name="Grace Chapel").congregation is None


def test_two_who_write_the_same_new_name_get_one_form() -> None:
    city = town.launch()
    first, second = pledge(city), pledge(city, None, "Minh Tran", congregation_name="The Lotus Pond Temple")
    assert (first.already, second.already) == (False, True)
    assert Enrollment.objects.count() == 1


def test_pledging_twice_is_pledging_once() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    assert pledge(city, house) == pledge(city, house)
    assert Message.objects.count() == 1


def test_a_phone_number_alone_asks_staff_to_call() -> None:
    city = town.launch()
    made = pledge(city, town.prospect(city.agency, "Lotus Pond Temple"), email="", phone="+12025550147")
    assert made.enrollment is not None
    assert not Message.objects.exists()
    assert list(Pledge.objects.waiting()) == [made]


def test_a_closed_launch_takes_no_pledge(client: Client) -> None:
    city = town.launch()
    services.close(launch=city, by=SYSTEM, at=NOON)
    with pytest.raises(Closed):
        pledge(city)
    assert client.get(reverse("pledge_page", args=[city.code])).status_code == 404


FORM = {"name": "Mai Pham", "role": "leader", "email": "mai@mail.example", "phone": "", "wish": ""}


def test_names_are_shown_after_three_letters_and_nothing_else_of_them(client: Client) -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple", street="48 Secret Street")
    other = town.prospect(make.agency(), "Lotus Hill Temple")
    services.set_address(congregation=Congregation.objects.get(name="Lotus Pond Temple"), email="hidden@mail.example", by=SYSTEM, at=NOON)
    url = reverse("pledge_find", args=[city.code])
    few, found = (client.get(url, {"house": typed}, HTTP_HX_REQUEST="true").content.decode() for typed in ("lo", "lot"))
    assert "Lotus" not in few
    assert "Lotus Pond Temple, Port Ellery" in found
    assert other.name not in found
    assert "Secret" not in found
    assert "hidden" not in found


def test_a_name_that_fits_one_of_the_list_has_to_be_settled_first(client: Client) -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    url = reverse("pledge_tablet", args=[city.code])
    asked = client.post(url, {**FORM, "house": "Lotus"})
    assert asked.status_code == 422
    assert not Pledge.objects.exists()
    done = client.post(url, {**FORM, "house": "Lotus", "chosen": house.key})
    assert done["Location"] == reverse("pledge_thanks", args=[city.code, "mail-tablet"])
    assert Pledge.objects.get().congregation == house
    assert done["Cache-Control"].count("no-store") == 1
    again = client.get(url).content.decode()
    assert "Mai Pham" not in again
    assert "mai@mail.example" not in again
    assert "Mai" not in client.get(done["Location"]).content.decode()


def test_a_row_of_another_town_cannot_be_chosen(client: Client) -> None:
    city = town.launch()
    far = town.prospect(make.agency(), "Lotus Pond Temple")
    client.post(reverse("pledge_page", args=[city.code]), {**FORM, "house": "Lotus Pond Temple", "chosen": far.key})
    assert Pledge.objects.get().congregation is None


def test_somebody_has_to_be_reachable(client: Client) -> None:
    city = town.launch()
    answer = client.post(reverse("pledge_page", args=[city.code]), {**FORM, "email": "", "house": "Olive Grove"})
    assert answer.status_code == 422
    assert not Pledge.objects.exists()
