from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.events import services as events
from onecop.events.models import Attendance
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.registry import facts_of
from onecop.registrations import jobs, queries, rules, services
from onecop.registrations.exceptions import DoorClosed, NotStanding
from onecop.registrations.models import Registration, Tap
from onecop.registrations.rules import Pressed
from onecop.registrations.services import Press
from tests import make
from tests.make import NOON
from tests.registrations.build import BEGINS, DOORS, date_of, evening, guest

pytestmark = pytest.mark.django_db


def hear(date, *presses, at=DOORS):
    return services.hear(occurrence=date, presses=presses, by=SYSTEM, at=at)


def came(row, minutes=0, number=1, uid=None, kind="came"):
    return Press(uid or uuid4(), kind, DOORS + timedelta(minutes=minutes), number, row.key)


def numbers(date):
    found = queries.attendance([date.pk])[date.pk]
    return found.signed_up, found.by_name, found.walk_ins, found.headcount


def test_the_numbers_stand_side_by_side_and_never_mix():
    date = evening(capacity=20)
    ana, ben = guest(date, "Ana", 3), guest(date, "Ben", 2)
    services.check_in(registration=ana, party=2, by=SYSTEM, at=BEGINS)
    services.check_in(registration=ben, by=SYSTEM, at=BEGINS)
    services.walk_in(occurrence=date, number=4, by=SYSTEM, at=BEGINS)
    services.count_heads(occurrence=date, number=7, by=SYSTEM, at=BEGINS)
    assert numbers(date) == (5, 4, 4, 7)


@pytest.mark.parametrize("dates", [1, 3])
def test_attendance_costs_three_queries(dates, django_assert_num_queries):
    rows = [evening() for _ in range(dates)]
    for n, row in enumerate(rows):
        guest(row, f"Guest {n}", 2)
    with django_assert_num_queries(3):
        found = queries.attendance([row.pk for row in rows])
    assert {number.signed_up for number in found.values()} == {2}


def test_what_is_sent_twice_counts_once():
    date = evening()
    ana = guest(date, "Ana", 2)
    taps = [came(ana, number=2), Press(uuid4(), "walk_in", DOORS, 3), Press(uuid4(), "heads", DOORS, 5)]
    assert (hear(date, *taps), hear(date, *taps), hear(date, taps[1], at=BEGINS)) == (3, 0, 0)
    assert (numbers(date)[1:], Tap.objects.count()) == ((2, 3, None), 3)


def test_two_phones_merge_by_the_clock_of_the_tap_not_of_the_sending():
    date = evening()
    ana = guest(date, "Ana", 2)
    hear(date, came(ana, minutes=9, number=2), at=DOORS + timedelta(minutes=9))
    hear(date, came(ana, minutes=1), came(ana, minutes=2, kind="undo"), at=DOORS + timedelta(minutes=30))
    assert numbers(date)[1] == 2
    hear(date, came(ana, minutes=10, kind="undo"), at=DOORS + timedelta(minutes=31))
    assert numbers(date)[1] == 0


def test_a_guest_of_another_date_cannot_be_checked_in_here():
    date, other = evening(), evening()
    assert (hear(date, came(guest(other, "Ana"))), Registration.objects.get().came_at) == (0, None)


def test_the_door_opens_twelve_hours_before_and_closes_two_days_after():
    date = evening()
    for at in (BEGINS - timedelta(hours=13), BEGINS + timedelta(days=3)):
        with pytest.raises(DoorClosed):
            services.walk_in(occurrence=date, by=SYSTEM, at=at)
    assert services.walk_in(occurrence=date, by=SYSTEM, at=BEGINS - timedelta(hours=11)) is True


def test_nobody_who_was_taken_off_the_list_is_checked_in():
    date = evening()
    ana = services.cancel_place(registration=guest(date, "Ana"), by=SYSTEM, at=NOON)
    with pytest.raises(NotStanding):
        services.check_in(registration=ana, by=SYSTEM, at=DOORS)


def test_heads_counted_before_the_beginning_reach_the_event_when_it_has_begun():
    date = evening()
    services.count_heads(occurrence=date, number=5, by=SYSTEM, at=DOORS)
    services.count_heads(occurrence=date, number=-2, by=SYSTEM, at=DOORS)
    jobs.door(DOORS)
    assert numbers(date)[3] is None
    jobs.door(BEGINS + timedelta(minutes=1))
    assert numbers(date)[3] == 3


def onecop_evening():
    """A workshop of the agency; the officer and the congregation of a partnership are on its list."""
    desk = make.agency()
    officer = make.officer(desk)
    pair = make.partnership(with_=officer)
    date = date_of(make.event(desk, kind="workshop", public=True, sign_up="anyone", title="Safety workshop"))
    words = {"occurrence": date, "partnership": pair, "by": SYSTEM, "at": NOON}
    police = services.invite(name=str(officer), email=officer.email, officer=officer, side="officer", **words)
    house = services.invite(name="Zelda Ruiz", email="zelda@mail.example", side="congregation", **words)
    return date, pair, police, house


def evidence(pair):
    return {(fact.kind, fact.who) for fact in facts_of([pair.pk]) if fact.source.startswith("events.occurrence")}


def test_a_check_in_is_evidence_of_step_seven_for_each_side_alone():
    _date, pair, police, house = onecop_evening()
    services.check_in(registration=police, by=SYSTEM, at=BEGINS)
    assert evidence(pair) == {("event", "officer")}
    services.check_in(registration=house, by=SYSTEM, at=BEGINS)
    assert evidence(pair) == {("event", "officer"), ("event", "congregation")}
    assert not any("Zelda" in fact.words for fact in facts_of([pair.pk]))
    services.undo_check_in(registration=house, by=SYSTEM, at=BEGINS + timedelta(minutes=1))
    assert evidence(pair) == {("event", "officer")}


def test_a_check_in_before_the_beginning_is_told_by_the_worker():
    _date, pair, police, _house = onecop_evening()
    services.check_in(registration=police, by=SYSTEM, at=DOORS)
    assert evidence(pair) == set()
    jobs.door(BEGINS + timedelta(minutes=5))
    jobs.door(BEGINS + timedelta(minutes=15))
    assert (evidence(pair), Attendance.objects.count()) == ({("event", "officer")}, 1)


def test_a_guest_and_another_officer_are_no_evidence():
    date, pair, _police, _house = onecop_evening()
    other = make.officer(pair.agency)
    words = {"occurrence": date, "partnership": pair, "by": SYSTEM, "at": NOON}
    substitute = services.invite(name=str(other), email=other.email, officer=other, side="officer", **words)
    friend = services.invite(name="Friend", email="friend@mail.example", side="guest", **words)
    for row in (substitute, friend):
        services.check_in(registration=row, by=SYSTEM, at=BEGINS)
    assert (evidence(pair), Attendance.objects.count()) == (set(), 0)


def test_a_date_called_off_has_no_door():
    date = evening()
    events.cancel_date(occurrence=date, by=SYSTEM, at=NOON)
    with pytest.raises(DoorClosed):
        services.walk_in(occurrence=date, by=SYSTEM, at=DOORS)


def pressed(kind, minutes, number):
    return Pressed(kind, number, DOORS + timedelta(minutes=minutes), minutes)


PRESSES = st.lists(st.builds(pressed, st.sampled_from(["came", "undo"]), st.integers(0, 500), st.integers(1, 9)), unique_by=lambda tap: tap.order)


@given(PRESSES, st.randoms(use_true_random=False))
def test_taps_add_up_to_the_same_in_whatever_order_they_arrive(taps, random):
    before = rules.here(taps)
    random.shuffle(taps)
    assert rules.here(taps) == before
    last = max(taps, key=lambda tap: tap.at, default=None)
    assert before == (last.number if last and last.kind == "came" else None)


def test_a_phone_with_a_wrong_clock_is_put_right():
    assert rules.tapped_at(NOON + timedelta(days=400), NOON) == NOON
    assert rules.tapped_at(NOON - timedelta(days=400), NOON) == NOON - timedelta(days=7)
    assert rules.tapped_at(NOON - timedelta(hours=3), NOON) == NOON - timedelta(hours=3)
