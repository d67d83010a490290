"""The seats of a date: locked, counted, and given to whoever is next in line."""

from datetime import datetime

from django.db import transaction

from onecop.audit.services import record
from onecop.events.models import Occurrence
from onecop.kernel.actor import SYSTEM, Actor
from onecop.registrations import emails, rules
from onecop.registrations.choices import RegistrationState
from onecop.registrations.models import STANDING, Registration, Seats


@transaction.atomic
def seats_of(occurrence: Occurrence) -> Seats:
    """Return the seats of a date, locked until the transaction ends; made when nobody asked before.

    The capacity follows the event. It never falls below what was promised: a host who takes seats away waits for those who step back.
    """
    row, _fresh = Seats.objects.get_or_create(occurrence=occurrence, defaults={"capacity": occurrence.event.capacity})
    row = Seats.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=row.pk)
    wanted = row.occurrence.event.capacity
    room = None if wanted is None else max(wanted, row.taken)
    if room != row.capacity:
        row.capacity = room
        row.save(update_fields=["capacity"])
    return row


def take(seats: Seats, number: int) -> None:
    """Take seats, or give them back with a minus, under the lock of `seats_of`. The database refuses more than there are."""
    if number:
        seats.taken += number
        seats.save(update_fields=["taken"])


def advance(seats: Seats, *, by: Actor, at: datetime, asking: int | None = None) -> list[Registration]:
    """Offer free seats to the line, under the lock of `seats_of`, and return who is offered one.

    Args:
        asking: whoever asks at this moment needs no letter: the caller says yes at once.
    """
    date = seats.occurrence
    until = rules.offer_until(at, date.starts_at)
    if until is None or date.cancelled_at or date.event.cancelled_at:
        return []
    line = {row.pk: row for row in Registration.objects.filter(occurrence=date).in_line()}
    turn = rules.next_in_line(seats.free, [rules.Waiting(row.pk, row.party, row.passed_over) for row in line.values()], seats.capacity)
    for number in turn.passed:
        line[number].passed_over += 1
        line[number].save(update_fields=["passed_over"])
    return [_offer(seats, line[number], until, by=by, at=at, tell=number != asking) for number in turn.offered]


def _offer(seats: Seats, row: Registration, until: datetime, *, by: Actor, at: datetime, tell: bool) -> Registration:
    row.state, row.offered_at, row.offer_until, row.occurrence = RegistrationState.OFFERED, at, until, seats.occurrence
    row.save(update_fields=["state", "offered_at", "offer_until"])
    take(seats, row.party)
    if tell:
        emails.offer(row, by=by, at=at)
        record("registration.offered", row, by=by, at=at, scope_id=row.occurrence.event.scope_id_of_host)
    return row


@transaction.atomic
def move_on(*, occurrence: Occurrence, at: datetime) -> int:
    """Take back offers that nobody answered, and offer what is free to the next in line. Returns how many offers ran out."""
    seats = seats_of(occurrence)
    ran_out = list(Registration.objects.filter(occurrence=occurrence, state=RegistrationState.OFFERED, offer_until__lte=at).select_related("occurrence__event"))
    for row in ran_out:
        row.becomes(RegistrationState.NO)
        row.save(update_fields=STANDING)
        take(seats, -row.party)
        emails.offer_over(row, by=SYSTEM, at=at)
        record("registration.offer_over", row, by=SYSTEM, at=at, scope_id=row.occurrence.event.scope_id_of_host)
    advance(seats, by=SYSTEM, at=at)
    return len(ran_out)
