"""A city's entry and its tasks."""

from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.choices import ScopeKind
from onecop.access.models import Person, Scope, regions_of
from onecop.agencies.models import Agency
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.launch import rules
from onecop.launch.choices import Anchor, Evidence, Owner
from onecop.launch.playbook import BY_CODE

FALLBACK_ZONE = "America/New_York"


class LaunchQuerySet(models.QuerySet["Launch"]):
    def visible_to(self, person: Person) -> "LaunchQuerySet":
        """Staff in reach, and the agency's own liaison and executive. An agency that has not signed on yet is its region's."""
        reach = person.reach(Permission.LAUNCH_READ)
        region = Q(agency__state__in=Scope.objects.filter(kind=ScopeKind.REGION, pk__in=reach.scope_ids).values("states__state"))
        return self.all() if reach.everywhere else self.filter(reach.over("agency__scope") | (Q(agency__scope=None) & region))

    def open(self) -> "LaunchQuerySet":
        return self.filter(closed_at=None)


class Launch(models.Model):
    """How the programme enters one agency's ground, from signing on to the first introductions."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"place", "code"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="launches")
    starts_on = models.DateField(help_text="The day of the launch, where the agency is.")
    luncheon_on = models.DateField()
    place = models.CharField(max_length=200, blank=True, help_text="Where the luncheon is.")
    lead = models.ForeignKey(Person, models.PROTECT, related_name="launches_led", help_text="Who of the staff runs it.")
    code = models.CharField(max_length=12, unique=True, editable=False, default=new_key, help_text="Of the public page for pledges; it opens nothing else.")
    counts_from = models.DateTimeField(null=True, help_text="The end of the launch before: what happened until then is no evidence for this one.")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name_plural = "launches"
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(closed_at=None), name="launch_one_open"),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(closed_by_id=None), name="launch_closed_pair"),
        ]

    def __str__(self) -> str:
        return self.agency.name

    @property
    def heading(self) -> str:
        """What its pages and its plan are called: by the city, or by an agency that names none. Reads `agency`."""
        agency = self.agency
        return _("The launch in %(city)s") % {"city": agency.city} if agency.city else _("The launch with %(agency)s") % {"agency": agency.name}

    def get_absolute_url(self) -> str:
        return reverse("launch_detail", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.agency.scopes

    @property
    def scope_id(self) -> int | None:
        return self.agency.scope_id

    @property
    def region(self) -> Scope | None:
        """The region that the agency belongs to."""
        parent = self.agency.scope.parent if self.agency.scope else None
        return parent if parent and parent.kind == ScopeKind.REGION else regions_of(self.agency.state).first()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.agency.territory.timezone if self.agency.territory else FALLBACK_ZONE)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class LaunchTask(models.Model):
    """One dated task of a city's plan. Its day is counted from the launch or the luncheon, so that it moves along."""

    SENSITIVE = {"done_note", "done_by_label"}
    OPEN = {"code", "own_title", "own_words", "drop_reason"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    launch = models.ForeignKey(Launch, models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=20, blank=True, help_text="The step of the playbook; empty for a task of this city alone.")
    own_title = models.CharField(max_length=120, blank=True)
    own_words = models.CharField(max_length=300, blank=True)
    anchor = models.CharField(max_length=8, choices=Anchor, default=Anchor.LAUNCH)
    days = models.IntegerField(help_text="From the anchor; before it is negative.")
    owner_role = models.CharField(max_length=10, choices=Owner, default=Owner.STAFF)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="launch_tasks", help_text="Null: whoever holds the role now.")
    evidence = models.CharField(max_length=14, choices=Evidence, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by_label = models.CharField(max_length=200, blank=True)
    done_note = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_by_id = models.BigIntegerField(null=True)
    drop_reason = models.CharField(max_length=200, blank=True)
    nudged_at = models.DateTimeField(null=True, help_text="When its owner last heard that it is overdue.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "code"], condition=~Q(code=""), name="launch_task_once"),
            models.CheckConstraint(condition=~Q(code="") | ~Q(own_title=""), name="launch_task_title"),
            models.CheckConstraint(condition=Q(days__gte=-rules.FURTHEST, days__lte=rules.FURTHEST), name="launch_task_days"),
            models.CheckConstraint(condition=Q(done_at=None, done_by_id=None) | Q(done_at__isnull=False, evidence=""), name="launch_task_done_pair"),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_by_id=None, drop_reason="") | (Q(dropped_at__isnull=False) & ~Q(drop_reason="")),
                name="launch_task_dropped_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.launch.scopes

    @property
    def scope_id(self) -> int | None:
        return self.launch.scope_id

    @property
    def title(self) -> str:
        """Its own title, else that of the playbook in the reader's language."""
        return self.own_title or (str(BY_CODE[self.code].title) if self.code in BY_CODE else self.code)

    @property
    def words(self) -> str:
        return self.own_words or (str(BY_CODE[self.code].words) if self.code in BY_CODE else "")

    @property
    def due_on(self) -> date:
        """The day it is due. Reads `launch`."""
        return rules.due_on(self.anchor, self.days, starts_on=self.launch.starts_on, luncheon_on=self.launch.luncheon_on)


class Nudge(models.Model):
    """A letter about overdue tasks: one a day for each address, at most."""

    SENSITIVE: ClassVar[set[str]] = {"email"}
    OPEN: ClassVar[set[str]] = set()

    email = models.EmailField()
    on = models.DateField(help_text="The reader's day.")
    tasks = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "on"], name="launch_nudge_once_a_day")]

    def __str__(self) -> str:
        return f"{self.email}, {self.on}"
