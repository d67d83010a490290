"""Child processes that are started together, started again when they fall, and stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

GRACE_SECONDS = 12.0
"""How long a child may take to end by itself before it is killed."""
PATIENCE = 5
"""A child that falls this often within a minute is not started again."""
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tell(self, number: int) -> None:
        """Send a signal to the child and its own children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    """On Linux, ask the kernel to end this child when its parent is killed outright. Elsewhere it does nothing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Children:
    """Use: `Children([...]).run(ready=...)`. Ends on SIGINT, SIGTERM or SIGHUP, or when a child cannot be kept up."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stop = threading.Event()

    def run(self, *, ready: Callable[[], bool], when_ready: Callable[[], None], pause: float = 0.1) -> bool:
        """Start all, call `when_ready` once `ready` answers True, and watch until told to stop.

        Returns:
            False when a child had to be given up.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())
        told = False
        try:
            for child in self.children:
                child.start()
            while not self.stop.wait(pause):
                if not told and ready():
                    told = True
                    when_ready()
                if not all(self._keep(child) for child in self.children):
                    return False
            return True
        finally:
            self._end()

    def _keep(self, child: Child) -> bool:
        """Start a fallen child again, a little later each time. Returns False when it falls too often."""
        if child.runs:
            return True
        moment = time.monotonic()
        child.falls = [fall for fall in child.falls if moment - fall < 60] + [moment]
        code = child.process.returncode if child.process else None
        if len(child.falls) >= PATIENCE:
            print(f"The {child.name} ended {PATIENCE} times within a minute (last with {code}); giving up.", file=sys.stderr, flush=True)
            return False
        print(f"The {child.name} ended ({code}) and is started again.", file=sys.stderr, flush=True)
        if not self.stop.wait(0.5 * len(child.falls)):
            child.start()
        return True

    def _end(self) -> None:
        for child in self.children:
            child.tell(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, until - time.monotonic()))
                child.tell(signal.SIGKILL)
                child.process.wait()
