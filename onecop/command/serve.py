"""serve [--empty]: everything on one machine. Puts the site in order, then runs the web server and one worker."""

import argparse
import contextlib
import fcntl
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from onecop.command.base import Answer, Command, Fault, data_folder
from onecop.command.children import Child, Children
from onecop.command.web import address, gather_static, server, workers


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--empty", action="store_true", help="without the demo city: the first visitor makes the first staff account")


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the data folder: one bin/serve at a time, and no restore under a running site.

    Raises:
        Fault: another one holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "serve.lock").open("w") as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(f"OneCOP already runs on the data in {folder}. Stop it first, or give another folder with ONECOP_DATA.") from None
        yield


def _run(asked: argparse.Namespace) -> Answer:
    host, port = address()
    _require_free(host, port)
    with only_one(data_folder()):
        _prepare(empty=asked.empty)
        children = Children(
            [
                Child("web server", server(host, port, workers=workers())),
                Child("worker", [sys.executable, "-m", "onecop", "worker"]),
            ]
        )
        well = children.run(ready=lambda: _answers(host, port), when_ready=lambda: _welcome(host, port))
    if not well:
        raise Fault("The site could not be kept up; what is above says why. `bin/onecop check` tells more.")
    return {"stopped": True}


def _require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise Fault(f"Cannot open {host}:{port} ({error.strerror}). Give another port: PORT=8001 bin/serve") from None


def _prepare(*, empty: bool) -> None:
    """Build or update the tables, gather the static files, and on the very first start play the demo city."""
    from onecop.command import database
    from onecop.demo import marker

    marker.drop_unfinished(data_folder())
    fresh = not marker.has_database(data_folder())
    if empty and marker.is_demo(data_folder()):
        raise Fault(f"The demo city lives in {data_folder()}. Give another folder with ONECOP_DATA for a site of your own.")
    wants_demo = not empty and fresh and not os.environ.get("ONECOP_DATABASE_URL")
    if wants_demo:
        marker.write(data_folder())
    database.set_up()
    database.build()
    gather_static()
    if marker.is_demo(data_folder()) and not marker.is_played(data_folder()):
        _play()


def _play() -> None:
    from onecop.demo import marker
    from onecop.demo.simulation import play

    print("Building the demo city Port Ellery; this happens once and takes a minute or two.", flush=True)
    play(say=lambda words: print(f"  {words}", flush=True))
    marker.mark_played(data_folder())


def _answers(host: str, port: int) -> bool:
    near = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((near, port), timeout=0.3):
            return True
    except OSError:
        return False


def _welcome(host: str, port: int) -> None:
    """Print the address and how to sign in: flushed, since somebody waits for it."""
    from django.conf import settings
    from django.db import connection
    from django.urls import reverse

    from onecop.access.services import first_staff_code
    from onecop.kernel.clock import now

    shown = settings.SITE_URL if os.environ.get("ONECOP_SITE_URL") else f"http://{'localhost' if host in ('0.0.0.0', '127.0.0.1', '') else host}:{port}"  # noqa: S104
    lines = ["", f"OneCOP is at {shown}", f"Data: {data_folder()}" if connection.vendor == "sqlite" else "Data: PostgreSQL", ""]
    if settings.DEMO:
        from onecop.demo.people import SIGN_INS

        lines += [f"Sign in as anyone of the demo city: press a name at {shown}{reverse('account_login')}"]
        width = max(len(one.role) for one in SIGN_INS)
        lines += [f"  {one.role:<{width}}  {one.email}  ({one.name})" for one in SIGN_INS]
    else:
        code = first_staff_code(at=now())
        if code:
            lines += [
                f"Nobody runs this site yet. Make the first staff account at {shown}{reverse('start')}",
                f"with this one-time code, good for a day:  {code}",
            ]
    connection.close()
    print("\n".join([*lines, "", "Stop with Ctrl-C."]), flush=True)


def _say(_answer: Mapping[str, Any]) -> str:
    return "Stopped."


COMMANDS = (
    Command(
        name="serve",
        help="Start the site: web server and worker, on the data in ONECOP_DATA (default ./data). PORT and HOST are respected.",
        example="PORT=8000 bin/serve   or, for a site of your own:   ONECOP_DATA=/srv/onecop bin/serve --empty",
        arguments=_arguments,
        run=_run,
        say=_say,
        database=False,
    ),
)
