import email
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.mail import compose, mime
from tests import make

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


def read(raw: bytes) -> dict[str, str]:
    """What a mail reader shows: decoded headers and parts."""
    mail: Parsed = email.message_from_bytes(raw)
    shown = {
        name: str(make_header(decode_header(str(mail[name])))).strip()
        for name in ("Subject", "Message-ID", "Date", "List-Unsubscribe", "Auto-Submitted")
        if mail[name]
    }
    for name in ("From", "To", "Reply-To"):
        if mail[name]:
            who, address = parseaddr(str(mail[name]))
            shown[name] = f"{make_header(decode_header(who))} <{address}>"
    for part in mail.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            shown[part.get_content_type()] = "\n".join(payload.decode().splitlines()).rstrip("\n")
    return shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "Ruth Bell", "reply_to": "Sam Hill <sam@mail.example>", "transactional": False, "kind": "test.news"},
        {"name": 'Zoë "Z" Ångström-' + "x" * 90, "subject": "Grüße " * 20, "text": ".\n..\nfrom me\nFrom you =_ = ü " + "long " * 400 + "\ntrailing  \n"},
    ],
)
def test_both_ways_read_the_same(fields: dict[str, object]) -> None:
    letter = make.letter(**fields)
    fast, slow = read(compose.as_bytes(letter)), read(compose.envelope(letter).message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
    fast["To"] = fast["To"].replace("'", '"')
    assert fast == slow


@given(WORDS, WORDS)
def test_any_words_arrive_as_they_were(subject: str, text: str) -> None:
    shown = read(mime.write({"Subject": subject}, text, f"<p>{text}</p>", "=_boundary"))
    assert shown.get("Subject", "").split() == subject.split()
    assert (shown["text/plain"], shown["text/html"]) == ("\n".join(text.splitlines()), "\n".join(f"<p>{text}</p>".splitlines()))


@given(WORDS)
def test_no_line_is_longer_than_smtp_allows(words: str) -> None:
    raw = mime.write({"Subject": words * 5}, words * 20, words, "=_boundary")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_line_break_in_a_header_is_refused() -> None:
    with pytest.raises(ValueError):
        mime.write({"Subject": "a\nBcc: b@c.example"}, "", "", "=_b")
