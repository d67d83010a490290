"""The officers who could serve one congregation, best first, each with reasons; for whoever needs a successor and no whole matching."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np

from onecop.agencies.models import Agency, Officer
from onecop.congregations.models import Congregation
from onecop.matching import tongues
from onecop.matching.cost import KEEP, Costs, load_points
from onecop.matching.load import load
from onecop.matching.reasons import Writer, reasons, unplaced, why_after

MOST = 6


@dataclass(frozen=True)
class Candidate:
    """One officer. place: 1 is the best. parts: points by name, with "total". reasons, why: written once, read by `tongues.read`.

    why: [{"why": what is better and what is worse than the best}], empty for the best one. held: congregations they have already.
    """

    place: int
    officer: Officer
    post: str
    held: int
    capacity: int
    parts: dict[str, int]
    reasons: list[dict[str, Any]]
    why: list[dict[str, Any]]

    @property
    def told(self) -> list[dict[str, Any]]:
        """The reasons in the reader's language."""
        return [tongues.read(row) for row in self.reasons]

    @property
    def why_after(self) -> str:
        """Why this one comes after the best, in the reader's language."""
        return str(tongues.read(self.why[0])["why"]) if self.why else ""


@dataclass(frozen=True)
class Ranking:
    """candidates: best first. nobody, help: why there is none, and what would help; empty when there is one."""

    candidates: tuple[Candidate, ...]
    nobody: str = ""
    help: str = ""


def rank(*, agency: Agency, congregation: Congregation, at: datetime, but: Collection[int] = (), most: int = MOST, only: int | None = None) -> Ranking:
    """Rank the officers of an agency for one congregation, whether it has a partner now or not.

    The costs are those of a matching: vetoes forbid, wishes help, officers without room are left out.

    Args:
        agency: with its territory at hand. but: row numbers of officers who cannot be meant.
    """
    loaded = load(agency, at=at, within=Congregation.objects.filter(pk=congregation.pk), but=but)
    costs = Costs(loaded.facts)
    officers = loaded.facts.officers
    arcs = costs.arcs(keep=len(officers) if only else max(most * 2, KEEP))
    nobody = np.full(len(loaded.congregations), -1, np.int64)
    if not len(arcs):
        (told,) = unplaced(loaded, costs, nobody)
        read = tongues.read(told)
        return Ranking((), read["words"], read["help"])
    burden = load_points(officers.held[arcs.officer], officers.capacity[arcs.officer])
    order = np.lexsort((arcs.officer, arcs.cost + burden))
    order = order[[only is None or loaded.officers[o].pk == only for o in arcs.officer[order]]][:most]
    chosen = arcs.officer[order]
    parts = costs.parts(np.zeros(len(chosen), np.int64), chosen, load=burden[order])
    writer = Writer(loaded, costs, nobody)
    pairs = [writer.pair(0, int(o), {name: int(value[i]) for name, value in parts.items()}, held=int(officers.held[o])) for i, o in enumerate(chosen)]
    made = [
        Candidate(
            place=place,
            officer=pair.officer,
            post=str(pair.post or agency.name),
            held=pair.held,
            capacity=pair.capacity,
            parts=pair.parts,
            reasons=tongues.written(partial(reasons, pair), "lead", "rest"),
            why=[] if place == 1 else tongues.written(partial(_why, pairs[0], pair), "why"),
        )
        for place, pair in enumerate(pairs, 1)
    ]
    return Ranking(tuple(made))


def _why(best: Any, other: Any) -> list[dict[str, Any]]:
    return [{"why": why_after(best, other, busy=[])}]
