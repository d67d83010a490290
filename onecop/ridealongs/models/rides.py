"""One ride, its turns, and the names typed under its waiver."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, Tenure
from onecop.ridealongs.choices import OPEN, AgeBand, Kind, Part, Rule, State
from onecop.ridealongs.models.terms import RuleSet, Watch
from onecop.territory.models import Area


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
    OPEN = {"lay", "place"}

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
    lay = models.CharField(max_length=8, blank=True, help_text="How it lay to the officer’s shift when it was booked: agencies.duty.lies.")
    hours_changed_at = models.DateTimeField(null=True, help_text="The officer’s hours are others since, and nobody has looked yet whether this still fits.")
    asked_again_at = models.DateTimeField(null=True, help_text="When the officer was asked whether it holds in other hours.")
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
