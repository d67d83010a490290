"""The work itself: check, commit, undo. Called by jobs, by the command, and by tests."""

import json
from datetime import datetime
from pathlib import Path
from zlib import crc32

from django.db import connection, transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.imports import bulk, readers
from onecop.imports.choices import RunState
from onecop.imports.contract import Context, ImportRefused, Plan, Progress, Quiet, Severity, Table, UndoRefused
from onecop.imports.mapping import refuse_missing
from onecop.imports.models import ImportProblem, ImportRun, UndoRecord
from onecop.imports.registry import tell_imported
from onecop.imports.rules import WrongMoment, differences, refuse_unless, topics_of
from onecop.imports.trail import Mark
from onecop.imports.undoing import packed
from onecop.kernel.actor import Actor

__all__ = ["StalePlan", "WrongMoment", "commit", "dry_run", "undo"]
KEPT_PROBLEMS = 100_000
COMMITTABLE = (RunState.UPLOADED, RunState.MAPPED, RunState.CHECKED, RunState.COMMITTING)


class StalePlan(ImportRefused):
    """What is there has changed since the check; the reason says how."""


def dry_run(run: ImportRun, *, by: Actor, at: datetime, progress: Progress | None = None) -> ImportRun:
    """Compare the file with what is there and keep the result. Nothing else changes.

    Raises:
        ImportRefused: the file or its mapping cannot be used.
    """
    progress = progress or Quiet()
    refuse_unless(run, RunState.UPLOADED, RunState.MAPPED, RunState.CHECKING, RunState.CHECKED, RunState.FAILED)
    progress.advance(0, 3, "Reading the file")
    table = table_of(run)
    progress.advance(1, 3, f"Comparing {len(table):,} rows with what is there")
    plan = plan_of(run, table, Context(by=by, at=at, options=run.options, source=run.source_name, progress=progress))
    progress.advance(2, 3, "Keeping the result")
    with transaction.atomic():
        _keep_result(run, plan)
        run.state, run.checked_at, run.digest = RunState.CHECKED, at, plan.digest
        run.save()
        record("import.checked", run, by=by, at=at, after={**plan.counts, "problems": len(plan.problems)}, scope_id=run.scope_id)
    progress.advance(3, 3)
    return run


def commit(run: ImportRun, *, by: Actor, at: datetime, progress: Progress | None = None, table: Table | None = None) -> ImportRun:
    """Import what was checked, in one transaction: all of it or nothing.

    The plan is made again, with nothing locked: on SQLite nobody else could write for as long as it takes. Inside the transaction a look at the
    audit trail tells whether anything has happened since; only then it is made once more. When the run was checked before and the plan is no
    longer the same, nothing is written.

    Raises:
        StalePlan: what is there has changed since the check. ImportRefused: the file cannot be used.
    """
    progress = progress or Quiet()
    progress.advance(0, 2, "Reading the file")
    table = table or table_of(run)
    progress.advance(1, 2, f"Importing {len(table):,} rows")
    run = ImportRun.objects.get(pk=run.pk)
    refuse_unless(run, *COMMITTABLE)
    mark, as_planned = Mark.set(), (run.mapping, run.options)
    plan = plan_of(run, table, Context(by=by, at=at, options=run.options, source=run.source_name, progress=progress))
    with transaction.atomic():
        _one_at_a_time(run.kind)
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        refuse_unless(run, *COMMITTABLE)
        # Progress writes to the database, so nobody could see it from in here; a long lock on the job's row would block a cancel.
        context = Context(by=by, at=at, options=run.options, source=run.source_name)
        if mark.passed or as_planned != (run.mapping, run.options):
            plan = plan_of(run, table, context)
        if run.digest and plan.digest != run.digest:
            raise StalePlan(
                _("What is there has changed since this file was checked: %(differences)s.") % {"differences": differences(run.counts, plan.counts)},
                instead=_("Check the file again and look at the new result."),
            )
        applied = run.importer.apply(plan, context)
        plan.extras, plan.payload = {**plan.extras, **applied.extras}, None  # written: its columns need not be held any longer
        _keep_result(run, plan)
        run.state, run.committed_at, run.committed_by_id, run.digest = RunState.COMMITTED, at, by.pk, plan.digest
        run.save()
        UndoRecord.objects.create(run=run, packed=packed(applied.undo))
        record("import.committed", run, by=by, at=at, after=plan.counts, scope_id=run.scope_id)
        tell_imported(run=run, by=by, at=at)
    progress.advance(2, 2)
    return run


def undo(run: ImportRun, *, by: Actor, at: datetime, progress: Progress | None = None) -> ImportRun:
    """Take an import back: what it created goes, what it changed is as it was.

    Raises:
        UndoRefused: something depends on what it brought, or was changed since, or a later import of the kind stands on it.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        refuse_unless(run, RunState.COMMITTED)
        later = ImportRun.objects.filter(kind=run.kind, scope_id=run.scope_id, state=RunState.COMMITTED, committed_at__gt=run.committed_at).first()
        if later is not None:
            raise UndoRefused(_("A later import, “%(file)s”, stands on this one.") % {"file": later.source_name}, instead=_("Take that one back first."))
        words = json.loads(run.undo_record.unpacked())
        run.importer.undo(words, Context(by=by, at=at, options=run.options, source=run.source_name))
        run.undo_record.delete()
        run.state, run.undone_at, run.undone_by_id = RunState.UNDONE, at, by.pk
        run.save(update_fields=["state", "undone_at", "undone_by_id"])
        record("import.undone", run, by=by, at=at, before=run.counts, scope_id=run.scope_id)
        tell_imported(run=run, by=by, at=at)
    return ImportRun.objects.get(pk=run.pk)


def _one_at_a_time(kind: str) -> None:
    """Let imports of one kind write one after the other, until the transaction ends: the second then sees what the first brought in.

    PostgreSQL keeps such locks by number; on SQLite a transaction that writes has the whole file to itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(f"onecop.imports.{kind}".encode())])


def table_of(run: ImportRun) -> Table:
    """Read the kept file again."""
    if not run.file:
        raise ImportRefused(_("The file of this import is no longer kept."), instead=_("Upload it again."))
    return readers.read(Path(run.file.path), kinds=run.importer.reads, name=run.source_name)


def plan_of(run: ImportRun, table: Table, context: Context) -> Plan:
    """Make the plan, with what the reader had to put right before what the importer found."""
    refuse_missing(run.mapping, run.importer.fields, table.header)
    plan = run.importer.plan(table, run.mapping, context)
    plan.problems = [*table.problems, *plan.problems]
    return plan


def _keep_result(run: ImportRun, plan: Plan) -> None:
    run.counts, run.extras, run.trouble = plan.counts, plan.extras, ""
    run.changes = {"creates": [c.as_json() for c in plan.creates], "updates": [c.as_json() for c in plan.updates]}
    run.problem_count = len(plan.problems)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    kept = sorted(plan.problems, key=lambda p: order[p.severity])[:KEPT_PROBLEMS]
    run.problems.all().delete()
    bulk.insert(
        ImportProblem,
        {
            "run_id": [run.pk] * len(kept),
            "number": list(range(1, len(kept) + 1)),
            "row": [p.row for p in kept],
            "field": [p.field[:200] for p in kept],
            "value": [p.value[:200] for p in kept],
            "reason": [p.reason[:300] for p in kept],
            "topic": topics_of([p.reason for p in kept]),
            "severity": [str(p.severity) for p in kept],
        },
    )
