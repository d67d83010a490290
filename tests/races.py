"""Several acts at the same moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connections


def together(*acts: Callable[[], object]) -> list[Exception | None]:
    """Start all at once, and return how each ended: None, or what it raised."""
    gate = threading.Barrier(len(acts))
    ends: list[Exception | None] = [None] * len(acts)

    def run(n: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(60)
            act()
        except Exception as error:
            ends[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return ends


def names(ends: list[Exception | None]) -> list[str]:
    """Return the kinds of the ends, sorted; "well" for the good ones."""
    return sorted(type(end).__name__ if end else "well" for end in ends)
