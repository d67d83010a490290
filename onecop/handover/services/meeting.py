"""The hour in which the old officer hands over by name: both officers and the congregation at one table."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.handover import queries
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Handover
from onecop.handover.services.opening import still_open
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import MeetingKind
from onecop.scheduling.models import Meeting

MINUTES = 60


@transaction.atomic
def overlap(*, handover: Handover, minutes: int = MINUTES, by: Actor, at: datetime) -> Meeting:
    """Offer times for the meeting of old and new officer with the congregation.

    Raises:
        CannotHandOver: it is closed, there is no successor yet, the old officer cannot be asked any more, or a meeting is planned or was held.
        Refused: no time can be offered (scheduling says why).
    """
    row = still_open(handover)
    officer = row.old.officer if row.old else None
    if row.successor is None or officer is None or not queries.may_overlap(row):
        raise CannotHandOver(_("There are no two officers who could meet."), instead=_("The brief tells the next officer what happened so far."))
    if queries.overlap_state(row) in ("met", "planned"):
        raise CannotHandOver(_("That meeting is planned already."), instead=_("Look at the partnership’s meetings."))
    made = scheduling.offer(partnership=row.partnership, kind=MeetingKind.OVERLAP, minutes=minutes, guests=[row.successor, officer], by=by, at=at)
    record("handover.overlap_offered", row, by=by, at=at, scope_id=row.scope_id)
    return made


def meet_by_name(row: Handover, *, by: Actor, at: datetime) -> Meeting | None:
    """Offer the meeting as soon as there is a successor. Where no time can be found now, staff see that none is planned and try again."""
    try:
        with transaction.atomic():
            return overlap(handover=row, by=by, at=at)
    except Refused:
        return None


@transaction.atomic
def skip_overlap(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Note that old and new officer do not meet: they know each other, or it cannot be."""
    row = still_open(handover)
    if row.overlap_skipped_at is None:
        row.overlap_skipped_at, row.overlap_skipped_by_id = at, by.pk
        row.save(update_fields=["overlap_skipped_at", "overlap_skipped_by_id"])
        record("handover.overlap_skipped", row, by=by, at=at, scope_id=row.scope_id)
    return row
