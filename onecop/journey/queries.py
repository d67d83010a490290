"""Reads of the journey: one partnership's page, each reader's next actions, and the lists of staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Count, F, Min, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.access.choices import ScopeKind
from onecop.access.models import Person, Scope
from onecop.journey import gather, rules
from onecop.journey.case import TOLD, Case, Done
from onecop.journey.choices import TAGS, HealthState, Place
from onecop.journey.models import HealthRow
from onecop.journey.rules import Health
from onecop.journey.way import Standing
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership, PartnershipQuerySet, Tenure
from onecop.partnerships.registry import Fact
from onecop.partnerships.steps import STEPS
from onecop.ui.words import day

SHOWN = 8
"""Cards in one column of the board: the most pressing ones."""
IN_TROUBLE = (HealthState.OVERDUE, HealthState.STALLED)


@dataclass(frozen=True)
class Look:
    """One partnership, looked at now."""

    case: Case
    health: Health

    @property
    def story(self) -> list[dict[str, Any]]:
        """Return what happened, newest first, in whole sentences; a fact that another one tells in the same words at the same time is told once."""
        told: dict[tuple[datetime, str], Fact] = {}
        for fact in self.case.facts:
            if fact.words:
                told.setdefault((fact.at, fact.words), fact)
        newest = sorted(told.values(), key=lambda fact: (fact.at, fact.source), reverse=True)
        return [{"at": fact.at, "words": fact.words, "href": fact.url} for fact in newest]

    @property
    def path(self) -> list[dict[str, str]]:
        """Return the eight steps as the path of the design draws them."""
        return [
            {"title": str(one.step.title), "state": one.place, "when": when(one), "proof": self.proof(one), "key": one.step.key}
            for one in self.health.way.steps
        ]

    def proof(self, one: Standing) -> str:
        """Return what shows a step, in the reader's language where its evidence is still there."""
        if one.done:
            return self.words_of(one.done)
        if one.waived:
            return one.waived.reason
        missing = [str(need.words) for need in one.missing]
        return _("Needs %(what)s") % {"what": _(" and ").join(missing)} if one.place == Place.NOW and missing else ""

    def words_of(self, done: Done) -> str:
        sources = done.evidence.split(",")
        live = dict.fromkeys(fact.words for fact in self.case.facts if fact.source in sources and fact.words)
        return " ".join(live) or done.words or done.by

    def told_by(self, done: Done) -> str:
        """Return who told of a step that no app shows; empty when the evidence speaks for itself."""
        return _("Told by %(name)s") % {"name": done.by} if done.evidence == TOLD else ""

    def rounds_of(self, key: str) -> list[Done]:
        """Return every completed round of a step, newest first, written down or not."""
        return sorted((done for (step, _n), done in self.all_done.items() if step == key), key=lambda done: done.at, reverse=True)

    @property
    def all_done(self) -> dict[tuple[str, int], Done]:
        found = dict(self.case.done)
        for one in self.health.way.steps:
            if one.done:
                found.setdefault((one.step.key, one.round), one.done)
        return found


def when(one: Standing) -> str:
    """Return when a step was done, or since when its turn is."""
    if one.done:
        return _("Done, %(day)s") % {"day": day(one.done.at)}
    if one.waived:
        return _("Let be, %(day)s") % {"day": day(one.waived.at)}
    return _("Now, since %(day)s") % {"day": day(one.since)} if one.place == Place.NOW else _("Next")


def look(partnership: Partnership, at: datetime) -> Look:
    """Return how one partnership stands now. Changes nothing."""
    case = gather.gather([partnership.pk], at)[partnership.pk]
    return Look(case, rules.health(case, at))


@dataclass(frozen=True)
class Turn:
    """One of a reader's partnerships and its one next action. mine: it is the reader's turn."""

    partnership: Partnership
    health: Health
    mine: bool


def next_for(person: Person, at: datetime) -> list[Turn]:
    """Return the open partnerships that somebody holds, with the next action of each: those in which it is their turn first.

    For officers and congregations, who hold few; it looks at each of them now, in a fixed number of queries.
    """
    ids = Tenure.objects.filter(Q(officer__person=person) | Q(contact__person=person), closed_on=None).values("partnership")
    own = Q(pk__in=ids)
    if reach := person.reach(Permission.HOME_CONGREGATION):
        own |= reach.over("congregation__scope")
    rows = (
        Partnership.objects.open()
        .filter(own)
        .visible_to(person)
        .with_lead()
        .select_related("congregation__scope", "agency__territory", "area", "owner")
        .defer("area__outline")
    )
    return turns(list(rows.order_by("began_at", "pk")), person, at)


def turns(rows: list[Partnership], person: Person, at: datetime) -> list[Turn]:
    """Return the next action of each of these partnerships, the reader's own first, then the oldest."""
    cases = gather.gather_rows(rows, at)
    found = []
    for row in rows:
        health = rules.health(cases[row.pk], at)
        found.append(Turn(row, health, bool(health.next and person.pk in health.next.owes)))
    return sorted(found, key=lambda turn: (not turn.mine, turn.health.next is None, turn.health.next.since if turn.health.next else at))


# --- lists of staff ---------------------------------------------------------------------------------------------------


def said(row: HealthRow) -> dict[str, Any]:
    """Return what was kept of the next action in the reader's language."""
    found: dict[str, Any] = row.said.get((get_language() or "").split("-")[0]) or row.said.get(settings.LANGUAGE_CODE.split("-")[0]) or {}
    return {"title": "", "words": "", "owes": "", "reasons": [], **found}


def pipeline(person: Person) -> PartnershipQuerySet:
    """Return the open partnerships that staff look after, each with how it stood when it was last looked at."""
    reach = person.reach(Permission.PARTNERSHIP_EDIT)
    rows = Partnership.objects.open().filter(reach.over("congregation__scope") | reach.over("agency__scope"))
    return rows.select_related("congregation__scope__parent", "agency", "area", "owner", "health").defer("area__outline")


@dataclass(frozen=True)
class Column:
    """One column of the board."""

    key: str
    number: int
    title: str
    total: int
    stuck: int
    cards: tuple[Partnership, ...]


@dataclass(frozen=True)
class Board:
    """columns: one for each step. resting: how many are paused, and stand in no column. unseen: begun so lately that nobody has looked yet."""

    columns: tuple[Column, ...]
    total: int
    resting: int
    unseen: int


NONE = {"total": 0, "stuck": 0, "resting": 0}


def _counted(rows: PartnershipQuerySet) -> dict[str | None, dict[str, int]]:
    active = Q(state=PartnershipState.ACTIVE)
    return {
        row["health__step"]: {"total": row["total"], "stuck": row["stuck"], "resting": row["resting"]}
        for row in rows.order_by().values("health__step").annotate(
            total=Count("pk", filter=active), stuck=Count("pk", filter=active & Q(health__state__in=IN_TROUBLE)), resting=Count("pk", filter=~active)
        )
    }  # fmt: skip


def columns(rows: PartnershipQuerySet) -> tuple[Column, ...]:
    """Return how many stand at each step, without their cards, in one query."""
    return _columns(_counted(rows), {})


def _columns(counts: dict[str | None, dict[str, int]], cards: dict[str, list[Partnership]]) -> tuple[Column, ...]:
    return tuple(Column(s.key, s.number, str(s.title), (found := counts.get(s.key, NONE))["total"], found["stuck"], tuple(cards.get(s.key, ()))) for s in STEPS)


def board(rows: PartnershipQuerySet) -> Board:
    """Return the board, in two queries, however many partnerships there are: the most pressing cards of each column."""
    active, counts = Q(state=PartnershipState.ACTIVE), _counted(rows)
    pressing = Window(RowNumber(), partition_by=F("health__step"), order_by=[F("health__rank").desc(), F("health__step_since").asc(), F("pk").asc()])
    cards: dict[str, list[Partnership]] = {}
    for row in rows.filter(active, health__isnull=False).annotate(place=pressing).filter(place__lte=SHOWN).order_by("place"):
        cards.setdefault(row.health.step, []).append(row)
    found = _columns(counts, cards)
    unseen = counts.get(None, NONE)
    return Board(found, sum(c.total for c in found) + unseen["total"], sum(c["resting"] for c in counts.values()), unseen["total"])


@dataclass(frozen=True)
class Trouble:
    """How many partnerships are in one kind of trouble, and since when the oldest is."""

    state: HealthState
    number: int
    oldest: datetime | None


def troubles(rows: PartnershipQuerySet) -> dict[HealthState, Trouble]:
    """Count what is overdue and what is stalled, in one query."""
    found: dict[str, Any] = {
        row["health__state"]: row
        for row in rows.filter(health__state__in=IN_TROUBLE).order_by().values("health__state").annotate(number=Count("pk"), oldest=Min("health__since"))
    }
    return {state: Trouble(state, found.get(state, {}).get("number", 0), found.get(state, {}).get("oldest")) for state in IN_TROUBLE}


def pressing(rows: PartnershipQuerySet, person: Person | None, *, limit: int) -> list[Partnership]:
    """Return the most pressing ones: those that the person looks after first, then the worst and the oldest."""
    mine = [Choice(When(owner=person, then=0), default=1)] if person else []
    return list(rows.filter(health__state__in=IN_TROUBLE).order_by(*mine, "-health__rank", "health__since", "pk")[:limit])


class Regions(models.QuerySet[Scope]):
    """The regions, and the nation, as staff set their cadence."""

    def visible_to(self, person: Person) -> "Regions":
        reach = person.reach(Permission.PARTNERSHIP_EDIT)
        own = Q() if reach.everywhere else Q(pk__in=reach.scope_ids)
        return self.filter(own, kind__in=[ScopeKind.REGION, ScopeKind.NATION])


def regions() -> Regions:
    return Regions(Scope).order_by("kind", "name")


def look_of(row: Partnership) -> str:
    """Return the shape of the tag of how a partnership stands."""
    found = getattr(row, "health", None)
    return TAGS[HealthState(found.state)] if found else "plain"
