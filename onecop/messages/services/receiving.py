"""An answer comes in by e-mail, through a provider or through our own receiver."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum

from anymail.inbound import AnymailInboundMessage
from django.conf import settings
from django.db import transaction

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.mail.language import letters_language
from onecop.mail.models import Message
from onecop.messages import address, emails, queries, reading
from onecop.messages.choices import Via
from onecop.messages.models import Thread
from onecop.messages.queries import Holder
from onecop.messages.services.writing import post
from onecop.partnerships.choices import Side

PAUSE = timedelta(hours=1)
"""Between two letters that say no to the same person: a machine at the other end must not make us write for ever."""


class Verdict(StrEnum):
    """posted: passed on. answered: not passed on, and the writer was told why. dropped: a machine wrote it. unknown: no address of ours."""

    POSTED = "posted"
    ANSWERED = "answered"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


@transaction.atomic
@letters_language()
def receive(*, message: AnymailInboundMessage, recipient: str, at: datetime) -> Verdict:
    """Take in one e-mail for one address of the relay.

    Every answer of ours goes to the address that we know of the person, never to the one that the e-mail claims to come from.
    """
    seat = address.read(recipient)
    ends = ("partnership__congregation__scope", "partnership__agency__territory", "partnership__area")
    thread = Thread.objects.select_related(*ends).filter(key=seat.thread).first() if seat else None
    person = Person.objects.filter(key=seat.person).first() if seat else None
    if thread is None or person is None:
        return Verdict.UNKNOWN
    found = reading.read(message)
    if found.automatic or _is_ours(found.sender):
        return Verdict.DROPPED
    who = queries.holder(thread.partnership, person) or Holder(person, person.name, Side.STAFF, at)
    if not person.is_active or found.sender != person.email:
        _say_no(thread, who, "It came from another address than the one we write to.", "Send it from that one, or write on the page.", "", at)
        return Verdict.ANSWERED
    try:
        with transaction.atomic():
            made = post(partnership=thread.partnership, words=found.text, by=person, at=at, via=Via.MAIL, origin=found.origin)
    except Refused as no:
        _say_no(thread, who, no.reason, no.instead, found.text, at)
        return Verdict.ANSWERED
    if found.files and made.at == at:
        emails.without_files(thread, to=who, files=found.files, by=SYSTEM, at=at)
    return Verdict.POSTED


def _is_ours(sender: str) -> bool:
    """True for the addresses that we send from: a letter of ours that came back."""
    return sender.endswith(f"@{settings.RELAY_DOMAIN}") or sender == parseaddr(settings.MAIL_FROM)[1].lower()


def _say_no(thread: Thread, who: Holder, reason: str, instead: str, words: str, at: datetime) -> None:
    told = Message.objects.about(thread).filter(kind=emails.REFUSED.kind, email=who.person.email, queued_at__gt=at - PAUSE).exists()
    if not told:
        emails.refuse(thread, to=who, reason=reason, instead=instead, words=words[:6000], at=at, by=SYSTEM)
