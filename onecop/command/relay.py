"""relay: a small mail server for the answers of partners, where no mail provider takes them in."""

import argparse
import signal
import threading
from collections.abc import Mapping
from typing import Any

from onecop.command.base import Answer, Command, Fault


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--smtp", action="store_true", help="speak SMTP (for a mail server on another machine) in place of LMTP")


def _run(asked: argparse.Namespace) -> Answer:
    from django.conf import settings

    from onecop.messages.receiver import Receiver

    if not settings.RELAY_DOMAIN:
        raise Fault("No letter asks for an answer by e-mail yet. Set ONECOP_RELAY_DOMAIN to the domain whose mail comes here.")
    server = Receiver(settings.RELAY_HOST, settings.RELAY_PORT, lmtp=not asked.smtp)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        server.start()
    except OSError as error:
        words = f"Cannot open {settings.RELAY_HOST}:{settings.RELAY_PORT} ({error.strerror}). Give another one: ONECOP_RELAY_PORT=8025 bin/onecop relay"
        raise Fault(words) from None
    kind = "SMTP" if asked.smtp else "LMTP"
    print(f"Taking in mail to reply+…@{settings.RELAY_DOMAIN} by {kind} at {settings.RELAY_HOST}:{server.port}. Stop with Ctrl-C.", flush=True)
    stop.wait()
    server.stop()
    return {"stopped": True}


def _say(_answer: Mapping[str, Any]) -> str:
    return "Stopped."


COMMANDS = (
    Command(
        name="relay",
        help="Take in the answers of partners by e-mail: a small LMTP (or SMTP) server for mail to ONECOP_RELAY_DOMAIN.",
        example="ONECOP_RELAY_DOMAIN=reply.example.org bin/onecop relay",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
