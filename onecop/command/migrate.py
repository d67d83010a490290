"""migrate: make the tables those of this program. bin/serve does it by itself; several web nodes share one call of this."""

import argparse
from collections.abc import Mapping
from typing import Any

from onecop.command.base import Answer, Command, no_arguments


def _run(_asked: argparse.Namespace) -> Answer:
    from onecop.command.database import build, pending_migrations, set_up

    set_up()
    waiting, _ = pending_migrations()
    build()
    return {"applied": waiting}


def _say(answer: Mapping[str, Any]) -> str:
    return f"Applied {len(answer['applied'])} changes." if answer["applied"] else "Nothing to do: the tables are those of this program."


COMMANDS = (
    Command(
        name="migrate",
        help="Make the tables of the database those of this program.",
        example="bin/onecop migrate",
        arguments=no_arguments,
        run=_run,
        say=_say,
        database=False,
    ),
)
