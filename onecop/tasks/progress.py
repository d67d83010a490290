"""What running work tells about itself, and how it learns that it shall stop."""

from collections.abc import Callable


class Cancelled(Exception):
    """Somebody asked to stop this job. Let it pass: the runner ends the job."""


class Interrupted(Cancelled):
    """The worker stops, or another one took the job over. The runner puts the job back where that is right."""


class Progress:
    """Handed to every job as its first argument.

    Args:
        write: takes (done, total, note) and keeps them; throttled by its owner.
        stopping: returns the exception to stop with, or None.
    """

    def __init__(self, write: Callable[[int, int | None, str], None], stopping: Callable[[], Exception | None]) -> None:
        self._write = write
        self._stopping = stopping
        self.done = 0
        self.total: int | None = None
        self.note = ""

    def advance(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say how far the work is. Cheap enough for a tight loop.

        Raises:
            Cancelled: the job shall stop here; leave nothing half done.
        """
        self.done, self.total, self.note = done, self.total if total is None else total, (note or self.note)[:200]
        self._write(self.done, self.total, self.note)
        self.check()

    def check(self) -> None:
        """Raise Cancelled when the job shall stop."""
        if (reason := self._stopping()) is not None:
            raise reason


SILENT = Progress(lambda done, total, note: None, lambda: None)
"""For calling a job's function directly."""
