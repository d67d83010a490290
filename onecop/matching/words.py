"""How one officer stands to one congregation, part by part, in words: what is good about it and what is not."""

from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date, get_day_names
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.agencies.models import Officer
from onecop.congregations.models import Congregation
from onecop.matching.facts import Tier
from onecop.territory.models import Area


@dataclass(frozen=True)
class Pair:
    """What the words about a pair are made from. times: how many of `weeks` the officer could come; None when nobody knows.

    times, weeks: how often of how often one could come; None when the shift is not known, and then away: how often one surely cannot.
    held: how many congregations the officer has before this one. parts: points by name, with "total".
    """

    congregation: Congregation
    officer: Officer
    agency_name: str
    precinct_word: str
    here: Area | None
    post: Area | None
    tier: int
    miles: float
    weekday: int | None
    times: int | None
    away: int
    weeks: int
    tongues: tuple[str, ...]
    common: tuple[str, ...]
    held: int
    capacity: int
    wished: bool
    today: date
    parts: dict[str, int]

    @property
    def name(self) -> str:
        return self.officer.last_name

    @property
    def day(self) -> str:
        return str(get_day_names("wide", locale=_locale())[self.weekday or 0]) + ("s" if _locale() == "en" else "")


def _locale() -> str:
    return (get_language() or "en").split("-")[0]


def tongue(code: str) -> str:
    """The name of a language: `vi` → Vietnamese."""
    return str(Locale.parse(_locale()).languages.get(code, code))


def day_of(when: date, *, today: date) -> str:
    """`March 1`, with the year when it is not near."""
    return format_date(when, "MMMM d" if abs((when - today).days) < 300 else "MMMM d, y", locale=_locale())


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def territory(p: Pair) -> tuple[bool, str, str]:
    """Return (good, lead sentence, the rest)."""
    facts = {
        "name": p.name,
        "congregation": p.congregation.name,
        "here": p.here,
        "post": p.post,
        "word": _("precinct") if p.precinct_word == "precinct" else p.precinct_word,  # an agency's own word stays as it is
        "miles": f"{p.miles:.1f}",
        "agency": p.agency_name,
    }
    lead, rest = {
        Tier.SAME: (_("%(name)s’s beat is theirs."), _("%(congregation)s stands inside %(here)s.")),
        Tier.PRECINCT_POST: (_("%(name)s’s post is their %(word)s."), _("%(congregation)s stands in %(here)s, part of %(post)s.")),
        Tier.NEXT_DOOR: (_("%(name)s works next door."), _("%(post)s borders %(here)s, in the same %(word)s.")),
        Tier.PRECINCT: (_("%(name)s works in the same %(word)s."), _("%(post)s is %(miles)s miles from %(congregation)s.")),
        Tier.NEXT_OUTSIDE: (_("%(name)s works just across the line."), _("%(post)s borders %(here)s, in another %(word)s.")),
        Tier.NEXT_PRECINCT: ("", _("%(post)s is in a neighboring %(word)s, %(miles)s miles away.")),
        Tier.WHOLE: (_("%(name)s serves the whole of it."), _("%(agency)s has no beats, so all of its ground counts as one.")),
    }[p.tier]
    return p.tier != Tier.NEXT_PRECINCT, lead % facts, rest % facts


def time(p: Pair) -> tuple[bool, str, str] | None:
    """Return (good, lead, rest), or None when nobody knows when they gather."""
    if p.weekday is None:
        return None
    facts = {"name": p.name, "day": p.day, "times": p.times, "away": p.away, "weeks": p.weeks, "shift": p.officer.shift.name if p.officer.shift else ""}
    if p.times is None and p.away:
        return False, "", _("nobody has told us %(name)s’s shift; on %(away)s of the next %(weeks)s %(day)s they are away.") % facts
    if p.times is None:
        return False, "", _("nobody has told us %(name)s’s shift, so we cannot say which %(day)s are free.") % facts
    if p.times * 2 >= p.weeks:
        return True, _("%(name)s can come on %(day)s.") % facts, _("%(shift)s: free or on duty nearby on %(times)s of the next %(weeks)s.") % facts
    return False, "", _("%(name)s could come on only %(times)s of the next %(weeks)s %(day)s (%(shift)s).") % facts


def language(p: Pair) -> tuple[bool, str, str] | None:
    """Return (good, lead, rest), or None when English is all they need."""
    if not p.tongues:
        return None
    wanted, common = tuple(map(tongue, p.tongues)), tuple(map(tongue, p.common))
    facts = {"name": p.name, "wanted": _listed(wanted), "congregation": p.congregation.name, "common": _listed(common) if common else ""}
    if common:
        return True, _("%(name)s speaks %(common)s.") % facts, _("So do people at %(congregation)s.") % facts
    if p.parts["language"] < 20:
        return False, "", _("%(name)s does not speak %(wanted)s; they also gather in English.") % facts
    return False, "", _("%(name)s does not speak %(wanted)s.") % facts


def load(p: Pair) -> tuple[bool, str, str]:
    """Return (good, lead, rest)."""
    facts = {"name": p.name, "held": p.held, "capacity": p.capacity}
    if p.held == 0:
        return True, _("%(name)s has room.") % facts, _("This would be the first of up to %(capacity)s congregations.") % facts
    if p.held + 1 >= p.capacity:
        return False, "", _("%(name)s has %(held)s of %(capacity)s congregations already, and would then be full.") % facts
    return True, _("%(name)s has room.") % facts, _("%(held)s of up to %(capacity)s congregations so far.") % facts


def stay(p: Pair) -> tuple[bool, str, str] | None:
    """Return (good, lead, rest), or None when there is nothing to say."""
    officer, shift = p.officer, p.officer.shift
    facts: dict[str, object]
    if officer.transfer_on:
        facts = {"to": officer.transfer_to or _("another post"), "day": day_of(officer.transfer_on, today=p.today)}
        return False, "", _("a move to %(to)s is planned for %(day)s.") % facts
    if shift and shift.next_bid_on and 0 <= (shift.next_bid_on - p.today).days <= 150:
        return False, "", _("the next shift bid is on %(day)s. Hours may change.") % {"day": day_of(shift.next_bid_on, today=p.today)}
    if officer.assigned_since and (p.today - officer.assigned_since).days >= 365:
        facts = {"name": p.name, "year": officer.assigned_since.year}
        return True, _("%(name)s is likely to stay.") % facts, _("On this post since %(year)s, and no move is known.") % facts
    return None


def wish(p: Pair) -> tuple[bool, str, str] | None:
    if not p.wished:
        return None
    return True, _("They asked for each other."), _("A wish for this pair is on file.")


PARTS = {"territory": territory, "time": time, "language": language, "load": load, "stay": stay, "wish": wish}


def brief(p: Pair, part: str, good: bool) -> str:
    """Half a sentence about one part: what speaks for the officer, or against."""
    facts = {
        "post": p.post or p.agency_name, "miles": f"{p.miles:.1f}", "times": p.times, "weeks": p.weeks, "day": p.day,
        "held": p.held, "capacity": p.capacity, "tongues": _listed(tuple(map(tongue, p.common))) if p.common else "",
        "wanted": _listed(tuple(map(tongue, p.tongues))) if p.tongues else "",
    }  # fmt: skip
    if part == "territory":
        near = {Tier.SAME: _("works this very beat"), Tier.NEXT_DOOR: _("works next door in %(post)s"), Tier.PRECINCT_POST: _("covers all of %(post)s")}
        words = near.get(p.tier, _("works in %(post)s, %(miles)s miles away"))
    elif part == "time":
        if p.times is None:
            words = _("has no shift on the roster")
        else:
            words = _("can come on %(times)s of the next %(weeks)s %(day)s") if good else _("can come on only %(times)s of the next %(weeks)s %(day)s")
    elif part == "language":
        words = _("speaks %(tongues)s") if p.common else _("does not speak %(wanted)s")
    elif part == "load":
        if p.held == 0:
            words = _("has no congregation yet")
        else:
            words = _("has %(held)s of %(capacity)s already")
            if p.held + 1 == p.capacity:
                words = _("would then be full, with %(capacity)s of %(capacity)s")
    elif part == "stay":
        words = _("is likely to stay") if good else _("may move or change hours soon")
    else:
        words = _("was asked for") if good else _("was not asked for")
    return words % facts
