"""An officer asked to a date, and who came."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from onecop.access.models import Person, Scope
from onecop.agencies.models import Officer
from onecop.events.choices import Duty, InviteState, Side, WithdrawReason
from onecop.events.models.event import held_by
from onecop.events.models.occurrence import Occurrence
from onecop.kernel.ids import new_key
from onecop.partnerships.models import Partnership


class InviteQuerySet(models.QuerySet["Invite"]):
    def visible_to(self, person: Person) -> "InviteQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(person))

    def answerable_by(self, person: Person) -> "InviteQuerySet":
        return self.filter(officer__person=person, partnership__in=held_by(person))

    def live(self) -> "InviteQuerySet":
        return self.exclude(state=InviteState.WITHDRAWN)

    def untold(self) -> "InviteQuerySet":
        """Return those of which neither side of their own partnership has said whether the officer came."""
        told = Attendance.objects.filter(occurrence=OuterRef("occurrence"), partnership=OuterRef("partnership"), who=Side.OFFICER)
        return self.exclude(Exists(told))


class Invite(models.Model):
    """An officer asked to one date of an event, and what came of it. Another officer is a fresh question: another row."""

    SENSITIVE = {"words", "answer_words"}
    OPEN = {"lay"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="invites")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="invites")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="invites")
    state = models.CharField(max_length=10, choices=InviteState, default=InviteState.WAITING)
    words = models.CharField(max_length=300, blank=True, help_text="A personal line of the host.")
    invited_at = models.DateTimeField()
    invited_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    answer_words = models.CharField(max_length=300, blank=True)
    duty = models.CharField(max_length=3, choices=Duty, blank=True, default=Duty.UNSAID)
    lay = models.CharField(max_length=8, blank=True, help_text="How the date lay to the shift when the officer said yes: rules.Clash.duty.")
    hours_changed_at = models.DateTimeField(null=True, help_text="The officer’s hours are others since, and nobody has looked yet whether this still fits.")
    asked_again_at = models.DateTimeField(null=True, help_text="When the officer was asked whether the yes holds in other hours.")
    if_approved = models.BooleanField(default=False, help_text="The yes hangs on an approval of the agency that has not been given yet.")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdraw_reason = models.CharField(max_length=10, choices=WithdrawReason, blank=True)
    reminded_at = models.DateTimeField(null=True)
    asked_after_at = models.DateTimeField(null=True, help_text="When the congregation was asked whether the officer came.")

    objects = InviteQuerySet.as_manager()

    class Meta:
        ordering = ["occurrence__starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "partnership"], condition=~Q(state="withdrawn"), name="events_one_live_invite"),
            models.CheckConstraint(
                condition=Q(state__in=["yes", "no"], answered_at__isnull=False) | Q(state="waiting", answered_at=None) | Q(state="withdrawn"),
                name="events_answer_when",
            ),
            models.CheckConstraint(condition=Q(answered_at__isnull=False) | Q(answered_by_id=None), name="events_answered_pair"),
            models.CheckConstraint(condition=Q(if_approved=False) | Q(state="yes"), name="events_only_a_yes_is_approved"),
            models.CheckConstraint(
                condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdraw_reason=""))
                | (~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_by_id=None, withdraw_reason="")),
                name="events_withdrawn_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.occurrence}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes

    @property
    def wavers(self) -> bool:
        """True for a yes from before the officer's hours changed, which the officer has not said again. It stands until then."""
        return self.state == InviteState.YES and self.asked_again_at is not None

    @property
    def hangs(self) -> bool:
        """True for a yes that is not certain: the agency has not approved it, or the officer was asked again."""
        return self.if_approved or self.wavers

    @property
    def stand_words(self) -> str:
        """How it stands, in words: a yes that hangs on something says so."""
        if self.wavers:
            return _("comes, asked again")
        return _("comes, if approved") if self.if_approved else str(self.get_state_display())


class Attendance(models.Model):
    """What one side says about whether the officer, or somebody of the congregation, came. Never who of the congregation."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="attendances")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="attendances")
    who = models.CharField(max_length=12, choices=[(Side.OFFICER, Side.OFFICER.label), (Side.CONGREGATION, Side.CONGREGATION.label)])
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="attendances")
    came = models.BooleanField()
    told_by = models.CharField(max_length=12, choices=Side)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "partnership", "who", "told_by"], name="events_one_word_a_side"),
            models.CheckConstraint(condition=Q(who="officer", officer__isnull=False) | Q(who="congregation", officer=None), name="events_attendance_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.who}"
