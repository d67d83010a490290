"""worker: does the long work and sends the mail. As many as you like on PostgreSQL; bin/serve starts one."""

import argparse
from collections.abc import Mapping
from typing import Any

from onecop.command.base import Answer, Command, no_arguments


def _run(_asked: argparse.Namespace) -> Answer:
    from onecop.tasks import worker

    worker.main()
    return {"stopped": True}


def _say(_answer: Mapping[str, Any]) -> str:
    return ""


COMMANDS = (
    Command(
        name="worker",
        help="Run a worker until it is told to stop (Ctrl-C or SIGTERM): tasks, mail, and what happens by the clock.",
        example="bin/onecop worker",
        arguments=no_arguments,
        run=_run,
        say=_say,
    ),
)
