"""An agency enrolls without JavaScript, page by page, and staff of its region answer."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from onecop.agencies.models import Agency, AgencyEnrollment
from onecop.mail.models import Message
from tests import make
from tests.agencies.test_enrolling import ANSWERS, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.fixture
def listed() -> Agency:
    make.region()
    return Agency.objects.create(ori="LK0099900", name="Dry Fork Police", state="LK", city="Dry Fork")


def slug_of(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[1]


def typed(slug: str) -> dict[str, str]:
    return {name: values[0] for name, values in ANSWERS[slug].items()}


def test_the_whole_form_goes_from_page_to_page(client: Client, listed: Agency) -> None:
    url = client.post(reverse("agency_enroll")).headers["Location"]
    searched = client.post(url, {"q": "dry fork", "go": "search"})
    assert slug_of(searched.headers["Location"]) == "agency"
    assert 'value="LK0099900"' in client.get(url).content.decode()
    seen = []
    while slug_of(url) != "check":
        seen.append(slug_of(url))
        assert client.get(url).status_code == 200
        url = client.post(url, {**typed(seen[-1]), "go": "next"}).headers["Location"]
    assert seen == list(ANSWERS)
    read_back = client.get(url).content.decode()
    assert ("Dry Fork Police" in read_back, "dee@police.example" in read_back) == (True, True)
    done = client.post(url, follow=True)
    assert done.redirect_chain[-1][0] == reverse("agency_enrollment_status", args=[AgencyEnrollment.objects.get().key])
    row = AgencyEnrollment.objects.get()
    assert (row.standing, row.agency, row.charter_name) == ("applied", listed, "Joan Petrie")


def test_a_page_that_lacks_something_comes_back_with_what_was_typed(client: Client, listed: Agency) -> None:
    url = client.post(reverse("agency_enroll")).headers["Location"].replace("/agency/", "/you/")
    wrong = client.post(url, {"name": "Joan Petrie", "title": "Sgt.", "email": "joan"})
    assert (wrong.status_code, 'value="Joan Petrie"' in wrong.content.decode()) == (422, True)
    assert 'value="Joan Petrie"' in client.get(url).content.decode()  # and it is kept
    back = client.post(url, {"name": "Joan Petrie", "go": "back"})
    assert slug_of(back.headers["Location"]) == "agency"


def test_an_agency_that_is_not_in_the_directory_cannot_be_chosen(client: Client, listed: Agency) -> None:
    url = client.post(reverse("agency_enroll")).headers["Location"]
    assert client.post(url, {"q": "mill bay", "ori": "LK0000000", "go": "next"}).status_code == 422


def test_one_comes_back_by_the_link_and_nobody_without_it(client: Client, listed: Agency) -> None:
    url = client.post(reverse("agency_enroll")).headers["Location"].replace("/agency/", "/you/")
    assert "joan@police.example" in client.post(url, {**typed("you"), "save": "later"}).content.decode()
    link = re.search(r"/enroll-agency/continue/[\w-]+/", Message.objects.get().body.text)
    assert link is not None
    elsewhere = Client()
    assert elsewhere.get(url).status_code == 404
    assert slug_of(elsewhere.get(link[0]).headers["Location"]) == "agency"  # the first page that is not answered
    assert elsewhere.get(url).status_code == 200


def test_what_is_not_finished_is_not_sent(client: Client, listed: Agency) -> None:
    url = client.post(reverse("agency_enroll")).headers["Location"]
    client.post(url.replace("/agency/", "/check/"))
    assert AgencyEnrollment.objects.get().standing == "draft"


# reviewing


def signed_in(role: str, scope: object) -> Client:
    who = make.person()
    make.grant(who, role, scope)
    client = Client()
    client.force_login(who)
    return client


def outsiders() -> dict[str, Client]:
    return {
        "regional staff of another region": signed_in("regional_staff", make.region("Highland", ("HG",))),
        "a liaison": signed_in("liaison", make.agency(parent=make.region()).scope), "a funder": signed_in("funder", make.nation()),
    }  # fmt: skip


REPLIES = [
    ("accept", {"message": "Welcome!"}, "accepted"), ("ask_back", {"message": "Is this your ORI?"}, "asked_back"),
    ("waitlist", {"message": "In spring."}, "waitlisted"), ("decline", {"reason": "other", "message": "Please call us."}, "declined"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "words", "becomes"), REPLIES)
def test_staff_of_the_region_answer_and_to_the_others_it_does_not_exist(listed: Agency, act: str, words: dict[str, str], becomes: str) -> None:
    row = sent()
    review, answer = reverse("agency_enrollment_review", args=[row.key]), reverse("agency_enrollment_answer", args=[row.key, act])
    for who, client in outsiders().items():
        assert (client.get(review).status_code, client.post(answer, words).status_code) == (404, 404), who
    row.refresh_from_db()
    assert row.standing == "applied"
    regional = signed_in("regional_staff", make.region())
    assert (regional.get(review).status_code, regional.post(answer, words).status_code, regional.get(review).status_code) == (200, 302, 200)
    row.refresh_from_db()
    assert row.standing == becomes


def test_an_answer_is_taken_back_by_those_who_may_give_it(listed: Agency) -> None:
    row = sent()
    signed_in("regional_staff", make.region()).post(reverse("agency_enrollment_answer", args=[row.key, "decline"]), {"reason": "other", "message": "No."})
    undo = reverse("agency_enrollment_reopen", args=[row.key])
    for who, client in outsiders().items():
        assert client.post(undo).status_code == 404, who
    row.refresh_from_db()
    assert row.standing == "declined"
    signed_in("regional_staff", make.region()).post(undo)
    row.refresh_from_db()
    assert row.standing == "applied"
