"""What the host writes down of a date, once, and corrects as often as they like."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.debriefs import services as debriefs
from onecop.debriefs.choices import EffortState
from onecop.debriefs.models import Goal, GoalProgress
from onecop.debriefs.services.guarding import locked_goal
from onecop.events import outcomes
from onecop.events import services as events
from onecop.events.models import Occurrence
from onecop.followups.choices import RecordState
from onecop.followups.exceptions import CannotRecord
from onecop.followups.models import Record
from onecop.kernel.actor import Actor
from onecop.ui import words as ui

S = RecordState


def _must_be_over(row: Occurrence, at: datetime) -> None:
    if row.event.is_draft:
        raise CannotRecord(_("This event is a draft."))
    if row.cancelled_at or row.event.cancelled_at:
        raise CannotRecord(_("It was called off: there is nothing to record."))
    if row.ends_at > at:
        raise CannotRecord(_("It is not over yet."), instead=_("Come back when everybody has gone home."))


@transaction.atomic
def _opened(*, occurrence: Occurrence, at: datetime) -> Record:
    """Return the record of a date that is over, made when there is none, locked until the transaction ends.

    Raises:
        CannotRecord: it is a draft, was called off, or is not over.
    """
    date = Occurrence.objects.select_related("event__goal").get(pk=occurrence.pk)
    _must_be_over(date, at)
    made, _fresh = Record.objects.get_or_create(occurrence=date, defaults={"made_at": at})
    row = Record.objects.select_for_update(of=("self",)).get(pk=made.pk)
    row.occurrence = date
    return row


@transaction.atomic
def record_after(
    *, occurrence: Occurrence, came: int | None = None, outcome: str = "", reached: int | None = None, for_goal: bool = True, by: Actor, at: datetime
) -> Record:
    """Write down what became of a date, or correct it.

    Args:
        came: how many were there; a number, never names. None leaves what was counted. outcome: a sentence.
        reached: how much of the measure of the event's goal it brought; it is added to the goal once, and a correction changes what was added.
        for_goal: False where nobody was asked for `reached`: what was added to the goal stays.

    Raises:
        CannotRecord: it is not over, was called off, or there is nothing to write down. NotOpen: the goal is settled, and `reached` would change it.
    """
    row = _opened(occurrence=occurrence, at=at)
    date, goal = row.occurrence, row.occurrence.event.goal
    outcome = " ".join(outcome.split())[:600]
    if came is None and date.headcount is None and not outcome and reached is None:
        raise CannotRecord(_("There is nothing to keep yet."), instead=_("Write a number or a sentence, or say that there is nothing to record."))
    if came is not None and came != date.headcount:
        events.set_headcount(occurrence=date, number=came, by=by, at=at)
        date.headcount = came
    before = _said(row)
    if for_goal:
        _count_for(row, goal, reached, by=by, at=at)
    _settle(row, S.DONE, outcome, before, by=by, at=at)
    if not date.event.recurs:
        outcomes.settle(date.event, EffortState.DONE, by=by, at=at)
    return row


@transaction.atomic
def nothing_to_record(*, occurrence: Occurrence, by: Actor, at: datetime) -> Record:
    """Note that there is nothing to write down: an answer like any other. Raises CannotRecord as `record_after`."""
    return _without(occurrence, S.NOTHING, by=by, at=at)


@transaction.atomic
def not_held(*, occurrence: Occurrence, by: Actor, at: datetime) -> Record:
    """Note that a date did not take place after all. Raises CannotRecord as `record_after`."""
    return _without(occurrence, S.NOT_HELD, by=by, at=at)


def _without(occurrence: Occurrence, state: RecordState, *, by: Actor, at: datetime) -> Record:
    row = _opened(occurrence=occurrence, at=at)
    before = _said(row)
    _count_for(row, row.goal, None, by=by, at=at)
    if state == S.NOT_HELD and row.occurrence.headcount is not None:
        events.set_headcount(occurrence=row.occurrence, number=None, by=by, at=at)
    _settle(row, state, "", before, by=by, at=at)
    return row


def _said(row: Record) -> dict[str, Any]:
    """Return what the audit keeps of a record: numbers and the state, never the sentence."""
    return {"state": str(RecordState(row.state).label), "reached": row.reached}


def _settle(row: Record, state: RecordState, outcome: str, before: dict[str, Any], *, by: Actor, at: datetime) -> None:
    fresh = row.is_open
    row.state, row.outcome, row.due_at = state, outcome, None
    if fresh:
        row.recorded_at, row.recorded_by_id = at, by.pk
    else:
        row.corrected_at, row.corrected_by_id = at, by.pk
    row.save()
    verb = "followup.recorded" if fresh else "followup.corrected"
    record(verb, row, by=by, at=at, before={} if fresh else before, after=_said(row), scope_id=row.occurrence.event.scope_id_of_host)


def _count_for(row: Record, goal: Goal | None, reached: int | None, *, by: Actor, at: datetime) -> None:
    """Add what a date brought to the goal it serves: only the difference to what was added before, so that nothing counts twice."""
    if row.goal is not None and row.goal != goal:  # the event serves another goal by now
        _add(row, row.goal, -(row.reached or 0), by=by, at=at)
        row.reached = None
    if goal is not None:
        _add(row, goal, (reached or 0) - (row.reached or 0), by=by, at=at)
    row.goal, row.reached = (goal, reached) if goal is not None and reached is not None else (None, None)


def _add(row: Record, goal: Goal, more: int, *, by: Actor, at: datetime) -> None:
    if not more:
        return
    locked = locked_goal(goal)
    newest = GoalProgress.objects.filter(goal=locked, number__isnull=False).order_by("-at", "-id").values_list("number", flat=True).first() or 0
    date = row.occurrence
    day = ui.day(date.starts_at.astimezone(date.event.tz).date())
    event = date.event
    # Both sides read a goal, and a congregation's own calendar is not for its officer.
    title = event.title if event.public or event.partnership_id or event.is_wide else _("An event of the congregation")
    words = _("%(title)s, %(day)s: %(more)s") % {"title": title, "day": day, "more": f"{more:+d}"}
    debriefs.note_progress(goal=locked, words=words, number=max(0, newest + more), by=by, at=at)
