"""Child processes start together, come back when they fall, and end together."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.real_clock
ROOT = Path(__file__).resolve().parents[2]


def keeper(folder: Path, *scripts: str) -> "subprocess.Popen[str]":
    """Run Children over small Python scripts, in a process of its own since it takes the signals."""
    children = ", ".join(f"Child('child {n}', [sys.executable, '-c', {textwrap.dedent(s)!r}, {str(folder)!r}])" for n, s in enumerate(scripts))
    words = f"""
import sys
from onecop.command.children import Child, Children
well = Children([{children}]).run(ready=lambda: True, when_ready=lambda: print('ready', flush=True), pause=0.05)
sys.exit(0 if well else 3)
"""
    return subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


SLEEPER = """
    import os, pathlib, sys, time
    pathlib.Path(sys.argv[1], f"up-{os.getpid()}").touch()
    time.sleep(300)
"""
FALLER = "raise SystemExit(7)"


def pids(folder: Path) -> list[int]:
    return sorted(int(path.name.removeprefix("up-")) for path in folder.glob("up-*"))


def wait_for(folder: Path, count: int) -> list[int]:
    until = time.monotonic() + 60
    while len(pids(folder)) < count:
        assert time.monotonic() < until
        time.sleep(0.05)
    return pids(folder)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all(tmp_path: Path, number: int) -> None:
    boss = keeper(tmp_path, SLEEPER, SLEEPER)
    both = wait_for(tmp_path, 2)
    boss.send_signal(number)
    assert boss.wait(60) == 0
    assert [pid for pid in both if alive(pid)] == []


def test_a_fallen_child_comes_back(tmp_path: Path) -> None:
    boss = keeper(tmp_path, SLEEPER)
    (first,) = wait_for(tmp_path, 1)
    os.kill(first, signal.SIGKILL)
    both = wait_for(tmp_path, 2)
    boss.terminate()
    assert boss.wait(60) == 0
    assert [pid for pid in both if alive(pid)] == []


def test_one_that_cannot_be_kept_up_ends_all(tmp_path: Path) -> None:
    boss = keeper(tmp_path, SLEEPER, FALLER)
    said = boss.communicate(timeout=60)[1]
    assert boss.returncode == 3
    assert "The child 1 ended 5 times within a minute (last with 7); giving up." in said
    assert [pid for pid in pids(tmp_path) if alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    boss = keeper(tmp_path, SLEEPER)
    (child,) = wait_for(tmp_path, 1)
    boss.kill()
    boss.wait(60)
    until = time.monotonic() + 60
    while Path(f"/proc/{child}/stat").exists() and Path(f"/proc/{child}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < until
        time.sleep(0.05)
