"""Answers by e-mail: over a real LMTP and SMTP connection, and by a provider's call."""

import base64
import json
import smtplib
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from anymail.inbound import AnymailInboundMessage
from django.test import Client
from django.urls import reverse

from onecop.kernel.actor import SYSTEM
from onecop.messages import inbound, receiver, services
from onecop.messages.models import Post
from onecop.messages.services import Verdict
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason
from tests.messages.letters import DOMAIN, LATER, NOON, Pair, answer, letters, pair, seat_of, sent, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def relay_domain(settings: Any) -> Iterator[None]:
    settings.RELAY_DOMAIN = DOMAIN
    with time_machine.travel(LATER, tick=False):
        yield


def receive(message: Any, recipient: str, at: Any = LATER) -> Verdict:
    return services.receive(message=AnymailInboundMessage.parse_raw_mime_bytes(message.as_bytes()), recipient=recipient, at=at)


def texts() -> list[str]:
    return list(Post.objects.order_by("id").values_list("words", flat=True))


def test_an_answer_goes_to_everyone_else() -> None:
    it = pair()
    post = written(it)
    to = seat_of(post, it.leader)
    assert receive(answer(it.leader, to, f"Please do.\n\nOn Friday, OneCOP <{to}> wrote:\n> May I come?\n"), to) == Verdict.POSTED
    new = Post.objects.latest("id")
    assert (new.words, new.via, new.side, new.author) == ("Please do.", "mail", "congregation", it.leader)
    found = letters()[2:]
    assert sorted(m.email for m in found) == sorted([it.officer.email, it.coordinator.email])
    assert [to in sent(m) or it.leader.email in sent(m) for m in found] == [False, False]


def test_a_second_copy_is_no_second_message() -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    mail = answer(it.leader, to, "Please do.")
    assert [receive(mail, to), receive(mail, to, LATER + timedelta(minutes=5))] == [Verdict.POSTED, Verdict.POSTED]
    assert (texts(), len(letters())) == (["May I come on Sunday?", "Please do."], 4)


def test_whoever_left_is_answered_kindly_and_gets_their_words_back() -> None:
    it = pair()
    to = seat_of(written(it, by=it.leader), it.officer)
    lead = it.partnership.tenures.get(kind="lead")
    partnerships.close_tenure(tenure=lead, on=NOON.date(), reason=CloseReason.TRANSFER, by=SYSTEM, at=NOON)
    assert receive(answer(it.officer, to, "I will miss you."), to) == Verdict.ANSWERED
    (no,) = letters("relay.refused")
    text = sent(no)
    assert (no.email, "You do not hold this partnership now." in text, "I will miss you." in text) == (it.officer.email, True, True)
    assert (texts(), it.leader.email in text) == (["May I come on Sunday?"], False)


def test_the_answer_goes_to_the_address_we_know_and_only_once_an_hour() -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    for minutes in (0, 30, 61):
        at = LATER + timedelta(minutes=minutes)
        assert receive(answer("Somebody <else@mail.example>", to, "Send me money."), to, at) == Verdict.ANSWERED
    assert [letter.email for letter in letters("relay.refused")] == [it.leader.email] * 2
    assert ("Send me money." in sent(letters("relay.refused")[0]), len(texts())) == (False, 1)


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"From": f"x@{DOMAIN}"}, {"From": "hello@onecop.example"}])
def test_machines_and_loops_are_dropped_without_a_word(settings: Any, headers: dict[str, str]) -> None:
    settings.MAIL_FROM = "OneCOP <hello@onecop.example>"
    it = pair()
    to = seat_of(written(it), it.leader)
    assert receive(answer(it.leader, to, "I am away until Monday.", **headers), to) == Verdict.DROPPED
    assert (len(texts()), letters("relay.refused")) == (1, [])


def test_a_letter_of_our_own_that_comes_back_is_dropped() -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    from onecop.mail.compose import as_bytes

    ours = AnymailInboundMessage.parse_raw_mime_bytes(as_bytes(letters()[0]))
    assert (services.receive(message=ours, recipient=to, at=LATER), len(texts())) == (Verdict.DROPPED, 1)


def test_files_are_left_behind_and_the_writer_is_told() -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    mail = answer(it.leader, to, "Here is the flyer.")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="flyer.pdf")
    assert (receive(mail, to), texts()[1:]) == (Verdict.POSTED, ["Here is the flyer."])
    (told,) = letters("relay.files")
    assert (told.email, "flyer.pdf" in sent(told)) == (it.leader.email, True)
    assert [bool(letter.body.attachments) for letter in letters()] == [False] * len(letters())


@pytest.mark.parametrize(("text", "reason"), [("> quoted only", "There is nothing to pass on yet."), ("x" * 4001, "A message holds 4000 characters.")])
def test_what_cannot_be_passed_on_is_answered(text: str, reason: str) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    assert receive(answer(it.leader, to, text), to) == Verdict.ANSWERED
    assert (reason in sent(letters("relay.refused")[0]), len(texts())) == (True, 1)


def test_an_account_that_was_closed_cannot_answer() -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    it.leader.is_active = False
    it.leader.save()
    assert (receive(answer(it.leader, to, "Hello"), to), len(texts())) == (Verdict.ANSWERED, 1)


# over the wire


@pytest.fixture
def doors() -> Iterator[Any]:
    opened: list[receiver.Receiver] = []

    def door(*, lmtp: bool) -> receiver.Receiver:
        server = receiver.Receiver("127.0.0.1", 0, lmtp=lmtp)
        server.start()
        opened.append(server)
        return server

    yield door
    for server in opened:
        server.stop()


def client(server: receiver.Receiver, *, lmtp: bool) -> smtplib.SMTP:
    return smtplib.LMTP("127.0.0.1", server.port, timeout=30) if lmtp else smtplib.SMTP("127.0.0.1", server.port, timeout=30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lmtp", [True, False], ids=["LMTP", "SMTP"])
def test_an_answer_over_a_real_connection(doors: Any, lmtp: bool) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    with client(doors(lmtp=lmtp), lmtp=lmtp) as line:
        line.send_message(answer(it.leader, to, "Please do."), from_addr=it.leader.email, to_addrs=[to])
    assert texts() == ["May I come on Sunday?", "Please do."]


@pytest.mark.django_db(transaction=True)
def test_the_door_says_what_it_does_not_take(doors: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    monkeypatch.setattr(receiver, "LARGEST", 20_000)
    with client(doors(lmtp=True), lmtp=True) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as no:
            line.send_message(answer(it.leader, to, "Hello"), to_addrs=[f"reply+{'a' * 40}@{DOMAIN}"])
        assert [code for code, _words in no.value.recipients.values()] == [550]
        refused = line.send_message(answer(it.leader, to, "Hello"), to_addrs=[to, seat_of(Post.objects.get(), it.coordinator)])
        assert [code for code, _words in refused.values()] == [452]
        with pytest.raises(smtplib.SMTPResponseException) as large:
            line.send_message(answer(it.leader, to, "x" * 30_000), to_addrs=[to])
        assert large.value.smtp_code == 552
    assert texts() == ["May I come on Sunday?", "Hello"]


@pytest.mark.django_db(transaction=True)
def test_a_bounce_with_an_empty_sender_is_dropped(doors: Any) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    with client(doors(lmtp=True), lmtp=True) as line:
        line.send_message(answer(it.leader, to, "Could not be delivered."), from_addr="", to_addrs=[to])
    assert (len(texts()), letters("relay.refused")) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_asks_the_sender_to_try_again(doors: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)

    def broken(**_words: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(receiver, "receive", broken)
    with client(doors(lmtp=True), lmtp=True) as line, pytest.raises(smtplib.SMTPDataError) as later:
        line.send_message(answer(it.leader, to, "Hello"), to_addrs=[to])
    assert (later.value.smtp_code, len(texts())) == (451, 1)


@pytest.mark.django_db(transaction=True)
def test_several_at_once_are_all_kept(doors: Any) -> None:
    it = pair()
    post = written(it)
    server = doors(lmtp=True)
    who = [it.leader, it.coordinator, it.officer] * 3
    mails = [(answer(one, seat_of(post, one), f"Word {n}"), seat_of(post, one)) for n, one in enumerate(who)]

    def send(mail: Any, to: str) -> None:
        with client(server, lmtp=True) as line:
            line.send_message(mail, to_addrs=[to])

    threads = [threading.Thread(target=send, args=pair_) for pair_ in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(texts()[1:]) == sorted(f"Word {n}" for n in range(9))


# by a provider


def postmark(it: Pair, to: str, **more: Any) -> dict[str, Any]:
    """What Postmark sends (its documentation, "Parse an email")."""
    return {
        "FromName": it.leader.name, "From": it.leader.email, "FromFull": {"Email": it.leader.email, "Name": it.leader.name, "MailboxHash": ""},
        "To": to, "ToFull": [{"Email": to, "Name": "", "MailboxHash": ""}], "Cc": "", "CcFull": [], "Bcc": "", "BccFull": [], "OriginalRecipient": to,
        "Subject": "Re: hello", "MessageID": "22c74902-a0c1-4511-804f-341342852c90", "Date": "Fri, 20 Nov 2026 16:30:00 -0500",
        "TextBody": "Please do.\n\nOn Friday, OneCOP wrote:\n> May I come?\n", "HtmlBody": "", "Headers": [{"Name": "Message-ID", "Value": "<5@mail.example>"}],
        "Attachments": [], **more,
    }  # fmt: skip


def test_a_provider_brings_an_answer_once(client: Client) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    url = reverse("relay_hook", args=["postmark", inbound.signature("postmark")])
    for _again in range(2):
        assert client.post(url, json.dumps(postmark(it, to)), content_type="application/json").status_code == 200
    assert texts() == ["May I come on Sunday?", "Please do."]


def test_a_provider_brings_a_file_that_is_left_behind(client: Client) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    part = {"Name": "flyer.pdf", "Content": base64.b64encode(b"%PDF").decode(), "ContentType": "application/pdf", "ContentLength": 4}
    url = reverse("relay_hook", args=["postmark", inbound.signature("postmark")])
    assert client.post(url, json.dumps(postmark(it, to, Attachments=[part])), content_type="application/json").status_code == 200
    assert (texts()[1:], len(letters("relay.files"))) == (["Please do."], 1)


def test_without_the_signature_nothing_comes_in(client: Client) -> None:
    it = pair()
    to = seat_of(written(it), it.leader)
    for provider, signature in (("postmark", "made-up"), ("nobody", inbound.signature("nobody")), ("mailgun", inbound.signature("postmark"))):
        url = reverse("relay_hook", args=[provider, signature])
        assert client.post(url, json.dumps(postmark(it, to)), content_type="application/json").status_code == 404
    assert len(texts()) == 1


@pytest.mark.parametrize("provider", sorted(inbound.VIEWS))
def test_every_provider_on_the_list_has_a_view(provider: str, settings: Any) -> None:
    settings.ANYMAIL = {
        "MAILGUN_WEBHOOK_SIGNING_KEY": "k", "MANDRILL_WEBHOOK_KEY": "k", "MAILERSEND_INBOUND_SECRET": "k", "POSTAL_WEBHOOK_KEY": "k",
        "MANDRILL_API_KEY": "k", "RESEND_API_KEY": "k", "RESEND_INBOUND_SECRET": "whsec_azEyMw==", "BREVO_API_KEY": "k",
    }  # fmt: skip
    assert callable(inbound.view_of(provider))
