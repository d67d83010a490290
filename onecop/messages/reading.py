"""What somebody wrote anew in an e-mail: without the quoted letter, the signature, the header lines. Pure."""

import hashlib
import html
import re
from dataclasses import dataclass

import nh3
from anymail.inbound import AnymailInboundMessage

from onecop.messages import address

MARK = "Write your answer above this line."
"""Stands on top of our letters. Where a mail program quotes without signs, it shows where the quotation begins."""

_WROTE = re.compile(r"^\s*(On|El|Le|Am|Em|Il)\b.{4,300}\b(wrote|escribió|a écrit|schrieb|escreveu|ha scritto)\s*:\s*$", re.IGNORECASE | re.DOTALL)
_ORIGINAL = re.compile(r"^\s*-{2,}\s*(Original Message|Original Appointment|Forwarded message|Mensaje original|Message d'origine)\b", re.IGNORECASE)
_LINE = re.compile(r"^\s*[_]{8,}\s*$")
_FROM = re.compile(r"^\s*\*?(From|De|Von)\s?:\*?\s*\S", re.IGNORECASE)
_HEADER = re.compile(r"^\s*\*?(Sent|Date|To|Cc|Subject|Reply-To|Enviado|Fecha|Para|Asunto|Envoyé|Objet)\s?:\*?\s*\S", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s*$")
_DEVICE = re.compile(r"^\s*(Sent from my |Sent from Mail for |Get Outlook for |Enviado desde mi |Envoyé de mon )", re.IGNORECASE)
_BREAKS = re.compile(r"<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_QUOTED_HTML = re.compile(r"<blockquote\b|<div[^>]+(gmail_quote|divRplyFwdMsg|appendonsend|yahoo_quoted|moz-cite-prefix)", re.IGNORECASE)
_MACHINES = {"bulk", "junk", "list", "auto_reply"}


@dataclass(frozen=True)
class Reading:
    """sender: the address in From, small letters. automatic: no person wrote it. files: names of what was attached. origin: hash of the Message-ID."""

    text: str
    sender: str
    automatic: bool
    files: tuple[str, ...]
    origin: str


def read(message: AnymailInboundMessage) -> Reading:
    """Read an incoming letter."""
    raw = message.text if (message.text or "").strip() else from_html(message.html or "")
    sender = message.from_email
    files = tuple(part.get_filename() or "" for part in message.attachments if part.get_content_type() not in ("application/pgp-signature", "text/calendar"))
    mark = str(message["Message-ID"] or "").strip()
    return Reading(
        text=new_text(raw or ""),
        sender=getattr(sender, "addr_spec", "").lower(),
        automatic=is_automatic(message),
        files=files,
        origin=hashlib.sha256(mark.encode()).hexdigest() if mark else "",
    )


def is_automatic(message: AnymailInboundMessage) -> bool:
    """True for what a machine sent: an out-of-office note, a bounce, a mailing list, or a letter of our own that came back (RFC 3834)."""
    if str(message["Auto-Submitted"] or "no").split(";")[0].strip().lower() != "no":
        return True
    if str(message["Precedence"] or "").strip().lower() in _MACHINES:
        return True
    if message["X-Autoreply"] or message["X-Autorespond"] or message["List-Id"]:
        return True
    return message.get_content_type() == "multipart/report" or str(message["Return-Path"] or message.envelope_sender or "x").strip() in ("<>", "")


def from_html(given: str) -> str:
    """Return the text of an HTML letter, up to where it quotes."""
    found = _QUOTED_HTML.search(given)
    broken = _BREAKS.sub("\n", re.sub(r"\s*\n\s*", " ", given[: found.start()] if found else given))
    return html.unescape(nh3.clean(broken, tags=set()))


def new_text(text: str) -> str:
    """Return what was written anew. Answers between or below quoted lines are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\N{NO-BREAK SPACE}", " ").split("\n")
    kept: list[str] = []
    n = 0
    while n < len(lines):
        skipped = _attribution(lines, n)
        if skipped and _quotes(lines, n + skipped):
            n += skipped
            continue
        if skipped or _ends(lines, n):
            break
        if not lines[n].lstrip().startswith(">"):
            kept.append(address.without(lines[n]).rstrip())
        n += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _attribution(lines: list[str], n: int) -> int:
    """Return over how many lines from `n` on "On Friday, somebody wrote:" goes; 0 when there is none."""
    return next((size for size in (1, 2, 3) if n + size <= len(lines) and _WROTE.match("\n".join(lines[n : n + size]))), 0)


def _quotes(lines: list[str], n: int) -> bool:
    """True when the next line with something in it is quoted."""
    following = next((line for line in lines[n:] if line.strip()), "")
    return following.lstrip().startswith(">")


def _ends(lines: list[str], n: int) -> bool:
    """True where nothing new can follow: our mark, a header block, a signature."""
    line = lines[n]
    if MARK in line and not line.lstrip().startswith(">"):
        return True
    if _ORIGINAL.match(line) or _LINE.match(line) or _SIGNATURE.match(line) or _DEVICE.match(line):
        return True
    return bool(_FROM.match(line)) and any(_HEADER.match(other) for other in lines[n + 1 : n + 4])
