from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.models import Agency, Officer
from onecop.handover.choices import Origin, Outcome, QuestionState, Reach, Wish
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.matching import tongues
from onecop.matching.choices import Side
from onecop.partnerships.choices import CloseReason
from onecop.partnerships.models import Partnership, Tenure
from onecop.territory.models import Area


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, person: Person) -> "HandoverQuerySet":
        """Whoever sees the partnership, and the officer who takes it over before that day has come."""
        return self.filter(Q(partnership__in=Partnership.objects.visible_to(person)) | Q(successor__person=person))

    def open(self) -> "HandoverQuerySet":
        return self.filter(closed_at=None)


class Handover(models.Model):
    """An officer moves on, and the partnership gets the next: from the first word of it until the new officer is at home."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="handovers")
    reason = models.CharField(max_length=12, choices=CloseReason)
    origin = models.CharField(max_length=12, choices=Origin)
    old = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="handovers_from", help_text="None when nobody held it any more.")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", help_text="Where the congregation stood when it was opened.")
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    leaves_on = models.DateField(null=True, help_text="The first day without the old officer. None: they stay until the next one is there.")
    cover = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="handovers_covering", help_text="Who stands in, from `covers_on`.")
    covers_on = models.DateField(null=True)
    interim = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="handovers_covered")
    successor = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="handovers_to", help_text="Whom both sides said yes to.")
    agreed_at = models.DateTimeField(null=True)
    takes_over_on = models.DateField(null=True)
    new = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="handovers_into")
    overlap_skipped_at = models.DateTimeField(null=True)
    overlap_skipped_by_id = models.BigIntegerField(null=True)
    overlap_refused_at = models.DateTimeField(null=True, help_text="When no time could be offered for their meeting.")
    overlap_refusal = models.JSONField(default=list, help_text="Why not, in each language: matching.tongues.")
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    cause_ended_at = models.DateTimeField(null=True, help_text="When what the sweep saw was over, after somebody had called the handover off.")
    gap_days = models.PositiveIntegerField(null=True, help_text="Days without any officer, counted when it was closed.")
    interim_days = models.PositiveIntegerField(null=True, help_text="Days with an interim officer only, counted when it was closed.")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["closed_at", "leaves_on"])]
        constraints = [
            models.UniqueConstraint(fields=["partnership"], condition=Q(closed_at=None), name="handover_one_open"),
            models.CheckConstraint(condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")), name="handover_closed_pair"),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(closed_by_id=None), name="handover_closed_by_pair"),
            models.CheckConstraint(condition=Q(overlap_skipped_at__isnull=False) | Q(overlap_skipped_by_id=None), name="handover_skipped_pair"),
            models.CheckConstraint(condition=Q(cover=None, covers_on=None) | Q(cover__isnull=False, covers_on__isnull=False), name="handover_cover_pair"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, successor=None, takes_over_on=None)
                | Q(agreed_at__isnull=False, successor__isnull=False, takes_over_on__isnull=False),
                name="handover_agreed_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.partnership.congregation)

    def get_absolute_url(self) -> str:
        return reverse("handover_detail", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes

    @property
    def scope_id(self) -> int | None:
        return self.partnership.congregation.scope_id

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def no_overlap_because(self) -> str:
        """Why no time could be offered for old and new officer, in the reader's language; blank when nothing stood in the way."""
        return " ".join(str(tongues.read(row)["words"]) for row in self.overlap_refusal)


class Request(models.Model):
    """Somebody asked for a handover. Several may ask for the same one; what they say is for staff alone."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="requests")
    origin = models.CharField(max_length=12, choices=Origin)
    reason = models.CharField(max_length=12, choices=CloseReason)
    wish = models.CharField(max_length=12, choices=Wish, blank=True)
    words = models.CharField(max_length=600, blank=True)
    leaves_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.handover}: {self.get_origin_display()}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, person: Person) -> "QuestionQuerySet":
        """The two sides and staff: not the officer who goes, nor the agency."""
        over = person.reach(Permission.PARTNERSHIP_ACT).over("handover__partnership__congregation__scope")
        return self.filter(over | Q(officer__person=person))


class Question(models.Model):
    """Would this officer take over? Asked of the officer and of the congregation, each by a link of their own."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="questions")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="handover_questions")
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.WAITING)
    reasons = models.JSONField(default=list, help_text="Written once, in each language: matching.tongues.")
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover"], condition=Q(state="waiting"), name="handover_one_question"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at=None) | (~Q(state="waiting") & Q(settled_at__isnull=False)), name="handover_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} for {self.handover}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.handover.scopes

    @property
    def scope_id(self) -> int | None:
        return self.handover.scope_id

    @property
    def good_reasons(self) -> list[dict[str, object]]:
        """What speaks for the officer, in the reader's language: all that the two sides are given."""
        return [reason for row in self.reasons if (reason := tongues.read(row))["good"]]


class Reply(models.Model):
    """What one side said to a question. A reason is never required."""

    SENSITIVE = {"reason"}
    OPEN: ClassVar[set[str]] = {"by_label"}

    question = models.ForeignKey(Question, models.CASCADE, related_name="replies")
    side = models.CharField(max_length=12, choices=Side)
    accepts = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["question", "side"], name="handover_one_reply")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {'yes' if self.accepts else 'no'}"


class Ground(models.Model):
    """Where officer and congregation stood when somebody last agreed that it fits: what the sweep compares today with.

    Codes and not rows: every map has rows of its own. Blank where no area was known.
    """

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"officer_beat", "officer_precinct", "beat", "precinct"}

    tenure = models.OneToOneField(Tenure, models.CASCADE, related_name="ground")
    officer_beat = models.CharField(max_length=60, blank=True)
    officer_precinct = models.CharField(max_length=60, blank=True)
    beat = models.CharField(max_length=60, blank=True)
    precinct = models.CharField(max_length=60, blank=True)
    territory_id = models.BigIntegerField(null=True, help_text="Whose ground the congregation stood on.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.tenure}: {self.officer_beat} / {self.beat}"


class Policy(models.Model):
    """How far an agency lets its officers serve. No row: anywhere in their precinct."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="handover_policy")
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.PRECINCT)
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_reach_display()}"
