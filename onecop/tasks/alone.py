"""Rows of a periodic run, each on its own: one that fails holds up no other, and the run says at its end that some did."""

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import OperationalError, transaction

log = logging.getLogger(__name__)
R = TypeVar("R")
NAMED = 5
"""Rows that a run names; of the others it says how many."""


class RowsFailed(Exception):
    """Some rows of a run failed, and all others are done. Says which and how, never what stands in them."""


class Alone:
    """Walk rows so that each has a transaction of its own.

    ::

        with Alone("events.letters") as alone:
            for invite in waiting:
                with alone(invite):
                    remind(invite=invite, at=at)

    A row that raises is taken back, noted in the log, and met again with the next run. A database that is locked or gone is no row's fault:
    OperationalError ends the run at once, or each row would wait for it in turn. Enter it outside of any transaction of the run's
    own: at its end it raises RowsFailed where a row failed, so that whoever runs the site learns of it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.failed: list[str] = []

    def __enter__(self) -> "Alone":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_args: object) -> None:
        if kind is None and self.failed:
            more = f", and {len(self.failed) - NAMED} more" if len(self.failed) > NAMED else ""
            raise RowsFailed("; ".join(self.failed[:NAMED]) + more)

    @contextmanager
    def __call__(self, row: Any) -> Iterator[None]:
        """Do what follows for this row in its own transaction."""
        try:
            with transaction.atomic():
                yield
        except OperationalError:
            raise
        except Exception as error:
            self._note(row, error)

    def together(self, rows: Sequence[R], act: Callable[[Sequence[R]], object]) -> None:
        """Do many rows in one act, which opens its own transaction. Where it fails, do each half alone, down to the row that is at fault."""
        if not rows:
            return
        try:
            act(rows)
        except OperationalError:
            raise
        except Exception as error:
            if len(rows) == 1:
                self._note(rows[0], error)
                return
            middle = len(rows) // 2
            self.together(rows[:middle], act)
            self.together(rows[middle:], act)

    def _note(self, row: Any, error: Exception) -> None:
        """Say what failed and where in the code. The error's own words may quote the row, so they stay out."""
        which = f"{row._meta.label} {row.pk}" if hasattr(row, "_meta") else str(row)
        self.failed.append(f"{which}: {type(error).__name__}")
        log.error("%s: %s failed: %s\n%s", self.name, which, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
