"""Letters to all guests of a date: few are written in the act, many by a worker in pieces. Whoever has one never gets it again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events.models import Occurrence
from onecop.kernel.actor import Actor
from onecop.registrations import emails
from onecop.registrations.choices import OVERTAKES, RegistrationState, SendingKind, SendingState
from onecop.registrations.models import Registration, Sending
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.tasks.progress import SILENT, Progress

AT_ONCE = 100
"""So many letters are written in the act itself: a fixed number of queries and about a quarter of a second."""
PIECE = 500
"""Letters of one transaction of the worker: what is held in memory, and how soon a stop is heard."""
JOB = "registrations.send"
WITH_EVENT = ("occurrence__event__congregation", "occurrence__event__agency", "occurrence__event__scope", "occurrence__event__partnership__congregation")


def begin(
    *,
    occurrence: Occurrence,
    kind: SendingKind,
    states: Sequence[RegistrationState],
    words: str = "",
    was: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Sending | None:
    """Tell all guests of a date who stand as `states` says, in the transaction of the act. What is on its way and says the opposite ends.

    Args:
        was: when it began before, where it moves.

    Returns:
        The sending, done already where the letters were few; None: there is nobody to tell.
    """
    meant = Registration.objects.filter(occurrence=occurrence, state__in=states).exclude(email="")
    if kind == SendingKind.CALLED_OFF:
        meant = meant.filter(called_off=True)
    found = meant.order_by().aggregate(n=Count("pk"), last=Max("pk"))
    _overtake(occurrence, kind, at)
    if not found["n"]:
        return None
    row = Sending.objects.create(
        occurrence=occurrence, kind=kind, words=words.strip()[:1500], was=was, states=list(states), upto=found["last"], total=found["n"],
        made_at=at, made_by_id=by.pk,
    )  # fmt: skip
    if row.total <= AT_ONCE:
        _piece(row.pk, by=by, at=at, size=AT_ONCE)
        _piece(row.pk, by=by, at=at, size=AT_ONCE)
    else:
        _hand_on(row, by=by, at=at)
    row.refresh_from_db()
    return row


def _overtake(occurrence: Occurrence, kind: SendingKind, at: datetime) -> None:
    older = Sending.objects.filter(occurrence=occurrence, kind__in=OVERTAKES[kind], state=SendingState.SENDING)
    older.update(state=SendingState.OVERTAKEN, ended_at=at)


def _hand_on(row: Sending, *, by: Actor, at: datetime) -> None:
    event = row.occurrence.event
    title = _("Letters to guests of “%(title)s”: %(what)s") % {"title": event.title, "what": row.get_kind_display()}
    params = {"sending": row.pk, "at": at.isoformat()}
    task = tasks.start(JOB, title=title, params=params, by=by, at=at, scope_id=event.scope_id_of_host, result_url=row.get_absolute_url())
    Sending.objects.filter(pk=row.pk).update(job_key=task.key)


def carry_out(*, sending: Sending, by: Actor, at: datetime, progress: Progress = SILENT) -> int:
    """Write what is left of a sending, a transaction for each piece. Run again after a crash it goes on where it was. Returns how many have a letter."""
    progress.advance(sending.done, sending.total)
    while (row := _piece(sending.pk, by=by, at=at, size=PIECE)).state == SendingState.SENDING:
        progress.advance(row.done, row.total)
    return row.done


@transaction.atomic
def _piece(number: int, *, by: Actor, at: datetime, size: int) -> Sending:
    """Write the next letters of a sending, or end it. The lock on it lets one worker write at a time; its mark moves with the letters."""
    Sending.objects.select_for_update().get(pk=number)
    row = Sending.objects.select_related(*WITH_EVENT).get(pk=number)
    if row.state != SendingState.SENDING:
        return row
    piece = list(_left(row)[:size])
    for one in piece:
        one.occurrence = row.occurrence
    if not piece:
        row.state, row.ended_at = SendingState.SENT, at
    else:
        emails.to_all(row, piece, by=by, at=at)
        row.last, row.done = piece[-1].pk, row.done + len(piece)
    row.save(update_fields=["state", "ended_at", "last", "done"])
    return row


def _left(row: Sending) -> "QuerySet[Registration]":
    """Return who gets the letter still, by how they stand now: whoever said no meanwhile is left in peace."""
    rows = Registration.objects.filter(occurrence=row.occurrence, state__in=row.states, pk__gt=row.last, pk__lte=row.upto).exclude(email="")
    if row.kind == SendingKind.CALLED_OFF:
        rows = rows.filter(called_off=True)
    return rows.select_related("person").order_by("pk")


@transaction.atomic
def write_to_guests(
    *, occurrence: Occurrence, words: str, states: tuple[RegistrationState, ...] = (RegistrationState.YES,), by: Actor, at: datetime
) -> Sending | None:
    """Send one line of the host to everybody who comes (or waits, as `states` says). None: there is nobody."""
    row = begin(occurrence=occurrence, kind=SendingKind.LINE, states=states, words=words, by=by, at=at)
    if row:
        record("guests.written_to", occurrence, by=by, at=at, after={"number": row.total}, scope_id=occurrence.event.scope_id_of_host)
    return row


@transaction.atomic
def stop_sending(*, sending: Sending, job: Job, by: Actor, at: datetime) -> None:
    """Stop a line of the host: at once while its task waits, at the next piece while it runs. Who has it keeps it.

    Raises:
        JobEnded: it is over.
    """
    tasks.cancel(job, by=by, at=at)
    if Sending.objects.filter(pk=sending.pk, state=SendingState.SENDING).update(state=SendingState.STOPPED, ended_at=at):
        record("guests.stopped", sending.occurrence, by=by, at=at, scope_id=sending.occurrence.event.scope_id_of_host)
