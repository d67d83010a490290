"""The hours of officers change: what they were booked for is looked at again, and nothing is dropped for them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.agencies.registry import Worked
from onecop.audit.services import record
from onecop.imports import bulk
from onecop.kernel.actor import SYSTEM, Actor
from onecop.ridealongs import emails, queries
from onecop.ridealongs.choices import State
from onecop.ridealongs.exceptions import WrongMoment
from onecop.ridealongs.models import RideAlong
from onecop.ridealongs.services.turning import locked, must_be, must_not_have_begun

FITS = frozenset({"on", "partly", "unknown"})
"""How a booking may lie to a shift: an officer takes somebody along on a turn."""


def note_duty(*, was: Mapping[int, Worked | None], by: Actor, at: datetime) -> None:
    """Mark what these officers are booked for and what is still to come (agencies.registry). `recheck` does the rest, soon after."""
    coming = RideAlong.objects.filter(state=State.APPROVED, checked_in_at=None, ends_at__gt=at)
    for piece in bulk.pieces(list(was)):
        coming.filter(officer__in=piece).update(hours_changed_at=at)


@transaction.atomic
def recheck(*, ride: RideAlong, by: Actor = SYSTEM, at: datetime) -> bool:
    """Look whether a booking still fits the hours that its officer works now. Where it does not, ask the officer and tell rider and desk; it stands.

    Returns True when somebody was asked. Run twice, it asks once.
    """
    row = locked(ride)
    if row.hours_changed_at is None:
        return False
    row.hours_changed_at = None
    asks = False
    if row.state == State.APPROVED and row.officer and row.starts_at and row.ends_at and row.checked_in_at is None and row.starts_at > at:
        found = queries.lies(row.officer, row.starts_at, row.ends_at)
        fits = found in FITS or found == row.lay
        asks = not fits and row.asked_again_at is None
        row.asked_again_at = None if fits else row.asked_again_at or at
    row.save(update_fields=["hours_changed_at", "asked_again_at"])
    if asks:
        record("ride.hours_changed", row, by=by, at=at, after={"officer": str(row.officer)})
        emails.other_hours(row, by=by, at=at)
    return asks


@transaction.atomic
def answer_hours(*, ride: RideAlong, comes: bool, by: Actor, at: datetime) -> RideAlong:
    """The officer keeps the booking in the new hours, or hands it back: then it stands, and the agency names another officer. Both are told.

    Raises:
        WrongMoment: it is not booked any more, has begun, or nobody asks.
    """
    row = locked(ride)
    must_be(row, State.APPROVED)
    must_not_have_begun(row)
    if row.asked_again_at is None or row.officer is None or row.starts_at is None or row.ends_at is None:
        raise WrongMoment(_("Nobody asks this any more."), instead=_("Look at its page again."))
    before = row.officer
    row.asked_again_at = None
    if comes:
        row.lay = queries.lies(before, row.starts_at, row.ends_at)
        row.save(update_fields=["asked_again_at", "lay"])
        record("ride.officer_stays", row, by=by, at=at, after={"officer": str(before)})
        emails.officer_stays(row, by=by, at=at)
        return row
    row.officer, row.lay, row.sequence = None, "", row.sequence + 1
    row.save(update_fields=["asked_again_at", "officer", "lay", "sequence"])
    record("ride.handed_back", row, by=by, at=at, before={"officer": str(before)}, after={"officer": str(before)})
    emails.handed_back(row, before, by=by, at=at)
    return row
