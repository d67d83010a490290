"""For whom a page is being drawn: macros and filters ask here, because a Jinja macro does not see the page's context."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count

from django.http import HttpRequest


@dataclass
class Reading:
    """One page on its way to one reader."""

    request: HttpRequest
    prefix: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(request: HttpRequest | None) -> Iterator[None]:
    """Hold the request while a template renders. A form drawn inside a page brings no request and keeps the page's."""
    if request is None:
        yield
        return
    # A fragment lands beside ids that are already on the page, so its own get a prefix of their own.
    token = _reading.set(Reading(request, prefix=f"x{secrets.token_hex(2)}-" if getattr(request, "htmx", False) else ""))
    try:
        yield
    finally:
        _reading.reset(token)


def current_request() -> HttpRequest | None:
    """Return the request of the page being drawn, or None (an e-mail, a test of a macro)."""
    now = _reading.get()
    return now.request if now else None


def uid(prefix: str = "id") -> str:
    """Return an id that occurs once on the page."""
    now = _reading.get()
    return f"{now.prefix}{prefix}-{next(now.numbers)}" if now else f"{prefix}-{secrets.token_hex(4)}"
