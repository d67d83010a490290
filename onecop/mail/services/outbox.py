import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from onecop.audit import services as audit
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.mail import people, render, sealing
from onecop.mail.choices import UNDELIVERED, State
from onecop.mail.language import letters_language
from onecop.mail.models import Block, Message, OptOut, Wish, sender_domain
from onecop.mail.parts import Body, as_attachments
from onecop.mail.queries import wording_of
from onecop.mail.templates import TEMPLATES, WrongWords, placeholders


class NoSuchTemplate(LookupError):
    """No template is registered under that kind."""


class MissingWords(WrongWords):
    """A placeholder of the template was not given."""


class NotAnAddress(Refused):
    """Mail cannot go to that."""


def queue(
    *,
    kind: str,
    to: str,
    name: str = "",
    subject: str,
    text: str,
    html: str = "",
    about: models.Model | None = None,
    by: Actor,
    at: datetime,
    reply_to: str = "",
    transactional: bool = True,
    not_before: datetime | None = None,
    attachments: Any = (),
    scope_id: int | None = None,
    patient: bool | None = None,
) -> Message:
    """Queue one letter in the caller's transaction.

    Args:
        kind: what the letter is for; a template's kind, or a word of the caller's own.
        text: the plain text. html: its HTML without the frame; made from the text when empty.
        about: the row it speaks of: `queries.deliveries(about)` finds it again, and its `scope_id` decides which staff may see it.
        transactional: needed for something the reader does. The others carry one-click unsubscribe, can be turned off, and can be gathered.
        not_before: earliest moment. attachments: (filename, content, mimetype with parameters) each.
        patient: may wait for the end of quiet hours. Default: whatever is not transactional.

    Raises:
        NotAnAddress: `to` is no e-mail address.
    """
    email = address_of(to)
    due = max(at, not_before) if not_before else at
    body = Body(text=text, html=str(render.clean(html)) if html else render.from_text(text), attachments=as_attachments(attachments), token=new_token())
    with transaction.atomic():
        fate = _fate(email, kind, due, transactional, not transactional if patient is None else patient)
        made = unsaved(
            Envelope(kind, email, name, subject, body, about, reply_to, transactional, scope_id if scope_id is not None else getattr(about, "scope_id", None)),
            fate, by=by, at=at,
        )  # fmt: skip
        made.save(force_insert=True)
    return made


@dataclass(frozen=True)
class Envelope:
    """A letter before it is kept. email: as `address_of` returns it. body: with its token."""

    kind: str
    email: str
    name: str
    subject: str
    body: Body
    about: models.Model | None
    reply_to: str
    transactional: bool
    scope_id: int | None


@dataclass(frozen=True)
class Fate:
    """How a fresh letter begins: on its way, held for the digest, or not sent at all and why."""

    state: State
    due: datetime
    trouble: str = ""


def new_token() -> str:
    return secrets.token_urlsafe(24)


def unsaved(letter: Envelope, fate: Fate, *, by: Actor, at: datetime) -> Message:
    """Return the row of a letter, not kept yet."""
    return Message(
        kind=letter.kind,
        email=letter.email,
        name=_one_line(letter.name)[:120],
        subject=_one_line(letter.subject)[:250],
        reply_to=_one_line(letter.reply_to),
        sealed=sealing.seal(json.dumps(letter.body.as_json()).encode()),
        about_kind=letter.about._meta.label_lower if letter.about is not None else "",
        about_id=str(letter.about.pk) if letter.about is not None else "",
        scope_id=letter.scope_id,
        transactional=letter.transactional,
        message_id=f"<{secrets.token_hex(16)}@{sender_domain()}>",
        leave_hash=sealing.fingerprint(letter.body.token),
        queued_at=at,
        by_id=by.pk,
        by_label=by.audit_label[:200],
        due_at=fate.due,
        trouble=fate.trouble,
        **_arrival(fate.state, fate.due, at),
    )


def queue_template(
    kind: str,
    *,
    to: str,
    name: str,
    words: dict[str, Any],
    about: models.Model | None = None,
    by: Actor,
    at: datetime,
    transactional: bool = True,
    reply_to: str = "",
    scope_id: int | None = None,
    not_before: datetime | None = None,
    attachments: Any = (),
    patient: bool | None = None,
) -> Message:
    """Queue a letter in the words of its template, as staff last wrote them.

    Args:
        words: a value for every placeholder; others are ignored. The rest is as in `queue`.

    Raises:
        NoSuchTemplate, MissingWords: naming which.
    """
    letter = wording_for(kind)(words)
    return queue(
        kind=kind, to=to, name=name, subject=letter.subject, text=letter.text, html=letter.html, about=about, by=by, at=at,
        reply_to=reply_to, transactional=transactional, scope_id=scope_id, not_before=not_before, attachments=attachments, patient=patient,
    )  # fmt: skip


def wording_for(kind: str) -> Callable[[dict[str, Any]], render.Rendered]:
    """Return what writes letters of a kind in the words that count now: words for its placeholders in, the letter out.

    Raises:
        NoSuchTemplate. What is returned raises MissingWords, naming which.
    """
    if kind not in TEMPLATES:
        raise NoSuchTemplate(kind)
    with letters_language():
        wording = wording_of(kind)
    needed = placeholders(wording.subject, wording.body)

    def write(words: dict[str, Any]) -> render.Rendered:
        with letters_language():  # a lazy word becomes one here
            given = {key: str(value) for key, value in words.items()}
        if missing := needed - set(given):
            raise MissingWords(f"{kind}: no word for {', '.join(sorted(missing))}")
        return render.render(wording.subject, wording.body, given)

    return write


def _fate(email: str, kind: str, due: datetime, transactional: bool, patient: bool) -> Fate:
    if block := Block.objects.filter(email=email).first():
        return blocked(block, due)
    if transactional and not patient:
        return Fate(State.WAITING, due)
    if not transactional and OptOut.objects.filter(email=email, kind__in=(kind, "*")).exists():
        return unwanted(due)
    wish = Wish.objects.filter(email=email).first()
    if not transactional and wish and wish.daily:
        return Fate(State.HELD, due)
    return Fate(State.WAITING, people.free_from(email, due, wish))


def blocked(block: Block, due: datetime) -> Fate:
    return Fate(State.BLOCKED, due, _("This address gets no mail: %(why)s.") % {"why": block.get_reason_display()})


def unwanted(due: datetime) -> Fate:
    return Fate(State.UNWANTED, due, _("The reader turned this kind of mail off."))


def _arrival(state: State, due: datetime, at: datetime) -> dict[str, Any]:
    """Return state and times. With the mailbox as the way out the row itself is the delivery, so what is due has arrived."""
    if state == State.WAITING and settings.MAIL_ROUTE == "mailbox" and due <= at:
        return {"state": State.DELIVERED, "sent_at": at, "ended_at": at, "attempts": 1}
    return {"state": state, "ended_at": None if state in (State.WAITING, State.HELD) else at}


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def address_of(to: str) -> str:
    email = to.strip().lower()
    try:
        validate_email(email)
        local, _at, domain = email.rpartition("@")
        email = f"{local}@{domain.encode('idna').decode()}"
    except (ValidationError, UnicodeError):
        raise NotAnAddress(_("“%(to)s” is not an e-mail address.") % {"to": to[:100]}) from None
    return email


def retry(message: Message, *, by: Actor, at: datetime) -> Message:
    """Send an undelivered letter again, to the same address and under the same Message-ID.

    Raises:
        Refused: it is not among the undelivered, its address is blocked, or its words were forgotten.
    """
    with transaction.atomic():
        if Block.objects.filter(email=message.email).exists():
            raise Refused(_("Mail to this address comes back."), instead=_("Correct the address, or allow mail to it again first."))
        if not message.sealed:
            raise Refused(_("The words of this letter were already deleted."), instead=_("Start the step that wrote it again."))
        fresh = {"state": State.WAITING, "attempts": 0, "due_at": at, "ended_at": None, "trouble": "", "lease_token": None, "lease_until": None}
        if not Message.objects.filter(pk=message.pk, state__in=UNDELIVERED).update(**fresh, settled_at=None, settled_by_id=None):
            raise Refused(_("This letter is not among the undelivered ones."))
        audit.record("mail.retried", message, by=by, at=at)
    message.refresh_from_db()
    return message


def set_aside(message: Message, *, by: Actor, at: datetime) -> None:
    """Take an undelivered letter off the list: somebody has dealt with it."""
    with transaction.atomic():
        if Message.objects.filter(pk=message.pk, state__in=UNDELIVERED, settled_at=None).update(settled_at=at, settled_by_id=by.pk):
            audit.record("mail.set_aside", message, by=by, at=at)
