"""Kinds of jobs that only tests know. Worker processes of the tests load them too."""

import os
import time
from datetime import datetime
from typing import Any

from onecop.audit.models import Entry
from onecop.kernel.errors import Refused
from onecop.tasks.progress import Progress
from onecop.tasks.registry import every, job

BEGAN = "test.began"


def tell(verb: str, what: str) -> None:
    """Leave a trace that other processes can count."""
    Entry.objects.create(verb=verb, target_kind="test", target_id=what, target_label=what, at=datetime.now().astimezone(), by_label="test")


@job("test.count")
def count(progress: Progress, *, what: str, to: int = 3) -> dict[str, Any]:
    tell(BEGAN, what)
    for n in range(to):
        progress.advance(n + 1, to, f"{n + 1} of {to}")
    return {"counted": to}


@job("test.sleep")
def sleep(progress: Progress, *, what: str, seconds: float = 30.0) -> None:
    tell(BEGAN, what)
    _rest(progress, seconds)


@job("test.sleep_again", again=True)
def sleep_again(progress: Progress, *, what: str, seconds: float = 30.0) -> None:
    """Sleeps long the first time, and not at all when it is started over."""
    tell(BEGAN, what)
    if Entry.objects.filter(verb=BEGAN, target_id=what).count() == 1:
        _rest(progress, seconds)


def _rest(progress: Progress, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        progress.advance(0, 10, "resting")
        time.sleep(0.02)


@job("test.break")
def break_(progress: Progress) -> None:
    progress.advance(2, 5)
    raise RuntimeError("the well is dry")


@job("test.refuse")
def refuse(progress: Progress) -> None:
    raise Refused("The file was already brought in.")


@job("test.shaky", retries=1)
def shaky(progress: Progress, *, what: str) -> dict[str, Any]:
    tell(BEGAN, what)
    if Entry.objects.filter(verb=BEGAN, target_id=what).count() == 1:
        raise OSError("no answer")
    return {"pid": os.getpid() > 0}


@every(seconds=3600, name="test.rhythm")
def rhythm(at: datetime) -> None:
    tell("test.rhythm", "rhythm")
    time.sleep(0.05)
