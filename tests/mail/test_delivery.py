import logging
import smtplib
from datetime import timedelta

import pytest

from onecop.mail import routes
from onecop.mail.choices import State
from onecop.mail.models import Block, Message, OptOut
from onecop.mail.services import delivery
from tests import make
from tests.mail.sink import Sink
from tests.make import NOON

pytestmark = pytest.mark.django_db


def deliver(minutes: float = 0) -> int:
    return delivery.deliver_due(clock=lambda: NOON + timedelta(minutes=minutes))


def test_a_batch_goes_over_one_session(sink: Sink) -> None:
    letters = [make.letter() for _n in range(12)]
    assert deliver() == 12
    assert (sorted(sink.ids), sink.sessions) == (sorted(m.message_id for m in letters), 1)
    assert set(Message.objects.values_list("state", "sent_at", "lease_token")) == {(State.SENT, NOON, None)}
    assert deliver() == 0


def test_the_letter_as_it_arrives(sink: Sink) -> None:
    made = make.letter(
        name="Zoë Ångström", subject="Grüße", text="Señora,\n.\nthe end", reply_to="Sam Hill <sam@mail.example>",
        attachments=[("a.ics", "BEGIN:VCALENDAR", "text/calendar; method=REQUEST; charset=utf-8")],
    )  # fmt: skip
    deliver()
    mail = sink.letters[0]
    assert (mail["Message-ID"], mail["Reply-To"], mail["List-Unsubscribe"]) == (made.message_id, "Sam Hill <sam@mail.example>", None)
    parts = {p.get_content_type(): p for p in mail.walk() if not p.is_multipart()}
    assert sorted(parts) == ["application/ics", "text/calendar", "text/html", "text/plain"]
    text = parts["text/plain"].get_payload(decode=True).decode()
    assert text.replace("\r\n", "\n").startswith("Señora,\n.\nthe end\n\n-- \nYou get this letter because")
    assert "In an emergency call 911." in text
    html = parts["text/html"].get_payload(decode=True).decode()
    assert '<html lang="en">' in html
    assert "<table" not in html
    assert f"/mail/preferences/{made.body.token}/" in html
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert [p.get_content_type() for p in mail.get_payload()[0].get_payload()] == ["text/plain", "text/html", "text/calendar"]
    assert [parts[kind].get_payload(decode=True) for kind in ("text/calendar", "application/ics")] == [b"BEGIN:VCALENDAR"] * 2
    assert parts["application/ics"].get_filename() == "a.ics"


def test_what_can_be_turned_off_says_how(sink: Sink) -> None:
    made = make.letter(transactional=False, kind="test.news")
    deliver()
    mail = sink.letters[0]
    assert mail["List-Unsubscribe"].strip() == f"<http://localhost:8000/mail/preferences/{made.body.token}/leave/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_address_that_does_not_exist_ends_its_letter_and_is_written_to_no_more(sink: Sink) -> None:
    sink.answers["gone@mail.example"] = "550 5.1.1 No such person"
    make.letter(to="gone@mail.example")
    make.letter(to="here@mail.example")
    assert deliver() == 1
    assert list(Message.objects.order_by("id").values_list("state", "trouble")) == [(State.BOUNCED, "550 5.1.1 No such person"), (State.SENT, "")]
    assert list(Block.objects.values_list("email", "detail")) == [("gone@mail.example", "550 5.1.1 No such person")]


def test_an_answer_goes_to_a_domain_in_any_script(sink: Sink) -> None:
    make.letter(reply_to="Sam Hill <sam@zoë.example>")
    assert deliver() == 1
    assert sink.letters[0]["Reply-To"] == "Sam Hill <sam@xn--zo-ija.example>"


def test_a_letter_that_cannot_be_written_holds_up_no_other(sink: Sink) -> None:
    first, broken, last = make.letter(), make.letter(reply_to="Zoë <zoë@mail.example>"), make.letter()
    assert deliver() == 2
    assert sorted(sink.ids) == sorted([first.message_id, last.message_id])
    broken.refresh_from_db()
    assert (broken.state, broken.attempts, broken.trouble) == (State.WAITING, 1, "UnicodeEncodeError")
    assert [deliver(0), deliver(6)] == [0, 0]
    assert sorted(sink.ids) == sorted([first.message_id, last.message_id])


def test_a_refusal_for_now_is_tried_again_later_and_keeps_its_message_id(sink: Sink) -> None:
    sink.answers["busy@mail.example"] = "450 4.2.1 Mailbox busy"
    made = make.letter(to="busy@mail.example")
    assert deliver() == 0
    letter = Message.objects.get()
    assert (letter.state, letter.attempts, letter.trouble) == (State.WAITING, 1, "450 4.2.1 Mailbox busy")
    assert timedelta(seconds=22) <= letter.due_at - NOON <= timedelta(seconds=38)
    sink.answers.clear()
    assert [deliver(0.2), deliver(2)] == [0, 1]
    assert list(sink.ids) == [made.message_id]


def test_a_letter_is_given_up_after_ten_refusals_with_the_reason(sink: Sink) -> None:
    sink.answers["busy@mail.example"] = "450 4.2.1 Mailbox busy"
    make.letter(to="busy@mail.example")
    Message.objects.update(attempts=9)
    deliver()
    letter = Message.objects.get()
    assert (letter.state, letter.attempts, letter.trouble, letter.ended_at) == (State.FAILED, 10, "450 4.2.1 Mailbox busy", NOON)
    assert Block.objects.count() == 0


def test_without_a_server_nothing_is_lost_and_only_the_first_letter_pays(sink: Sink, settings: object) -> None:
    for _n in range(3):
        make.letter()
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]
    assert deliver() == 0
    assert sorted(Message.objects.values_list("state", "attempts", "lease_token")) == [
        (State.WAITING, 0, None),
        (State.WAITING, 0, None),
        (State.WAITING, 1, None),
    ]
    settings.EMAIL_PORT = sink.port  # type: ignore[attr-defined]
    assert deliver(2) == 3


def test_a_letter_in_other_hands_is_left_alone_until_the_lease_runs_out(sink: Sink) -> None:
    make.letter()
    assert len(delivery.claim(NOON)) == 1
    assert deliver(4.9) == 0
    assert deliver(5.1) == 1


def test_what_was_turned_off_while_it_waited_is_not_sent(sink: Sink) -> None:
    make.letter(to="ruth@mail.example", transactional=False, kind="test.news")
    make.letter(to="ruth@mail.example")
    OptOut.objects.create(email="ruth@mail.example", kind="test.news", at=NOON)
    assert deliver() == 1
    assert list(Message.objects.order_by("id").values_list("state", flat=True)) == [State.UNWANTED, State.SENT]


def test_logs_hold_neither_words_nor_addresses(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    sink.answers["busy@mail.example"] = "450 busy@mail.example is busy"
    make.letter(to="busy@mail.example", text="A secret")
    with caplog.at_level(logging.DEBUG):
        deliver()
    said = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("onecop"))
    assert "did not go out at attempt 1" in said
    assert [w in said for w in ("busy@", "A secret", "/mail/preferences/")] == [False, False, False]


def test_commands_go_out_together_and_a_refused_recipient_leaves_the_session_whole(sink: Sink) -> None:
    sink.answers["gone@mail.example"] = "550 5.1.1 No such person"
    with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        smtp.ehlo()
        smtp.esmtp_features["pipelining"] = ""
        with pytest.raises(smtplib.SMTPResponseException):
            routes._hand_over(smtp, "hello@onecop.example", "gone@mail.example", b"Subject: a\r\n\r\nb\r\n")
        routes._hand_over(smtp, "hello@onecop.example", "here@mail.example", b"Message-ID: <1@x>\r\n\r\n.b\r\n")
    assert [(str(m["Message-ID"]), m.get_payload()) for m in sink.letters] == [("<1@x>", ".b\r\n")]
