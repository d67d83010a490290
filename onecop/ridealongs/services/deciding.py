"""The agency's answer: booked with watch, sector, seat and officer, or refused with the rule and what would be allowed."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.partnerships.rules import local_day
from onecop.ridealongs import emails, queries, rules
from onecop.ridealongs.choices import OPEN, AgeBand, Kind, Rule, State
from onecop.ridealongs.exceptions import CannotRide, WrongMoment
from onecop.ridealongs.models import RideAlong, RuleSet, Watch
from onecop.ridealongs.rules import Refusal, Stage
from onecop.ridealongs.services.turning import locked, must_be, must_not_have_begun, rules_in_force, turn
from onecop.territory.models import Area

DAY_RULES = frozenset({Rule.NOTICE, Rule.BLACKOUT, Rule.INTERVAL, Rule.SAME_OFFICER, Rule.CAPACITY, Rule.OTHER})


@transaction.atomic
def approve(
    *, ride: RideAlong, on: date | None = None, watch: Watch | None = None, start: time | None = None, sector: Area | None = None,
    officer: Officer | None = None, place: str = "", by: Actor, at: datetime,
) -> RideAlong:  # fmt: skip
    """Book a ride, or move a booked one. The seat is the lowest free one of the sector on that watch.

    Args:
        on, watch, start: None: as asked for (`start` goes with `watch`: None with a watch of one's own means when it begins).
        sector: None: the agency has no areas. officer: None: named later, or by the watch commander. place: where to come to.

    Raises:
        CannotRide: each rule that stands in the way, seats among them, with the first day that works.
        WrongMoment: it is closed, has begun, or is no ride. NoRules.
    """
    row = locked(ride)
    must_be(row, *OPEN)
    must_not_have_begun(row)
    if not row.is_ride:
        raise WrongMoment(_("This is not a ride."), instead=_("Book it as what it is."))
    wanted = watch or row.asked_watch
    begins = start if watch else row.asked_start
    # Whoever books a seat on this watch waits here, and counts after the other has written.
    seats = Watch.objects.select_for_update(of=("self",)).get(pk=wanted.pk) if wanted else None
    in_force, day = rules_in_force(row.partnership.agency), on or row.asked_on
    _must_serve(row, officer)
    facts = queries.facts_for(
        partnership=row.partnership, rider=row.rider, rules=in_force, on=day, band=AgeBand(row.age_band), now=at, watch=seats, start=begins,
        officer=officer, named=row.wants_partner and officer is not None and officer in queries.leads_of(row.partnership), sector=sector, ride=row,
        stage=Stage.APPROVE,
    )  # fmt: skip
    if refusals := rules.why_not(facts, in_force.terms, at):
        raise CannotRide(refusals)
    assert seats is not None
    row.starts_at, row.ends_at = rules.hours_of(in_force.terms, AgeBand(row.age_band), seats.span, on=day, start=begins, zone=facts.zone)
    row.seat = _free_seat(row, seats, sector, day)
    _with_officer(row, officer)
    row.rules, row.ride_on, row.watch, row.sector, row.officer, row.place = in_force, day, seats, sector, officer, place.strip()[:120]
    row.sequence, row.reminded_at = row.sequence + 1, None
    turn(row, State.APPROVED, by=by, at=at)
    words = {"on": day.isoformat(), "watch": seats.name, "seat": row.seat, "officer": str(officer or ""), "sector": str(sector or "")}
    record("ride.approved", row, by=by, at=at, after=words)
    emails.booked(row, by=by, at=at)
    return row


def _must_serve(ride: RideAlong, officer: Officer | None) -> None:
    if officer is not None and (officer.agency_id != ride.partnership.agency_id or officer.status != OfficerStatus.ACTIVE):
        raise WrongMoment(_("%(officer)s is not on active duty with this agency.") % {"officer": officer}, instead=_("Choose another officer."))


def _with_officer(ride: RideAlong, officer: Officer | None) -> None:
    """Keep how the booking lies to the officer's shift: whoever books sees it, so only another hour is news. Reads `starts_at` and `ends_at`."""
    ride.hours_changed_at = ride.asked_again_at = None
    ride.lay = queries.lies(officer, ride.starts_at, ride.ends_at) if officer and ride.starts_at and ride.ends_at else ""


def _free_seat(ride: RideAlong, watch: Watch, sector: Area | None, day: date) -> int:
    rows = RideAlong.objects.filter(watch=watch, state=State.APPROVED, ride_on=day).exclude(pk=ride.pk)
    rows = rows.filter(sector__level=sector.level, sector__code=sector.code) if sector else rows.filter(sector=None)
    held = set(rows.values_list("seat", flat=True))
    return next(n for n in range(1, len(held) + 2) if n not in held)


@transaction.atomic
def approve_alternative(
    *, ride: RideAlong, starts_at: datetime, ends_at: datetime, place: str = "", officer: Officer | None = None, by: Actor, at: datetime
) -> RideAlong:
    """Book a simulator day, sit-along or walk-along, or move it.

    Raises:
        CannotRide: the agency does not offer it, or the day is closed. WrongMoment: it is closed, has begun, is a ride, or ends before it begins.
    """
    row = locked(ride)
    must_be(row, *OPEN)
    must_not_have_begun(row)
    if row.is_ride or ends_at <= starts_at:
        raise WrongMoment(_("It must be something other than a ride, and end after it begins."), instead=_("Look at the times again."))
    in_force, day = rules_in_force(row.partnership.agency), local_day(row.partnership, starts_at)
    _must_serve(row, officer)
    facts = queries.facts_for(
        partnership=row.partnership, rider=row.rider, rules=in_force, on=day, band=AgeBand(row.age_band), now=at, kind=Kind(row.kind), ride=row,
        stage=Stage.APPROVE,
    )  # fmt: skip
    if refusals := rules.why_not(facts, in_force.terms, at):
        raise CannotRide(refusals)
    row.rules, row.ride_on, row.starts_at, row.ends_at, row.officer, row.place = in_force, day, starts_at, ends_at, officer, place.strip()[:120]
    row.sequence, row.reminded_at = row.sequence + 1, None
    _with_officer(row, officer)
    turn(row, State.APPROVED, by=by, at=at)
    record("ride.alternative_approved", row, by=by, at=at, after={"on": day.isoformat(), "kind": row.kind})
    emails.booked(row, by=by, at=at)
    return row


@transaction.atomic
def refuse(*, ride: RideAlong, rule: Rule, words: str = "", by: Actor, at: datetime) -> RideAlong:
    """Refuse an application. The rider reads which rule, and the first day or the alternative that is allowed.

    Args:
        words: what the agency adds in its own words.

    Raises:
        WrongMoment: it has its answer. NoRules.
    """
    row = locked(ride)
    must_be(row, State.APPLIED)
    in_force = rules_in_force(row.partnership.agency)
    answer = _allowed_instead(row, rule, in_force, at)
    change = turn(row, State.REFUSED, by=by, at=at, rule=rule, words=words.strip(), next_on=answer.next_allowed)
    record("ride.refused", row, by=by, at=at, after={"rule": str(rule)})
    emails.refused(row, change, answer, by=by, at=at)
    return row


def _allowed_instead(ride: RideAlong, rule: Rule, in_force: RuleSet, at: datetime) -> Refusal:
    """Return the answer to a refused rider: another day where the day is what is wrong, and what the agency offers instead."""
    terms, tomorrow = in_force.terms, local_day(ride.partnership, at) + timedelta(days=1)
    facts = queries.facts_for(
        partnership=ride.partnership, rider=ride.rider, rules=in_force, on=max(ride.asked_on + timedelta(days=1), tomorrow),
        band=AgeBand(ride.age_band), now=at, watch=ride.asked_watch, kind=Kind(ride.kind), start=ride.asked_start,
        sector=queries.home_sector(ride.partnership), ride=ride,
    )  # fmt: skip
    day = rules.next_date(facts, terms, at) if rule in DAY_RULES else None
    return Refusal(rule, day, _detail(rule, terms), tuple(kind for kind in terms.alternatives if kind != ride.kind))


def _detail(rule: Rule, terms: rules.Terms) -> str:
    details = {
        Rule.AGE: terms.minimum_age, Rule.NOTICE: terms.notice_days, Rule.INTERVAL: terms.months_between, Rule.CAPACITY: terms.per_sector,
        Rule.CHECK: "not_clear", Rule.START: ", ".join(f"{s:%H:%M}" for s in terms.starts),
    }  # fmt: skip
    return str(details.get(rule, ""))
