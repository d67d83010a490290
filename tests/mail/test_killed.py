"""Mail is delivered at least once, whatever happens to the worker."""

import pytest

from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.mail import services
from onecop.mail.choices import State
from onecop.mail.models import Message
from tests import process
from tests.mail.sink import Sink, listening

pytestmark = pytest.mark.real_clock
LETTERS = 100
KILLS = 50


def deliver_under_fire(order: str, settings: object) -> Sink:
    settings.MAIL_ROUTE = "smtp"  # type: ignore[attr-defined]
    for n in range(LETTERS):
        services.queue(kind="test.letter", to=f"reader{n}@mail.example", subject=f"Letter {n}", text="Good morning.", by=SYSTEM, at=now())
    with listening() as sink:
        worker = process.start("tests.mail.killed", str(KILLS), order, "7", ONECOP_MAIL="smtp", ONECOP_SMTP_HOST="127.0.0.1", ONECOP_SMTP_PORT=str(sink.port))
        out, _err = worker.communicate(timeout=200)
        assert out.decode().split() == ["killed"] * (KILLS + 1)
    return sink


@pytest.mark.django_db(transaction=True)
def test_fifty_kills_lose_nothing_and_every_letter_keeps_its_one_message_id(settings: object) -> None:
    sink = deliver_under_fire("after", settings)
    assert set(sink.ids) == set(Message.objects.values_list("message_id", flat=True))
    assert len(sink.ids) == LETTERS
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db(transaction=True)
def test_control_a_worker_that_marks_before_it_sends_loses_letters(settings: object) -> None:
    sink = deliver_under_fire("before", settings)
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    assert len(sink.ids) < LETTERS
