from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person, Scope
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.messages.choices import Settlement, Via
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership

WORDS = 4000
"""Characters of one message: about two pages."""


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, person: Person) -> "ThreadQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(person))


class Thread(models.Model):
    """What the two sides of a partnership write to each other. It stays when its people change."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="thread")
    opened_at = models.DateTimeField()
    quiet_at = models.DateTimeField(null=True, help_text="What was written until then needs no more answer.")
    quiet_by_id = models.BigIntegerField(null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quiet_at__isnull=False) | Q(quiet_by_id=None), name="relay_quiet_pair")]

    def __str__(self) -> str:
        return _("The messages of %(partnership)s") % {"partnership": self.partnership}

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.partnership.scopes


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: Person) -> "PostQuerySet":
        """Whatever lies in a partnership one sees. Which words one may read: `queries.readable`."""
        return self.filter(thread__partnership__in=Partnership.objects.visible_to(person))


class Post(models.Model):
    """One message."""

    SENSITIVE = {"words"}
    OPEN = {"origin"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side)
    words = models.TextField(max_length=WORDS)
    via = models.CharField(max_length=4, choices=Via, default=Via.PAGE)
    origin = models.CharField(max_length=64, blank=True, help_text="Hash of the Message-ID it came with, so that a second copy is no second message.")
    at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True, help_text="Staff took it off the page after a report.")
    taken_off_by_id = models.BigIntegerField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["thread", "at"], name="relay_thread_at")]
        constraints = [
            models.UniqueConstraint(fields=["thread", "author", "origin"], condition=~Q(origin=""), name="relay_one_copy"),
            models.CheckConstraint(condition=Q(taken_off_at__isnull=False) | Q(taken_off_by_id=None), name="relay_taken_off_pair"),
        ]

    def __str__(self) -> str:
        return _("A message of %(partnership)s") % {"partnership": self.thread.partnership}

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.thread.scopes


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person) -> "ReportQuerySet":
        """For staff who look at what was reported."""
        reach = person.reach(Permission.RELAY_REVIEW)
        return self.filter(reach.over("post__thread__partnership__congregation__scope") | reach.over("post__thread__partnership__agency__scope"))


class Report(models.Model):
    """Somebody says that a message should be looked at. From then on staff may read it."""

    SENSITIVE = {"reason", "note"}
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    post = models.ForeignKey(Post, models.PROTECT, related_name="reports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=600)
    at = models.DateTimeField()
    settlement = models.CharField(max_length=8, choices=Settlement, blank=True)
    note = models.CharField(max_length=600, blank=True, help_text="For staff only.")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(settled_at=None), name="relay_one_open_report"),
            models.CheckConstraint(condition=Q(settlement="", settled_at=None) | (~Q(settlement="") & Q(settled_at__isnull=False)), name="relay_settlement"),
            models.CheckConstraint(condition=Q(settled_at__isnull=False) | Q(settled_by_id=None), name="relay_settled_pair"),
        ]

    def __str__(self) -> str:
        return _("A report about a message of %(partnership)s") % {"partnership": self.post.thread.partnership}

    def get_absolute_url(self) -> str:
        return reverse("relay_report", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.post.scopes

    @property
    def scope_id(self) -> int | None:
        return self.post.thread.partnership.congregation.scope_id
