"""What higher floors tell the mail: who a reader is, and when not to write to them."""

from collections.abc import Callable, Collection
from datetime import datetime

Span = tuple[datetime, datetime]
QuietHours = Callable[[str, datetime], list[Span]]
QuietOfMany = Callable[[Collection[str], datetime], dict[str, list[Span]]]

QUIET: list[QuietHours] = []
MANY: dict[QuietHours, QuietOfMany] = {}


def quiet_hours(source: QuietHours, many: QuietOfMany | None = None) -> QuietHours:
    """Register `fn(email, at) -> [(start, end)]`: aware spans near `at` in which letters that can wait do wait, as an officer's shift or sleep.

    Args:
        many: the same for many addresses in a fixed number of queries, by address; those without spans may be absent. None: asked one by one.
    """
    if source not in QUIET:
        QUIET.append(source)
    if many is not None:
        MANY[source] = many
    return source
