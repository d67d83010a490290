"""What both sides of a partnership host: either plans it, and the other hears of it at once."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from onecop.access.models import Person
from onecop.events import notices
from onecop.events.models import Event
from onecop.events.people import people
from onecop.events.services.inviting import invite
from onecop.events.services.planning import Plan, occurrence_for, plan_event
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships.models import Partnership


@transaction.atomic
def plan_together(*, partnership: Partnership, plan: Plan, draft: bool = False, by: Person, at: datetime) -> Event:
    """Put an event of both sides into their calendars; a draft waits until it is published.

    Raises:
        CannotPlan: as in `plan_event`.
    """
    made = plan_event(host=partnership, plan=plan, draft=draft, by=by, at=at)
    if not draft:
        share(made, by=by, at=at)
    return made


def share(event: Event, *, by: Actor, at: datetime) -> None:
    """Tell the other side: the officer is asked whether they come, the congregation reads who planned what."""
    partnership = event.partnership
    if partnership is None:
        return
    officer = people(partnership).officer
    if officer is not None and officer.person_id != by.pk:
        with suppress(Refused):  # the day has begun, or the partnership rests: then nobody is asked
            invite(occurrence=occurrence_for(event=event, on=event.starts_on, at=at), partnership=partnership, by=by, at=at)
    if by.pk not in people(partnership).congregation_persons:
        notices.planned_together(event, by=by, at=at)
