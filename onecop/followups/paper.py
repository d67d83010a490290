"""Sheets to print: the three questions with a code, and a thank-you to hang up or read out."""

import io
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.events.rules import Date
from onecop.registrations import codes
from onecop.ui import words as ui
from onecop.ui.paper import pdf

SOURCE = Path(__file__).parent / "sheet.typ"


def questions(date: Date, *, at: datetime) -> bytes:
    """Return the sheet with the code of the three questions as PDF/UA, in the reader's language."""
    asks = [_("Did you feel welcome?"), _("Do you know better now whom to turn to, and trust them?"), _("One sentence to the hosts")]
    return _sheet(date, _("How was it for you?"), _("Three questions, one minute. Point your phone here."), asks, _code(date), at)


def thank_you(date: Date, words: str, *, at: datetime) -> bytes:
    """Return a thank-you as PDF/UA. The code of the questions stands on it as long as they are open."""
    return _sheet(date, _("Thank you!"), words, [], _code(date), at)


def _code(date: Date) -> str:
    return f"{settings.SITE_URL}{reverse('event_questions', args=[date.event.key, date.key])}"


def _sheet(date: Date, title: str, lead: str, asks: list[str], address: str, at: datetime) -> bytes:
    event, begins = date.event, date.starts_at.astimezone(date.event.tz)
    out = io.BytesIO()
    codes.qr(address).save(out, kind="svg", border=4, xmldecl=False)
    words = {
        "language": get_language() or "en",
        "host": str(event.host),
        "event": f"{event.title}, {ui.day_long(begins.date())}",
        "title": title,
        "lead": lead,
        "asks": asks,
        "call": _("Three questions, one minute") if not asks else _("Answer here"),
        "address": address,
        "qr": out.getvalue().decode(),
        "alt": _("QR code of the page %(address)s") % {"address": address},
        "foot": _("You need no account. Nobody can see who answered what, and police never see who came."),
    }
    return pdf(SOURCE, words, at=at)
