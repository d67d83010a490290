from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.journey.case import TOLD
from onecop.journey.choices import RANK, HealthReason, HealthState, HelpWanted, Side
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership


class OfPartnershipQuerySet(models.QuerySet[Any]):
    """Rows that hang on a partnership are seen by whoever sees it."""

    def visible_to(self, person: Person) -> "OfPartnershipQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(person))


class OfPartnership(models.Model):
    """What belongs to one partnership."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="%(class)s_rows")

    objects = OfPartnershipQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes

    @property
    def scope_id(self) -> int | None:
        return self.partnership.congregation.scope_id


class StepCompletion(OfPartnership):
    """A round of a step was completed: when, noted by whom, and what shows it. It stays, whatever becomes of the evidence.

    Only what a person told can be taken back, when it was told by mistake; the row stays even so.
    """

    SENSITIVE = {"words"}
    OPEN = {"step", "evidence", "by_label"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    step = models.CharField(max_length=12, help_text="partnerships.steps")
    round = models.PositiveIntegerField(help_text="1, 2, 3; or 20264 for a quarter; or 2026 for a year.")
    completed_at = models.DateTimeField(help_text="When it happened, not when it was noted.")
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True, help_text="Null: the machine read the evidence.")
    by_label = models.CharField(max_length=200)
    evidence = models.CharField(max_length=300, help_text='"ridealongs.ride:KEY", several with commas; "journey.told" when a person told it.')
    words = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["completed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "step", "round"], condition=Q(withdrawn_at=None), name="journey_completed_once"),
            models.CheckConstraint(condition=~Q(evidence=""), name="journey_completed_evidence"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(evidence=TOLD), name="journey_completed_told_back"),
            models.CheckConstraint(condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by_id=None), name="journey_completed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.step} {self.round}"

    @property
    def told(self) -> bool:
        """A person told it; no app shows it."""
        return self.evidence == TOLD


class Waiver(OfPartnership):
    """Staff let a round of a step be."""

    SENSITIVE = {"reason"}
    OPEN = {"step", "by_label"}

    step = models.CharField(max_length=12)
    round = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    waived_at = models.DateTimeField()
    waived_by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["waived_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "step", "round"], condition=Q(withdrawn_at=None), name="journey_waived_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="journey_waiver_reason"),
            models.CheckConstraint(condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by_id=None), name="journey_waiver_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.step} {self.round}"


class CadenceQuerySet(models.QuerySet["Cadence"]):
    def visible_to(self, person: Person) -> "CadenceQuerySet":
        return self.filter(person.reach(Permission.PARTNERSHIP_EDIT).over("scope"))


class Cadence(models.Model):
    """How often partners of a region should be in touch. A region without a row follows the nation's, and that one the mentoring standard (rules.STANDARD)."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    scope = models.OneToOneField(Scope, models.PROTECT, related_name="cadence", help_text="A region, or the nation.")
    first_contact_days = models.PositiveSmallIntegerField()
    first_month_contacts = models.PositiveSmallIntegerField()
    contact_days = models.PositiveSmallIntegerField()
    together_days = models.PositiveSmallIntegerField()
    report_days = models.PositiveSmallIntegerField()
    stalled_days = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)

    objects = CadenceQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.scope)


class HealthRow(models.Model):
    """How a partnership stood when it was last looked at: what lists filter by. The page itself computes afresh."""

    SENSITIVE = {"said"}
    OPEN = {"step", "url"}

    partnership = models.OneToOneField(Partnership, models.CASCADE, primary_key=True, related_name="health")
    state = models.CharField(max_length=10, choices=HealthState)
    rank = models.PositiveSmallIntegerField(default=0, help_text="choices.RANK, for sorting.")
    reason = models.CharField(max_length=16, choices=HealthReason, blank=True, help_text="The worst one.")
    step = models.CharField(max_length=12)
    step_since = models.DateTimeField()
    owes = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Whose turn it is; the first when it is several.")
    since = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    url = models.CharField(max_length=300, blank=True)
    said = models.JSONField(default=dict, help_text='{"en": {"title", "words", "owes", "reasons"}}: the same in each language of the site.')
    computed_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["step", "rank", "step_since"]), models.Index(fields=["state", "since"])]
        constraints = [models.CheckConstraint(condition=Q(rank__lte=max(RANK.values())), name="journey_rank")]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_state_display()}"


class ProgressReport(OfPartnership):
    """How the last quarter went, in five answers. One per partnership and quarter; both sides may go on writing until the next."""

    SENSITIVE = {"together", "well", "hard", "changed", "ahead", "help_words"}
    OPEN = {"by_label"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    quarter = models.PositiveIntegerField(help_text="The one it tells of: 20263.")
    together = models.TextField(blank=True)
    well = models.TextField(blank=True)
    hard = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    ahead = models.TextField(blank=True)
    help_wanted = models.CharField(max_length=12, choices=HelpWanted, blank=True)
    help_words = models.TextField(blank=True)
    help_answered_at = models.DateTimeField(null=True)
    help_answered_by_id = models.BigIntegerField(null=True)
    side = models.CharField(max_length=12, choices=Side, help_text="Who wrote last.")
    by_label = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()
    saved_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "quarter"], name="journey_one_report"),
            models.CheckConstraint(condition=Q(help_answered_at__isnull=False) | Q(help_answered_by_id=None), name="journey_help_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}, {self.quarter}"


class StaffNote(OfPartnership):
    """What staff write for staff. Neither side ever sees it."""

    SENSITIVE = {"words"}
    OPEN = {"by_label"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    words = models.TextField()
    written_at = models.DateTimeField()
    written_by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    removed_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(removed_at__isnull=False) | Q(removed_by_id=None), name="journey_note_pair")]

    def __str__(self) -> str:
        return f"{self.partnership}: a note"


def file_path(row: "PartnershipFile", name: str) -> str:
    """Keep files by key: what somebody called a file never names a path."""
    return f"partnerships/{row.key}"


class PartnershipFile(OfPartnership):
    """A file that both sides see."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"name", "file", "mime", "by_label"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=file_path)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    removed_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(removed_at__isnull=False) | Q(removed_by_id=None), name="journey_file_pair")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("journey_file", args=[self.key])


class Nudge(OfPartnership):
    """Staff reminded somebody that it is their turn."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"by_label"}

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["person", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.partnership}"
