"""Up to the answer: applying, what must be settled before, and the waiver."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.congregations.models import Contact
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Partnership
from onecop.ridealongs import emails, paper, queries, rules
from onecop.ridealongs.choices import OPEN, AgeBand, CheckStatus, Kind, Part, State
from onecop.ridealongs.days import add_months
from onecop.ridealongs.exceptions import CannotRide, CannotSign, NotARider, WrongMoment
from onecop.ridealongs.models import Check, RideAlong, WaiverSignature, Watch
from onecop.ridealongs.services.turning import locked, must_be, rules_in_force, turn


@transaction.atomic
def apply(
    *, partnership: Partnership, rider: Contact, on: date, watch: Watch, band: AgeBand, start: time | None = None, wants_partner: bool = False,
    dress_question: str = "", by: Actor, at: datetime,
) -> RideAlong:  # fmt: skip
    """Ask for a ride.

    Args:
        rider: the partnership's present faith leader or coordinator. on: the local day on which the watch begins. start: None: with the watch.
        band: the rider's age, as far as it is kept. wants_partner: with the partner officer. dress_question: what they wish to settle beforehand.

    Raises:
        NoRules: the agency has set none. NotARider: neither leader nor coordinator.
        CannotRide: each rule that stands in the way, with the first day or the alternative that is allowed.
        WrongMoment: they have one open.
    """
    partnership = _as_it_stands(partnership)
    in_force, part = rules_in_force(partnership.agency), _part(partnership, rider)
    partner = next(iter(queries.leads_of(partnership)), None) if wants_partner else None
    facts = queries.facts_for(
        partnership=partnership, rider=rider, rules=in_force, on=on, band=band, now=at, watch=watch, start=start, officer=partner,
        named=partner is not None, sector=queries.home_sector(partnership),
    )  # fmt: skip
    if refusals := rules.why_not(facts, in_force.terms, at):
        raise CannotRide(refusals)
    ride = RideAlong(
        partnership=partnership, rider=rider, part=part, rules=in_force, age_band=band, asked_on=on, asked_watch=watch, asked_start=start,
        wants_partner=wants_partner, dress_question=dress_question.strip()[:300],
    )  # fmt: skip
    _open(ride, by=by, at=at)
    record("ride.applied", ride, by=by, at=at, after={"on": on.isoformat(), "watch": watch.name})
    emails.applied(ride, by=by, at=at)
    return ride


@transaction.atomic
def propose_alternative(
    *, partnership: Partnership, rider: Contact, kind: Kind, on: date, band: AgeBand = AgeBand.ADULT, instead_of: RideAlong | None = None,
    by: Actor, at: datetime,
) -> RideAlong:  # fmt: skip
    """Ask for what the agency offers instead of a ride, or offer it to a rider. `approve_alternative` books it.

    Args:
        instead_of: an application that it replaces; an open one is called off with it.

    Raises:
        NoRules, NotARider, CannotRide, WrongMoment: as `apply`.
    """
    partnership = _as_it_stands(partnership)
    in_force, part = rules_in_force(partnership.agency), _part(partnership, rider)
    facts = queries.facts_for(partnership=partnership, rider=rider, rules=in_force, on=on, band=band, now=at, kind=kind)
    if refusals := rules.why_not(facts, in_force.terms, at):
        raise CannotRide(refusals)
    if instead_of is not None:
        replaced = locked(instead_of)
        if replaced.is_open and replaced.checked_in_at is None:
            replaced.sequence += 1
            turn(replaced, State.CANCELLED, by=by, at=at, words=_("Replaced by %(what)s.") % {"what": kind.label})
    ride = RideAlong(partnership=partnership, rider=rider, part=part, kind=kind, rules=in_force, age_band=band, asked_on=on, instead_of=instead_of)
    _open(ride, by=by, at=at)
    record("ride.proposed", ride, by=by, at=at, after={"on": on.isoformat(), "kind": str(kind)})
    emails.applied(ride, by=by, at=at)
    return ride


def _as_it_stands(partnership: Partnership) -> Partnership:
    """Lock the partnership, so that it is not paused in the same moment."""
    near = "congregation__scope", "agency__scope", "agency__territory", "area"
    return Partnership.objects.select_for_update(of=("self",)).select_related(*near).defer("area__outline").get(pk=partnership.pk)


def _part(partnership: Partnership, rider: Contact) -> Part:
    for part, contact in queries.riders_of(partnership).items():
        if contact.pk == rider.pk:
            return part
    raise NotARider(
        _("%(name)s is neither faith leader nor coordinator of this partnership now.") % {"name": rider}, instead=_("Step 3 is for these two; let them apply.")
    )


def _open(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            turn(ride, State.APPLIED, by=by, at=at)
    except IntegrityError:
        raise WrongMoment(_("%(name)s has an application open.") % {"name": ride.rider}, instead=_("Wait for its answer, or call it off.")) from None


@transaction.atomic
def answer_dress(*, ride: RideAlong, answer: str, by: Actor, at: datetime) -> RideAlong:
    """Settle what a rider asked about dress, in the agency's words; a later answer replaces the one before.

    Raises:
        WrongMoment: nothing was asked, or the application is closed.
    """
    row = locked(ride)
    must_be(row, *OPEN)
    if not row.dress_question or not answer.strip():
        raise WrongMoment(_("There is nothing to answer."), instead=_("Write the answer to what the rider asked."))
    row.dress_answer, row.dress_answered_at, row.dress_answered_by_id = answer.strip()[:300], at, by.pk
    row.save(update_fields=["dress_answer", "dress_answered_at", "dress_answered_by_id"])
    record("ride.dress_settled", row, by=by, at=at)
    emails.dress_settled(row, by=by, at=at)
    return row


@transaction.atomic
def note_check(*, agency: Agency, rider: Contact, status: CheckStatus, on: date, expires: date | None = None, by: Actor, at: datetime) -> Check:
    """Note that a background check is being done, or was. What it found has no place here.

    Args:
        expires: for a clear one; None: as long as the agency's rules say.

    Raises:
        NoRules: the agency has set none. WrongMoment: it would expire before its day.
    """
    until = (expires or add_months(on, rules_in_force(agency).check_months)) if status == CheckStatus.CLEAR else None
    if until is not None and until < on:
        raise WrongMoment(_("The check would have expired before it was done."), instead=_("Look at the two dates."))
    made = Check.objects.create(agency=agency, rider=rider, status=status, on=on, expires=until, noted_at=at, noted_by_id=by.pk)
    record("ride_check.noted", made, by=by, at=at, scope_id=agency.scope_id)
    emails.check_noted(made, by=by, at=at)
    return made


@transaction.atomic
def sign_waiver(*, ride: RideAlong, name: str, guardian: str = "", by: Actor, at: datetime) -> WaiverSignature:
    """Sign the waiver in force by typing one's name. Signing the same version twice changes nothing.

    The document goes by letter to the rider and to the agency's liaison.

    Raises:
        CannotSign: no name, no guardian's name for a rider under 18, or somebody else's ride.
        NoRules, WrongMoment: there is nothing to sign.
    """
    row = locked(ride)
    must_be(row, *OPEN)
    in_force = rules_in_force(row.partnership.agency)
    _must_be_able(row, name, guardian, by)
    made, fresh = WaiverSignature.objects.get_or_create(
        ride=row, rules=in_force, defaults={"name": name.strip()[:120], "guardian": guardian.strip()[:120], "at": at, "by_id": by.pk}
    )
    if fresh:
        record("ride.waiver_signed", row, by=by, at=at, after={"rules": in_force.number, "waiver": in_force.waiver.number})
        emails.signed(row, in_force, paper.signed_waiver(made), by=by, at=at)
    return made


def _must_be_able(ride: RideAlong, name: str, guardian: str, by: Actor) -> None:
    if not ride.is_ride:
        raise CannotSign(_("Only a ride needs the waiver."))
    if by.pk is not None and ride.rider.person_id is not None and by.pk != ride.rider.person_id:
        raise CannotSign(_("Only %(name)s can sign this waiver.") % {"name": ride.rider}, instead=_("Ask them to open the link in their letter."))
    if len(name.strip()) < 2:
        raise CannotSign(_("Your name is missing."), instead=_("Type it as you would sign."))
    if ride.age_band == AgeBand.TEEN and len(guardian.strip()) < 2:
        raise CannotSign(_("For a rider under 18 a parent or guardian signs too."), instead=_("Let them type their name."))
