"""The progress report: asked for each quarter, filled in with what is known, heard when it asks for help."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from onecop.audit.models import Entry
from onecop.handover.models import Handover
from onecop.journey import prefill, queries, telling
from onecop.journey.choices import HelpWanted
from onecop.journey.exceptions import CannotReport, LostUpdate
from onecop.journey.models import ProgressReport
from onecop.journey.quarters import after, before, first_day, quarter_of
from onecop.journey.services import answer_help, write_report
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import EndReason, FactKind
from tests import make
from tests.journey.keeping import Kept, person

pytestmark = pytest.mark.django_db
BEGAN, OCTOBER = datetime(2026, 7, 1, 15, tzinfo=UTC), datetime(2026, 10, 5, 15, tzinfo=UTC)


@pytest.fixture
def one() -> Any:
    return make.partnership(began_at=BEGAN)


def test_quarters_follow_one_another() -> None:
    days = [datetime(2026, month, 1).date() for month in (1, 3, 4, 9, 12)]
    assert [quarter_of(day) for day in days] == [20261, 20261, 20262, 20263, 20264]
    assert [(after(20264), before(20261), first_day(20263).isoformat())] == [(20271, 20254, "2026-07-01")]
    assert all(before(after(quarter)) == quarter == quarter_of(first_day(quarter)) for quarter in (20261, 20262, 20263, 20264))


def test_a_report_is_asked_for_from_the_first_day_of_the_next_quarter(one: Any) -> None:
    assert [ask for ask in telling.asks([one.pk], OCTOBER - timedelta(days=10)) if ask.partnership == one.pk] == []
    ask = next(iter(telling.asks([one.pk], OCTOBER)))
    assert (ask.since.isoformat(), ask.owes, ask.url) == ("2026-10-01T00:00:00-04:00", {person(one).pk}, reverse("journey_report", args=[one.key]))
    write_report(partnership=one, answers={"well": "All is well."}, by=person(one), at=OCTOBER)
    assert list(telling.asks([one.pk], OCTOBER)) == []
    assert next(iter(telling.asks([one.pk], OCTOBER + timedelta(days=90)))).since.isoformat() == "2027-01-01T00:00:00-05:00"


def test_it_knows_what_happened_in_the_quarter(one: Any, app: Kept) -> None:
    app.tell(one, FactKind.MET, BEGAN + timedelta(days=8), "You met at the temple.")
    app.tell(one, FactKind.TOGETHER, BEGAN + timedelta(days=60), "You served lunch together.")
    app.tell(one, FactKind.STORY, BEGAN + timedelta(days=61), "A file was added.")
    app.tell(one, FactKind.TOGETHER, OCTOBER, "Another quarter.")
    assert prefill.together(one, 20263, OCTOBER) == "You met at the temple.\nYou served lunch together."


def test_a_report_completes_the_step_and_is_part_of_the_story(one: Any) -> None:
    report = write_report(partnership=one, answers={"together": " We ate. "}, by=person(one), at=OCTOBER)
    assert (report.quarter, report.together, report.side, report.version) == (20263, "We ate.", "congregation", 1)
    look = queries.look(one, OCTOBER)
    assert (look.health.way.steps[7].place, look.story[0]["words"]) == ("done", f"{person(one).name} told how the quarter went.")
    assert Entry.objects.filter(verb="report.written").count() == 1


def test_both_sides_go_on_with_the_same_report(one: Any) -> None:
    write_report(partnership=one, answers={"together": "We ate."}, by=person(one), at=OCTOBER)
    officer = person(one, "lead")
    again = write_report(partnership=one, answers={"together": "We ate and sang."}, version=1, by=officer, at=OCTOBER + timedelta(days=1))
    assert (again.version, again.side, again.written_by_id, ProgressReport.objects.count()) == (2, "officer", person(one).pk, 1)


def test_a_lost_update_is_answered_with_what_stands_there(one: Any, client: Any) -> None:
    """Two had the empty form open: whoever comes second gets both texts, and nothing is overwritten."""
    write_report(partnership=one, answers={"together": "Theirs"}, by=person(one), at=OCTOBER)
    with pytest.raises(LostUpdate) as lost:
        write_report(partnership=one, answers={"together": "Mine"}, version=0, by=SYSTEM, at=OCTOBER)  # type: ignore[arg-type]
    assert (lost.value.theirs.together, ProgressReport.objects.get().together) == ("Theirs", "Theirs")  # type: ignore[attr-defined]


@time_machine.travel(OCTOBER, tick=False)
def test_the_page_shows_both_texts_and_saves_on_the_second_try(one: Any, client: Any) -> None:
    client.force_login(person(one))
    url = reverse("journey_report", args=[one.key])
    write_report(partnership=one, answers={"together": "Theirs"}, by=person(one, "lead"), at=OCTOBER)
    answer = client.post(url, {"together": "Mine", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [words for words in ("Theirs", "Mine", 'name="version" value="1"') if words not in page] == []
    assert client.post(url, {"together": "Mine and theirs", "version": "1"}).url == one.get_absolute_url()
    assert ProgressReport.objects.get().together == "Mine and theirs"


def test_nothing_said_is_no_report(one: Any) -> None:
    who = person(one)
    with pytest.raises(CannotReport, match="Nothing is said"):
        write_report(partnership=one, answers={"well": "  "}, by=who, at=OCTOBER)
    partnerships.end(partnership=one, reason=EndReason.FULFILLED, by=SYSTEM, at=OCTOBER)
    with pytest.raises(CannotReport, match="has ended"):
        write_report(partnership=one, answers={"well": "Well."}, by=who, at=OCTOBER)


def test_our_officer_is_moving_on_opens_a_handover(one: Any) -> None:
    write_report(partnership=one, answers={"well": "Well."}, help_wanted=HelpWanted.OFFICER, help_words="Nights, from March.", by=person(one), at=OCTOBER)
    handover = Handover.objects.get()
    assert (handover.partnership, handover.requests.get().words) == (one, "Nights, from March.")
    assert Message.objects.filter(kind="journey.help", email=one.owner.email).count() == 1
    write_report(partnership=one, answers={"well": "Very well."}, help_wanted=HelpWanted.OFFICER, version=1, by=person(one), at=OCTOBER)
    assert (Handover.objects.count(), Message.objects.filter(kind="journey.help").count()) == (1, 1)


def test_a_call_for_help_is_its_owners_until_it_is_answered(one: Any) -> None:
    report = write_report(partnership=one, answers={}, help_wanted=HelpWanted.TIME, by=person(one), at=OCTOBER)
    found = queries.look(one, OCTOBER).health.next
    assert (found.title, found.owes) == ("Answer a call for help", {one.owner_id})  # type: ignore[union-attr]
    answer_help(report=report, by=one.owner, at=OCTOBER)
    answer_help(report=report, by=one.owner, at=OCTOBER + timedelta(days=1))
    report.refresh_from_db()
    assert (report.help_answered_at, Entry.objects.filter(verb="report.help_answered").count()) == (OCTOBER, 1)
    assert queries.look(one, OCTOBER).health.next.title != "Answer a call for help"  # type: ignore[union-attr]


def test_the_department_does_not_read_it(one: Any, client: Any) -> None:
    report = write_report(partnership=one, answers={"hard": "The dispatch desk."}, by=person(one), at=OCTOBER)
    chief = make.person()
    make.grant(chief, "executive", one.agency.scope)
    client.force_login(chief)
    assert client.get(reverse("journey_report_read", args=[report.key])).status_code == 403
    client.force_login(person(one, "lead"))
    assert "The dispatch desk." in client.get(reverse("journey_report_read", args=[report.key])).content.decode()
