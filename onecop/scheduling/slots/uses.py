"""What a time is wanted for, and what that asks of both sides. All numbers of the finder stand here."""

from dataclasses import dataclass
from datetime import timedelta

from onecop.agencies.rest import SLEEP

AHEAD = timedelta(hours=48)
"""Nobody is asked to come sooner."""
MORNING, EVENING = 8 * 60, 21 * 60
"""Meetings lie between these minutes of the day, by the congregation's clock."""
EDGE = 120
"""Minutes at the beginning and the end of a turn in which an officer may meet somebody, where the agency says "edges"."""
NIGHT_FROM, NIGHT_TO, SMALL_HOURS = 22 * 60, 7 * 60, 4 * 60
"""As in agencies.rest: nobody is woken at night; a turn with any time between midnight and four is a night turn."""
SLEEPS = int(SLEEP.total_seconds()) // 60
BY_THE_SUN = 60
"""Minutes kept free on either side of a hard day that is counted by the sun: nobody runs out at the first star."""
SEASON = 3
"""A soft time of more days than this is a season, such as Ramadan: better not, but not the same as a feast."""


@dataclass(frozen=True)
class Use:
    """minutes: how long, unless the search says. daytime: between MORNING and EVENING. service: only during a gathering, from its beginning to its end.

    moved_on: an officer may come after the day of a transfer, too: whoever hands over works elsewhere by then, and is still a colleague.
    """

    minutes: int
    daytime: bool = True
    service: bool = False
    moved_on: bool = False


USES = {"meeting": Use(60), "handover": Use(60, moved_on=True), "debrief": Use(90), "service": Use(60, daytime=False, service=True)}

# What makes one free time better than another, in points; the fewest are best.
SOFT_DAY = 40
SOFT_SEASON = 8
BY_AN_HOLY_DAY = 10  # within a day of a hard feast
AFTER_BID = 15
DAY_OFF = 8  # coming in on a day off
OFF_DUTY = 3  # before or after a turn of that day
LATE_OR_EARLY = 6
HALF_HOUR, QUARTER_HOUR = 2, 6  # off the full hour
DAYS_PER_POINT = 2
SAME_WEEKDAY, SAME_HALF_DAY = 6, 3  # as a time offered already
COMFORT_FROM, COMFORT_TO = 9 * 60, 20 * 60
