"""Step 5: a date at a service, how it goes, and that it took place."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events import emails, rules, show
from onecop.events.choices import Duty, EventKind, InviteState, Side, WithdrawReason
from onecop.events.exceptions import CannotIntroduce
from onecop.events.models import Event, Introduction, Invite, Occurrence
from onecop.events.people import people, zone_of_house
from onecop.events.queries import clash, same_hour
from onecop.events.services.attending import tell_attendance
from onecop.events.services.inviting import answer, invite, withdraw
from onecop.events.services.planning import Plan, occurrence_for, plan_event
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership


def _locked(partnership: Partnership) -> Partnership:
    return Partnership.objects.select_for_update(of=("self",)).select_related("congregation__territory", "congregation__scope").get(pk=partnership.pk)


def _open(partnership: Partnership, *, by: Actor, at: datetime) -> Introduction:
    """Return the introduction that is being prepared; begin one when there is none. Call with the partnership locked."""
    found = partnership.introductions.open().select_related("occurrence").first()
    return found or Introduction.objects.create(partnership=partnership, begun_at=at, begun_by_id=by.pk)


@transaction.atomic
def choose_date(*, partnership: Partnership, starts_at: datetime, minutes: int, side: Side, by: Actor, at: datetime) -> Introduction:
    """Choose the service at which the officer is introduced. The officer is asked by letter; an officer who chooses has said yes by that.

    A service that the congregation's calendar has at that hour is taken; otherwise it is put in. An earlier date is given up, and its invitation
    taken back. Choosing the date that is chosen changes nothing.

    Args:
        starts_at: when the service begins. side: who chooses.

    Raises:
        CannotIntroduce: the partnership is not active, nobody holds it, or the date lies in the past.
    """
    row = _locked(partnership)
    officer = people(row).officer
    if row.state != PartnershipState.ACTIVE or officer is None:
        raise CannotIntroduce(_("There is no officer to introduce now."), instead=_("As soon as one holds the partnership, choose a date."))
    if starts_at <= at or not 0 < minutes <= 720:
        raise CannotIntroduce(_("The service must lie ahead."), instead=_("Choose a date to come."))
    found = _open(row, by=by, at=at)
    occurrence = _service_at(row, starts_at, minutes, by=by, at=at)
    if found.occurrence_id == occurrence.pk and occurrence.invites.live().filter(partnership=row, officer=officer).exists():
        return found
    _give_up(found, by=by, at=at)
    found.occurrence = occurrence
    found.save(update_fields=["occurrence"])
    record("introduction.dated", found, by=by, at=at, after={"on": occurrence.on.isoformat()}, scope_id=row.congregation.scope_id)
    asked = occurrence.invites.live().filter(partnership=row).first() or invite(occurrence=occurrence, partnership=row, officer=officer, by=by, at=at)
    if side == Side.OFFICER and asked.state == InviteState.WAITING:
        likely = clash(officer, occurrence).likely
        how = likely if rules.duty_is_allowed(likely, officer.agency.outreach_on_duty) else Duty.OFF
        answer(invite=asked, comes=True, duty=how, by=by, at=at)
    return found


def _service_at(partnership: Partnership, starts_at: datetime, minutes: int, *, by: Actor, at: datetime) -> Occurrence:
    house = partnership.congregation
    services = Event.objects.in_force().filter(congregation=house, kind=EventKind.SERVICE).order_by("id")
    for event in services:
        day = same_hour(event, starts_at)
        if day is not None:
            return occurrence_for(event=event, on=day, at=at)
    local = starts_at.astimezone(ZoneInfo(zone_of_house(house)))
    known = house.service_times.filter(weekday=local.weekday(), starts=local.time()).first()
    title = (known.what if known else "") or _("Service")
    made = plan_event(host=house, plan=Plan(EventKind.SERVICE, title, local.date(), local.time(), minutes), by=by, at=at)
    return occurrence_for(event=made, on=made.starts_on, at=at)


def _give_up(introduction: Introduction, *, by: Actor, at: datetime) -> None:
    """Take back what hung on the date so far; a date that is over keeps what was said about it."""
    if introduction.occurrence is None or introduction.occurrence.is_over(at):
        return
    for one in Invite.objects.live().filter(occurrence=introduction.occurrence, partnership=introduction.partnership):
        withdraw(invite=one, reason=WithdrawReason.CHANGED_MIND, by=by, at=at)


@transaction.atomic
def keep_show(*, introduction: Introduction, items: list[dict[str, Any]], by: Actor, at: datetime) -> Introduction:
    """Keep the run of show as both want it.

    Args:
        items: {minutes, what, who, where, said}; those without a `what` fall out.

    Raises:
        CannotIntroduce: it has taken place.
    """
    row = Introduction.objects.select_for_update(of=("self",)).select_related("partnership__congregation").get(pk=introduction.pk)
    if row.held_at:
        raise CannotIntroduce(_("The introduction has taken place."))
    row.show, row.show_at, row.show_by_id = show.clean(items), at, by.pk
    row.save(update_fields=["show", "show_at", "show_by_id"])
    record("introduction.show_kept", row, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return row


@transaction.atomic
def introduced(*, introduction: Introduction, took_place: bool, side: Side, by: Actor, at: datetime) -> Introduction:
    """Either side says whether the introduction took place. A yes settles it; after a no both choose another date.

    Raises:
        CannotIntroduce: no date was chosen, or it has not come yet. CannotTell: the date was called off.
    """
    row = Introduction.objects.select_for_update(of=("self",)).select_related("occurrence__event", "partnership__congregation").get(pk=introduction.pk)
    if row.held_at:
        return row
    if row.occurrence is None or row.occurrence.starts_at > at:
        raise CannotIntroduce(_("That day has not come yet."), instead=_("Tell us when it has taken place."))
    told = tell_attendance(occurrence=row.occurrence, partnership=row.partnership, who=Side.OFFICER, came=took_place, told_by=side, by=by, at=at)
    if took_place:
        row.held_at, row.held_by_id, row.officer = at, by.pk, told.officer
        row.save(update_fields=["held_at", "held_by_id", "officer"])
        record("introduction.held", row, by=by, at=at, after={"officer": str(told.officer)}, scope_id=row.partnership.congregation.scope_id)
        emails.introduced(row, by=by, at=at)
    else:
        row.occurrence = None
        row.save(update_fields=["occurrence"])
        record("introduction.missed", row, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return row
