"""What workers do after a date: the thank-you, and hosts asked until it is recorded."""

from datetime import datetime
from typing import Any

from onecop.access.models import Person
from onecop.followups.models import Thanks
from onecop.followups.services import carry_out, nudge_due, stopped, sweep
from onecop.kernel.clock import now
from onecop.tasks.progress import Cancelled, Interrupted, Progress
from onecop.tasks.registry import every, job


@job("followups.thanks", again=True)
def thank(progress: Progress, *, thanks: int, by: int, at: str) -> dict[str, Any]:
    """Write the letters of one thank-you."""
    row = Thanks.objects.select_related("occurrence__event").get(pk=thanks)
    try:
        return {"letters": carry_out(thanks=row, by=Person.objects.get(pk=by), at=datetime.fromisoformat(at), progress=progress)}
    except Interrupted:
        raise
    except Cancelled:
        stopped(thanks=row, at=now())
        raise


@every(minutes=60, name="followups.nudge")
def nudge(at: datetime) -> None:
    """Find what ended lately, and ask the hosts whose day has come."""
    try:
        sweep(at=at)
    finally:  # what the sweep cannot take up delays no letter about what it took up before
        nudge_due(at=at)
