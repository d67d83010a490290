"""Why a time is good, and why there is none, in words. Times of day are those of the congregation's clock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from onecop.scheduling.slots.finder import Barrier, Found, Sides
from onecop.scheduling.slots.grid import DAY, QUARTER, Minutes
from onecop.ui import words


def of_slot(sides: Sides, slot: Found) -> str:
    """Say why a time suits: the officers' turns, the coordinator's hours, the holy days."""
    parts = [_officer(sides, n, slot) for n in range(len(sides.officers))]
    parts += _people(sides, slot)
    parts.append(_holy(sides, slot))
    parts += [
        _("shifts are bid for anew on %(day)s, so check again then") % {"day": words.day(officer.bid_on)}
        for officer in sides.officers
        if officer.bid_on and sides.grid.moment(slot.start).astimezone(officer.zone).date() >= officer.bid_on
    ]
    return "; ".join(part for part in parts if part)


def _clock(sides: Sides, minute: int) -> str:
    return words.clock(_local(sides, minute).time())


def _local(sides: Sides, minute: int) -> datetime:
    return (sides.grid.start + timedelta(minutes=minute)).astimezone(sides.house.zone)


def _officer(sides: Sides, number: int, slot: Found) -> str:
    officer, masks = sides.officers[number], sides.of_officers[number]
    begins = slot.start * QUARTER
    turn = next((t for t in masks.turns if t[0] <= begins < t[1]), None)
    name = {"officer": officer.name}
    if turn is not None:
        return _("%(officer)s is on duty from %(from)s to %(to)s and may come") % {**name, "from": _clock(sides, turn[0]), "to": _clock(sides, turn[1])}
    after = next((t for t in masks.turns if t[0] >= begins), None)
    if after is not None and _same_day(sides, begins, after[0]):
        return _("%(officer)s starts at %(time)s and is rested") % {**name, "time": _clock(sides, after[0])}
    before = next((t for t in reversed(masks.turns) if t[1] <= begins), None)
    if before is not None and _same_day(sides, begins, before[1]):
        return _("%(officer)s is off duty from %(time)s") % {**name, "time": _clock(sides, before[1])}
    return (_("the shift of %(officer)s is not known, so ask") if officer.pattern is None else _("%(officer)s has the day off")) % name


def _same_day(sides: Sides, one: int, other: int) -> bool:
    return _local(sides, one).date() == _local(sides, other).date()


def _people(sides: Sides, slot: Found) -> list[str]:
    house, when = sides.house, _local(sides, slot.start * QUARTER)
    if sides.wanted.use.service:
        found = next(service for a, _b, service in sides.of_house.services if a == slot.start * QUARTER)
        spans = {"from": words.clock(found.starts), "to": words.clock(found.ends)}
        return [_("%(service)s from %(from)s to %(to)s") % {"service": found.what or _("the congregation gathers"), **spans}]
    if not (house.coordinator and house.hours):
        return []
    hours = next(h for h in house.hours if h.hold(when))
    spans = {"from": words.clock(hours.starts), "to": words.clock(hours.ends)}
    return [_("%(name)s has time on this weekday from %(from)s to %(to)s") % {"name": house.coordinator, **spans}]


def _holy(sides: Sides, slot: Found) -> str:
    begins, ends = slot.start * QUARTER, slot.end * QUARTER
    near = ""
    for day in sides.of_house.days:
        a, b = sides.grid.span(day.starts, day.ends)
        if day.hard and day.weekly:
            continue
        label = _("%(day)s (estimated)") % {"day": day.name} if day.estimated else str(day.name)
        if not day.hard and a < ends and b > begins:
            return _("it is %(day)s, so ask first") % {"day": label}
        if day.hard and a - DAY * (1 + day.doubt) < ends and b + DAY * (1 + day.doubt) > begins:
            near = _("%(day)s is near") % {"day": label}
    return near or _("no holy day is near")


def of_none(sides: Sides) -> str:
    """Say what stands in the way, and when the first time is that would fit."""
    until = words.day(_last(sides).date())
    found = sides.in_the_way()
    if sides.wanted.use.service and not sides.of_house.services:
        return _("No gathering of %(house)s is noted before %(day)s.") % {"house": sides.house.name, "day": until}
    if found:
        reason = _(" and ").join(_barrier(sides, barrier) for barrier in found)
        said = _("No time fits until %(day)s: %(reason)s.") % {"day": until, "reason": reason}
    else:
        said = _("No time fits both sides until %(day)s; several things stand in the way at once.") % {"day": until}
    later = sides.first_later()
    if later is None:
        return said + " " + _("Nothing fits within half a year as things stand.")
    return said + " " + _("The first day that would fit is %(day)s.") % {"day": words.day_long(later.astimezone(sides.house.zone).date())}


def _last(sides: Sides) -> datetime:
    return (sides.wanted.at + timedelta(weeks=sides.wanted.weeks)).astimezone(sides.house.zone)


def _barrier(sides: Sides, barrier: Barrier) -> str:
    house = sides.house
    if barrier.who >= 0:
        officer = sides.officers[barrier.who]
        free = house.coordinator if house.coordinator and house.hours else house.name
        said = {
            "work": _("%(officer)s works or rests whenever %(other)s is free"),
            "away": _("%(officer)s is away, in training or in court whenever %(other)s is free"),
            "leave": _("%(officer)s is on leave"),
            "gone": _("%(officer)s moves on"),
        }[barrier.reason]
        return said % {"officer": officer.name, "other": free}
    said = {
        "holy": _("it is a holy day of %(house)s whenever the others are free"),
        "weekly": _("it is the weekly holy day of %(house)s whenever the others are free"),
        "service": _("%(house)s gathers whenever the others are free"),
        "blocked": _("%(house)s has blocked the days on which the others are free"),
        "hours": _("%(coordinator)s has given no hours at which the others are free"),
        "day": _("the others are free only before 8 in the morning or after 9 at night"),
    }[barrier.reason]
    return said % {"house": house.name, "coordinator": house.coordinator}


def conflicts(sides: Sides, span: Minutes) -> tuple[str, ...]:
    """Say what speaks against a given time, each in a sentence of its own; empty when nothing does."""
    mask = sides.grid.touched([span])
    return tuple(_conflict(sides, barrier) for barrier, closed in sides.barriers().items() if closed & mask)


def _conflict(sides: Sides, barrier: Barrier) -> str:
    house = sides.house
    names = {"officer": sides.officers[barrier.who].name if barrier.who >= 0 else "", "house": house.name, "coordinator": house.coordinator}
    said = {
        "work": _("%(officer)s is on duty or resting then."),
        "away": _("%(officer)s is away, in training or in court then."),
        "leave": _("%(officer)s is on leave."),
        "gone": _("%(officer)s has moved on by then."),
        "holy": _("%(house)s keeps a holy day then."),
        "weekly": _("%(house)s keeps its weekly holy day then."),
        "service": _("%(house)s gathers then."),
        "blocked": _("%(house)s has blocked that day."),
        "hours": _("It lies outside the hours that %(coordinator)s gave."),
        "day": _("It lies before 8 in the morning or after 9 at night."),
    }[barrier.reason]
    return said % names
