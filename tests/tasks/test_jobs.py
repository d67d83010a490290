from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.tasks import queries, reaper, services, ticker
from onecop.tasks.choices import JobState
from onecop.tasks.models import Beat, Job
from tests import make
from tests.make import NOON
from tests.tasks import jobs_for_tests

pytestmark = pytest.mark.django_db


def ask(kind: str = "test.count", **params: object) -> Job:
    return services.start(kind, title="Bring in the roster", params=params, by=SYSTEM, at=NOON)


def test_a_job_run_on_the_spot_ends_with_its_result() -> None:
    job = services.run_now(ask(what="a"))
    assert (job.state, job.result, job.done, job.total, job.note, job.percent) == (JobState.DONE, {"counted": 3}, 3, 3, "3 of 3", 100)
    assert job.ended_at is not None


def test_perform_needs_no_worker_and_leaves_nothing_for_one() -> None:
    job = services.perform("test.count", title="Match", params={"what": "b"}, by=SYSTEM, at=NOON)
    assert (job.state, DBTaskResult.objects.count()) == (JobState.DONE, 0)


def test_a_job_runs_once_however_often_it_is_asked_to() -> None:
    job = ask(what="c")
    services.run_now(job)
    assert services.run_now(job).attempts == 1


def test_what_rolls_back_was_never_asked() -> None:
    def fail() -> None:
        with transaction.atomic():
            ask(what="d")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(LookupError):
        ask("test.unheard_of")


def test_an_exception_becomes_the_trouble() -> None:
    job = services.run_now(ask("test.break"))
    assert (job.state, job.trouble, job.done) == (JobState.FAILED, "RuntimeError: the well is dry", 2)


def test_a_refusal_speaks_for_itself() -> None:
    assert services.run_now(ask("test.refuse")).trouble == "The file was already brought in."


def test_a_waiting_job_is_canceled_at_once_and_an_ended_one_not_at_all() -> None:
    job = services.cancel(ask(what="e"), by=SYSTEM, at=NOON)
    assert (job.state, job.ended_at) == (JobState.CANCELLED, NOON)
    assert services.run_now(job).state == JobState.CANCELLED
    with pytest.raises(Refused):
        services.cancel(job, by=SYSTEM, at=NOON)


def test_a_job_that_its_worker_lost_before_it_began_is_handed_on() -> None:
    job = ask(what="f")
    row = DBTaskResult.objects.get()
    row.claim("elsewhere:1:1")
    DBTaskResult.objects.update(started_at=NOON)
    assert reaper.reap(NOON + timedelta(minutes=2)) == 1
    assert list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True)) == ["FAILED", "READY"]
    job.refresh_from_db()
    assert job.carrier != row.pk


def test_a_job_on_a_silent_host_is_given_up_after_three_minutes_and_its_late_end_does_not_count() -> None:
    job = ask(what="g")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1, worker="elsewhere:1:1", beat_at=NOON, started_at=NOON)
    assert reaper.reap(NOON + timedelta(minutes=2)) == 0
    assert reaper.reap(NOON + timedelta(minutes=4)) == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_job_that_kills_three_workers_is_not_started_a_fourth_time() -> None:
    job = ask("test.sleep_again", what="h")
    for attempt, state in ((1, JobState.WAITING), (2, JobState.WAITING), (3, JobState.FAILED)):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=attempt, worker="elsewhere:1:1", beat_at=NOON, started_at=NOON)
        reaper.reap(NOON + timedelta(hours=1))
        job.refresh_from_db()
        assert job.state == state


def test_a_periodic_function_runs_once_a_period_and_again_after_a_lease_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr(ticker, "RHYTHMS", {"test.rhythm": ticker.Rhythm("test.rhythm", timedelta(minutes=5), ran.append)})
    assert ticker.run_due(NOON) == ["test.rhythm"]
    assert ticker.run_due(NOON + timedelta(minutes=4)) == []
    Beat.objects.update(due_at=NOON, lease_until=NOON + timedelta(minutes=9))
    assert ticker.run_due(NOON + timedelta(minutes=8)) == []
    assert ticker.run_due(NOON + timedelta(minutes=10)) == ["test.rhythm"]
    assert ran == [NOON, NOON + timedelta(minutes=10)]


def test_a_periodic_function_that_fails_says_so_and_comes_round_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(at: object) -> None:
        raise OSError("no answer")

    monkeypatch.setattr(ticker, "RHYTHMS", {"test.fails": ticker.Rhythm("test.fails", timedelta(minutes=5), fail)})
    ticker.run_due(NOON)
    assert (Beat.objects.get().trouble, Beat.objects.get().due_at) == ("OSError: no answer", NOON + timedelta(minutes=5))


def test_progress_in_words() -> None:
    job = ask(what="i")
    assert queries.progress(job).words == "Waiting for a worker"
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=20, total=80, note="reading rows")
    job.refresh_from_db()
    told = queries.progress(job)
    assert (told.words, told.percent, told.is_open) == ("20 of 80, reading rows", 25, True)


def test_one_sees_ones_own_jobs_and_those_within_reach(staff: object) -> None:
    region = make.region()
    keeper = make.person()
    make.grant(keeper, "regional_staff", region)
    agency = make.agency(parent=region)
    liaison = make.person()
    make.grant(liaison, "liaison", agency.scope)
    far = make.agency(parent=make.region("Highland", ("HG",)))
    jobs = {
        "nation": ask(what="j"),
        "agency": services.start("test.count", title="x", params={"what": "k"}, by=liaison, at=NOON, scope_id=agency.scope_id),
        "far": services.start("test.count", title="x", params={"what": "l"}, by=SYSTEM, at=NOON, scope_id=far.scope_id),
    }

    def seen(person: object) -> set[str]:
        visible = set(Job.objects.visible_to(person).values_list("pk", flat=True))
        return {name for name, job in jobs.items() if job.pk in visible}

    assert seen(staff) == {"nation", "agency", "far"}
    assert seen(keeper) == {"agency"}
    assert seen(liaison) == {"agency"}
    assert jobs_for_tests.BEGAN == "test.began"
