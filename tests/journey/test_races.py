"""Two people at the same moment: nobody is nudged twice, a step is told once, a report is never overwritten. Each with what happens without the lock."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest

from onecop.journey.exceptions import LostUpdate
from onecop.journey.models import Nudge, ProgressReport, StepCompletion
from onecop.journey.services import nudge, nudging, plan_nudges, record_past, write_report
from onecop.mail.models import Message
from onecop.partnerships.steps import BY_KEY
from tests import make
from tests.journey.keeping import Kept, person
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(app: Kept) -> Any:
    one: Any = make.partnership()
    app.wait(one, "Pick a time", {person(one).pk}, NOON - timedelta(days=9))
    return one


def test_two_staff_nudge_and_one_letter_goes_out(app: Kept) -> None:
    one, nadia, omar = waiting(app), make.staff("Nadia Osei"), make.staff("Omar Reed")
    ends = together(*[lambda who=who: nudge(partnerships=[one], by=who, at=NOON) for who in (nadia, omar)])  # type: ignore[misc]
    assert names(ends) == ["NobodyToNudge", "well"]
    assert (Nudge.objects.count(), Message.objects.filter(kind="journey.nudge").count()) == (1, 1)


def test_without_looking_again_under_the_lock_two_letters_go_out(app: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both have made their plan before either sends, and neither looks again."""
    one, staff = waiting(app), make.staff()
    plan = plan_nudges([one], at=NOON)
    monkeypatch.setattr(nudging, "plan_nudges", lambda partnerships, *, at: plan)
    for _ in range(2):
        nudge(partnerships=[one], by=staff, at=NOON)
    assert Message.objects.filter(kind="journey.nudge").count() == 2


def test_a_step_is_told_once() -> None:
    one: Any = make.partnership()
    tell: dict[str, Any] = {"partnership": one, "step": BY_KEY["meet"], "on": date(2026, 11, 1), "words": "We met.", "at": NOON}
    ends = together(*[lambda who=who: record_past(**tell, by=who) for who in (person(one), person(one, "leader"))])  # type: ignore[misc]
    assert names(ends) == ["CannotRecord", "well"]
    assert StepCompletion.objects.filter(step="meet").count() == 1


def test_a_report_is_never_overwritten() -> None:
    at = NOON.replace(month=10, day=5)
    one: Any = make.partnership(began_at=NOON - timedelta(days=200))
    write_report(partnership=one, answers={"well": "First"}, by=person(one), at=at)
    both = [(person(one), "Mine"), (person(one, "lead"), "Yours")]
    ends = together(*[lambda p=pair: write_report(partnership=one, answers={"well": p[1]}, version=1, by=p[0], at=at) for pair in both])  # type: ignore[misc]
    assert names(ends) == ["LostUpdate", "well"]
    assert ProgressReport.objects.get().version == 2


def test_without_the_version_the_second_text_would_win_silently() -> None:
    """The control: who knows the version of the moment overwrites; it is the version one read that protects the other."""
    at = NOON.replace(month=10, day=5)
    one: Any = make.partnership(began_at=NOON - timedelta(days=200))
    write_report(partnership=one, answers={"well": "Mine"}, by=person(one), at=at)
    with suppress(LostUpdate):
        write_report(partnership=one, answers={"well": "Yours"}, version=0, by=person(one, "lead"), at=at)
    assert ProgressReport.objects.get().well == "Mine"
    write_report(partnership=one, answers={"well": "Yours"}, version=ProgressReport.objects.get().version, by=person(one, "lead"), at=at)
    assert ProgressReport.objects.get().well == "Yours"
