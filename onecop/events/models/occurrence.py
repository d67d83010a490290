"""The dates of events."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.events.models.event import Event
from onecop.kernel.ids import new_key


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def visible_to(self, person: Person) -> "OccurrenceQuerySet":
        return self.filter(event__in=Event.objects.visible_to(person))


class Occurrence(models.Model):
    """One date of an event. A row exists once something hangs on that date: an invitation, a move, a cancellation, attendance.

    `on` is the date that the rule gives (the RECURRENCE-ID of calendars) and never changes; the moments say when it really takes place.
    """

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"cancel_words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    event = models.ForeignKey(Event, models.PROTECT, related_name="occurrences")
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    moved_by_id = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.BigIntegerField(null=True)
    cancel_words = models.CharField(max_length=300, blank=True)
    headcount = models.PositiveIntegerField(null=True, help_text="How many came, as the host says. A number, never names; the officer does not see it.")

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["starts_at"], name="events_next_dates")]
        constraints = [
            models.UniqueConstraint(fields=["event", "on"], name="events_one_row_for_a_date"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="events_occurrence_lasts"),
            models.CheckConstraint(condition=Q(moved_at__isnull=False) | Q(moved_by_id=None), name="events_moved_pair"),
            models.CheckConstraint(condition=Q(cancelled_at__isnull=False) | Q(cancelled_by_id=None), name="events_occurrence_cancelled_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("event_day", args=[self.event.key, self.on.isoformat()])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.event.scopes

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at
