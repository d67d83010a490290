"""What staff do with drafts: pin, trade, rule out; and the next proposal after a no."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.agencies.models import Agency, Officer
from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.matching.choices import ProposalState, RunState, Stance
from onecop.matching.cost import FORBIDDEN, Costs
from onecop.matching.exceptions import CannotTrade, NotADraft
from onecop.matching.load import Loaded, load
from onecop.matching.models import MatchRun, Preference, Proposal
from onecop.matching.reasons import Draft, Writer, unplaced
from onecop.matching.services.running import lock, proposal_of
from onecop.matching.solve import solve, steps


def draft_again(proposal: Proposal) -> Proposal:
    """Return the proposal, locked, or refuse when it is no draft of the current run any more."""
    found = Proposal.objects.select_for_update(of=("self",)).select_related("run__agency__scope", "congregation", "officer").get(pk=proposal.pk)
    if found.state != ProposalState.DRAFT or found.run.state != RunState.READY:
        raise NotADraft(_("This proposal is not a draft any more."), instead=_("Open the agency’s matching to see how it stands now."))
    return found


@transaction.atomic
def pin(*, proposal: Proposal, by: Person, at: datetime) -> Proposal:
    """Keep this pair when the matching runs again."""
    proposal = draft_again(proposal)
    proposal.pinned_at, proposal.pinned_by = at, by
    proposal.save(update_fields=["pinned_at", "pinned_by"])
    record("proposal.pinned", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def unpin(*, proposal: Proposal, by: Actor, at: datetime) -> Proposal:
    """Let the next run decide about this pair again."""
    proposal = draft_again(proposal)
    proposal.pinned_at = proposal.pinned_by = None
    proposal.save(update_fields=["pinned_at", "pinned_by"])
    record("proposal.unpinned", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def swap(*, proposal: Proposal, other: Proposal, by: Person, at: datetime) -> tuple[Proposal, Proposal]:
    """Two drafts of one run trade their officers, and both are pinned.

    Raises:
        CannotTrade: a new pair is ruled out, or out of reach, or would put an officer over capacity.
    """
    lock(proposal.run.agency)
    one, two = draft_again(proposal), draft_again(other)
    if one.run_id != two.run_id or one.pk == two.pk:
        raise CannotTrade(_("Only two proposals of the same run can trade officers."))
    first, second = _rewrite(one.run, [(one, two.officer), (two, one.officer)], by=by, at=at)
    record("proposal.swapped", one, by=by, at=at, before={"officer": str(one.officer)}, after={"officer": str(two.officer), "with": two.congregation.name})
    return first, second


@transaction.atomic
def take(*, proposal: Proposal, officer: Officer, by: Person, at: datetime) -> Proposal:
    """Propose another officer to this congregation, and pin it.

    Raises:
        CannotTrade: the pair is ruled out or out of reach, or the officer has no room in this run.
    """
    lock(proposal.run.agency)
    one = draft_again(proposal)
    if officer.agency_id != one.run.agency_id or officer.pk == one.officer_id:
        raise CannotTrade(_("%(officer)s is not another officer of this agency.") % {"officer": officer})
    (changed,) = _rewrite(one.run, [(one, officer)], by=by, at=at)
    record("proposal.officer_taken", one, by=by, at=at, before={"officer": str(one.officer)}, after={"officer": str(officer)})
    return changed


def _rewrite(run: MatchRun, pairs: list[tuple[Proposal, Officer]], *, by: Person, at: datetime) -> list[Proposal]:
    """Give drafts other officers, with parts, reasons and alternatives worked out again."""
    agency = Agency.objects.select_related("territory").get(pk=run.agency_id)
    loaded = load(agency, at=at, include_prospects=True, only=[p.congregation_id for p, _officer in pairs], count_drafts=True)
    costs = Costs(loaded.facts)
    row_of = {c.pk: i for i, c in enumerate(loaded.congregations)}
    place = {o.pk: i for i, o in enumerate(loaded.officers)}
    chosen = np.full(len(loaded.congregations), -1, np.int64)
    vetoed = {tuple(pair) for pair in loaded.facts.vetoes.tolist()}
    for proposal, officer in pairs:
        if proposal.congregation_id not in row_of or officer.pk not in place:
            raise CannotTrade(_("%(officer)s is not on active patrol any more, or the congregation has a partner by now.") % {"officer": officer})
        c, o = row_of[proposal.congregation_id], place[officer.pk]
        if (c, o) in vetoed:
            raise CannotTrade(_("%(officer)s and %(congregation)s are ruled out for each other.") % {"officer": officer, "congregation": proposal.congregation})
        if loaded.facts.officers.area[o] < 0 or costs.territory[c, loaded.facts.officers.area[o]] >= FORBIDDEN / 2:
            raise CannotTrade(_("%(officer)s is out of reach of %(congregation)s.") % {"officer": officer, "congregation": proposal.congregation})
        chosen[c] = o
    room = loaded.facts.officers.capacity - loaded.facts.officers.held - np.bincount(chosen, minlength=len(loaded.officers))
    for _proposal, officer in pairs:
        if room[place[officer.pk]] < 0:
            raise CannotTrade(
                _("%(officer)s has no room left in this run.") % {"officer": officer}, instead=_("Swap with a proposal that has this officer now.")
            )
    written = Writer(loaded, costs, chosen).drafts(np.arange(len(chosen)), steps(loaded.facts, costs, chosen), costs.arcs())
    changed = []
    for proposal, officer in pairs:
        draft = next(d for d in written if d.congregation == row_of[proposal.congregation_id])
        row = Proposal.objects.get(pk=proposal.pk)
        row.officer, row.cost, row.parts, row.reasons, row.others = officer, draft.cost, draft.parts, draft.reasons, draft.others
        row.pinned_at, row.pinned_by = at, by
        row.save(update_fields=["officer", "cost", "parts", "reasons", "others", "pinned_at", "pinned_by"])
        changed.append(row)
    _recount(run)
    return changed


@transaction.atomic
def exclude(*, proposal: Proposal, by: Actor, at: datetime, note: str = "") -> Proposal | None:
    """Rule this pair out for good, and bring the next proposal for the congregation. Returns that one, or None."""
    lock(proposal.run.agency)
    proposal = draft_again(proposal)
    rule_out(congregation=proposal.congregation, officer=proposal.officer, side="", note=note, by=by, at=at)
    proposal.state, proposal.settled_at = ProposalState.WITHDRAWN, at
    proposal.save(update_fields=["state", "settled_at"])
    record("proposal.excluded", proposal, by=by, at=at, note=note)
    return bring_next(congregation=proposal.congregation, agency=proposal.run.agency, by=by, at=at)


def rule_out(*, congregation: Congregation, officer: Officer, side: str, note: str, by: Actor, at: datetime) -> None:
    """Write a veto, unless one stands already."""
    Preference.objects.get_or_create(
        congregation=congregation,
        officer=officer,
        stance=Stance.VETO,
        lifted_at=None,
        defaults={"side": side, "note": note[:200], "made_at": at, "made_by_id": by.pk},
    )


@transaction.atomic
def wish(*, congregation: Congregation, officer: Officer, side: str = "", note: str = "", by: Actor, at: datetime) -> Preference:
    """Note that one side (blank: staff) would like this pair. It counts ten points in the next run."""
    made, fresh = Preference.objects.get_or_create(
        congregation=congregation,
        officer=officer,
        stance=Stance.WISH,
        lifted_at=None,
        defaults={"side": side, "note": note[:200], "made_at": at, "made_by_id": by.pk},
    )
    if fresh:
        record("matching.wished", congregation, by=by, at=at, after={"officer": str(officer)})
    return made


@transaction.atomic
def bring_next(*, congregation: Congregation, agency: Agency, by: Actor, at: datetime) -> Proposal | None:
    """Match one congregation again while all else stays: the draft goes to staff. Returns None, and notes why, when nobody is left."""
    agency = Agency.objects.select_related("territory").get(pk=lock(agency).pk)
    run = MatchRun.objects.filter(agency=agency, state=RunState.READY).first()
    if run is None:
        return None
    loaded = load(agency, at=at, include_prospects=True, only=[congregation.pk], count_drafts=True)
    if not loaded.congregations:
        return None
    draft, told = _solve_one(loaded, busy_with(run))
    run.unplaced = [u for u in run.unplaced if u["congregation"] != congregation.key] + told
    run.save(update_fields=["unplaced"])
    made = None
    if draft:
        made = proposal_of(run, loaded, draft)
        made.save()
        record("proposal.brought", made, by=by, at=at)
    _recount(run)
    return made


def _solve_one(loaded: Loaded, busy: dict[str, list[str]]) -> tuple[Draft | None, list[dict[str, str]]]:
    costs = Costs(loaded.facts)
    solution = solve(loaded.facts, costs=costs)
    drafts = Writer(loaded, costs, solution.officer, busy_with=busy).drafts(np.arange(len(loaded.congregations)), solution.step, costs.arcs())
    return (drafts[0] if drafts else None), unplaced(loaded, costs, solution.officer)


def busy_with(run: MatchRun) -> dict[str, list[str]]:
    """Officer key → names of the congregations that the run's drafts propose."""
    rows: Iterable[tuple[str, str]] = run.proposals.filter(state=ProposalState.DRAFT).order_by("id").values_list("officer__key", "congregation__name")
    found: dict[str, list[str]] = {}
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


def _recount(run: MatchRun) -> None:
    rows = list(run.proposals.exclude(state__in=[ProposalState.WITHDRAWN, ProposalState.DECLINED, ProposalState.LAPSED]).values_list("cost", flat=True))
    MatchRun.objects.filter(pk=run.pk).update(placed=len(rows), cost=sum(rows))
