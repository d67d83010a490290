"""Every check that needs no data. Runs all of them, two at a time, then says which failed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ["onecop", "tests", "bench", "bin/tools", "manage.py"]


def program(*command: str) -> Callable[[], list[str]]:
    """A check that is another program: its output is the list of faults when it fails."""

    def check() -> list[str]:
        with tempfile.TemporaryDirectory() as data:
            environment = {**os.environ, "ONECOP_DATA": data, "DJANGO_SETTINGS_MODULE": "onecop.config.settings"}
            done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).strip().splitlines() if done.returncode else []

    return check


def floors() -> list[str]:
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines() if done.returncode else []


FORBIDDEN = {
    r"\sstyle\s*=\s*[\"']": "a style attribute (the content policy forbids it)",
    r"<style\b": "a style element (the content policy forbids it)",
    r"\son[a-z]+\s*=\s*[\"']": "a script in an attribute (the content policy forbids it)",
    r"\|\s*safe\b": "|safe: text must be escaped",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "a script in the page (the content policy forbids it)",
    r"\{%-?\s*autoescape\s+false": "autoescape switched off",
}


LETTERS = "templates/mail/letter.jinja"
"""A letter carries its styles inside: mail programs read no others, and no content policy applies there."""


def templates() -> list[str]:
    """Compile every page, and look for markup that the content policy would break."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
    with tempfile.TemporaryDirectory() as data:
        os.environ["ONECOP_DATA"] = data
        import django

        sys.path.insert(0, str(ROOT))
        django.setup()
        from django.template import engines
        from jinja2 import TemplateSyntaxError

        environment = engines["jinja"].env  # type: ignore[attr-defined]
        faults = []
        for path in sorted(ROOT.glob("onecop/*/templates/**/*.jinja")):
            text, where = path.read_text(), path.relative_to(ROOT)
            try:
                environment.compile(text, str(where))
            except TemplateSyntaxError as error:
                faults.append(f"{where}:{error.lineno}: {error.message}")
            bare = re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
            for pattern, words in FORBIDDEN.items():
                if str(where).endswith(LETTERS) and "style" in words:
                    continue
                faults += [f"{where}:{bare.count(chr(10), 0, found.start()) + 1}: {words}" for found in re.finditer(pattern, bare)]
    return faults


def lock() -> list[str]:
    """A lock file names packages, versions and hashes: never a host, never a path of somebody's machine."""
    faults = []
    for name in ("requirements.txt", "requirements-test.txt"):
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if "://" in line or re.search(r"--(index|extra-index|find-links|trusted-host)", line) or re.search(r"(^|\s)(/|~/|\.\./)\w", line):
                faults.append(f"{name}:{number}: names a place: {line.strip()}")
            elif re.match(r"^[A-Za-z0-9]", line) and not re.search(r"==[^ ]+.*\\$", line):
                faults.append(f"{name}:{number}: not pinned with hashes: {line.strip()}")
    return faults


CHECKS: dict[str, Callable[[], list[str]]] = {
    "format": program("ruff", "format", "--check", *PLACES),
    "lint": program("ruff", "check", *PLACES),
    "types": program("mypy"),
    "floors": floors,
    "migrations": program("django", "makemigrations", "--check", "--dry-run"),
    "templates": templates,
    "lock": lock,
}


def timed(check: Callable[[], list[str]]) -> tuple[list[str], float]:
    began = time.monotonic()
    return check(), time.monotonic() - began


def told(name: str, faults: list[str], seconds: float) -> bool:
    """Say how one check ended, and return whether it is well."""
    print(f"{'FAILS' if faults else 'well '} {name} ({seconds:.1f} s)", flush=True)
    for fault in faults[:200]:
        print(f"      {fault}")
    return not faults


def main(arguments: list[str]) -> int:
    chosen = CHECKS
    if arguments:
        if arguments[0] != "--only" or not set(arguments[1:]) <= set(CHECKS):
            print(f"Usage: bin/lint [--only {' | '.join(CHECKS)} …]", file=sys.stderr)
            return 2
        chosen = {name: CHECKS[name] for name in arguments[1:]}
    with ThreadPoolExecutor(max_workers=2) as others:
        ends = {name: others.submit(timed, check) for name, check in chosen.items()}
        failed = [name for name, end in ends.items() if not told(name, *end.result())]
    print(f"To mend: {', '.join(failed)}" if failed else "All checks pass.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
