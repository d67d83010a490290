"""The pages of refusal: a word for a person, the right number for a machine, and nothing that tells absent from foreign."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from onecop.web import errors


def raising(fault: BaseException) -> object:
    def view(request: HttpRequest) -> HttpResponse:
        raise fault

    return view


urlpatterns = [
    path("", include("onecop.config.urls")),
    path("bad", raising(BadRequest())),
    path("shut", raising(PermissionDenied())),
    path("broken", raising(RuntimeError())),
]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.forbidden, errors.not_found, errors.broken


def body(answer: HttpResponse) -> str:
    return re.sub(r'nonce="[^"]*"', "", answer.content.decode())


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/bad", 400, "We could not read that"),
        ("/shut", 403, "That is not yours to do"),
        ("/nowhere", 404, "There is nothing here"),
        ("/broken", 500, "Something broke on our side"),
    ],
)
def test_each_refusal_says_what_happened(db: None, address: str, status: int, heading: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, f"<h1>{heading}</h1>" in answer.content.decode()) == (status, True)


@pytest.mark.urls(__name__)
def test_two_absent_things_get_the_same_answer_but_for_the_nonce(db: None) -> None:
    client = Client()
    assert body(client.get("/nowhere")) == body(client.get("/elsewhere?x=1"))


@pytest.mark.urls(__name__)
def test_a_form_from_elsewhere_is_refused_in_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/language", {"language": "es"})
    assert (answer.status_code, "load it again" in answer.content.decode()) == (403, True)


def test_the_page_for_what_is_broken_needs_no_database() -> None:
    answer = errors.broken(HttpRequest())
    assert (answer.status_code, b"Something broke on our side" in answer.content) == (500, True)
