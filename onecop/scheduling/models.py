from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language

from onecop.access.models import Person, Scope
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.kernel.ids import new_key
from onecop.mail.language import LETTERS
from onecop.partnerships.models import Partnership
from onecop.scheduling.choices import OPEN_STATES, CancelReason, MeetingKind, MeetingState, Side
from onecop.scheduling.duty_change import DutyChange as DutyChange


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, person: Person) -> "MeetingQuerySet":
        """The meetings of partnerships that one may see."""
        return self.filter(partnership__in=Partnership.objects.visible_to(person))

    def open(self) -> "MeetingQuerySet":
        """Offered or agreed: something may still come of them."""
        return self.filter(state__in=OPEN_STATES)

    def ahead(self, at: datetime) -> "MeetingQuerySet":
        """Agreed and not over."""
        return self.filter(state=MeetingState.AGREED, ends__gt=at).order_by("starts", "id")


def new_uid() -> str:
    """Return what calendars know a meeting by, for ever (RFC 5545, 3.8.4.7)."""
    return f"meeting-{new_key()}{new_key()}@onecop"


class Meeting(models.Model):
    """The two sides of a partnership in one place: from the times offered to the word that they met."""

    SENSITIVE = {"place", "note", "cancel_words"}
    OPEN = {"uid"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=8, choices=MeetingKind)
    state = models.CharField(max_length=9, choices=MeetingState)
    minutes = models.PositiveSmallIntegerField()
    starts = models.DateTimeField(null=True, help_text="From the agreement on.")
    ends = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True, help_text="Where, as they say it.")
    note = models.CharField(max_length=300, blank=True)
    uid = models.CharField(max_length=60, unique=True, editable=False, default=new_uid)
    sequence = models.PositiveIntegerField(default=0, help_text="Rises with every change that calendars hear of (RFC 5545, 3.8.7.4).")
    written_in = models.BooleanField(default=False, help_text="It was agreed elsewhere.")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(help_text="When it was last agreed, moved, or called off.")
    agreed_at = models.DateTimeField(null=True)
    agreed_by_id = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.BigIntegerField(null=True)
    cancel_reason = models.CharField(max_length=8, choices=CancelReason, blank=True)
    cancel_words = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, help_text="When it was known whether they met.")
    settled_by_id = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True, help_text="When the reminder for the present time was written.")
    asked_at = models.DateTimeField(null=True, help_text="When both were asked whether they met.")
    differ_at = models.DateTimeField(null=True, help_text="When the owner was asked, because the sides said different things.")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["state", "starts"])]
        constraints = [
            models.UniqueConstraint(fields=["partnership"], condition=Q(kind="first", state__in=["offered", "agreed"]), name="scheduling_one_open_first"),
            models.CheckConstraint(
                condition=Q(state="offered", starts=None, agreed_at=None)
                | Q(state__in=["agreed", "held", "missed"], starts__isnull=False, agreed_at__isnull=False, cancelled_at=None)
                | Q(state="cancelled"),
                name="scheduling_meeting_state",
            ),
            models.CheckConstraint(condition=Q(starts=None, ends=None) | Q(ends__gt=F("starts")), name="scheduling_meeting_span"),
            models.CheckConstraint(condition=Q(agreed_at__isnull=False) | Q(agreed_by_id=None), name="scheduling_agreed_pair"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason="")
                | (~Q(state="cancelled") & Q(cancelled_at=None, cancelled_by_id=None, cancel_reason="")),
                name="scheduling_cancelled_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "missed"], settled_at__isnull=False)
                | (~Q(state__in=["held", "missed"]) & Q(settled_at=None, settled_by_id=None)),
                name="scheduling_settled_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.partnership}"

    def get_absolute_url(self) -> str:
        return reverse("meeting_list", args=[self.partnership.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes

    @property
    def scope_id(self) -> int | None:
        """Whose audit trail and mailbox it belongs to. Reads `partnership.congregation`."""
        return self.partnership.congregation.scope_id

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def has_begun(self, at: datetime) -> bool:
        return self.starts is not None and self.starts <= at


class SlotOffer(models.Model):
    """One of the times offered together (a round), the best first. A round that suits nobody is withdrawn and another follows."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="offers")
    round = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reasons = models.JSONField(default=dict, help_text="{language: why this time, as the finder says it}")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["round", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "round", "rank"], name="scheduling_offer_once"),
            models.CheckConstraint(condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by_id=None), name="scheduling_withdrawn_pair"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="scheduling_offer_span"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.starts:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> str:
        """Why this time, as a sentence in the reader's language."""
        found: str = self.reasons.get((get_language() or LETTERS)[:2]) or self.reasons.get(LETTERS, "")
        return f"{found[:1].upper()}{found[1:]}." if found else ""

    @property
    def code(self) -> str:
        """What stands in a form: it says the round too, so that a page from before the last change picks nothing by mistake."""
        return f"{self.round}-{self.rank}"


class SlotWish(models.Model):
    """One side can come at this time."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    offer = models.ForeignKey(SlotOffer, models.CASCADE, related_name="wishes")
    side = models.CharField(max_length=12, choices=Side)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "side"], name="scheduling_wish_once")]

    def __str__(self) -> str:
        return f"{self.offer} suits {self.get_side_display()}"


class Move(models.Model):
    """The time at which a meeting would have been, before somebody moved it."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="moves")
    was_starts = models.DateTimeField()
    was_ends = models.DateTimeField()
    to_starts = models.DateTimeField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.meeting}: from {self.was_starts:%Y-%m-%d %H:%M}"


class Guest(models.Model):
    """An officer who comes besides those who hold the partnership on that day: the next one, at a handover meeting."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="guests")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "officer"], name="scheduling_guest_once")]

    def __str__(self) -> str:
        return f"{self.officer} at {self.meeting}"


class Invitee(models.Model):
    """Somebody whose calendar was told. Whoever drops out gets a cancellation at the address that got the invitation."""

    SENSITIVE = {"email"}
    OPEN = {"name"}

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitees")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    email = models.EmailField()
    name = models.CharField(max_length=160)
    invited_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "officer"], condition=Q(dropped_at=None, contact=None), name="scheduling_officer_once"),
            models.UniqueConstraint(fields=["meeting", "contact"], condition=Q(dropped_at=None, officer=None), name="scheduling_contact_once"),
            models.CheckConstraint(condition=Q(officer__isnull=False, contact=None) | Q(officer=None, contact__isnull=False), name="scheduling_invitee_side"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def side(self) -> Side:
        return Side.OFFICER if self.officer_id else Side.CONGREGATION


class MeetingWord(models.Model):
    """What one side said about whether they met. The latest of a side counts."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"by_label"}

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="words")
    side = models.CharField(max_length=12, choices=Side)
    met = models.BooleanField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=160)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {'met' if self.met else 'did not meet'}"


class Feed(models.Model):
    """Somebody's private calendar address. Only the hash of its token is kept."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"token_hash"}

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    shows_places = models.BooleanField(default=False, help_text="Whether entries say where: that may be the address of a place of worship.")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="scheduling_one_feed"),
            models.CheckConstraint(condition=Q(revoked_at__isnull=False) | Q(revoked_by_id=None), name="scheduling_revoked_pair"),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
