"""What floors above do when a map comes into force. Filled in `AppConfig.ready()`."""

from datetime import datetime
from typing import Protocol

from onecop.kernel.actor import Actor
from onecop.territory.models import TerritoryVersion


class WhenActivated(Protocol):
    """Called in the transaction of the activation, after the version is in force and its neighbours are known."""

    def __call__(self, *, version: TerritoryVersion, previous: TerritoryVersion | None, by: Actor, at: datetime) -> None: ...


_when_activated: list[WhenActivated] = []


def when_activated(act: WhenActivated) -> WhenActivated:
    """Register `act(version=, previous=, by=, at=)`; may be used as a decorator. Registering twice counts once."""
    if act not in _when_activated:
        _when_activated.append(act)
    return act


def tell_activated(*, version: TerritoryVersion, previous: TerritoryVersion | None, by: Actor, at: datetime) -> None:
    """Call everyone who registered, in the order they did."""
    for act in _when_activated:
        act(version=version, previous=previous, by=by, at=at)
