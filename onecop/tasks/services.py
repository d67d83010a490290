"""Ask for long work, stop it, or run it on the spot."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.tasks import runner
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from onecop.tasks.registry import KINDS


class JobEnded(Refused):
    """The job is over; there is nothing to cancel."""


def _open(kind: str, title: str, params: dict[str, Any], by: Actor, at: datetime, scope_id: int | None, result_url: str) -> Job:
    if kind not in KINDS:
        raise LookupError(f"no job is registered as {kind!r}")
    return Job.objects.create(
        kind=kind, title=title[:200], params=params, asked_at=at, by_id=by.pk, by_label=by.audit_label[:200], scope_id=scope_id, result_url=result_url
    )


def start(kind: str, *, title: str, params: dict[str, Any], by: Actor, at: datetime, scope_id: int | None = None, result_url: str = "") -> Job:
    """Queue a job in the caller's transaction: when that rolls back, nothing was asked.

    Args:
        kind: a name registered with `tasks.registry.job`.
        title: what the task page calls it. params: JSON values, handed to the function as keywords.
        scope_id: the scope it works on; None: the nation. result_url: the page that shows the outcome.

    Raises:
        LookupError: no such kind.
    """
    with transaction.atomic():
        job = _open(kind, title, params, by, at, scope_id, result_url)
        runner.enqueue(job)
    return job


def perform(kind: str, *, title: str, params: dict[str, Any], by: Actor, at: datetime, scope_id: int | None = None, result_url: str = "") -> Job:
    """Do the work here and now, and keep its Job row as `start` would: for commands. Answers with the ended job."""
    return run_now(_open(kind, title, params, by, at, scope_id, result_url))


def run_now(job: Job) -> Job:
    """Run a waiting job in this process and answer with it as it ended. An exception of the work becomes the job's trouble."""
    runner.run_here(job)
    job.refresh_from_db()
    return job


def cancel(job: Job, *, by: Actor, at: datetime) -> Job:
    """Stop a job: at once while it waits, at its next `advance` while it runs.

    Raises:
        JobEnded: it is over.
    """
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
            state=JobState.CANCELLED, cancel_asked_at=at, ended_at=at, note=_("Canceled by %(who)s before it began") % {"who": by.audit_label[:120]}
        )
        if not waiting and not Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked_at=at, note=F("note")):
            raise JobEnded(_("This task has already ended."))
    job.refresh_from_db()
    return job
