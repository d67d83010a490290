"""Signing up on the public page: first the address is confirmed, then a seat is kept."""

from datetime import datetime, timedelta

from django.db import transaction

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.events.models import Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.registrations import emails, rules
from onecop.registrations.models import Asking, Registration
from onecop.registrations.services.answering import register
from onecop.registrations.services.listing import Wants, must_be_open

LETTERS_AN_HOUR = 3
"""To one address."""


@transaction.atomic
def ask(*, occurrence: Occurrence, name: str, email: str, wants: Wants, language: str = "", at: datetime) -> Asking | None:
    """Keep what somebody filled in and send the link that confirms it. It holds no seat.

    None: this address had three letters in the last hour already, so nobody can be flooded through us.

    Raises:
        SignUpClosed: nobody signs up for it, or no more.
    """
    must_be_open(occurrence, at)
    if Asking.objects.filter(email__iexact=email.strip(), asked_at__gt=at - timedelta(hours=1)).count() >= LETTERS_AN_HOUR:
        return None
    row = Asking(occurrence=occurrence, name=" ".join(name.split())[:120], email=email.strip(), language=language[:5], asked_at=at)
    row.party, row.needs, row.needs_words, row.words = wants.party, list(wants.needs), wants.needs_words[:200], wants.words[:300]
    row.save()
    emails.confirm(row, by=SYSTEM, at=at, until=min(at + rules.CONFIRM, occurrence.starts_at))
    return row


def asked(token: str, *, at: datetime) -> tuple[ActionLink, Asking]:
    """Return what a link confirms. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed.
    """
    link = links.find(act=emails.CONFIRM, token=token, at=at)
    return link, Asking.objects.select_related("occurrence__event").get(key=link.target)


@transaction.atomic
def confirm(token: str, *, at: datetime) -> Registration:
    """Confirm the address, and sign up: a seat, or a place in line.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, SignUpClosed, NoSeat. Then the link goes on working.
    """
    link, row = asked(token, at=at)
    links.use(link, at)
    by = links.actor_of(link)
    return register(
        occurrence=row.occurrence, name=row.name, email=row.email, party=row.party, needs=row.needs, needs_words=row.needs_words, words=row.words,
        language=row.language, by=by, at=at,
    )  # fmt: skip


def forget_askings(at: datetime) -> int:
    """Delete what was never confirmed, and what has become a registration. Returns how many."""
    number, _each = Asking.objects.filter(asked_at__lt=at - rules.ASKING_FOR).delete()
    return number
