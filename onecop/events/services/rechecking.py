"""The hours of officers change: what they said yes to is looked at again, and nothing is dropped for them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onecop.agencies.registry import Worked
from onecop.audit.services import record
from onecop.events import emails, queries, rules
from onecop.events.choices import InviteState
from onecop.events.models import Invite
from onecop.imports import bulk
from onecop.kernel.actor import SYSTEM, Actor


def note_duty(*, was: Mapping[int, Worked | None], by: Actor, at: datetime) -> None:
    """Mark what these officers said yes to and what is still to come (agencies.registry). `recheck` does the rest, soon after."""
    coming = Invite.objects.filter(state=InviteState.YES, occurrence__ends_at__gt=at, occurrence__cancelled_at=None)
    for piece in bulk.pieces(list(was)):
        coming.filter(officer__in=piece).update(hours_changed_at=at)


@transaction.atomic
def recheck(*, invite: Invite, by: Actor = SYSTEM, at: datetime) -> bool:
    """Look whether a yes still fits the hours that are worked now. Where it does not, ask the officer and tell the host; the yes stands meanwhile.

    Returns True when somebody was asked. Run twice, it asks once.
    """
    near = "occurrence__event", "officer__agency", "officer__person", "partnership__congregation"
    row = Invite.objects.select_for_update(of=("self",)).select_related(*near).get(pk=invite.pk)
    if row.hours_changed_at is None:
        return False
    row.hours_changed_at = None
    date, asks = row.occurrence, False
    if row.state == InviteState.YES and not (date.is_over(at) or date.cancelled_at or date.event.cancelled_at):
        clash = queries.clash(row.officer, date)
        fits = rules.still_fits(row.duty, row.lay, clash.duty)
        asks = not fits and row.asked_again_at is None
        row.asked_again_at = None if fits else row.asked_again_at or at
    row.save(update_fields=["hours_changed_at", "asked_again_at"])
    if asks:
        record("invite.hours_changed", row, by=by, at=at, after={"officer": str(row.officer)}, scope_id=row.partnership.congregation.scope_id)
        emails.other_hours(row, by=by, at=at)
    return asks
