"""Shift patterns, who works them, and days that differ."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from onecop.agencies import patterns, queries, rules
from onecop.agencies.choices import DutyKind
from onecop.agencies.duty import WHOLE_DAYS
from onecop.agencies.models import Agency, DutyException, Officer, ShiftPattern
from onecop.agencies.registry import tell_duty
from onecop.agencies.services.editing import WrongArea
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

LONGEST = timedelta(days=366)
RESERVED = frozenset({"new", "own", "assign"})
"""Codes that would hide a page behind another."""
OF_PATTERN = frozenset({"name", "anchor_on", "cycle", "next_bid_on", "recipe"})


class CannotWork(Refused):
    """A cycle that cannot be worked."""


class StillWorked(Refused):
    """Officers work this pattern."""


class WrongDays(Refused):
    """Days or times that make no sense together."""


@transaction.atomic
def make_pattern(
    *, agency: Agency, name: str, anchor_on: date, cycle: list[Any], by: Actor, at: datetime,
    next_bid_on: date | None = None, recipe: dict[str, Any] | None = None, code: str = "",
) -> ShiftPattern:  # fmt: skip
    """Give an agency a shift pattern. The same turns on the same dates are one pattern: an existing one is returned as it is.

    Args:
        anchor_on: a local date that is day 0 of the cycle. cycle: null or [start "HH:MM", hours] for each day.

    Raises:
        CannotWork: see `rules.pattern`.
    """
    _checked(anchor_on, cycle)
    Agency.objects.select_for_update().get(pk=agency.pk)
    for there in agency.shift_patterns.all():
        if patterns.same(cycle, anchor_on.toordinal(), there.cycle, there.anchor_on.toordinal()):
            return there
    row = ShiftPattern.objects.create(
        agency=agency, code=_free_code(agency, code or name), name=name.strip()[:120], anchor_on=anchor_on, cycle=cycle,
        next_bid_on=next_bid_on, recipe=recipe or {},
    )  # fmt: skip
    record("shift_pattern.made", row, by=by, at=at, after={"name": row.name, "days": len(cycle)}, scope_id=agency.scope_id)
    return row


@transaction.atomic
def change_pattern(*, pattern: ShiftPattern, by: Actor, at: datetime, **facts: Any) -> ShiftPattern:
    """Change a pattern for everybody who works it: name, anchor_on, cycle, next_bid_on, recipe.

    Raises:
        CannotWork: see `rules.pattern`.
    """
    if unknown := set(facts) - OF_PATTERN:
        raise TypeError(f"not of a shift pattern: {sorted(unknown)}")
    row = ShiftPattern.objects.select_for_update(of=("self",)).select_related("agency").get(pk=pattern.pk)
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: _plain(getattr(row, name)) for name in changed if name != "recipe"}
    was = queries.worked_by(row.officers.all()) if {"anchor_on", "cycle"} & set(changed) else {}
    for name, value in changed.items():
        setattr(row, name, value)
    _checked(row.anchor_on, row.cycle)
    row.save(update_fields=list(changed))
    after = {name: _plain(value) for name, value in changed.items() if name != "recipe"}
    record("shift_pattern.changed", row, by=by, at=at, before=before, after=after, scope_id=row.agency.scope_id)
    tell_duty(was=was, by=by, at=at)
    return row


@transaction.atomic
def drop_pattern(*, pattern: ShiftPattern, by: Actor, at: datetime) -> None:
    """Remove a pattern that nobody works.

    Raises:
        StillWorked: an officer has it.
    """
    row = ShiftPattern.objects.select_for_update(of=("self",)).select_related("agency").get(pk=pattern.pk)
    if count := row.officers.count():
        raise StillWorked(_("%(n)s officers work this pattern.") % {"n": count}, instead=_("Give them another one first."))
    record("shift_pattern.dropped", row, by=by, at=at, before={"name": row.name}, scope_id=row.agency.scope_id)
    row.delete()


@transaction.atomic
def assign(*, agency: Agency, officers: QuerySet[Officer], pattern: ShiftPattern | None, by: Actor, at: datetime) -> int:
    """Give many officers of an agency one pattern, or none, and return how many it is new for. A fixed number of queries, whatever their number."""
    if pattern is not None and pattern.agency_id != agency.pk:
        raise WrongArea(_("This shift belongs to another agency."))
    chosen = Officer.objects.filter(agency=agency, pk__in=officers.order_by().values("pk"))
    changing = chosen.exclude(shift=pattern) if pattern else chosen.exclude(shift=None)
    was = queries.worked_by(changing)
    if count := changing.update(shift=pattern):
        named = pattern.name if pattern else ""
        record("shift.assigned", agency, by=by, at=at, after={"officers": count, "pattern": named or _("not known")}, scope_id=agency.scope_id)
        tell_duty(was=was, by=by, at=at)
    return count


@transaction.atomic
def set_shift(*, officer: Officer, cycle: list[Any], anchor_on: date, name: str, by: Actor, at: datetime, recipe: dict[str, Any] | None = None) -> Officer:
    """Set what one officer works; the agency gets the pattern when it has none like it.

    Raises:
        CannotWork: see `rules.pattern`.
    """
    pattern = make_pattern(agency=officer.agency, name=name, anchor_on=anchor_on, cycle=cycle, recipe=recipe, by=by, at=at)
    row = Officer.objects.select_for_update(of=("self",)).select_related("agency", "shift").get(pk=officer.pk)
    if row.shift_id != pattern.pk:
        before = {"shift": str(row.shift) if row.shift else None}
        was = (row.shift.anchor_on, row.shift.cycle) if row.shift else None
        row.shift = pattern
        row.save(update_fields=["shift"])
        record("officer.shift_set", row, by=by, at=at, before=before, after={"shift": pattern.name}, scope_id=row.agency.scope_id)
        tell_duty(was={row.pk: was}, by=by, at=at)
    return row


def check_exception(*, kind: str, first_on: date, last_on: date, from_time: time | None = None, to_time: time | None = None) -> None:
    """Refuse what `add_exception` would refuse."""
    if last_on < first_on:
        raise WrongDays(_("The last day lies before the first."))
    if last_on - first_on > LONGEST:
        raise WrongDays(_("That is more than a year."), instead=_("Ask your liaison to set the status instead."))
    if (from_time is None) != (to_time is None) or (kind == DutyKind.ON and from_time is None):
        raise WrongDays(_("Give both times: from and until."))
    if kind in WHOLE_DAYS and from_time is not None:
        raise WrongDays(_("Leave and days off are whole days: leave the times empty."))


@transaction.atomic
def add_exception(
    *, officer: Officer, kind: str, first_on: date, last_on: date, by: Actor, at: datetime, from_time: time | None = None, to_time: time | None = None
) -> DutyException:
    """Note days on which duty differs. No reason is asked for. The same once more changes nothing.

    Args:
        kind: a DutyKind. first_on, last_on: local days, both included. from_time, to_time: local; an end at or before the beginning is on the next
        day. Leave and days off are whole days; an extra turn has times.

    Raises:
        WrongDays: the end lies before the beginning, more than a year, or times that the kind cannot have or lacks.
    """
    check_exception(kind=kind, first_on=first_on, last_on=last_on, from_time=from_time, to_time=to_time)
    facts = {"kind": kind, "first_on": first_on, "last_on": last_on, "from_time": from_time, "to_time": to_time}
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    if (there := officer.exceptions.filter(**facts).first()) is not None:
        return there
    row = DutyException.objects.create(officer=officer, entered_at=at, entered_by_id=getattr(by, "pk", None), **facts)
    words = {"kind": str(DutyKind(kind)), "first": str(first_on), "last": str(last_on)}
    record("officer.away_noted", officer, by=by, at=at, after=words, scope_id=officer.agency.scope_id)
    tell_duty(was=queries.worked_by(Officer.objects.filter(pk=officer.pk)), by=by, at=at)
    return row


@transaction.atomic
def drop_exception(*, exception: DutyException, by: Actor, at: datetime) -> None:
    """Take such days back."""
    row = DutyException.objects.select_for_update(of=("self",)).select_related("officer__agency").filter(pk=exception.pk).first()
    if row is None:
        return
    words = {"kind": row.kind, "first": str(row.first_on), "last": str(row.last_on)}
    record("officer.away_dropped", row.officer, by=by, at=at, before=words, scope_id=row.officer.agency.scope_id)
    row.delete()
    tell_duty(was=queries.worked_by(Officer.objects.filter(pk=row.officer_id)), by=by, at=at)


def _checked(anchor_on: date, cycle: list[Any]) -> None:
    try:
        rules.pattern(anchor_on, cycle, "UTC")
    except rules.BadCycle as bad:
        raise CannotWork(str(bad)) from bad
    if not any(cycle):
        raise CannotWork(_("This cycle has no day on."))


def _free_code(agency: Agency, words: str) -> str:
    wanted = slugify(words)[:50] or "shift"
    taken = {*agency.shift_patterns.values_list("code", flat=True), *RESERVED}
    return next(code for n in range(1, len(taken) + 2) if (code := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _plain(value: Any) -> Any:
    return len(value) if isinstance(value, list) else value if value is None or isinstance(value, str | int) else str(value)
