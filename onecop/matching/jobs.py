"""What workers do for matching."""

from datetime import datetime
from typing import Any

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.matching import rules
from onecop.matching.models import MatchRun, Proposal
from onecop.matching.services import carry_out, lapse, remind
from onecop.tasks.alone import Alone
from onecop.tasks.progress import Progress
from onecop.tasks.registry import every, job


@job("matching.run")
def match(progress: Progress, *, run: int, by: int | None, at: str) -> dict[str, Any]:
    """Match one agency."""
    who = Person.objects.filter(pk=by).first() or SYSTEM
    done = carry_out(run=MatchRun.objects.get(pk=run), by=who, at=datetime.fromisoformat(at), beat=progress.advance)
    return {"congregations": done.congregations, "officers": done.officers, "placed": done.placed, "unplaced": len(done.unplaced), "cost": done.cost}


@every(minutes=15, name="matching.deadlines")
def deadlines(at: datetime) -> None:
    """Remind who has two days left; take back what has run out."""
    waiting = Proposal.objects.waiting().filter(answer_by__lte=at + rules.REMIND_BEFORE)
    with Alone("matching.deadlines") as alone:
        for proposal in waiting.select_related("congregation", "officer", "run__agency__territory"):
            with alone(proposal):
                if proposal.answer_by and proposal.answer_by <= at:
                    lapse(proposal=proposal, at=at)
                elif proposal.answer_by and rules.wants_reminder(answer_by=proposal.answer_by, reminded_at=proposal.reminded_at, now=at):
                    remind(proposal=proposal, at=at)
