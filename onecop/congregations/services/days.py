"""Days on which a congregation has no time, and which holy days it keeps."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.congregations.choices import HolyDayAct
from onecop.congregations.models import BlockedDates, Congregation, HolyDayOverride
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

LONGEST = timedelta(days=366)
EVERY_YEAR = (HolyDayAct.HARDEN, HolyDayAct.SOFTEN, HolyDayAct.DROP)


class WrongDays(Refused):
    """Days that make no sense together."""


@transaction.atomic
def block_dates(*, congregation: Congregation, first_on: date, last_on: date, by: Actor, at: datetime, words: str = "") -> BlockedDates:
    """Say that a congregation has no time on the local days [first_on, last_on]. The same days again change only the words.

    Raises:
        WrongDays: the end lies before the beginning, or more than a year.
    """
    _checked(first_on, last_on)
    Congregation.objects.select_for_update().get(pk=congregation.pk)
    row, fresh = BlockedDates.objects.update_or_create(congregation=congregation, first_on=first_on, last_on=last_on, defaults={"words": words.strip()})
    if fresh:
        record("congregation.blocked", congregation, by=by, at=at, after={"first": str(first_on), "last": str(last_on)})
    return row


@transaction.atomic
def unblock_dates(*, blocked: BlockedDates, by: Actor, at: datetime) -> None:
    """Open blocked days again."""
    row = BlockedDates.objects.select_for_update(of=("self",)).select_related("congregation").filter(pk=blocked.pk).first()
    if row is None:
        return
    record("congregation.unblocked", row.congregation, by=by, at=at, before={"first": str(row.first_on), "last": str(row.last_on)})
    row.delete()


@transaction.atomic
def keep_holy_day(
    *, congregation: Congregation, code: str, act: str, by: Actor, at: datetime,
    was_on: date | None = None, first_on: date | None = None, last_on: date | None = None, from_sunset: bool = False,
) -> HolyDayOverride | None:  # fmt: skip
    """Say how a congregation keeps a day of its tradition. The last word counts.

    Args:
        code: of the day (holydays.HolyDay.code). act: harden, soften or drop, for every year; move, for one; empty: as the calendar says, for every
        year. was_on: which day is moved: its first civil day in the calendar. first_on, last_on: where to. from_sunset: it begins the evening before.

    Raises:
        WrongDays: see `block_dates`; or a move without dates.
    """
    theirs = Congregation.objects.select_for_update().get(pk=congregation.pk).holy_day_overrides
    made = None
    if act == HolyDayAct.MOVE:
        if was_on is None or first_on is None or last_on is None:
            raise WrongDays(_("Say on which days you keep it."))
        _checked(first_on, last_on)
        theirs.filter(act=HolyDayAct.MOVE, code=code, was_on=was_on).delete()
        made = theirs.create(act=act, code=code, was_on=was_on, first_on=first_on, last_on=last_on, from_sunset=from_sunset)
    else:
        theirs.filter(code=code, act__in=EVERY_YEAR).delete()
        made = theirs.create(act=act, code=code) if act else None
    _recorded(congregation, {"code": code, "act": act or "as the calendar says"}, by, at)
    return made


@transaction.atomic
def add_holy_day(
    *, congregation: Congregation, name: str, first_on: date, last_on: date, by: Actor, at: datetime, from_sunset: bool = False, hard: bool = True
) -> HolyDayOverride:
    """Add a day of the congregation's own.

    Raises:
        WrongDays: see `block_dates`.
    """
    _checked(first_on, last_on)
    words = {"name": name.strip()[:80], "first_on": first_on, "last_on": last_on, "from_sunset": from_sunset, "hard": hard}
    row = congregation.holy_day_overrides.create(act=HolyDayAct.ADD, **words)
    _recorded(congregation, {"act": "add", "first": str(first_on), "last": str(last_on)}, by, at)
    return row


@transaction.atomic
def drop_override(*, override: HolyDayOverride, by: Actor, at: datetime) -> None:
    """Take back what was changed about a holy day."""
    row = HolyDayOverride.objects.select_for_update(of=("self",)).select_related("congregation").filter(pk=override.pk).first()
    if row is None:
        return
    _recorded(row.congregation, {"code": row.code, "act": f"no longer {row.act}"}, by, at)
    row.delete()


def _recorded(congregation: Congregation, after: dict[str, Any], by: Actor, at: datetime) -> None:
    record("congregation.holy_day_changed", congregation, by=by, at=at, after=after)


def _checked(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise WrongDays(_("The last day lies before the first."))
    if last_on - first_on > LONGEST:
        raise WrongDays(_("That is more than a year."))
