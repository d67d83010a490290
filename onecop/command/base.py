"""What every command is made of."""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onecop.kernel.actor import Machine

Answer = dict[str, Any]

BY = Machine(audit_label="The command line")
"""Who the audit trail names for what a command did."""


class Fault(Exception):
    """A command cannot go on. The text is the one line its caller reads."""


@dataclass(frozen=True)
class Command:
    """One thing bin/onecop can do.

    arguments: adds its own to the parser. run: does it and returns the one object of `--json`.
    say: puts that object in words for a terminal; an empty text prints nothing.
    database: whether a database in good order is needed before `run`.
    trouble: given the answer, the exit code (0 when all is well).
    """

    name: str
    help: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Answer]
    say: Callable[[Mapping[str, Any]], str]
    database: bool = True
    trouble: Callable[[Mapping[str, Any]], int] = field(default=lambda _answer: 0)


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """For a command that takes none."""


def data_folder() -> Path:
    """Return where this site keeps its data, before any settings are read."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("ONECOP_DATA") or root / "data").resolve()


def existing_file(text: str) -> Path:
    """An argument that must be a readable file."""
    path = Path(text)
    if not path.is_file():
        raise Fault(f"There is no file {text}.")
    return path


def agency_of(ori: str) -> Any:
    """Return the agency with that ORI, of the imported list.

    Raises:
        Fault: no such agency.
    """
    from onecop.agencies.models import Agency

    agency = Agency.objects.select_related("scope", "territory").filter(ori=ori.strip().upper()).first()
    if agency is None:
        raise Fault(f"No agency has the ORI {ori}. Import the list first (bin/onecop import agencies FILE --commit) or check the ORI.")
    return agency
