"""Sends what is due. At least once: a letter is marked sent after it was handed over, never before."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from onecop.kernel.clock import now
from onecop.mail import routes, rules
from onecop.mail.choices import BlockReason, State
from onecop.mail.models import Block, Message, OptOut
from onecop.mail.sealing import Unreadable

log = logging.getLogger(__name__)

BATCH = 200
"""Letters of one session: what a power failure may send twice, under the same Message-ID."""
LEASE = timedelta(minutes=5)
MARK_EVERY = 50
"""Letters handed over before the next mark: what a kill -9 may send twice, against a commit for each."""


def claim(at: datetime, *, batch: int = BATCH, lease: timedelta = LEASE) -> list[Message]:
    """Take due letters for this worker: SKIP LOCKED on PostgreSQL, the one writer on SQLite. A lease that ran out is anybody's again."""
    due = Message.objects.due(at).order_by("due_at", "id")
    if not due.exists():  # an idle worker takes no write lock
        return []
    token = uuid.uuid4()
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch])
        Message.objects.filter(pk__in=ids).update(lease_token=token, lease_until=at + lease)
    return list(Message.objects.filter(lease_token=token).order_by("due_at", "id"))


def deliver_due(*, clock: Callable[[], datetime] = now, batch: int = BATCH, lease: timedelta = LEASE, mark_every: int = MARK_EVERY) -> int:
    """Send one batch over one session, with no transaction open. Returns how many letters were handed over."""
    taken = claim(clock(), batch=batch, lease=lease)
    if not taken:
        return 0
    wanted = _weed(taken, clock())
    done: list[tuple[Message, routes.Receipt]] = []
    sent = 0
    with routes.session() as session:
        for position, message in enumerate(wanted):
            if message.lease_until is None or clock() > message.lease_until - lease / 5:
                break  # too slow: the rest goes back before another worker takes it
            try:
                done.append((message, session.send(message)))
            except routes.Setback as setback:
                set_back(message, setback, clock())
                if setback.gone:
                    _release(wanted[position + 1 :])
                    break
            except Unreadable as error:
                set_back(message, routes.Setback(str(error), lasting=True), clock())
            except Exception as error:  # one letter that cannot be written must not hold up the others, nor send those before it again
                log.exception("letter %s (%s) could not be handed over", message.key, message.kind)
                set_back(message, routes.Setback(type(error).__name__), clock())
            if len(done) >= mark_every:
                sent += mark_sent(done, clock())
                done = []
        sent += mark_sent(done, clock())
    _release(wanted)
    return sent


def mark_sent(done: list[tuple[Message, routes.Receipt]], at: datetime) -> int:
    """Write down what was handed over, and answer with how many."""
    if not done:
        return 0
    plain = [m.pk for m, receipt in done if not receipt.provider_id]
    arrived = [m.pk for m, receipt in done if receipt.arrived]
    fields = {"sent_at": at, "trouble": "", "lease_token": None, "lease_until": None}
    with _unhurried():
        open_ones = Message.objects.filter(state=State.WAITING)
        if arrived:
            open_ones.filter(pk__in=arrived).update(state=State.DELIVERED, ended_at=at, **fields)
        if plain:
            open_ones.filter(pk__in=plain).update(state=State.SENT, **fields)
        for message, receipt in done:
            if receipt.provider_id:
                open_ones.filter(pk=message.pk).update(state=State.SENT, provider_id=receipt.provider_id[:200], **fields)
    return len(done)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Open a transaction whose commit does not wait for the disk. A mark lost with the power only means that its letters go out once more.

    The claim of the next batch does wait, and takes to the disk all that was committed before it.
    """
    if connection.in_atomic_block:  # a caller's transaction commits as it likes
        with transaction.atomic():
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            yield
    else:
        with connection.cursor() as cursor:
            usual = cursor.execute("PRAGMA synchronous").fetchone()[0]
            cursor.execute("PRAGMA synchronous = NORMAL")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute(f"PRAGMA synchronous = {int(usual)}")


def set_back(message: Message, setback: routes.Setback, at: datetime) -> None:
    """Write down a failed attempt: when to try again, or that it was the last."""
    attempts = message.attempts + 1
    final = setback.lasting or rules.is_final(attempts, outage=setback.gone)
    fields = {"attempts": attempts, "trouble": setback.words, "lease_token": None, "lease_until": None}
    log.warning("letter %s (%s) did not go out at attempt %d: %s", message.key, message.kind, attempts, "final" if final else "again later")
    with transaction.atomic():
        mine = Message.objects.filter(pk=message.pk, lease_token=message.lease_token, state=State.WAITING)
        if not final:
            mine.update(due_at=at + rules.pause_after(attempts), **fields)
            return
        mine.update(state=State.BOUNCED if setback.dead else State.FAILED, ended_at=at, **fields)
        if setback.dead:
            block(message.email, BlockReason.BOUNCE, setback.words, at=at)


def block(email: str, reason: BlockReason, detail: str, *, at: datetime) -> None:
    """Send nothing more to an address, in the caller's transaction."""
    Block.objects.get_or_create(email=email, defaults={"reason": reason, "detail": detail[:300], "at": at})


def _weed(taken: list[Message], at: datetime) -> list[Message]:
    """End the letters that became unwanted while they waited; answer with the others."""
    emails = {m.email for m in taken}
    blocked = set(Block.objects.filter(email__in=emails).values_list("email", flat=True))
    off = set(OptOut.objects.filter(email__in=emails).values_list("email", "kind"))
    dead = [m for m in taken if m.email in blocked]
    unwanted = [m for m in taken if m not in dead and not m.transactional and {(m.email, m.kind), (m.email, "*")} & off]
    end = {"ended_at": at, "lease_token": None, "lease_until": None}
    if dead:
        Message.objects.filter(pk__in=[m.pk for m in dead]).update(state=State.BLOCKED, trouble=_("Mail to this address comes back."), **end)
    if unwanted:
        words = _("The reader turned this kind of mail off.")
        Message.objects.filter(pk__in=[m.pk for m in unwanted]).update(state=State.UNWANTED, trouble=words, **end)
    gone = {m.pk for m in (*dead, *unwanted)}
    return [m for m in taken if m.pk not in gone]


def _release(messages: Iterable[Message]) -> None:
    """Give back what this worker still holds."""
    held = [m.pk for m in messages]
    token = next((m.lease_token for m in messages), None)
    if token is not None:
        Message.objects.filter(pk__in=held, lease_token=token, state=State.WAITING).update(lease_token=None, lease_until=None)
