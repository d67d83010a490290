"""What the evidence shows is written down once, and how each partnership stands is kept for the lists."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from onecop.journey import queries
from onecop.journey.jobs import look_again
from onecop.journey.models import HealthRow, StepCompletion
from onecop.journey.services import settle
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, FactKind, PauseReason, TenureKind
from onecop.partnerships.registry import Fact
from onecop.tasks.alone import RowsFailed
from onecop.territory.models import Territory
from tests import make
from tests.journey.keeping import Kept, person
from tests.make import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def completed(of: Any) -> list[tuple[str, int, str]]:
    return sorted(StepCompletion.objects.filter(partnership=of).values_list("step", "round", "evidence"))


def test_what_happened_is_written_down_once_and_with_its_own_date(app: Kept) -> None:
    one: Any = make.partnership()
    app.tell(one, FactKind.MET, NOON + 5 * DAY, "Both sides met.", source="scheduling.meeting:x", by="Mai Pham")
    at = NOON + 9 * DAY
    assert settle([one.pk], at=at).completions == 2
    row = StepCompletion.objects.get(step="meet")
    assert (row.round, row.completed_at, row.noted_at, row.evidence, row.words, row.by_label) == (
        1, NOON + 5 * DAY, at, "scheduling.meeting:x", "Both sides met.", "Mai Pham",
    )  # fmt: skip
    assert (settle([one.pk], at=at + DAY).completions, StepCompletion.objects.count()) == (0, 2)


def test_a_completed_step_keeps_its_evidence_when_the_app_forgets_it(app: Kept) -> None:
    one: Any = make.partnership()
    app.tell(one, FactKind.MET, NOON + DAY, source="scheduling.meeting:x")
    settle([one.pk], at=NOON + 2 * DAY)
    app.happened.clear()
    settle([one.pk], at=NOON + 3 * DAY)
    assert ("meet", 1, "scheduling.meeting:x") in completed(one)
    assert HealthRow.objects.get().step == "ride"


def test_the_database_keeps_one_completion_of_a_round() -> None:
    one: Any = make.partnership()
    words = {"partnership": one, "step": "meet", "round": 1, "completed_at": NOON, "noted_at": NOON, "by_label": "x", "evidence": "y"}
    StepCompletion.objects.create(**words)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepCompletion.objects.create(**words)


def test_two_workers_write_it_once(app: Kept) -> None:
    """The second had gathered its case before the first wrote: its insert meets the constraint and is dropped."""
    from onecop.journey import gather
    from onecop.journey.services.settling import _completions

    one: Any = make.partnership()
    app.tell(one, FactKind.MET, NOON + DAY)
    stale = list(_completions(gather.gather([one.pk], NOON + 2 * DAY).values(), NOON + 2 * DAY))
    settle([one.pk], at=NOON + 2 * DAY)
    StepCompletion.objects.bulk_create(stale, ignore_conflicts=True)
    assert len(completed(one)) == 2


def test_how_it_stands_is_kept_in_each_language(app: Kept) -> None:
    one: Any = make.partnership()
    coordinator = person(one)
    app.wait(one, "Pick a time", {coordinator.pk}, NOON)
    settle([one.pk], at=NOON + DAY)
    row = HealthRow.objects.get()
    assert (row.state, row.step, row.owes, row.since, row.rank) == ("on_track", "meet", coordinator, NOON, 0)
    assert (row.said["en"]["title"], sorted(row.said)) == ("Pick a time", ["en", "es"])
    with translation.override("es"):
        assert queries.said(row)["title"] == row.said["es"]["title"]


def test_it_grows_worse_while_nothing_happens() -> None:
    one: Any = make.partnership()
    found = []
    for after in (1, 8, 20, 80):
        settle([one.pk], at=NOON + after * DAY)
        found.append(HealthRow.objects.get().state)
    assert found == ["on_track", "due", "overdue", "stalled"]


def test_three_cost_what_one_costs(app: Kept) -> None:
    """How many queries hangs on the apps that tell; that it is the same for one and for three does not."""
    ids = [make.partnership().pk for _ in range(3)]
    for pk in ids:
        app.happened.append(Fact(pk, FactKind.MET, NOON, f"x:{pk}", "They met."))
    costs = []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as asked:
            settle(some, at=NOON + 2 * DAY)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_job_looks_first_at_what_nobody_has_looked_at() -> None:
    old, fresh = make.partnership(), make.partnership()
    settle([old.pk], at=NOON)
    look_again(NOON + DAY)
    assert set(HealthRow.objects.values_list("partnership", "computed_at")) == {(old.pk, NOON + DAY), (fresh.pk, NOON + DAY)}


def test_a_change_of_officer_is_seen_at_once(django_capture_on_commit_callbacks: Any) -> None:
    one: Any = make.partnership()
    lead = one.tenures.get(kind="lead")
    with django_capture_on_commit_callbacks(execute=True):
        partnerships.close_tenure(tenure=lead, on=NOON.date() + 3 * DAY, reason=CloseReason.TRANSFER, by=SYSTEM, at=NOON + 3 * DAY)
    row = HealthRow.objects.get()
    assert (row.reason, row.owes) == ("no_officer", one.owner)
    with django_capture_on_commit_callbacks(execute=True):
        partnerships.open_tenure(
            partnership=one, kind=TenureKind.LEAD, officer=make.officer(one.agency), on=NOON.date() + 5 * DAY, by=SYSTEM, at=NOON + 5 * DAY
        )
    assert HealthRow.objects.get().reason == ""


def test_a_pause_is_seen_at_once(django_capture_on_commit_callbacks: Any) -> None:
    one: Any = make.partnership()
    with django_capture_on_commit_callbacks(execute=True):
        partnerships.pause(partnership=one, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON + DAY)
    row = HealthRow.objects.get()
    assert (row.state, row.owes, row.said["en"]["title"]) == ("paused", None, "")


def looks(asked: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith('INSERT INTO "journey_healthrow"') for query in asked)


def test_what_changes_often_in_one_transaction_is_looked_at_once(django_capture_on_commit_callbacks: Any) -> None:
    one, other = make.partnership(), make.partnership()
    with CaptureQueriesContext(connection) as asked, django_capture_on_commit_callbacks(execute=True) as after:
        for some in (one, other):
            partnerships.pause(partnership=some, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON + DAY)
        partnerships.resume(partnership=one, by=SYSTEM, at=NOON + 2 * DAY)
    assert len(after) >= 3
    assert looks(asked) == 1
    assert set(HealthRow.objects.values_list("partnership", "state", "computed_at")) == {
        (one.pk, "on_track", NOON + 2 * DAY),
        (other.pk, "paused", NOON + 2 * DAY),
    }


def test_what_was_taken_back_is_not_looked_at(django_capture_on_commit_callbacks: Any) -> None:
    one, other = make.partnership(), make.partnership()
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            partnerships.pause(partnership=one, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON + DAY)
            transaction.set_rollback(True)
        partnerships.pause(partnership=other, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON + DAY)
    assert set(HealthRow.objects.values_list("partnership", "state")) == {(other.pk, "paused")}


def test_reading_writes_nothing() -> None:
    one: Any = make.partnership()
    found = queries.look(one, NOON + DAY)
    assert (found.health.state, HealthRow.objects.count(), StepCompletion.objects.count()) == ("on_track", 0, 0)


def test_a_partnership_that_cannot_be_read_holds_up_no_other() -> None:
    pairs: list[Any] = [make.partnership() for _ in range(3)]
    Territory.objects.filter(pk=pairs[1].agency.territory_id).update(timezone="Mars/Base")
    for _run in range(2):
        with pytest.raises(RowsFailed, match=f"^{pairs[1].pk}: ZoneInfoNotFoundError$"):
            look_again(NOON)
    assert set(HealthRow.objects.values_list("partnership", flat=True)) == {pairs[0].pk, pairs[2].pk}
