"""Step 5, and what both sides agree on about a sacred space."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Person, Scope
from onecop.agencies.models import Officer
from onecop.events.models.occurrence import Occurrence
from onecop.kernel.ids import new_key
from onecop.partnerships.models import Partnership


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, person: Person) -> "IntroductionQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(person))

    def open(self) -> "IntroductionQuerySet":
        return self.filter(held_at=None)


class Introduction(models.Model):
    """The officer is introduced at a service: the date, how it goes, and that it took place. The protocol is the partnership's."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="introductions")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, null=True, related_name="introductions", help_text="Null until a date is chosen.")
    show = models.JSONField(default=list, help_text="[{minutes, what, who, where, said}]: the run of show; empty: the usual one.")
    show_at = models.DateTimeField(null=True, help_text="When somebody last looked over the run of show.")
    show_by_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    begun_by_id = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(null=True, help_text="When somebody said that it took place.")
    held_by_id = models.BigIntegerField(null=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="introductions", help_text="Who was introduced.")

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership"], condition=Q(held_at=None), name="events_one_open_introduction"),
            models.CheckConstraint(condition=Q(held_at=None) | Q(occurrence__isnull=False, officer__isnull=False), name="events_held_when"),
            models.CheckConstraint(condition=Q(held_at__isnull=False) | Q(held_by_id=None, officer=None), name="events_held_pair"),
            models.CheckConstraint(condition=Q(show_at__isnull=False) | Q(show_by_id=None), name="events_show_pair"),
        ]

    def __str__(self) -> str:
        return str(self.partnership)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes


class Protocol(models.Model):
    """What a congregation asks of an officer who comes into its sacred space, in versions. Every version needs the officer's word anew."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="protocols")
    version = models.PositiveIntegerField()
    answers = models.JSONField(help_text='{point: {"choice": code, "words": free, "instead": code of an alternative or ""}}; see sacred_space.py.')
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["partnership", "version"]
        constraints = [models.UniqueConstraint(fields=["partnership", "version"], name="events_protocol_version")]

    def __str__(self) -> str:
        return f"{self.partnership}, {self.version}"


class ProtocolReply(models.Model):
    """The officer's word on one version: agreed, or which points cannot be met and what could be done instead."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="replies")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="protocol_replies")
    agrees = models.BooleanField()
    cannot = models.JSONField(default=dict, help_text='{point: {"instead": code of an alternative or "", "words": free}}.')
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "officer"], condition=Q(agrees=True), name="events_agreed_once"),
            models.CheckConstraint(condition=Q(agrees=True, cannot={}) | (Q(agrees=False) & ~Q(cannot={})), name="events_reply_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.protocol}: {self.officer}"
