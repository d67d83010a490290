"""Running a matching: asked for, solved outside of any transaction, and brought in by one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.matching import tongues
from onecop.matching.choices import ProposalState, RunState
from onecop.matching.cost import Costs
from onecop.matching.exceptions import RunUnderWay
from onecop.matching.load import Loaded, load, unpartnered
from onecop.matching.models import MatchRun, Proposal
from onecop.matching.reasons import Draft, Writer, unplaced
from onecop.matching.solve import Solution, solve
from onecop.tasks import services as tasks
from onecop.tasks.choices import JobState

Beat = Callable[[int, int, str], None]

AT_ONCE = 1_500_000  # pairs up to which a run is done while its asker waits: a second or two
ABANDONED = timedelta(minutes=30)


def lock(agency: Agency) -> Agency:
    """Take the agency's row, so that runs and publications of one agency come one after the other."""
    return Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)


def start_run(*, agency: Agency, by: Actor, at: datetime, include_prospects: bool = False) -> MatchRun:
    """Match an agency: here and now when it is small, else as a job with progress.

    Args:
        include_prospects: match congregations that have not enrolled as well, with what the enrolled ones leave.

    Raises:
        RunUnderWay: another run of this agency has not ended.
        Refused: the agency has not joined.
    """
    with transaction.atomic():
        run = _open(agency, by=by, at=at, include_prospects=include_prospects)
        run.job = tasks.start(
            "matching.run",
            title=_("Matching for %(agency)s") % {"agency": agency},
            params={"run": run.pk, "by": by.pk, "at": at.isoformat()},
            by=by,
            at=at,
            scope_id=agency.scope_id,
            result_url=reverse("matching_agency", args=[agency.key]),
        )
        run.save(update_fields=["job"])
    if unpartnered(agency, include_prospects=include_prospects).count() * agency.officers.count() <= AT_ONCE:
        tasks.run_now(run.job)
        run.refresh_from_db()
    return run


def run_now(*, agency: Agency, by: Actor, at: datetime, include_prospects: bool = False) -> dict[str, Any]:
    """Match an agency in this process and answer with the figures: for commands.

    Returns:
        {"congregations", "officers", "placed", "unplaced": [{"congregation", "reason"}], "cost"}; `reason` in words.
    """
    with transaction.atomic():
        run = _open(agency, by=by, at=at, include_prospects=include_prospects)
    carry_out(run=run, by=by, at=at)
    return {
        "congregations": run.congregations,
        "officers": run.officers,
        "placed": run.placed,
        "unplaced": [{"congregation": u["name"], "reason": f"{u['words']} {u['help']}"} for u in map(tongues.read, run.unplaced)],
        "cost": run.cost,
    }


def _open(agency: Agency, *, by: Actor, at: datetime, include_prospects: bool) -> MatchRun:
    agency = lock(agency)
    if agency.scope_id is None:
        raise Refused(_("%(agency)s has not joined yet.") % {"agency": agency}, instead=_("Bring the agency in first."))
    for other in MatchRun.objects.filter(agency=agency, state=RunState.RUNNING).select_related("job"):
        over = other.job.state not in (JobState.WAITING, JobState.RUNNING) if other.job else at - other.asked_at > ABANDONED
        if not over:
            raise RunUnderWay(_("A matching of %(agency)s is under way.") % {"agency": agency}, instead=_("Wait for it, or cancel it."))
        MatchRun.objects.filter(pk=other.pk).update(state=RunState.FAILED, finished_at=at)
    run = MatchRun.objects.create(agency=agency, asked_at=at, asked_by_id=by.pk, include_prospects=include_prospects)
    record("matching.asked", run, by=by, at=at, after={"include_prospects": include_prospects})
    return run


def carry_out(*, run: MatchRun, by: Actor, at: datetime, beat: Beat | None = None) -> MatchRun:
    """Do the work of a run.

    Args:
        beat: told (done, total, note); what it raises stops the run, which then counts as cancelled.
    """
    try:
        return _carry_out(run, by, at, beat or (lambda done, total, note: None))
    except BaseException as trouble:
        state = RunState.CANCELLED if type(trouble).__name__ in ("Cancelled", "Interrupted") else RunState.FAILED
        MatchRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=state, finished_at=at)
        raise


def _carry_out(run: MatchRun, by: Actor, at: datetime, beat: Beat) -> MatchRun:
    agency = Agency.objects.select_related("territory").get(pk=run.agency_id)
    beat(0, 4, _("Reading the roster and the congregations"))
    pinned = Proposal.objects.filter(run__agency=agency, run__state=RunState.READY, state=ProposalState.DRAFT).exclude(pinned_at=None)
    kept = {p.congregation_id: p for p in pinned}
    loaded = load(agency, at=at, include_prospects=run.include_prospects, pinned=[(c, p.officer_id) for c, p in kept.items()])
    costs = Costs(loaded.facts)
    beat(1, 4, _("Weighing officers for %(n)s congregations") % {"n": len(loaded.congregations)})
    solution = solve(loaded.facts, costs=costs, beat=lambda done, total: beat(1, 4, _("%(done)s of %(total)s matched") % {"done": done, "total": total}))
    beat(2, 4, _("Writing down the reasons"))
    drafts = Writer(loaded, costs, solution.officer).drafts(np.arange(len(loaded.congregations)), solution.step, costs.arcs())
    told = unplaced(loaded, costs, solution.officer)
    beat(3, 4, _("Bringing in the proposals"))
    return _bring_in(run, loaded, solution, drafts, told, kept, by=by, at=at)


@transaction.atomic
def _bring_in(
    run: MatchRun, loaded: Loaded, solution: Solution, drafts: list[Draft], told: list[dict[str, Any]], kept: dict[int, Proposal], *, by: Actor, at: datetime
) -> MatchRun:
    """Replace the drafts of earlier runs. What was asked or begun while this run was solving is left out of it."""
    agency = lock(loaded.agency)
    run.refresh_from_db()
    if run.state != RunState.RUNNING:
        return run
    still = set(unpartnered(agency, include_prospects=run.include_prospects).values_list("pk", flat=True))
    earlier = MatchRun.objects.filter(agency=agency, state=RunState.READY)
    Proposal.objects.filter(run__in=earlier, state=ProposalState.DRAFT).update(state=ProposalState.WITHDRAWN, settled_at=at)
    earlier.update(state=RunState.SUPERSEDED)
    rows = [proposal_of(run, loaded, draft) for draft in drafts if loaded.congregations[draft.congregation].pk in still]
    for row in rows:
        pin = kept.get(row.congregation_id)
        if pin and pin.officer_id == row.officer_id:
            row.pinned_at, row.pinned_by_id = pin.pinned_at, pin.pinned_by_id
    Proposal.objects.bulk_create(rows, batch_size=500)
    run.state, run.finished_at = RunState.READY, at
    run.congregations, run.officers = len(loaded.congregations), len(loaded.officers)
    run.placed, run.cost, run.unplaced = len(rows), sum(row.cost for row in rows), told
    run.save(update_fields=["state", "finished_at", "congregations", "officers", "placed", "cost", "unplaced"])
    record("matching.ran", run, by=by, at=at, after={"placed": run.placed, "unplaced": len(told), "cost": run.cost})
    return run


def proposal_of(run: MatchRun, loaded: Loaded, draft: Draft) -> Proposal:
    """Make the row of a draft, unsaved."""
    return Proposal(
        run=run,
        congregation=loaded.congregations[draft.congregation],
        officer=loaded.officers[draft.officer],
        cost=draft.cost,
        parts=draft.parts,
        reasons=draft.reasons,
        others=draft.others,
    )


@transaction.atomic
def cancel(*, run: MatchRun, by: Actor, at: datetime) -> MatchRun:
    """Stop a run. What earlier runs proposed stays."""
    run = MatchRun.objects.select_for_update(of=("self",)).select_related("job", "agency").get(pk=run.pk)
    if run.state != RunState.RUNNING:
        raise Refused(_("This run has ended."))
    if run.job and run.job.state in (JobState.WAITING, JobState.RUNNING):
        tasks.cancel(run.job, by=by, at=at)
    run.state, run.finished_at = RunState.CANCELLED, at
    run.save(update_fields=["state", "finished_at"])
    record("matching.cancelled", run, by=by, at=at)
    return run
