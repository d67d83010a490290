"""What workers can do. Apps fill it from `jobs.py`, imported in their `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Work = Callable[..., dict[str, Any] | None]
Periodic = Callable[[datetime], None]
Pump = Callable[[], bool]


@dataclass(frozen=True)
class Kind:
    """name: what `Job.kind` holds. again: safe to run a second time after a worker died or was stopped.

    retries: how many more attempts after an exception, with growing pauses.
    """

    name: str
    work: Work
    again: bool = False
    retries: int = 0


@dataclass(frozen=True)
class Rhythm:
    name: str
    period: timedelta
    work: Periodic


KINDS: dict[str, Kind] = {}
RHYTHMS: dict[str, Rhythm] = {}
PUMPS: dict[str, Pump] = {}


def job(name: str, *, again: bool = False, retries: int = 0) -> Callable[[Work], Work]:
    """Register `run(progress, **params) -> dict | None` as the work of jobs of this kind.

    Args:
        again: running it twice does no harm, so that work whose worker died starts over instead of failing.
        retries: further attempts after an exception.
    """

    def register(work: Work) -> Work:
        KINDS[name] = Kind(name, work, again or retries > 0, retries)
        return work

    return register


def every(*, name: str, seconds: float = 0, minutes: float = 0, hours: float = 0) -> Callable[[Periodic], Periodic]:
    """Register `f(at)` to run once per period, whichever worker gets to it first. It must bear being run again after a crash."""

    def register(work: Periodic) -> Periodic:
        RHYTHMS[name] = Rhythm(name, timedelta(seconds=seconds, minutes=minutes, hours=hours), work)
        return work

    return register


def pump(name: str) -> Callable[[Pump], Pump]:
    """Register `f() -> bool` that a worker calls all the time in a thread of its own: at once again after True, else after a second."""

    def register(work: Pump) -> Pump:
        PUMPS[name] = work
        return work

    return register
