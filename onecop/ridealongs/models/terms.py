"""What an agency sets: waiver, rules, watches, days without rides; and what it knows of a rider's check."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from onecop.agencies.models import Agency
from onecop.congregations.models import Contact
from onecop.kernel.ids import new_key
from onecop.ridealongs.choices import CheckStatus, Kind
from onecop.ridealongs.rules import Checked, Closed, Span, Terms


class Waiver(models.Model):
    """The text that riders sign, in versions. One that was signed never changes."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"text"}

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="waivers")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="ridealongs_waiver_number")]

    def __str__(self) -> str:
        return f"{self.agency}, waiver {self.number}"


class RuleSet(models.Model):
    """An agency's ride-along rules in versions; the highest number is in force. What a ride was judged by stays."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"dress", "religious_dress"}

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="ride_rules")
    number = models.PositiveIntegerField()
    waiver = models.ForeignKey(Waiver, models.PROTECT, related_name="rule_sets")
    in_force_at = models.DateTimeField()
    in_force_by_id = models.BigIntegerField(null=True)
    minimum_age = models.PositiveSmallIntegerField()
    minor_hours = models.DecimalField(max_digits=3, decimal_places=1)
    hours = models.DecimalField(max_digits=3, decimal_places=1)
    months_between = models.PositiveSmallIntegerField()
    same_officer_yearly = models.BooleanField()
    officer_choice = models.BooleanField()
    partner_exception = models.BooleanField()
    per_sector = models.PositiveSmallIntegerField()
    starts = models.JSONField(default=list, help_text='["08:00", …]; empty: when the watch begins.')
    notice_days = models.PositiveSmallIntegerField()
    check_needed = models.BooleanField()
    check_months = models.PositiveSmallIntegerField()
    dress = models.TextField()
    religious_dress = models.TextField()
    alternatives = models.JSONField(default=list, help_text="Codes of Kind.")

    class Meta:
        ordering = ["agency", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="ridealongs_rules_number"),
            models.CheckConstraint(condition=Q(minimum_age__in=[16, 18], months_between__in=[0, 6, 12]), name="ridealongs_rules_known"),
            models.CheckConstraint(
                condition=Q(hours__gte=4, hours__lte=8.5, minor_hours__gt=0, minor_hours__lte=2, per_sector__gte=1), name="ridealongs_rules_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, ride-along rules {self.number}"

    @property
    def terms(self) -> Terms:
        same = {name: getattr(self, name) for name in Terms.__dataclass_fields__ if name not in ("starts", "alternatives")}
        return Terms(starts=tuple(time.fromisoformat(s) for s in self.starts), alternatives=tuple(Kind(k) for k in self.alternatives), **same)


class Watch(models.Model):
    """A part of the day on which officers patrol, and on which somebody may ride. Ended ones stay with the rides they had."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"name"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="watches")
    name = models.CharField(max_length=40)
    starts = models.TimeField()
    hours = models.DecimalField(max_digits=3, decimal_places=1)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["starts", "name", "id"]
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], condition=Q(ended_at=None), name="ridealongs_watch_name"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="ridealongs_watch_hours"),
            models.CheckConstraint(condition=Q(ended_at__isnull=False) | Q(ended_by_id=None), name="ridealongs_watch_ended_pair"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def span(self) -> Span:
        return Span(self.starts, self.hours)


class Blackout(models.Model):
    """Days without ride-alongs, first and last included."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="ride_blackouts")
    first_on = models.DateField()
    last_on = models.DateField()
    words = models.CharField(max_length=80, help_text="What riders read: “Parade week”.")
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="ridealongs_blackout_days"),
            models.CheckConstraint(condition=Q(lifted_at__isnull=False) | Q(lifted_by_id=None), name="ridealongs_blackout_lifted_pair"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def closed(self) -> Closed:
        return Closed(self.first_on, self.last_on, self.words)


class Check(models.Model):
    """A background check of a rider: status, date, expiry. What it found is nobody's business here and has no field. The newest counts."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="ride_checks")
    rider = models.ForeignKey(Contact, models.PROTECT, related_name="ride_checks")
    status = models.CharField(max_length=10, choices=CheckStatus)
    on = models.DateField()
    expires = models.DateField(null=True)
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status="clear", expires__gte=F("on")) | (~Q(status="clear") & Q(expires=None)), name="ridealongs_check_expiry")
        ]

    def __str__(self) -> str:
        return f"{self.rider}: {self.get_status_display()}"

    @property
    def checked(self) -> Checked:
        return Checked(CheckStatus(self.status), self.expires)
