"""Reads over debriefs and goals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.debriefs import rules
from onecop.debriefs.models import Challenge, Debrief, Goal, GoalProgress, Idea, OutreachEffort, Writer
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership
from onecop.ui.words import count, day


@dataclass(frozen=True)
class IdeaRow:
    """One idea as a reader sees it. both: somebody of each side likes it."""

    idea: Idea
    votes: int
    mine: bool
    both: bool
    goal: Goal | None


@dataclass(frozen=True)
class ChallengeRow:
    challenge: Challenge
    ideas: tuple[IdeaRow, ...]


@dataclass(frozen=True)
class GoalRow:
    """A goal with its newest number. words: where it stands, in a sentence; the state in words and as the kind of a tag."""

    goal: Goal
    number: int | None
    words: str
    overdue: bool
    state_text: str
    state: str

    @property
    def value(self) -> float:
        """Where the bar ends, of `top`."""
        return self.top if self.goal.state == "reached" else min(self.number or 0, self.top) if self.goal.target else 0

    @property
    def top(self) -> int:
        return self.goal.target or 1


@dataclass(frozen=True)
class Sheet:
    """All that the page of one debrief shows. loose: ideas that are about no single challenge. silent: sides that have not written yet."""

    debrief: Debrief
    challenges: tuple[ChallengeRow, ...]
    loose: tuple[IdeaRow, ...]
    goals: tuple[GoalRow, ...]
    writers: tuple[Writer, ...]
    silent: tuple[Side, ...]


def with_number(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """Give each goal `number`: the newest that somebody noted, or None."""
    newest = GoalProgress.objects.filter(goal=OuterRef("pk"), number__isnull=False).order_by("-at", "-id").values("number")[:1]
    return goals.annotate(number=Subquery(newest)).select_related("owner")


def row_of(goal: Goal, today: date) -> GoalRow:
    """Return a goal from `with_number` in words."""
    number: int | None = goal.number  # type: ignore[attr-defined]
    overdue = rules.is_overdue(goal.state, goal.due_on, today)
    late, fine = (_("past its day"), "late"), {"reached": "done", "dropped": "plain"}.get(goal.state, "now")
    text, state = late if overdue else (str(goal.get_state_display()), fine)
    return GoalRow(goal, number, where_it_stands(goal, number), overdue, text, state)


def where_it_stands(goal: Goal, number: int | None) -> str:
    """Say how far it is, by when, and who keeps it moving: the bar beside it says no more than this."""
    words = {"who": str(goal.owner or goal.get_owner_side_display()), "day": day(goal.due_on), "number": count(number or 0), "target": count(goal.target)}
    if goal.target:
        return _("%(number)s of %(target)s by %(day)s. Kept by %(who)s.") % words
    return _("By %(day)s. Kept by %(who)s.") % words


def open_goals(partnership: Partnership, *, today: date) -> list[GoalRow]:
    """Return the goals still worked on, the nearest day first. One query."""
    return [row_of(goal, today) for goal in with_number(Goal.objects.live().filter(partnership=partnership))]


def all_goals(partnership: Partnership, *, today: date) -> list[GoalRow]:
    """Return every goal of a partnership: first those still worked on, then the others, newest first. One query."""
    rows = [row_of(goal, today) for goal in with_number(partnership.goals.all())]
    return [r for r in rows if r.goal.is_live] + sorted((r for r in rows if not r.goal.is_live), key=lambda r: (r.goal.state_at, r.goal.pk), reverse=True)


def current(partnership: Partnership) -> Debrief | None:
    """Return the open debrief."""
    return Debrief.objects.with_partnership().filter(partnership=partnership, closed_at=None).first()


def past(partnership: Partnership) -> list[Debrief]:
    """Return the closed ones, newest first."""
    return list(partnership.debriefs.filter(closed_at__isnull=False))


def sheet(debrief: Debrief, *, reader: Person, today: date) -> Sheet:
    """Gather one debrief in a fixed number of queries. An open one shows all goals still worked on, a closed one those that were made in it."""
    people = ("written_by", "changed_by")
    ideas = list(Idea.objects.filter(debrief=debrief).select_related("goal", *people).prefetch_related("votes"))
    challenges = Challenge.objects.filter(debrief=debrief).select_related("carried_from", *people)
    writers = tuple(debrief.writers.select_related("person"))
    rows: dict[int | None, list[IdeaRow]] = {}
    for idea in ideas:
        rows.setdefault(idea.challenge_id, []).append(_idea_row(idea, reader))
    for some in rows.values():
        some.sort(key=lambda row: (-row.votes, row.idea.pk))
    wrote = {writer.side for writer in writers}
    goals = Goal.objects.filter(debrief=debrief) if debrief.closed_at else Goal.objects.live().filter(partnership=debrief.partnership_id)
    return Sheet(
        debrief=debrief,
        challenges=tuple(ChallengeRow(one, tuple(rows.get(one.pk, ()))) for one in challenges),
        loose=tuple(rows.get(None, ())),
        goals=tuple(row_of(goal, today) for goal in with_number(goals)),
        writers=writers,
        silent=tuple(side for side in (Side.CONGREGATION, Side.OFFICER) if side not in wrote),
    )


def _idea_row(idea: Idea, reader: Person) -> IdeaRow:
    votes = list(idea.votes.all())
    sides = {vote.side for vote in votes}
    return IdeaRow(idea, len(votes), any(v.person_id == reader.pk for v in votes), {Side.CONGREGATION, Side.OFFICER} <= sides, getattr(idea, "goal", None))


def efforts_of(goals: Iterable[Goal]) -> list[OutreachEffort]:
    """Return the efforts for these goals, the nearest first. One query."""
    return sorted(OutreachEffort.objects.filter(goal__in=list(goals)).select_related("goal", "made_by"), key=lambda e: (e.state != "planned", e.from_on, e.pk))
