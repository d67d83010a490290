import zlib
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.imports.choices import ProblemSeverity, RunState
from onecop.imports.contract import Importer, Words
from onecop.imports.registry import get
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission


def file_path(run: "ImportRun", name: str) -> str:
    """Keep files by the run's key: what a stranger called it never names a path."""
    return f"imports/{run.key}"


@dataclass(frozen=True)
class KeptScope:
    """The scope a run was made for, as far as a floor below `access` can know it."""

    lineage: tuple[int | None, ...]


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, person: Any) -> "ImportRunQuerySet":
        """Runs over a scope (or one right above) for which the person holds the permission that the kind of import needs."""
        wanted = Q(pk__in=[])
        for permission in (Permission.IMPORT_RUN, Permission.IMPORT_OWN):
            reach = person.reach(permission)
            mine = Q() if reach.everywhere else Q(scope_id__in=reach.scope_ids) | Q(parent_scope_id__in=reach.scope_ids)
            if reach:
                wanted |= Q(permission=permission.value) & mine
        return self.filter(wanted)


class ImportRun(models.Model):
    """One file on its way in: who, what, how its columns were read, what it would do and did, and how to take it back."""

    SENSITIVE: ClassVar[set[str]] = {"options", "sample", "changes"}
    OPEN = {"kind", "source_name", "fingerprint", "header_fingerprint", "permission", "digest", "by_label", "trouble", "job_key"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    kind = models.CharField(max_length=30, help_text="The importer's key.")
    permission = models.CharField(max_length=30)
    scope_id = models.BigIntegerField(help_text="The access.Scope it was made for.")
    parent_scope_id = models.BigIntegerField(null=True)
    source_name = models.CharField(max_length=255, help_text="What its giver called the file.")
    file = models.FileField(upload_to=file_path, blank=True, help_text="Kept for 90 days.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    options = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    header_fingerprint = models.CharField(max_length=64, blank=True)
    sample = models.JSONField(default=list, help_text="The first rows, to choose columns by.")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.UPLOADED, db_index=True)
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict, help_text="Some of the creations and changes, to look at.")
    problem_count = models.PositiveIntegerField(default=0)
    extras = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, help_text="Of the plan that was checked: a commit must find the same.")
    trouble = models.TextField(blank=True)
    job_key = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    checked_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    committed_by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    file_dropped_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(committed_at__isnull=False) | Q(committed_by_id=None), name="imports_committed_pair"),
            models.CheckConstraint(condition=Q(undone_at__isnull=False) | Q(undone_by_id=None), name="imports_undone_pair"),
            models.CheckConstraint(condition=~Q(state="committed") | Q(committed_at__isnull=False), name="imports_committed_when"),
        ]

    def __str__(self) -> str:
        return self.source_name

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.key])

    @property
    def importer(self) -> Importer:
        return get(self.kind)

    @property
    def title(self) -> Words:
        return self.importer.title

    @property
    def scopes(self) -> tuple[KeptScope, ...]:
        return (KeptScope((self.scope_id, self.parent_scope_id)),)

    @property
    def is_busy(self) -> bool:
        return self.state in (RunState.CHECKING, RunState.COMMITTING)

    @property
    def can_undo(self) -> bool:
        return self.state == RunState.COMMITTED and hasattr(self, "undo_record")


class ImportProblem(models.Model):
    """One thing to know about a row of the file."""

    SENSITIVE = {"value"}
    OPEN = {"field", "reason", "topic"}

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    row = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    topic = models.CharField(max_length=120, help_text="What is alike in the reasons of many rows.")
    severity = models.CharField(max_length=8, choices=ProblemSeverity)

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="imports_problem_number")]
        indexes = [models.Index(fields=["run", "topic", "number"])]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class UndoRecord(models.Model):
    """What it takes to take a run back: keys of what it created, before-images of what it changed. Packed JSON."""

    SENSITIVE: ClassVar[set[str]] = {"packed"}
    OPEN: ClassVar[set[str]] = set()

    run = models.OneToOneField(ImportRun, models.CASCADE, related_name="undo_record")
    packed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.run}: {len(self.packed):,} bytes"

    def unpacked(self) -> bytes:
        return zlib.decompress(bytes(self.packed))


class KnownMapping(models.Model):
    """How the columns of a source were read last time: per kind, scope and set of headers."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"kind", "header_fingerprint"}

    kind = models.CharField(max_length=30)
    scope_id = models.BigIntegerField()
    header_fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope_id", "header_fingerprint"], name="imports_known_mapping")]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_fingerprint[:8]}"
