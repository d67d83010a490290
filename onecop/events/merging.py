"""What events have to say when two rows turn out to be one congregation."""

from datetime import datetime

from onecop.congregations.models import Congregation
from onecop.events import registry
from onecop.events.choices import AnswerState
from onecop.events.models import CoHost, Event
from onecop.kernel.actor import Actor


def follow(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    """Let the calendar follow to the row that goes on (congregations.registry.when_merged). Nobody hosts with themselves, and nobody twice."""
    moved = sorted(gone.events.values_list("pk", flat=True))
    gone.events.update(congregation=kept)
    theirs = CoHost.objects.filter(congregation__in=[kept, gone], event__in=Event.objects.filter(congregation=kept)).live()  # type: ignore[attr-defined]
    twice = CoHost.objects.filter(congregation=gone, event__in=CoHost.objects.filter(congregation=kept).live().values("event")).live()  # type: ignore[attr-defined]
    numbers = [row.pk for row in (*theirs, *twice)]
    CoHost.objects.filter(pk__in=numbers).update(state=AnswerState.WITHDRAWN, ended_at=at, ended_by_id=by.pk)
    gone.cohosted.update(congregation=kept)
    registry.touched(moved, at)
