"""letter EMAIL: the newest letter to somebody, for whoever runs the machine of a site that has no mail yet."""

import argparse
from collections.abc import Mapping
from typing import Any

from onecop.command.base import Answer, Command, Fault


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")


def _run(asked: argparse.Namespace) -> Answer:
    from django.conf import settings

    from onecop.mail.models import Message

    if settings.MAIL_ROUTE != "mailbox":
        raise Fault("Letters leave this site by mail; only their reader opens them.")
    letter = Message.objects.filter(email__iexact=asked.email.strip()).order_by("-queued_at", "-id").first()
    if letter is None:
        raise Fault(f"No letter to {asked.email} yet.")
    return {"to": letter.email, "subject": letter.subject, "at": letter.queued_at, "text": letter.body.text}


def _say(answer: Mapping[str, Any]) -> str:
    return f"To: {answer['to']}\nSubject: {answer['subject']}\n\n{answer['text']}"


COMMANDS = (
    Command(
        name="letter",
        help="Print the newest letter to somebody, while a site keeps its mail in the mailbox: a sign-in code, say.",
        example="bin/onecop letter nadia.osei@onecop.example",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
