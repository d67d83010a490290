from datetime import date, datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Agency, Officer
from onecop.congregations.models import Contact
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, Tenure
from onecop.ridealongs.choices import OPEN, AgeBand, CheckStatus, Kind, Part, Rule, State
from onecop.ridealongs.rules import Checked, Closed, Span, Terms
from onecop.territory.models import Area


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


class RideQuerySet(models.QuerySet["RideAlong"]):
    def visible_to(self, person: Person) -> "RideQuerySet":
        """Who approves, the rider's own congregation, the officers who hold the partnership, and the officer who drives."""
        desk, side = person.reach(Permission.RIDE_APPROVE), person.reach(Permission.PARTNERSHIP_ACT)
        if desk.everywhere:
            return self.all()
        gone = Q(officer__status=OfficerStatus.GONE)
        held = Tenure.objects.filter(officer__person=person, closed_on=None).exclude(gone).values("partnership")
        here = desk.over("partnership__agency__scope") | desk.over("partnership__congregation__scope") | side.over("partnership__congregation__scope")
        return self.filter(here | Q(partnership__in=held) | (Q(officer__person=person) & ~gone))

    def open(self) -> "RideQuerySet":
        return self.filter(state__in=OPEN)

    def with_people(self) -> "RideQuerySet":
        """With everything that a page, a letter or a line about a ride names."""
        near = "partnership__congregation__scope", "partnership__agency__scope", "partnership__agency__territory", "rider", "rules", "asked_watch", "watch"
        return self.select_related(*near, "sector", "officer").defer("sector__outline")


class RideAlong(models.Model):
    """One person's ride with the police, from the application to the handshake at its end, or what was agreed instead.

    Nothing that is seen on it is kept. Of the rider's age only the band; of religion nothing but the question about dress, if there is one.
    """

    SENSITIVE = {"dress_question", "dress_answer"}
    OPEN = {"place"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="rides")
    rider = models.ForeignKey(Contact, models.PROTECT, related_name="rides")
    part = models.CharField(max_length=12, choices=Part)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RIDE)
    rules = models.ForeignKey(RuleSet, models.PROTECT, related_name="rides", help_text="By which version it was last judged.")
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="alternatives")
    age_band = models.CharField(max_length=6, choices=AgeBand)
    asked_on = models.DateField()
    asked_watch = models.ForeignKey(Watch, models.PROTECT, null=True, related_name="+")
    asked_start = models.TimeField(null=True)
    wants_partner = models.BooleanField(default=False, help_text="Asked to ride with the partner officer.")
    dress_question = models.CharField(max_length=300, blank=True)
    dress_answer = models.CharField(max_length=300, blank=True)
    dress_answered_at = models.DateTimeField(null=True)
    dress_answered_by_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPLIED)
    state_since = models.DateTimeField()
    ride_on = models.DateField(null=True, help_text="The local day on which the watch begins.")
    watch = models.ForeignKey(Watch, models.PROTECT, null=True, related_name="rides")
    sector = models.ForeignKey(Area, models.PROTECT, null=True, related_name="rides", help_text="Null: the agency has no areas.")
    seat = models.PositiveSmallIntegerField(null=True, help_text="1 to as many riders as a sector takes on one watch.")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="rides")
    place = models.CharField(max_length=120, blank=True, help_text="Where to come to.")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_in_by_id = models.BigIntegerField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    checked_out_by_id = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Rises whenever a booking moves or is called off: calendars count on it.")

    objects = RideQuerySet.as_manager()

    class Meta:
        ordering = ["-state_since", "-id"]
        indexes = [models.Index(fields=["state", "state_since"]), models.Index(fields=["watch", "ride_on"])]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "rider"], condition=Q(state__in=["applied", "approved"]), name="ridealongs_one_open"),
            models.UniqueConstraint(
                fields=["watch", "ride_on", "sector", "seat"], condition=Q(state="approved", sector__isnull=False), name="ridealongs_seat_in_sector"
            ),
            models.UniqueConstraint(fields=["watch", "ride_on", "seat"], condition=Q(state="approved", sector=None), name="ridealongs_seat_on_watch"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done", "missed"]) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at"), ride_on__isnull=False),
                name="ridealongs_booked_when",
            ),
            models.CheckConstraint(condition=~Q(state="approved", kind="ride") | Q(watch__isnull=False, seat__isnull=False), name="ridealongs_booked_seat"),
            models.CheckConstraint(condition=Q(dress_answered_at__isnull=False) | Q(dress_answered_by_id=None), name="ridealongs_dress_answered_pair"),
            models.CheckConstraint(condition=Q(checked_in_at__isnull=False) | Q(checked_in_by_id=None), name="ridealongs_checked_in_pair"),
            models.CheckConstraint(condition=Q(checked_out_at__isnull=False) | Q(checked_out_by_id=None), name="ridealongs_checked_out_pair"),
            models.CheckConstraint(
                condition=Q(checked_out_at=None) | Q(checked_in_at__isnull=False, checked_out_at__gte=F("checked_in_at")), name="ridealongs_in_before_out"
            ),
            models.CheckConstraint(
                condition=Q(state="done", checked_out_at__isnull=False) | (~Q(state="done") & Q(checked_out_at=None)), name="ridealongs_done_when_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rider}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("ride_detail", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The two institutions."""
        return self.partnership.scopes

    @property
    def scope_id(self) -> int | None:
        """Whose staff and liaison may read about it: the agency decides."""
        return self.partnership.agency.scope_id

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_ride(self) -> bool:
        return self.kind == Kind.RIDE

    @property
    def waits_for_dress(self) -> bool:
        return bool(self.dress_question) and self.dress_answered_at is None

    @property
    def day(self) -> date:
        """The day it is booked for, else the one asked for."""
        return self.ride_on or self.asked_on

    def started(self, now: datetime) -> bool:
        return self.starts_at is not None and now >= self.starts_at


class RideChange(models.Model):
    """One turn of an application: who brought it into which state, when, and why."""

    SENSITIVE = {"words"}
    OPEN = {"by_label"}

    ride = models.ForeignKey(RideAlong, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=10, choices=State)
    rule = models.CharField(max_length=10, choices=Rule, blank=True)
    words = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, help_text="With a refusal: the first day that would work.")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.ride}: {self.get_state_display()}"


class WaiverSignature(models.Model):
    """A name typed under a waiver and rules of one version. A new version of either asks for a new one; this row stays."""

    SENSITIVE = {"name", "guardian"}
    OPEN: ClassVar[set[str]] = set()

    ride = models.ForeignKey(RideAlong, models.PROTECT, related_name="signatures")
    rules = models.ForeignKey(RuleSet, models.PROTECT, related_name="signatures", help_text="With its waiver.")
    name = models.CharField(max_length=120, help_text="As typed.")
    guardian = models.CharField(max_length=120, blank=True, help_text="A parent or guardian, for a rider under 18.")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["ride", "rules"], name="ridealongs_signed_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.rules}"
