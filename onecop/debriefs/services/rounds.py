"""A debrief from its beginning to what is carried on to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.audit.services import record
from onecop.debriefs import emails
from onecop.debriefs.choices import GoalState, Outcome
from onecop.debriefs.exceptions import NotSettled, WrongDay
from onecop.debriefs.models import Challenge, Debrief, Goal, Idea
from onecop.debriefs.services.goals import settle_goal
from onecop.debriefs.services.guarding import locked_debrief, locked_partnership
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day


@dataclass(frozen=True)
class Settled:
    """What became of one challenge (an Outcome) or goal (a GoalState) when a debrief is closed. due_on: the new day of a goal carried on."""

    outcome: str
    words: str = ""
    due_on: date | None = None


@transaction.atomic
def open_debrief(*, partnership: Partnership, by: Actor, at: datetime) -> Debrief:
    """Open the next debrief, with what the last one carried on. While one is open, that one is returned.

    Raises:
        NotOpen: the partnership has ended.
    """
    row = locked_partnership(partnership)
    if found := row.debriefs.filter(closed_at=None).first():
        return found
    number = (row.debriefs.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Debrief.objects.create(partnership=row, number=number, opened_at=at, opened_by_id=by.pk)
    _carry(row, made)
    record("debrief.opened", made, by=by, at=at, after={"number": number}, scope_id=row.congregation.scope_id)
    emails.opened(made, by=by, at=at)
    return made


def _carry(partnership: Partnership, into: Debrief) -> None:
    """Bring along the challenges that were carried on, with the ideas that became no goal. The votes are cast anew."""
    for old in Challenge.objects.filter(debrief__partnership=partnership, outcome=Outcome.CARRIED, carried_to=None).prefetch_related("ideas__goal"):
        new = Challenge.objects.create(debrief=into, carried_from=old, words=old.words, side=old.side, written_at=old.written_at, written_by=old.written_by)
        ideas = [idea for idea in old.ideas.all() if not hasattr(idea, "goal")]
        Idea.objects.bulk_create(Idea(debrief=into, challenge=new, words=i.words, side=i.side, written_at=i.written_at, written_by=i.written_by) for i in ideas)


@transaction.atomic
def hold_debrief(*, debrief: Debrief, on: date, by: Actor, at: datetime) -> Debrief:
    """Say on which day both sides sat together.

    Raises:
        DebriefClosed: it is closed. WrongDay: the day has not come, or lies before the partnership.
    """
    row = locked_debrief(debrief)
    if on > local_day(row.partnership, at):
        raise WrongDay(_("That day has not come yet."), instead=_("Say so afterwards."))
    if on < local_day(row.partnership, row.partnership.began_at):
        raise WrongDay(_("That was before the partnership began."), instead=_("Choose a later day."))
    row.held_on = on
    row.save(update_fields=["held_on"])
    record("debrief.held", row, by=by, at=at, after={"on": on.isoformat()}, scope_id=row.partnership.congregation.scope_id)
    return row


@transaction.atomic
def close_debrief(*, debrief: Debrief, outcomes: Mapping[str, Settled], by: Actor, at: datetime) -> Debrief:
    """Close a debrief: every challenge in it and every goal still worked on has an outcome, or is carried on to the next. Who holds it hears.

    Args:
        outcomes: by the key of the challenge or goal. Goals made in this debrief may be left out: they have only just begun.

    Raises:
        NotSettled: something has no outcome yet. DebriefClosed: it is closed. WrongDay: the new day of a goal has passed.
    """
    row = locked_debrief(debrief)
    challenges = list(row.challenges.select_for_update())
    goals = list(Goal.objects.live().filter(partnership=row.partnership_id))
    missing = [c for c in challenges if outcomes.get(c.key, Settled("")).outcome not in Outcome.values]
    late = [g for g in goals if g.debrief_id != row.pk and outcomes.get(g.key, Settled("")).outcome not in GoalState.values]
    if left := len(missing) + len(late):
        words = ngettext("%(n)s point has no outcome yet.", "%(n)s points have no outcome yet.", left) % {"n": left}
        raise NotSettled(words, instead=_("Say what became of each, or carry it on."))
    for challenge in challenges:
        given = outcomes[challenge.key]
        challenge.outcome, challenge.note = given.outcome, given.words.strip()[:300]
        challenge.settled_at, challenge.settled_by_id = at, by.pk
        challenge.save(update_fields=["outcome", "note", "settled_at", "settled_by_id"])
    for goal in goals:
        if said := outcomes.get(goal.key):
            settle_goal(goal=goal, state=GoalState(said.outcome), words=said.words, due_on=said.due_on, by=by, at=at)
    row.closed_at, row.closed_by_id = at, by.pk
    row.save(update_fields=["closed_at", "closed_by_id"])
    record("debrief.closed", row, by=by, at=at, after={"number": row.number}, scope_id=row.partnership.congregation.scope_id)
    if agreed := list(Goal.objects.live().filter(partnership=row.partnership_id).select_related("owner")):
        emails.agreed(row, agreed, by=by, at=at)
    elif row.partnership.state != PartnershipState.ENDED:  # an ending has a letter of its own
        emails.closed(row, by=by, at=at)
    return row
