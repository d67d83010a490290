"""Outreach efforts: something to do for a goal, on a day or in a month."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.debriefs import registry
from onecop.debriefs.choices import ActivityKind, EffortState
from onecop.debriefs.exceptions import NotOpen, WrongDay
from onecop.debriefs.models import Goal, OutreachEffort
from onecop.debriefs.services.guarding import locked_goal, person_of, save_version
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day


@transaction.atomic
def plan_effort(*, goal: Goal, title: str, kind: ActivityKind, on: date | None = None, month: date | None = None, by: Actor, at: datetime) -> OutreachEffort:
    """Plan something to do for a goal.

    Args:
        on: the day; or month: any day of the month in which it shall be. Exactly one of them.

    Raises:
        NotOpen: the goal is settled. WrongDay: neither or both are given, or the time has passed.
    """
    row = locked_goal(goal)
    month = _when(row.partnership, on, month, at)
    made = OutreachEffort.objects.create(goal=row, title=title.strip()[:120], kind=kind, planned_on=on, planned_month=month, made_at=at, made_by=person_of(by))
    record("effort.planned", made, by=by, at=at, after={"kind": kind}, scope_id=row.partnership.congregation.scope_id)
    return made


@transaction.atomic
def edit_effort(
    *, effort: OutreachEffort, title: str, kind: ActivityKind, on: date | None = None, month: date | None = None, version: int, by: Person, at: datetime
) -> OutreachEffort:
    """Change what is planned, before it has become an event.

    Raises:
        Changed: somebody else saved in the meantime. NotOpen: it is over or an event already. WrongDay: as in `plan_effort`.
    """
    row = _planned(effort)
    if row.event_uid:
        raise NotOpen(_("This is in the calendar already."), instead=_("Change the event there."))
    if (on, month) != (row.planned_on, row.planned_month):
        month = _when(row.goal.partnership, on, month, at)
    if save_version(effort, {"title": title.strip()[:120], "kind": kind, "planned_on": on, "planned_month": month}, version=version, by=by, at=at):
        record("effort.changed", effort, by=by, at=at, after={"kind": kind}, scope_id=row.goal.partnership.congregation.scope_id)
    return effort


@transaction.atomic
def make_event(*, effort: OutreachEffort, by: Actor, at: datetime) -> OutreachEffort:
    """Turn an effort with a day into an event, by the app that keeps events. One that is an event already stays as it is.

    Raises:
        NotOpen: it is over, or no app keeps events. WrongDay: it has no day yet.
    """
    row = _planned(effort)
    if row.event_uid:
        return row
    if row.planned_on is None:
        raise WrongDay(_("It has a month, but no day yet."), instead=_("Choose the day first."))
    row.event_uid = registry.plan_event(effort=row, by=by, at=at)
    if not row.event_uid:
        raise NotOpen(_("There is no calendar of events here."), instead=_("Keep the day in your own calendar."))
    row.save(update_fields=["event_uid"])
    record("effort.made_event", row, by=by, at=at, scope_id=row.goal.partnership.congregation.scope_id)
    return row


@transaction.atomic
def settle_effort(*, effort: OutreachEffort, state: EffortState, by: Actor, at: datetime) -> OutreachEffort:
    """Say that an effort was done or called off. Saying the same twice changes nothing.

    Raises:
        NotOpen: it ended the other way. WrongDay: it is to be done on a day that has not come.
    """
    row = _locked(effort)
    if row.state == state:
        return row
    if row.state != EffortState.PLANNED or state == EffortState.PLANNED:
        raise NotOpen(_("This is %(state)s already.") % {"state": row.get_state_display()}, instead=_("Plan it once more."))
    if state == EffortState.DONE and row.from_on > local_day(row.goal.partnership, at):
        raise WrongDay(_("Its time has not come yet."), instead=_("Say so afterwards, or change the day first."))
    row.state, row.state_at, row.state_by_id = state, at, by.pk
    row.version += 1
    row.save(update_fields=["state", "state_at", "state_by_id", "version"])
    if state == EffortState.CALLED_OFF:
        registry.call_off_event(effort=row, by=by, at=at)
    record("effort.settled", row, by=by, at=at, after={"state": str(state)}, scope_id=row.goal.partnership.congregation.scope_id)
    return row


@transaction.atomic
def restore_effort(*, effort: OutreachEffort, by: Actor, at: datetime) -> OutreachEffort:
    """Plan an effort again whose event takes place after all. Doing so twice changes nothing.

    Raises:
        NotOpen: it was done meanwhile.
    """
    row = _locked(effort)
    if row.state == EffortState.PLANNED:
        return row
    if row.state != EffortState.CALLED_OFF:
        raise NotOpen(_("This is %(state)s already.") % {"state": row.get_state_display()}, instead=_("Plan it once more."))
    row.state, row.state_at, row.state_by_id = EffortState.PLANNED, None, None
    row.version += 1
    row.save(update_fields=["state", "state_at", "state_by_id", "version"])
    record("effort.restored", row, by=by, at=at, scope_id=row.goal.partnership.congregation.scope_id)
    return row


@transaction.atomic
def reopen_effort(*, effort: OutreachEffort, by: Actor, at: datetime) -> OutreachEffort:
    """Take back that an effort was done or called off. Doing so twice changes nothing.

    Raises:
        NotOpen: it is an event, which says itself what became of it; or its goal is settled.
    """
    row = _locked(effort)
    if row.state == EffortState.PLANNED:
        return row
    if row.event_uid:
        raise NotOpen(_("This is in the calendar already."), instead=_("Change the event there."))
    locked_goal(row.goal)
    row.state, row.state_at, row.state_by_id = EffortState.PLANNED, None, None
    row.version += 1
    row.save(update_fields=["state", "state_at", "state_by_id", "version"])
    record("effort.restored", row, by=by, at=at, scope_id=row.goal.partnership.congregation.scope_id)
    return row


def _locked(effort: OutreachEffort) -> OutreachEffort:
    ends = ("goal__partnership__congregation__scope", "goal__partnership__agency__territory")
    return OutreachEffort.objects.select_for_update(of=("self",)).select_related(*ends).get(pk=effort.pk)


def _planned(effort: OutreachEffort) -> OutreachEffort:
    row = _locked(effort)
    if row.state != EffortState.PLANNED:
        raise NotOpen(_("This is %(state)s already.") % {"state": row.get_state_display()}, instead=_("Plan it once more."))
    return row


def _when(partnership: Partnership, on: date | None, month: date | None, at: datetime) -> date | None:
    """Return the first of the month, or None for a day."""
    today = local_day(partnership, at)
    if (on is None) == (month is None):
        raise WrongDay(_("Give a day, or a month where the day is still open."), instead=_("Fill in one of the two."))
    first = month.replace(day=1) if month else None
    if (on and on < today) or (first and first < today.replace(day=1)):
        raise WrongDay(_("That time has passed."), instead=_("Choose today or later."))
    return first
