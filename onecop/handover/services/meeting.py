"""The hour in which the old officer hands over by name: both officers and the congregation at one table."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.handover import queries
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Handover
from onecop.handover.services.opening import still_open
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.matching import tongues
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import MeetingKind
from onecop.scheduling.models import Meeting

MINUTES = 60
AGAIN = timedelta(days=1)
"""How long after a refusal times are looked for again: leave ends, shifts change, somebody takes over."""


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
    _keep(row, [], None)
    return made


def _keep(row: Handover, refusal: list[dict[str, Any]], at: datetime | None) -> None:
    row.overlap_refusal, row.overlap_refused_at = refusal, at
    row.save(update_fields=["overlap_refusal", "overlap_refused_at"])


@transaction.atomic
def meet_by_name(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Offer the meeting where one is wanted and none is planned. Where no time can be offered now, why is kept on the handover, for its page and its ask."""
    row = still_open(handover)
    if row.successor is None or queries.overlap_state(row):
        return row
    try:
        with transaction.atomic():
            overlap(handover=row, by=by, at=at)
    except Refused:
        first = row.overlap_refused_at is None
        _keep(row, tongues.written(partial(_refusal, row, by=by, at=at), "words"), at)
        if first:
            record("handover.overlap_refused", row, by=by, at=at, after={"why": row.overlap_refusal[0]["words"]}, scope_id=row.scope_id)
    return still_open(row)


def _refusal(row: Handover, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Say why no time can be offered, in the language that is active."""
    try:
        with transaction.atomic():
            overlap(handover=row, by=by, at=at)
    except Refused as no:
        return [{"words": f"{no.reason} {no.instead}".strip()}]
    raise AssertionError


def look_again(row: Handover, *, by: Actor, at: datetime) -> Handover:
    """Look for times once more, a day after none could be offered."""
    if row.overlap_refused_at is None or at - row.overlap_refused_at < AGAIN:
        return row
    return meet_by_name(handover=row, by=by, at=at)


@transaction.atomic
def skip_overlap(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Note that old and new officer do not meet: they know each other, or it cannot be."""
    row = still_open(handover)
    if row.overlap_skipped_at is None:
        row.overlap_skipped_at, row.overlap_skipped_by_id = at, by.pk
        _keep(row, [], None)
        row.save(update_fields=["overlap_skipped_at", "overlap_skipped_by_id"])
        record("handover.overlap_skipped", row, by=by, at=at, scope_id=row.scope_id)
    return row
