"""Runs parts of the product in processes of their own, on the test database."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def environment(**extra: str) -> dict[str, str]:
    """Return the environment for a process that works on the test database of this run."""
    s: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{s['NAME']}"
    else:
        url = f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST'] or '127.0.0.1'}:{s['PORT'] or 5432}/{s['NAME']}"
    fixed = {"ONECOP_DATABASE_URL": url, "ONECOP_SECRET_KEY": "only-for-tests", "DJANGO_SETTINGS_MODULE": "onecop.config.settings"}
    return {**os.environ, **fixed, "PYTHONPATH": str(ROOT), **extra}


def start(module: str, *args: str, **extra: str) -> "subprocess.Popen[bytes]":
    """Start `python -m module args` on the test database. The caller ends it."""
    return subprocess.Popen([sys.executable, "-m", module, *args], cwd=ROOT, env=environment(**extra), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
