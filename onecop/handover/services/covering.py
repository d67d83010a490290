"""Who stands in until the next officer begins."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.handover import emails, queries
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Handover
from onecop.handover.services.opening import still_open
from onecop.handover.services.turning import turn
from onecop.kernel.actor import Actor
from onecop.partnerships.rules import local_day


@transaction.atomic
def cover(*, handover: Handover, officer: Officer, on: date | None = None, by: Actor, at: datetime) -> Handover:
    """Let an officer stand in from a day on; where the old officer still holds the partnership on it, their time ends then.

    Args:
        on: the first day; by default the day on which the old officer leaves, or today.

    Raises:
        CannotHandOver: it is closed, somebody stands in already or has taken over, or the officer cannot.
    """
    row = still_open(handover)
    if row.new is not None:
        raise CannotHandOver(_("The next officer is here already."), instead=_("Nobody needs to stand in."))
    if row.interim is not None and row.interim.closed_on is None:
        raise CannotHandOver(_("%(officer)s stands in already.") % {"officer": row.interim.officer}, instead=_("Look at the page again."))
    if not queries.may_stand_in(row, officer, at):
        raise CannotHandOver(_("%(officer)s cannot stand in.") % {"officer": officer}, instead=_("Choose somebody on active patrol whom nobody ruled out."))
    today = local_day(row.partnership, at)
    first = on or (max(row.leaves_on, today) if row.leaves_on else today)
    if first < today:
        raise CannotHandOver(_("That day is over."), instead=_("Choose today or a later day."))
    row.cover, row.covers_on, row.interim = officer, first, None
    row.save(update_fields=["cover", "covers_on", "interim"])
    record("handover.covered", row, by=by, at=at, after={"officer": str(officer), "on": first.isoformat()}, scope_id=row.scope_id)
    emails.covered(row, officer, by=by, at=at)
    return turn(handover=row, by=by, at=at)
