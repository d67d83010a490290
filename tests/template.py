"""The test database is migrated once and copied from then on: all the migrations cost twenty seconds, a copy half a second.

The copy is kept under a name that tells what it was made of (engine, Django, the text of every migration). Django's `migrate` still runs on
each copy, so that whatever the copy lacks is made as on a site.
"""

import fcntl
import getpass
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.migrations.loader import MigrationLoader

KEPT = 4
"""So many copies stay, one for each of the last sets of migrations: branches share a machine."""
PREFIX = "onecop_template_"


def name_of_copy() -> str:
    """Return a name that is another one as soon as a migration has another text."""
    made_of = hashlib.sha256(f"{connection.vendor} {django.VERSION} {sqlite3.sqlite_version} {getpass.getuser()}".encode())
    migrations = MigrationLoader(None).disk_migrations
    for label, migration in sorted(migrations.items()):
        made_of.update(repr(label).encode() + Path(sys.modules[type(migration).__module__].__file__ or "").read_bytes())
    return PREFIX + made_of.hexdigest()[:16]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time makes a copy or takes one; the lock goes with its process."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def folder_of_copies() -> Path:
    folder = Path(tempfile.gettempdir()) / f"onecop-test-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


class SQLite:
    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.copy = folder, folder / f"{name}.sqlite3"

    def there(self) -> bool:
        return self.copy.exists()

    def give(self, to: str) -> None:
        """Put a copy where Django has just made room for a test database."""
        shutil.copyfile(self.copy, to)
        os.utime(self.copy)

    def keep(self, made: str) -> None:
        fresh = self.folder / f"fresh-{os.getpid()}"
        with sqlite3.connect(made) as link:
            link.execute("VACUUM INTO ?", [str(fresh)])
        link.close()
        fresh.replace(self.copy)
        for old in sorted(self.folder.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()


class PostgreSQL:
    def __init__(self, folder: Path, name: str) -> None:
        self.name = name

    def ask(self, words: str, *values: str) -> list[Any]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(words, values or None)
            return cursor.fetchall() if cursor.description else []

    def there(self) -> bool:
        return bool(self.ask("SELECT 1 FROM pg_database WHERE datname = %s", self.name))

    def give(self, to: str) -> None:
        name = connection.ops.quote_name
        self.ask(f"DROP DATABASE {name(to)}")
        self.ask(f"CREATE DATABASE {name(to)} TEMPLATE {name(self.name)}")

    def keep(self, made: str) -> None:
        connection.close()  # nobody may be connected to what is copied
        name = connection.ops.quote_name
        self.ask(f"CREATE DATABASE {name(self.name)} TEMPLATE {name(made)}")
        for (old,) in self.ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", PREFIX)[KEPT:]:
            self.ask(f"DROP DATABASE IF EXISTS {name(old)}")


@contextmanager
def copied() -> Iterator[None]:
    """Make test databases this way for as long as the block lasts."""
    creation = type(connection.creation)
    make_room, create = creation._create_test_db, BaseDatabaseCreation.create_test_db
    folder = folder_of_copies()
    store = {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor](folder, name_of_copy())

    def with_copy(self: Any, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        made = str(make_room(self, verbosity, autoclobber, keepdb))
        if not keepdb and store.there():
            store.give(made)
        return made

    def create_once(self: Any, *args: Any, **options: Any) -> str:
        with alone(folder):
            made = str(create(self, *args, **options))
            if not options.get("keepdb") and not store.there():
                store.keep(made)
        return made

    with mock.patch.object(creation, "_create_test_db", with_copy), mock.patch.object(creation, "create_test_db", create_once):
        yield
