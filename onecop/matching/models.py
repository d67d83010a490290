from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Person, Scope
from onecop.agencies.models import Agency, Officer
from onecop.congregations.models import Congregation
from onecop.kernel.ids import new_key
from onecop.kernel.permissions import Permission
from onecop.matching import tongues
from onecop.matching.choices import ProposalState, RunState, Side, Stance
from onecop.partnerships.models import Partnership
from onecop.tasks.models import Job


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, person: Person) -> "MatchRunQuerySet":
        return self.filter(agency__in=agencies_whose_matching_is_visible(person))


class MatchRun(models.Model):
    """One matching of an agency's officers with the congregations on its ground."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="match_runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    include_prospects = models.BooleanField(default=False)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)
    congregations = models.PositiveIntegerField(default=0)
    officers = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0, help_text="Sum over the placed pairs, in points.")
    unplaced = models.JSONField(default=list, help_text='[{"congregation": key, "reason": code, "words": …, "help": …}]')

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.agency}, {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("matching_agency", args=[self.agency.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.agency.scopes

    @property
    def scope_id(self) -> int | None:
        return self.agency.scope_id


def agencies_whose_matching_is_visible(person: Person) -> "models.QuerySet[Agency]":
    """Staff in reach; the liaison where the agency asked to see proposals."""
    run = person.reach(Permission.MATCH_RUN)
    if run.everywhere:
        return Agency.objects.all()
    read = person.reach(Permission.MATCH_READ)
    return Agency.objects.filter(run.over("scope") | (read.over("scope") & Q(liaison_sees_proposals=True)))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person) -> "ProposalQuerySet":
        return self.filter(run__agency__in=agencies_whose_matching_is_visible(person))

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state=ProposalState.PUBLISHED)

    def asked_of(self, person: Person) -> "ProposalQuerySet":
        """Published proposals that this person is a side of: as the officer, or as a contact of the congregation."""
        contact = Q(congregation__contacts__person=person, congregation__contacts__ended_on=None)
        return self.waiting().filter(Q(officer__person=person) | contact).distinct()


class Proposal(models.Model):
    """A suggested pairing with its reasons. It becomes a tenure when both sides accept."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="proposals")
    congregation = models.ForeignKey(Congregation, models.PROTECT, related_name="proposals")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    cost = models.PositiveIntegerField()
    parts = models.JSONField(help_text='{"territory": 0, "time": 4, …}: points per named part of the cost.')
    reasons = models.JSONField(help_text='[{"part": …, "good": true, "lead": …, "rest": …}]')
    others = models.JSONField(default=list, help_text="The next best officers: key, name, cost, parts, why they came after.")
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField(null=True, help_text="The deadline.")
    reminded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="proposals")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-cost", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congregation"], condition=Q(state="published"), name="matching_one_published"),
            models.UniqueConstraint(fields=["run", "congregation"], condition=Q(state="draft"), name="matching_one_draft"),
            models.CheckConstraint(condition=Q(pinned_at__isnull=False) | Q(pinned_by=None), name="matching_pinned_pair"),
            models.CheckConstraint(condition=Q(published_at__isnull=False) | Q(published_by=None), name="matching_published_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.congregation} and {self.officer}"

    def get_absolute_url(self) -> str:
        return reverse("proposal_detail", args=[self.key])

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return self.run.agency.scopes

    @property
    def scope_id(self) -> int | None:
        return self.run.agency.scope_id

    @property
    def is_draft(self) -> bool:
        return self.state == ProposalState.DRAFT

    @property
    def is_waiting(self) -> bool:
        return self.state == ProposalState.PUBLISHED

    @property
    def told(self) -> list[dict[str, Any]]:
        """The reasons in the reader's language."""
        return [tongues.read(row) for row in self.reasons]

    @property
    def next_officers(self) -> list[dict[str, Any]]:
        """The next best officers, and why they came after, in the reader's language."""
        return [tongues.read(row) for row in self.others]

    @property
    def good_reasons(self) -> list[dict[str, object]]:
        """What speaks for it: the only part of the reasons that the two sides are given."""
        return [r for r in self.told if r["good"]]

    @property
    def doubts(self) -> list[dict[str, object]]:
        return [r for r in self.told if not r["good"]]

    @property
    def said(self) -> str:
        """Who answered what: `the officer: yes; the congregation: no`. Reads the answers."""
        return "; ".join(str(answer) for answer in self.answers.all())

    @property
    def next_best(self) -> int | None:
        """Points of the next best officer."""
        return min((o["cost"] for o in self.others), default=None)

    @property
    def lead(self) -> int | None:
        """By how many points it is ahead of the next best; below 0 when another pair needed that officer more."""
        return None if self.next_best is None else self.next_best - self.cost


class Answer(models.Model):
    """What one side said to a proposal. A reason is never required."""

    SENSITIVE = {"reason"}
    OPEN: ClassVar[set[str]] = {"by_label"}

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    side = models.CharField(max_length=12, choices=Side)
    accepts = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "side"], name="matching_one_answer")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {'yes' if self.accepts else 'no'}"


class Preference(models.Model):
    """A wish or a veto of either side, or of staff. A veto never expires by itself."""

    SENSITIVE = {"note"}
    OPEN: ClassVar[set[str]] = set()

    congregation = models.ForeignKey(Congregation, models.CASCADE, related_name="preferences")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="preferences")
    stance = models.CharField(max_length=6, choices=Stance)
    side = models.CharField(max_length=12, choices=Side, blank=True, help_text="Blank: staff.")
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congregation", "officer", "stance"], condition=Q(lifted_at=None), name="matching_preference_once")]

    def __str__(self) -> str:
        return f"{self.congregation} {self.get_stance_display()} {self.officer}"
