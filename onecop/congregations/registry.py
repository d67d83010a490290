"""What floors above do when two rows turn out to be one congregation. Filled in `AppConfig.ready()`."""

from datetime import datetime
from typing import Protocol

from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor


class WhenMerged(Protocol):
    """Called in the transaction of the merge, before `gone` ends. It moves what hangs on `gone` to `kept`, or raises Refused."""

    def __call__(self, *, kept: Congregation, gone: Congregation, by: Actor, at: datetime) -> None: ...


class WhyKept(Protocol):
    """Says in a sentence why an acceptance cannot be undone any more; empty when it can."""

    def __call__(self, congregation: Congregation) -> str: ...


_when_merged: list[WhenMerged] = []
_why_kept: list[WhyKept] = []


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


def tell_merged(*, kept: Congregation, gone: Congregation, by: Actor, at: datetime) -> None:
    for act in _when_merged:
        act(kept=kept, gone=gone, by=by, at=at)


def reason_to_keep(congregation: Congregation) -> str:
    """Return the first reason against undoing an acceptance; empty when there is none."""
    return next((words for reason in _why_kept if (words := reason(congregation))), "")
