from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField

from onecop.access.choices import ScopeKind
from onecop.access.models import Person, Scope, regions_of
from onecop.congregations.choices import (
    CongregationStanding,
    ContactKind,
    Decider,
    DeclineReason,
    EnrollmentStanding,
    HolyDayAct,
    LikenessReason,
    LikenessVerdict,
    PinSource,
    Tradition,
)
from onecop.congregations.worship import often_words
from onecop.kernel.actor import Actor, Machine
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.territory.models import Area, Territory


class CongregationQuerySet(models.QuerySet["Congregation"]):
    def visible_to(self, person: Person) -> "CongregationQuerySet":
        reach = person.reach(Permission.CONGREGATION_READ)
        region = Q(state__in=Scope.objects.filter(kind=ScopeKind.REGION, pk__in=reach.scope_ids).values("states__state"))
        return self.all() if reach.everywhere else self.filter(reach.over("scope") | (Q(scope=None) & region))

    def enrolled(self) -> "CongregationQuerySet":
        return self.filter(standing=CongregationStanding.ACCEPTED)


class Congregation(models.Model):
    """A house of worship of any tradition. Its times, numbers and partnership are private unless it chooses otherwise."""

    SENSITIVE = {"street", "hopes", "board_note", "attendance"}
    OPEN = {"name", "tradition_as_given", "city", "state", "zip", "website", "source_id", "name_folded", "street_folded"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    scope = models.OneToOneField(Scope, models.PROTECT, null=True, related_name="congregation", help_text="From enrolment on; a prospect has none.")
    source_id = models.CharField(max_length=120, blank=True, help_text="Its id in the file it came from: the key of a re-import.")
    name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, db_index=True, help_text="For finding duplicates: lower case, no accents, no filler words.")
    tradition = models.CharField(max_length=16, choices=Tradition, default=Tradition.UNSAID)
    tradition_as_given = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=200, blank=True)
    street_folded = models.CharField(max_length=200, blank=True, db_index=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField("ZIP code", max_length=10, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    pin = models.CharField(max_length=8, choices=PinSource, default=PinSource.NONE)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="congregations", help_text="Whose ground it stands on.")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="congregations", help_text="The smallest area in force it stands in.")
    standing = models.CharField(max_length=10, choices=CongregationStanding, default=CongregationStanding.PROSPECT, db_index=True)
    standing_since = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from", help_text="The row that goes on for this one.")
    website = models.URLField(blank=True)
    languages = models.JSONField(default=list, help_text="ISO 639-1 codes of its services.")
    attendance = models.PositiveIntegerField(null=True, help_text="People in a usual week, as they say.")
    decider = models.CharField(max_length=8, choices=Decider, default=Decider.LEADER)
    board_note = models.CharField(max_length=200, blank=True)
    board_votes_on = models.DateField(null=True)
    hopes = models.TextField(blank=True)
    charter_at = models.DateTimeField(null=True, help_text="When its leader agreed to the charter.")
    coordinator_hours = models.JSONField(default=list, help_text='[[weekday 0=Monday, "HH:MM", "HH:MM"], …]')

    objects = CongregationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["territory", "standing"])]
        constraints = [
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="congregations_source_id"),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(standing="left"), name="congregations_merged_has_left"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("congregation_detail", args=[self.key])

    def day(self, at: datetime) -> date:
        """Return which day a moment is where it stands: New York's while nobody's map holds it."""
        return at.astimezone(ZoneInfo(self.territory.timezone if self.territory else "America/New_York")).date()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whose permissions reach this row: its own scope, or the region of its state while it has none."""
        return (self.scope,) if self.scope else tuple(regions_of(self.state))

    @property
    def initials(self) -> str:
        words = [w for w in self.name.replace("’", "").split() if w[:1].isalpha()]
        return "".join(w[0] for w in words[:2]).upper()


class ServiceTime(models.Model):
    """A gathering, weekly unless it has a rule. Private unless the congregation chooses otherwise."""

    SENSITIVE: ClassVar[set[str]] = {"what"}
    OPEN: ClassVar[set[str]] = {"rule"}

    congregation = models.ForeignKey(Congregation, models.CASCADE, related_name="service_times")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    starts = models.TimeField()
    ends = models.TimeField()
    what = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=80, blank=True, help_text="An RRULE, such as FREQ=MONTHLY;BYDAY=1SU; empty: every week.")
    since = models.DateField(null=True, help_text="A day on which it takes place: where every second week is counted from.")

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="congregations_weekday")]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}"

    @property
    def often(self) -> str:
        """How often, in words; empty for every week."""
        return often_words(self.rule)


class BlockedDates(models.Model):
    """Days on which a congregation has no time for anything else: a move, a retreat, a week of mourning. Why is theirs to say or not."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    congregation = models.ForeignKey(Congregation, models.CASCADE, related_name="blocked_dates")
    first_on = models.DateField()
    last_on = models.DateField()
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["first_on", "id"]
        indexes = [models.Index(fields=["congregation", "last_on"])]
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="congregations_blocked_days")]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"


class HolyDayOverride(models.Model):
    """What a congregation keeps differently from the calendar of its tradition. `code` names a day of `holydays`; a day of its own has none."""

    SENSITIVE = {"name"}
    OPEN = {"code"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    congregation = models.ForeignKey(Congregation, models.CASCADE, related_name="holy_day_overrides")
    act = models.CharField(max_length=6, choices=HolyDayAct)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80, blank=True, help_text="Of a day of their own.")
    was_on = models.DateField(null=True, help_text="Which of the days of this code is moved: its first civil day in the calendar.")
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    from_sunset = models.BooleanField(default=False, help_text="It begins at sunset of the evening before and ends at sunset.")
    hard = models.BooleanField(default=True, help_text="No appointments; otherwise better not.")

    class Meta:
        ordering = ["first_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congregation", "code"], condition=Q(act__in=["harden", "soften", "drop"]), name="congregations_override_once"),
            models.UniqueConstraint(fields=["congregation", "code", "was_on"], condition=Q(act="move"), name="congregations_move_once"),
            models.CheckConstraint(
                condition=(Q(act="add", code="", was_on=None) & ~Q(name="") & Q(first_on__isnull=False, last_on__gte=models.F("first_on")))
                | (Q(act="move", was_on__isnull=False) & ~Q(code="") & Q(first_on__isnull=False, last_on__gte=models.F("first_on")))
                | (Q(act__in=["harden", "soften", "drop"], was_on=None, first_on=None, last_on=None) & ~Q(code="")),
                name="congregations_override_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.code}: {self.get_act_display()}"


class Contact(models.Model):
    """A dated time in which someone is a congregation's faith leader, coordinator or deputy."""

    SENSITIVE = {"email", "phone"}
    OPEN = {"name", "title"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    congregation = models.ForeignKey(Congregation, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=12, choices=ContactKind)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="congregation_contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=60, blank=True, help_text="Rabbi, Imam, Pastor … as they say it.")
    email = models.EmailField()
    phone = PhoneNumberField(blank=True, region="US")
    interim = models.BooleanField(default=False, help_text="Stands in until somebody is found for longer.")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["kind", "started_on"]
        constraints = [models.UniqueConstraint(fields=["congregation", "kind"], condition=Q(ended_on=None), name="congregations_one_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.title} {self.name}".strip()


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def visible_to(self, person: Person) -> "EnrollmentQuerySet":
        """Staff whose region holds the state it was sent from. Nobody sees a form that is still being filled in."""
        reach = person.reach(Permission.CONGREGATION_REVIEW)
        sent = self.exclude(standing=EnrollmentStanding.DRAFT)
        return sent if reach.everywhere else sent.filter(state__in=states_within(reach.scope_ids))

    def waiting(self) -> "EnrollmentQuerySet":
        return self.filter(standing=EnrollmentStanding.APPLIED)


class Enrollment(models.Model):
    """A congregation's wish to take part, from its first page to the answer it got. The link to it is kept as a hash (access.links)."""

    SENSITIVE = {"email", "name", "message", "charter_name"}
    OPEN = {"congregation_name", "state", "page", "charter_version"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    congregation = models.ForeignKey(Congregation, models.PROTECT, null=True, related_name="enrollments", help_text="From sending on.")
    claims = models.ForeignKey(Congregation, models.SET_NULL, null=True, related_name="claims", help_text="A row that the applicant says is theirs.")
    standing = models.CharField(max_length=10, choices=EnrollmentStanding, default=EnrollmentStanding.DRAFT)
    answers = models.JSONField(default=dict, help_text="{page: {field: [values as typed]}}")
    page = models.CharField(max_length=20, blank=True, help_text="Where the applicant was last.")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    congregation_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=2, blank=True)
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

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["standing", "sent_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing="draft", sent_at=None) | Q(sent_at__isnull=False, congregation__isnull=False), name="congregations_sent"
            ),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by=None), name="congregations_settled_pair"),
        ]

    def __str__(self) -> str:
        return self.congregation_name or "A congregation"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Whoever reviews: the region of its state."""
        return tuple(regions_of(self.state))

    @property
    def applicant(self) -> Actor:
        """Who fills it in: an applicant has no account yet, so the audit tells their name."""
        return Machine(audit_label=f"{self.name or 'An applicant'} (enrolling)")


class DuplicateSuggestionQuerySet(models.QuerySet["DuplicateSuggestion"]):
    def visible_to(self, person: Person) -> "DuplicateSuggestionQuerySet":
        """Pairs with both rows within reach: to say that two are one changes both."""
        reach = person.reach(Permission.CONGREGATION_REVIEW)
        near = states_within(reach.scope_ids)
        return self.all() if reach.everywhere else self.filter(first__state__in=near, second__state__in=near)

    def waiting(self) -> "DuplicateSuggestionQuerySet":
        return self.filter(verdict="")


class DuplicateSuggestion(models.Model):
    """Two rows that may be one congregation. A person decides; several congregations in one building are normal."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    first = models.ForeignKey(Congregation, models.CASCADE, related_name="likenesses")
    second = models.ForeignKey(Congregation, models.CASCADE, related_name="likenesses_back")
    why = models.CharField(max_length=16, choices=LikenessReason)
    metres = models.PositiveIntegerField(null=True, help_text="Between the two pins; null where one has none.")
    suggested_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=LikenessVerdict, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = DuplicateSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["suggested_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="congregations_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="congregations_pair_order"),
            models.CheckConstraint(
                condition=Q(verdict="", settled_at=None, settled_by=None) | (~Q(verdict="") & Q(settled_at__isnull=False)), name="congregations_verdict_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(regions_of(self.first.state))


def states_within(scope_ids: frozenset[int]) -> models.QuerySet[Scope, str]:
    """Return the states of the regions among these scopes."""
    return Scope.objects.filter(kind=ScopeKind.REGION, pk__in=scope_ids).values_list("states__state", flat=True)
