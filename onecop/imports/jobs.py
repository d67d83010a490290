"""What workers do for imports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onecop.imports import services
from onecop.imports.choices import RunState
from onecop.imports.models import ImportRun
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.tasks.progress import Cancelled, Progress
from onecop.tasks.registry import every, job


@dataclass(frozen=True)
class Asker:
    """Whoever asked for the job, as far as this floor knows them."""

    pk: int | None
    audit_label: str


@job("imports.check", again=True)
def check(progress: Progress, *, run: str, by_id: int | None, by_label: str) -> dict[str, Any]:
    return _work(services.dry_run, RunState.MAPPED, progress, run, Asker(by_id, by_label))


@job("imports.commit", again=True)
def commit(progress: Progress, *, run: str, by_id: int | None, by_label: str) -> dict[str, Any]:
    return _work(services.commit, RunState.CHECKED, progress, run, Asker(by_id, by_label))


def _work(act: Any, before: RunState, progress: Progress, key: str, by: Asker) -> dict[str, Any]:
    """Do the act; where it stops, put the run back where a person can go on from."""
    run = ImportRun.objects.get(key=key)
    if run.state == RunState.COMMITTED:  # a worker died after the transaction, before it could say so
        return dict(run.counts)
    try:
        done = act(run, by=by, at=now(), progress=progress)
    except Refused as refusal:
        _stopped(key, RunState.FAILED, f"{refusal.reason} {refusal.instead}".strip())
        return {"refused": refusal.reason}
    except Cancelled:
        _stopped(key, before, "")
        raise
    except Exception:
        _stopped(key, RunState.FAILED, "Something went wrong while working on this file. Nothing was changed.")
        raise
    return dict(done.counts)


def _stopped(key: str, state: RunState, trouble: str) -> None:
    ImportRun.objects.filter(key=key, state__in=[RunState.CHECKING, RunState.COMMITTING]).update(state=state, trouble=trouble)


@every(hours=24, name="imports.files")
def drop_old_files(at: datetime) -> None:
    services.drop_old_files(at)
