from typing import Any

from django.db import models


class AppendOnly(RuntimeError):
    """An audit entry is written once and stays. The database refuses too (migration 0002)."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("update")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("delete")

    def about(self, target: models.Model) -> "EntryQuerySet":
        return self.filter(target_kind=target._meta.label_lower, target_id=str(target.pk))


class Entry(models.Model):
    """One act, for ever. No foreign keys: an entry outlives what it speaks of."""

    SENSITIVE = {"by_label", "target_label", "before", "after", "note"}
    OPEN = {"verb", "target_kind", "target_id"}

    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(max_length=200)
    scope_id = models.BigIntegerField(null=True, help_text="The access.Scope that the target belongs to.")
    at = models.DateTimeField(db_index=True)
    by_id = models.BigIntegerField(null=True, help_text="The access.Person who did it; null for the machine.")
    by_label = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["target_kind", "target_id"]), models.Index(fields=["by_id", "at"]), models.Index(fields=["scope_id", "at"])]

    def __str__(self) -> str:
        return f"{self.by_label}: {self.verb} {self.target_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("save")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("delete")
