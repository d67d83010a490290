"""The certificate as a document."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.mail.language import letters_language
from onecop.registrations.codes import qr
from onecop.training.models import Certificate
from onecop.ui import words as ui
from onecop.ui.paper import pdf

SOURCE = Path(__file__).parent / "certificate.typ"


def _picture(address: str) -> str:
    out = BytesIO()
    qr(address).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


@letters_language()
def certificate(row: Certificate) -> bytes:
    """Return a certificate as PDF/UA: the same bytes whenever it is asked for."""
    site = settings.SITE_URL
    link = f"{site}{row.get_absolute_url()}"
    hours = row.minutes / 60
    facts = [[_("Finished"), ui.day_long(row.finished_on)], [_("Hours"), f"{hours:g}" if hours * 4 == int(hours * 4) else f"{hours:.1f}"]]
    if row.expires_on:
        facts.append([_("Counts until"), ui.day_long(row.expires_on)])
    words = {
        "title": _("Certificate"),
        "lead": _("%(school)s certifies that") % {"school": row.course.school},
        "name": row.name,
        "line": _("has finished the course"),
        "course": row.course.title,
        "learned": row.course.words,
        "facts": facts,
        "foot": _("Code %(code)s. Type it at %(address)s to see whether this certificate counts.")
        % {"code": row.code, "address": site + reverse("certificate_check")},
        "qr": _picture(link),
        "alt": _("QR code of this address: %(address)s") % {"address": link},
    }
    return pdf(SOURCE, words, at=row.issued_at)
