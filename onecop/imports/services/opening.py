from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.imports import readers, registry
from onecop.imports.choices import RunState
from onecop.imports.contract import ImportRefused, Table
from onecop.imports.mapping import corrected, fingerprint, guess, refuse_missing
from onecop.imports.models import ImportRun, KnownMapping
from onecop.imports.queries import unstick
from onecop.imports.rules import refuse_unless
from onecop.kernel.actor import Actor
from onecop.kernel.files import none_left_behind

SAMPLE_ROWS = 5


def open_run(
    importer: str, path: Path, *, source_name: str, options: Mapping[str, str], scope: Any, by: Actor, at: datetime, table: Table | None = None
) -> ImportRun:
    """Keep a file and guess its columns: as last time for the same headers, else from their words.

    Args:
        path: where the upload lies for now. scope: the access.Scope that the importer's permission was checked over.
        table: the file as read already; read here when not given.

    Raises:
        ImportRefused: the file cannot be used.
    """
    kind = registry.get(importer)
    table = table or readers.read(path, kinds=kind.reads, name=source_name)
    known = KnownMapping.objects.filter(kind=importer, scope_id=scope.pk, header_fingerprint=fingerprint(table.header)).first()
    remembered = {key: h for key, h in known.mapping.items() if h in table.header} if known else None
    mapping = corrected(remembered if remembered is not None else guess(table.header, kind.fields), options, table.header, kind.fields)
    with none_left_behind() as stored, transaction.atomic(), path.open("rb") as stream:
        run = ImportRun(
            kind=importer, permission=kind.permission.value, scope_id=scope.pk, parent_scope_id=scope.parent_id, source_name=source_name[:255],
            fingerprint=sha256(path.read_bytes()).hexdigest(), options=dict(options), header=table.header, header_fingerprint=fingerprint(table.header),
            sample=_sample(table), mapping=mapping, opened_at=at, opened_by_id=by.pk, by_label=by.audit_label[:200],
        )  # fmt: skip
        stored.append(run.file)
        run.file.save("file", File(stream), save=False)
        run.save()
        record("import.opened", run, by=by, at=at, after={"kind": importer, "file": run.source_name, "rows": len(table)}, scope_id=scope.pk)
    return run


def choose_columns(run: ImportRun, mapping: Mapping[str, str], *, by: Actor, at: datetime) -> ImportRun:
    """Say which column is which field. Remembered for the next file with the same headers.

    Raises:
        ImportRefused: a required field has no column, or two fields share one.
        WrongMoment: the run is past that.
    """
    chosen = {f.key: mapping[f.key] for f in run.importer.fields if mapping.get(f.key) in run.header}
    refuse_missing(chosen, run.importer.fields, run.header)
    if len(set(chosen.values())) < len(chosen):
        raise ImportRefused(_("Two fields cannot be read from one column."), instead=_("Choose another column for one of them."))
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        unstick(run)
        refuse_unless(run, RunState.UPLOADED, RunState.MAPPED, RunState.CHECKED, RunState.FAILED)
        run.mapping, run.state, run.digest = chosen, RunState.MAPPED, ""
        run.save(update_fields=["mapping", "state", "digest"])
        KnownMapping.objects.update_or_create(
            kind=run.kind, scope_id=run.scope_id, header_fingerprint=run.header_fingerprint, defaults={"mapping": chosen, "used_at": at}
        )
    return run


def cancel(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Give a run up before it was imported, and drop its file.

    Raises:
        WrongMoment: it has been imported, or is being worked on.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        unstick(run)
        refuse_unless(run, RunState.UPLOADED, RunState.MAPPED, RunState.CHECKED, RunState.FAILED)
        run.state, run.file_dropped_at = RunState.CANCELLED, at
        stored, run.file = run.file, ""
        run.save(update_fields=["state", "file_dropped_at", "file"])
        record("import.cancelled", run, by=by, at=at, scope_id=run.scope_id)
        if stored:
            transaction.on_commit(lambda: stored.storage.delete(str(stored.name)))
    return run


def _sample(table: Table) -> list[list[str]]:
    return [[table.columns[h][i][:80] for h in table.header] for i in range(min(SAMPLE_ROWS, len(table)))]
