"""How a refusal is said on a page."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest

from onecop.kernel.errors import Refused
from onecop.ridealongs import words
from onecop.ridealongs.exceptions import CannotRide


@dataclass(frozen=True)
class Said:
    """One rule that stands in the way. day: the first day that works, where a day is what is wrong."""

    reason: str
    instead: str
    day: date | None = None


def said(refused: Refused) -> list[Said]:
    """Return what a refusal has to say, rule by rule."""
    if isinstance(refused, CannotRide):
        return [Said(words.reason(r), words.instead(r), r.next_allowed) for r in refused.refusals]
    return [Said(refused.reason, refused.instead)]


def tell(request: HttpRequest, refused: Refused) -> None:
    """Say on the next page why not, and what instead."""
    messages.error(request, f"{refused.reason} {refused.instead}".strip())
