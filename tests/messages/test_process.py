"""`bin/onecop relay` as a process of its own, as it runs beside a mail server."""

import re
import signal
import smtplib
from typing import Any

import pytest
from django.conf import settings as site

from onecop.messages.models import Post
from tests.messages.letters import DOMAIN, answer, pair, seat_of, written
from tests.process import start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_the_command_takes_in_an_answer_and_stops_when_told(settings: Any) -> None:
    settings.RELAY_DOMAIN = DOMAIN
    it = pair()
    to = seat_of(written(it), it.leader)
    process = start("onecop", "relay", ONECOP_RELAY_DOMAIN=DOMAIN, ONECOP_RELAY_PORT="0", ONECOP_SECRET_KEY=site.SECRET_KEY)
    try:
        assert process.stdout is not None
        said = process.stdout.readline().decode()
        found = re.search(r"by LMTP at 127\.0\.0\.1:(\d+)\.", said)
        assert found, said
        with smtplib.LMTP("127.0.0.1", int(found[1]), timeout=30) as line:
            line.send_message(answer(it.leader, to, "Please do."), to_addrs=[to])
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert list(Post.objects.values_list("words", "via")) == [("May I come on Sunday?", "page"), ("Please do.", "mail")]


def test_without_a_domain_it_says_what_to_set() -> None:
    process = start("onecop", "relay", "--json", ONECOP_RELAY_DOMAIN="")
    out, _err = process.communicate(timeout=60)
    assert (process.returncode, "Set ONECOP_RELAY_DOMAIN" in out.decode()) == (1, True)
