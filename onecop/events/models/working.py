"""An officer's working time and events: what the agency asks for, what was approved, and the hours."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Person, Scope
from onecop.agencies.models import Agency, Officer
from onecop.events.choices import ApprovalState, Duty
from onecop.events.models.occurrence import Occurrence
from onecop.events.models.visit import Invite
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission


class DutyPolicy(models.Model):
    """What an agency asks for before an officer comes to an event in paid time. Without a row nothing is asked for."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="duty_policy")
    needs_approval = models.BooleanField(default=False, help_text="A yes on duty or as overtime waits for the liaison or a supervisor.")
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.agency)


class ApprovalQuerySet(models.QuerySet["EventApproval"]):
    def visible_to(self, person: Person) -> "ApprovalQuerySet":
        """Liaison, supervisors and staff: those who answer for the working time of the agency."""
        return self.filter(person.reach(Permission.RIDE_APPROVE).over("invite__officer__agency__scope"))

    def waiting(self) -> "ApprovalQuerySet":
        return self.filter(state=ApprovalState.WAITING)

    def open_at(self, at: datetime) -> "ApprovalQuerySet":
        """What waits for an answer and is not over yet."""
        return self.waiting().filter(invite__occurrence__ends_at__gt=at)


class EventApproval(models.Model):
    """An officer's yes in paid time, put before the agency. Another answer of the officer, or another hour, makes it lapse."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    invite = models.ForeignKey(Invite, models.PROTECT, related_name="approvals")
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.WAITING)
    duty = models.CharField(max_length=3, choices=Duty)
    words = models.CharField(max_length=300, blank=True, help_text="The reason, with a no.")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["invite"], condition=Q(state__in=["waiting", "approved"]), name="events_one_live_approval"),
            models.CheckConstraint(condition=Q(decided_at__isnull=False) | Q(decided_by_id=None), name="events_approval_decided_pair"),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "declined"], decided_at__isnull=False) | Q(state="waiting", decided_at=None) | Q(state="lapsed"),
                name="events_approval_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.invite)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(self.invite.officer.agency.scopes)


class OfficerHours(models.Model):
    """How long an officer was at one date, and in whose time: noted by the officer, kept by officer so that no event counts twice."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="hours")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="event_hours")
    duty = models.CharField(max_length=3, choices=[(d.value, d.label) for d in Duty if d != Duty.UNSAID])
    minutes = models.PositiveIntegerField(help_text="By a stopwatch.")
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["occurrence__starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "officer"], name="events_hours_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="events_hours_last"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.occurrence}"
