"""A list of events: the dry run tells each row, nothing is written twice, and all of it can be taken back."""

from pathlib import Path

import pytest

from onecop.imports import services
from onecop.imports.contract import ImportRefused, Severity, UndoRefused
from onecop.imports.models import ImportRun
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.weekend import services as weekends
from onecop.weekend.models import Resemblance, Submission
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}
HEAD = "Event Name,Host,Event Date,Start Time,End Time,Address,City,State,ZIP,Email,ID\n"
GOOD = "Peace Picnic,Lotus Pond Temple,11/28/2026,2:00 PM,4:00 PM,12 Cedar Street,Arlington,VA,22201,mai@mail.example,1\n"
MORE = "Youth Lunch,Arlington Police,2026-11-27,11:30,,,,,22202,,2\n"


@pytest.fixture
def weekend():
    return make.weekend()


def run(tmp_path: Path, weekend, text: str, *, commit: bool = True):
    path = tmp_path / "list.csv"
    path.write_text(HEAD + text)
    return services.run_file("weekend", path, options={"weekend": weekend.key}, commit=commit, **BY)


def test_a_dry_run_writes_nothing(tmp_path, weekend):
    found = run(tmp_path, weekend, GOOD + MORE, commit=False)
    assert (found.counts["created"], Submission.objects.count(), ImportRun.objects.count()) == (2, 0, 0)


def test_what_comes_in_waits_for_staff_and_nobody_is_written_to(tmp_path, weekend):
    make.region("Capital", ("VA",))
    run(tmp_path, weekend, GOOD + MORE)
    first, second = Submission.objects.order_by("source_id")
    assert (first.title, first.host_kind, first.minutes, first.standing, first.scope.name) == ("Peace Picnic", "congregation", 120, "waiting", "Capital")
    assert first.starts_at.isoformat() == "2026-11-28T19:00:00+00:00"
    assert (second.host_kind, second.minutes, second.city, second.state, second.exact) == ("agency", 120, "Arlington", "VA", False)
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        (GOOD.replace("Peace Picnic", ""), "Event Name", "has no name"),
        (GOOD.replace("Lotus Pond Temple", ""), "Host", "Nobody is named"),
        (GOOD.replace("11/28/2026", "soon"), "Event Date", "not a date"),
        (GOOD.replace("11/28/2026", "12/28/2026"), "Event Date", "Not a day of the weekend"),
        (GOOD.replace("2:00 PM", "noonish"), "Start Time", "not a time"),
        (GOOD.replace("22201", "1"), "ZIP", "not a ZIP code"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_field_and_reason(tmp_path, weekend, line, field, why):
    found = run(tmp_path, weekend, MORE + line)
    (wrong,) = [problem for problem in found.problems if problem.severity == Severity.ERROR]
    assert (wrong.row, wrong.field, why in wrong.reason) == (3, field, True)
    assert (found.counts["refused"], found.counts["created"], Submission.objects.count()) == (1, 1, 1)


def test_the_same_list_again_changes_nothing_and_a_correction_is_taken(tmp_path, weekend):
    run(tmp_path, weekend, GOOD)
    assert run(tmp_path, weekend, GOOD).counts["unchanged"] == 1
    found = run(tmp_path, weekend, GOOD.replace("2:00 PM", "1:00 PM"))
    assert (found.counts["updated"], Submission.objects.get().starts.hour) == (1, 13)
    weekends.accept(submission=Submission.objects.get(), **BY)
    assert run(tmp_path, weekend, GOOD).counts["updated"] == 0
    assert Submission.objects.get().starts.hour == 13


def test_likenesses_within_the_list_and_with_what_is_here_are_told_and_kept(tmp_path, weekend):
    here = make.submission(weekend, title="Picnic for peace", street="12 Cedar Street")
    found = run(tmp_path, weekend, GOOD + GOOD.replace(",1\n", ",7\n"))
    assert found.extras == {"suggested_duplicates": 3}
    assert Resemblance.objects.count() == 3
    assert Resemblance.objects.filter(first=here).count() == 2
    assert any("Perhaps the same event as row 2" in problem.reason for problem in found.problems)


def test_an_import_is_taken_back(tmp_path, weekend):
    make.submission(weekend, title="Picnic for peace", street="12 Cedar Street")
    run(tmp_path, weekend, GOOD + MORE)
    services.undo(ImportRun.objects.get(), **BY)
    assert (Submission.objects.count(), Resemblance.objects.count()) == (1, 0)


def test_a_correction_is_taken_back_too(tmp_path, weekend):
    run(tmp_path, weekend, GOOD)
    run(tmp_path, weekend, GOOD.replace("2:00 PM", "1:00 PM"))
    services.undo(ImportRun.objects.order_by("-pk")[0], **BY)
    assert Submission.objects.get().starts.hour == 14


def test_what_was_accepted_stays(tmp_path, weekend):
    run(tmp_path, weekend, GOOD + MORE)
    weekends.accept(submission=Submission.objects.get(source_id="1"), **BY)
    with pytest.raises(UndoRefused, match="changed since"):
        services.undo(ImportRun.objects.get(), **BY)
    assert Submission.objects.count() == 2


def test_a_weekend_has_to_be_named(tmp_path, weekend):
    path = tmp_path / "list.csv"
    path.write_text(HEAD + GOOD)
    for options in ({}, {"weekend": "zzzz"}):
        with pytest.raises(ImportRefused):
            services.run_file("weekend", path, options=options, commit=False, **BY)
