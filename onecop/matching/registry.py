"""What floors above tell matching: how many congregations an officer is promised to beside those that matching knows. Filled in `AppConfig.ready()`."""

from collections import Counter
from collections.abc import Callable

from onecop.agencies.models import Agency

AlsoHeld = Callable[[Agency], Counter[int]]

_also_held: list[AlsoHeld] = []


def also_held(source: AlsoHeld) -> AlsoHeld:
    """Register `fn(agency) -> {officer's row number: how many}`: congregations that somebody is being asked about, or has agreed to take over."""
    if source not in _also_held:
        _also_held.append(source)
    return source


def held_elsewhere(agency: Agency) -> Counter[int]:
    """Return what floors above know of the load of this agency's officers."""
    return sum((source(agency) for source in _also_held), Counter())
