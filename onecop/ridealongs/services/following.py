"""What becomes of rides when people or the partnership change (partnerships.registry)."""

from datetime import datetime

from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import CloseReason, PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.ridealongs import emails, queries
from onecop.ridealongs.choices import OPEN, State
from onecop.ridealongs.models import RideAlong
from onecop.ridealongs.services.riding import call_off


def _planned(partnership: Partnership) -> list[RideAlong]:
    """Return what is open and has not begun."""
    return list(RideAlong.objects.filter(partnership=partnership, state__in=OPEN, checked_in_at=None).with_people())


def follow_standing(*, partnership: Partnership, was: str, by: Actor, at: datetime) -> None:
    """Paused or ended: call off what is planned."""
    if partnership.state == PartnershipState.ACTIVE:
        return
    words = _("The partnership is paused.") if partnership.state == PartnershipState.PAUSED else _("The partnership has ended.")
    for ride in _planned(partnership):
        call_off(ride, words=words, by=by, at=at)


def follow_tenure(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    """A rider who leaves rides no more; a booking with the officer who leaves goes to the next partner officer, or waits for one.

    When the whole partnership ends, `follow_standing` calls everything off, once.
    """
    if old is not None and old.close_reason != CloseReason.ENDED:
        if old.contact_id:
            for ride in _planned(partnership):
                if ride.rider_id == old.contact_id:
                    call_off(ride, words=_("%(name)s has handed over.") % {"name": ride.rider}, by=by, at=at)
        elif old.officer_id:
            _hand_on(partnership, leaves=old.officer_id, by=by, at=at)
    if new is not None and new.officer_id:
        _hand_on(partnership, leaves=None, by=by, at=at)


def _hand_on(partnership: Partnership, *, leaves: int | None, by: Actor, at: datetime) -> None:
    """Give booked rides without their officer to whoever holds the partnership now; tell everyone, also when nobody does yet."""
    leads = [officer for officer in queries.leads_of(partnership) if officer.pk != leaves]
    for ride in _planned(partnership):
        if ride.state != State.APPROVED or ride.officer_id != leaves or (leaves is None and not ride.wants_partner):
            continue
        before, ride.officer = ride.officer, next(iter(leads), None)
        if before == ride.officer:
            continue
        ride.sequence, ride.lay, ride.asked_again_at = ride.sequence + 1, "", None
        ride.save(update_fields=["officer", "sequence", "lay", "asked_again_at"])
        record("ride.officer_changed", ride, by=by, at=at, before={"officer": str(before or "")}, after={"officer": str(ride.officer or "")})
        emails.officer_changed(ride, before, by=by, at=at)
