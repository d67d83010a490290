"""A month of somebody's duty, day by day: for looking at before saving. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from onecop.agencies.choices import DutyKind
from onecop.agencies.duty import Change, change_on
from onecop.agencies.rules import Pattern
from onecop.ui import words

DAY = timedelta(days=1)
FORTNIGHT = 14


@dataclass(frozen=True)
class MonthDay:
    """One square. on: a turn begins that day. note: its start, or what else the day is, short. state: "", "away" or "extra". inside: of this month.

    kind: what differs, in words.
    """

    date: date
    on: bool
    note: str
    state: str
    inside: bool
    today: bool
    kind: str = ""


@dataclass(frozen=True)
class Month:
    """Whole weeks from Monday on. sentence: the same in words. before, after: the first days of the neighboring months."""

    first: date
    title: str
    days: tuple[MonthDay, ...]
    sentence: str
    before: date
    after: date


@dataclass(frozen=True)
class Fortnight:
    """Two whole weeks from Monday on. sentence: the same in words. hours: when turns start."""

    days: tuple[MonthDay, ...]
    sentence: str
    hours: str


def fortnight(pattern: Pattern, changes: Sequence[Change], today: date) -> Fortnight:
    """Return the two weeks that begin with the Monday of this week."""
    monday = today - today.weekday() * DAY
    days = tuple(_day(pattern, changes, day, day, today) for day in (monday + n * DAY for n in range(FORTNIGHT)))
    starts = sorted({turn.starts for turn in pattern.days if turn is not None})
    hours = _("starts %(times)s") % {"times": " / ".join(words.clock(s) for s in starts)} if starts else ""
    return Fortnight(days, _sentence(days, _("Off duty for these two weeks.")), hours)


def month(pattern: Pattern | None, changes: Sequence[Change], around: date, today: date) -> Month:
    """Return the month that a local day lies in.

    Args:
        pattern: the cycle; None when it is not known. changes: what differs from it.
    """
    first = around.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    start = first - first.weekday() * DAY
    end = after + (-after.weekday() % 7) * DAY
    days = tuple(_day(pattern, changes, start + n * DAY, first, today) for n in range((end - start).days))
    said = _sentence([d for d in days if d.inside], _("Off duty for the whole month."))
    return Month(first, words.month(first), days, said, (first - DAY).replace(day=1), after)


def _sentence(days: Sequence[MonthDay], none: str) -> str:
    """Say the same in words. none: what to say when no turn begins on any of the days."""
    on = [words.day(d.date) for d in days if d.on]
    away = [f"{words.day(d.date)} ({d.kind})" for d in days if d.state == "away"]
    said = _("On duty on %(days)s.") % {"days": ", ".join(on)} if on else none
    return said + " " + _("Otherwise: %(days)s.") % {"days": ", ".join(away)} if away else said


def _day(pattern: Pattern | None, changes: Sequence[Change], day: date, first: date, today: date) -> MonthDay:
    inside = (day.year, day.month) == (first.year, first.month)
    turn = pattern.turn_on(day) if pattern else None
    differs = change_on(changes, day)
    if differs is None:
        return MonthDay(day, turn is not None, words.hour(turn.starts) if turn else "", "", inside, day == today)
    if differs.kind == DutyKind.ON and differs.from_time is not None:
        return MonthDay(day, True, words.hour(turn.starts if turn else differs.from_time), "extra", inside, day == today)
    on = turn is not None and not differs.cancels_turns
    note = _("off") if differs.kind == DutyKind.OFF else _("away")
    return MonthDay(day, on, note, "away", inside, day == today, str(DutyKind(differs.kind).label))
