"""Dates in the reader's time zone and words in the reader's language, from sign-in to sign-out."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ReaderMiddleware:
    """Stands after authentication. Who chose a language on this device (the cookie) keeps it; else the person's own counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        locale = getattr(request.user, "locale", "")
        if locale in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(locale)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(_zone(getattr(request.user, "timezone", ""))):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            return response


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the zone, or None (the site's own) when the name is empty or no longer known."""
    try:
        return zoneinfo.ZoneInfo(name) if name else zoneinfo.ZoneInfo(settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
