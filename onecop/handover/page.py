"""What the page of one handover shows: the path, where it stands on it, and the one next act."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.handover import queries
from onecop.handover.choices import Outcome, State
from onecop.handover.models import Handover, Question, Request
from onecop.handover.queries import StandIn
from onecop.handover.rules import Gaps
from onecop.matching.ranking import Ranking
from onecop.partnerships.choices import CloseReason
from onecop.partnerships.rules import local_day
from onecop.scheduling.models import Meeting
from onecop.ui import words

HIDDEN = frozenset({CloseReason.CONGREGATION})


@dataclass(frozen=True)
class Sheet:
    """All that the page shows. next: the code of the one next act. ranking, stand_ins, requests: for staff; empty for everybody else."""

    handover: Handover
    state: State
    question: Question | None
    past: tuple[Question, ...]
    meeting: Meeting | None
    overlap: str
    gaps: Gaps
    held: str
    next: str
    path: list[dict[str, str]]
    ranking: Ranking = field(default_factory=lambda: Ranking(()))
    stand_ins: tuple[StandIn, ...] = ()
    requests: tuple[Request, ...] = ()


def sheet(handover: Handover, *, staff: bool, at: datetime) -> Sheet:
    """Gather the page. Candidates are only worked out where somebody may choose among them."""
    questions = list(handover.questions.select_related("officer").prefetch_related("replies"))
    question = next((q for q in questions if q.settled_at is None), None)
    state, meeting = queries.state_of(handover, question), queries.overlap_of(handover)
    overlap, held = queries.overlap_state(handover, meeting), _held(handover)
    act = _next(handover, state, overlap, held)
    choosing, covering = staff and state == State.OPEN, staff and handover.is_open and handover.new is None and handover.cover is None
    return Sheet(
        handover=handover,
        state=state,
        question=question,
        past=tuple(q for q in questions if q.settled_at is not None) if staff else (),
        meeting=meeting,
        overlap=overlap,
        gaps=queries.gap_days_now(handover, at),
        held=held,
        next=act,
        path=_path(handover, question, overlap, held, at),
        ranking=queries.candidates(handover, at) if choosing else Ranking(()),
        stand_ins=tuple(queries.stand_ins(handover, at)) if covering else (),
        requests=tuple(handover.requests.all()) if staff else (),
    )


def _held(row: Handover) -> str:
    """Say who holds the partnership now: "new", "old", "interim", or blank for nobody."""
    if row.new is not None:
        return "new"
    if row.old is not None and row.old.closed_on is None:
        return "old"
    return "interim" if row.interim is not None and row.interim.closed_on is None else ""


def _next(row: Handover, state: State, overlap: str, held: str) -> str:
    """Return the one next act: closed, decide (the ground is another agency's), cover, choose, wait, day, overlap, finish."""
    if not row.is_open:
        return "closed"
    if row.new is not None:
        return "finish" if overlap in ("met", "skipped") else "wait_overlap" if overlap == "planned" else "overlap"
    if _elsewhere(row):
        return "decide"
    if not held and row.cover is None and state != State.AGREED:
        return "cover"
    if state == State.OPEN:
        return "choose"
    if state == State.AGREED and row.overlap_refusal and not overlap:
        return "overlap"
    return "wait" if state == State.ASKED else "day"


def _elsewhere(row: Handover) -> bool:
    """True when the congregation stands on another agency's ground."""
    territory = row.partnership.congregation.territory_id
    return row.reason == CloseReason.MOVED and territory is not None and territory != row.partnership.agency.territory_id


def _path(row: Handover, question: Question | None, overlap: str, held: str, at: datetime) -> list[dict[str, str]]:
    """Return the six stations. What was not needed is said so."""
    today = local_day(row.partnership, at)
    stations: list[dict[str, Any]] = [
        {"title": _("Told"), "done": True, "when": words.day(row.opened_at), "proof": _leaving(row)},
        {"title": _("Somebody is there"), **_cover(row, held)},
        {"title": _("Next officer chosen"), "done": bool(question or row.agreed_at), "proof": str(row.successor or (question.officer if question else ""))},
        {"title": _("Both said yes"), "done": row.agreed_at is not None, "when": words.day(row.agreed_at) if row.agreed_at else "", "proof": _said(question)},
        {"title": _("Handed over by name"), "done": overlap in ("met", "skipped") and row.agreed_at is not None, "proof": _meeting(row, overlap)},
        {
            "title": _("New officer at home"),
            "done": row.outcome == Outcome.DONE,
            "when": words.day(row.closed_at),
            "proof": _begins(row, today),
        },
    ]
    now = next((n for n, station in enumerate(stations) if not station["done"]), None) if row.is_open else None
    for number, station in enumerate(stations):
        station["state"] = "done" if station.pop("done") else "now" if number == now else "next"
        station["when"] = _("Done, %(day)s") % {"day": station["when"]} if station["state"] == "done" and station.get("when") else ""
    return stations


def _leaving(row: Handover) -> str:
    officer = row.old.officer if row.old else None
    if officer is None:
        return _("Nobody held it")
    return _("%(officer)s, until %(day)s") % {"officer": officer, "day": words.day(row.leaves_on)} if row.leaves_on else str(officer)


def _cover(row: Handover, held: str) -> dict[str, Any]:
    if row.interim is not None:
        return {"done": True, "when": words.day(row.interim.opened_on), "proof": _("%(officer)s stands in") % {"officer": row.interim.officer}}
    if row.cover is not None:
        return {"done": True, "proof": _("%(officer)s, from %(day)s") % {"officer": row.cover, "day": words.day(row.covers_on)}}
    if held == "old":
        return {"done": True, "proof": _("Your officer, until then")}
    return {"done": held == "new", "proof": "" if held == "new" else _("Nobody yet")}


def _said(question: Question | None) -> str:
    if question is None:
        return ""
    said = [reply.get_side_display() for reply in question.replies.all() if reply.accepts]
    return _("Yes from %(sides)s") % {"sides": ", ".join(said)} if said else _("Asked, no answer yet")


def _meeting(row: Handover, overlap: str) -> str:
    officer = row.old.officer if row.old else None
    if overlap == "skipped" and officer is None:
        return _("Nobody held it")
    if overlap == "skipped" and row.overlap_skipped_at is None:
        return _("%(officer)s cannot be asked any more; the brief has to do") % {"officer": officer}
    if not overlap and row.overlap_refusal:
        return _("No time could be offered yet")
    return {"met": _("They met"), "planned": _("A time is being found"), "skipped": _("Not needed, or not possible")}.get(overlap, "")


def _begins(row: Handover, today: date) -> str:
    if row.new is not None:
        return _("Since %(day)s") % {"day": words.day(row.new.opened_on)}
    return _("From %(day)s") % {"day": words.day(row.takes_over_on)} if row.takes_over_on else ""


def gap_words(gaps: Gaps, *, closed: bool) -> str:
    """Say in a sentence how long nobody, or only somebody in the interim, held the partnership."""
    none = ngettext("%(n)s day without an officer", "%(n)s days without an officer", gaps.none) % {"n": gaps.none}
    if not gaps.interim:
        return none if closed else _("%(days)s so far") % {"days": none}
    covered = ngettext("%(n)s day with an interim officer", "%(n)s days with an interim officer", gaps.interim) % {"n": gaps.interim}
    return _("%(none)s, %(covered)s") % {"none": none, "covered": covered}


def reason_words(handover: Handover, *, staff: bool) -> str:
    """Say why, to whoever reads: what a congregation wished is for staff alone."""
    return _("a change of officer") if handover.reason in HIDDEN and not staff else str(handover.get_reason_display())
