"""What follows here when somebody comes or goes, or a partnership pauses or ends."""

from datetime import datetime

from django.utils.translation import gettext as _

from onecop.debriefs.choices import EffortState, GoalState, Outcome
from onecop.debriefs.models import Challenge, Debrief, Goal, OutreachEffort
from onecop.debriefs.services.efforts import settle_effort
from onecop.debriefs.services.goals import settle_goal
from onecop.debriefs.services.rounds import Settled, close_debrief
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.sides import members_of


def release_goals(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    """Give the goals of somebody who left back to their whole side: a goal outlives its owner."""
    who = (old.officer or old.contact) if old else None
    if who is None or who.person_id is None or any(m.person == who.person_id for m in members_of([partnership.pk]).get(partnership.pk, [])):
        return
    Goal.objects.live().filter(partnership=partnership, owner_id=who.person_id).update(owner=None)


def call_off(*, partnership: Partnership, was: str, by: Actor, at: datetime) -> None:
    """A pause calls off what is planned. An ending also closes the debrief (a way back would go on with it) and lets the goals go."""
    if partnership.state == PartnershipState.ACTIVE:
        return
    for effort in OutreachEffort.objects.filter(goal__partnership=partnership, state=EffortState.PLANNED):
        settle_effort(effort=effort, state=EffortState.CALLED_OFF, by=by, at=at)
    if partnership.state != PartnershipState.ENDED:
        return
    for goal in Goal.objects.live().filter(partnership=partnership):
        settle_goal(goal=goal, state=GoalState.DROPPED, words=_("The partnership ended."), by=by, at=at)
    for debrief in Debrief.objects.filter(partnership=partnership, closed_at=None):
        carried = {key: Settled(Outcome.CARRIED) for key in Challenge.objects.filter(debrief=debrief).values_list("key", flat=True)}
        close_debrief(debrief=debrief, outcomes=carried, by=by, at=at)
