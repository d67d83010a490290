"""Pure decisions about letters: when the next attempt is, what a refusal means, when a reader rests."""

import random
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MAX_ATTEMPTS = 10
MAX_OUTAGES = 30
"""Attempts at which nobody answered at all: the pauses add up to five days, so a weekend without a mail server loses nothing."""
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
DIGEST_HOUR = 7
"""Digests go out at seven in the morning, the reader's time."""
LONGEST_QUIET = timedelta(hours=36)

Span = tuple[datetime, datetime]


def pause_after(attempts: int, dice: random.Random | None = None) -> timedelta:
    """Return how long to wait after the n-th failed attempt: 30 s, doubling, at most 6 h, spread by ± 25 % so that letters do not return in step."""
    base = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (max(1, attempts) - 1))
    return base * (dice or random).uniform(0.75, 1.25)


def is_final(attempts: int, *, outage: bool = False) -> bool:
    """True when a letter is given up. outage: it was the connection that failed, not the letter."""
    return attempts >= (MAX_OUTAGES if outage else MAX_ATTEMPTS)


def is_lasting(code: int) -> bool:
    """True for an SMTP answer that will be the same tomorrow (5xx)."""
    return 500 <= code < 600


def address_is_dead(code: int, words: str) -> bool:
    """True when an answer says that the mailbox or its domain does not exist (RFC 3463: 5.1.1, 5.1.2, 5.1.10), not merely that it refused us."""
    return is_lasting(code) and any(mark in words for mark in ("5.1.1", "5.1.2", "5.1.10"))


def nightly(at: datetime, zone: str, begin: time, end: time) -> list[Span]:
    """Return the quiet spans near `at` of somebody who rests from `begin` to `end` (over midnight when end is earlier)."""
    here = ZoneInfo(zone)
    today = at.astimezone(here).date()
    spans = []
    for shift in (-1, 0, 1, 2):
        day = today + timedelta(days=shift)
        until = day if end > begin else day + timedelta(days=1)
        spans.append((datetime.combine(day, begin, here), datetime.combine(until, end, here)))
    return spans


def first_free(at: datetime, spans: Iterable[Span]) -> datetime:
    """Return the first moment from `at` that no span covers. After 36 hours of silence a letter goes all the same."""
    moment = at
    for begin, end in sorted(spans):
        if begin <= moment < end:
            moment = end
    return min(moment, at + LONGEST_QUIET)


def next_digest(at: datetime, zone: str) -> datetime:
    """Return the next time that it is DIGEST_HOUR where the reader lives, strictly after `at`."""
    here = ZoneInfo(zone)
    local = at.astimezone(here)
    today = datetime.combine(local.date(), time(DIGEST_HOUR), here)
    return today if today > at else datetime.combine(local.date() + timedelta(days=1), time(DIGEST_HOUR), here)
