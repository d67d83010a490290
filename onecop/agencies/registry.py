"""What floors above do when the hours of officers change. Filled in `AppConfig.ready()`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from onecop.kernel.actor import Actor

Worked = tuple[date, list[Any]]
"""A cycle as it is kept: day 0, and [start, hours] or null for each day."""


class WhenDutyChanges(Protocol):
    """Called in the transaction of the change: another shift, other turns of the same shift, or days that differ.

    was: by the row number of each officer concerned, what they worked before; None when nobody knew. It is what they work now when only days differ.
    """

    def __call__(self, *, was: Mapping[int, Worked | None], by: Actor, at: datetime) -> None: ...


_acts: list[WhenDutyChanges] = []


def when_duty_changes(act: WhenDutyChanges) -> WhenDutyChanges:
    """Register `act(was=, by=, at=)`: a fixed number of queries, however many officers. Registering twice counts once."""
    if act not in _acts:
        _acts.append(act)
    return act


def tell_duty(*, was: Mapping[int, Worked | None], by: Actor, at: datetime) -> None:
    """Call everyone who registered, in the order they did; nobody when no officer is concerned."""
    for act in _acts if was else ():
        act(was=was, by=by, at=at)
