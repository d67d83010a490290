"""What two partners do together, each as one act through the services. Whoever cannot do it now (Refused) leaves it."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.debriefs import services as debriefs
from onecop.debriefs.choices import ActivityKind, EffortState, GoalState, Outcome
from onecop.debriefs.models import Debrief, Goal
from onecop.debriefs.services import Settled
from onecop.demo.texts import BACK, CHALLENGES, GATHERINGS, HELLO, IDEAS, REPORT
from onecop.events import services as events
from onecop.events.choices import Side as EventSide
from onecop.events.models import Introduction, Protocol
from onecop.events.people import people
from onecop.events.sacred_space import usual
from onecop.events.services import Plan
from onecop.journey import services as journey
from onecop.kernel.errors import Refused
from onecop.messages import services as relay
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day, zone_of
from onecop.ridealongs import queries as rides
from onecop.ridealongs import services as riding
from onecop.ridealongs.choices import AgeBand
from onecop.ridealongs.exceptions import CannotRide

T = TypeVar("T")
AHEAD = timedelta(days=16)
"""So long before its day both want to know of a service at which somebody is introduced, at least."""


def tried(act: Callable[..., T]) -> Callable[..., T | None]:
    """Let an act be where the product refuses it: people read why, and leave it for now."""

    @wraps(act)
    def run(*given: Any, **words: Any) -> T | None:
        try:
            return act(*given, **words)
        except Refused:
            return None

    return run


def keeper(partnership: Partnership) -> Contact | None:
    """Return who answers for the congregation, once they can sign in."""
    found = people(partnership).keeper
    return found if found and found.person_id else None


def officer(partnership: Partnership) -> Officer | None:
    found = people(partnership).officer
    return found if found and found.person_id else None


def _both(partnership: Partnership) -> tuple[Person, Person] | None:
    ours, theirs = keeper(partnership), officer(partnership)
    return (ours.person, theirs.person) if ours and theirs and ours.person and theirs.person else None


def fresh(partnership: Partnership) -> Partnership:
    """Read a partnership again: others may have acted on it."""
    return Partnership.objects.select_related("congregation__scope", "congregation__territory", "agency__scope", "agency__territory").get(pk=partnership.pk)


@tried
def say_hello(partnership: Partnership, *, at: datetime, dice: random.Random) -> None:
    """One side writes, and the other answers within hours."""
    both = _both(partnership)
    if both:
        relay.post(partnership=partnership, words=dice.choice(HELLO), by=both[0], at=at)
        relay.post(partnership=partnership, words=dice.choice(BACK), by=both[1], at=at + timedelta(minutes=dice.randint(20, 300)))


@tried
def apply(partnership: Partnership, rider: Contact, *, days: int, at: datetime, dice: random.Random) -> None:
    """Ask for a ride some days ahead; where a rule names another day, ask for that one."""
    if rider.person is None:
        return
    watch = dice.choice(list(rides.watches_of(partnership.agency)))
    words: dict[str, Any] = {"partnership": partnership, "rider": rider, "watch": watch, "band": AgeBand.ADULT, "by": rider.person, "at": at}
    dress = "I wear a head covering. Is that all right in the car?" if dice.random() < 0.15 else ""
    try:
        riding.apply(**words, on=local_day(partnership, at) + timedelta(days=days), wants_partner=dice.random() < 0.3, dress_question=dress)
    except CannotRide as no:
        if no.next_allowed:
            riding.apply(**words, on=no.next_allowed)


@tried
def debrief(partnership: Partnership, *, at: datetime, dice: random.Random, goals: int = 1) -> Debrief | None:
    """Sit together: what each saw, what could be done, what becomes a goal, and what became of the goals from before."""
    both = _both(partnership)
    if not both:
        return None
    ours, theirs = both
    made = debriefs.open_debrief(partnership=partnership, by=ours, at=at)
    for who, words in zip(both, dice.sample(CHALLENGES, 2), strict=True):
        debriefs.add_challenge(debrief=made, words=words, by=who, at=at)
    known = set(partnership.goals.values_list("title", flat=True))
    for title, measure, target, pillar, activity in dice.sample([one for one in IDEAS if one[0] not in known], goals):
        idea = debriefs.add_idea(debrief=made, words=title, by=ours, at=at)
        debriefs.vote(idea=idea, by=theirs, at=at)
        due = local_day(partnership, at) + timedelta(days=dice.randint(100, 220))
        debriefs.make_goal(
            partnership=partnership, title=title, measure=measure, target=target, due_on=due, pillar=pillar, activity=activity,
            owner_side=Side.CONGREGATION, owner=ours, idea=idea, by=ours, at=at,
        )  # fmt: skip
    debriefs.hold_debrief(debrief=made, on=local_day(partnership, at), by=ours, at=at)
    late = Goal.objects.live().filter(partnership=partnership).exclude(debrief=made).order_by("pk")
    outcomes = {goal.key: _what_became_of(goal, partnership, at) for goal in late}
    for number, challenge in enumerate(made.challenges.order_by("pk")):
        outcomes[challenge.key] = Settled(Outcome.SOLVED if number % 2 else Outcome.CARRIED)
    return debriefs.close_debrief(debrief=made, outcomes=outcomes, by=ours, at=at)


def _what_became_of(goal: Goal, partnership: Partnership, at: datetime) -> Settled:
    today = local_day(partnership, at)
    if goal.made_at < at - timedelta(days=300):
        return Settled(GoalState.DROPPED, "Nobody had the time.")
    return Settled(GoalState.CARRIED, "Half the way is behind us.", max(goal.due_on, today + timedelta(days=90)))


@tried
def plan_effort(partnership: Partnership, *, days: int, at: datetime) -> None:
    """Plan something to do for the newest goal."""
    both, goal = _both(partnership), Goal.objects.live().filter(partnership=partnership).order_by("-pk").first()
    if both and goal:
        on = local_day(partnership, at) + timedelta(days=days)
        debriefs.plan_effort(goal=goal, title=f"Begin: {goal.title[:80]}", kind=ActivityKind(goal.activity), on=on, by=both[0], at=at)


@tried
def keep_goals(partnership: Partnership, *, at: datetime, reach: bool) -> None:
    """Say how far the oldest goal has come: half the number, or all of it. What was planned for days that are over was done."""
    both, goal = _both(partnership), Goal.objects.live().filter(partnership=partnership).order_by("pk").first()
    if not both or not goal:
        return
    for effort in goal.efforts.filter(state=EffortState.PLANNED, planned_on__lte=local_day(partnership, at)).order_by("pk"):
        debriefs.settle_effort(effort=effort, state=EffortState.DONE, by=both[0], at=at)
    if reach:
        debriefs.note_progress(goal=goal, number=goal.target, words="All of it!", by=both[1], at=at)
        debriefs.settle_goal(goal=goal, state=GoalState.REACHED, by=both[0], at=at)
    elif not goal.progress.exists():
        debriefs.note_progress(goal=goal, number=(goal.target or 2) // 2, by=both[0], at=at)


@tried
def choose_service(partnership: Partnership, *, at: datetime, ahead: timedelta = AHEAD) -> Introduction | None:
    """Choose the first service some weeks ahead at which the officer is introduced, and say how the sacred space works."""
    ours, house = keeper(partnership), partnership.congregation
    times = list(house.service_times.all())
    if not ours or not ours.person or not times:
        return None
    answers = {one.point.key: {"choice": one.choice} for one in usual(house.tradition)}
    events.answer_protocol(partnership=partnership, answers=answers, by=ours.person, at=at)
    first = local_day(partnership, at + ahead)
    days = (first + timedelta(days=n) for n in range(7))
    day, service = next((day, one) for day in days for one in times if one.weekday == day.weekday())
    begins = datetime.combine(day, service.starts, zone_of(partnership))
    length = (datetime.combine(day, service.ends) - datetime.combine(day, service.starts)) // timedelta(minutes=1)
    return events.choose_date(
        partnership=partnership, starts_at=begins, minutes=max(length, 30), side=EventSide.CONGREGATION, by=ours.person, at=at
    )  # fmt: skip


@tried
def confirm_protocol(protocol: Protocol, *, at: datetime) -> None:
    """The officer reads how the sacred space works, and agrees."""
    theirs = officer(protocol.partnership)
    if theirs and theirs.person:
        events.confirm_protocol(protocol=protocol, officer=theirs, by=theirs.person, at=at)


@tried
def invite(partnership: Partnership, *, days: int, at: datetime, dice: random.Random) -> None:
    """Ask the officer to something that the congregation does anyway."""
    ours = keeper(partnership)
    if not ours or not ours.person or not officer(partnership):
        return
    kind, title, minutes = dice.choice(GATHERINGS)
    on = local_day(partnership, at) + timedelta(days=days)
    made = events.plan_event(host=partnership.congregation, plan=Plan(kind, title, on, time(18), minutes), by=ours.person, at=at)
    events.invite(occurrence=events.occurrence_for(event=made, on=on, at=at), partnership=partnership, by=ours.person, at=at)


@tried
def report(partnership: Partnership, *, at: datetime) -> None:
    """Tell how the quarter went."""
    ours = keeper(partnership)
    if ours and ours.person:
        journey.write_report(partnership=partnership, answers=REPORT, by=ours.person, at=at)
