"""Staff look at what was registered: accept, decline, correct."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events import services as events
from onecop.events.choices import EventKind
from onecop.events.models import Event
from onecop.kernel.actor import Actor
from onecop.weekend import emails
from onecop.weekend.choices import HostKind, Standing, Verdict
from onecop.weekend.exceptions import CannotDecide
from onecop.weekend.models import Batch, Submission
from onecop.weekend.places import Pin, known_host
from onecop.weekend.services.comparing import compare, name_hosts
from onecop.weekend.services.registering import fill
from onecop.weekend.sheet import turn


def _waiting(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("weekend", "scope", "joined", "event")
    row = rows.get(pk=submission.pk)
    if row.standing != Standing.WAITING:
        raise CannotDecide(_("It does not wait for an answer any more."), instead=_("Look at the page again."))
    return row


@transaction.atomic
def accept(*, submission: Submission, batch: Batch | None = None, by: Actor, at: datetime) -> Submission:
    """Take an event in. It gets a place in the calendars, hosted by the congregation or agency that its host is where that is known, else by the region.

    Args:
        batch: the press that accepts many; its letters leave later, so that it can be taken back.

    Raises:
        CannotDecide: it does not wait any more.
    """
    row = _waiting(submission)
    row.congregation, row.agency = known_host(row)
    if row.joined is None:
        row.event = _event(row, by=by, at=at)
    row.standing, row.decided_at, row.decided_by_id, row.decide_words, row.changed_at = Standing.ACCEPTED, at, by.pk, "", at
    row.batch = batch
    row.save()
    if row.joined is not None:
        name_hosts(row.joined, by=by, at=at)
    record("submission.accepted", row, by=by, at=at)
    emails.accepted(row, not_before=batch.letters_at if batch else None, by=by, at=at)
    turn(row.weekend_id, at)
    return row


def _event(row: Submission, *, by: Actor, at: datetime) -> Event:
    host: Any = row.congregation if row.congregation and row.congregation.scope_id else row.agency or row.scope
    kind = EventKind.NATIONAL if row.kind == EventKind.SERVICE and row.host_kind != HostKind.CONGREGATION else EventKind(row.kind)
    pin = {"lon": row.lon, "lat": row.lat} if row.exact else {}
    address = ", ".join(part for part in (row.street, row.city) if part)
    more = {
        "public": True, "place": row.place, "address": address, "city": row.city, "state": row.state, "place_private": row.place_private,
        "words": row.words, "languages": row.languages, "host_words": "" if host in (row.congregation, row.agency) else row.host_name, **pin,
    }  # fmt: skip
    plan = events.Plan(kind, row.title, row.starts_on, row.starts, row.minutes, more=more)
    return events.plan_event(host=host, plan=plan, zone=row.zone, by=by, at=at)


def accept_many(*, submissions: Iterable[Submission], by: Actor, at: datetime) -> tuple[int, int]:
    """Accept several, each in a transaction of its own. Returns how many were, and how many were left: settled, or like another one."""
    done = left = 0
    for row in submissions:
        if row.resemblances.filter(verdict=Verdict.OPEN).exists():
            left += 1
            continue
        try:
            accept(submission=row, by=by, at=at)
            done += 1
        except CannotDecide:
            left += 1
    return done, left


@transaction.atomic
def decline(*, submission: Submission, words: str, by: Actor, at: datetime) -> Submission:
    """Do not take an event in, and tell its host why. Whoever had joined it stands for itself again.

    Raises:
        CannotDecide: it does not wait any more.
    """
    row = _waiting(submission)
    row.standing, row.decided_at, row.decided_by_id, row.decide_words, row.changed_at = Standing.DECLINED, at, by.pk, words.strip()[:300], at
    row.save()
    for joiner in row.joiners.select_for_update():
        joiner.joined, joiner.standing, joiner.changed_at = None, Standing.WAITING, at
        joiner.decided_at = joiner.decided_by_id = None
        joiner.save()
        turn(row.weekend_id, at)
    record("submission.declined", row, by=by, at=at, after={"words": row.decide_words})
    emails.declined(row, by=by, at=at)
    return row


@transaction.atomic
def change(*, submission: Submission, values: dict[str, Any], pin: Pin, by: Actor, at: datetime) -> Submission:
    """Correct what waits. It is compared anew.

    Raises:
        CannotDecide: it does not wait any more: what is accepted is changed as an event.
    """
    row = _waiting(submission)
    before = {"title": row.title, "starts_at": row.starts_at.isoformat()}
    fill(row, values, pin)
    row.changed_at = at
    row.save()
    record("submission.changed", row, by=by, at=at, before=before, after={"title": row.title, "starts_at": row.starts_at.isoformat()})
    compare(submission=row, by=by, at=at)
    return row
