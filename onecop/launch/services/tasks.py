"""What people do with a single task of the plan."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.launch import rules
from onecop.launch.exceptions import NoReason, NotOpen, SeenByItself, WrongDates
from onecop.launch.models import Launch, LaunchTask
from onecop.launch.services.planning import locked_open


@transaction.atomic
def tick(*, task: LaunchTask, note: str = "", by: Actor, at: datetime) -> LaunchTask:
    """Say that a task is done. Saying it twice changes nothing.

    Raises:
        SeenByItself: the system reads it from evidence. NotOpen: it was dropped. Closed: the launch is over.
    """
    row = _locked(task)
    if row.evidence:
        raise SeenByItself(_("OneCOP sees for itself when this is done."), instead=_("Do the thing; the box ticks itself."))
    if row.dropped_at:
        raise NotOpen(_("This task was dropped."), instead=_("Take it up again first."))
    if row.done_at is None:
        row.done_at, row.done_by_id, row.done_by_label, row.done_note = at, by.pk, by.audit_label[:200], note[:200]
        row.save(update_fields=["done_at", "done_by_id", "done_by_label", "done_note"])
        record("launch_task.done", row, by=by, at=at, after=_about(row))
    return row


@transaction.atomic
def untick(*, task: LaunchTask, by: Actor, at: datetime) -> LaunchTask:
    """Take back that a task is done."""
    row = _locked(task)
    if row.done_at is not None:
        row.done_at = row.done_by_id = None
        row.done_by_label = row.done_note = ""
        row.save(update_fields=["done_at", "done_by_id", "done_by_label", "done_note"])
        record("launch_task.undone", row, by=by, at=at, after=_about(row))
    return row


@transaction.atomic
def reassign(*, task: LaunchTask, role: str, owner: Person | None, by: Actor, at: datetime) -> LaunchTask:
    """Give a task to a role, or to one person. Who is new hears of it at once when it is overdue, not after three days."""
    row = _locked(task)
    if (row.owner_role, row.owner_id) != (role, owner.pk if owner else None):
        row.owner_role, row.owner, row.nudged_at = role, owner, None
        row.save(update_fields=["owner_role", "owner", "nudged_at"])
        record("launch_task.reassigned", row, by=by, at=at, after=_about(row, owner=owner.name if owner else str(row.get_owner_role_display())))
    return row


@transaction.atomic
def shift_task(*, task: LaunchTask, on: date, by: Actor, at: datetime) -> LaunchTask:
    """Make a task due on another day. It goes on moving with its anchor from there.

    Raises:
        WrongDates: more than two years from its anchor.
    """
    row = _locked(task)
    was = row.due_on
    row.days = _days(row.launch, row.anchor, on)
    if on != was:
        row.save(update_fields=["days"])
        record("launch_task.moved", row, by=by, at=at, before={"due": was.isoformat()}, after=_about(row, due=on.isoformat()))
    return row


@transaction.atomic
def add_task(*, launch: Launch, title: str, words: str, on: date, anchor: str, role: str, owner: Person | None, by: Actor, at: datetime) -> LaunchTask:
    """Add a task of this city alone.

    Raises:
        Closed, WrongDates.
    """
    city = locked_open(launch)
    row = LaunchTask.objects.create(launch=city, own_title=title, own_words=words, anchor=anchor, days=_days(city, anchor, on), owner_role=role, owner=owner)
    record("launch_task.added", row, by=by, at=at, after={"launch": str(city), "due": on.isoformat()})
    return row


@transaction.atomic
def drop_task(*, task: LaunchTask, reason: str, by: Actor, at: datetime) -> LaunchTask:
    """Leave a task out of this city's plan. It stays on the page, with the reason.

    Raises:
        NoReason.
    """
    if not reason.strip():
        raise NoReason(_("Say why this task is left out."))
    row = _locked(task)
    if row.dropped_at is None:
        row.dropped_at, row.dropped_by_id, row.drop_reason = at, by.pk, reason.strip()[:200]
        row.save(update_fields=["dropped_at", "dropped_by_id", "drop_reason"])
        record("launch_task.dropped", row, by=by, at=at, after=_about(row, reason=row.drop_reason))
    return row


@transaction.atomic
def restore_task(*, task: LaunchTask, by: Actor, at: datetime) -> LaunchTask:
    """Take a dropped task up again."""
    row = _locked(task)
    if row.dropped_at is not None:
        row.dropped_at = row.dropped_by_id = None
        row.drop_reason = ""
        row.save(update_fields=["dropped_at", "dropped_by_id", "drop_reason"])
        record("launch_task.restored", row, by=by, at=at, after=_about(row))
    return row


def _locked(task: LaunchTask) -> LaunchTask:
    launch = locked_open(task.launch)
    row = LaunchTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    row.launch = launch
    return row


def _days(launch: Launch, anchor: str, on: date) -> int:
    days = rules.days_for(anchor, on, starts_on=launch.starts_on, luncheon_on=launch.luncheon_on)
    if abs(days) > rules.FURTHEST:
        raise WrongDates(_("This day is more than two years from the launch."), instead=_("Choose a day that is closer."))
    return days


def _about(row: LaunchTask, **more: Any) -> dict[str, Any]:
    return {"launch": str(row.launch), **more}
