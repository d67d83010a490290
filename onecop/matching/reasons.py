"""Why this officer and why not the others, and why somebody was left without a partner."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from onecop.matching import tongues, words
from onecop.matching.cost import Arcs, Costs, load_points
from onecop.matching.facts import Ints, Tier
from onecop.matching.load import Loaded
from onecop.matching.presence import WEEKS

OTHERS = 3
NOTICED = 2  # points of difference worth a word


@dataclass(frozen=True)
class Draft:
    """A proposal before it is a row. Positions are those of the loaded facts."""

    congregation: int
    officer: int
    cost: int
    parts: dict[str, int]
    reasons: list[dict[str, Any]]
    others: list[dict[str, Any]]


class Writer:
    """Puts a solution into words. One per run."""

    def __init__(self, loaded: Loaded, costs: Costs, officer: Ints, *, busy_with: dict[str, list[str]] | None = None) -> None:
        """officer: the whole solution. busy_with: officer key → names of congregations that drafts outside of it propose them for."""
        self.loaded, self.costs, self.officer = loaded, costs, officer
        facts = loaded.facts
        self.free, self.duty = costs.shares
        self.bits = [(bit, code) for bit, code in enumerate(loaded.tongues)]
        self.taken = facts.officers.held.copy()
        placed = officer[officer >= 0]
        np.add.at(self.taken, placed, 1)
        self.busy: dict[int, list[str]] = defaultdict(list)
        for row in np.flatnonzero(officer >= 0):
            self.busy[int(officer[row])].append(loaded.congregations[row].name)
        for o, officer_row in enumerate(loaded.officers):
            if busy_with and officer_row.key in busy_with:
                self.busy[o] += busy_with[officer_row.key]
        self.wished = {tuple(pair) for pair in facts.wishes.tolist()}
        self.pinned = {pair[0] for pair in facts.fixed.tolist()}

    def drafts(self, rows: Ints, step: Ints, arcs: Arcs) -> list[Draft]:
        """Return a draft for each placed congregation of `rows`; `step` is how many its officer holds before it."""
        facts = self.loaded.facts
        rows = rows[self.officer[rows] >= 0]
        chosen = self.officer[rows]
        own = self.costs.parts(rows, chosen, load=load_points(step[rows], facts.officers.capacity[chosen]))
        after = self._others(rows, arcs)
        made = []
        for i, row in enumerate(rows.tolist()):
            parts = {name: int(value[i]) for name, value in own.items()}
            pair = self.pair(row, int(chosen[i]), parts, held=int(step[row]))
            others = tongues.written(partial(self._told, pair, row, after.get(row, [])), "name", "why")
            made.append(Draft(row, int(chosen[i]), parts["total"], parts, tongues.written(partial(reasons, pair), "lead", "rest"), others))
        return made

    def _others(self, rows: Ints, arcs: Arcs) -> dict[int, list[tuple[int, dict[str, int]]]]:
        """The next best officers of each congregation, at the load that they have once the whole run is in force."""
        o = self.loaded.facts.officers
        keep = np.isin(arcs.congregation, rows) & (arcs.officer != self.officer[arcs.congregation])
        c, officer, base = arcs.congregation[keep], arcs.officer[keep], arcs.cost[keep]
        load = load_points(np.minimum(self.taken[officer], o.capacity[officer]), o.capacity[officer])
        order = np.lexsort((officer, base + load, c))
        c, officer, load = c[order], officer[order], load[order]
        first = np.searchsorted(c, c)
        top = np.arange(len(c)) - first < OTHERS
        c, officer, load = c[top], officer[top], load[top]
        if not len(c):
            return {}
        parts = self.costs.parts(c, officer, load=load)
        found: dict[int, list[tuple[int, dict[str, int]]]] = defaultdict(list)
        for i in range(len(c)):
            found[int(c[i])].append((int(officer[i]), {name: int(value[i]) for name, value in parts.items()}))
        return found

    def pair(self, c: int, o: int, parts: dict[str, int], *, held: int) -> words.Pair:
        """Return what the words about a pair are made from. c, o: positions. held: congregations the officer has before this one."""
        loaded, facts = self.loaded, self.loaded.facts
        congregation, officer = loaded.congregations[c], loaded.officers[o]
        here, post = int(facts.congregations.area[c]), int(facts.officers.area[o])
        column = int(facts.congregations.gathers[c, 0]) if facts.congregations.gathers.shape[1] else -1
        mine, theirs = int(facts.congregations.languages[c]), int(facts.officers.languages[o])
        came, away, held_times = None, 0, loaded.gatherings[column].times() if column >= 0 else WEEKS
        if held_times and column >= 0:
            pattern = int(facts.officers.pattern[o])
            there = round(float(facts.times.free[pattern, column] + facts.times.duty[pattern, column]) * held_times)
            came, away = (there, 0) if officer.shift else (None, held_times - there)
        return words.Pair(
            congregation=congregation,
            officer=officer,
            agency_name=loaded.agency.name,
            precinct_word=loaded.agency.territory.precinct_word if loaded.agency.territory else "",
            here=loaded.area_of(here),
            post=loaded.area_of(post),
            tier=int(facts.ground.tier[here, post]),
            miles=float(self.costs.miles[c, post]),
            weekday=loaded.gatherings[column].weekday if column >= 0 else None,
            times=came,
            away=away,
            weeks=held_times,
            tongues=tuple(code for bit, code in self.bits if mine >> bit & 1),
            common=tuple(code for bit, code in self.bits if mine & theirs and (mine & theirs) >> bit & 1),
            held=held,
            capacity=int(facts.officers.capacity[o]),
            wished=(c, o) in self.wished,
            today=loaded.today,
            parts=parts,
        )

    def _told(self, chosen: words.Pair, c: int, others: list[tuple[int, dict[str, int]]]) -> list[dict[str, Any]]:
        return [self._other(chosen, c, o, parts) for o, parts in others]

    def _other(self, chosen: words.Pair, c: int, o: int, parts: dict[str, int]) -> dict[str, Any]:
        held = int(self.taken[o])
        pair = self.pair(c, o, parts, held=min(held, int(self.loaded.facts.officers.capacity[o])))
        full = held >= pair.capacity
        return {
            "key": pair.officer.key,
            "name": str(pair.officer),
            "short": pair.name,
            "initials": pair.officer.initials,
            "post": str(pair.post or self.loaded.agency.name),
            "area": pair.post.pk if pair.post else None,
            "held": pair.held,
            "capacity": pair.capacity,
            "full": full,
            "cost": parts["total"],
            "parts": parts,
            "why": why_after(chosen, pair, busy=self.busy[o] if full or parts["total"] < chosen.parts["total"] else [], pinned=c in self.pinned),
        }


def reasons(pair: words.Pair) -> list[dict[str, Any]]:
    """What speaks for the pair, then its doubts, worst first: [{"part", "good", "lead", "rest"}]."""
    good: list[dict[str, Any]] = []
    doubts: list[dict[str, Any]] = []
    for part, say in words.PARTS.items():
        said = say(pair)
        if said is None:
            continue
        (good if said[0] else doubts).append({"part": part, "good": said[0], "lead": said[1], "rest": said[2]})
    doubts.sort(key=lambda d: -pair.parts.get(str(d["part"]), 0))
    for number, doubt in enumerate(doubts):
        doubt["lead"] = _("One doubt:") if number == 0 else _("Another doubt:")
    return good + doubts


def why_after(chosen: words.Pair, other: words.Pair, *, busy: list[str], pinned: bool = False) -> str:
    """Say what is better about the other officer and what is worse; and, when points alone would choose them, who needs them more.

    pinned: a person chose the pair, so that no sum over all pairs speaks for it.
    """
    names = [n for n in words.PARTS if n in other.parts]
    better = [n for n in names if chosen.parts[n] - other.parts[n] >= NOTICED]
    worse = [n for n in names if other.parts[n] - chosen.parts[n] >= NOTICED]
    sentences = []
    if better:
        sentences.append(f"{other.name} {_and([words.brief(other, n, True) for n in better])}.")
    if worse:
        start = _("But %(name)s") if better else "%(name)s"
        sentences.append(f"{start % {'name': other.name}} {_and([words.brief(other, n, False) for n in worse])}.")
    if busy:
        sentences.append(_("In this run, %(name)s is proposed to %(who)s.") % {"name": other.name, "who": _and(busy[:3])})
    if other.parts["total"] < chosen.parts["total"] and pinned:
        sentences.append(_("That would cost less, but somebody pinned this pair."))
    elif other.parts["total"] < chosen.parts["total"]:
        sentences.append(_("Here alone that would cost less; over all congregations together it would cost more."))
    if not sentences:
        sentences.append(_("%(name)s would do about as well.") % {"name": other.name})
    return " ".join(sentences)


def _and(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(some)s, and %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}


def unplaced(loaded: Loaded, costs: Costs, officer: Ints) -> list[dict[str, Any]]:
    """Explain each congregation without a partner: [{"congregation", "name", "reason", "words", "help"}]."""
    return tongues.written(partial(_unplaced, loaded, officer), "words", "help")


def _unplaced(loaded: Loaded, officer: Ints) -> list[dict[str, Any]]:
    facts = loaded.facts
    taken = facts.officers.held.copy()
    np.add.at(taken, officer[officer >= 0], 1)
    vetoed: dict[int, list[int]] = defaultdict(list)
    for c, o in facts.vetoes.tolist():
        vetoed[c].append(o)
    seen: dict[int, Ints] = {}
    told = []
    for row in np.flatnonzero(officer < 0).tolist():
        place = int(facts.congregations.area[row])
        if place >= 0 and place not in seen:
            near = (facts.officers.area >= 0) & (facts.ground.tier[place][facts.officers.area] != Tier.NONE)
            seen[place] = np.flatnonzero(near)
        reach = seen.get(place, np.empty(0, np.int64))
        code = _rule(loaded, place, reach, vetoed[row], taken)
        said, would_help = _explain(code, len(reach), loaded)
        congregation = loaded.congregations[row]
        told.append({"congregation": congregation.key, "name": congregation.name, "reason": code, "words": said, "help": would_help})
    return told


def _rule(loaded: Loaded, place: int, reach: Ints, vetoed: list[int], taken: Ints) -> str:
    officers = loaded.facts.officers
    if not len(officers):
        return "all_away" if loaded.away else "no_officers"
    if place < 0:
        return "no_place"
    if not (officers.area >= 0).any():
        return "no_posts"
    if not len(reach):
        return "out_of_reach"
    allowed = reach[~np.isin(reach, vetoed)]
    if not len(allowed):
        return "all_vetoed"
    return "all_full" if (taken[allowed] >= officers.capacity[allowed]).all() else "crowded_out"


def _explain(code: str, near: int, loaded: Loaded) -> tuple[str, str]:
    facts = {"near": near, "officers": len(loaded.officers), "unposted": loaded.unposted, "away": loaded.away, "agency": loaded.agency.name}
    said, would_help = {
        "no_officers": (
            _("%(agency)s has no active patrol officers on its roster."),
            _("Ask the liaison to bring in the roster, or check ranks and statuses on it."),
        ),
        "all_away": (
            _("All %(away)s active patrol officers of %(agency)s are on leave or in training for the next four weeks."),
            _("Match again when they are back, or ask the liaison whether the days on the roster are right."),
        ),
        "no_place": (_("It stands in no area of the map that is in force."), _("Put its pin on the map, or bring in the area that is missing.")),
        "no_posts": (
            _("%(officers)s officers are on the roster, but none is posted to an area of the map in force."),
            _("Ask the liaison for a roster with beats, or match the beat names of the roster to the map."),
        ),
        "out_of_reach": (
            _("No active patrol officer is posted to its area, its precinct or a neighboring one."),
            _("Ask the liaison which officers work there; %(unposted)s on the roster have no area yet."),
        ),
        "all_vetoed": (
            _("Each of the %(near)s officers in reach is ruled out for it."),
            _("Lift one of the vetoes, or ask the liaison to name another officer."),
        ),
        "all_full": (
            _("All %(near)s officers in reach have as many congregations as they may."),
            _("Raise the capacity of an officer nearby, or ask the agency for more officers there."),
        ),
        "crowded_out": (
            _("The %(near)s officers in reach are needed by other congregations."),
            _("Run the matching again without pins, or raise the capacity of an officer nearby."),
        ),
    }[code]
    if loaded.away and code in ("no_posts", "out_of_reach", "all_full", "crowded_out"):
        would_help += " " + _("%(away)s more are on leave or in training for the next four weeks.")
    return said % facts, would_help % facts
