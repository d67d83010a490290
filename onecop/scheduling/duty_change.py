"""A note that the hours of an officer have changed, until meetings have followed."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from onecop.agencies import patterns
from onecop.agencies.models import Officer


class DutyChange(models.Model):
    """An officer with a partnership works other hours than when times were last looked for. Several changes before anybody looked are one."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="duty_changes")
    was_anchor_on = models.DateField(null=True, help_text="What was worked before the first of the changes; with `was_cycle`, null where nobody knew.")
    was_cycle = models.JSONField(null=True)
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)
    followed_at = models.DateTimeField(null=True, help_text="When meetings had followed.")

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [models.UniqueConstraint(fields=["officer"], condition=Q(followed_at=None), name="scheduling_one_duty_change")]

    def __str__(self) -> str:
        return f"Other hours of {self.officer}"

    def is_other_shift(self, anchor_on: date | None, cycle: list[Any] | None) -> bool:
        """True when other turns are worked now than were known before. What becomes known for the first time is no change."""
        if self.was_anchor_on is None or self.was_cycle is None or anchor_on is None or cycle is None:
            return self.was_anchor_on is not None and anchor_on is None
        return not patterns.same(cycle, anchor_on.toordinal(), self.was_cycle, self.was_anchor_on.toordinal())
