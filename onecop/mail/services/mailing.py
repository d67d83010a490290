"""Many letters of one kind at once: a fixed number of queries for a thousand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from onecop.kernel.actor import Actor
from onecop.mail import people
from onecop.mail.choices import State
from onecop.mail.models import Block, Message, OptOut, Wish
from onecop.mail.parts import Body, as_attachments
from onecop.mail.services.outbox import Envelope, Fate, address_of, blocked, new_token, unsaved, unwanted, wording_for

BATCH = 500


@dataclass(frozen=True)
class Letter:
    """One of a mailing. words: a value for every placeholder of its kind. about: the row that it speaks of."""

    to: str
    name: str
    words: dict[str, Any]
    about: models.Model | None = None
    reply_to: str = ""
    attachments: Any = ()


@transaction.atomic
def queue_many(kind: str, letters: Iterable[Letter], *, by: Actor, at: datetime, transactional: bool = False, scope_id: int | None = None) -> list[Message]:
    """Queue letters of one kind in the caller's transaction, in the words of its template, each as `queue_template` would.

    Whoever wants no such mail, gathers it once a day or rests now is respected as there. Give a thousand or so at a time: they are held in memory.

    Raises:
        NoSuchTemplate, MissingWords, NotAnAddress: nothing was queued.
    """
    letters = list(letters)
    write = wording_for(kind)
    addresses = [address_of(letter.to) for letter in letters]
    fates = _fates(set(addresses), kind, at, transactional)
    rows = []
    for letter, email in zip(letters, addresses, strict=True):
        written = write(letter.words)
        body = Body(text=written.text, html=written.html, attachments=as_attachments(letter.attachments), token=new_token())
        scope = scope_id if scope_id is not None else getattr(letter.about, "scope_id", None)
        envelope = Envelope(kind, email, letter.name, written.subject, body, letter.about, letter.reply_to, transactional, scope)
        rows.append(unsaved(envelope, fates[email], by=by, at=at))
    return Message.objects.bulk_create(rows, batch_size=BATCH)


def _fates(emails: set[str], kind: str, at: datetime, transactional: bool) -> dict[str, Fate]:
    """Return for each address how its letter begins, as `outbox` decides for one."""
    dead = {block.email: block for block in Block.objects.filter(email__in=emails)}
    found = {email: blocked(dead[email], at) if email in dead else Fate(State.WAITING, at) for email in emails}
    if transactional:
        return found
    for email in OptOut.objects.filter(email__in=emails - set(dead), kind__in=(kind, "*")).values_list("email", flat=True):
        found[email] = unwanted(at)
    rest = {email for email, fate in found.items() if fate.state == State.WAITING}
    wishes = {wish.email: wish for wish in Wish.objects.filter(email__in=rest)}
    free = people.free_from_many(rest, at, wishes)
    for email in rest:
        daily = email in wishes and wishes[email].daily
        found[email] = Fate(State.HELD, at) if daily else Fate(State.WAITING, free[email])
    return found
