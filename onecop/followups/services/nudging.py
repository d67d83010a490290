"""Hosts are asked until it is recorded: three letters, then staff see it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from onecop.audit.services import record
from onecop.events import services as events
from onecop.events.models import Event, Occurrence
from onecop.events.rules import series_of
from onecop.followups import emails, people, rules
from onecop.followups.choices import RecordState
from onecop.followups.models import Record
from onecop.kernel.actor import SYSTEM
from onecop.tasks.alone import Alone

PIECE = 200
"""Records that one run of the worker takes up; the next one goes on."""


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Make a record for each date that ended lately and has none, with the day of its first letter. Returns how many.

    Looks only at what ended within `rules.SWEEP`, by two indexes. A date of a series counts when something hung on it; a single one always.
    """
    since = at - rules.SWEEP
    asked = {"event__published_at__isnull": False, "event__cancelled_at": None}
    began = {"starts_at__gt": since - rules.LONGEST, "starts_at__lt": at}  # the index is on the beginning
    rows = Occurrence.objects.filter(**began, ends_at__gt=since, ends_at__lte=at, cancelled_at=None, record=None, **asked)
    ended = list(rows.exclude(event__kind__in=rules.QUIET_KINDS).select_related("event").order_by("ends_at", "id")[:PIECE])
    ended += _without_a_row(since, at)
    made = [Record(occurrence=row, made_at=at, due_at=rules.next_due(row.ends_at, row.event.tz, 0)) for row in ended]
    Record.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _without_a_row(since: datetime, at: datetime) -> list[Occurrence]:
    """Return single dates on which nothing hung before they ended; their rows are made now."""
    days = {"starts_on__gt": (since - rules.LONGEST).date(), "starts_on__lte": at.date() + timedelta(days=1)}
    single = Event.objects.in_force().filter(rrule="", occurrences=None, **days).exclude(kind__in=rules.QUIET_KINDS)
    found = []
    for event in single.order_by("starts_on", "id")[:PIECE]:
        ends_at = series_of(event).moments(event.starts_on)[1]
        if since < ends_at <= at:
            row = events.occurrence_for(event=event, on=event.starts_on, at=at)
            row.event = event
            found.append(row)
    return found


def nudge_due(*, at: datetime) -> int:
    """Send the letters that are due, one to each host for all their dates. Returns how many letters."""
    due = list(Record.objects.filter(due_at__lte=at, state=RecordState.OPEN).order_by("due_at", "id").values_list("pk", flat=True)[:PIECE])
    sent: list[int] = []
    with Alone("followups.nudge") as alone:
        alone.together(due, lambda part: sent.append(_nudge(part, at)))
    return sum(sent)


@transaction.atomic
def _nudge(due: Sequence[int], at: datetime) -> int:
    locked = Record.objects.filter(pk__in=due, due_at__lte=at, state=RecordState.OPEN).order_by("due_at", "id")
    rows = list(locked.select_for_update(of=("self",), skip_locked=True).select_related(*people.HOSTS))
    waits = [row for row in rows if not (row.occurrence.cancelled_at or row.occurrence.event.cancelled_at)]
    by_reader: dict[tuple[str, str], list[Record]] = {}
    for row, found in people.hosts_of(waits):
        for reader in found:
            by_reader.setdefault(reader, []).append(row)
    for (email, name), theirs in by_reader.items():
        emails.nudge(theirs, email=email, name=name, at=at)
    _move_on(rows, waits, at)
    return len(by_reader)


def _move_on(rows: Iterable[Record], waits: list[Record], at: datetime) -> None:
    for row in rows:
        date = row.occurrence
        row.nudges = rules.behind(date.ends_at, date.event.tz, at)
        row.due_at = rules.next_due(date.ends_at, date.event.tz, row.nudges) if row in waits else None
        if row in waits and row.due_at is None:
            row.hand_at = at
        if row in waits:
            record("followup.nudged", row, by=SYSTEM, at=at, scope_id=date.event.scope_id_of_host)
    Record.objects.bulk_update(list(rows), ["nudges", "due_at", "hand_at"])
