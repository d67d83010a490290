"""What floors above do when a congregation's people change, or two rows turn out to be one. Filled in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import Actor


class WhenMerged(Protocol):
    """Called in the transaction of the merge, before people move and `gone` ends. It moves what hangs on `gone` to `kept`, or raises Refused.

    choice: what staff chose among the options of an Outlook; empty when they were asked nothing.
    """

    def __call__(self, *, kept: Congregation, gone: Congregation, choice: str, by: Actor, at: datetime) -> None: ...


@dataclass(frozen=True)
class Outlook:
    """What a merge would do, in sentences, before anyone decides; options: (value, label) pairs of which staff must choose one."""

    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


Looks = Callable[[Congregation, Congregation], Outlook]


class WhenContactChanges(Protocol):
    """Called in the transaction in which a part of a congregation changed hands. `old` or `new` is None where nobody had or has it.

    After a merge it is called once with an empty kind: look at all parts.
    """

    def __call__(self, *, congregation: Congregation, kind: str, old: Contact | None, new: Contact | None, by: Actor, at: datetime) -> None: ...


class WhyKept(Protocol):
    """Says in a sentence why an acceptance cannot be undone any more; empty when it can."""

    def __call__(self, congregation: Congregation) -> str: ...


_when_merged: list[WhenMerged] = []
_why_kept: list[WhyKept] = []
_outlooks: list[Looks] = []
_when_contact_changes: list[WhenContactChanges] = []


def when_merged(act: WhenMerged) -> WhenMerged:
    """Register `act(kept=, gone=, by=, at=)`; may be used as a decorator. Registering twice counts once."""
    if act not in _when_merged:
        _when_merged.append(act)
    return act


def why_kept(reason: WhyKept) -> WhyKept:
    """Register `reason(congregation)`; may be used as a decorator. Registering twice counts once."""
    if reason not in _why_kept:
        _why_kept.append(reason)
    return reason


def merge_outlook(look: Looks) -> Looks:
    """Register `look(kept, gone) -> Outlook`; may be used as a decorator. Registering twice counts once."""
    if look not in _outlooks:
        _outlooks.append(look)
    return look


def when_contact_changes(act: WhenContactChanges) -> WhenContactChanges:
    """Register `act(congregation=, kind=, old=, new=, by=, at=)`; may be used as a decorator. Registering twice counts once."""
    if act not in _when_contact_changes:
        _when_contact_changes.append(act)
    return act


def tell_merged(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    for act in _when_merged:
        act(kept=kept, gone=gone, choice=choice, by=by, at=at)


def tell_contact_changed(
    *, congregation: Congregation, kind: str = "", old: Contact | None = None, new: Contact | None = None, by: Actor, at: datetime
) -> None:
    for act in _when_contact_changes:
        act(congregation=congregation, kind=kind, old=old, new=new, by=by, at=at)


def outlook_of(kept: Congregation, gone: Congregation) -> Outlook:
    """Return all that a merge would do above, in one."""
    found = [look(kept, gone) for look in _outlooks]
    return Outlook(words=tuple(w for one in found for w in one.words), options=tuple(o for one in found for o in one.options))


def reason_to_keep(congregation: Congregation) -> str:
    """Return the first reason against undoing an acceptance; empty when there is none."""
    return next((words for reason in _why_kept if (words := reason(congregation))), "")
