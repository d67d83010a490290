"""web: one web node, without a worker, for sites with several. bin/serve starts one by itself."""

import argparse
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onecop.command.base import Answer, Command, Fault

APPLICATION = "onecop.config.wsgi:application"


def address() -> tuple[str, int]:
    """Return HOST and PORT, or 127.0.0.1 and 8000.

    Raises:
        Fault: PORT is not the number of a port.
    """
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Fault(f"PORT must be a number from 1 to 65535, not “{port}”.")
    return host, int(port)


def server(host: str, port: int, *, workers: int) -> list[str]:
    """Return the command line of the web server.

    Threads are few on purpose: SQLite has one writer, and a queue in front of four threads is quicker than a crowd.
    """
    granian = str(Path(sys.executable).parent / "granian")
    few = ["--blocking-threads", "4", "--backpressure", "64", "--workers", str(workers), "--respawn-failed-workers", "--no-ws"]
    return [granian, "--interface", "wsgi", "--host", host, "--port", str(port), *few, "--log-level", "warning", APPLICATION]


def workers() -> int:
    """Return how many web processes to start: one on SQLite, else ONECOP_WEB_WORKERS (2)."""
    from django.db import connection

    return 1 if connection.vendor == "sqlite" else max(1, int(os.environ.get("ONECOP_WEB_WORKERS") or 2))


def gather_static() -> bool:
    """Collect styles, scripts and fonts where the web server reads them, if any has changed. Returns whether it did."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            seen.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, stdout=sys.stderr)
    stamp.write_text(seen.hexdigest())
    return True


def _arguments(_parser: argparse.ArgumentParser) -> None:
    """HOST, PORT and ONECOP_WEB_WORKERS come from the environment."""


def _run(_asked: argparse.Namespace) -> Answer:
    host, port = address()
    gather_static()
    command = server(host, port, workers=workers())
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - this process becomes the server


def _say(_answer: Mapping[str, Any]) -> str:
    return ""


COMMANDS = (
    Command(
        name="web",
        help="Run one web node (HOST, PORT, ONECOP_WEB_WORKERS). Run bin/onecop migrate once before, and a worker somewhere.",
        example="HOST=0.0.0.0 PORT=8000 bin/onecop web",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
