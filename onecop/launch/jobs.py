"""What workers do for a launch."""

from datetime import datetime
from typing import Any

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.launch import services
from onecop.launch.choices import MailingState
from onecop.launch.models import Mailing
from onecop.launch.services.inviting import JOB
from onecop.launch.services.printing import forget_bundles
from onecop.tasks.progress import Progress
from onecop.tasks.registry import every, job


@job(JOB, again=True, retries=2)
def invitations(progress: Progress, *, mailing: str) -> dict[str, Any]:
    """Write the invitations of a mailing. Begun again after a worker died, it goes on where it was; once it has ended, nothing is left to do."""
    row = Mailing.objects.select_related("launch__agency__territory", "launch__agency__scope__parent", "launch__lead").get(key=mailing)
    if row.state != MailingState.RUNNING:
        return {"written": row.written, "late": row.late}
    who = Person.objects.filter(pk=row.asked_by_id).first() or SYSTEM
    done = services.run_mailing(progress, row, by=who, clock=now)
    return {"written": done.written, "late": done.late}


@every(hours=1, name="launch.nudges")
def nudges(at: datetime) -> None:
    """Remind owners of overdue tasks."""
    services.nudge_all(at=at)


@every(hours=24, name="launch.forget_bundles")
def forget(at: datetime) -> None:
    """Forget printed letters after a month: they hold live links."""
    forget_bundles(at)
