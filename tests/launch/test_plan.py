"""The playbook of a city: evidence ticks, people tick, dates move, owners are reminded."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from onecop.agencies.models import Agency
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.launch import plan, services
from onecop.launch.exceptions import AlreadyLaunching, Closed, NoReason, NotOpen, SeenByItself, WrongDates
from onecop.launch.models import Launch, LaunchTask, Nudge
from onecop.launch.playbook import STEPS
from onecop.mail.models import Message
from onecop.ridealongs.models import RideAlong
from onecop.territory import services as ground
from tests import make
from tests.launch import town
from tests.make import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=40)  # December 30, before the luncheon and after the first tasks


def states(launch: Launch, at=NOON) -> dict[str, str]:
    return {line.task.code: line.state for line in plan.lines(launch, at)}


def test_the_playbook_becomes_dated_tasks_with_owners() -> None:
    city = town.launch()
    assert [task.code for task in city.tasks.all()] == [step.code for step in STEPS]
    due = {task.code: task.due_on for task in city.tasks.select_related("launch")}
    assert due["agency"] == town.STARTS - timedelta(days=84)
    assert due["luncheon"] == town.LUNCHEON
    assert due["invitations"] == town.LUNCHEON - timedelta(days=28)
    assert Entry.objects.filter(verb="launch.planned").count() == 1


def test_one_open_launch_an_agency_and_another_after_it() -> None:
    city = town.launch()
    with pytest.raises(AlreadyLaunching):
        town.launch(city.agency)
    services.close(launch=city, by=SYSTEM, at=NOON)
    again = town.launch(city.agency, at=LATER)
    assert again.counts_from == NOON
    with pytest.raises(AlreadyLaunching):
        services.reopen(launch=city, by=SYSTEM, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Launch.objects.filter(pk=city.pk).update(closed_at=None)


def test_dates_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(WrongDates):
        town.launch(luncheon_on=town.STARTS + timedelta(days=181))
    assert not Launch.objects.exists()


def test_the_tasks_move_along_and_the_luncheon_keeps_its_distance() -> None:
    city = town.launch()
    before = {line.task.pk: line.due_on for line in plan.lines(city, NOON)}
    moved = services.change(launch=city, starts_on=town.STARTS + timedelta(days=14), place="", lead=city.lead, by=SYSTEM, at=NOON)
    assert moved.luncheon_on == town.LUNCHEON + timedelta(days=14)
    assert {line.task.pk: line.due_on for line in plan.lines(moved, NOON)} == {pk: on + timedelta(days=14) for pk, on in before.items()}


def test_the_system_sees_for_itself_what_is_done() -> None:
    agency = make.agency("Port Ellery Police", standing="enrolling")
    city = town.launch(agency)
    assert "done" not in states(city).values()
    Agency.objects.filter(pk=agency.pk).update(standing="active", joined_on=NOON.date())
    draft = make.draft_map(agency)
    ground.activate(version=draft, by=SYSTEM, at=NOON)
    officer = make.officer(agency)
    house = town.prospect(agency, "Lotus Pond Temple")
    town.invite(city)
    made = make.partnership(make.congregation(territory=agency.territory), officer)
    ride = make.ride(made)
    RideAlong.objects.filter(pk=ride.pk).update(state="done", checked_in_at=ride.starts_at, checked_out_at=ride.ends_at)
    found = {line.task.code: (line.state, line.told) for line in plan.lines(Launch.objects.get(pk=city.pk), NOON)}
    done = {code for code, (state, _told) in found.items() if state == "done"}
    assert done == {"agency", "territory", "roster", "prospects", "invitations", "rides", "connection"}
    assert found["territory"][1].startswith("3 areas are in force.")
    assert found["invitations"][1].startswith("One congregation was invited.")
    assert house.launch_invitations.count() == 1


def test_nobody_ticks_what_the_system_sees() -> None:
    city = town.launch()
    with pytest.raises(SeenByItself):
        services.tick(task=city.tasks.get(code="roster"), by=SYSTEM, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        city.tasks.filter(code="roster").update(done_at=NOON)


def test_other_tasks_are_ticked_with_who_and_when_and_taken_back() -> None:
    city = town.launch()
    place = city.tasks.get(code="place")
    services.tick(task=place, note="The library", by=city.lead, at=NOON)
    line = next(line for line in plan.lines(city, NOON) if line.task.code == "place")
    assert (line.state, line.told) == ("done", "Nadia Osei, Nov\xa020: The library")
    services.untick(task=place, by=city.lead, at=NOON)
    assert states(city)["place"] == "next"


def test_a_task_is_dropped_with_a_reason_and_taken_up_again() -> None:
    city = town.launch()
    academy = city.tasks.get(code="academy")
    with pytest.raises(NoReason):
        services.drop_task(task=academy, reason=" ", by=SYSTEM, at=NOON)
    services.drop_task(task=academy, reason="No academy in this county", by=SYSTEM, at=NOON)
    assert states(city)["academy"] == "dropped"
    with pytest.raises(NotOpen):
        services.tick(task=academy, by=SYSTEM, at=NOON)
    services.restore_task(task=academy, by=SYSTEM, at=NOON)
    assert states(city)["academy"] == "next"


def test_a_task_of_its_own_has_its_day_and_moves_with_its_anchor() -> None:
    city = town.launch()
    made = services.add_task(
        launch=city, title="Print the signs", words="", on=date(2027, 1, 10), anchor="luncheon", role="staff", owner=None, by=SYSTEM, at=NOON
    )
    assert (made.days, made.title) == (-2, "Print the signs")
    services.shift_task(task=made, on=date(2027, 1, 5), by=SYSTEM, at=NOON)
    city = services.change(launch=city, starts_on=town.STARTS + timedelta(days=7), place="", lead=city.lead, by=SYSTEM, at=NOON)
    assert {line.task.title: line.due_on for line in plan.lines(city, NOON)}["Print the signs"] == date(2027, 1, 12)


def test_a_closed_launch_is_only_read() -> None:
    city = town.launch()
    services.close(launch=city, by=SYSTEM, at=NOON)
    with pytest.raises(Closed):
        services.tick(task=city.tasks.get(code="place"), by=SYSTEM, at=NOON)


def test_owners_are_the_people_of_their_post_or_whoever_is_named() -> None:
    city = town.launch()
    liaison, chief, other = town.holder(city.agency, "liaison", "Joan Petrie"), town.holder(city.agency, "executive", "Sam Ortiz"), make.staff("Ben Ruiz")
    services.reassign(task=city.tasks.get(code="matching"), role="staff", owner=other, by=SYSTEM, at=NOON)
    found = {line.task.code: line.owner.name for line in plan.lines(city, NOON)}
    assert (found["roster"], found["agency"], found["matching"], found["prospects"]) == (liaison.name, chief.name, other.name, city.lead.name)


def test_overdue_tasks_remind_their_owner_in_one_letter_a_day() -> None:
    lead = make.staff("Nadia Osei")
    one, two = town.launch(make.agency("Port Ellery Police"), lead=lead), town.launch(make.agency("Mill Bay Police"), lead=lead)
    liaison = town.holder(one.agency, "liaison", "Joan Petrie")
    assert services.nudge_all(at=LATER) == 2
    letters = {m.email: m for m in Message.objects.filter(kind="launch.overdue")}
    assert set(letters) == {lead.email, liaison.email}
    assert "Port Ellery Police" in letters[lead.email].body.text
    assert "Mill Bay Police" in letters[lead.email].body.text
    assert "Bring in the roster (Port Ellery Police)" in letters[liaison.email].body.text
    assert "Bring in the list of congregations (Mill Bay Police)" not in letters[liaison.email].body.text
    # The same day nothing more, whatever becomes overdue; the next day only what has not been told for three days.
    services.reassign(task=two.tasks.get(code="prospects"), role="staff", owner=liaison, by=SYSTEM, at=LATER)
    assert services.nudge_all(at=LATER + timedelta(hours=2)) == 0
    assert services.nudge_all(at=LATER + timedelta(days=1)) == 1
    assert services.nudge_all(at=LATER + timedelta(days=3)) == 2
    assert Nudge.objects.filter(email=lead.email).count() == 2


def test_what_is_done_dropped_or_closed_reminds_nobody() -> None:
    city = town.launch()
    for task in LaunchTask.objects.filter(launch=city, evidence=""):
        services.tick(task=task, by=SYSTEM, at=NOON)
    for task in LaunchTask.objects.filter(launch=city).exclude(evidence=""):
        services.drop_task(task=task, reason="Not here", by=SYSTEM, at=NOON)
    assert services.nudge_all(at=LATER) == 0
    other = town.launch()
    services.close(launch=other, by=SYSTEM, at=NOON)
    assert services.nudge_all(at=LATER) == 0


def test_nobody_is_reminded_in_the_night() -> None:
    town.launch()
    night = LATER.replace(hour=9)  # four in the morning in New York
    assert services.nudge_all(at=night) == 0
    assert services.nudge_all(at=LATER) == 1


@pytest.mark.parametrize("extra", [0, 3])
def test_the_plan_costs_the_same_whatever_its_length(extra: int, django_assert_num_queries) -> None:
    city = town.launch()
    town.holder(city.agency, "liaison", "Joan Petrie")
    for n in range(extra):
        services.add_task(launch=city, title=f"Task {n}", words="", on=town.STARTS, anchor="launch", role="staff", owner=None, by=SYSTEM, at=NOON)
    with django_assert_num_queries(11):
        assert len(plan.lines(city, NOON)) == len(STEPS) + extra
