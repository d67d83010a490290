"""The hours of officers change: what they said yes to as guests is looked at again, as is what they said yes to for their partnership (events)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onecop.agencies.registry import Worked
from onecop.audit.services import record
from onecop.events import queries as events
from onecop.events.rules import still_fits
from onecop.imports import bulk
from onecop.kernel.actor import SYSTEM, Actor
from onecop.registrations import emails
from onecop.registrations.choices import RegistrationState
from onecop.registrations.models import Registration
from onecop.registrations.services.listing import scope_of


def note_duty(*, was: Mapping[int, Worked | None], by: Actor, at: datetime) -> None:
    """Mark the places of these officers that are still to come (agencies.registry). `recheck` does the rest, soon after."""
    coming = Registration.objects.filter(state=RegistrationState.YES, occurrence__starts_at__gt=at, occurrence__cancelled_at=None)
    for piece in bulk.pieces(list(was)):
        coming.filter(officer__in=piece).update(hours_changed_at=at)


def note_answer(row: Registration) -> None:
    """Keep how the date lies to the shift as the officer answers: whatever was asked before is answered. Not saved; two queries for an officer."""
    if row.officer is not None:
        row.lay, row.hours_changed_at, row.asked_again_at = events.clash(row.officer, row.occurrence).duty, None, None


@transaction.atomic
def recheck(*, registration: Registration, by: Actor = SYSTEM, at: datetime) -> bool:
    """Look whether an officer's yes still fits the hours that are worked now. Where it does not, ask the officer; the place is kept meanwhile.

    Returns True when somebody was asked. Run twice, it asks once.
    """
    near = "occurrence__event", "officer__agency", "person"
    row = Registration.objects.select_for_update(of=("self",)).select_related(*near).get(pk=registration.pk)
    if row.hours_changed_at is None or row.officer is None:
        return False
    row.hours_changed_at = None
    date, asks = row.occurrence, False
    if row.state == RegistrationState.YES and not (date.starts_at <= at or date.cancelled_at or date.event.cancelled_at):
        fits = still_fits(row.duty, row.lay, events.clash(row.officer, date).duty)
        asks = not fits and row.asked_again_at is None
        row.asked_again_at = None if fits else row.asked_again_at or at
    row.save(update_fields=["hours_changed_at", "asked_again_at"])
    if asks:
        record("invite.hours_changed", row, by=by, at=at, after={"officer": str(row.officer)}, scope_id=scope_of(row))
        emails.other_hours(row, by=by, at=at)
    return asks
