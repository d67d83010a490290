"""Drafts, publishing, copies, and a cancellation taken back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.events import notices, outcomes, registry, rules
from onecop.events.choices import InviteState, WithdrawReason
from onecop.events.exceptions import CannotInvite, CannotPlan
from onecop.events.models import Event, EventRole, EventTask, Invite, Occurrence
from onecop.events.sacred_space import BY_KEY, Answer
from onecop.events.services.inviting import invite
from onecop.events.services.together import share
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState

RESTORE_WITHIN = timedelta(days=30)
"""A cancellation is taken back within this time, or not at all: after that people have other plans."""
NOT_COPIED = {
    "id", "key", "version", "created_at", "created_by_id", "changed_at", "published_at", "published_by_id", "cancelled_at", "cancelled_by_id", "cancel_words",
    "copied_from", "host_words", "starts_on", "until_on", "goal",
}  # fmt: skip


@transaction.atomic
def publish_event(*, event: Event, by: Actor, at: datetime) -> Event:
    """Put a draft into the calendar of its host. Doing so twice changes nothing.

    Raises:
        CannotPlan: it was called off, or its last date is over.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.published_at:
        return row
    series = rules.series_of(row)
    if not row.rrule and series.moments(row.starts_on)[1] <= at:
        raise CannotPlan(_("Its date is over."), instead=_("Choose a date to come first."))
    row.published_at, row.published_by_id, row.changed_at, row.version = at, by.pk, at, row.version + 1
    row.save(update_fields=["published_at", "published_by_id", "changed_at", "version"])
    record("event.published", row, by=by, at=at, after={"title": row.title}, scope_id=row.scope_id_of_host)
    share(row, by=by, at=at)
    registry.changed(row, by, at)
    registry.touched([row.pk], at)
    return row


@transaction.atomic
def delete_draft(*, event: Event, by: Actor, at: datetime) -> None:
    """Delete a draft with its checklist and roles. What was published is called off instead.

    Raises:
        CannotPlan: it is published.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.published_at:
        raise CannotPlan(_("It is in the calendar already."), instead=_("Call it off: then whoever was invited is told."))
    record("event.draft_deleted", row, by=by, at=at, before={"title": row.title}, scope_id=row.scope_id_of_host)
    row.occurrences.all().delete()
    row.delete()


def next_year(event: Event, after: date) -> date:
    """Return when last year's event would be again: 52 weeks later on the same weekday, as often as needed to lie after a day.

    Of a series it is the date of its own rule that lies nearest to that, so that the copy keeps the rule.
    """
    day = event.starts_on
    while day <= after or day == event.starts_on:
        day += timedelta(weeks=52)
    if not event.rrule:
        return day
    rule = ";".join(part for part in event.rrule.split(";") if not part.startswith("COUNT="))
    series = rules.Series(event.starts_on, event.starts, event.minutes, event.tz, rule)
    near = series.dates(max(day - timedelta(days=20), after + timedelta(days=1)), day + timedelta(days=366))
    return min(near, key=lambda one: abs((one - day).days), default=day)


@transaction.atomic
def copy_event(*, event: Event, starts_on: date, by: Actor, at: datetime) -> Event:
    """Make a draft of last year's event, on another date, with its checklist and roles undone. Guests, officers and co-hosts are asked anew.

    Raises:
        CannotPlan: the rule of the series does not have that date.
    """
    if event.rrule and not rules.fits(event.rrule, starts_on):
        raise CannotPlan(_("The first date does not fit how it repeats."), instead=_("Choose another first date, and change the rhythm afterwards."))
    kept = {
        field.attname: getattr(event, field.attname)
        for field in Event._meta.concrete_fields
        if field.name not in NOT_COPIED and field.attname not in NOT_COPIED
    }
    moved = starts_on - event.starts_on
    made = Event.objects.create(
        **kept, starts_on=starts_on, until_on=event.until_on + moved if event.until_on else None, copied_from=event, created_at=at, created_by_id=by.pk,
        changed_at=at,
    )  # fmt: skip
    EventTask.objects.bulk_create(
        EventTask(
            event=made, title=t.title, days=t.days, due_on=starts_on + timedelta(days=t.days), owner_id=t.owner_id, role=t.role, made_at=at, made_by_id=by.pk
        )
        for t in event.tasks.all()
    )
    EventRole.objects.bulk_create(
        EventRole(event=made, kind=r.kind, title=r.title, person_id=r.person_id, name=r.name, email=r.email, made_at=at, made_by_id=by.pk)
        for r in event.roles.all()
    )
    record("event.copied", made, by=by, at=at, after={"title": made.title, "from": event.key}, scope_id=made.scope_id_of_host)
    return made


@transaction.atomic
def restore_date(*, occurrence: Occurrence, by: Actor, at: datetime) -> Occurrence:
    """Let a date take place after all. Whoever had been told that it does not is told again, and officers are asked anew.

    Raises:
        CannotPlan: it was not called off, all of the event is, it has begun, or it was called off too long ago.
    """
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)
    if row.event.cancelled_at:
        raise CannotPlan(_("The whole event is called off."), instead=_("Take that back first."))
    _must_restore(row.cancelled_at, row.starts_at, at)
    _restore([row], row.event, by=by, at=at)
    record("event.date_restored", row, by=by, at=at, scope_id=row.event.scope_id_of_host)
    registry.touched([row.event_id], at)
    return row


@transaction.atomic
def restore_event(*, event: Event, by: Actor, at: datetime) -> Event:
    """Let an event take place after all, with the dates that were called off together with it. All are told again.

    Raises:
        CannotPlan: as in `restore_date`.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    first = rules.next_start(row, list(row.occurrences.all()), at)
    _must_restore(row.cancelled_at, first or at, at)
    gone = row.cancelled_at
    row.cancelled_at, row.cancelled_by_id, row.cancel_words = None, None, ""
    row.version, row.changed_at = row.version + 1, at
    row.save(update_fields=["cancelled_at", "cancelled_by_id", "cancel_words", "version", "changed_at"])
    _restore(list(row.occurrences.filter(cancelled_at=gone, starts_at__gt=at)), row, by=by, at=at)
    outcomes.take_up(row, by=by, at=at)
    record("event.restored", row, by=by, at=at, scope_id=row.scope_id_of_host)
    registry.touched([row.pk], at)
    return row


def _must_restore(cancelled_at: datetime | None, starts_at: datetime, at: datetime) -> None:
    if cancelled_at is None:
        raise CannotPlan(_("It was not called off."))
    if starts_at <= at:
        raise CannotPlan(_("That day is over."), instead=_("Copy the event to another date."))
    if at - cancelled_at > RESTORE_WITHIN:
        raise CannotPlan(_("It was called off more than a month ago."), instead=_("Copy the event: then everybody is asked anew."))


def _restore(rows: Sequence[Occurrence], event: Event, *, by: Actor, at: datetime) -> None:
    for row in rows:
        gone = row.cancelled_at
        row.event, row.cancelled_at, row.cancelled_by_id, row.cancel_words, row.version, row.changed_at = event, None, None, "", row.version + 1, at
        row.save(update_fields=["cancelled_at", "cancelled_by_id", "cancel_words", "version", "changed_at"])
        asked = Invite.objects.filter(occurrence=row, state=InviteState.WITHDRAWN, withdraw_reason=WithdrawReason.CANCELLED, withdrawn_at=gone)
        for one in asked.select_related("partnership"):
            _ask_again(one, row, by=by, at=at)
        registry.restored(row, by, at)
    notices.restored(event, rows, by=by, at=at)


def _ask_again(one: Invite, row: Occurrence, *, by: Actor, at: datetime) -> None:
    if one.partnership.state == PartnershipState.ACTIVE:
        try:
            invite(occurrence=row, partnership=one.partnership, words=_("It takes place after all."), by=by, at=at)
        except CannotInvite:
            return  # nobody holds the partnership now; the next officer is asked by whoever plans


@transaction.atomic
def unplan_event(*, event: Event, by: Actor, at: datetime) -> None:
    """Take an event out as if it had never been planned: an act taken back at once, before anybody was told.

    Raises:
        CannotPlan: something hangs on it, or it was changed since. Then it is called off, and whoever is concerned is told.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.version or row.occurrences.exists() or row.cohosts.exists() or row.roles.exists() or row.copies.exists():
        raise CannotPlan(_("People work with this event already."), instead=_("Call it off: then whoever is concerned is told."))
    record("event.unplanned", row, by=by, at=at, before={"title": row.title}, scope_id=row.scope_id_of_host)
    row.published_at = row.published_by_id = None
    row.save(update_fields=["published_at", "published_by_id"])
    registry.touched([row.pk], at)
    row.delete()


@transaction.atomic
def name_hosts(*, event: Event, words: str, by: Actor, at: datetime) -> Event:
    """Say in words who hosts an event, where its host here is another: a region for whoever is not known here, or several together."""
    row = Event.objects.select_for_update().get(pk=event.pk)
    before = {"hosts": row.host_words}
    row.host_words, row.version, row.changed_at = words.strip()[:300], row.version + 1, at
    row.save(update_fields=["host_words", "version", "changed_at"])
    record("event.hosts_named", row, by=by, at=at, before=before, after={"hosts": row.host_words}, scope_id=row.scope_id_of_host)
    registry.touched([row.pk], at)
    return row


@transaction.atomic
def attach_space(*, event: Event, answers: dict[str, Answer], venue: Congregation | None = None, by: Actor, at: datetime) -> Event:
    """Tell whoever comes what matters in the sacred space; empty answers take it away again.

    Args:
        venue: at whose place of worship it is, where no congregation hosts it.
        answers: {point: {choice, words, instead}}, as `sacred_space.POINTS` names them; others are left out.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    row.space = {key: answer for key, answer in answers.items() if key in BY_KEY}
    row.venue, row.changed_at = None if row.house else venue, at
    row.save(update_fields=["space", "venue", "changed_at"])
    record("event.space_attached", row, by=by, at=at, after={"points": len(row.space)}, scope_id=row.scope_id_of_host)
    return row
