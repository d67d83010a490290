"""Registrations that look like one event: found among the neighbors in place and time, settled by the host, or by staff."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.congregations.importing.likeness import CELL
from onecop.events import services as events
from onecop.kernel.actor import Actor
from onecop.weekend import emails, rules
from onecop.weekend.choices import Standing, Verdict
from onecop.weekend.exceptions import CannotDecide
from onecop.weekend.models import Resemblance, Submission
from onecop.weekend.sheet import turn

MOST = 300
"""Neighbors that one registration is compared with."""


def near(row: Submission) -> "list[Submission]":
    """Return the confirmed registrations of the same weekend near in place and time, the nearest in time first: one bounded query."""
    place = Q(city__iexact=row.city, state=row.state)
    if row.zip:
        place |= Q(zip__startswith=row.zip[:5])
    if row.exact and row.lon is not None and row.lat is not None:
        place |= Q(exact=True, lon__range=(row.lon - CELL, row.lon + CELL), lat__range=(row.lat - CELL, row.lat + CELL))
    around = Q(starts_at__range=(row.starts_at - rules.NEAR_TIME, row.starts_at + rules.NEAR_TIME))
    found = Submission.objects.confirmed().filter(place, around, weekend=row.weekend_id, joined=None).exclude(pk=row.pk)
    return list(found.order_by("starts_at", "id")[:MOST])


@transaction.atomic
def compare(*, submission: Submission, by: Actor, at: datetime) -> list[Resemblance]:
    """Note which registrations look like this one. Those that were noted before keep what was said."""
    mine = submission.facts
    found = [(other, why) for other in near(submission) if (why := rules.alike(other.facts, mine))][: rules.PAIRS_PER_ROW]
    known = set(submission.resemblances.values_list("first", flat=True)) | set(submission.resemblances_back.values_list("second", flat=True))
    fresh = [Resemblance(first=other, second=submission, why=[str(r) for r in why], found_at=at) for other, why in found if other.pk not in known]
    return Resemblance.objects.bulk_create(fresh)


@transaction.atomic
def ask_whether_same(*, submission: Submission, by: Actor, at: datetime) -> None:
    """Write to the host (again): staff ask for what nobody has said.

    Raises:
        CannotDecide: nothing is open, or the host has no e-mail address here.
    """
    if not submission.email or not submission.resemblances.filter(verdict=Verdict.OPEN).exists():
        raise CannotDecide(_("There is nothing to ask, or nobody to write to."), instead=_("Say yourself whether it is one event."))
    emails.same(submission, by=by, at=at)
    record("submission.asked", submission, by=by, at=at)


@transaction.atomic
def settle(*, resemblance: Resemblance, same: bool, by: Actor, at: datetime) -> Resemblance:
    """Say whether two registrations are one event. One: the newer host joins the older one's event and hosts it too, and an event of its own is called off.

    Raises:
        CannotDecide: it was said before, or one of the two is not here any more.
    """
    pair = Resemblance.objects.select_for_update().get(pk=resemblance.pk)
    rows = {row.pk: row for row in Submission.objects.select_for_update(of=("self",)).filter(pk__in=[pair.first_id, pair.second_id]).select_related("joined")}
    first, second = rows[pair.first_id], rows[pair.second_id]
    if pair.verdict or Standing.DECLINED in (first.standing, second.standing):
        raise CannotDecide(_("This has been settled."))
    pair.verdict, pair.said_at = (Verdict.SAME if same else Verdict.OTHER), at
    pair.save(update_fields=["verdict", "said_at"])
    if same and first.root != second.root:
        _join(second, first.root, by=by, at=at)
    record("submission.settled", second, by=by, at=at, after={"other": str(first), "verdict": str(Verdict(pair.verdict).label)})
    return pair


def _join(row: Submission, root: Submission, *, by: Actor, at: datetime) -> None:
    """Let a registration, and whatever had joined it, host the event of another. No chain is ever longer than one step."""
    row = row.root
    if row.event:
        events.cancel_event(event=row.event, words=_("It is one event with “%(title)s”.") % {"title": root.title}, by=by, at=at)
    Submission.objects.filter(joined=row).update(joined=root, changed_at=at)
    Submission.objects.filter(pk=row.pk).update(joined=root, event=None, changed_at=at)
    name_hosts(root, by=by, at=at)
    turn(root.weekend_id, at)
    record("submission.joined", row, by=by, at=at, after={"other": str(root)})


def name_hosts(root: Submission, *, by: Actor, at: datetime) -> None:
    """Write on an event who hosts it together, in the words of their registrations."""
    event = Submission.objects.select_related("event__scope").get(pk=root.pk).event
    if event is None:
        return
    joiners = root.joiners.filter(standing=Standing.ACCEPTED).order_by("id").values_list("host_name", flat=True)
    names = list(dict.fromkeys([root.host_name, *joiners]))
    words = ", ".join(names) if len(names) > 1 or event.scope_id else ""
    if words[:300] != event.host_words:
        events.name_hosts(event=event, words=words, by=by, at=at)
