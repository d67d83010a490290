"""check: is this site in good order, and what should be mended."""

import argparse
import platform
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from onecop.command.base import Answer, Command, no_arguments

ALIVE = timedelta(seconds=60)
SAFE_SQLITE = (3, 51, 3)
"""Up to 3.51.2 a checkpoint that meets a reset of the write-ahead log may, rarely, lose a commit. Fixed upstream in 3.51.3."""


@dataclass(frozen=True)
class Finding:
    """level: well, note (worth knowing) or mend (the command then ends with 1). mend: what to do about it."""

    part: str
    level: str
    words: str
    mend: str = ""


def _settings() -> list[Finding]:
    from django.conf import settings

    found = [Finding("settings", "well", f"Site address {settings.SITE_URL}, data in {settings.DATA}.")]
    local = any(f"//{name}" in settings.SITE_URL for name in ("localhost", "127.0.0.1", "[::1]"))
    if settings.DEBUG:
        found.append(Finding("settings", "mend", "ONECOP_DEBUG is on: faults show the inside of the program.", "Unset ONECOP_DEBUG."))
    if settings.DEMO:
        found.append(
            Finding("settings", "note", "This is a demo: sign-ins are shown to everyone and staff need no second factor.", "Never keep real people here.")
        )
    elif not settings.SECOND_FACTOR_REQUIRED:
        found.append(Finding("settings", "mend", "Staff need no second factor.", "Unset ONECOP_SECOND_FACTOR."))
    if not local and not settings.SITE_URL.startswith("https"):
        found.append(Finding("settings", "mend", "The site is reached without https.", "Put it behind a TLS proxy and set ONECOP_SITE_URL=https://…"))
    if local and not settings.DEMO:
        found.append(Finding("settings", "note", "Links in e-mails point to this machine only.", "Set ONECOP_SITE_URL to the address that people type."))
    if settings.SITE_URL.startswith("https") and "*" in settings.ALLOWED_HOSTS:
        found.append(Finding("settings", "mend", "Any host name is answered.", "Set ONECOP_ALLOWED_HOSTS."))
    return found


def _database() -> list[Finding]:
    from django.db import connection

    from onecop.command.database import pending_migrations

    connection.ensure_connection()
    waiting, empty = pending_migrations()
    found = []
    if empty:
        found.append(Finding("database", "mend", "The database is empty.", "Run bin/serve, or bin/onecop migrate."))
    elif waiting:
        found.append(Finding("database", "mend", f"{len(waiting)} changes of the tables wait.", "Back up, then run bin/onecop migrate."))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        found.append(Finding("database", "well", f"SQLite {sqlite3.sqlite_version}, journal {mode}."))
        if mode != "wal":
            found.append(Finding("database", "mend", f"The journal is {mode}, not wal.", "Move the data folder to a local disk; network disks cannot hold it."))
        if sqlite3.sqlite_version_info < SAFE_SQLITE:
            words = f"SQLite {sqlite3.sqlite_version} is older than 3.51.3, which mends a rare loss when the write-ahead log is reset."
            found.append(Finding("database", "note", words, "Keep backups (bin/onecop backup), and take a newer Python or system when there is one."))
    else:
        version = connection.pg_version // 10000  # type: ignore[attr-defined]
        found.append(Finding("database", "well", f"PostgreSQL {version}."))
    return found


def _worker() -> list[Finding]:
    from onecop.kernel.clock import now
    from onecop.tasks.choices import JobState
    from onecop.tasks.models import Beat, Job, WorkerSeen
    from onecop.tasks.registry import RHYTHMS

    alive = WorkerSeen.objects.filter(seen_at__gt=now() - ALIVE).count()
    waiting = Job.objects.filter(state=JobState.WAITING).count()
    failed = Beat.objects.filter(name__in=RHYTHMS).exclude(trouble="").order_by("name").values_list("name", "trouble")
    found = [Finding("worker", "mend", f"{name} failed: {trouble[:300]}", "The log says where; it runs again by itself.") for name, trouble in failed]
    return [*found, *_alive(alive, waiting)]


def _alive(alive: int, waiting: int) -> list[Finding]:
    if alive:
        return [Finding("worker", "well", f"{alive} running, {waiting} tasks waiting.")]
    mend = "Start bin/serve, or bin/onecop worker."
    if waiting:
        return [Finding("worker", "mend", f"None has shown itself for a minute, and {waiting} tasks wait.", mend)]
    return [Finding("worker", "note", "None has shown itself for a minute; nothing waits for one.", mend)]


def _mail() -> list[Finding]:
    import socket

    from django.conf import settings

    if settings.MAIL_ROUTE == "mailbox":
        words = "E-mails are kept in the demo mailbox and reach nobody."
        return [Finding("mail", "note", words, "" if settings.DEMO else "Set ONECOP_MAIL=smtp and ONECOP_SMTP_HOST, or a provider.")]
    if settings.MAIL_ROUTE != "smtp":
        return [Finding("mail", "well", f"Sent by {settings.MAIL_ROUTE} as {settings.MAIL_FROM}.")]
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5).close()
    except OSError as error:
        words = f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer ({error})."
        return [Finding("mail", "mend", words, "Check ONECOP_SMTP_HOST and ONECOP_SMTP_PORT.")]
    return [Finding("mail", "well", f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers; sent as {settings.MAIL_FROM}.")]


def _relay() -> list[Finding]:
    import socket

    from django.conf import settings

    from onecop.messages import inbound

    if not settings.RELAY_DOMAIN:
        return [Finding("relay", "note", "Partners answer each other on the page, not by e-mail.", "Set ONECOP_RELAY_DOMAIN; docs/settings.md says what else.")]
    if settings.MAIL_ROUTE in inbound.VIEWS:
        words = f"{settings.MAIL_ROUTE} is to call {inbound.hook(settings.MAIL_ROUTE)} with mail to {settings.RELAY_DOMAIN}. The address is a secret."
        return [Finding("relay", "well", words)]
    try:
        socket.create_connection((settings.RELAY_HOST, settings.RELAY_PORT), timeout=5).close()
    except OSError as error:
        words = f"Nobody takes in mail to {settings.RELAY_DOMAIN} at {settings.RELAY_HOST}:{settings.RELAY_PORT} ({error.strerror or error})."
        return [Finding("relay", "mend", words, "Start bin/onecop relay.")]
    return [Finding("relay", "well", f"Mail to {settings.RELAY_DOMAIN} is taken in at {settings.RELAY_HOST}:{settings.RELAY_PORT}.")]


def _versions() -> list[Finding]:
    import django

    import onecop

    return [Finding("versions", "well", f"OneCOP {onecop.__version__}, Python {platform.python_version()}, Django {django.__version__}.")]


PARTS: dict[str, Callable[[], list[Finding]]] = {
    "versions": _versions,
    "settings": _settings,
    "database": _database,
    "worker": _worker,
    "mail": _mail,
    "relay": _relay,
}


def _run(_asked: argparse.Namespace) -> Answer:
    from onecop.command.database import set_up

    set_up()
    findings: list[Finding] = []
    for part, look in PARTS.items():
        try:
            findings += look()
        except Exception as fault:  # a broken part must not hide the others
            findings.append(Finding(part, "mend", " ".join(str(fault).split()) or type(fault).__name__, "See the line itself; then check again."))
    return {"well": not any(f.level == "mend" for f in findings), "findings": [asdict(f) for f in findings]}


def _say(answer: Mapping[str, Any]) -> str:
    lines = []
    for finding in answer["findings"]:
        lines.append(f"{finding['level']:<5} {finding['part']:<9} {finding['words']}" + (f" → {finding['mend']}" if finding["mend"] else ""))
    return "\n".join([*lines, "All is well." if answer["well"] else "Something is to be mended."])


COMMANDS = (
    Command(
        name="check",
        help="Look at settings, database, worker, mail and versions, and say what to mend. Ends with 1 when something is.",
        example="bin/onecop check",
        arguments=no_arguments,
        run=_run,
        say=_say,
        database=False,
        trouble=lambda answer: 0 if answer["well"] else 1,
    ),
)
