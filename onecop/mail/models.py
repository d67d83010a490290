import json
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.mail import sealing
from onecop.mail.choices import OPEN_STATES, UNDELIVERED, BlockReason, State
from onecop.mail.parts import Body


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Any) -> "MessageQuerySet":
        """Return mail to one's own address, and mail about whatever one may read mail of."""
        reach = person.reach(Permission.MAIL_READ)
        # "Everywhere" is the empty filter, and Django drops an empty side of an `or`.
        return self.all() if reach.everywhere else self.filter(Q(email=person.email) | reach.over_id("scope_id"))

    def within(self, person: Any, permission: Permission) -> "MessageQuerySet":
        """Return the letters over which somebody holds a permission."""
        return self.filter(person.reach(permission).over_id("scope_id"))

    def about(self, thing: models.Model) -> "MessageQuerySet":
        return self.filter(about_kind=thing._meta.label_lower, about_id=str(thing.pk))

    def due(self, at: datetime) -> "MessageQuerySet":
        """Return what may be sent now and is in no worker's hands."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=at), state=State.WAITING, due_at__lte=at)

    def undelivered(self) -> "MessageQuerySet":
        return self.filter(state__in=UNDELIVERED, settled_at=None)


class Message(models.Model):
    """One letter to one address: queued in the transaction of the act it tells of, sent by a worker.

    Its body is sealed (it may hold links that act), so the database and its backups show who was written to and why, but no secret.
    """

    SENSITIVE: ClassVar[set[str]] = {"email", "name", "subject", "reply_to", "sealed", "trouble"}
    OPEN: ClassVar[set[str]] = {"kind", "about_kind", "about_id", "message_id", "provider_id", "by_label", "leave_hash"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    kind = models.CharField(max_length=60)
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=250)
    reply_to = models.CharField(max_length=254, blank=True)
    sealed = models.BinaryField(help_text="Text, HTML and attachments, encrypted. Empty once it was forgotten.")
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    scope_id = models.BigIntegerField(null=True, help_text="The access.Scope it concerns; null: the nation.")
    transactional = models.BooleanField(help_text="Needed for something the reader does; the others can be turned off.")
    message_id = models.CharField(max_length=200, unique=True, help_text="The same at every attempt, so that a second copy shows as one letter.")
    provider_id = models.CharField(max_length=200, blank=True)
    leave_hash = models.CharField(max_length=64, unique=True, help_text="Hash of the token in its preferences and unsubscribe links.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    due_at = models.DateTimeField(help_text="Not before this moment: quiet hours, or the pause before the next attempt.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was delivered, came back or was given up.")
    settled_at = models.DateTimeField(null=True, help_text="When staff retried it or put it aside.")
    settled_by_id = models.BigIntegerField(null=True)
    digest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="gathered")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(fields=["email", "-queued_at"], name="mail_to"),
            models.Index(fields=["about_kind", "about_id"], name="mail_about"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="mail_provider"),
            models.Index(fields=["-queued_at"], condition=Q(state__in=("bounced", "failed", "blocked")), name="mail_undelivered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_token=None, lease_until=None) | Q(lease_token__isnull=False, lease_until__isnull=False), name="mail_lease"
            ),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="mail_settled_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.name or self.email}"

    def get_absolute_url(self) -> str:
        return reverse("mailbox_message", args=(self.key,))

    @cached_property
    def body(self) -> Body:
        """Return the opened letter; an empty one when it was forgotten."""
        return Body.from_json(json.loads(sealing.open_sealed(bytes(self.sealed)))) if self.sealed else Body()

    @property
    def to(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Block(models.Model):
    """An address that gets no more mail, and why. Staff can lift it."""

    SENSITIVE: ClassVar[set[str]] = {"email", "detail"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    email = models.EmailField(unique=True)
    reason = models.CharField(max_length=12, choices=BlockReason)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.email


class Wish(models.Model):
    """How an address wants its mail. No row: everything, as it comes."""

    SENSITIVE: ClassVar[set[str]] = {"email"}
    OPEN: ClassVar[set[str]] = {"timezone"}

    email = models.EmailField(unique=True)
    daily = models.BooleanField(default=False, help_text="One digest a day instead of single letters, for what can wait.")
    quiet_from = models.TimeField(null=True, help_text="No letters that can wait from this time of day, in the reader's zone.")
    quiet_to = models.TimeField(null=True)
    timezone = models.CharField(max_length=50, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False), name="mail_quiet_pair")
        ]

    def __str__(self) -> str:
        return self.email


class OptOut(models.Model):
    """One kind of mail that an address turned off."""

    SENSITIVE: ClassVar[set[str]] = {"email"}
    OPEN: ClassVar[set[str]] = {"kind"}

    email = models.EmailField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "kind"], name="mail_optout_once")]

    def __str__(self) -> str:
        return f"{self.email}: {self.kind}"


class Wording(models.Model):
    """One version of a template as staff wrote it. The newest counts; a version that resets holds no words."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = {"kind", "subject", "body", "by_label"}

    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    reset = models.BooleanField(default=False, help_text="From here on the words in the code count again.")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="mail_wording_version")]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.version}"


def sender_domain() -> str:
    """Return the domain that our Message-IDs stand under."""
    return settings.MAIL_FROM.rpartition("@")[2].strip(" >") or "onecop.example"
