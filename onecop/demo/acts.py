"""What two partners do together, each as one act through the services. Whoever cannot do it now (Refused) leaves it."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Contact
from onecop.debriefs import services as debriefs
from onecop.debriefs.choices import ActivityKind, EffortState, GoalState, Outcome
from onecop.debriefs.models import Debrief, Goal
from onecop.debriefs.services import Settled
from onecop.demo.texts import CHALLENGES, GATHERINGS, IDEAS, REPORTS, TALKS
from onecop.events import services as events
from onecop.events import show
from onecop.events.choices import Side as EventSide
from onecop.events.models import Introduction, Protocol
from onecop.events.sacred_space import usual
from onecop.events.services import Plan
from onecop.journey import services as journey
from onecop.kernel.errors import Refused
from onecop.messages import services as relay
from onecop.partnerships.choices import Side, TenureKind
from onecop.partnerships.models import Partnership, Tenure
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
    """Return who answers for the congregation, of those who can sign in: the coordinator, else the leader, else the deputy."""
    return _both_sides(partnership)[0]


def officer(partnership: Partnership) -> Officer | None:
    """Return who is the officer now, if they can sign in: the interim one while there is one."""
    return _both_sides(partnership)[1]


def _both_sides(partnership: Partnership) -> tuple[Contact | None, Officer | None]:
    rows = Tenure.objects.filter(partnership=partnership, closed_on=None).select_related("officer__person", "contact__person").order_by()
    held = {row.kind: row for row in rows}
    ours = (held[kind].contact for kind in (TenureKind.COORDINATOR, TenureKind.LEADER, TenureKind.DEPUTY) if kind in held)
    theirs = (held[kind].officer for kind in (TenureKind.INTERIM, TenureKind.LEAD) if kind in held)
    return next((one for one in ours if one and one.person_id), None), next((one for one in theirs if one and one.person_id), None)


def _both(partnership: Partnership) -> tuple[Person, Person] | None:
    ours, theirs = _both_sides(partnership)
    return (ours.person, theirs.person) if ours and theirs and ours.person and theirs.person else None


def fresh(partnership: Partnership) -> Partnership:
    """Read a partnership again: others may have acted on it."""
    return Partnership.objects.select_related("congregation__scope", "congregation__territory", "agency__scope", "agency__territory").get(pk=partnership.pk)


@tried
def say_hello(partnership: Partnership, *, at: datetime, dice: random.Random) -> None:
    """One side writes, and the other answers within hours."""
    both = _both(partnership)
    if both:
        hello, back = dice.choice(TALKS)
        relay.post(partnership=partnership, words=hello, by=both[0], at=at)
        relay.post(partnership=partnership, words=back, by=both[1], at=at + timedelta(minutes=dice.randint(7, 150)))


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
    fresh_ones = [one for one in IDEAS if one[0] not in known]
    for title, measure, target, pillar, activity in dice.sample(fresh_ones, min(goals, len(fresh_ones))):
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
        debriefs.plan_effort(goal=goal, title=f"{goal.title[:80]}: the first time", kind=ActivityKind(goal.activity), on=on, by=both[0], at=at)


@tried
def keep_goals(partnership: Partnership, *, at: datetime, reach: bool) -> None:
    """Say how far the oldest goal has come: half the number, or all of it. What was planned for days that are over was done."""
    both, goal = _both(partnership), Goal.objects.live().filter(partnership=partnership).order_by("due_on", "pk").first()
    if not both or not goal:
        return
    today = local_day(partnership, at)
    for effort in goal.efforts.filter(state=EffortState.PLANNED, planned_on__lte=today).order_by("pk"):
        debriefs.settle_effort(effort=effort, state=EffortState.DONE, by=both[0], at=at)
    if reach:
        debriefs.note_progress(goal=goal, number=goal.target, words="All of it!", by=both[1], at=at)
        debriefs.settle_goal(goal=goal, state=GoalState.REACHED, by=both[0], at=at)
    elif goal.due_on <= today:
        words, later = "We are not there yet, and go on.", today + timedelta(days=90)
        debriefs.settle_goal(goal=goal, state=GoalState.CARRIED, words=words, due_on=later, by=both[0], at=at)
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
def look_over(introduction: Introduction, *, at: datetime) -> None:
    """Look over how the introduction goes, and take what is proposed."""
    partnership = introduction.partnership
    ours, theirs, house = keeper(partnership), officer(partnership), partnership.congregation
    leader = house.contacts.filter(kind=ContactKind.LEADER, ended_on=None).first()
    if ours and ours.person and theirs:
        goals = list(Goal.objects.live().filter(partnership=partnership).order_by("pk").values_list("title", flat=True))
        items = show.usual(leader=str(leader or ours), coordinator=str(ours), officer=str(theirs), where="Beside the reader", goals=goals)
        events.keep_show(introduction=introduction, items=items, by=ours.person, at=at)


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
def report(partnership: Partnership, *, at: datetime, dice: random.Random) -> None:
    """Tell how the quarter went."""
    ours = keeper(partnership)
    if ours and ours.person:
        journey.write_report(partnership=partnership, answers=dice.choice(REPORTS), by=ours.person, at=at)
