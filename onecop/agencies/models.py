from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from onecop.access.choices import ScopeKind
from onecop.access.models import Person, Scope, regions_of
from onecop.agencies.choices import AgencyStanding, DeclineReason, DutyKind, EnrollmentStanding, OfficerStatus, OnDuty, PostKind, Rank
from onecop.kernel.actor import Actor, Machine
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.territory.models import Area, Territory


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, person: Person) -> "AgencyQuerySet":
        reach = person.reach(Permission.AGENCY_READ)
        region = Q(state__in=Scope.objects.filter(kind=ScopeKind.REGION, pk__in=reach.scope_ids).values("states__state"))
        return self.all() if reach.everywhere else self.filter(reach.over("scope") | (Q(scope=None) & region))


class Agency(models.Model):
    """A law-enforcement agency. Most rows are only listed: the national directory, where an ORI is looked up."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"ori", "name", "kind", "county", "state", "city", "ride_along_note"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    ori = models.CharField("ORI", max_length=9, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True, help_text="City, County, University or College, State Police …")
    county = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=2)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    standing = models.CharField(max_length=10, choices=AgencyStanding, default=AgencyStanding.LISTED, db_index=True)
    joined_on = models.DateField(null=True)
    scope = models.OneToOneField(Scope, models.PROTECT, null=True, related_name="agency", help_text="From enrolment on.")
    territory = models.OneToOneField(Territory, models.PROTECT, null=True, related_name="agency")
    officer_capacity = models.PositiveSmallIntegerField(default=3, help_text="Partnerships an officer may hold unless the officer's own row says otherwise.")
    liaison_sees_proposals = models.BooleanField(default=False)
    outreach_on_duty = models.CharField(max_length=5, choices=OnDuty, default=OnDuty.EDGES)
    ride_along_note = models.TextField(blank=True, help_text="Its ride-along rules in a few sentences, as the agency tells them.")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "ori"]
        verbose_name_plural = "agencies"
        constraints = [models.CheckConstraint(condition=Q(standing__in=["listed", "enrolling"]) | Q(scope__isnull=False), name="agencies_scope_when_in")]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whose permissions reach this row: its own scope, or the region of its state while it has none."""
        return (self.scope,) if self.scope else tuple(regions_of(self.state))

    def day(self, at: datetime) -> date:
        """Return which day a moment is where it works: New York's while its own zone is not known."""
        return at.astimezone(ZoneInfo(self.territory.timezone if self.territory else "America/New_York")).date()

    @property
    def has_place(self) -> bool:
        return self.lon is not None and self.lat is not None


class Post(models.Model):
    """A dated time in which someone is the agency's liaison or executive."""

    SENSITIVE = {"email", "phone"}
    OPEN = {"name", "title"}

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=10, choices=PostKind)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="agency_posts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    email = models.EmailField()
    phone = PhoneNumberField(blank=True, region="US")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind"], condition=Q(ended_on=None, kind="executive"), name="agencies_one_executive")]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display()}"


class ShiftPattern(models.Model):
    """A cycle of days on and off. `cycle` is a list, one item per day of the cycle: null (off) or [start "HH:MM", hours]."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"name", "code"}

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="shift_patterns")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    anchor_on = models.DateField(help_text="A date that is day 0 of the cycle.")
    cycle = models.JSONField(help_text='[["06:00", 8.5], …, null]: local wall-clock start and hours.')
    next_bid_on = models.DateField(null=True)
    recipe = models.JSONField(default=dict, help_text="What it was entered with, to fill the form again; the cycle alone counts.")

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="agencies_pattern_code")]

    def __str__(self) -> str:
        return self.name


class OfficerQuerySet(models.QuerySet["Officer"]):
    def visible_to(self, person: Person) -> "OfficerQuerySet":
        """Staff and the agency's liaison see the roster; an officer sees the own row. There is no public roster."""
        own = Q(person=person)
        return self.filter(person.reach(Permission.ROSTER_READ).over("agency__scope") | own)


class Officer(models.Model):
    """A sworn member on a roster who may partner. Nothing of home, family or religion is kept."""

    SENSITIVE = {"email", "phone", "badge"}
    OPEN = {"first_name", "last_name", "transfer_to", "rank_as_given"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="officers")
    badge = models.CharField(max_length=30, help_text="The department's own number (CAD, badge, serial): the key of a re-import.")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    rank = models.CharField(max_length=12, choices=Rank, default=Rank.OFFICER)
    rank_as_given = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=OfficerStatus, default=OfficerStatus.ACTIVE)
    area = models.ForeignKey(Area, models.SET_NULL, null=True, related_name="officers", help_text="Beat, or precinct where no beat is known.")
    shift = models.ForeignKey(ShiftPattern, models.SET_NULL, null=True, related_name="officers")
    assigned_since = models.DateField(null=True)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True, region="US")
    languages = models.JSONField(default=list, help_text="ISO 639-1 codes besides English.")
    transfer_on = models.DateField(null=True)
    transfer_to = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, help_text="Null: the agency's number.")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="officers")

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "badge"], name="agencies_officer_badge")]
        indexes = [models.Index(fields=["agency", "status"]), models.Index(fields=["email"])]

    def __str__(self) -> str:
        return f"{self.get_rank_display()} {self.full_name}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()


class DutyException(models.Model):
    """Local days on which an officer's duty differs from the cycle. No reason is kept."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=8, choices=DutyKind)
    first_on = models.DateField()
    last_on = models.DateField()
    from_time = models.TimeField(null=True, help_text="Local; with `to_time`, or both empty for whole days.")
    to_time = models.TimeField(null=True)
    entered_at = models.DateTimeField()
    entered_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["first_on", "id"]
        indexes = [models.Index(fields=["officer", "last_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="agencies_exception_days"),
            models.CheckConstraint(
                condition=Q(from_time=None, to_time=None, kind__in=["leave", "off", "court", "training"])
                | Q(from_time__isnull=False, to_time__isnull=False, kind__in=["on", "court", "training"]),
                name="agencies_exception_times",
            ),
            models.CheckConstraint(condition=Q(entered_at__isnull=False) | Q(entered_by_id=None), name="agencies_exception_entered_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}, {self.get_kind_display()}"


class AgencyEnrollmentQuerySet(models.QuerySet["AgencyEnrollment"]):
    def visible_to(self, person: Person) -> "AgencyEnrollmentQuerySet":
        """Staff whose region holds the agency's state. Nobody sees a form that is still being filled in."""
        reach = person.reach(Permission.AGENCY_REVIEW)
        sent = self.exclude(standing=EnrollmentStanding.DRAFT)
        region = Scope.objects.filter(kind=ScopeKind.REGION, pk__in=reach.scope_ids).values("states__state")
        return sent if reach.everywhere else sent.filter(agency__state__in=region)

    def waiting(self) -> "AgencyEnrollmentQuerySet":
        return self.filter(standing=EnrollmentStanding.APPLIED)


class AgencyEnrollment(models.Model):
    """An agency's wish to take part, from its first page to the answer it got."""

    SENSITIVE = {"email", "name", "message", "charter_name"}
    OPEN = {"page", "charter_version"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="enrollments")
    standing = models.CharField(max_length=10, choices=EnrollmentStanding, default=EnrollmentStanding.DRAFT)
    answers = models.JSONField(default=dict, help_text="{page: {field: [values as typed]}}")
    page = models.CharField(max_length=20, blank=True, help_text="Where the applicant was last.")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    charter_at = models.DateTimeField(null=True)
    charter_name = models.CharField(max_length=120, blank=True, help_text="The name typed under the charter.")
    charter_version = models.CharField(max_length=10, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    message = models.TextField(blank=True, help_text="What staff wrote to the applicant with the answer.")

    objects = AgencyEnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["standing", "sent_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(standing="draft", sent_at=None) | Q(sent_at__isnull=False, agency__isnull=False), name="agencies_sent"),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by=None), name="agencies_settled_pair"),
        ]

    def __str__(self) -> str:
        return str(self.agency) if self.agency else "An agency"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whoever reviews: the region of the agency's state, and the agency's own scope once it has one."""
        return (*regions_of(self.agency.state), *self.agency.scopes) if self.agency else ()

    @property
    def applicant(self) -> Actor:
        """Who fills it in: an applicant has no account yet, so the audit tells their name."""
        return Machine(audit_label=f"{self.name or 'An applicant'} (enrolling)")
