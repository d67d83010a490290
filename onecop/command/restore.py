"""restore DIR: put a backup back in place of what is there. The site must be stopped."""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onecop.command.backup import BESIDE, DATABASE, NOTE, postgres_environment
from onecop.command.base import Answer, Command, Fault, data_folder
from onecop.command.serve import only_one


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="what bin/onecop backup wrote")
    parser.add_argument("--replace", action="store_true", help="yes, put it in place of the data that is there")


def _run(asked: argparse.Namespace) -> Answer:
    folder = Path(asked.folder)
    try:
        note = json.loads((folder / NOTE).read_text())
    except (OSError, ValueError):
        raise Fault(f"{folder} is not a whole backup: {NOTE} is missing or unreadable.") from None
    source = folder / DATABASE.get(note.get("engine", ""), "")
    if not source.is_file():
        raise Fault(f"{folder} holds no database.")
    with only_one(data_folder()):
        _bring_back_beside(folder, replace=asked.replace)
        from onecop.command import database

        database.set_up()
        _require_engine(note["engine"])
        (_sqlite if note["engine"] == "sqlite" else _postgres)(source, replace=asked.replace)
        _files(folder)
        waiting, _ = database.pending_migrations()
        if waiting:
            database.build()
    return {"folder": str(folder), "engine": note["engine"], "made_at": note["made_at"], "migrated": len(waiting)}


def _bring_back_beside(folder: Path, *, replace: bool) -> None:
    """The secret first: the settings read it."""
    here = data_folder()
    if (here / DATABASE["sqlite"]).exists() and not os.environ.get("ONECOP_DATABASE_URL") and not replace:
        raise Fault(f"There is data in {here} already. Add --replace to put the backup in its place.")
    here.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in BESIDE:
        (here / name).unlink(missing_ok=True)
        if (folder / name).exists():
            shutil.copy2(folder / name, here / name)


def _require_engine(engine: str) -> None:
    from django.db import connection

    if connection.vendor != engine:
        raise Fault(f"The backup is of {engine}, and this site runs on {connection.vendor}. ONECOP_DATABASE_URL decides which.")


def _sqlite(source: Path, *, replace: bool) -> None:
    """Check the copy before it takes the place of what is there; the old write-ahead log must go with the old file."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    target = Path(settings.DATABASES["default"]["NAME"])
    fresh = target.with_suffix(".restoring")
    shutil.copyfile(source, fresh)
    with sqlite3.connect(fresh) as link:
        verdict = link.execute("PRAGMA integrity_check").fetchone()[0]
    link.close()
    if verdict != "ok":
        fresh.unlink()
        raise Fault(f"The database in the backup is damaged: {verdict}")
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    fresh.replace(target)


def _postgres(source: Path, *, replace: bool) -> None:
    from django.db import connection

    tool = shutil.which("pg_restore")
    if tool is None:
        raise Fault("pg_restore is not on this machine. On Debian or Ubuntu: sudo apt-get install postgresql-client.")
    if connection.introspection.table_names() and not replace:
        raise Fault("There is data in the database already. Add --replace to put the backup in its place.")
    name = str(connection.settings_dict["NAME"])
    connection.close()
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", f"--dbname={name}"]
    done = subprocess.run([tool, *options, str(source)], env=postgres_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Fault(f"pg_restore says: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")


def _files(folder: Path) -> None:
    from django.conf import settings

    here = Path(settings.MEDIA_ROOT)
    shutil.rmtree(here, ignore_errors=True)
    if (folder / "files").is_dir():
        shutil.copytree(folder / "files", here)


def _say(answer: Mapping[str, Any]) -> str:
    newer = f" {answer['migrated']} changes of the tables were made on the way." if answer["migrated"] else ""
    return f"Restored what was backed up at {answer['made_at']}.{newer}"


COMMANDS = (
    Command(
        name="restore",
        help="Put a backup back. The site must be stopped.",
        example="bin/onecop restore /srv/backups/onecop-2026-11-20 --replace",
        arguments=_arguments,
        run=_run,
        say=_say,
        database=False,
    ),
)
