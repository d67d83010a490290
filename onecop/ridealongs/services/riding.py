"""The day itself: called off, in, out, missed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.partnerships.rules import zone_of
from onecop.ridealongs import emails, queries, rules
from onecop.ridealongs.choices import OPEN, AgeBand, Kind, State
from onecop.ridealongs.exceptions import CannotRide, WrongMoment
from onecop.ridealongs.models import RideAlong
from onecop.ridealongs.rules import Stage
from onecop.ridealongs.services.turning import locked, must_be, rules_in_force, turn
from onecop.ridealongs.words import when as in_words


@transaction.atomic
def cancel(*, ride: RideAlong, words: str = "", by: Actor, at: datetime) -> RideAlong:
    """Call a ride off, from either side and at any time before it is done. Everybody is told; nobody has to say why.

    Raises:
        WrongMoment: it is closed.
    """
    return call_off(ride, words=words, by=by, at=at)


def call_off(ride: RideAlong, *, words: str, by: Actor, at: datetime) -> RideAlong:
    """Call off within the caller's transaction."""
    row = locked(ride)
    must_be(row, *OPEN)
    row.sequence += 1
    change = turn(row, State.CANCELLED, by=by, at=at, words=words.strip())
    record("ride.cancelled", row, by=by, at=at)
    emails.cancelled(row, change, by=by, at=at)
    return row


@transaction.atomic
def remind(*, ride: RideAlong, by: Actor, at: datetime) -> bool:
    """Remind rider and officer of a booking, once. Returns whether this call did."""
    row = locked(ride)
    if row.state != State.APPROVED or row.reminded_at is not None:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    emails.remind(row, by=by, at=at)
    return True


@transaction.atomic
def check_in(*, ride: RideAlong, when: datetime | None = None, by: Actor, at: datetime) -> RideAlong:
    """The rider has come. By the rider, an officer or staff.

    Args:
        when: the true moment, for whoever writes it in later; None: now.

    Raises:
        WrongMoment: not booked, begun already, or too early. CannotRide: no signature under the present rules, or the check ran out.
    """
    row = locked(ride)
    must_be(row, State.APPROVED)
    came = min(when or at, at)
    assert row.starts_at is not None
    assert row.ends_at is not None
    if row.checked_in_at is not None:
        raise WrongMoment(_("It has begun already."), instead=_("Check out at its end."))
    if not rules.may_check_in(row.starts_at, came):
        raise WrongMoment(
            _("It is too early to check in."), instead=_("It begins %(when)s.") % {"when": in_words(row.starts_at, row.ends_at, zone_of(row.partnership))}
        )
    _must_be_ready(row, at)
    row.checked_in_at, row.checked_in_by_id = came, by.pk
    row.save(update_fields=["checked_in_at", "checked_in_by_id"])
    record("ride.checked_in", row, by=by, at=at)
    return row


def _must_be_ready(ride: RideAlong, at: datetime) -> None:
    in_force = rules_in_force(ride.partnership.agency)
    facts = queries.facts_for(
        partnership=ride.partnership, rider=ride.rider, rules=in_force, on=ride.day, band=AgeBand(ride.age_band), now=ride.starts_at or at,
        watch=ride.watch, kind=Kind(ride.kind), ride=ride, stage=Stage.RIDE,
    )  # fmt: skip
    needed = {"waiver", "check", "standing"}
    if refusals := [r for r in rules.why_not(facts, in_force.terms, ride.starts_at or at) if r.rule in needed]:
        raise CannotRide(refusals)


@transaction.atomic
def check_out(*, ride: RideAlong, when: datetime | None = None, by: Actor, at: datetime) -> RideAlong:
    """The ride is over: this is the evidence for step 3.

    Raises:
        WrongMoment: nobody has checked in, or it would end before it began.
    """
    row = locked(ride)
    must_be(row, State.APPROVED)
    left = min(when or at, at)
    if row.checked_in_at is None or left < row.checked_in_at:
        raise WrongMoment(_("Nobody has checked in yet."), instead=_("Check in first."))
    return _done(row, left, by=by, at=at)


@transaction.atomic
def note_taken_place(*, ride: RideAlong, by: Actor, at: datetime) -> RideAlong:
    """It took place as planned, and nobody tapped. For the agency, once its end has passed.

    Raises:
        WrongMoment: not booked, or not over.
    """
    row = locked(ride)
    must_be(row, State.APPROVED)
    if row.ends_at is None or at < row.ends_at:
        raise WrongMoment(_("It is not over yet."), instead=_("Check in and out on the day."))
    if row.checked_in_at is None:
        row.checked_in_at, row.checked_in_by_id = row.starts_at, by.pk
    return _done(row, max(row.ends_at, row.checked_in_at or row.ends_at), by=by, at=at)


def _done(row: RideAlong, left: datetime, *, by: Actor, at: datetime) -> RideAlong:
    row.checked_out_at, row.checked_out_by_id = left, by.pk
    turn(row, State.DONE, by=by, at=at)
    record("ride.done", row, by=by, at=at)
    emails.done(row, by=by, at=at)
    return row


@transaction.atomic
def miss(*, ride: RideAlong, words: str = "", by: Actor, at: datetime) -> RideAlong:
    """Somebody did not come, or the officer could not. Both sides are told, kindly, and may try again.

    Raises:
        WrongMoment: not booked, begun, or not yet due.
    """
    row = locked(ride)
    must_be(row, State.APPROVED)
    if row.checked_in_at is not None or not row.started(at):
        raise WrongMoment(_("It cannot have been missed yet."), instead=_("Call it off if it will not take place."))
    change = turn(row, State.MISSED, by=by, at=at, words=words.strip())
    record("ride.missed", row, by=by, at=at)
    emails.missed(row, change, by=by, at=at)
    return row
