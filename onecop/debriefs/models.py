from datetime import date
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person, Scope
from onecop.debriefs.choices import LIVE, ActivityKind, EffortState, GoalState, Outcome, Pillar
from onecop.kernel.ids import new_key
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership

WORDS = 600
"""Characters of one challenge or idea: a few sentences, as they fit on a phone."""

M = TypeVar("M", bound=models.Model)


class Within(models.QuerySet[M]):
    """Rows that hang on a partnership: whoever may see that may see them. `path` leads there."""

    path = "partnership"

    def visible_to(self, person: Person) -> "Within[M]":
        return self.filter(**{f"{self.path}__in": Partnership.objects.visible_to(person)})

    def with_partnership(self) -> "Within[M]":
        """Read along what permissions, names and addresses need."""
        ends = ("congregation__scope__parent", "agency__scope__parent", "agency__territory", "area")
        return self.select_related(*(f"{self.path}__{end}" for end in ends)).defer(f"{self.path}__area__outline")


class DebriefQuerySet(Within["Debrief"]):
    pass


class ChallengeQuerySet(Within["Challenge"]):
    path = "debrief__partnership"


class IdeaQuerySet(Within["Idea"]):
    path = "debrief__partnership"


class GoalQuerySet(Within["Goal"]):
    def live(self) -> "GoalQuerySet":
        """Those still worked on."""
        return self.filter(state__in=LIVE)


class EffortQuerySet(Within["OutreachEffort"]):
    path = "goal__partnership"


class Debrief(models.Model):
    """One round of a partnership: what both sides saw, what could be done, and what they take on. At most one is open."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="debriefs")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    held_on = models.DateField(null=True, help_text="The day on which both sides sat together.")
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="debriefs_number"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(closed_at=None), name="debriefs_one_open"),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(closed_by_id=None), name="debriefs_closed_pair"),
        ]

    def __str__(self) -> str:
        return _("Debrief %(number)s of %(partnership)s") % {"number": self.number, "partnership": self.partnership}

    def get_absolute_url(self) -> str:
        return reverse("partnership_debrief_sheet", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes


class Writer(models.Model):
    """Somebody who has written in a debrief, from when. Shows that both sides took part."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    debrief = models.ForeignKey(Debrief, models.CASCADE, related_name="writers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["debrief", "person"], name="debriefs_writer_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_side_display()}"


class Written(models.Model):
    """Words that both sides may change. No earlier wording is kept, so what should never have been written can really be taken out.

    `version` counts the changes: who saves says which one was read (services: `Changed`).
    """

    words = models.CharField(max_length=WORDS)
    version = models.PositiveIntegerField(default=1)
    side = models.CharField(max_length=12, choices=Side)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


def _pair(name: str, at: str, by: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{at}__isnull": False}) | Q(**{by: None}), name=name)


class Challenge(Written):
    """Something that one of them saw: a place, a time, a pattern; never a person."""

    SENSITIVE = {"words", "note"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    debrief = models.ForeignKey(Debrief, models.PROTECT, related_name="challenges")
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried_to")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, help_text="Empty for as long as its debrief is open.")
    note = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            _pair("debriefs_challenge_changed", "changed_at", "changed_by"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)), name="debriefs_challenge_outcome"
            ),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="debriefs_challenge_settled"),
        ]

    def __str__(self) -> str:
        return _("A challenge in debrief %(number)s of %(partnership)s") % {"number": self.debrief.number, "partnership": self.debrief.partnership}

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.debrief.scopes


class Idea(Written):
    """What could be done: about one challenge, or on its own."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    debrief = models.ForeignKey(Debrief, models.PROTECT, related_name="ideas")
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, related_name="ideas")

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [_pair("debriefs_idea_changed", "changed_at", "changed_by")]

    def __str__(self) -> str:
        return _("An idea in debrief %(number)s of %(partnership)s") % {"number": self.debrief.number, "partnership": self.debrief.partnership}

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.debrief.scopes


class Vote(models.Model):
    """One person likes one idea."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="debriefs_one_vote")]

    def __str__(self) -> str:
        return str(self.person)


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
            _pair("debriefs_goal_changed", "changed_at", "changed_by"),
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
            _pair("debriefs_effort_changed", "changed_at", "changed_by"),
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
