"""What workers do for the public calendar."""

from datetime import datetime

from onecop.calendars import services
from onecop.tasks.registry import every

A_TURN = 400
TOGETHER = 50
"""Events in one transaction: an act on one of them waits no longer than these take."""


@every(minutes=30, name="calendars.follow")
def follow(at: datetime) -> None:
    """Write some rows anew, the oldest first, always the same number: series grow at their end, and hosts that moved house take their pins along."""
    found = services.behind(A_TURN)
    for n in range(0, len(found), TOGETHER):
        services.follow(found[n : n + TOGETHER], at)
