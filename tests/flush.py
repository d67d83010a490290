"""How the database is emptied after a test that commits: by DELETE, and only the tables that hold something.

Django truncates every table of PostgreSQL, which costs seconds on each such test, and makes the rows of content types and permissions anew.
The audit trail refuses DELETE: its trigger is lifted for that moment only.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.core.management.commands import flush as command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

KEPT = {"django_content_type", "auth_permission"}
"""Written by migrations and never by a test."""


def lines(operations: BaseDatabaseOperations, style: Any, tables: Any, **options: Any) -> list[str]:
    """Return the SQL that empties these tables. Takes what Django's `sql_flush` takes; sequences go on where they are."""
    full = with_rows([table for table in tables if table not in KEPT])
    deletes = [f"DELETE FROM {operations.quote_name(table)}" for table in full]
    if "audit_entry" not in full:
        return deletes
    if connection.vendor == "postgresql":
        # What was deleted waits for its checks, and PostgreSQL changes no table before they are made.
        return [
            "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays",
            *deletes,
            "SET CONSTRAINTS ALL IMMEDIATE",
            "ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_stays",
        ]
    trigger = importlib.import_module("onecop.audit.migrations.0002_append_only")
    return [*trigger.SQLITE_BACK, *deletes, *trigger.SQLITE]


def with_rows(tables: list[str]) -> list[str]:
    names = [connection.ops.quote_name(table) for table in tables]
    asked = [f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {name})" for n, name in enumerate(names)]
    full: list[str] = []
    with connection.cursor() as cursor:
        for first in range(0, len(asked), 100):  # SQLite joins no more than 500 of them
            cursor.execute(" UNION ALL ".join(asked[first : first + 100]))
            full += [tables[n] for (n,) in cursor.fetchall()]
    return full


@contextmanager
def quick() -> Iterator[None]:
    """Empty databases this way for as long as the block lasts."""
    with mock.patch.object(type(connection.ops), "sql_flush", lines), mock.patch.object(command, "emit_post_migrate_signal"):
        yield
