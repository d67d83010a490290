"""Joint goals: made, changed, seen to grow, settled."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.debriefs.choices import ActivityKind, EffortState, GoalState, Pillar
from onecop.debriefs.exceptions import GoalMade, NotOpen, WrongDay
from onecop.debriefs.models import Debrief, Goal, GoalProgress, Idea
from onecop.debriefs.services.efforts import settle_effort
from onecop.debriefs.services.guarding import locked_goal, locked_partnership, note_goals, person_of, save_version
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.partnerships.sides import members_of


@transaction.atomic
def make_goal(
    *,
    partnership: Partnership,
    title: str,
    measure: str,
    due_on: date,
    pillar: Pillar,
    activity: ActivityKind,
    owner_side: Side,
    owner: Person | None = None,
    target: int | None = None,
    debrief: Debrief | None = None,
    idea: Idea | None = None,
    by: Actor,
    at: datetime,
) -> Goal:
    """Take on a goal together.

    Args:
        measure: how both sides will know that it is reached. target: the number to reach, where there is one.
        owner: who keeps it moving; None for everybody of `owner_side`. A person who holds the partnership decides the side.
        due_on: by when, today or later where the partnership lives.
        idea: the one it grew from; it becomes one goal at most, and says which debrief.

    Raises:
        NotOpen: the partnership has ended, or the owner has no part in it. WrongDay: the day has passed. GoalMade: the idea is a goal already.
    """
    row = locked_partnership(partnership)
    _day_ahead(row, due_on, at)
    side = _side_of_owner(row, owner, owner_side)
    words = {"title": title.strip()[:120], "measure": measure.strip()[:300], "target": target, "due_on": due_on, "pillar": pillar, "activity": activity}
    try:
        with transaction.atomic():
            made = Goal.objects.create(
                partnership=row, debrief=idea.debrief if idea else debrief, idea=idea, owner=owner, owner_side=side, made_at=at, made_by=person_of(by), **words
            )
    except IntegrityError:
        raise GoalMade(_("This idea has become a goal already."), instead=_("Open the goal and change it.")) from None
    record("goal.made", made, by=by, at=at, after={"pillar": pillar, "activity": activity, "due_on": due_on.isoformat()}, scope_id=row.congregation.scope_id)
    note_goals(row.pk, at)
    return made


@transaction.atomic
def edit_goal(
    *,
    goal: Goal,
    title: str,
    measure: str,
    due_on: date,
    pillar: Pillar,
    activity: ActivityKind,
    owner_side: Side,
    owner: Person | None = None,
    target: int | None = None,
    version: int,
    by: Person,
    at: datetime,
) -> Goal:
    """Change a goal. A day that has passed already may stay as it was.

    Raises:
        Changed: somebody else saved in the meantime. NotOpen, WrongDay: as in `make_goal`.
    """
    row = locked_goal(goal)
    if due_on != row.due_on:
        _day_ahead(row.partnership, due_on, at)
    side = _side_of_owner(row.partnership, owner, owner_side) if owner != row.owner else owner_side
    words = {
        "title": title.strip()[:120], "measure": measure.strip()[:300], "target": target, "due_on": due_on, "pillar": pillar, "activity": activity,
        "owner_side": side, "owner": owner,
    }  # fmt: skip
    if save_version(goal, words, version=version, by=by, at=at):
        record("goal.changed", goal, by=by, at=at, after={"due_on": due_on.isoformat()}, scope_id=row.partnership.congregation.scope_id)
        note_goals(row.partnership_id, at)
    return goal


@transaction.atomic
def note_progress(*, goal: Goal, words: str = "", number: int | None = None, by: Actor, at: datetime) -> GoalProgress:
    """Say how far a goal has come: in words, in a number (the whole so far, not what was added), or both.

    Raises:
        NotOpen: the goal is settled, or nothing was said.
    """
    row = locked_goal(goal)
    words = words.strip()[:300]
    if not words and number is None:
        raise NotOpen(_("There is nothing to keep yet."), instead=_("Write a line, or give the number so far."))
    made = GoalProgress.objects.create(goal=row, at=at, by=person_of(by), words=words, number=number)
    record("goal.progressed", row, by=by, at=at, after={"number": number}, scope_id=row.partnership.congregation.scope_id)
    return made


@transaction.atomic
def settle_goal(*, goal: Goal, state: GoalState, words: str = "", due_on: date | None = None, by: Actor, at: datetime) -> Goal:
    """Say what became of a goal: reached, let go, or carried on. What is still planned for a goal that was let go is called off.

    Args:
        words: a last line of progress. due_on: the new day of a goal that is carried on; without one the old day stays.

    Raises:
        NotOpen: it is settled already, or `state` is none of the three. WrongDay: the new day has passed.
    """
    row = locked_goal(goal)
    if state == GoalState.OPEN:
        raise NotOpen(_("A goal is reached, let go or carried on."))
    if words.strip():
        note_progress(goal=row, words=words, by=by, at=at)
    if due_on and due_on != row.due_on and state == GoalState.CARRIED:
        _day_ahead(row.partnership, due_on, at)
        row.due_on = due_on
    before, row.state, row.state_at, row.state_by_id = row.state, state, at, by.pk
    row.version += 1
    row.save(update_fields=["state", "state_at", "state_by_id", "due_on", "version"])
    if state == GoalState.DROPPED:
        for effort in row.efforts.filter(state=EffortState.PLANNED):
            settle_effort(effort=effort, state=EffortState.CALLED_OFF, by=by, at=at)
    record("goal.settled", row, by=by, at=at, before={"state": before}, after={"state": str(state)}, scope_id=row.partnership.congregation.scope_id)
    note_goals(row.partnership_id, at)
    goal.refresh_from_db()
    return goal


@transaction.atomic
def reopen_goal(*, goal: Goal, by: Actor, at: datetime) -> Goal:
    """Work on a goal again that was called reached or let go, by mistake or too early. What was called off with it stays so. Twice changes nothing.

    Raises:
        NotOpen: the partnership has ended.
    """
    locked_partnership(goal.partnership)
    row = Goal.objects.select_for_update(of=("self",)).select_related("partnership__congregation").get(pk=goal.pk)
    if not row.is_live:
        before, row.state, row.state_at, row.state_by_id = row.state, GoalState.OPEN, None, None
        row.version += 1
        row.save(update_fields=["state", "state_at", "state_by_id", "version"])
        record("goal.reopened", row, by=by, at=at, before={"state": before}, scope_id=row.partnership.congregation.scope_id)
        note_goals(row.partnership_id, at)
    goal.refresh_from_db()
    return goal


def _day_ahead(partnership: Partnership, day: date, at: datetime) -> None:
    today = local_day(partnership, at)
    if day < today:
        raise WrongDay(_("That day has passed."), instead=_("Choose today or a later day."))
    if day > today.replace(year=today.year + 5, day=min(today.day, 28)):
        raise WrongDay(_("That is more than five years away."), instead=_("Choose a first part of it that can be reached sooner."))


def _side_of_owner(partnership: Partnership, owner: Person | None, side: Side) -> Side:
    if owner is None:
        return side
    held = next((m.side for m in members_of([partnership.pk]).get(partnership.pk, []) if m.person == owner.pk), None)
    if held is None:
        raise NotOpen(_("%(name)s has no part in this partnership now.") % {"name": owner}, instead=_("Choose somebody who has, or a whole side."))
    return held
