"""What follows for guests when a date moves, is called off, takes place after all or somewhere else."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from onecop.events.models import Event, Occurrence
from onecop.kernel.actor import Actor
from onecop.registrations import emails
from onecop.registrations.choices import RegistrationState, SendingKind
from onecop.registrations.models import Registration, Seats
from onecop.registrations.services.listing import invite
from onecop.registrations.services.seats import advance, seats_of, take
from onecop.registrations.services.telling import begin

S = RegistrationState
GONE = {"state": S.CANCELLED, "waits_since": None, "offered_at": None, "offer_until": None, "called_off": True}
LISTED = (S.INVITED, S.YES, S.WAITING, S.OFFERED)


def follow_move(occurrence: Occurrence, was: datetime, by: Actor, at: datetime) -> None:
    """Tell everybody on the list (events.registry.when_moved). Seats stay; an offer does not outlast the new beginning."""
    Registration.objects.filter(occurrence=occurrence, officer__isnull=False).exclude(lay="").update(lay="")  # said of another hour
    Registration.objects.filter(occurrence=occurrence, offer_until__gt=occurrence.starts_at).update(offer_until=occurrence.starts_at)
    begin(occurrence=occurrence, kind=SendingKind.MOVED, states=LISTED, was=was, by=by, at=at)


def follow_place(occurrence: Occurrence, by: Actor, at: datetime) -> None:
    """Tell everybody who comes where it is now (events.registry.when_placed)."""
    begin(occurrence=occurrence, kind=SendingKind.PLACE, states=(S.YES,), by=by, at=at)


def follow_call_off(occurrence: Occurrence, words: str, by: Actor, at: datetime) -> None:
    """Give all seats back and tell everybody on the list (events.registry.when_called_off)."""
    if not Registration.objects.filter(occurrence=occurrence).exists():
        return
    seats = seats_of(occurrence)
    Registration.objects.filter(occurrence=occurrence, state__in=LISTED).update(**GONE)
    take(seats, -seats.taken)
    begin(occurrence=occurrence, kind=SendingKind.CALLED_OFF, states=(S.CANCELLED,), words=words, by=by, at=at)


def follow_restoring(occurrence: Occurrence, by: Actor, at: datetime) -> None:
    """Ask everybody again whose place went with the date (events.registry.when_restored): meanwhile they may have planned something else."""
    rows = Registration.objects.filter(occurrence=occurrence, state=S.CANCELLED, called_off=True)
    rows.update(state=S.INVITED, called_off=False, answered_at=None, answered_by_id=None, reminded_at=None)
    begin(occurrence=occurrence, kind=SendingKind.RESTORED, states=(S.INVITED,), by=by, at=at)


def follow_change(event: Event, by: Actor, at: datetime) -> None:
    """Let more seats reach the line at once (events.registry.when_changed)."""
    for row in Seats.objects.filter(occurrence__event=event, occurrence__starts_at__gt=at, occurrence__cancelled_at=None).select_related("occurrence__event"):
        advance(seats_of(row.occurrence), by=by, at=at)


def audience(occurrences: Sequence[Occurrence], at: datetime) -> int:
    """Return how many guests get a letter when these dates move or are called off (events.registry.audience). One query."""
    rows = Registration.objects.filter(occurrence__in=list(occurrences), state__in=LISTED)
    return rows.exclude(email="").count()


@transaction.atomic
def invite_by_letter(*, occurrence: Occurrence, name: str, email: str, words: str = "", by: Actor, at: datetime) -> Registration:
    """Put a guest on the list and write to them. Whoever has answered already gets no second letter.

    Raises:
        SignUpClosed: it is over or called off.
    """
    row = invite(occurrence=occurrence, name=name, email=email, by=by, at=at)
    if row.state == S.INVITED:
        emails.invited(row, words=words, by=by, at=at)
    return row
