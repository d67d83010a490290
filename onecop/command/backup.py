"""backup DIR: database, files and the site's secret, whole, while the site runs."""

import argparse
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onecop.command.base import Answer, Command, Fault

NOTE = "backup.json"
DATABASE = {"sqlite": "onecop.sqlite3", "postgresql": "onecop.dump"}
BESIDE = ("secret-key", "demo.json")
"""Small files of the data folder that the site cannot be the same without."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="a folder that does not exist yet, or is empty")


def _run(asked: argparse.Namespace) -> Answer:
    from django.conf import settings
    from django.db import connection

    import onecop
    from onecop.kernel.clock import now

    folder = Path(asked.folder)
    if folder.exists() and any(folder.iterdir()):
        raise Fault(f"{folder} is not empty. A backup goes into a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # it holds everything, the secret too
    target = folder / DATABASE[connection.vendor]
    (_sqlite if connection.vendor == "sqlite" else _postgres)(target)
    for name in BESIDE:
        if (settings.DATA / name).exists():
            shutil.copy2(settings.DATA / name, folder / name)
    files = Path(settings.MEDIA_ROOT)
    count = 0
    if files.is_dir():
        shutil.copytree(files, folder / "files")
        count = sum(path.is_file() for path in (folder / "files").rglob("*"))
    note = {"engine": connection.vendor, "made_at": now().isoformat(), "onecop": onecop.__version__, "files": count, "bytes": target.stat().st_size}
    (folder / NOTE).write_text(json.dumps(note, indent=1))  # last: a folder without it is not a backup
    return {"folder": str(folder), **note}


def _sqlite(target: Path) -> None:
    """VACUUM INTO reads one state of the database while others write, and leaves a compact file."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])


def _postgres(target: Path) -> None:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise Fault("pg_dump is not on this machine. On Debian or Ubuntu: sudo apt-get install postgresql-client.")
    done = subprocess.run([tool, "--format=custom", f"--file={target}"], env=postgres_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Fault(f"pg_dump says: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")


def postgres_environment() -> dict[str, str]:
    """The connection in the variables of libpq, so that no password shows in a list of processes."""
    from django.db import connection

    known = connection.settings_dict
    pairs = {"PGHOST": known["HOST"], "PGPORT": known["PORT"], "PGUSER": known["USER"], "PGPASSWORD": known["PASSWORD"], "PGDATABASE": known["NAME"]}
    return {**os.environ, **{name: str(value) for name, value in pairs.items() if value}}


def _say(answer: Mapping[str, Any]) -> str:
    return f"Backed up to {answer['folder']}: the database ({answer['bytes']:,} bytes) and {answer['files']} files. Keep it safe: the site's secret is in it."


COMMANDS = (
    Command(
        name="backup",
        help="Copy database, files and secret into a new folder, while the site runs.",
        example="bin/onecop backup /srv/backups/onecop-2026-11-20",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
