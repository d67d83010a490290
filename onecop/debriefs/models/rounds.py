"""One round of talking: what both sides saw, what could be done, and who wrote."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person, Scope
from onecop.debriefs.choices import Outcome
from onecop.debriefs.models.within import Within, pair
from onecop.kernel.ids import new_key
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership

WORDS = 600
"""Characters of one challenge or idea: a few sentences, as they fit on a phone."""


class DebriefQuerySet(Within["Debrief"]):
    pass


class ChallengeQuerySet(Within["Challenge"]):
    path = "debrief__partnership"


class IdeaQuerySet(Within["Idea"]):
    path = "debrief__partnership"


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
    fresh_at = models.DateTimeField(null=True, help_text="Since when something stands here of which the others have not been told.")

    objects = DebriefQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="debriefs_number"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(closed_at=None), name="debriefs_one_open"),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(closed_by_id=None), name="debriefs_closed_pair"),
        ]
        indexes = [models.Index(fields=["fresh_at"], condition=Q(closed_at=None, fresh_at__isnull=False), name="debriefs_fresh")]

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
            pair("debriefs_challenge_changed", "changed_at", "changed_by"),
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
        constraints = [pair("debriefs_idea_changed", "changed_at", "changed_by")]

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
