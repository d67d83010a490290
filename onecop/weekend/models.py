"""The national weekend: its days, what hosts register for it, and which of these look like one event."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.models import Agency
from onecop.congregations.folding import fold_name, fold_street
from onecop.congregations.models import Congregation
from onecop.events.choices import EventKind
from onecop.events.models import Event
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.weekend.choices import HostKind, Standing, Verdict
from onecop.weekend.rules import Facts


class WeekendQuerySet(models.QuerySet["Weekend"]):
    def visible_to(self, person: Person) -> "WeekendQuerySet":
        """Whoever looks through what hosts register sees each weekend."""
        return self.all() if person.reach(Permission.EVENT_REVIEW) else self.none()


class Weekend(models.Model):
    """Some days on which events are held in the whole country."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"name", "words"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    name = models.CharField(max_length=120)
    words = models.TextField(blank=True, max_length=1000, help_text="What it is about, for whoever opens its page.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    opens_at = models.DateTimeField(help_text="From when hosts may register.")
    closes_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    objects = WeekendQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="weekend_lasts"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="weekend_opens_first"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, person: Person) -> "BatchQuerySet":
        """Each sees the own presses; whoever looks through the whole country sees all."""
        reach = person.reach(Permission.EVENT_REVIEW)
        return self.all() if reach.everywhere else self.filter(made_by_id=person.pk) if reach else self.none()


class Batch(models.Model):
    """One press that accepts all that matches. Its letters wait an hour: so long it can be taken back, as if it had not been."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"job_key"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    weekend = models.ForeignKey(Weekend, models.CASCADE, related_name="batches")
    wanted = models.PositiveIntegerField(help_text="How many matched when it was pressed.")
    last_id = models.BigIntegerField(help_text="What was registered after this one is not meant.")
    choice = models.JSONField(default=dict, help_text="The filters that they matched, as in the address of the list.")
    accepted = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0, help_text="Like another one, or settled in the meantime.")
    letters_at = models.DateTimeField(help_text="When its letters leave.")
    job_key = models.CharField(max_length=12, blank=True, help_text="The task that works on it, or takes it back.")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return str(self.weekend)

    def get_absolute_url(self) -> str:
        return reverse("weekend_batch", args=[self.key])

    def can_undo(self, at: datetime) -> bool:
        """Say whether its letters are still here."""
        return self.done_at is not None and self.undone_at is None and at < self.letters_at


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, person: Person) -> "SubmissionQuerySet":
        return self.filter(person.reach(Permission.EVENT_REVIEW).over("scope"))

    def confirmed(self) -> "SubmissionQuerySet":
        """What counts as said: confirmed or imported, and not declined."""
        return self.filter(standing__in=[Standing.WAITING, Standing.ACCEPTED])


class Submission(models.Model):
    """One event that a host registered. Accepted, it becomes an `Event`, unless it joined another one: then its host hosts that one too."""

    SENSITIVE = {"email", "contact_name", "place", "street", "street_folded", "words", "decide_words"}
    OPEN = {"host_name", "title", "city", "state", "zip", "zone", "source_id", "title_folded", "host_folded"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    weekend = models.ForeignKey(Weekend, models.PROTECT, related_name="submissions")
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+", help_text="Whose staff look at it: the region of its state, else the nation.")
    standing = models.CharField(max_length=11, choices=Standing, default=Standing.UNCONFIRMED)
    source_id = models.CharField(max_length=120, blank=True, help_text="Its id in the file it came from; blank: by the form.")
    host_kind = models.CharField(max_length=12, choices=HostKind)
    host_name = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=14, choices=EventKind, default=EventKind.NATIONAL)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True, max_length=1000)
    place = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120)
    state = models.CharField(max_length=2)
    zip = models.CharField(max_length=10, blank=True)
    place_private = models.BooleanField(default=False)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    exact = models.BooleanField(default=False, help_text="The pin is that of the place; else the middle of its ZIP code.")
    languages = models.JSONField(default=list)
    zone = models.CharField(max_length=50)
    starts_on = models.DateField()
    starts = models.TimeField()
    minutes = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    title_folded = models.CharField(max_length=200)
    host_folded = models.CharField(max_length=200)
    street_folded = models.CharField(max_length=200, blank=True)
    congregation = models.ForeignKey(Congregation, models.SET_NULL, null=True, related_name="weekend_submissions", help_text="The host, where it is known.")
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, related_name="weekend_submissions")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="weekend_submissions", help_text="What it became.")
    joined = models.ForeignKey("self", models.PROTECT, null=True, related_name="joiners", help_text="The registration whose event this host hosts too.")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, related_name="submissions", help_text="The press that accepted it with many others.")
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decide_words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True, help_text="When the host was asked how many came.")
    attendance = models.PositiveIntegerField(null=True)
    attended_at = models.DateTimeField(null=True, help_text="When the host said so.")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["weekend", "starts_at"]), models.Index(fields=["weekend", "standing"])]
        constraints = [
            models.UniqueConstraint(fields=["weekend", "source_id"], condition=~Q(source_id=""), name="weekend_one_row_for_an_id"),
            models.CheckConstraint(condition=Q(decided_at__isnull=False) | Q(decided_by_id=None), name="weekend_decided_pair"),
            models.CheckConstraint(condition=Q(joined=None) | Q(event=None), name="weekend_joined_has_no_event_of_its_own"),
            models.CheckConstraint(condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False), name="weekend_whole_pin"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.host_name}"

    def get_absolute_url(self) -> str:
        return reverse("submission_review", args=[self.key])

    def fold(self) -> None:
        """Bring what is compared to its form."""
        self.title_folded, self.host_folded, self.street_folded = fold_name(self.title), fold_name(self.host_name), fold_street(self.street)

    @property
    def facts(self) -> Facts:
        pin = (self.lon, self.lat) if self.exact and self.lon is not None and self.lat is not None else None
        return Facts(self.title_folded, self.host_folded, self.street_folded, self.city.casefold(), self.state, self.zip, pin, self.starts_at)

    @property
    def root(self) -> "Submission":
        """The registration whose event it is."""
        return self.joined or self

    @property
    def town(self) -> str:
        return f"{self.city}, {self.state}"


class Resemblance(models.Model):
    """Two registrations that look like one event. The host of the newer one says; staff where nobody can be asked."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    first = models.ForeignKey(Submission, models.CASCADE, related_name="resemblances_back")
    second = models.ForeignKey(Submission, models.CASCADE, related_name="resemblances", help_text="The newer one, whose host is asked.")
    why = models.JSONField(default=list, help_text="Codes of choices.Reason.")
    found_at = models.DateTimeField()
    verdict = models.CharField(max_length=5, choices=Verdict, default=Verdict.OPEN, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="weekend_pair_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="weekend_two_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
