"""Letters to holders of a certificate."""

from datetime import date

from django.conf import settings

from onecop.mail.language import letters_language
from onecop.mail.services import Letter
from onecop.training.models import Certificate
from onecop.ui import words as ui


@letters_language()
def about(row: Certificate, day: date | None) -> Letter:
    """Return a letter about a certificate. day: of which its words speak."""
    until = f"It counts until {ui.day_long(row.expires_on)}." if row.expires_on else ""
    words = {
        "name": row.name,
        "course": row.course.title,
        "school": str(row.course.school),
        "day": ui.day_long(day),
        "until": until,
        "link": f"{settings.SITE_URL}{row.get_absolute_url()}",
    }
    return Letter(row.email_folded, row.name, words, row)
