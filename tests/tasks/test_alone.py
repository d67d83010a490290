"""One row that fails holds up no other."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, transaction

from onecop.command import check
from onecop.tasks.alone import Alone, RowsFailed
from onecop.tasks.models import Beat, WorkerSeen
from tests.make import NOON

pytestmark = pytest.mark.django_db


def mark(name: str) -> None:
    WorkerSeen.objects.create(name=name, started_at=NOON, seen_at=NOON)


def marks() -> list[str]:
    return sorted(WorkerSeen.objects.values_list("name", flat=True))


def walk(rows: dict[str, list[str]]) -> None:
    """Leave the marks of each row. A mark that is there already breaks the rule that names are unique."""
    with Alone("test.walk") as alone:
        for row, names in rows.items():
            with alone(row):
                for name in names:
                    mark(name)


def test_a_row_that_fails_is_taken_back_and_the_others_are_done(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RowsFailed, match=r"^second: IntegrityError$"):
        walk({"first": ["a"], "second": ["b", "a"], "third": ["c"]})
    assert marks() == ["a", "c"]
    assert "test.walk: second failed: IntegrityError" in caplog.text


def test_the_words_of_an_error_which_may_quote_the_row_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RowsFailed) as told:
        walk({"first": ["ana@mail.example"], "second": ["ana@mail.example"]})
    assert ("ana@mail.example" in str(told.value), "ana@mail.example" in caplog.text) == (False, False)


def test_a_run_without_trouble_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    walk({"first": ["a"]})
    assert (marks(), caplog.text) == (["a"], "")


def together(rows: Sequence[str]) -> None:
    @transaction.atomic
    def act(part: Sequence[str]) -> None:
        for name in part:
            mark(name.lower())

    with Alone("test.walk") as alone:
        alone.together(rows, act)


def test_of_rows_done_together_only_the_one_at_fault_is_left() -> None:
    with pytest.raises(RowsFailed, match=r"^A: IntegrityError$"):
        together(["a", "b", "c", "A", "d"])
    assert marks() == ["a", "b", "c", "d"]
    together([])


def test_a_database_that_does_not_answer_ends_the_run_instead_of_each_row() -> None:
    met: list[str] = []

    def locked(part: Sequence[str]) -> None:
        met.extend(part)
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError), Alone("test.walk") as alone:
        alone.together(["a", "b"], locked)

    def walk_on() -> None:
        with Alone("test.walk") as alone:
            for row in ("c", "d"):
                with alone(row):
                    locked([row])

    with pytest.raises(OperationalError):
        walk_on()
    assert met == ["a", "b", "c"]


def test_of_many_failures_a_few_are_named() -> None:
    with pytest.raises(RowsFailed) as told:
        walk({str(n): ["a"] for n in range(8)})
    assert str(told.value) == "; ".join(f"{n}: IntegrityError" for n in range(1, 6)) + ", and 2 more"


@pytest.mark.parametrize(("trouble", "levels"), [("RowsFailed: events.Invite 7: KeyError", ["mend", "note"]), ("", ["note"])])
def test_check_tells_of_a_periodic_run_in_which_rows_failed(trouble: str, levels: list[str]) -> None:
    Beat.objects.create(name="events.letters", due_at=NOON, ran_at=NOON, trouble=trouble)
    found = check.PARTS["worker"]()
    assert [one.level for one in found] == levels
    assert [one.words for one in found if one.level == "mend"] == [f"events.letters failed: {trouble}"][: len(levels) - 1]
