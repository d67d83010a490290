"""Two rows turn out to be one congregation: it is one host of the weekend from then on."""

from datetime import datetime

from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.weekend.models import Submission
from onecop.weekend.sheet import turn


def follow_merge(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    """Let registrations follow to the row that goes on (congregations.registry.when_merged)."""
    rows = Submission.objects.filter(congregation=gone)
    weekends = sorted(set(rows.order_by().values_list("weekend", flat=True)))
    rows.update(congregation=kept)
    for weekend in weekends:
        turn(weekend, at)
