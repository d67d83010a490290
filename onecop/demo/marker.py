"""A small file in the data folder says that the site is a demo, so that every program that opens the folder knows. No Django here."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

NAME = "demo.json"


def has_database(folder: Path) -> bool:
    return (folder / "onecop.sqlite3").exists()


def _read(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / NAME).read_text()))
    except (OSError, ValueError):
        return {}


def _database() -> str:
    """Return a mark of the database that is meant now; empty for the one in the folder."""
    url = os.environ.get("ONECOP_DATABASE_URL", "")
    return hashlib.sha256(url.encode()).hexdigest()[:16] if url else ""


def is_demo(folder: Path) -> bool:
    """True when the demo was played into the database that is meant now: real people in another one must never get a demo's open doors."""
    return (folder / NAME).exists() and _read(folder).get("database", "") == _database()


def is_played(folder: Path) -> bool:
    return bool(_read(folder).get("played"))


def drop_unfinished(folder: Path) -> bool:
    """Throw away the database of a demo whose history was cut short: nobody has worked in it yet. Returns whether there was one."""
    if not is_demo(folder) or is_played(folder):
        return False
    for path in (*folder.glob("onecop.sqlite3*"), *folder.glob("files/**/*")):
        if path.is_file():
            path.unlink()
    return True


def write(folder: Path, **words: Any) -> None:
    """Mark the folder as a demo whose history is still to be played."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / NAME).write_text(json.dumps({"played": False, "database": _database(), **words}))


def mark_played(folder: Path) -> None:
    (folder / NAME).write_text(json.dumps({**_read(folder), "played": True}))
