"""Puts a letter into its envelope: text and HTML in our frame, headers, attachments."""

from email.charset import QP, Charset
from email.utils import formataddr, formatdate, parseaddr
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from onecop.mail import mime, render
from onecop.mail.models import Message
from onecop.mail.parts import Body
from onecop.mail.templates import TEMPLATES

_utf8_qp = Charset("utf-8")
_utf8_qp.body_encoding = QP
_QUOTES = str.maketrans({'"': "'", "\\": "/"})


def address(token: str, act: str = "") -> str:
    """Return the absolute address of the reader's preferences, or of an act below them (`leave`)."""
    return f"{settings.SITE_URL}/mail/preferences/{quote(token)}/" + (f"{act}/" if act else "")


def why(message: Message) -> str:
    """Return the footer's answer to "why do I get this?"."""
    template = TEMPLATES.get(message.kind)
    if template and template.why:
        return str(template.why)
    if message.transactional:
        return "You get this letter because it concerns something you take part in with One Congregation One Precinct."
    return "You get this letter because you are part of One Congregation One Precinct. You can turn letters like this off."


def footer_text(message: Message, token: str) -> str:
    lines = [why(message), f"Choose what we send you: {address(token)}"]
    if not message.transactional:
        lines.append(f"Stop letters like this: {address(token, 'leave')}")
    lines.append("Nobody watches this mailbox around the clock. In an emergency call 911.")
    return "-- \n" + "\n".join(lines) + "\n"


def envelope(message: Message, *, calendar: bool = False) -> EmailMultiAlternatives:
    """Return the letter as Django knows letters, ready for any provider. The Message-ID is that of the row, always.

    Args:
        calendar: give an invitation as one more reading of the letter beside its attachment, as calendars expect it (RFC 6047). Providers with
            an interface of their own know no such reading; the attachment keeps the method for them.
    """
    body = message.body
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=_text(message, body),
        from_email=settings.MAIL_FROM,
        to=[formataddr((message.name, message.email))],
        reply_to=[formataddr(parseaddr(message.reply_to))] if message.reply_to else None,
        headers=_headers(message, body.token),
    )
    mail.encoding = _utf8_qp
    mail.attach_alternative(_html(message, body), "text/html")
    for part in body.attachments:
        if calendar and part.mimetype.startswith("text/calendar") and "method=" in part.mimetype:
            mail.attach_alternative(part.content.decode(), part.mimetype)
            mail.attach(part.filename, part.content, "application/ics")
        else:
            mail.attach(part.filename, part.content, part.mimetype)
    return mail


def as_bytes(message: Message) -> bytes:
    """Return the letter as bytes for SMTP."""
    body = message.body
    if body.attachments:
        return envelope(message, calendar=True).message().as_bytes(linesep="\r\n")  # type: ignore[no-any-return, call-arg]
    headers = {"Subject": message.subject, "From": settings.MAIL_FROM, "To": _who(message.name, message.email)}
    if message.reply_to:
        name, email = parseaddr(message.reply_to)
        local, at, domain = email.rpartition("@")
        headers["Reply-To"] = _who(name, f"{local}{at}{domain.encode('idna').decode()}")
    return mime.write(headers | _headers(message, body.token), _text(message, body), _html(message, body), f"=_{message.key}")


def _who(name: str, email: str) -> str:
    if not name:
        return email
    return formataddr((name, email)) if name.isascii() else f'"{name.translate(_QUOTES)}" <{email}>'


def _text(message: Message, body: Body) -> str:
    return body.text.rstrip("\n") + "\n\n" + footer_text(message, body.token)


def _html(message: Message, body: Body) -> str:
    frame = {"subject": message.subject, "content": render.Dressed(body.html), "why": why(message), "transactional": message.transactional}
    frame |= {"preferences": address(body.token), "leave": address(body.token, "leave")}
    return render_to_string("mail/letter.jinja", frame)


def _headers(message: Message, token: str) -> dict[str, str]:
    headers = {"Message-ID": message.message_id, "Date": formatdate(message.queued_at.timestamp())}
    if message.transactional:
        return headers | {"Auto-Submitted": "auto-generated"}
    return headers | {"List-Unsubscribe": f"<{address(token, 'leave')}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
