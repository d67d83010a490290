"""A file of this machine in one go: for the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from onecop.imports import readers, registry
from onecop.imports.contract import Context, ImportRefused, Plan, Problem, Progress, Quiet, Severity
from onecop.imports.mapping import corrected, guess, refuse_missing
from onecop.imports.models import ImportProblem, ImportRun
from onecop.imports.services.housekeeping import forget
from onecop.imports.services.opening import open_run
from onecop.imports.services.running import commit as commit_run
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused


@dataclass
class Outcome:
    """What a run did, or in a dry run would do. `run` is its key when it was committed."""

    committed: bool
    counts: dict[str, int]
    problems: list[Problem] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    run: str = ""

    def as_json(self) -> dict[str, Any]:
        """{"rows", "created", "updated", "unchanged", "refused", "problems": [...]} and the importer's own extras."""
        return {**self.counts, "problems": [p.as_json() for p in self.problems], **self.extras}


class Terminal:
    """Whoever runs the command holds the whole site."""

    def allows(self, permission: Any, thing: Any = None) -> bool:
        return True


def run_file(importer: str, path: Path, *, options: Mapping[str, str], commit: bool, by: Actor, at: datetime, progress: Progress | None = None) -> Outcome:
    """Import a file of this machine. Without `commit` nothing changes.

    Args:
        importer: the key of an importer (`agencies`, `roster`, `territory`, `congregations`).
        options: text by option key (`{"agency": "DCMPD0000"}`); `<field>_field` names the column of a field.

    Raises:
        ImportRefused: the file or an option cannot be used; the reason is one sentence.
    """
    progress = progress or Quiet()
    kind = registry.get(importer)
    refuse_unknown(kind, options)
    scope = kind.scope_for(Terminal(), options)
    progress.advance(0, 2, "Reading the file")
    table = readers.read(path, kinds=kind.reads)
    if not commit:
        mapping = corrected(guess(table.header, kind.fields), options, table.header, kind.fields)
        refuse_missing(mapping, kind.fields, table.header)
        progress.advance(1, 2, f"Comparing {len(table):,} rows with what is there")
        plan: Plan = kind.plan(table, mapping, Context(by=by, at=at, options=options, source=path.name, progress=progress))
        return Outcome(False, plan.counts, [*table.problems, *plan.problems], plan.extras)
    run = open_run(importer, path, source_name=path.name, options=options, scope=scope, by=by, at=at, table=table)
    try:
        run = commit_run(run, by=by, at=at, progress=progress, table=table)
    except Refused:
        forget(run)
        raise
    return Outcome(True, run.counts, problems_of(run), run.extras, run.key)


def problems_of(run: ImportRun) -> list[Problem]:
    """Return the kept problems of a run."""
    kept = ImportProblem.objects.filter(run=run).order_by("number").values_list("row", "field", "value", "reason", "severity")
    return [Problem(row, name, value, reason, Severity(severity)) for row, name, value, reason, severity in kept]


def refuse_unknown(kind: Any, options: Mapping[str, str]) -> None:
    """Raise ImportRefused for an option the importer does not know, or a required one that is not given."""
    known = {o.key for o in kind.options} | {f"{f.key}_field" for f in kind.fields}
    for key in options:
        if key not in known:
            raise ImportRefused(_("This import has no option “%(key)s”.") % {"key": key}, instead=_("It has: %(names)s.") % {"names": ", ".join(sorted(known))})
    for option in kind.options:
        if option.required and not options.get(option.key, "").strip():
            raise ImportRefused(_("This import needs “%(key)s”: %(what)s") % {"key": option.key, "what": option.hint or option.label})
