"""The day of a goal comes near, or has passed: whoever keeps it moving hears of each once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from onecop.audit.services import record
from onecop.debriefs import emails
from onecop.debriefs.models import Goal
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.rules import local_day
from onecop.tasks.alone import Alone

AHEAD = timedelta(days=7)


def remind_of_goals(*, at: datetime) -> int:
    """Write about every live goal that is due within a week, or whose day has passed. Returns to how many goals that happened."""
    rows = Goal.objects.live().filter(due_on__lte=at.date() + AHEAD + timedelta(days=1), partnership__state=PartnershipState.ACTIVE)
    waiting = rows.filter(Q(reminded_for=None) | ~Q(reminded_for=F("due_on")) | Q(overdue_for=None) | ~Q(overdue_for=F("due_on")))
    done = 0
    with Alone("debriefs.goals") as alone:
        for goal in waiting.select_related("partnership__congregation", "partnership__agency__territory"):
            with alone(goal):
                done += remind_of_goal(goal=goal, at=at)
    return done


@transaction.atomic
def remind_of_goal(*, goal: Goal, at: datetime) -> bool:
    """Write about one goal, once for each day that it is given: of two workers one wins."""
    today = local_day(goal.partnership, at)
    overdue = goal.due_on < today
    if goal.due_on > today + AHEAD:
        return False
    field = "overdue_for" if overdue else "reminded_for"
    won = Goal.objects.filter(Q(**{field: None}) | ~Q(**{field: F("due_on")}), pk=goal.pk, due_on=goal.due_on).update(**{field: goal.due_on})
    if not won:
        return False
    emails.due(goal, overdue=overdue, by=SYSTEM, at=at)
    record("goal.reminded", goal, by=SYSTEM, at=at, after={"due_on": goal.due_on.isoformat()}, scope_id=goal.partnership.congregation.scope_id)
    return True
