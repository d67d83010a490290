"""What a liaison sets: rules and waiver in versions, watches, days without ride-alongs."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.ridealongs import emails, rules
from onecop.ridealongs.choices import OPEN, Kind, State
from onecop.ridealongs.exceptions import CannotClose, WrongRules
from onecop.ridealongs.models import Blackout, RideAlong, RuleSet, Waiver, Watch
from onecop.ridealongs.queries import rules_of
from onecop.ridealongs.rules import Terms
from onecop.ridealongs.services.riding import call_off


@transaction.atomic
def set_rules(*, agency: Agency, terms: Terms, waiver: str, by: Actor, at: datetime) -> RuleSet:
    """Put an agency's rules and waiver in force as a new version. The same words again change nothing.

    Signatures under the version before no longer count; whoever has an application open is asked by letter to sign anew.

    Raises:
        WrongRules: a number is out of its range, or a text is empty.
    """
    if wrong := [*rules.wrong_terms(terms), *([] if waiver.strip() else ["waiver"])]:
        raise WrongRules(_("These rules cannot stand: %(fields)s.") % {"fields": ", ".join(wrong)}, fields=wrong, instead=_("Look at the marked answers."))
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    before = rules_of(agency)
    text = waiver.strip().replace("\r\n", "\n")
    if before and before.terms == terms and before.waiver.text == text:
        return before
    made = RuleSet.objects.create(
        agency=agency, number=before.number + 1 if before else 1, waiver=_waiver(agency, before, text, by, at), in_force_at=at, in_force_by_id=by.pk,
        **{**vars(terms), "starts": [f"{s:%H:%M}" for s in terms.starts], "alternatives": [str(kind) for kind in terms.alternatives]},
    )  # fmt: skip
    record("ride_rules.set", made, by=by, at=at, after={"number": made.number, "waiver": made.waiver.number}, scope_id=agency.scope_id)
    _ask_to_sign_again(made, by=by, at=at)
    return made


def _waiver(agency: Agency, before: RuleSet | None, text: str, by: Actor, at: datetime) -> Waiver:
    if before and before.waiver.text == text:
        return before.waiver
    return Waiver.objects.create(agency=agency, number=before.waiver.number + 1 if before else 1, text=text, made_at=at, made_by_id=by.pk)


def _ask_to_sign_again(made: RuleSet, *, by: Actor, at: datetime) -> None:
    waiting = RideAlong.objects.filter(partnership__agency=made.agency, state__in=OPEN, kind=Kind.RIDE, checked_in_at=None)
    for ride in waiting.with_people():
        emails.sign_again(ride, made, by=by, at=at)


@transaction.atomic
def add_watch(*, agency: Agency, name: str, starts: time, hours: Decimal, by: Actor, at: datetime) -> Watch:
    """Add a watch.

    Raises:
        CannotClose: one of that name is there.
    """
    try:
        with transaction.atomic():
            made = Watch.objects.create(agency=agency, name=name, starts=starts, hours=hours)
    except IntegrityError:
        raise CannotClose(_("There is a watch of that name, or its hours cannot be."), instead=_("Choose another name, and up to 24 hours.")) from None
    record("ride_watch.added", made, by=by, at=at, after={"starts": f"{starts:%H:%M}", "hours": str(hours)}, scope_id=agency.scope_id)
    return made


@transaction.atomic
def end_watch(*, watch: Watch, by: Actor, at: datetime) -> Watch:
    """End a watch; rides of the past keep it. Ending it twice changes nothing.

    Raises:
        CannotClose: somebody is booked on it.
    """
    row = Watch.objects.select_for_update(of=("self",)).select_related("agency").get(pk=watch.pk)
    if row.ended_at is not None:
        return row
    booked = row.rides.filter(state=State.APPROVED).count()
    if booked:
        raise CannotClose(_("Riders are booked on this watch: %(n)s.") % {"n": booked}, instead=_("Give them another watch first."))
    row.ended_at, row.ended_by_id = at, by.pk
    row.save(update_fields=["ended_at", "ended_by_id"])
    record("ride_watch.ended", row, by=by, at=at, scope_id=row.agency.scope_id)
    return row


@transaction.atomic
def add_blackout(*, agency: Agency, first_on: date, last_on: date, words: str, by: Actor, at: datetime) -> tuple[Blackout, int]:
    """Close days to ride-alongs. What is booked on them is called off, and everybody is told.

    Returns:
        The span, and how many bookings were called off.

    Raises:
        CannotClose: it ends before it begins.
    """
    if last_on < first_on:
        raise CannotClose(_("The last day comes before the first."), instead=_("Swap the two days."))
    made = Blackout.objects.create(agency=agency, first_on=first_on, last_on=last_on, words=words[:80])
    record("ride_blackout.added", made, by=by, at=at, after={"from": first_on.isoformat(), "to": last_on.isoformat()}, scope_id=agency.scope_id)
    hit = RideAlong.objects.filter(partnership__agency=agency, state=State.APPROVED, checked_in_at=None, ride_on__range=(first_on, last_on))
    off = [call_off(ride, words=_("No ride-alongs: %(words)s") % {"words": words}, by=by, at=at) for ride in hit]
    return made, len(off)


@transaction.atomic
def lift_blackout(*, blackout: Blackout, by: Actor, at: datetime) -> None:
    """Open closed days again. Lifting twice changes nothing."""
    if Blackout.objects.filter(pk=blackout.pk, lifted_at=None).update(lifted_at=at, lifted_by_id=by.pk):
        record("ride_blackout.lifted", blackout, by=by, at=at, scope_id=blackout.agency.scope_id)
