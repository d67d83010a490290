"""What became of an event is what became of the outreach effort it was planned for."""

from datetime import datetime

from onecop.debriefs import services as debriefs
from onecop.debriefs.choices import EffortState
from onecop.debriefs.models import OutreachEffort
from onecop.events.models import Event
from onecop.kernel.actor import Actor

UID = "event:"
"""Before the key, in `OutreachEffort.event_uid`."""


def settle(event: Event, state: EffortState, *, by: Actor, at: datetime) -> None:
    """Settle the effort of an event. Does nothing where it is settled, or the event has none."""
    planned = OutreachEffort.objects.filter(event_uid=f"{UID}{event.key}", state=EffortState.PLANNED).select_related("goal__partnership").first()
    if planned:
        debriefs.settle_effort(effort=planned, state=state, by=by, at=at)


def take_up(event: Event, *, by: Actor, at: datetime) -> None:
    """Plan the effort of an event once more that takes place after all. Does nothing where it was not called off, or the event has none."""
    gone = OutreachEffort.objects.filter(event_uid=f"{UID}{event.key}", state=EffortState.CALLED_OFF).select_related("goal__partnership").first()
    if gone:
        debriefs.restore_effort(effort=gone, by=by, at=at)
