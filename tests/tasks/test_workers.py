"""Several worker processes on one database, and what happens when one of them dies."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from subprocess import Popen

import pytest

from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.tasks import reaper, services
from onecop.tasks.choices import JobState
from onecop.tasks.models import Beat, Job, WorkerSeen
from tests import process
from tests.tasks.jobs_for_tests import BEGAN

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
Start = Callable[..., "Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Popen[bytes]] = []

    def begin(*args: str) -> "Popen[bytes]":
        running.append(process.start("tests.tasks.worker_process", *args))
        return running[-1]

    yield begin
    for worker in running:
        if worker.poll() is None:
            worker.kill()
        worker.communicate()


def ask(kind: str, **params: object) -> Job:
    return services.start(kind, title=kind, params=params, by=SYSTEM, at=now())


def wait_for(job: Job, state: str, seconds: float = 90) -> Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job.refresh_from_db()
        if job.state == state:
            return job
        time.sleep(0.05)
    raise AssertionError(f"{job.kind} is {job.state} ({job.trouble}), not {state}")


def began(what: str) -> int:
    return Entry.objects.filter(verb=BEGAN, target_id=what).count()


def wait_until_begun(job: Job, what: str, seconds: float = 90) -> None:
    """Wait until the job is at work: a worker says "running" a moment before the function of the job begins."""
    wait_for(job, JobState.RUNNING)
    end = time.monotonic() + seconds
    while not began(what) and time.monotonic() < end:
        time.sleep(0.05)
    assert began(what) == 1


def test_three_workers_run_each_of_sixty_jobs_once(start: Start) -> None:
    for n in range(60):
        ask("test.count", what=str(n))
    workers = [start("empty") for _n in range(3)]
    taken = [int(w.communicate(timeout=200)[0].split()[-1]) for w in workers]
    assert sum(taken) == 60
    assert Counter(Entry.objects.filter(verb=BEGAN).values_list("target_id", flat=True)) == Counter(str(n) for n in range(60))
    assert Counter(Job.objects.values_list("state", "done", "total", "attempts")) == {(JobState.DONE, 3, 3, 1): 60}


def test_a_job_whose_worker_is_killed_fails_with_a_clear_word(start: Start) -> None:
    worker, job = start(), ask("test.sleep", what="slept")
    wait_until_begun(job, "slept")
    worker.kill()
    worker.wait()
    assert reaper.reap(now()) == 1
    job.refresh_from_db()
    assert (job.state, began("slept")) == (JobState.FAILED, 1)
    assert job.trouble.startswith("The worker that ran this stopped in the middle")


def test_a_job_that_may_run_twice_starts_over_in_another_worker(start: Start) -> None:
    worker, job = start(), ask("test.sleep_again", what="again")
    wait_until_begun(job, "again")
    worker.kill()
    worker.wait()
    start()
    wait_for(job, JobState.DONE)
    assert (job.attempts, began("again")) == (2, 2)


def test_a_running_job_is_canceled_and_tells_its_progress(start: Start) -> None:
    start()
    job = ask("test.sleep", what="slept")
    wait_for(job, JobState.RUNNING)
    end = time.monotonic() + 60
    while not job.total and time.monotonic() < end:
        time.sleep(0.1)
        job.refresh_from_db()
    assert (job.done, job.total, job.note) == (0, 10, "resting")
    services.cancel(job, by=SYSTEM, at=now())
    wait_for(job, JobState.CANCELLED)
    assert job.note == "Canceled on request"


def test_a_worker_told_to_stop_puts_back_what_may_run_twice(start: Start) -> None:
    worker, job = start(), ask("test.sleep_again", what="again")
    wait_until_begun(job, "again")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=90) == 0
    job.refresh_from_db()
    assert (job.state, job.worker) == (JobState.WAITING, "")
    start("empty").wait(timeout=90)
    wait_for(job, JobState.DONE)


def test_a_worker_told_to_stop_finishes_what_may_not_run_twice(start: Start) -> None:
    worker, job = start(), ask("test.sleep", what="once", seconds=1.5)
    wait_until_begun(job, "once")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=90) == 0
    job.refresh_from_db()
    assert (job.state, began("once")) == (JobState.DONE, 1)


def test_a_live_worker_is_not_reaped_however_silent(start: Start) -> None:
    start()
    job = ask("test.sleep", what="slept")
    wait_for(job, JobState.RUNNING)
    assert reaper.reap(now() + timedelta(hours=3)) == 0
    assert WorkerSeen.objects.count() == 1


def test_two_workers_run_a_periodic_function_once(start: Start) -> None:
    for _n in range(2):
        start()
    end = time.monotonic() + 90
    while (WorkerSeen.objects.count() < 2 or not Beat.objects.filter(name="test.rhythm", ran_at__isnull=False)) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1.5)  # time enough for the other one to run it too, if it could
    assert WorkerSeen.objects.count() == 2
    assert Entry.objects.filter(verb="test.rhythm").count() == 1


def test_a_dead_process_is_not_taken_for_a_later_one_with_its_number() -> None:
    from onecop.tasks import runner

    host, pid, born = runner.worker_name().split(":")
    assert int(pid) == os.getpid()
    assert [runner.is_alive(f"{host}:{pid}:{born}"), runner.is_alive(f"{host}:{pid}:1"), runner.is_alive("elsewhere:1:1")] == [True, False, None]
