"""What floors above tell about the organizations behind scopes, and do when staff leave. Filled in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from onecop.access.models import Person
from onecop.kernel.actor import Actor

Places = Callable[[Iterable[int]], dict[int, str]]


class WhenStaffLeaves(Protocol):
    """Called in the transaction in which somebody lost a staff role or their account, after it is gone. Hands their work on, or raises Refused."""

    def __call__(self, *, person: Person, by: Actor, at: datetime) -> None: ...


_places: list[Places] = []
_staff_leaves: list[WhenStaffLeaves] = []


def places(source: Places) -> Places:
    """Register `fn(scope ids) -> {scope id: where it is, as "Port Ellery, LK"}`: many organizations share a name."""
    if source not in _places:
        _places.append(source)
    return source


def places_of(scope_ids: Iterable[int]) -> dict[int, str]:
    """Return where the organizations of these scopes are, as far as anyone knows."""
    ids = list(scope_ids)
    return {pk: words for source in _places for pk, words in source(ids).items() if words}


def when_staff_leaves(act: WhenStaffLeaves) -> WhenStaffLeaves:
    """Register `act(person=, by=, at=)`; may be used as a decorator. Registering twice counts once."""
    if act not in _staff_leaves:
        _staff_leaves.append(act)
    return act


def tell_staff_leaves(*, person: Person, by: Actor, at: datetime) -> None:
    for act in _staff_leaves:
        act(person=person, by=by, at=at)
