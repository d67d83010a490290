"""Reads about runs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from onecop.imports import registry
from onecop.imports.choices import RunState
from onecop.imports.contract import Importer
from onecop.imports.models import ImportRun
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job

OPEN_JOB = (JobState.WAITING, JobState.RUNNING)
TOPICS = 40


@dataclass(frozen=True)
class Topic:
    """Problems with one reason. number: the place of its first in the list."""

    topic: str
    severity: str
    fields: str
    count: int
    number: int


def job_of(run: ImportRun) -> Job | None:
    return Job.objects.filter(key=run.job_key).first() if run.job_key else None


def is_working(run: ImportRun, job: Job | None) -> bool:
    """True while the work goes on: a job that was stopped or died leaves its run waiting for a person."""
    return run.is_busy and job is not None and job.state in OPEN_JOB


def unstick(run: ImportRun) -> None:
    """Put a run whose job has ended without a result back to where a person can go on. Saved by the caller."""
    if run.is_busy and not is_working(run, job_of(run)):
        run.state = RunState.CHECKED if run.state == RunState.COMMITTING else RunState.MAPPED


def topics(run: ImportRun) -> list[Topic]:
    """Return the problems of a run by reason, gravest first."""
    found = run.problems.order_by().values("topic", "severity", "field").annotate(n=Count("id"), first=Min("number")).order_by("first")[:TOPICS]
    return [Topic(r["topic"], r["severity"], r["field"], r["n"], r["first"]) for r in found]


def importers_for(access: Any) -> list[Importer]:
    """Return the kinds of file this person may bring somewhere."""
    return [i for i in registry.all_importers() if access.allows(i.permission)]


def shown_changes(run: ImportRun, kind: str, limit: int = 8) -> list[dict[str, Any]]:
    """Return some creations or updates as rows of (field's label, before, after). What an importer's fields do not name stays out."""
    labels = {f.key: f.label for f in run.importer.fields}
    return [
        {
            "row": change["row"],
            "label": change["label"],
            "parts": [
                (labels[name], _plain(change["before"].get(name)), _plain(after))
                for name, after in change["after"].items()
                if name in labels and (after not in ("", None, []) or change["before"].get(name))
            ],
        }
        for change in run.changes.get(kind, [])[:limit]
    ]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.5f}" if isinstance(value, float) else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
