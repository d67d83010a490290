from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.mail import queries, services
from onecop.mail.choices import BlockReason, State
from onecop.mail.models import Block, Message
from onecop.mail.sealing import Unreadable
from onecop.mail.services.outbox import NotAnAddress
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
SECRET = "https://onecop.example/a/very-secret-token/"


def welcome(**words: str) -> Message:
    return services.queue_template(
        "test.welcome", to=" Ruth@Mail.Example", name="Ruth Bell", words={"name": "Ruth", "answer_link": SECRET, **words}, by=SYSTEM, at=NOON
    )


def test_a_letter_waits_in_the_outbox(settings: object) -> None:
    settings.MAIL_ROUTE = "smtp"  # type: ignore[attr-defined]
    letter = welcome()
    assert (letter.state, letter.email, letter.subject, letter.to) == (State.WAITING, "ruth@mail.example", "Welcome, Ruth", "Ruth Bell <ruth@mail.example>")
    assert Message.objects.get().body.text == f"Dear Ruth,\n\nplease answer: {SECRET}.\n"


def test_with_the_mailbox_as_the_way_out_a_letter_has_arrived_at_once_unless_it_shall_wait() -> None:
    assert welcome().state == State.DELIVERED
    assert make.letter(not_before=NOON + timedelta(hours=1)).state == State.WAITING


def test_what_rolls_back_was_never_written() -> None:
    def fail() -> None:
        with transaction.atomic():
            welcome()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert Message.objects.count() == 0


def test_no_secret_stands_in_clear_in_the_database() -> None:
    letter = welcome()
    token = letter.body.token
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mail_message")
        row = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
    assert [word in row for word in ("very-secret-token", token, "Dear Ruth")] == [False, False, False]


def test_another_key_does_not_open_a_letter_and_a_fallback_does(settings: object) -> None:
    key = welcome().key
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    with pytest.raises(Unreadable):
        _ = Message.objects.get(key=key).body
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests"]  # type: ignore[attr-defined]
    assert Message.objects.get(key=key).body.text.startswith("Dear Ruth")


def test_a_word_that_is_not_given_is_named() -> None:
    with pytest.raises(services.MissingWords, match=r"test\.welcome: no word for answer_link, name"):
        services.queue_template("test.welcome", to="ruth@mail.example", name="", words={}, by=SYSTEM, at=NOON)
    with pytest.raises(services.NoSuchTemplate):
        services.queue_template("test.unheard_of", to="ruth@mail.example", name="", words={}, by=SYSTEM, at=NOON)


@pytest.mark.parametrize("to", ["", "ruth", "ruth@", "a@b.example, c@d.example", "x@y.example\nBcc: z@y.example"])
def test_only_one_plain_address_is_written_to(to: str) -> None:
    with pytest.raises(NotAnAddress):
        make.letter(to=to)


def test_no_header_can_be_smuggled_in() -> None:
    letter = make.letter(subject="Good\r\nBcc: z@y.example", name="Ruth\nX: y", reply_to="a@b.example\r\nX: y")
    assert (letter.subject, letter.name, letter.reply_to) == ("Good Bcc: z@y.example", "Ruth X: y", "a@b.example X: y")


def test_the_deliveries_about_a_thing() -> None:
    agency = make.agency()
    first = make.letter(about=agency, name="Ruth")
    make.letter(about=make.agency())
    second = make.letter(about=agency, kind="test.welcome", at=NOON + timedelta(minutes=1))
    found = queries.deliveries(agency)
    assert [(d.key, d.title, d.state, d.arrived) for d in found] == [
        (first.key, "Test letter", State.DELIVERED, True),
        (second.key, "Welcome", State.DELIVERED, True),
    ]
    assert first.scope_id == agency.scope_id


def test_a_blocked_address_gets_no_letter_and_the_row_says_why() -> None:
    Block.objects.create(email="ruth@mail.example", reason=BlockReason.BOUNCE, at=NOON)
    letter = welcome()
    assert (letter.state, letter.trouble) == (State.BLOCKED, "This address gets no mail: mail to it comes back.")
    with pytest.raises(Refused):
        services.retry(letter, by=SYSTEM, at=NOON)


def test_an_undelivered_letter_is_sent_again_under_its_message_id(settings: object) -> None:
    settings.MAIL_ROUTE = "smtp"  # type: ignore[attr-defined]
    letter = welcome()
    with pytest.raises(Refused):
        services.retry(letter, by=SYSTEM, at=NOON)
    Message.objects.update(state=State.FAILED, attempts=10, ended_at=NOON)
    again = services.retry(letter, by=SYSTEM, at=NOON + timedelta(days=1))
    assert (again.state, again.attempts, again.due_at, again.message_id) == (State.WAITING, 0, NOON + timedelta(days=1), letter.message_id)


def test_a_letter_put_aside_leaves_the_list() -> None:
    letter = welcome()
    Message.objects.update(state=State.FAILED)
    assert Message.objects.undelivered().count() == 1
    services.set_aside(letter, by=SYSTEM, at=NOON)
    assert Message.objects.undelivered().count() == 0


def test_mail_of_a_library_takes_our_way_out(settings: object) -> None:
    settings.EMAIL_BACKEND = "onecop.mail.backends.OutboxBackend"  # type: ignore[attr-defined]
    mail = EmailMultiAlternatives("Your code", "It is 1234.", to=["Ruth Bell <ruth@mail.example>"], cc=["sam@mail.example"], reply_to=["help@onecop.example"])
    mail.attach_alternative("<p>It is <script>x</script><b>1234</b>.</p>", "text/html")
    mail.attach("a.ics", "BEGIN:VCALENDAR", "text/calendar; method=REQUEST")
    assert mail.send() == 1
    found = Message.objects.order_by("email")
    assert [(m.email, m.name, m.kind, m.reply_to) for m in found] == [
        ("ruth@mail.example", "Ruth Bell", "account.mail", "help@onecop.example"),
        ("sam@mail.example", "", "account.mail", "help@onecop.example"),
    ]
    assert found[0].body.html == "<p>It is 1234.</p>"
    assert [(a.filename, a.content, a.mimetype) for a in found[0].body.attachments] == [("a.ics", b"BEGIN:VCALENDAR", "text/calendar; method=REQUEST")]
