from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from onecop.ui.middleware import ReaderMiddleware


def read(locale: str = "", zone: str = "", cookie: str = "") -> tuple[str, str]:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(locale=locale, timezone=zone)  # type: ignore[assignment]
    if cookie:
        request.COOKIES["django_language"] = cookie

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()}")

    with translation.override("en"):
        language, name = ReaderMiddleware(answer)(request).content.decode().split()
    return language, name


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("en", "UTC")),
        ({"locale": "es", "zone": "America/Chicago"}, ("es", "America/Chicago")),
        ({"locale": "es", "cookie": "en"}, ("en", "UTC")),
        ({"locale": "xx", "zone": "Mars/Olympus"}, ("en", "UTC")),
        ({"zone": "../etc/passwd"}, ("en", "UTC")),
    ],
)
def test_a_page_is_in_the_readers_language_and_time_zone(given: dict[str, str], expected: tuple[str, str]) -> None:
    assert read(**given) == expected


def test_the_zone_of_one_reader_does_not_stay_for_the_next() -> None:
    read(zone="Asia/Tokyo")
    assert timezone.get_current_timezone_name() == "UTC"
