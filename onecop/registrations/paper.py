"""The flyer of a date, on paper, with a QR code of its page."""

import io
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.events.choices import SignUp
from onecop.events.feed import where
from onecop.events.rules import Date
from onecop.registrations import codes
from onecop.ui import words as ui
from onecop.ui.paper import pdf

SOURCE = Path(__file__).parent / "flyer.typ"


def flyer(date: Date, *, at: datetime) -> bytes:
    """Return the flyer as PDF/UA, in the reader's language. A private place stays off it."""
    event, begins, ends = date.event, date.starts_at.astimezone(date.event.tz), date.ends_at.astimezone(date.event.tz)
    address = f"{settings.SITE_URL}{reverse('event_public', args=[event.key, date.key])}"
    place = where(event, comes=False)
    facts = [
        (_("When"), f"{ui.day_long(begins.date())}, {ui.clock(begins.time())}–{ui.clock(ends.time())} {begins.tzname()}"),
        (_("Where"), place or _("You get the address when you sign up.")),
        (_("Languages"), ui.language_names(event.languages)),
        (_("Access"), event.access_words),
    ]
    words = {
        "language": get_language() or "en",
        "title": event.title,
        "host": str(event.host),
        "words": event.words,
        "facts": [[str(term), said] for term, said in facts if said],
        "call": _("Sign up: point your phone here") if event.sign_up == SignUp.ANYONE else _("More: point your phone here"),
        "address": address,
        "qr": _svg(address),
        "alt": _("QR code of the page %(address)s") % {"address": address},
        "foot": _("You need no account. OneCOP, a program of MovementForward."),
    }
    return pdf(SOURCE, words, at=at)


def _svg(address: str) -> str:
    out = io.BytesIO()
    codes.qr(address).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()
