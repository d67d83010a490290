"""What the host wrote down of a date, and when a letter asks for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Person, Scope
from onecop.debriefs.models import Goal
from onecop.events.models import Event, Occurrence
from onecop.followups.choices import RecordState
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission


class RecordQuerySet(models.QuerySet["Record"]):
    def visible_to(self, person: Person) -> "RecordQuerySet":
        """Those of a date's own host, of who hosts it along with a yes, and of staff. No other liaison or officer reads what a congregation wrote down."""
        houses, desks = person.reach(Permission.CONGREGATION_EDIT), person.reach(Permission.AGENCY_EDIT)
        if houses.everywhere:
            return self.all()
        staff, event = person.reach(Permission.PARTNERSHIP_EDIT), "occurrence__event"
        both = person.reach(Permission.PARTNERSHIP_ACT).over(f"{event}__partnership__congregation__scope")
        held = Q(occurrence__event__partnership__tenures__officer__person=person, occurrence__event__partnership__tenures__closed_on=None)
        own = houses.over(f"{event}__congregation__scope") | desks.over(f"{event}__agency__scope") | staff.over(f"{event}__scope")
        return self.filter(Q(pk__in=Record.objects.filter(own | both | held | Q(occurrence__event__in=Event.objects.hosted_along(person))).values("pk")))

    def wants_a_hand(self) -> "RecordQuerySet":
        """Those of which three letters said nothing was written down: now staff ask by telephone."""
        return self.filter(state=RecordState.OPEN, hand_at__isnull=False, occurrence__cancelled_at=None, occurrence__event__cancelled_at=None)


class Record(models.Model):
    """One date that is over. There is one for a date, however many host it: what it brought is counted once."""

    SENSITIVE = {"outcome"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.OneToOneField(Occurrence, models.PROTECT, related_name="record")
    state = models.CharField(max_length=8, choices=RecordState, default=RecordState.OPEN)
    outcome = models.CharField(max_length=600, blank=True, help_text="What came of it, in a sentence or two.")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, related_name="+", help_text="The goal to which `reached` was added.")
    reached = models.PositiveIntegerField(null=True, help_text="How much of the goal's measure this date brought.")
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)
    corrected_at = models.DateTimeField(null=True)
    corrected_by_id = models.BigIntegerField(null=True)
    nudges = models.PositiveSmallIntegerField(default=0, help_text="Windows of rules.NUDGES that are behind us.")
    due_at = models.DateTimeField(null=True, help_text="When the next letter asks for it; null: none does.")
    hand_at = models.DateTimeField(null=True, help_text="When the last letter went, and staff see it.")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-occurrence__ends_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="followups_due"),
            models.Index(fields=["hand_at"], condition=Q(state="open", hand_at__isnull=False), name="followups_hand"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state="open", recorded_at=None) | ~Q(state="open") & Q(recorded_at__isnull=False), name="followups_recorded"),
            models.CheckConstraint(condition=Q(recorded_at__isnull=False) | Q(recorded_by_id=None), name="followups_recorded_pair"),
            models.CheckConstraint(condition=Q(corrected_at__isnull=False) | Q(corrected_by_id=None), name="followups_corrected_pair"),
            models.CheckConstraint(condition=Q(state="open") | Q(due_at=None), name="followups_no_letter_about_what_is_recorded"),
            models.CheckConstraint(condition=Q(state="done") | Q(outcome="", reached=None), name="followups_only_what_took_place_brings"),
        ]

    def __str__(self) -> str:
        return str(self.occurrence)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes

    @property
    def is_open(self) -> bool:
        return self.state == RecordState.OPEN

    @property
    def took_place(self) -> bool:
        return self.state in (RecordState.OPEN, RecordState.DONE)
