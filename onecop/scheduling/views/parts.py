"""What the pages of meetings share."""

from django.contrib import messages
from django.http import HttpRequest

from onecop.kernel.errors import Refused
from onecop.scheduling.models import Meeting, SlotOffer


def refuse(request: HttpRequest, no: Refused) -> None:
    """Say why not, and what instead."""
    messages.error(request, f"{no.reason} {no.instead}".strip())


def picked(request: HttpRequest, meeting: Meeting) -> list[SlotOffer]:
    """Return the offers that the posted boxes name; those of an earlier round are still found, so that the service can say what became of them."""
    codes = set(request.POST.getlist("slot"))
    return [offer for offer in meeting.offers.all() if offer.code in codes]


def wants_others(request: HttpRequest) -> bool:
    return request.POST.get("act") == "others"
