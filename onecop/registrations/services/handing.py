"""A place goes to somebody else. The line is not asked: a swap takes nobody's seat."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.registrations import emails
from onecop.registrations.choices import SEATED, GuestSide, RegistrationState, Source
from onecop.registrations.exceptions import NoSeat, NotStanding
from onecop.registrations.models import Registration
from onecop.registrations.services.listing import must_come, new_row, on_list, scope_of
from onecop.registrations.services.seats import seats_of

S = RegistrationState


@transaction.atomic
def hand_over(*, registration: Registration, name: str, email: str, by: Actor, at: datetime) -> Registration:
    """Give one's seats to somebody else. The line is not asked: a swap takes nobody's seat.

    For a congregation the substitute stands for the same partnership. For an officer, only another officer on the roster of the agency does.

    Raises:
        NotStanding: there is no seat to hand over. NoSeat: the other is on the list already. SignUpClosed: it has begun.
    """
    seats = seats_of(registration.occurrence)
    row = Registration.objects.select_related("officer").get(pk=registration.pk)
    row.occurrence = seats.occurrence
    must_come(seats.occurrence, at)
    if row.state != S.YES:
        raise NotStanding(_("There is no seat of yours to hand over."), instead=_("Sign up first."))
    known = on_list(row.occurrence, email)
    if known and known.state in SEATED:
        raise NoSeat(_("Somebody with this address is on the list already."), instead=_("Choose somebody else, or give the seat back."))
    officer = _officer_like(row, email)
    side = row.side if row.side != GuestSide.OFFICER or officer else GuestSide.GUEST
    partnership = row.partnership if side != GuestSide.GUEST else None
    heir = known or new_row(seats, name=name, email=email, source=Source.INVITED, by=by, at=at, officer=officer, partnership=partnership, side=side)
    heir.becomes(S.YES)
    heir.party, heir.stands_in_for = row.party, row
    heir.answered_at, heir.answered_by_id = at, by.pk
    row.state, row.answered_at, row.answered_by_id = S.NO, at, by.pk
    row.save(update_fields=["state", "answered_at", "answered_by_id"])
    heir.save()
    emails.handed(heir, giver=row, by=by, at=at)
    emails.taken_back(row, by=by, at=at)
    record("registration.handed_over", heir, by=by, at=at, before={"from": row.name}, scope_id=scope_of(row))
    return heir


def _officer_like(row: Registration, email: str) -> Officer | None:
    if row.officer is None:
        return None
    return Officer.objects.filter(agency=row.officer.agency_id, email__iexact=email.strip()).first()
