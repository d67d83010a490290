"""Writes a letter of two parts as bytes. The standard library spends a millisecond on folding and searching boundaries; a mailing has thousands.

Only for letters without attachments: those take the library's way. tests/mail/test_mime.py holds both ways against each other.
"""

import binascii
from email.header import Header
from email.utils import parseaddr

CRLF = "\r\n"


def write(headers: dict[str, str], text: str, html: str, boundary: str) -> bytes:
    """Return the message, ready for SMTP.

    Args:
        headers: without line breaks; words outside ASCII are encoded here (names in From, To and Reply-To apart from their address).
        boundary: a word that cannot stand in either part. Both are quoted-printable, where "=_" cannot occur, so begin with that.
    """
    head = "".join(f"{name}: {_header(name, value)}{CRLF}" for name, value in headers.items())
    head += f'MIME-Version: 1.0{CRLF}Content-Type: multipart/alternative; boundary="{boundary}"{CRLF}{CRLF}'
    return b"".join((head.encode("ascii"), _part("plain", text, boundary), _part("html", html, boundary), f"--{boundary}--{CRLF}".encode("ascii")))


def _part(kind: str, text: str, boundary: str) -> bytes:
    lines = CRLF.join(text.splitlines()) + CRLF
    head = f'--{boundary}{CRLF}Content-Type: text/{kind}; charset="utf-8"{CRLF}Content-Transfer-Encoding: quoted-printable{CRLF}{CRLF}'
    return head.encode("ascii") + binascii.b2a_qp(lines.encode(), istext=True) + CRLF.encode("ascii")


def _header(name: str, value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError(f"line break in {name}")
    if value.isascii() and len(value) < 900:
        return value
    if name in ("From", "To", "Reply-To"):
        who, address = parseaddr(value)
        return f"{Header(who, 'utf-8', header_name=name).encode(linesep=CRLF)} <{address}>"
    return Header(value, "utf-8", header_name=name).encode(linesep=CRLF)
