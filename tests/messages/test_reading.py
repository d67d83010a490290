"""What of an e-mail is new: programs quote in many ways."""

import pytest
from anymail.inbound import AnymailInboundMessage
from hypothesis import given
from hypothesis import strategies as st

from onecop.messages import reading
from onecop.messages.reading import MARK, new_text

TOKEN = "reply+" + "a2" * 20
LETTERS = {
    "gmail": f"Yes, please!\n\nOn Fri, Nov 20, 2026 at 4:30 PM OneCOP <hello@onecop.example> wrote:\n\n> {MARK}\n>\n> Lena Brooks writes:\n",
    "gmail, wrapped": f"Yes, please!\n\nOn Fri, Nov 20, 2026 at 4:30 PM Officer Lena Brooks\n<{TOKEN}@reply.onecop.example> wrote:\n\n> {MARK}\n",
    "gmail in Spanish": f"Yes, please!\n\nEl vie, 20 nov 2026 a las 16:30, OneCOP (<hello@onecop.example>) escribió:\n\n> {MARK}\n",
    "outlook": f"Yes, please!\n\n________________________________\nFrom: OneCOP\nSent: Friday\n\n{MARK}\n\nLena Brooks writes:",
    "outlook without a line": f"Yes, please!\n\nFrom: OneCOP <hello@onecop.example>\nSent: Friday\nTo: Mai\nSubject: hello\n\n{MARK}\n",
    "outlook, old": f"Yes, please!\n\n-----Original Message-----\nFrom: OneCOP\n{MARK}",
    "apple mail": f"Yes, please!\n\nSent from my iPhone\n\n> On Nov 20, 2026, at 4:30 PM, OneCOP <hello@onecop.example> wrote:\n> \n> {MARK}\n",
    "a signature": "Yes, please!\n\n-- \nMai Pham\n12 Alder Street, 555-0164\n",
    "below the quotation": f"On Fri, Nov 20, 2026, OneCOP wrote:\n> {MARK}\n> May I come?\n\nYes, please!\n",
    "no signs at all": f"Yes, please!\n\n{MARK}\n\nLena Brooks, your partner officer, writes:\n\nMay I come?",
    "windows line ends": f"Yes, please!\r\n\r\nOn Friday, OneCOP <hello@onecop.example> wrote:\r\n> {MARK}\r\n",
}


@pytest.mark.parametrize("name", LETTERS)
def test_only_what_is_new_goes_on(name: str) -> None:
    assert new_text(LETTERS[name]) == "Yes, please!"


def test_answers_between_the_lines_are_kept() -> None:
    assert new_text("> May I come?\nYes.\n> On Sunday?\nAt ten.\n") == "Yes.\nAt ten."


@pytest.mark.parametrize("text", ["From: here to there we walk.", "-- not a signature", "On Sunday the choir wrote: hello", "To: be or not to be"])
def test_plain_words_are_no_quotation(text: str) -> None:
    assert new_text(f"{text}\nAnd more.") == f"{text}\nAnd more."


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_address_of_the_relay_ever_goes_on(text: str) -> None:
    assert TOKEN not in new_text(f"{text} {TOKEN}@reply.onecop.example {text}")


@given(st.lists(st.text(alphabet="abcdefgh .,!?", min_size=1).map(str.strip).filter(bool), min_size=1))
def test_plain_lines_come_through_whole(lines: list[str]) -> None:
    assert new_text("\n".join(lines)) == "\n".join(lines)


def parsed(raw: str) -> AnymailInboundMessage:
    return AnymailInboundMessage.parse_raw_mime(raw)


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ("", False), ("Auto-Submitted: no\n", False), ("Precedence: normal\n", False),
        ("Auto-Submitted: auto-replied\n", True), ("Auto-Submitted: auto-generated; owner=x\n", True),
        ("Precedence: bulk\n", True), ("Precedence: Auto_Reply\n", True),
        ("X-Autoreply: yes\n", True), ("List-Id: <all.example>\n", True), ("Return-Path: <>\n", True),
        ('Content-Type: multipart/report; boundary="x"\n', True),
    ],
)  # fmt: skip
def test_machines_are_known_by_their_headers(headers: str, automatic: bool) -> None:
    assert reading.is_automatic(parsed(f"From: a@mail.example\n{headers}\nHello")) is automatic


def test_a_letter_in_html_alone_is_read_as_text() -> None:
    body = "<style>p {color: red}</style><p>Yes, <b>please</b>!</p><div>Tom &amp; Mai</div><blockquote><p>May I come?</p></blockquote>"
    found = reading.read(parsed(f"From: Mai <MAI@mail.example>\nMessage-ID: <1@x>\nContent-Type: text/html; charset=utf-8\n\n{body}"))
    assert (found.text, found.sender, found.files, len(found.origin)) == ("Yes, please!\nTom & Mai", "mai@mail.example", (), 64)


def test_two_letters_have_two_origins_and_none_without_an_id() -> None:
    one, two, none = (reading.read(parsed(f"From: a@b.example\n{head}\nHello")).origin for head in ("Message-ID: <1@x>\n", "Message-ID: <2@x>\n", ""))
    assert (one != two, none) == (True, "")
