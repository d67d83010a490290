"""What workers do for the public calendar."""

from datetime import datetime

from onecop.calendars import services
from onecop.tasks.alone import Alone
from onecop.tasks.registry import every

A_TURN = 400
TOGETHER = 50
"""Events in one transaction: an act on one of them waits no longer than these take."""


@every(minutes=30, name="calendars.follow")
def follow(at: datetime) -> None:
    """Write some rows anew, the oldest first, always the same number: series grow at their end, and hosts that moved house take their pins along."""
    found = services.behind(A_TURN)
    with Alone("calendars.follow") as alone:
        for n in range(0, len(found), TOGETHER):
            alone.together(found[n : n + TOGETHER], lambda part: services.follow(part, at))
