"""What a played history offers to those who play in it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from onecop.access.models import Person
from onecop.agencies.models import Agency

Act = Callable[[datetime], object]


class Stage(Protocol):
    """The history: its clock goes from `start` to `end`; `at` plans an act.

    nadia: staff. story: partnerships whose life is told, so that no dice fall in them.
    """

    start: datetime
    end: datetime
    dice: random.Random
    nadia: Person
    agencies: list[Agency]
    story: set[int]

    def at(self, moment: datetime, act: Act) -> None: ...

    def liaison(self, agency_id: int) -> Person: ...


def soon(stage: Stage, at: datetime, within: timedelta) -> datetime:
    """Return a moment within a span from now."""
    return at + within * stage.dice.uniform(0.05, 0.95)
