"""How often somebody is invited, and when they are asked once more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from onecop.registrations.rules import closes_at

CAP = 4
"""Invitations to large events, and reminders of them, that one address gets in WINDOW; whoever hosts. More are not read, and cost goodwill."""
WINDOW = timedelta(days=30)
CHUNK = 500
"""Invitations written in one transaction: what is held in memory, and how soon a cancelled sending stops."""
MOST_INDIVIDUALS = 200

REMIND_FROM = timedelta(days=5)
"""How long before a date whoever has not answered is asked once more."""
REMIND_UNTIL = timedelta(days=1)
"""Later than this it is no help to the host, and a push to the guest."""
REST = timedelta(days=3)
"""How long an invitation lies before a reminder follows it."""
MOST_REMINDERS = 2000
"""Reminders of one run: what is left waits for the next."""
DAY_FROM, DAY_TO = 9, 19
"""Hours between which a reminder is written, by the clock of the place."""


def may_remind(starts_at: datetime, closes_hours: int, zone: ZoneInfo, at: datetime) -> bool:
    """True while a silent guest of a date may be asked once more: it is day there, some days before, and an answer still counts.

    Args:
        closes_hours: how long before the beginning signing up ends.
    """
    near = starts_at - REMIND_FROM <= at < starts_at - REMIND_UNTIL
    return near and DAY_FROM <= at.astimezone(zone).hour < DAY_TO and at < closes_at(starts_at, closes_hours)
