"""Runs one job: fenced, with signs of life, and with an end for every way it can end.

django-tasks carries the key of a Job to a worker; everything a person sees stands on the Job. The progress of a job that a worker runs
is written by a thread over a connection of its own: written by the job itself it would stay hidden in the job's transaction, and the
row lock would hold up whoever wants to cancel.
"""

import logging
import os
import random
import socket
import threading
import time
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django_tasks import task

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from onecop.tasks.progress import Cancelled, Interrupted, Progress
from onecop.tasks.registry import KINDS

log = logging.getLogger(__name__)

WRITE_SECONDS = 0.7
BEAT_SECONDS = 5.0
stopping = threading.Event()
"""Set when this worker process shall end."""


def _born(pid: int) -> str:
    """Return the start tick of a process where the system tells it, so that a reused process number is not taken for the old process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[19]
    except (OSError, IndexError):
        return "0"


@cache
def _name_of(pid: int) -> str:
    return f"{socket.gethostname()}:{pid}:{_born(pid)}"


def worker_name() -> str:
    return _name_of(os.getpid())


def is_alive(worker: str) -> bool | None:
    """True or False for a process of this host; None for one that cannot be seen from here."""
    host, _sep, rest = worker.partition(":")
    pid, _sep, born = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return None
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _born(int(pid)) == born


@task()
def carry(key: str) -> None:
    """The one function that the engine knows."""
    if (job := Job.objects.filter(key=key).first()) is not None:
        _run(job, watched=True)


def enqueue(job: Job, *, after: datetime | None = None) -> None:
    """Put a waiting job into the engine, in the transaction of the caller."""
    result = (carry.using(run_after=after) if after else carry).enqueue(job.key)
    Job.objects.filter(pk=job.pk).update(carrier=result.id)


def run_here(job: Job) -> None:
    """Run a waiting job in this process and on this connection."""
    _run(job, watched=False)


def _run(job: Job, *, watched: bool) -> None:
    began = now()
    claimed = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=began, beat_at=began, attempts=F("attempts") + 1, worker=worker_name(), trouble=""
    )
    if not claimed:
        return
    job.refresh_from_db()
    kind = KINDS.get(job.kind)
    if kind is None:
        _end(job, JobState.FAILED, trouble=_("This version of OneCOP does not know the task “%(kind)s”.") % {"kind": job.kind})
        return
    watch: _Watch = _Thread(job, kind.again) if watched else _Inline(job)
    try:
        with watch:
            result = kind.work(watch.progress, **job.params)
    except Interrupted:
        _put_back(job, spent=False)
    except Cancelled:
        _end(job, JobState.CANCELLED, note=_("Canceled on request"))
    except Refused as refusal:
        _end(job, JobState.FAILED, trouble=refusal.reason)
    except Exception as error:
        log.exception("job %s (%s) failed", job.key, job.kind)
        if job.attempts <= kind.retries and watched:
            _put_back(job, trouble=_words(error))
        else:
            _end(job, JobState.FAILED, trouble=_words(error))
    else:
        _end(job, JobState.DONE, result=result or {}, progress=watch.progress)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def _end(job: Job, state: JobState, *, result: dict[str, object] | None = None, trouble: str = "", note: str = "", progress: Progress | None = None) -> None:
    """Write the end, unless another worker has taken the job over meanwhile."""
    fields: dict[str, object] = {"state": state, "ended_at": now(), "trouble": trouble}
    if result is not None:
        fields["result"] = result
    if note:
        fields["note"] = note
    if progress is not None:
        fields |= {"done": progress.total or progress.done, "total": progress.total or progress.done or None, "note": progress.note}
    Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING).update(**fields)


def _put_back(job: Job, *, trouble: str = "", spent: bool = True) -> bool:
    """Let the job run again: later when an attempt was spent on an error, at once when only its worker went away."""
    pause = timedelta(seconds=min(3600, 15 * 2**job.attempts) * random.uniform(0.8, 1.2)) if spent else None  # noqa: S311 - jitter, not a secret
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING).update(state=JobState.WAITING, trouble=trouble, worker="")
        if mine:
            enqueue(job, after=now() + pause if pause else None)
    return bool(mine)


class _Watch(ABC):
    def __init__(self, job: Job) -> None:
        self.job = job
        self.reason: Exception | None = None
        self.progress = Progress(self.write, self.stop_reason)

    @abstractmethod
    def write(self, done: int, total: int | None, note: str) -> None: ...

    def stop_reason(self) -> Exception | None:
        return self.reason

    def __enter__(self) -> "_Watch":
        return self

    def __exit__(self, *_args: object) -> None:
        return None

    def keep(self) -> None:
        """Write what is known, and learn whether to stop."""
        mine = Job.objects.filter(pk=self.job.pk, attempts=self.job.attempts, state=JobState.RUNNING)
        if not mine.update(done=self.progress.done, total=self.progress.total, note=self.progress.note, beat_at=now()):
            self.reason = Interrupted()
        elif mine.filter(cancel_asked_at__isnull=False).exists():
            self.reason = Cancelled()


class _Inline(_Watch):
    """For run_now: the same connection, a write per WRITE_SECONDS."""

    written = 0.0

    def write(self, done: int, total: int | None, note: str) -> None:
        if time.monotonic() - self.written >= WRITE_SECONDS:
            self.written = time.monotonic()
            self.keep()


class _Thread(_Watch):
    """For workers: a thread writes and listens over its own connection."""

    def __init__(self, job: Job, again: bool) -> None:
        super().__init__(job)
        self.again = again
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch, name=f"watch-{job.key}", daemon=True)

    def write(self, done: int, total: int | None, note: str) -> None:
        return None

    def stop_reason(self) -> Exception | None:
        return Interrupted() if self.again and stopping.is_set() else self.reason

    def __enter__(self) -> "_Thread":
        self.thread.start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.over.set()
        self.thread.join(settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 30) + 5)

    def watch(self) -> None:
        told: tuple[object, ...] = ()
        beaten = time.monotonic()
        while not self.over.wait(WRITE_SECONDS):
            facts = (self.progress.done, self.progress.total, self.progress.note)
            try:
                if facts != told or time.monotonic() - beaten > BEAT_SECONDS:
                    self.keep()
                    told, beaten = facts, time.monotonic()
                elif Job.objects.filter(pk=self.job.pk, cancel_asked_at__isnull=False).exists():
                    self.reason = Cancelled()
            except DatabaseError:
                # The job itself may hold SQLite's one write lock for long; the next round tells.
                connection.close()
        connection.close()
