"""What those who came think, kept so that nobody can tell who said what.

The two numbers of one answer are added to tallies and forgotten. A sentence stands alone: no hour, no day, a random row number, which on SQLite is
also its place in the file. That a link has answered stands with the link alone (`access.ActionLink`), by day and without an address.
"""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Scope
from onecop.events.models import Occurrence

SCALE = 5


def empty() -> list[int]:
    """Return the tally of a question before anybody answered: how many said 1, 2, 3, 4, 5."""
    return [0] * SCALE


def drawn() -> int:
    """Return a number that says nothing of the order of writing."""
    return secrets.randbelow(2**31 - 1) + 1


class Feedback(models.Model):
    """The answers to a date, added up."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    occurrence = models.OneToOneField(Occurrence, models.PROTECT, related_name="feedback")
    answers = models.PositiveIntegerField(default=0)
    welcome: Any = models.JSONField(default=empty, help_text="Felt welcome: how many said 1, 2, 3, 4, 5.")
    trust: Any = models.JSONField(default=empty, help_text="Know better whom to turn to: how many said 1, 2, 3, 4, 5.")
    shown = models.PositiveIntegerField(default=0, help_text="How many of the answers hosts read: three more at a time, so that no single one stands out.")
    shown_welcome: Any = models.JSONField(default=empty, help_text="`welcome` as hosts read it.")
    shown_trust: Any = models.JSONField(default=empty, help_text="`trust` as hosts read it.")
    by_paper = models.PositiveIntegerField(default=0, help_text="How many of them came by the code on paper, which has no link to use up.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by_paper__lte=models.F("answers")), name="followups_paper_is_a_part"),
            models.CheckConstraint(condition=Q(shown__lte=models.F("answers")), name="followups_shown_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.answers}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.occurrence.scopes


class Sentence(models.Model):
    """One sentence of somebody. It hangs on the date and on nothing else."""

    SENSITIVE = {"words"}
    OPEN: ClassVar[set[str]] = set()

    id = models.IntegerField(primary_key=True, default=drawn)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="sentences")
    words = models.CharField(max_length=400)
    shown = models.BooleanField(default=False, help_text="Hosts read it: together with at least two other answers.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.occurrence}"
