"""Takes NUL characters out of a request before anything reads it: nobody types them, and PostgreSQL keeps no text that holds one."""

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

_NUL = re.compile("%00|\0")


class TidyMiddleware:
    """Stands first. Queries and cookies lose their NULs; an address that holds one is nobody's. Forms refuse them by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if _NUL.search(query):
            request.META["QUERY_STRING"] = _NUL.sub("", query)
        # A cookie may write one as \000 between quotes: only the parsed value shows it.
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if any(isinstance(value, str) and "\0" in value for value in kwargs.values()):
            raise Http404
