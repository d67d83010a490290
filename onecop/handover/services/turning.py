"""What happens on its day: the old officer's time ends, somebody stands in, the next one begins, and the handover is done."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.agencies.choices import OfficerStatus
from onecop.audit.services import record
from onecop.handover import emails, queries, rules
from onecop.handover.choices import Outcome
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Ground, Handover
from onecop.handover.services.meeting import look_again, meet_by_name
from onecop.handover.services.opening import locked, opened_tenure, still_open
from onecop.handover.services.roles import give_role, take_role
from onecop.handover.services.settling import withdraw_question
from onecop.kernel.actor import SYSTEM, Actor
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import OFFICER_KINDS, CloseReason, PartnershipState, TenureKind
from onecop.partnerships.models import Tenure
from onecop.partnerships.rules import local_day


@transaction.atomic
def turn(*, handover: Handover, by: Actor = SYSTEM, at: datetime) -> Handover:
    """Do what the days that have come ask for. Doing it again changes nothing; a closed handover stays as it is."""
    row = locked(handover)
    if row.closed_at is not None or row.partnership.state != PartnershipState.ACTIVE:
        return row
    today = local_day(row.partnership, at)
    if row.leaves_on and row.leaves_on <= today:
        _let_go(row, by=by, at=at)
    if row.successor and row.takes_over_on and row.takes_over_on <= today and row.new is None:
        _take_over(row, by=by, at=at)
    elif row.cover and row.covers_on and row.covers_on <= today and row.interim is None and row.new is None:
        _stand_in(row, by=by, at=at)
    row = look_again(row, by=by, at=at)
    if row.new is not None and rules.settled(took_over_on=row.new.opened_on, overlap=queries.overlap_state(row), today=today):
        return finish(handover=row, by=by, at=at)
    return row


def _reason(row: Handover) -> CloseReason:
    """Return what the close of the old officer's time says. What a congregation wished is for staff alone: the tenure only tells of the handover."""
    reason = CloseReason(row.reason)
    return CloseReason.HANDED_OVER if reason == CloseReason.CONGREGATION else reason


def _let_go(row: Handover, *, by: Actor, at: datetime) -> None:
    """End the old officer's time on the day they leave."""
    assert row.leaves_on is not None
    if row.old is not None and row.old.closed_on is None:
        row.old = partnerships.close_tenure(tenure=row.old, on=max(row.leaves_on, row.old.opened_on), reason=_reason(row), by=by, at=at)
        take_role(row.old, by=by, at=at)


def _stand_in(row: Handover, *, by: Actor, at: datetime) -> None:
    """Begin the interim, and end what is left of the old officer's time on the same day."""
    assert row.cover is not None
    assert row.covers_on is not None
    first = _end_others(row, on=row.covers_on, by=by, at=at)
    row.interim = partnerships.open_tenure(partnership=row.partnership, kind=TenureKind.INTERIM, officer=row.cover, on=first, by=by, at=at)
    row.save(update_fields=["interim"])
    give_role(row.cover, by=by, at=at)


def _take_over(row: Handover, *, by: Actor, at: datetime) -> None:
    """Begin the next officer's time on the day agreed, and end all others on it: on no day are there two."""
    assert row.successor is not None
    assert row.takes_over_on is not None
    if not queries.fit(row.successor, today=local_day(row.partnership, at)):
        _fall_through(row, by=by, at=at)
        return
    on = _end_others(row, on=row.takes_over_on, by=by, at=at)
    row.new = partnerships.open_tenure(partnership=row.partnership, kind=TenureKind.LEAD, officer=row.successor, on=on, by=by, at=at)
    row.save(update_fields=["new"])
    give_role(row.successor, by=by, at=at)
    record("handover.turned", row, by=by, at=at, after={"officer": str(row.successor), "on": on.isoformat()}, scope_id=row.scope_id)
    emails.begun(row, by=by, at=at)


def _end_others(row: Handover, *, on: date, by: Actor, at: datetime) -> date:
    """End the time of every officer who holds the partnership, whoever let them, and return the first day that is free for the next one."""
    officers = row.partnership.tenures.filter(kind__in=OFFICER_KINDS).select_related("officer__agency", "officer__person")
    for held in officers.filter(closed_on=None):
        reason = CloseReason.HANDED_OVER if held.kind == TenureKind.INTERIM else _reason(row)
        closed = partnerships.close_tenure(tenure=held, on=max(on, held.opened_on), reason=reason, by=by, at=at)
        take_role(closed, by=by, at=at)
    if row.old is not None:
        row.old.refresh_from_db()
    return max([on, *(day for day in officers.values_list("closed_on", flat=True) if day)])


def _fall_through(row: Handover, *, by: Actor, at: datetime) -> None:
    """The next officer has moved on before the day came: staff look for another one."""
    record("handover.fell_through", row, by=by, at=at, after={"officer": str(row.successor)}, scope_id=row.scope_id)
    row.successor = row.agreed_at = row.takes_over_on = row.overlap_refused_at = None
    row.overlap_refusal = []
    row.save(update_fields=["successor", "agreed_at", "takes_over_on", "overlap_refused_at", "overlap_refusal"])


@transaction.atomic
def finish(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Close a handover whose new officer is there, and count the gap days for good.

    Raises:
        CannotHandOver: it is closed, or nobody has taken over.
    """
    row = still_open(handover)
    if row.new is None:
        raise CannotHandOver(_("Nobody has taken over yet."), instead=_("Choose a successor first, or call the handover off."))
    return _close(row, Outcome.DONE, by=by, at=at)


def _close(row: Handover, outcome: Outcome, *, by: Actor, at: datetime) -> Handover:
    """Write how it ended. Days are counted to the new officer's first one, or to today where there is none."""
    ends = row.new.opened_on if row.new else local_day(row.partnership, at)
    counted = queries.gaps_in(row, until=ends)
    row.closed_at, row.closed_by_id, row.outcome = at, by.pk, outcome
    row.gap_days, row.interim_days = counted.none, counted.interim
    row.save(update_fields=["closed_at", "closed_by_id", "outcome", "gap_days", "interim_days"])
    if outcome == Outcome.DONE:
        record("handover.finished", row, by=by, at=at, after={"gap": counted.none, "interim": counted.interim}, scope_id=row.scope_id)
    return row


@transaction.atomic
def call_off(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """The officer stays after all: whoever stands in steps back, and where the officer's time had ended a new one begins today.

    Raises:
        CannotHandOver: it is closed, the next officer is here, or the old one has left the department.
    """
    row = still_open(handover)
    if row.new is not None:
        raise CannotHandOver(_("The next officer is here already."), instead=_("Open a new handover if somebody else is needed."))
    withdraw_question(row, by=by, at=at)
    today = local_day(row.partnership, at)
    if row.interim is not None and row.interim.closed_on is None:
        partnerships.close_tenure(tenure=row.interim, on=max(today, row.interim.opened_on), reason=CloseReason.RETURNED, by=by, at=at)
        take_role(row.interim, by=by, at=at)
    if opened_tenure(row) is None and row.partnership.state != PartnershipState.ENDED:
        _come_back(row, today=today, by=by, at=at)
    # Where they stand now is what was just agreed to: the next sweep notes it.
    Ground.objects.filter(tenure__partnership=row.partnership, tenure__closed_on=None).delete()
    closed = _close(row, Outcome.STAYS, by=by, at=at)
    if by.pk is None:
        closed.cause_ended_at = at
        closed.save(update_fields=["cause_ended_at"])
    record("handover.called_off", closed, by=by, at=at, scope_id=closed.scope_id)
    emails.stays(closed, by=by, at=at)
    return closed


def _come_back(row: Handover, *, today: date, by: Actor, at: datetime) -> None:
    """Begin a new time for the officer whose time had ended, behind whoever stood in."""
    officer = row.old.officer if row.old else None
    if officer is None or officer.status == OfficerStatus.GONE:
        raise CannotHandOver(_("Nobody would hold the partnership then."), instead=_("Choose a successor, or somebody who stands in."))
    first = max([today, *(t.closed_on for t in (row.old, row.interim) if t and t.closed_on)])
    partnerships.open_tenure(partnership=row.partnership, kind=TenureKind.LEAD, officer=officer, on=first, by=by, at=at)
    give_role(officer, by=by, at=at)


@transaction.atomic
def named_elsewhere(*, handover: Handover, tenure: Tenure, by: Actor, at: datetime) -> Handover:
    """Take note that somebody became the partner officer. Who was named without the handover is the successor.

    Everybody hears of it as if both had been asked, old and new officer are brought together where they can be, and then it is done.
    """
    row = still_open(handover)
    if row.successor_id == tenure.officer_id:  # by our own doing, or somebody was quicker than the day agreed
        row.new = tenure
        row.save(update_fields=["new"])
        return row
    withdraw_question(row, by=by, at=at)
    row.successor, row.new, row.takes_over_on, row.agreed_at = tenure.officer, tenure, tenure.opened_on, row.agreed_at or at
    row.save(update_fields=["successor", "new", "takes_over_on", "agreed_at"])
    assert row.successor is not None
    if row.successor.email:
        give_role(row.successor, by=by, at=at)
    record("handover.turned", row, by=by, at=at, after={"officer": str(row.successor), "on": tenure.opened_on.isoformat()}, scope_id=row.scope_id)
    if tenure.opened_on > local_day(row.partnership, at):
        emails.agreed(row, by=by, at=at)
    else:
        emails.begun(row, by=by, at=at)
        emails.thank(row, by=by, at=at)
    return turn(handover=meet_by_name(handover=row, by=by, at=at), by=by, at=at)


@transaction.atomic
def end_with_partnership(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Close a handover because its partnership ended."""
    row = locked(handover)
    if row.closed_at is not None:
        return row
    withdraw_question(row, by=by, at=at)
    return _close(row, Outcome.ENDED, by=by, at=at)
