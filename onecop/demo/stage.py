"""What a played history offers to those who play in it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from onecop.access.models import Person
from onecop.agencies.models import Agency

MORNING, NIGHT = 8, 21
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
    """Return a moment within a span from now, at an hour at which people are up where the agencies are; of the night, the morning after."""
    moment = at + within * stage.dice.uniform(0.05, 0.95)
    ground = stage.agencies[0].territory
    hour = moment.astimezone(ZoneInfo(ground.timezone if ground else "UTC")).hour
    return moment if MORNING <= hour < NIGHT else moment + timedelta(hours=(MORNING - hour) % 24)


class Shares:
    """Lets things happen as often as their rates say: to every n-th whom it may befall, from a start that the dice choose.

    Dice for each would give some histories of fifty partnerships none of what others have five of.
    """

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._shares: dict[str, float] = {}

    def befall(self, what: str, chance: float) -> bool:
        """Whether it happens to the one at hand."""
        share = self._shares.setdefault(what, self._dice.random()) + chance
        self._shares[what] = share % 1
        return share >= 1
