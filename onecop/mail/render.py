"""Turns a template and its words into subject, plain text and HTML, and makes foreign HTML harmless."""

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import nh3
from markdown_it import MarkdownIt

from onecop.mail.templates import PLACEHOLDER

TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h1", "h2", "h3", "blockquote", "hr", "code", "pre"}
SCHEMES = {"http", "https", "mailto", "tel"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
_TAG = re.compile(r"(<[^>]*>)")
_MARK = re.compile("\ue000([a-z0-9_]+)\ue001")
_WHOLE = re.compile('="\ue000([a-z0-9_]+)\ue001"')
_ENCODED_MARK = re.compile("%EE%80%80([a-z0-9_]+)%EE%80%81")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S))(.+?)(?<=\S)\1")
_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")

_ALONE = re.compile(r'<p><a(?= href="[^"]*"[^>]*>[^<]*</a></p>)')
_LINK_STYLE = "color:#34367a"
_BUTTON = "display:inline-block;background:#34367a;color:#fffefb;text-decoration:none;font-weight:bold;padding:12px 22px;border-radius:99px"


class Clean:
    """HTML that went through the cleaner, so a page may show it as it is. Only `clean` makes one."""

    def __init__(self, raw: str) -> None:
        self._cleaned = nh3.clean(raw, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener noreferrer")

    def __html__(self) -> str:
        return self._cleaned

    __str__ = __html__


class Dressed(Clean):
    """Cleaned HTML with the few styles that mail readers need: links in our color, and a link that stands alone as a button."""

    def __html__(self) -> str:
        alone = _ALONE.sub(rf'<p style="margin:24px 0"><a style="{_BUTTON}"', self._cleaned)
        return alone.replace('<a href="', f'<a style="{_LINK_STYLE}" href="')

    __str__ = __html__


def clean(raw: str) -> Clean:
    """Return harmless HTML: a few tags, no attributes but safe links, no styles, no scripts."""
    return Clean(raw)


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def _fill(text: str, words: dict[str, str]) -> str:
    return PLACEHOLDER.sub(lambda m: words[m[1]], text)


def _html_value(value: str) -> str:
    if _URL.fullmatch(value):
        return f'<a href="{html.escape(value)}">{html.escape(value)}</a>'
    return html.escape(value).replace("\n", "<br>")


def _address(value: str) -> str:
    """Return what may stand in an href; a word that is no address leads nowhere."""
    return html.escape(value) if value.startswith(("https://", "http://", "mailto:", "tel:")) else quote(value, safe="/")


@lru_cache(maxsize=500)
def _pieces(body: str) -> tuple[str, ...]:
    """Return the HTML of a body, tags and what lies between them in turns. A hundred letters in the same words are parsed once."""
    return tuple(_TAG.split(_markdown.render(PLACEHOLDER.sub("\ue000\\1\ue001", body))))


def markdown(body: str, words: dict[str, str]) -> str:
    """Return HTML of Markdown with placeholders. Words are inserted after parsing, so none of them can become markup."""
    pieces = list(_pieces(body))
    inside_link = False
    for n, piece in enumerate(pieces):
        if n % 2:
            piece = _ENCODED_MARK.sub(lambda m: "\ue000" + m[1] + "\ue001", piece)
            pieces[n] = _WHOLE.sub(lambda m: f'="{_address(words[m[1]])}"', piece)
            pieces[n] = _MARK.sub(lambda m: quote(words[m[1]], safe=""), pieces[n])
            inside_link = piece.startswith("<a") or (inside_link and not piece.startswith("</a"))
        elif inside_link:
            pieces[n] = _MARK.sub(lambda m: html.escape(words[m[1]]), piece)
        else:
            pieces[n] = _MARK.sub(lambda m: _html_value(words[m[1]]), piece)
    return str(clean("".join(pieces)))


def plain(body: str, words: dict[str, str]) -> str:
    """Return the plain text of Markdown with placeholders: links as "words: address", no stars."""
    text = _EMPHASIS.sub(r"\2", body)
    text = re.sub(r"^#{1,6} +", "", text, flags=re.MULTILINE)
    text = _LINK.sub(lambda m: m[2] if m[1] in ("", m[2]) else f"{m[1]}: {m[2]}", text)
    return _fill(text, words).strip() + "\n"


def render(subject: str, body: str, words: dict[str, str]) -> Rendered:
    """Return the letter. `words` must name every placeholder used (see templates.placeholders)."""
    line = " ".join(_fill(subject, words).split())
    return Rendered(line[:250], plain(body, words), markdown(body, words))


def from_text(text: str) -> str:
    """Return simple HTML for a letter that came as plain text: paragraphs, line breaks, links."""
    paragraphs = [p for p in re.split(r"\n\s*\n", text.strip()) if p.strip()]
    linked = [_URL.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', html.escape(p, quote=False)) for p in paragraphs]
    return str(clean("".join(f"<p>{p}</p>".replace("\n", "<br>") for p in linked)))
