"""The thank-you of a date, and who has it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Scope
from onecop.events.models import Occurrence
from onecop.followups.choices import Group, ThanksState
from onecop.kernel.ids import new_key

WORDS = 1200
"""Characters of the host's words to one group."""


class Thanks(models.Model):
    """The words of one thank-you: one for a date, sent in one go or in two, to nobody twice."""

    SENSITIVE = {"guest_words", "helper_words", "officer_words", "cohost_words", "reply_to"}
    OPEN: ClassVar[set[str]] = {"job_key"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    occurrence = models.OneToOneField(Occurrence, models.PROTECT, related_name="thanks")
    guest_words = models.TextField(max_length=WORDS, blank=True)
    helper_words = models.TextField(max_length=WORDS, blank=True)
    officer_words = models.TextField(max_length=WORDS, blank=True)
    cohost_words = models.TextField(max_length=WORDS, blank=True)
    reply_to = models.EmailField(help_text="Answers go to whoever sent it.")
    state = models.CharField(max_length=8, choices=ThanksState, default=ThanksState.READY)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    began_at = models.DateTimeField(null=True)
    began_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    job_key = models.CharField(max_length=32, blank=True, help_text="The task that sends it.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(began_at__isnull=False) | Q(began_by_id=None), name="followups_thanks_began_pair"),
            models.CheckConstraint(condition=~Q(state="ready") | Q(began_at=None), name="followups_thanks_ready"),
        ]

    def __str__(self) -> str:
        return str(self.occurrence)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes

    def words_to(self, group: str) -> str:
        return str(getattr(self, f"{group}_words"))


class Thanked(models.Model):
    """Somebody who was thanked for a date. The database holds that nobody is thanked twice."""

    SENSITIVE = {"email"}
    OPEN: ClassVar[set[str]] = set()

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="thanked")
    email = models.EmailField(help_text="Lower case.")
    group = models.CharField(max_length=8, choices=Group)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occurrence", "email"], name="followups_nobody_thanked_twice")]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.group}"
