"""Overdue tasks remind their owner: all of them in one letter, one letter a day."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from onecop.kernel.actor import SYSTEM
from onecop.launch import emails
from onecop.launch.models import Launch, LaunchTask, Nudge
from onecop.launch.plan import Line, overdue
from onecop.mail.people import zone_of
from onecop.tasks.alone import Alone

FROM_HOUR = 8
"""Nobody is reminded before eight in the morning of their own day."""


def nudge_all(*, at: datetime) -> int:
    """Write to the owners of overdue tasks. Returns how many letters were queued."""
    launches = Launch.objects.open().select_related("agency__territory", "agency__scope__parent", "lead")
    by_owner: dict[str, list[Line]] = defaultdict(list)
    for line in overdue(launches.iterator(chunk_size=100), at):
        by_owner[line.owner.email.lower()].append(line)
    written = 0
    with Alone("launch.nudges") as alone:
        for email, lines in by_owner.items():
            with alone(lines[0].task):
                written += _nudge(email, lines, at) if email else 0
    return written


@transaction.atomic
def _nudge(email: str, lines: list[Line], at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(zone_of(email, None)))
    if local.hour < FROM_HOUR:
        return False
    _day, fresh = Nudge.objects.get_or_create(email=email, on=local.date(), defaults={"tasks": len(lines), "at": at})
    if not fresh:
        return False
    emails.overdue([(line.task, line.due_on) for line in lines], to=email, name=lines[0].owner.name, by=SYSTEM, at=at)
    LaunchTask.objects.filter(pk__in=[line.task.pk for line in lines]).update(nudged_at=at)
    return True
