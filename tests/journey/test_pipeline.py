"""The board, the table, and acts on many partnerships at once."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.audit.models import Entry
from onecop.journey import queries
from onecop.journey.case import Standard
from onecop.journey.choices import HealthReason
from onecop.journey.exceptions import NobodyToNudge
from onecop.journey.models import Cadence, HealthRow, Nudge
from onecop.journey.services import look_by_cadence, nudge, plan_nudges, reassign, set_cadence, settle
from onecop.journey.views import pipeline
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import PauseReason
from onecop.partnerships.models import Partnership
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from onecop.tasks.progress import SILENT
from onecop.tasks.services import run_now
from tests import make
from tests.journey.keeping import Kept, person
from tests.make import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_board_has_a_column_for_each_step_with_the_worst_on_top(staff: Any, app: Kept) -> None:
    old, fresh, resting = make.partnership(began_at=NOON - 100 * DAY), make.partnership(), make.partnership()
    vacant = make.partnership(people="leader")
    partnerships.pause(partnership=resting, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON)
    settle([old.pk, fresh.pk, resting.pk, vacant.pk], at=NOON)
    unseen = make.partnership()
    board = queries.board(queries.pipeline(staff))
    assert [(column.key, column.total, column.stuck) for column in board.columns[:3]] == [("coordinator", 1, 0), ("meet", 2, 1), ("ride", 0, 0)]
    assert [card.pk for card in board.columns[1].cards] == [old.pk, fresh.pk]
    assert (board.total, board.resting, board.unseen, unseen.state) == (4, 1, 1, "active")


def test_a_region_sees_its_own(staff: Any) -> None:
    lakeland = make.region()
    regional = make.person()
    make.grant(regional, "regional_staff", lakeland)
    ours = make.partnership(make.congregation(parent=lakeland), make.officer(make.agency(parent=lakeland)))
    make.partnership()
    assert [row.pk for row in queries.pipeline(regional)] == [ours.pk]
    assert queries.pipeline(staff).count() == 2


@pytest.mark.parametrize("name", ["pipeline", "pipeline_table", "home_staff"])
def test_pages_cost_the_same_for_one_and_for_three(name: str, client: Any, staff: Any) -> None:
    client.force_login(staff)
    costs = []
    for more in (1, 2):
        settle([make.partnership(began_at=NOON - 200 * DAY).pk for _ in range(more)], at=NOON)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse(name)).content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert [row.congregation.name for row in Partnership.objects.select_related("congregation") if row.congregation.name not in page] == []


def test_the_partnership_page_costs_the_same_however_long_its_story(client: Any, app: Kept) -> None:
    one: Any = make.partnership()
    client.force_login(person(one))
    costs = []
    for more in (1, 30):
        for n in range(more):
            app.tell(one, "together", NOON + n * DAY, f"Meal {more} {n}.")  # type: ignore[arg-type]
        client.get(one.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            page = client.get(one.get_absolute_url()).content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert "Meal 30 29." in page
    assert "Meal 30 0." not in page
    assert "Meal 30 0." in client.get(one.get_absolute_url() + "?story=all").content.decode()


def test_the_partnership_page_costs_the_same_for_one_whose_address_it_shows_and_for_three(client: Any, staff: Any) -> None:
    client.force_login(staff)
    costs = []
    for people in ("", "leader coordinator"):
        page = make.partnership(people=people).get_absolute_url()
        settle([Partnership.objects.latest("pk").pk], at=NOON)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        costs.append((len(asked), sum("contact.read" in query["sql"] for query in asked)))
    assert costs == [(costs[0][0], 1)] * 2
    assert Entry.objects.filter(verb="contact.read", by_id=staff.pk).count() == 1 + 3


@pytest.mark.parametrize(("asked", "found"), [
    ("?step=meet", 2), ("?step=ride", 0), ("?health=stalled", 1), ("?health=on_track", 1), ("?age=90", 1), ("?whose=me", 0), ("?q=Lotus", 2),
    ("?step=made-up", 2),
])  # fmt: skip
def test_the_table_filters(asked: str, found: int, client: Any, staff: Any) -> None:
    for at in (NOON, NOON - 200 * DAY):
        settle([make.partnership(began_at=at).pk], at=NOON)
    client.force_login(staff)
    assert client.get(reverse("pipeline_table") + asked).content.decode().count('name="p"') == found


@pytest.mark.parametrize(("asked", "found"), [
    ("", 2), ("?region=ours", 1), ("?health=stalled", 1), ("?health=overdue", 0), ("?age=90", 1), ("?age=90&region=ours", 0), ("?whose=me", 0),
    ("?health=made-up", 2),
])  # fmt: skip
def test_the_board_filters_and_its_columns_lead_on_with_the_same_filters(asked: str, found: int, client: Any, staff: Any) -> None:
    lakeland = make.region()
    ours = make.partnership(make.congregation(parent=lakeland), make.officer(make.agency(parent=lakeland)))
    settle([ours.pk, make.partnership(began_at=NOON - 200 * DAY).pk], at=NOON)
    client.force_login(staff)
    page = client.get(reverse("pipeline") + asked.replace("ours", lakeland.key)).content.decode()
    assert len(re.findall(r'<li><a href="/partnerships/', page)) == found
    assert ("Nothing fits" in page) == (found == 0 and asked != "?whose=me")


def test_a_full_column_leads_to_the_table_with_the_filters_of_the_board(client: Any, staff: Any) -> None:
    settle([make.partnership(began_at=NOON - 200 * DAY).pk for _ in range(queries.SHOWN + 1)], at=NOON)
    client.force_login(staff)
    (link,) = re.findall(r'href="([^"]*\?step=meet[^"]*)"', client.get(reverse("pipeline"), {"health": "stalled", "utm": "x"}).content.decode())
    assert link == "/pipeline/table/?step=meet&amp;health=stalled"
    assert client.get(html.unescape(link)).content.decode().count('name="p"') == queries.SHOWN + 1


def test_the_table_is_there_as_csv(client: Any, staff: Any) -> None:
    one: Any = make.partnership(began_at=NOON - 200 * DAY)
    settle([one.pk], at=NOON)
    client.force_login(staff)
    lines = b"".join(client.get(reverse("pipeline_table") + "?format=csv").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Congregation,Step,Age,Health,Next,Region,Looked after by"
    assert lines[1].startswith(f"{one.congregation.name},2 Meet your partner officer,")
    assert ",stalled," in lines[1]


# --- nudging ----------------------------------------------------------------------------------------------------------
def test_each_gets_one_letter_about_all_that_waits_and_nobody_twice_in_a_week(staff: Any, app: Kept) -> None:
    first, second = make.partnership(), make.partnership()
    for one in (first, second):
        app.wait(one, f"Pick a time {one.pk}", {person(first).pk}, NOON - 9 * DAY)
    plan = plan_nudges([first, second], at=NOON)
    assert [(letter.person, len(letter.turns)) for letter in plan.letters] == [(person(first), 2)]
    assert Nudge.objects.count() == 0
    nudge(partnerships=[first, second], by=staff, at=NOON)
    letter = Message.objects.get(kind="journey.nudge")
    assert (letter.email, letter.subject) == (person(first).email, f"It is your turn: Pick a time {first.pk}")
    assert (Nudge.objects.count(), Entry.objects.filter(verb="partnership.nudged").count()) == (2, 2)
    with pytest.raises(NobodyToNudge):
        nudge(partnerships=[first], by=staff, at=NOON + 6 * DAY)
    assert plan_nudges([first], at=NOON + 6 * DAY).resting == (person(first),)
    nudge(partnerships=[first], by=staff, at=NOON + 7 * DAY)
    assert Message.objects.filter(kind="journey.nudge").count() == 2


def test_what_staff_owe_themselves_is_not_nudged(staff: Any, app: Kept) -> None:
    one: Any = make.partnership()
    app.wait(one, "Answer the wish", {one.owner_id or 0}, NOON)
    plan = plan_nudges([one], at=NOON)
    assert (plan.letters, plan.quiet) == ((), (one,))


def test_the_preview_sends_nothing_and_the_button_does(client: Any, staff: Any, app: Kept) -> None:
    one: Any = make.partnership()
    app.wait(one, "Pick a time", {person(one).pk}, NOON)
    client.force_login(staff)
    preview = client.get(reverse("pipeline_chosen"), {"p": one.key}).content.decode()
    assert [words for words in (person(one).name, "Pick a time", "Send 1 letter") if words not in preview] == []
    assert Message.objects.filter(kind="journey.nudge").count() == 0
    assert client.post(reverse("pipeline_nudge"), {"p": one.key}).url == reverse("pipeline_table")
    assert Message.objects.filter(kind="journey.nudge").count() == 1


def test_all_that_the_table_shows_are_chosen_at_once_and_no_others(client: Any, staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    late = [make.partnership(make.congregation(f"Late {n}"), began_at=NOON - 200 * DAY) for n in range(3)]
    settle([*(one.pk for one in late), make.partnership(make.congregation("Fresh")).pk], at=NOON)
    client.force_login(staff)
    (link,) = re.findall(r'href="([^"]*chosen/[^"]*)"', client.get(reverse("pipeline_table"), {"health": "stalled"}).content.decode())
    page = client.get(html.unescape(link)).content.decode()
    assert ("3 partnerships chosen" in page, "Fresh" in page) == (True, False)
    monkeypatch.setattr(pipeline, "MOST", 2)
    assert "Choose the first 2 of this list" in client.get(reverse("pipeline_table"), {"health": "stalled"}).content.decode()
    assert "2 partnerships chosen" in client.get(html.unescape(link)).content.decode()


def test_a_region_nudges_only_its_own(client: Any, app: Kept) -> None:
    one: Any = make.partnership()
    app.wait(one, "Pick a time", {person(one).pk}, NOON)
    regional = make.person()
    make.grant(regional, "regional_staff", make.region())
    client.force_login(regional)
    client.post(reverse("pipeline_nudge"), {"p": one.key})
    assert Message.objects.filter(kind="journey.nudge").count() == 0


def test_nobody_chosen_is_said_so(client: Any, staff: Any) -> None:
    client.force_login(staff)
    assert client.get(reverse("pipeline_chosen"), {"p": "made\0up"}).url == reverse("pipeline_table")


# --- owners -----------------------------------------------------------------------------------------------------------
def test_many_go_to_another_owner_and_none_is_dropped(client: Any, staff: Any) -> None:
    lakeland = make.region()
    regional = make.person("Rosa Lind")
    make.grant(regional, "regional_staff", lakeland)
    ours = make.partnership(make.congregation(parent=lakeland), make.officer(make.agency(parent=lakeland)))
    far = make.partnership()
    kept_by = far.owner
    went, kept = reassign(partnerships=[ours, far], owner=regional, by=staff, at=NOON)
    assert (went, [row for row, _no in kept]) == (1, [far])
    assert set(Partnership.objects.values_list("pk", "owner")) == {(ours.pk, regional.pk), (far.pk, kept_by.pk)}  # type: ignore[union-attr]
    client.force_login(staff)
    client.post(reverse("pipeline_owner"), {"p": [ours.key, far.key], "owner": staff.key})
    assert set(Partnership.objects.values_list("owner", flat=True)) == {staff.pk}
    client.post(reverse("pipeline_owner"), {"p": ours.key, "owner": person(ours).key})
    assert Partnership.objects.get(pk=ours.pk).owner == staff


# --- cadence ----------------------------------------------------------------------------------------------------------
def test_a_region_follows_its_own_cadence_else_the_nations(client: Any, staff: Any) -> None:
    lakeland = make.region()
    near = make.partnership(make.congregation(parent=lakeland), make.officer(make.agency(parent=lakeland)))
    far = make.partnership()
    at = NOON + 15 * DAY
    for place, days in ((make.nation(), 30), (lakeland, 3)):
        set_cadence(scope=place, standard=Standard(first_contact_days=days), by=staff, at=NOON)
    first = {one.pk: [r.state for r in queries.look(one, at).health.reasons if r.kind == HealthReason.FIRST_CONTACT] for one in (near, far)}
    assert first == {near.pk: ["overdue"], far.pk: []}
    client.force_login(staff)
    page = client.get(reverse("cadence_list")).content.decode()
    assert "First contact within 3 days" in page
    words = {"first_contact_days": 10, "first_month_contacts": 2, "contact_days": 31, "together_days": 92, "report_days": 21, "stalled_days": 45}
    url = reverse("cadence_edit", args=[lakeland.key])
    assert client.post(url, {**words, "contact_days": 0}).status_code == 422
    answer = client.post(url, words)
    assert answer.url == Job.objects.latest("pk").get_absolute_url()
    assert client.get(answer.url).status_code == 200
    assert Cadence.objects.get(scope=lakeland).first_contact_days == 10
    assert client.post(url, words).url == reverse("cadence_list")  # the same once more: nothing to do
    assert Job.objects.count() == 3


def first_contacts(*rows: Partnership) -> list[str]:
    """How each stands in the lists, as it is kept."""
    return [HealthRow.objects.get(partnership=row).state for row in rows]


def test_a_new_cadence_shows_in_the_lists_at_once_and_in_its_region_alone(staff: Any) -> None:
    lakeland, hills = make.region(), make.region("Hills", ("HI",))
    near, other = (make.partnership(make.congregation(parent=r), make.officer(make.agency(parent=r)), began_at=NOON - 15 * DAY) for r in (lakeland, hills))
    loose = make.partnership(began_at=NOON - 15 * DAY)
    ended = make.partnership(make.congregation(parent=lakeland), began_at=NOON - 15 * DAY)
    settle([near.pk, other.pk, loose.pk, ended.pk], at=NOON)
    Partnership.objects.filter(pk=ended.pk).update(state="ended", ended_at=NOON)
    before = first_contacts(near, other, loose, ended)
    patient = Standard(first_contact_days=60, first_month_contacts=0)
    job = run_now(set_cadence(scope=lakeland, standard=patient, by=staff, at=NOON))
    assert (job.state, job.result, job.total, job.scope_id) == (JobState.DONE, {"partnerships": 1}, 1, lakeland.pk)
    after = first_contacts(near, other, loose, ended)
    assert after[1:] == before[1:]
    assert after[0] != before[0]
    run_now(set_cadence(scope=make.nation(), standard=patient, by=staff, at=NOON))
    assert first_contacts(other, loose) == [after[0]] * 2


def test_a_cadence_that_is_not_set_after_all_has_no_job(staff: Any) -> None:
    @transaction.atomic
    def set_and_fail() -> None:
        set_cadence(scope=make.region(), standard=Standard(first_contact_days=3), by=staff, at=NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        set_and_fail()
    assert Job.objects.count() == 0


def test_it_costs_the_same_to_look_at_one_and_at_three(staff: Any) -> None:
    lakeland, costs = make.region(), []
    for rows in (1, 3):
        while Partnership.objects.count() < rows:
            make.partnership(make.congregation(parent=lakeland))
        with CaptureQueriesContext(connection) as seen:
            assert look_by_cadence(scope=lakeland, at=NOON, told=SILENT.advance) == rows
        costs.append(len(seen))
    assert costs[0] == costs[1]
