"""An outreach effort of a goal becomes an event that both sides host."""

from contextlib import suppress
from datetime import datetime, time

from django.urls import reverse

from onecop.debriefs.models import OutreachEffort
from onecop.events.choices import EventKind
from onecop.events.models import Event
from onecop.events.outcomes import UID
from onecop.events.services.inviting import invite
from onecop.events.services.planning import Plan, cancel_event, occurrence_for, plan_event
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

STARTS, MINUTES = time(10), 120
"""Until both sides say otherwise."""


class Planner:
    """Registered with `debriefs.registry.plan_events`."""

    def plan(self, *, effort: OutreachEffort, by: Actor, at: datetime) -> str:
        """Put the effort into the calendar of both sides, at ten in the morning of its day until they choose an hour. Returns its uid."""
        plan = Plan(EventKind.OUTREACH, effort.title, effort.from_on, STARTS, MINUTES, more={"goal": effort.goal, "pillars": [effort.goal.pillar]})
        event = plan_event(host=effort.goal.partnership, plan=plan, by=by, at=at)
        with suppress(Refused):  # nobody holds the partnership now, or the day has begun: then nobody is asked
            invite(occurrence=occurrence_for(event=event, on=event.starts_on, at=at), partnership=effort.goal.partnership, by=by, at=at)
        return f"{UID}{event.key}"

    def call_off(self, *, effort: OutreachEffort, by: Actor, at: datetime) -> None:
        event = Event.objects.filter(key=effort.event_uid.removeprefix(UID)).first()
        if event:
            cancel_event(event=event, by=by, at=at)

    def url(self, uid: str) -> str:
        return reverse("event_detail", args=[uid.removeprefix(UID)])
