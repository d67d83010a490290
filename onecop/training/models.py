"""Courses of events, and the certificates of those who finished them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.models import Agency, Officer
from onecop.events.models import Event
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, person: Person) -> "CourseQuerySet":
        """Staff in reach, and the desk of the agency whose course it is."""
        staff, desks = person.reach(Permission.PARTNERSHIP_EDIT), person.reach(Permission.AGENCY_EDIT)
        if staff.everywhere:
            return self.all()
        return self.filter(staff.over("scope") | staff.over("agency__scope") | desks.over("agency__scope"))

    def offered(self) -> "CourseQuerySet":
        return self.filter(retired_at=None)


class Course(models.Model):
    """Events that belong together; whoever came to enough of them gets a certificate."""

    SENSITIVE: set[str] = set()
    OPEN = {"title", "words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=300, blank=True, help_text="What the certificate says was learned.")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="courses")
    scope = models.ForeignKey(Scope, models.PROTECT, null=True, related_name="courses", help_text="The region or the nation that offers it.")
    needed = models.PositiveSmallIntegerField(null=True, help_text="How many of its events are enough, the required ones included; null: all.")
    valid_months = models.PositiveSmallIntegerField(null=True, help_text="How long a certificate counts; null: for good.")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by_id = models.BigIntegerField(null=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(agency=None, scope__isnull=False) | Q(agency__isnull=False, scope=None), name="training_one_school"),
            models.CheckConstraint(condition=Q(retired_at__isnull=False) | Q(retired_by_id=None), name="training_retired_pair"),
            models.CheckConstraint(condition=Q(needed=None) | Q(needed__gt=0), name="training_needs_some"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course_detail", args=[self.key])

    @property
    def school(self) -> Agency | Scope:
        found = self.agency or self.scope
        assert found is not None
        return found

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return (self.scope,) if self.scope else tuple(self.agency.scopes) if self.agency else ()

    def day(self, at: datetime) -> date:
        """Return which day a moment is where the course is taught: New York's for one of a region or the nation."""
        return self.agency.day(at) if self.agency else at.astimezone(ZoneInfo("America/New_York")).date()

    @property
    def home_scope_id(self) -> int | None:
        return self.scope_id or (self.agency.scope_id if self.agency else None)


class Lesson(models.Model):
    """An event of a course."""

    SENSITIVE: set[str] = set()
    OPEN: set[str] = set()

    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    event = models.ForeignKey(Event, models.PROTECT, related_name="lessons")
    required = models.BooleanField(default=True, help_text="Without it nobody finishes.")

    class Meta:
        ordering = ["event__starts_on", "id"]
        constraints = [models.UniqueConstraint(fields=["course", "event"], name="training_once_in_a_course")]

    def __str__(self) -> str:
        return f"{self.course}: {self.event}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, person: Person) -> "CertificateQuerySet":
        """One's own; staff in reach; an agency's desk those of its own officers, and of nobody else who came."""
        staff, desks = person.reach(Permission.PARTNERSHIP_EDIT), person.reach(Permission.AGENCY_EDIT)
        if staff.everywhere:
            return self.all()
        own = Q(email_folded=person.email)
        return self.filter(own | staff.over("course__scope") | staff.over("course__agency__scope") | desks.over("officer__agency__scope"))


class Certificate(models.Model):
    """Somebody finished a course on a day. `code` is what its holder shows; whoever has it may ask whether it counts."""

    SENSITIVE = {"name", "email_folded", "code"}
    OPEN = {"revoke_words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    code = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    course = models.ForeignKey(Course, models.PROTECT, related_name="certificates")
    name = models.CharField(max_length=120)
    email_folded = models.CharField(max_length=254)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="certificates")
    minutes = models.PositiveIntegerField(help_text="Of the events attended, by a stopwatch.")
    finished_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="The first day on which it no longer counts.")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)
    revoke_words = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-finished_on", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "email_folded", "finished_on"], name="training_one_for_a_finish"),
            models.CheckConstraint(condition=Q(expires_on=None) | Q(expires_on__gt=F("finished_on")), name="training_counts_for_a_while"),
            models.CheckConstraint(condition=Q(revoked_at__isnull=False) | Q(revoked_by_id=None, revoke_words=""), name="training_revoked_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.course}"

    def get_absolute_url(self) -> str:
        return reverse("certificate", args=[self.code])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.course.scopes

    def counts(self, at: datetime) -> bool:
        return self.revoked_at is None and not self.has_run_out(at)

    def has_run_out(self, at: datetime) -> bool:
        """Say whether its last day is over, by the calendar of whoever taught. Reads `course.agency.territory`."""
        return self.expires_on is not None and self.course.day(at) >= self.expires_on
