"""Reads the arguments, runs the command, and turns every fault into one clear line and a non-zero exit."""

import argparse
import contextlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from onecop.command.base import Command, Fault

MODULES = ("imports", "locate", "preview", "match", "createstaff", "letter", "check", "backup", "restore", "migrate", "worker", "relay", "web", "serve", "demo")


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Fault(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


def parser() -> Parser:
    """Return the parser of all commands. Nothing of Django is imported for it."""
    words = "OneCOP: partnerships between congregations and the officers of their precinct."
    whole = Parser(prog="onecop", description=words, epilog="Example: bin/onecop check")
    verbs = whole.add_subparsers(metavar="COMMAND", required=True, title="commands", parser_class=Parser)
    for module in MODULES:
        for command in import_module(f"onecop.command.{module}").COMMANDS:
            _add(verbs, command)
    return whole


def _add(verbs: Any, command: Command) -> None:
    """Put a command (`check`) or a part of one (`import roster`) in its place."""
    head, _, part = command.name.partition(" ")
    if part:
        if head not in verbs.choices:
            group = verbs.add_parser(
                head, help=f"{head} …: see onecop {head} --help", epilog=f"Example:\n  {command.example}", formatter_class=argparse.RawDescriptionHelpFormatter
            )
            group.parts = group.add_subparsers(metavar="WHAT", required=True, title="what", parser_class=Parser)
        verbs = verbs.choices[head].parts
    own = verbs.add_parser(
        part or head,
        help=command.help,
        description=command.help,
        epilog=f"Example:\n  {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(own)
    own.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")
    own.set_defaults(command=command)


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit code: 0 well, 1 a fault, 2 wrong arguments."""
    as_json = "--json" in arguments
    if not arguments or arguments[0] == "help":
        parser().print_help()
        return 0 if arguments else 2
    try:
        asked = parser().parse_args(arguments)
    except Fault as fault:
        return _fail(str(fault), as_json=as_json, code=2)
    try:
        with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
            answer = _run(asked)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except Exception as fault:
        if os.environ.get("ONECOP_DEBUG"):
            traceback.print_exc()
        return _fail(_one_line(fault), as_json=as_json, code=1)
    text = json.dumps(answer, ensure_ascii=False, default=str) if as_json else asked.command.say(answer)
    if text:
        with contextlib.suppress(BrokenPipeError):  # whoever reads has read enough
            print(text, flush=True)
    return int(asked.command.trouble(answer))


def _run(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.command.database:
        from onecop.command.database import in_order

        in_order()
    return dict(asked.command.run(asked))


def _fail(line: str, *, as_json: bool, code: int) -> int:
    if as_json:
        print(json.dumps({"error": line}, ensure_ascii=False))
    print(f"onecop: {line}", file=sys.stderr)
    return code


def _one_line(fault: Exception) -> str:
    """Put any fault in one line. Refusals and faults speak for themselves; the rest is named by kind."""
    reason, instead = getattr(fault, "reason", ""), getattr(fault, "instead", "")
    if isinstance(fault, Fault) or reason:
        words = f"{reason or fault} {instead}"
    elif isinstance(fault, OSError) and fault.filename:
        words = f"{fault.strerror}: {fault.filename}"
    elif type(fault).__module__.startswith("django.db"):
        words = f"The database says: {fault}. `bin/onecop check` tells more."
    else:
        words = f"{type(fault).__name__}: {fault}. ONECOP_DEBUG=1 shows where."
    return " ".join(words.split())
