"""How often, in words, for any RRULE that a gathering can have. Pure.

What is not understood whole is said to be a rule of its own: half a truth about when people gather is worse than none.
"""

import re

from django.utils.translation import gettext as _

from onecop.ui import words

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "BYMONTHDAY", "WKST"})
DAY = re.compile(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)$")


def rule_words(rule: str) -> str:
    """Say how often a rule lets something take place.

    Args:
        rule: an RRULE (RFC 5545, 3.3.10), with or without the name before it.
    """
    parts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
    named = [DAY.match(day) for day in parts.get("BYDAY", "").split(",") if day]
    days = [(int(day[1] or 0), words.weekday(DAYS.index(day[2]))) for day in named if day]
    interval = parts.get("INTERVAL", "1")
    if not set(parts) <= KNOWN or len(days) < len(named) or not interval.isdecimal():
        return own()
    say = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly}.get(parts.get("FREQ", ""))
    return (say(parts, days, int(interval)) if say else "") or own()


def own() -> str:
    return _("By a rule of its own")


def _daily(parts: dict[str, str], days: list[tuple[int, str]], interval: int) -> str:
    if days or "BYSETPOS" in parts or "BYMONTHDAY" in parts:
        return ""
    return _("Every day") if interval == 1 else _("Every %(n)s days") % {"n": interval}


def _weekly(parts: dict[str, str], days: list[tuple[int, str]], interval: int) -> str:
    if "BYSETPOS" in parts or "BYMONTHDAY" in parts or any(number for number, _name in days):
        return ""
    often = {1: _("Every week"), 2: _("Every second week")}.get(interval, _("Every %(n)s weeks") % {"n": interval})
    return _("%(often)s on %(days)s") % {"often": often, "days": _and([name for _n, name in days])} if len(days) > 1 else often


def _monthly(parts: dict[str, str], days: list[tuple[int, str]], interval: int) -> str:
    often = {1: _("Every month"), 2: _("Every second month")}.get(interval, _("Every %(n)s months") % {"n": interval})
    if "BYMONTHDAY" in parts:
        on = parts["BYMONTHDAY"].split(",")
        if days or "BYSETPOS" in parts or not all(day.isdecimal() for day in on):
            return ""
        return _("%(often)s on day %(days)s") % {"often": often, "days": _and(on)}
    if "BYSETPOS" in parts:
        if len(days) != 1 or days[0][0] or not re.fullmatch(r"-?\d(,-?\d)*", parts["BYSETPOS"]):
            return ""
        days = [(int(number), days[0][1]) for number in parts["BYSETPOS"].split(",")]
    counted = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last"), -2: _("second to last")}
    if not days or any(number not in counted for number, _name in days):
        return ""
    named = _and([_("the %(which)s %(day)s") % {"which": counted[number], "day": name} for number, name in days])
    return _("%(often)s on %(days)s") % {"often": often, "days": named}


def _and(some: list[str]) -> str:
    return some[0] if len(some) == 1 else _("%(some)s and %(last)s") % {"some": ", ".join(some[:-1]), "last": some[-1]}
