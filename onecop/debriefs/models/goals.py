"""What both take on: joint goals, how far they have come, and the outreach planned for them."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person, Scope
from onecop.debriefs.choices import LIVE, ActivityKind, EffortState, GoalState, Pillar
from onecop.debriefs.models.rounds import Debrief, Idea
from onecop.debriefs.models.within import Within, pair
from onecop.kernel.ids import new_key
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership


class GoalQuerySet(Within["Goal"]):
    def live(self) -> "GoalQuerySet":
        """Those still worked on."""
        return self.filter(state__in=LIVE)


class EffortQuerySet(Within["OutreachEffort"]):
    path = "goal__partnership"


class Goal(models.Model):
    """What both sides take on together: with an owner, a measure and a day."""

    SENSITIVE = {"title", "measure"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="goals")
    debrief = models.ForeignKey(Debrief, models.PROTECT, null=True, related_name="goals", help_text="The one it was made in.")
    idea = models.OneToOneField(Idea, models.PROTECT, null=True, related_name="goal")
    title = models.CharField(max_length=120)
    measure = models.CharField(max_length=300, help_text="How both sides will know that it is reached.")
    target = models.PositiveIntegerField(null=True, help_text="The number to reach, where there is one.")
    owner_side = models.CharField(max_length=12, choices=Side)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="None: everybody of that side.")
    due_on = models.DateField()
    reminded_for = models.DateField(null=True, help_text="The day of which its owner was reminded a week before.")
    overdue_for = models.DateField(null=True, help_text="The day of which its owner heard that it has passed.")
    pillar = models.CharField(max_length=12, choices=Pillar)
    activity = models.CharField(max_length=12, choices=ActivityKind)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=GoalState, default=GoalState.OPEN)
    state_at = models.DateTimeField(null=True)
    state_by_id = models.BigIntegerField(null=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            pair("debriefs_goal_changed", "changed_at", "changed_by"),
            models.CheckConstraint(condition=Q(state="open", state_at=None) | (~Q(state="open") & Q(state_at__isnull=False)), name="debriefs_goal_state"),
            models.CheckConstraint(condition=Q(state_at__isnull=False) | Q(state_by_id=None), name="debriefs_goal_state_pair"),
        ]
        indexes = [models.Index(fields=["partnership", "due_on"], condition=Q(state__in=["open", "carried"]), name="debriefs_live_goals")]

    def __str__(self) -> str:
        return _("A goal of %(partnership)s") % {"partnership": self.partnership}

    def get_absolute_url(self) -> str:
        return reverse("partnership_goal", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class GoalProgress(models.Model):
    """How far a goal has come, as somebody saw it. The newest number counts."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="progress")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words="") | Q(number__isnull=False), name="debriefs_progress_says")]

    def __str__(self) -> str:
        return f"{self.goal}, {self.at:%Y-%m-%d}"


class OutreachEffort(models.Model):
    """Something to do for a goal on a day, or in a month: an event in the making."""

    SENSITIVE = {"title"}
    OPEN = {"event_uid"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="efforts")
    title = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=ActivityKind)
    planned_on = models.DateField(null=True)
    planned_month = models.DateField(null=True, help_text="The first of the month, where the day is still open.")
    event_uid = models.CharField(max_length=100, blank=True, help_text="The event it became, by a name of the app that keeps events.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=EffortState, default=EffortState.PLANNED)
    state_at = models.DateTimeField(null=True)
    state_by_id = models.BigIntegerField(null=True)

    objects = EffortQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            pair("debriefs_effort_changed", "changed_at", "changed_by"),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False, planned_month=None) | Q(planned_on=None, planned_month__isnull=False), name="debriefs_effort_when"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", state_at=None) | (~Q(state="planned") & Q(state_at__isnull=False)), name="debriefs_effort_state"
            ),
            models.CheckConstraint(condition=Q(state_at__isnull=False) | Q(state_by_id=None), name="debriefs_effort_state_pair"),
        ]

    def __str__(self) -> str:
        return _("An outreach effort of %(partnership)s") % {"partnership": self.goal.partnership}

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.goal.scopes

    @property
    def from_on(self) -> date:
        """The first day on which it may be done."""
        return self.planned_on or self.planned_month or self.made_at.date()
