"""Planning an event: its checklist is ticked as its days come, and its roles are filled, by word of mouth or by a letter with a link."""

import random
from datetime import datetime, time, timedelta
from functools import partial

from onecop.access.models import Person
from onecop.demo import acts
from onecop.demo.guests import Guests
from onecop.demo.letters import token_to
from onecop.demo.stage import Stage
from onecop.events import services as events
from onecop.events.choices import RoleKind
from onecop.events.models import Event, EventRole, EventTask

LATE = 0.07
"""How many lines of a list nobody ticks on their day."""
BY_LETTER = 0.4
"""How many speakers are asked by a letter; the others said yes on the telephone."""
FILLED = 2
"""So many roles have a name from the start; the others wait for one."""


class Lists:
    """The checklists of one history."""

    def __init__(self, stage: Stage, seed: int, guests: Guests) -> None:
        self.stage, self.guests, self.dice = stage, guests, random.Random(f"lists {seed}")

    def begin(self, event: Event, *, by: Person, at: datetime) -> None:
        """Take the usual list of the kind, give the first parts to people, and plan when its lines are ticked."""
        events.set_up(event=event, by=by, at=at)
        self.follow(event, by=by, at=at)

    def follow(self, event: Event, *, by: Person, at: datetime) -> None:
        """Fill roles and tick lines of a list that is there."""
        roles = list(event.roles.filter(name="").order_by("pk")[:FILLED])
        for role, neighbor in zip(roles, self.guests.some(len(roles)), strict=True):
            name, email = (by.name, by.email) if role.kind == RoleKind.LEAD else (neighbor.name, neighbor.email)
            asked = role.kind == RoleKind.SPEAKER and self.dice.random() < BY_LETTER
            events.fill_role(role=role, name=name, email=email, ask=asked, by=by, at=at)
            if asked:
                self.stage.at(at + timedelta(hours=self.dice.randint(5, 60)), partial(self._answers, role.pk))
        days = event.tasks.filter(done_at=None).order_by("due_on").values_list("due_on", flat=True).distinct()
        for day in days:
            moment = max(datetime.combine(day, time(17), event.tz), at + timedelta(hours=7))
            if moment < self.stage.end:
                self.stage.at(moment, partial(self._ticks, event.pk, by))

    @acts.tried
    def _answers(self, pk: int, at: datetime) -> None:
        role = EventRole.objects.get(pk=pk)
        token = token_to(role, role.email, "event_role_link")
        if token:
            link, role = events.role_by_link(token, at=at)
            events.answer_role(role=role, comes=True, words="Gladly. Twenty minutes are enough.", link=link, by=link, at=at)

    @acts.tried
    def _ticks(self, pk: int, by: Person, at: datetime) -> None:
        event = Event.objects.get(pk=pk)
        if event.cancelled_at is None:
            for task in EventTask.objects.filter(event=event, done_at=None, due_on__lte=at.astimezone(event.tz).date()).order_by("pk"):
                if self.dice.random() > LATE:
                    events.tick_task(task=task, by=by, at=at)
