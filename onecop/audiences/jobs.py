"""What workers do for invitations to many."""

from datetime import datetime
from typing import Any

from onecop.access.models import Person
from onecop.audiences import reminding
from onecop.audiences.models import Mailing
from onecop.audiences.services import carry_out, stopped
from onecop.kernel.clock import now
from onecop.tasks.progress import Cancelled, Interrupted, Progress
from onecop.tasks.registry import every, job


@job("audiences.send", again=True)
def send(progress: Progress, *, mailing: int, by: int, at: str) -> dict[str, Any]:
    """Write the invitations of one mailing."""
    row = Mailing.objects.select_related("occurrence__event__scope", "occurrence__event__congregation").get(pk=mailing)
    try:
        return carry_out(mailing=row, by=Person.objects.get(pk=by), at=datetime.fromisoformat(at), progress=progress)
    except Interrupted:
        raise
    except Cancelled:
        stopped(mailing=row, at=now())
        raise


@every(minutes=30, name="audiences.remind")
def remind(at: datetime) -> None:
    """Ask once more who was invited and has not answered."""
    reminding.remind(at)
