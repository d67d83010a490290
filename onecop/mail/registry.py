"""What higher floors tell the mail: who a reader is, and when not to write to them."""

from collections.abc import Callable
from datetime import datetime

Span = tuple[datetime, datetime]
QuietHours = Callable[[str, datetime], list[Span]]

QUIET: list[QuietHours] = []


def quiet_hours(source: QuietHours) -> QuietHours:
    """Register `fn(email, at) -> [(start, end)]`: aware spans near `at` in which letters that can wait do wait, as an officer's shift or sleep."""
    if source not in QUIET:
        QUIET.append(source)
    return source
