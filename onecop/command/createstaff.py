"""createstaff EMAIL: somebody who runs the initiative in the whole country."""

import argparse
from collections.abc import Mapping
from typing import Any

from onecop.command.base import BY, Answer, Command, Fault


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", default="", help="how the person is called; default: from the address")


def _run(asked: argparse.Namespace) -> Answer:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from onecop.access.services import create_staff
    from onecop.kernel.clock import now

    email = asked.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Fault(f"“{asked.email}” is not an e-mail address.") from None
    name = asked.name.strip() or email.split("@")[0].replace(".", " ").replace("_", " ").title()
    grant = create_staff(email=email, name=name, by=BY, at=now())
    return {"email": grant.person.email, "name": grant.person.name, "role": grant.role}


def _say(answer: Mapping[str, Any]) -> str:
    return f"{answer['name']} <{answer['email']}> is national staff now, and signs in with a code sent to that address."


COMMANDS = (
    Command(
        name="createstaff",
        help="Make somebody national staff.",
        example="bin/onecop createstaff nadia.osei@onecop.example --name 'Nadia Osei'",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
