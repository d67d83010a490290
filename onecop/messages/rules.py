"""Pure decisions about messages."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from onecop.partnerships.choices import Side

PATIENCE = timedelta(days=3)
"""After so long a message that waits for an answer asks for one."""
FORGOTTEN = timedelta(days=21)
"""After so long nobody answers a message any more: whether they are in touch at all is for the journey to say."""
PER_HOUR = 20
"""Messages of one person in one thread: more is a machine, or a mistake."""
SIDES = (Side.CONGREGATION, Side.OFFICER)

Spoken = tuple[str, datetime]
"""Which side wrote, and when."""


def waiting(posts: Sequence[Spoken], quiet_at: datetime | None) -> Spoken | None:
    """Return the message that waits for an answer, of posts in order of time; None when nothing waits.

    An answer asks for none: the next message, from either side, does. Of several in a row the first one waits. What staff wrote is no answer,
    and asks for none. Until `quiet_at` nothing needs an answer any more.
    """
    since: Spoken | None = None
    for side, at in posts:
        if side in SIDES:
            since = (side, at) if since is None else since if since[0] == side else None
    return since if since and not (quiet_at and _last(posts, since[0]) <= quiet_at) else None


def _last(posts: Sequence[Spoken], side: str) -> datetime:
    return max(at for which, at in posts if which == side)


def both_wrote(posts: Iterable[Spoken], zone: tzinfo) -> list[tuple[date, datetime]]:
    """Return the days on which both sides wrote, each with the moment when the second one did. Posts in order of time."""
    found = []
    for day, some in groupby(posts, key=lambda post: post[1].astimezone(zone).date()):
        first: dict[str, datetime] = {}
        for side, at in some:
            if side in SIDES:
                first.setdefault(side, at)
        if len(first) == len(SIDES):
            found.append((day, max(first.values())))
    return found
