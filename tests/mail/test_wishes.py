from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.mail import registry
from onecop.mail.choices import BlockReason, State
from onecop.mail.models import Block, Message, OptOut
from onecop.mail.services import delivery, digests, tracking, wishes
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
RUTH = "ruth@mail.example"
NEWS = {"to": RUTH, "kind": "test.news", "transactional": False}


def wish(daily: bool = False, quiet: tuple[time, time] | None = None, off: tuple[str, ...] = ()) -> None:
    wanted = {"test.news": "test.news" not in off}
    wishes.set_wishes(RUTH, wanted=wanted, daily=daily, quiet=quiet, timezone="America/New_York", by=wishes.Reader(RUTH), at=NOON)


def test_a_kind_turned_off_is_not_sent_and_the_others_are() -> None:
    waiting = make.letter(**NEWS, not_before=NOON + timedelta(hours=1))
    wish(off=("test.news",))
    waiting.refresh_from_db()
    assert (waiting.state, make.letter(**NEWS).state, make.letter(to=RUTH).state) == (State.UNWANTED, State.UNWANTED, State.DELIVERED)
    wish()
    assert make.letter(**NEWS).state == State.DELIVERED
    assert OptOut.objects.count() == 0


def test_quiet_hours_hold_what_can_wait() -> None:
    wish(quiet=(time(11), time(13)))  # NOON is noon in New York
    one = datetime(2026, 11, 20, 13, tzinfo=ZoneInfo("America/New_York"))
    assert (make.letter(**NEWS).due_at, make.letter(to=RUTH).due_at, make.letter(to=RUTH, patient=True).due_at) == (one, NOON, one)


@pytest.fixture
def shift() -> Iterator[tuple[datetime, datetime]]:
    """Ruth is on duty for the next six hours, as a floor above tells the mail."""
    span = (NOON - timedelta(hours=2), NOON + timedelta(hours=6))
    source = registry.quiet_hours(lambda email, at: [span] if email == RUTH else [])
    yield span
    registry.QUIET.remove(source)


def test_a_shift_holds_what_can_wait(shift: tuple[datetime, datetime]) -> None:
    assert (make.letter(**NEWS).due_at, make.letter(**{**NEWS, "to": "sam@mail.example"}).due_at) == (shift[1], NOON)


def test_a_digest_gathers_a_day() -> None:
    wish(daily=True)
    held = [make.letter(**NEWS, subject=f"News {n}", text=f"Line {n}") for n in (1, 2)]
    now = make.letter(to=RUTH)
    assert ([m.state for m in held], now.state) == ([State.HELD, State.HELD], State.DELIVERED)
    seven = datetime(2026, 11, 21, 7, tzinfo=ZoneInfo("America/New_York"))
    assert digests.gather(seven - timedelta(minutes=1)) == 0
    assert digests.gather(seven) == 1
    digest = Message.objects.get(kind="mail.digest")
    assert (digest.subject, digest.gathered.count()) == ("Your day with OneCOP: 2 letters", 2)
    assert digest.body.text == "News 1\n------\nLine 1\n\nNews 2\n------\nLine 2"
    assert digest.body.html == "<h2>News 1</h2><p>Line 1</p><hr><h2>News 2</h2><p>Line 2</p>"
    assert digests.gather(seven + timedelta(days=1)) == 0


def test_whoever_gives_up_the_digest_gets_what_was_held() -> None:
    wish(daily=True)
    letter = make.letter(**NEWS)
    wish()
    letter.refresh_from_db()
    assert (letter.state, letter.due_at) == (State.WAITING, NOON)


def sent(**fields: object) -> Message:
    letter = make.letter(to=RUTH)
    Message.objects.filter(pk=letter.pk).update(state=State.SENT, ended_at=None, provider_id="p-1")
    return letter


@pytest.mark.parametrize(
    ("event", "reason", "state", "blocked"),
    [
        ("delivered", "", State.DELIVERED, []),
        ("deferred", "", State.DEFERRED, []),
        ("bounced", "bounced", State.BOUNCED, [BlockReason.BOUNCE]),
        ("bounced", "timed_out", State.BOUNCED, []),
        ("rejected", "invalid", State.BOUNCED, [BlockReason.BOUNCE]),
        ("complained", "spam", State.DELIVERED, [BlockReason.COMPLAINT]),
        ("opened", "", State.SENT, []),
    ],
)
def test_what_a_provider_tells(event: str, reason: str, state: State, blocked: list[str]) -> None:
    letter = sent()
    tracking.note(provider_id="p-1", recipient="Ruth@mail.example", event=event, reason=reason, detail="so it said", at=NOON)
    letter.refresh_from_db()
    assert (letter.state, list(Block.objects.values_list("reason", flat=True))) == (state, blocked)


def test_an_event_finds_its_letter_by_message_id_and_another_reader_is_none_of_ours() -> None:
    letter = sent()
    assert tracking.note(provider_id=letter.message_id, recipient="", event="delivered", at=NOON) == letter
    assert tracking.note(provider_id=letter.message_id, recipient="sam@mail.example", event="bounced", at=NOON) is None
    assert tracking.note(provider_id="unheard-of", recipient=RUTH, event="bounced", at=NOON) is None


def test_staff_can_lift_a_bounce_but_not_a_complaint() -> None:
    bounce = Block.objects.create(email=RUTH, reason=BlockReason.BOUNCE, at=NOON)
    complaint = Block.objects.create(email="sam@mail.example", reason=BlockReason.COMPLAINT, at=NOON)
    wishes.unblock(bounce, by=SYSTEM, at=NOON)
    with pytest.raises(Refused):
        wishes.unblock(complaint, by=SYSTEM, at=NOON)
    assert list(Block.objects.all()) == [complaint]


def test_the_month_begins_when_a_letter_goes_out_not_when_it_was_written() -> None:
    waited = make.letter(at=NOON - timedelta(days=40), not_before=NOON - timedelta(days=1))
    delivery.deliver_due(clock=lambda: NOON - timedelta(days=1))
    assert [digests.forget_bodies(at) for at in (NOON, NOON + timedelta(days=30))] == [0, 1]
    assert Message.objects.get(pk=waited.pk).state == State.DELIVERED


def test_words_are_forgotten_after_a_month_and_the_record_stays() -> None:
    old, young = make.letter(at=NOON - timedelta(days=31)), make.letter()
    assert digests.forget_bodies(NOON) == 1
    assert {m.pk: bool(m.sealed) for m in Message.objects.all()} == {old.pk: False, young.pk: True}
    assert Message.objects.get(pk=old.pk).body.text == ""
