"""How a ride changes its state: locked, looked at again, and written down with who and when."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from onecop.agencies.models import Agency
from onecop.kernel.actor import Actor
from onecop.ridealongs import queries
from onecop.ridealongs.choices import Rule, State
from onecop.ridealongs.exceptions import NoRules, WrongMoment
from onecop.ridealongs.models import RideAlong, RideChange, RuleSet


def locked(ride: RideAlong) -> RideAlong:
    """Lock the row: of two who change it, the second looks again."""
    return RideAlong.objects.with_people().select_for_update(of=("self",)).get(pk=ride.pk)


def must_be(ride: RideAlong, *states: State) -> None:
    """Raise unless a ride is in one of the states.

    Raises:
        WrongMoment: saying in which it is.
    """
    if ride.state not in states:
        raise WrongMoment(_("This one is %(state)s.") % {"state": ride.get_state_display()}, instead=_("Look at its page again."))


def must_not_have_begun(ride: RideAlong) -> None:
    """Raise when the rider has checked in.

    Raises:
        WrongMoment: then nothing of the booking changes any more.
    """
    if ride.checked_in_at is not None:
        raise WrongMoment(_("It has begun already."), instead=_("Check out at its end."))


def rules_in_force(agency: Agency) -> RuleSet:
    """Return the agency's rules.

    Raises:
        NoRules: it has set none.
    """
    found = queries.rules_of(agency)
    if found is None:
        raise NoRules(_("%(agency)s has not set its ride-along rules yet.") % {"agency": agency}, instead=_("Ask its liaison to do so; it takes five minutes."))
    return found


def turn(ride: RideAlong, state: State, *, by: Actor, at: datetime, rule: Rule | None = None, words: str = "", next_on: date | None = None) -> RideChange:
    """Bring a ride into a state and save it whole, with the row that tells so."""
    ride.state, ride.state_since = state, at
    ride.save()
    return RideChange.objects.create(
        ride=ride, state=state, rule=rule or "", words=words[:300], next_on=next_on, at=at, by_id=by.pk, by_label=by.audit_label[:200]
    )
