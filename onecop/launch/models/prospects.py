"""How congregations that have not enrolled are reached, and what was written to them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Person, Scope
from onecop.congregations.models import Congregation, Enrollment
from onecop.kernel.ids import new_key
from onecop.launch.choices import MailingState, Tongue, Way
from onecop.launch.models.city import Launch
from onecop.tasks.models import Job


class ProspectAddress(models.Model):
    """Where a prospect is written to, and whether it may be. A prospect has no contacts yet; who enrolls brings their own."""

    SENSITIVE = {"email", "street", "closed_words"}
    OPEN = {"attention", "city", "state", "zip"}

    congregation = models.OneToOneField(Congregation, models.CASCADE, related_name="prospect_address")
    email = models.EmailField(blank=True)
    attention = models.CharField(max_length=120, blank=True, help_text="Whom a letter is addressed to: the Rev. Ana Cruz.")
    street = models.CharField(max_length=200, blank=True, help_text="Where post goes; empty: where it stands.")
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField("ZIP code", max_length=10, blank=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField(null=True)
    returned_at = models.DateTimeField(null=True, help_text="A printed letter came back: this address is wrong until somebody mends it.")
    returned_by_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="They asked us not to write.")
    closed_by_id = models.BigIntegerField(null=True)
    closed_words = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "prospect addresses"
        constraints = [
            models.CheckConstraint(condition=Q(returned_at__isnull=False) | Q(returned_by_id=None), name="launch_returned_pair"),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(closed_by_id=None, closed_words=""), name="launch_no_mail_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.congregation}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.congregation.scopes


class MailingQuerySet(models.QuerySet["Mailing"]):
    def visible_to(self, person: Person) -> "MailingQuerySet":
        return self.filter(launch__in=Launch.objects.visible_to(person))


class Mailing(models.Model):
    """One round of invitations: to whom, how, and who was left out and why."""

    SENSITIVE: ClassVar[set[str]] = {"again_reason", "chosen"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="mailings")
    way = models.CharField(max_length=6, choices=Way)
    tongue = models.CharField(max_length=2, choices=Tongue, default=Tongue.ENGLISH)
    state = models.CharField(max_length=7, choices=MailingState, default=MailingState.RUNNING)
    chosen = models.JSONField(default=list, help_text="Row numbers of the congregations, in the order of the letters.")
    again_reason = models.CharField(max_length=200, blank=True, help_text="Why congregations are written to again within 60 days.")
    in_touch = models.PositiveIntegerField(default=0)
    recent = models.PositiveIntegerField(default=0)
    unwanted = models.PositiveIntegerField(default=0)
    no_address = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0, help_text="Chosen, but enrolled, invited or marked by somebody else before their turn came.")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state="running", ended_at=None) | (~Q(state="running") & Q(ended_at__isnull=False)), name="launch_mailing_ended")
        ]

    def __str__(self) -> str:
        return f"{self.launch}, {self.get_way_display()}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.launch.scopes

    @property
    def scope_id(self) -> int | None:
        return self.launch.scope_id

    @property
    def is_running(self) -> bool:
        """True while letters are still written. A task that was stopped before it began, or failed, ends the mailing too. Reads `job`."""
        return self.state == MailingState.RUNNING and (self.job is None or self.job.is_open)

    @property
    def left_out(self) -> int:
        return self.in_touch + self.recent + self.unwanted + self.no_address


class Sheaf(models.Model):
    """Letters that are written and not printed yet: one step of a mailing. Its links are live, so it lies sealed, and goes once they are printed."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="sheaves")
    letters = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    sealed = models.BinaryField(help_text="mail.sealing of the words of each letter, as JSON.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "sheaves"

    def __str__(self) -> str:
        return f"{self.mailing}: {self.letters}"


class Bundle(models.Model):
    """Printed letters of a mailing as one PDF. It holds live links, so it lies sealed, and is forgotten after a month."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="bundles")
    number = models.PositiveIntegerField()
    letters = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="When it was first downloaded.")
    taken_by_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField(help_text="mail.sealing; empty once forgotten.")

    class Meta:
        ordering = ["mailing", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "number"], name="launch_bundle_number"),
            models.CheckConstraint(condition=Q(taken_at__isnull=False) | Q(taken_by_id=None), name="launch_taken_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing}, {self.number}"

    @property
    def scope_id(self) -> int | None:
        return self.mailing.scope_id


class ProspectInvitation(models.Model):
    """A congregation was invited. Its link is an access.ActionLink, of which only the hash is kept."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="invitations")
    congregation = models.ForeignKey(Congregation, models.PROTECT, related_name="launch_invitations")
    way = models.CharField(max_length=6, choices=Way)
    invited_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, help_text="When somebody pressed Start. Looking at the page, or a scanner’s visit, is not opening.")
    enrollment = models.ForeignKey(Enrollment, models.SET_NULL, null=True, related_name="launch_invitations")

    class Meta:
        ordering = ["-invited_at", "-id"]
        indexes = [models.Index(fields=["congregation", "invited_at"])]
        constraints = [models.UniqueConstraint(fields=["mailing", "congregation"], name="launch_invited_once")]

    def __str__(self) -> str:
        return f"{self.congregation}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.mailing.scopes

    @property
    def scope_id(self) -> int | None:
        return self.mailing.scope_id
