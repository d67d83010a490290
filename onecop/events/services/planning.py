"""Events: made, changed, moved, cancelled. Whoever said yes to a date hears of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Scope
from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.debriefs.choices import EffortState
from onecop.events import emails, money, notices, outcomes, registry, rules
from onecop.events.choices import EventKind, InviteState, SignUp, WithdrawReason
from onecop.events.exceptions import CannotPlan
from onecop.events.feed import where
from onecop.events.models import Event, Invite, Occurrence
from onecop.events.people import zone_of_house
from onecop.events.series import BadRule, Series, check
from onecop.events.services.approving import lapse
from onecop.events.services.listing import follow_date
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import zone_of

Host = Congregation | Agency | Partnership | Scope
LONGEST = 7 * 1440
"""Minutes: a festival of a week."""


@dataclass(frozen=True)
class Plan:
    """What an event is to be. minutes: how long. rrule: as `series.rule_of` writes it, or any other; empty: once. more: further fields of Event."""

    kind: EventKind
    title: str
    starts_on: date
    starts: time
    minutes: int
    rrule: str = ""
    until_on: date | None = None
    more: dict[str, Any] = field(default_factory=dict)


def zone_of_host(host: Host) -> str:
    """Return in which zone an event of a host keeps its hour."""
    if isinstance(host, Congregation):
        return zone_of_house(host)
    if isinstance(host, Agency):
        return host.territory.timezone if host.territory else "UTC"
    return str(zone_of(host)) if isinstance(host, Partnership) else "America/New_York"


@transaction.atomic
def plan_event(*, host: Host, plan: Plan, zone: str = "", draft: bool = False, by: Actor, at: datetime) -> Event:
    """Put an event into the calendar of its host.

    Args:
        zone: an IANA name; empty: that of the host's place.
        draft: only those who may change it see it, until it is published.

    Raises:
        CannotPlan: its rule gives no dates or does not begin on its first, it ends before it begins, or federal money would pay for worship.
    """
    values = _checked(plan, host)
    out = {} if draft else {"published_at": at, "published_by_id": by.pk}
    made = Event.objects.create(
        **{str(type(host)._meta.model_name): host}, **values, **out, zone=zone or zone_of_host(host), created_at=at, created_by_id=by.pk, changed_at=at
    )
    record("event.planned", made, by=by, at=at, after={"title": made.title, "kind": made.kind}, scope_id=made.scope_id_of_host)
    registry.touched([made.pk], at)
    return made


def _checked(plan: Plan, host: Host) -> dict[str, Any]:
    religious = plan.kind == EventKind.SERVICE or bool(plan.more.get("religious"))
    wrong = money.wrong(kind=plan.kind, religious=religious, federal=bool(plan.more.get("federally_funded")), grant=str(plan.more.get("grant") or ""))
    if wrong:
        raise CannotPlan(wrong[0].words, instead=wrong[0].instead)
    goal = plan.more.get("goal")
    if goal is not None and not money.goal_fits(goal, host):
        raise CannotPlan(_("That goal belongs to another partnership."), instead=_("Choose one of your own joint goals, or none."))
    if plan.more.get("sign_up") == SignUp.ANYONE and not plan.more.get("public"):
        raise CannotPlan(_("Anyone may sign up only where anyone may open the page."), instead=_("Make it public, or let only invited guests sign up."))
    if not 0 < plan.minutes <= LONGEST:
        raise CannotPlan(_("It must end after it begins, within a week."), instead=_("Look at the times again."))
    if plan.until_on and plan.until_on < plan.starts_on:
        raise CannotPlan(_("The last date lies before the first."), instead=_("Choose a later last date, or none."))
    try:
        rule = check(plan.rrule, plan.starts_on)
    except BadRule:
        raise CannotPlan(_("The first date does not fit how it repeats."), instead=_("Choose another first date or another rhythm.")) from None
    words = {"kind": plan.kind, "title": plan.title.strip()[:120], "starts_on": plan.starts_on, "starts": plan.starts, "minutes": plan.minutes}
    return {**plan.more, **words, "rrule": rule, "until_on": plan.until_on if rule else None, "religious": religious}


@transaction.atomic
def change_event(*, event: Event, plan: Plan, by: Actor, at: datetime) -> Event:
    """Change an event for all that is still to come. What is over stays as it was, and so does a date that was moved by itself.

    Whoever is invited to a date whose hour changes is told. A date with an invitation that the new rule does not have is called off.

    Raises:
        CannotPlan: as in `plan_event`, or it was called off.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.cancelled_at:
        raise CannotPlan(_("It was called off."), instead=_("Make a new event."))
    values = _checked(plan, row.host)
    before, was_at = {"title": row.title, "starts": row.starts.isoformat(), "rrule": row.rrule}, where(row)
    _keep_the_past(row, at)
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, at
    row.save()
    series = rules.series_of(row)
    for one in row.occurrences.filter(ends_at__gt=at, cancelled_at=None, moved_at=None):
        if series.has(one.on):
            _shift(one, *series.moments(one.on), by=by, at=at)
        else:
            _call_off(one, _("The dates changed."), by=by, at=at)
            notices.cancelled(row, _("The dates changed."), by=by, at=at, moment=one.starts_at)
    follow_date(row)
    if where(row) != was_at:
        for one in row.occurrences.filter(starts_at__gt=at, cancelled_at=None):
            one.event = row
            registry.placed(one, by, at)
    registry.changed(row, by, at)
    after = {"title": row.title, "starts": row.starts.isoformat(), "rrule": row.rrule}
    record("event.changed", row, by=by, at=at, before=before, after=after, scope_id=row.scope_id_of_host)
    registry.touched([row.pk], at)
    return row


def _keep_the_past(row: Event, at: datetime) -> None:
    """A series that has begun keeps the dates it had: they get rows before the rule changes under them."""
    if not row.rrule:
        return
    kept = set(row.occurrences.values_list("on", flat=True))
    past = [
        Occurrence(event=row, on=day, starts_at=begins, ends_at=ends, changed_at=at)
        for day, begins, ends in rules.series_of(row).between(at - timedelta(days=400), at)
        if day not in kept
    ]
    Occurrence.objects.bulk_create(past)


@transaction.atomic
def occurrence_for(*, event: Event, on: date, at: datetime) -> Occurrence:
    """Return the row of one date, made when nothing hung on that date yet.

    Raises:
        CannotPlan: the event does not take place on that date.
    """
    found = Occurrence.objects.filter(event=event, on=on).first()
    if found:
        return found
    series: Series = rules.series_of(event)
    if event.cancelled_at or not series.has(on):
        raise CannotPlan(_("It does not take place on that day."), instead=_("Choose a date from the calendar."))
    begins, ends = series.moments(on)
    made, _fresh = Occurrence.objects.get_or_create(event=event, on=on, defaults={"starts_at": begins, "ends_at": ends, "changed_at": at})
    return made


@transaction.atomic
def move_date(*, occurrence: Occurrence, starts_at: datetime, minutes: int, by: Actor, at: datetime) -> Occurrence:
    """Move one date; the series stays. Whoever is invited is told, and a yes becomes a question again.

    Raises:
        CannotPlan: it is over or called off, or the new time lies in the past.
    """
    row = _locked(occurrence)
    _must_come(row, at)
    if starts_at <= at or not 0 < minutes <= LONGEST:
        raise CannotPlan(_("The new time must lie ahead."), instead=_("Choose a later one."))
    row.moved_at, row.moved_by_id = at, by.pk
    before = {"starts": row.starts_at.isoformat()}
    _shift(row, starts_at, starts_at + timedelta(minutes=minutes), by=by, at=at)
    row.save(update_fields=["moved_at", "moved_by_id"])
    if not row.event.rrule:
        follow_date(row.event)
    record(
        "event.date_moved", row, by=by, at=at, before=before, after={"starts": starts_at.isoformat()}, scope_id=row.event.scope_id_of_host
    )  # fmt: skip
    registry.touched([row.event_id], at)
    return row


@transaction.atomic
def cancel_date(*, occurrence: Occurrence, words: str = "", by: Actor, at: datetime) -> Occurrence:
    """Call off one date; the series stays.

    Raises:
        CannotPlan: it is over or called off.
    """
    row = _locked(occurrence)
    _must_come(row, at)
    notices.cancelled(row.event, words.strip()[:300], by=by, at=at, moment=row.starts_at)
    _call_off(row, words, by=by, at=at)
    record("event.date_cancelled", row, by=by, at=at, after={"words": words[:300]}, scope_id=row.event.scope_id_of_host)
    registry.touched([row.event_id], at)
    return row


@transaction.atomic
def cancel_event(*, event: Event, words: str = "", by: Actor, at: datetime) -> Event:
    """Call off an event with all its dates to come. What took place stays. Calling it off twice changes nothing."""
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.cancelled_at:
        return row
    _keep_the_past(row, at)
    row.cancelled_at, row.cancelled_by_id, row.cancel_words = at, by.pk, words.strip()[:300]
    row.version, row.changed_at = row.version + 1, at
    row.save()
    for one in row.occurrences.filter(ends_at__gt=at, cancelled_at=None):
        _call_off(one, words, by=by, at=at)
    notices.cancelled(row, row.cancel_words, by=by, at=at)
    outcomes.settle(row, EffortState.CALLED_OFF, by=by, at=at)
    record("event.cancelled", row, by=by, at=at, after={"words": words[:300]}, scope_id=row.scope_id_of_host)
    registry.touched([row.pk], at)
    return row


def _locked(occurrence: Occurrence) -> Occurrence:
    return Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)


def _must_come(row: Occurrence, at: datetime) -> None:
    if row.cancelled_at or row.event.cancelled_at:
        raise CannotPlan(_("It was called off already."))
    if row.is_over(at):
        raise CannotPlan(_("That day is over."), instead=_("Choose a date to come."))


def _invited(row: Occurrence) -> list[Invite]:
    return list(row.invites.live().select_related("officer__person", "officer__agency", "partnership__congregation"))


def _shift(row: Occurrence, begins: datetime, ends: datetime, *, by: Actor, at: datetime) -> None:
    """Give a date another hour. Those who were asked are told; who had said yes is asked again, for a shift may stand against it now."""
    if (row.starts_at, row.ends_at) == (begins, ends):
        return
    was = row.starts_at
    row.starts_at, row.ends_at, row.version, row.changed_at = begins, ends, row.version + 1, at
    row.save(update_fields=["starts_at", "ends_at", "version", "changed_at"])
    for invite in _invited(row):
        invite.state, invite.answered_at, invite.answered_by_id, invite.answer_words, invite.duty = InviteState.WAITING, None, None, "", ""
        invite.reminded_at, invite.occurrence, invite.if_approved = None, row, False
        invite.save(update_fields=["state", "answered_at", "answered_by_id", "answer_words", "duty", "reminded_at", "if_approved"])
        lapse(invite, at=at)
        emails.moved(invite, was=was, by=by, at=at)
    notices.moved(row, was=was, by=by, at=at)
    registry.moved(row, was, by, at)


def _call_off(row: Occurrence, words: str, *, by: Actor, at: datetime) -> None:
    row.cancelled_at, row.cancelled_by_id, row.cancel_words = at, by.pk, words.strip()[:300]
    row.version, row.changed_at = row.version + 1, at
    row.save(update_fields=["cancelled_at", "cancelled_by_id", "cancel_words", "version", "changed_at"])
    for invite in _invited(row):
        invite.occurrence = row
        invite.state, invite.withdrawn_at, invite.withdrawn_by_id = InviteState.WITHDRAWN, at, by.pk
        invite.withdraw_reason, invite.if_approved = WithdrawReason.CANCELLED, False
        invite.save(update_fields=["state", "withdrawn_at", "withdrawn_by_id", "withdraw_reason", "if_approved"])
        lapse(invite, at=at)
        emails.cancelled(invite, by=by, at=at)
    row.introductions.filter(held_at=None).update(occurrence=None)
    registry.called_off(row, words, by, at)
