"""Puts the database in order before a command works on it."""

import os
import sys

from onecop.command.base import Fault


def set_up() -> None:
    """Read the settings and load the apps, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def in_order() -> None:
    """Make sure that the tables are those of this program: an empty database gets them, an older one is named.

    Raises:
        Fault: the database is older (or newer) than the program.
    """
    set_up()
    pending, empty = pending_migrations()
    if empty:
        build()
    elif pending:
        raise Fault(f"The database is older than the program ({len(pending)} changes wait). Run bin/onecop migrate; a backup first is wise.")


def pending_migrations() -> tuple[list[str], bool]:
    """Return the migrations that wait, and whether nothing has ever been built here."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = [f"{one.app_label}.{one.name}" for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    return waiting, not executor.loader.applied_migrations


def build() -> None:
    """Create or update every table. Its progress goes to stderr."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    call_command("createcachetable", verbosity=0, stdout=sys.stderr)
