"""How an outreach effort becomes an event. The app above that keeps events registers itself in `AppConfig.ready()`.

    class Planner:
        def plan(self, *, effort, by, at): ...      make the event (called inside a transaction); return its uid, at most 100 characters
        def call_off(self, *, effort, by, at): ...  the effort of that event was called off
        def url(self, uid): ...                     where the event is shown
    debriefs.registry.plan_events(Planner())

An event that took place settles its effort: `services.settle_effort(effort=…, state=EffortState.DONE, by=…, at=…)`.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from onecop.kernel.actor import Actor

if TYPE_CHECKING:
    from onecop.debriefs.models import OutreachEffort


class Planner(Protocol):
    """What can turn an effort into an event."""

    def plan(self, *, effort: "OutreachEffort", by: Actor, at: datetime) -> str: ...

    def call_off(self, *, effort: "OutreachEffort", by: Actor, at: datetime) -> None: ...

    def url(self, uid: str) -> str: ...


_planners: list[Planner] = []


def plan_events(planner: Planner) -> Planner:
    """Register the app that keeps events. The last one counts."""
    _planners[:] = [planner]
    return planner


def can_plan() -> bool:
    return bool(_planners)


def plan_event(*, effort: "OutreachEffort", by: Actor, at: datetime) -> str:
    """Have the effort made into an event. Returns its uid; empty where no app keeps events."""
    return _planners[0].plan(effort=effort, by=by, at=at) if _planners else ""


def call_off_event(*, effort: "OutreachEffort", by: Actor, at: datetime) -> None:
    """Tell that the effort of an event was called off."""
    if _planners and effort.event_uid:
        _planners[0].call_off(effort=effort, by=by, at=at)


def event_url(uid: str) -> str:
    """Return where an event is shown; empty where nobody knows."""
    return _planners[0].url(uid) if _planners and uid else ""
