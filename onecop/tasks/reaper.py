"""Finds jobs whose worker is gone. A kill -9 leaves them "running" for ever otherwise."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from onecop.tasks import runner
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from onecop.tasks.registry import KINDS

SILENT = timedelta(minutes=3)
"""No sign of life for so long, from a host that we cannot look into: gone. Longer than any wait for SQLite's write lock."""
DEATHS = 3
"""A job that takes its worker down so often is not started again."""
LOST = timedelta(minutes=1)
"""The engine handed the job to a worker, and still it has not begun."""


def is_dead(job: Job, at: datetime) -> bool:
    alive = runner.is_alive(job.worker)
    if alive is None:
        return job.beat_at is None or at - job.beat_at > SILENT
    return not alive


def reap(at: datetime) -> int:
    """Start over or fail every job whose worker died, and hand on those that were lost on the way to one. Returns how many."""
    count = 0
    for job in Job.objects.running():
        if is_dead(job, at):
            count += _bury(job, at)
    for job in Job.objects.filter(state=JobState.WAITING, carrier__isnull=False, asked_at__lt=at - LOST):
        count += _hand_on(job, at)
    return count


def _bury(job: Job, at: datetime) -> bool:
    kind = KINDS.get(job.kind)
    carriers = [job.carrier] if job.carrier else []
    with transaction.atomic():
        DBTaskResult.objects.filter(pk__in=carriers, status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.FAILED, finished_at=at)
        mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING)
        if job.cancel_asked_at:
            return bool(mine.update(state=JobState.CANCELLED, ended_at=at))
        if kind is not None and kind.again and job.attempts < DEATHS:
            again = mine.update(state=JobState.WAITING, worker="", trouble=_("Its worker stopped; it starts over."))
            if again:
                runner.enqueue(job)
            return bool(again)
        return bool(
            mine.update(
                state=JobState.FAILED,
                ended_at=at,
                trouble=_("The worker that ran this stopped in the middle, so nobody knows how far it came. Look at what is there, then start it again."),
            )
        )


def _hand_on(job: Job, at: datetime) -> bool:
    carriers = [job.carrier] if job.carrier else []
    with transaction.atomic():
        gone = not DBTaskResult.objects.filter(pk__in=carriers, status=TaskResultStatus.READY).exists()
        fresh = DBTaskResult.objects.filter(pk__in=carriers, status=TaskResultStatus.RUNNING, started_at__gte=at - LOST).exists()
        if not gone or fresh or not Job.objects.filter(pk=job.pk, carrier=job.carrier, state=JobState.WAITING).update(worker=""):
            return False
        DBTaskResult.objects.filter(pk__in=carriers, status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.FAILED, finished_at=at)
        runner.enqueue(job)
    return True
