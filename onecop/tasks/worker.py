"""The worker process: a loop for jobs, a thread for what is periodic, a thread for each pump (mail)."""

import logging
import random
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as Engine
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from onecop.kernel.clock import now
from onecop.tasks import runner, ticker
from onecop.tasks.models import WorkerSeen
from onecop.tasks.registry import PUMPS

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
GRACE_SECONDS = 25.0
SEEN_EVERY = timedelta(seconds=15)


def claim(name: str) -> DBTaskResult | None:
    """Take the next ready row of the engine for this worker, or None. SKIP LOCKED on PostgreSQL, one writer on SQLite."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default")
    if not ready.exists():  # an idle worker takes no write lock
        return None
    with exclusive_transaction(ready.db):
        found = ready.get_locked()
        if found is not None:
            found.claim(name)
    return found


def _engine(name: str) -> Engine:
    return Engine(
        queue_names=["*"], interval=IDLE_SECONDS, batch=False, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=name[:64], excluded_queue_names=[],
    )  # fmt: skip


def run(stop: threading.Event, *, idle: float = IDLE_SECONDS, until_empty: bool = False) -> int:
    """Work until `stop` is set: then end the running job (or put it back when it may run twice) and return.

    Args:
        until_empty: return as soon as nothing is ready; no threads are started. Returns the number of jobs taken.
    """
    runner.stopping.clear()
    if not until_empty:
        _first_sign()
    helpers = [] if until_empty else [_thread("tick", _tick, stop), *(_thread(f"pump-{n}", work, stop) for n, work in PUMPS.items())]
    threading.Thread(target=_pass_on, args=(stop,), daemon=True).start()
    name, taken = runner.worker_name(), 0
    engine = _engine(name)
    while not stop.is_set():
        close_old_connections()
        try:
            found = claim(name)
            if found is not None:
                taken += 1
                engine.run_task(found)
                continue
        except DatabaseError:
            log.exception("the worker could not reach its queue; it tries again")
            connection.close()
        if until_empty:
            break
        stop.wait(idle * random.uniform(0.8, 1.2))  # noqa: S311 - several workers shall not knock together
    for helper in helpers:
        helper.join(GRACE_SECONDS)
    connection.close()
    return taken


def _pass_on(stop: threading.Event) -> None:
    stop.wait()
    runner.stopping.set()


def _thread(name: str, step: Callable[[], bool], stop: threading.Event) -> threading.Thread:
    def loop() -> None:
        while not stop.is_set():
            close_old_connections()
            more = False
            try:
                more = step()
            except Exception:
                log.exception("%s failed; it tries again", name)
                connection.close()
                stop.wait(2.0)
            if not more:
                stop.wait(IDLE_SECONDS)
        connection.close()

    thread = threading.Thread(target=loop, name=name, daemon=True)
    thread.start()
    return thread


def _tick() -> bool:
    at = now()
    _sign(at)
    ticker.run_due(at)
    return False


def _sign(at: datetime) -> None:
    """Leave a sign of life, unless there is a fresh one."""
    name = runner.worker_name()
    if not WorkerSeen.objects.filter(name=name, seen_at__gt=at - SEEN_EVERY).exists():
        WorkerSeen.objects.update_or_create(name=name, defaults={"seen_at": at}, create_defaults={"seen_at": at, "started_at": at})


def _first_sign() -> None:
    """Whoever sees a job run can also see its worker. Where the database does not answer yet, the thread that ticks signs later."""
    try:
        _sign(now())
    except DatabaseError:
        log.exception("the worker could not leave its first sign of life")
        connection.close()


def main() -> None:
    """Run a worker until SIGTERM or SIGINT. Django is set up by the caller (`bin/onecop worker`)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    run(stop)
