"""Build .venv from the lock, only when the lock has changed; then become the program asked for. Standard library only.

The stamp in .venv holds the hashes of the lock files that it was built from, so a second start compares two hashes and goes on.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "onecop-stamp.json"
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}


def main(arguments: list[str]) -> int:
    kind = "test" if arguments[:1] == ["--test"] else "run"
    rest = arguments[kind == "test" :]
    if not in_place(kind):
        build(kind)
    if rest[:1] == ["run"] and len(rest) > 1:
        os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        os.environ["VIRTUAL_ENV"] = str(VENV)
        program = VENV / "bin" / rest[1]
        os.chdir(ROOT)
        os.execv(program, [str(program), *rest[2:]])
    if rest:
        print("Usage: bin/bootstrap [--test] [run PROGRAM ARGUMENTS…]", file=sys.stderr)
        return 2
    return 0


def hash_of(kind: str) -> str:
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def in_place(kind: str) -> bool:
    return stamp().get(kind) == hash_of(kind) and (VENV / "bin" / "python").exists()


def build(kind: str) -> None:
    """Make the environment equal to the lock. A second start at the same time waits for the first."""
    with (ROOT / ".venv.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if in_place(kind):
            return
        kind = "test" if "test" in stamp() else kind
        print(f"Installing what OneCOP needs into .venv from {LOCKS[kind].name}; this happens once.", file=sys.stderr, flush=True)
        STAMP.unlink(missing_ok=True)
        try:
            with_uv(kind) if shutil.which("uv") else with_pip(kind)
        except subprocess.CalledProcessError as fault:
            sys.exit(f"The installation stopped: {' '.join(map(str, fault.cmd[:4]))} … ended with {fault.returncode}. Its last words are above.")
        kinds = ("run", "test") if kind == "test" else ("run",)
        STAMP.write_text(json.dumps({each: hash_of(each) for each in kinds}))


def with_uv(kind: str) -> None:
    if not (VENV / "bin" / "python").exists():
        subprocess.run(["uv", "venv", "--quiet", "--clear", "--python", base_python(), str(VENV)], check=True, cwd=ROOT)
    command = ["uv", "pip", "sync", "--quiet", "--require-hashes", "--only-binary", ":all:", "--python", str(VENV / "bin" / "python"), str(LOCKS[kind])]
    subprocess.run(command, check=True, cwd=ROOT)


def with_pip(kind: str) -> None:
    if not (VENV / "bin" / "python").exists() or not has_pip():
        require_venv()
        subprocess.run([base_python(), "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS[kind])], check=True, cwd=ROOT)


def base_python() -> str:
    """The interpreter to build from: never the one inside .venv, which is about to be replaced."""
    return getattr(sys, "_base_executable", sys.executable) or sys.executable


def has_pip() -> bool:
    return subprocess.run([str(VENV / "bin" / "python"), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def require_venv() -> None:
    if subprocess.run([base_python(), "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode:
        sys.exit(
            "Python is here, but its module venv is not. On Debian or Ubuntu: sudo apt-get install python3-venv. "
            "Or install uv (https://docs.astral.sh/uv/), which needs nothing else."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
