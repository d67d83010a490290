"""What the host writes down: once, corrected, counted once for its goal; never by police of a congregation's date."""

from datetime import date, timedelta
from typing import Any

import pytest

from onecop.audit.models import Entry
from onecop.debriefs import queries as debriefs
from onecop.debriefs import services as goals
from onecop.debriefs.choices import ActivityKind, GoalState, Pillar
from onecop.debriefs.exceptions import NotOpen
from onecop.debriefs.models import Goal, GoalProgress
from onecop.events import services as events
from onecop.events.models import Occurrence
from onecop.followups import readers, services
from onecop.followups.exceptions import CannotRecord
from onecop.followups.models import Record
from onecop.followups.readers import Reader
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import Side
from tests import make
from tests.followups.build import BEGINS, LATER, dinner
from tests.make import NOON

pytestmark = pytest.mark.django_db


def goal_of(pair: Any, target: int = 100) -> Goal:
    return goals.make_goal(
        partnership=pair, title="A hundred families with smoke alarms", measure="families", target=target, owner_side=Side.CONGREGATION,
        due_on=date(2027, 3, 1), pillar=Pillar.COMMUNITY, activity=ActivityKind.values[0], by=SYSTEM, at=NOON,
    )  # fmt: skip


def number(goal: Goal) -> int | None:
    return debriefs.with_number(Goal.objects.filter(pk=goal.pk)).get().number  # type: ignore[attr-defined]


def save(row: Occurrence, **said: Any) -> Record:
    return services.record_after(**{"occurrence": row, "came": 40, "outcome": "We met.", "by": SYSTEM, "at": LATER, **said})


def test_a_number_and_a_sentence_are_kept_and_no_letter_is_due() -> None:
    row = dinner()
    services.sweep(at=LATER)
    assert Record.objects.get().due_at is not None
    made = save(row)
    row.refresh_from_db()
    assert (made.state, made.outcome, made.due_at, row.headcount) == ("done", "We met.", None, 40)
    assert (made.recorded_at, made.corrected_at) == (LATER, None)
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    ("spoil", "at"),
    [
        ({"published_at": None}, LATER),
        ({"cancelled_at": NOON}, LATER),
        ({}, BEGINS),
    ],
)
def test_a_draft_what_was_called_off_and_what_is_not_over_are_refused(spoil: dict[str, Any], at: Any) -> None:
    row = dinner()
    type(row.event).objects.filter(pk=row.event_id).update(**spoil)
    with pytest.raises(CannotRecord):
        save(row, at=at)
    assert Record.objects.count() == 0


def test_nothing_at_all_is_refused_but_nothing_to_record_and_not_held_are_answers() -> None:
    row = dinner()
    with pytest.raises(CannotRecord):
        save(row, came=None, outcome=" ")
    assert services.nothing_to_record(occurrence=row, by=SYSTEM, at=LATER).state == "nothing"
    save(row)
    made = services.not_held(occurrence=row, by=SYSTEM, at=LATER)
    row.refresh_from_db()
    assert (made.state, made.outcome, row.headcount) == ("not_held", "", None)


def test_a_correction_stands_in_the_audit_with_what_was_there_and_without_the_sentence() -> None:
    pair = make.partnership()
    row = dinner(pair, goal=goal_of(pair))
    save(row, reached=7)
    made = save(row, reached=9, outcome="It was warm.", at=LATER + timedelta(days=1))
    assert (made.recorded_at, made.corrected_at) == (LATER, LATER + timedelta(days=1))
    entries = Entry.objects.filter(verb__startswith="followup.").order_by("id")
    assert [(e.verb, e.before, e.after) for e in entries] == [
        ("followup.recorded", {}, {"state": "recorded", "reached": 7}),
        ("followup.corrected", {"state": "recorded", "reached": 7}, {"state": "recorded", "reached": 9}),
    ]


def test_what_a_date_brings_is_added_to_its_goal_once_whoever_hosts_along_and_however_often_it_is_corrected() -> None:
    pair = make.partnership()
    goal = goal_of(pair)
    goals.note_progress(goal=goal, number=30, by=SYSTEM, at=NOON)
    row = dinner(pair, goal=goal)
    events.ask_cohost(event=row.event, party=make.congregation(), by=SYSTEM, at=NOON)
    save(row, reached=12)
    assert number(goal) == 42
    save(row, reached=12)
    assert (number(goal), GoalProgress.objects.count()) == (42, 2)
    save(row, reached=10, at=LATER + timedelta(hours=1))
    assert number(goal) == 40
    other = dinner(pair, goal=goal, title="A second one")
    save(other, reached=5, at=LATER + timedelta(hours=2))
    assert number(goal) == 45
    services.not_held(occurrence=row, by=SYSTEM, at=LATER + timedelta(hours=3))
    assert (number(goal), Record.objects.get(occurrence=row).reached) == (35, None)
    assert [one.number for one in debriefs.open_goals(pair, today=LATER.date())] == [35]


def test_a_goal_names_a_date_of_the_congregations_own_calendar_to_nobody() -> None:
    pair = make.partnership()
    goal = goal_of(pair)
    save(dinner(pair.congregation, goal=goal, title="Vestry supper", public=False), reached=3)
    save(dinner(pair, goal=goal, title="Supper with us", public=False), reached=2, at=LATER + timedelta(hours=1))
    assert [(one.words.split(",")[0], one.words[-2:]) for one in GoalProgress.objects.order_by("at")] == [
        ("An event of the congregation", "+3"),
        ("Supper with us", "+2"),
    ]


def test_a_goal_that_is_settled_keeps_its_number() -> None:
    pair = make.partnership()
    goal = goal_of(pair)
    row = dinner(pair, goal=goal)
    save(row, reached=4)
    goals.settle_goal(goal=goal, state=GoalState.REACHED, by=SYSTEM, at=LATER)
    with pytest.raises(NotOpen):
        save(row, reached=6)
    save(row, reached=4, outcome="Only other words.")
    assert (number(goal), Record.objects.get().outcome) == (4, "Only other words.")


def test_who_hosts_and_as_whom_they_read() -> None:
    pair = make.partnership()
    house, officer = pair.congregation, pair.tenures.get(kind="lead").officer.person
    leader = pair.tenures.get(kind="leader").contact.person
    staff, liaison = make.staff(), make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    who = {"leader": leader, "officer": officer, "liaison": liaison, "staff": staff}
    found = {}
    for name, host in (("house", house), ("both", pair), ("agency", pair.agency), ("nation", make.nation())):
        event = make.event(host)
        found[name] = {role: readers.reader_of(p, event) for role, p in who.items() if readers.hosts(p, event)}
    assert found == {
        "house": {"leader": Reader.HOUSE, "staff": Reader.STAFF},
        "both": {"leader": Reader.HOUSE, "officer": Reader.POLICE, "staff": Reader.STAFF},
        "agency": {"liaison": Reader.POLICE, "staff": Reader.HOUSE},
        "nation": {"staff": Reader.HOUSE},
    }
    assert not readers.writes_letters(officer, make.event(pair))
    assert readers.writes_letters(liaison, make.event(pair.agency))


def test_no_liaison_and_no_officer_reads_the_record_of_a_congregation() -> None:
    pair = make.partnership()
    liaison = make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    rows = {name: save(dinner(host)) for name, host in (("house", pair.congregation), ("both", pair), ("agency", pair.agency))}
    officer, leader = pair.tenures.get(kind="lead").officer.person, pair.tenures.get(kind="leader").contact.person

    def sees(person: Any) -> set[str]:
        return {name for name, row in rows.items() if Record.objects.visible_to(person).filter(pk=row.pk).exists()}

    assert {name: sees(p) for name, p in (("leader", leader), ("officer", officer), ("liaison", liaison), ("stranger", make.person()))} == {
        "leader": {"house", "both"}, "officer": {"both"}, "liaison": {"agency"}, "stranger": set(),
    }  # fmt: skip
