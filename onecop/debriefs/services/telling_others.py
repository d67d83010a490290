"""What one side wrote into an open debrief, liked or decided: the others hear of it the next day, once, unless they have been on the page since."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.debriefs import emails
from onecop.debriefs.models import Challenge, Debrief, Goal, Idea, Vote
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.rules import local_day, zone_of
from onecop.partnerships.sides import Member, members_of
from onecop.tasks.alone import Alone

AT_ONCE = 500
"""Debriefs of one run: the rest waits for the next."""

Wrote = tuple[datetime, int, str]
"""When somebody wrote, and who: the row number of the person, and the name."""


def tell_of_words(*, at: datetime) -> int:
    """Write about every open debrief in which somebody wrote on a day that is over where they live. Returns how many letters that were."""
    rows = Debrief.objects.filter(fresh_at__isnull=False, closed_at=None, partnership__state=PartnershipState.ACTIVE).order_by("fresh_at", "pk")
    told = 0
    with Alone("debriefs.written") as alone:
        for row in rows.select_related("partnership__agency__territory")[:AT_ONCE]:
            with alone(row):
                told += tell_of_debrief(debrief=row, at=at) if _is_over(row, at) else 0
    return told


def _is_over(row: Debrief, at: datetime) -> bool:
    return row.fresh_at is not None and local_day(row.partnership, row.fresh_at) < local_day(row.partnership, at)


@transaction.atomic
def tell_of_debrief(*, debrief: Debrief, at: datetime) -> int:
    """Write about one debrief, one letter to each person for a day, however much was written: of two workers one wins.

    Who opened it and wrote at once has been told of already, by the letter that it is open. What was written today waits for tomorrow.
    """
    row = Debrief.objects.select_for_update(of=("self",)).select_related("partnership__congregation", "partnership__agency__territory").get(pk=debrief.pk)
    if row.closed_at is not None or row.fresh_at is None or not _is_over(row, at):
        return 0
    midnight = datetime.combine(local_day(row.partnership, at), time(0), zone_of(row.partnership))
    written = _written(row)
    since, row.fresh_at = row.fresh_at, min((when for when, _who, _name in written if when >= midnight), default=None)
    row.save(update_fields=["fresh_at"])
    day = [one for one in written if since <= one[0] < midnight and not _at_once(row, one)]
    told = 0
    for person, names in _unaware(members_of([row.partnership_id]).get(row.partnership_id, []), day):
        told += emails.written(row, person=person, names=names, by=SYSTEM, at=at)
    if told:
        record("debrief.told", row, by=SYSTEM, at=at, after={"n": told}, scope_id=row.partnership.congregation.scope_id)
    return told


def _written(debrief: Debrief) -> list[Wrote]:
    """Return who wrote, voted or decided when, by what stands on the page now. Five queries."""
    found = [*_voted(debrief), *_decided(debrief)]
    for kind in (Challenge, Idea):
        rows = kind._default_manager.filter(debrief=debrief).filter(Q(written_at__gte=debrief.fresh_at) | Q(changed_at__gte=debrief.fresh_at))
        for one in rows.select_related("written_by", "changed_by"):
            if one.written_by:
                found.append((one.written_at, one.written_by.pk, str(one.written_by)))
            if one.changed_by and one.changed_at:
                found.append((one.changed_at, one.changed_by.pk, str(one.changed_by)))
    return sorted(found)


def _voted(debrief: Debrief) -> list[Wrote]:
    rows = Vote.objects.filter(idea__debrief=debrief, at__gte=debrief.fresh_at).select_related("person")
    return [(one.at, one.person.pk, str(one.person)) for one in rows]


def _decided(debrief: Debrief) -> list[Wrote]:
    """Goals that were made, changed or settled."""
    goals = Goal.objects.filter(partnership=debrief.partnership_id)
    acts = [act for goal in goals for act in ((goal.made_at, goal.made_by_id), (goal.changed_at, goal.changed_by_id), (goal.state_at, goal.state_by_id))]
    fresh = [(when, who) for when, who in acts if when and who and debrief.fresh_at and when >= debrief.fresh_at]
    people = Person.objects.in_bulk([who for _when, who in fresh])
    return [(when, who, str(people[who])) for when, who in fresh if who in people]


def _at_once(debrief: Debrief, one: Wrote) -> bool:
    when, who, _name = one
    return who == debrief.opened_by_id and local_day(debrief.partnership, when) == local_day(debrief.partnership, debrief.opened_at)


def _unaware(members: Iterable[Member], day: list[Wrote]) -> Iterable[tuple[int, list[str]]]:
    """Yield who has something new to read, with the names of who wrote it: people of the other side, after one's own last words."""
    some = [m for m in members if m.person]
    side = {m.person: m.side for m in some}
    for m in some:
        mine = max((when for when, who, _name in day if who == m.person), default=None)
        names = [name for when, who, name in day if who != m.person and side.get(who) != m.side and (mine is None or when > mine)]
        if names and m.person:
            yield m.person, list(dict.fromkeys(names))
