"""Ask for the work: each becomes a job with progress."""

from datetime import datetime

from django.db import transaction

from onecop.imports.choices import RunState
from onecop.imports.models import ImportRun
from onecop.imports.queries import unstick
from onecop.imports.rules import refuse_unless
from onecop.kernel.actor import Actor
from onecop.tasks import services as tasks


def start_dry_run(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Queue the check. Raises WrongMoment when it is under way or over."""
    return _start(run, "imports.check", RunState.CHECKING, (RunState.MAPPED, RunState.CHECKED, RunState.FAILED), f"Check {run.source_name}", by, at)


def start_commit(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Queue the import of what was checked. Raises WrongMoment when it was not."""
    return _start(run, "imports.commit", RunState.COMMITTING, (RunState.CHECKED,), f"Import {run.source_name}", by, at)


def start_undo(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Take the import back at once: it is one short transaction."""
    from onecop.imports.services.running import undo

    return undo(run, by=by, at=at)


def _start(run: ImportRun, kind: str, state: RunState, allowed: tuple[RunState, ...], title: str, by: Actor, at: datetime) -> ImportRun:
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        unstick(run)
        refuse_unless(run, *allowed)
        words = {"run": run.key, "by_id": by.pk, "by_label": by.audit_label}
        job = tasks.start(kind, title=title, params=words, by=by, at=at, scope_id=run.scope_id, result_url=run.get_absolute_url())
        run.state, run.job_key = state, job.key
        run.save(update_fields=["state", "job_key"])
    return run
