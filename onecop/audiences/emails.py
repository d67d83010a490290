"""The letters of a mailing."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from onecop.access.links import issue_many
from onecop.audiences.models import Mailing
from onecop.events.feed import where
from onecop.events.models import Occurrence
from onecop.events.people import at_hour
from onecop.mail.language import letters_language
from onecop.mail.services import Letter
from onecop.registrations.emails import PLACE
from onecop.registrations.models import Registration


@letters_language()
def invitations(mailing: Mailing, places: Sequence[Registration], tokens: Sequence[str]) -> list[Letter]:
    """Return a letter for each place, with its own link. The hour is that of the event's place; a private place is not named."""
    return _letters(mailing.occurrence, places, tokens, f"“{mailing.words}”" if mailing.words else "")


@letters_language()
def reminders(date: Occurrence, places: Sequence[Registration], *, at: datetime) -> list[Letter]:
    """Return a reminder for each place, with a fresh link; the older one goes on working."""
    tokens = issue_many(act=PLACE, targets=[(place, place.email, place.name) for place in places], until=date.ends_at, at=at)
    return _letters(date, places, tokens, "")


def _letters(date: Occurrence, places: Sequence[Registration], tokens: Sequence[str], line: str) -> list[Letter]:
    event = date.event
    place = where(event, comes=False) or event.city
    words = {"host": str(event.host), "title": event.title, "when": at_hour(date.starts_at, event.tz), "where": place, "words": line}
    return [
        Letter(one.email, one.name, {**words, "name": one.name, "link": f"{settings.SITE_URL}{reverse('registration_place', args=[token])}"}, one)
        for one, token in zip(places, tokens, strict=True)
    ]
