from dataclasses import dataclass

from django.utils.translation import gettext as _

from onecop.tasks.choices import JobState
from onecop.tasks.models import Job


@dataclass(frozen=True)
class Progressing:
    """How far a job is, for a page. percent: None while the size is unknown. words always say it too."""

    state: str
    label: str
    percent: int | None
    words: str
    is_open: bool
    can_cancel: bool


def progress(job: Job) -> Progressing:
    """Return what a page says about a job."""
    return Progressing(job.state, str(JobState(job.state).label), job.percent, _words(job), job.is_open, job.is_open and job.cancel_asked_at is None)


def _words(job: Job) -> str:
    if job.state == JobState.WAITING:
        return job.trouble or _("Waiting for a worker")
    if job.state == JobState.FAILED:
        return job.trouble or _("It failed, and left no word why")
    if job.is_open and job.cancel_asked_at:
        return _("Stopping")
    count = _("%(done)s of %(total)s") % {"done": job.done, "total": job.total} if job.total else str(job.done) if job.done else ""
    if job.state == JobState.CANCELLED:
        return ", ".join(filter(None, (job.note, _("stopped at %(count)s") % {"count": count} if count else "")))
    return ", ".join(filter(None, (count, job.note))) or (_("At work") if job.is_open else _("Done"))
