from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.tasks.choices import JobState

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person: Any) -> "JobQuerySet":
        """Return one's own jobs, and those whose scope one may watch. Without a scope a job is the nation's."""
        reach = person.reach(Permission.TASKS_READ)
        # "Everywhere" is the empty filter, and Django drops an empty side of an `or`.
        return self.all() if reach.everywhere else self.filter(Q(by_id=person.pk) | reach.over_id("scope_id"))

    def stoppable_by(self, person: Any) -> "JobQuerySet":
        """Return one's own jobs, and those whose scope one may stop work for."""
        reach = person.reach(Permission.TASKS_STOP)
        return self.all() if reach.everywhere else self.filter(Q(by_id=person.pk) | reach.over_id("scope_id"))

    def running(self) -> "JobQuerySet":
        return self.filter(state=JobState.RUNNING)

    def open(self) -> "JobQuerySet":
        return self.exclude(state__in=ENDED)


class Job(models.Model):
    """Long work that shows itself: what, for whom, how far, and how it ended. The engine's own row only carries it."""

    SENSITIVE: ClassVar[set[str]] = {"params", "result", "trouble"}
    OPEN: ClassVar[set[str]] = {"kind", "title", "note", "by_label", "result_url", "worker"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    kind = models.CharField(max_length=60, help_text="The name a worker finds its function by: `imports.commit`.")
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING, db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    scope_id = models.BigIntegerField(null=True, help_text="The access.Scope it works on; null: the nation.")
    asked_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True, help_text="The worker's last sign of life.")
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Also the fence: a worker that was given up cannot write any more.")
    worker = models.CharField(max_length=120, blank=True, help_text="host:process:start of the process that runs it.")
    carrier = models.UUIDField(null=True, help_text="The engine's row that carries the present attempt.")
    result_url = models.CharField(max_length=200, blank=True, help_text="The page that shows the outcome.")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="tasks_job_newest"), models.Index(fields=["by_id"], name="tasks_job_by")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state__in=ENDED) & Q(ended_at__isnull=False)) | (~Q(state__in=ENDED) & Q(ended_at=None)),
                name="tasks_job_ended_pair",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("task_detail", args=(self.key,))

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def percent(self) -> int | None:
        """Return 0 to 100, or None while the size of the work is unknown."""
        if self.state == JobState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def took(self) -> timedelta | None:
        return self.ended_at - self.started_at if self.ended_at and self.started_at else None


class Beat(models.Model):
    """One periodic function: when it is due, and which worker has it in hand. Several workers run it once."""

    SENSITIVE: ClassVar[set[str]] = {"trouble"}
    OPEN: ClassVar[set[str]] = {"name"}

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True, help_text="Whose turn it is: only this holder may end it.")
    ran_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class WorkerSeen(models.Model):
    """A worker process and its last sign of life, so that `onecop check` can say whether anybody works."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = {"name"}

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
