from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.registrations import jobs, rules, services
from onecop.registrations.exceptions import NoSeat, NotStanding, SignUpClosed
from onecop.registrations.models import Registration, Seats
from onecop.registrations.rules import Waiting
from tests.make import NOON
from tests.registrations.build import BEGINS, evening, guest

pytestmark = pytest.mark.django_db


def states(of):
    return {row.name: row.state for row in Registration.objects.filter(occurrence=of)}


def letters():
    return [message.kind.removeprefix("registrations.") for message in Message.objects.order_by("id")]


def held(of):
    """Seats as the row says and as the guests add up to."""
    seats = Seats.objects.get(occurrence=of)
    return seats.taken, Registration.objects.filter(occurrence=of).seated().aggregate(n=Sum("party"))["n"] or 0


def test_seats_are_taken_until_none_is_left_then_one_waits_in_line():
    date = evening()
    guest(date, "Ana", 2)
    guest(date, "Ben", 1)
    guest(date, "Cleo", 1)
    assert states(date) == {"Ana": "yes", "Ben": "yes", "Cleo": "waiting"}
    assert held(date) == (3, 3)
    assert letters() == ["place", "place", "waiting"]


def test_asking_twice_is_one_place_and_the_last_word_counts():
    date = evening()
    guest(date, "Ana", 1)
    guest(date, "Ana", 3)
    assert (Registration.objects.count(), held(date)) == (1, (3, 3))


def test_a_seat_given_back_is_offered_to_the_first_whose_party_fits():
    date = evening()
    ana, _ben = guest(date, "Ana", 1), guest(date, "Ben", 2)
    guest(date, "Cleo", 2, at=NOON + timedelta(minutes=1))
    guest(date, "Dora", 1, at=NOON + timedelta(minutes=2))
    services.answer(registration=ana, comes=False, by=SYSTEM, at=NOON + timedelta(hours=1))
    assert states(date) == {"Ana": "no", "Ben": "yes", "Cleo": "waiting", "Dora": "offered"}
    assert Registration.objects.get(name="Dora").offer_until == NOON + timedelta(hours=25)
    assert (held(date), letters()[-2:]) == ((3, 3), ["taken_back", "offer"])


def test_an_offer_that_nobody_answers_moves_on_by_itself():
    date = evening(capacity=1)
    ana = guest(date, "Ana")
    guest(date, "Ben", at=NOON + timedelta(minutes=1))
    guest(date, "Cleo", at=NOON + timedelta(minutes=2))
    services.answer(registration=ana, comes=False, by=SYSTEM, at=NOON + timedelta(hours=1))
    jobs.line(NOON + timedelta(hours=24, minutes=59))
    assert states(date) == {"Ana": "no", "Ben": "offered", "Cleo": "waiting"}
    jobs.line(NOON + timedelta(hours=25))
    assert (states(date), held(date)) == ({"Ana": "no", "Ben": "no", "Cleo": "offered"}, (1, 1))
    jobs.line(NOON + timedelta(hours=25))
    assert letters()[-2:] == ["offer_over", "offer"]


def test_an_offer_is_taken_or_let_go():
    date = evening(capacity=1)
    ana, ben, cleo = guest(date, "Ana"), guest(date, "Ben"), guest(date, "Cleo", at=NOON + timedelta(minutes=2))
    services.answer(registration=ana, comes=False, by=SYSTEM, at=NOON)
    services.answer(registration=ben, comes=False, by=SYSTEM, at=NOON)
    services.answer(registration=cleo, comes=True, by=SYSTEM, at=NOON)
    assert (states(date), held(date)) == ({"Ana": "no", "Ben": "no", "Cleo": "yes"}, (1, 1))


def test_more_seats_reach_the_line_and_fewer_break_no_promise():
    date = evening(capacity=1)
    guest(date, "Ana")
    guest(date, "Ben", at=NOON + timedelta(minutes=1))
    date.event.capacity = 2
    date.event.save()
    jobs.line(NOON + timedelta(hours=1))
    assert states(date) == {"Ana": "yes", "Ben": "offered"}
    date.event.capacity = 1
    date.event.save()
    guest(date, "Cleo", at=NOON + timedelta(hours=2))
    assert (states(date)["Cleo"], held(date), Seats.objects.get().capacity) == ("waiting", (2, 2), 2)


def test_no_more_seats_than_are_left_and_the_answer_before_stays():
    date = evening()
    ana = guest(date, "Ana", 2)
    with pytest.raises(NoSeat, match="1 more"):
        services.answer(registration=ana, comes=True, party=4, by=SYSTEM, at=NOON)
    assert (Registration.objects.get().party, held(date)) == (2, (2, 2))
    services.answer(registration=ana, comes=True, party=3, by=SYSTEM, at=NOON)
    assert held(date) == (3, 3)


def test_a_newcomer_does_not_overtake_the_line_but_a_small_party_passes_a_large_one():
    date = evening(capacity=4)
    guest(date, "Ana", 2)
    guest(date, "Ben", 3, at=NOON + timedelta(minutes=1))
    guest(date, "Cleo", 3, at=NOON + timedelta(minutes=2))
    guest(date, "Dora", 1, at=NOON + timedelta(minutes=3))
    assert states(date) == {"Ana": "yes", "Ben": "waiting", "Cleo": "waiting", "Dora": "yes"}
    assert [row.passed_over for row in Registration.objects.in_line()] == [1, 1]


def test_without_a_line_the_full_date_says_so():
    date = evening(capacity=1, waitlist=False)
    guest(date, "Ana")
    with pytest.raises(NoSeat, match="All seats are taken"):
        guest(date, "Ben")
    assert states(date) == {"Ana": "yes"}


@pytest.mark.parametrize(
    ("fields", "at", "error"),
    [
        ({"sign_up": "guests"}, NOON, SignUpClosed),
        ({"closes_hours": 24}, BEGINS - timedelta(hours=23), SignUpClosed),
        ({"party_most": 2}, NOON, NoSeat),
        ({}, BEGINS, SignUpClosed),
    ],
)
def test_what_the_host_does_not_allow(fields, at, error):
    date = evening(**fields)
    with pytest.raises(error):
        guest(date, "Ana", 3, at=at)
    assert Registration.objects.count() == 0


def test_whoever_is_invited_may_answer_where_nobody_else_signs_up():
    date = evening(sign_up="guests")
    words = {"occurrence": date, "name": "Ana", "email": "ANA@mail.example", "by": SYSTEM, "at": NOON}
    row, again = services.invite(**words), services.invite(**{**words, "email": "ana@mail.example"})
    assert (row.pk, row.state) == (again.pk, "invited")
    services.answer(registration=row, comes=True, by=SYSTEM, at=NOON)
    assert (states(date), letters()) == ({"Ana": "yes"}, ["place"])


def test_a_place_goes_to_a_substitute_and_the_line_is_not_asked():
    date = evening(capacity=1)
    ana = guest(date, "Ana")
    guest(date, "Ben", at=NOON + timedelta(minutes=1))
    heir = services.hand_over(registration=ana, name="Eve", email="eve@mail.example", by=SYSTEM, at=NOON)
    assert (states(date), heir.stands_in_for, held(date)) == ({"Ana": "no", "Ben": "waiting", "Eve": "yes"}, ana, (1, 1))
    with pytest.raises(NotStanding):
        services.hand_over(registration=ana, name="Flo", email="flo@mail.example", by=SYSTEM, at=NOON)
    with pytest.raises(NoSeat):
        services.hand_over(registration=heir, name="Eve", email="eve@mail.example", by=SYSTEM, at=NOON)


def test_whoever_is_taken_off_the_list_cannot_answer_any_more():
    date = evening()
    ana = guest(date, "Ana")
    services.cancel_place(registration=ana, by=SYSTEM, at=NOON)
    services.cancel_place(registration=ana, by=SYSTEM, at=NOON)
    assert (held(date), letters()) == ((0, 0), ["place", "taken_out"])
    with pytest.raises(NotStanding):
        services.answer(registration=ana, comes=True, by=SYSTEM, at=NOON)


def test_guests_hear_of_another_hour_and_of_no_date_at_all():
    date = evening()
    guest(date, "Ana", 3)
    guest(date, "Ben", at=NOON + timedelta(minutes=1))
    events.move_date(occurrence=date, starts_at=BEGINS + timedelta(days=1), minutes=120, by=SYSTEM, at=NOON)
    events.cancel_date(occurrence=date, words="The hall has no heat.", by=SYSTEM, at=NOON)
    assert letters() == ["place", "waiting", "moved", "moved", "called_off", "called_off"]
    assert (states(date), held(date)) == ({"Ana": "cancelled", "Ben": "cancelled"}, (0, 0))


def test_the_calendar_entry_follows_with_rising_numbers_and_holds_the_place_only_for_those_who_come():
    date = evening(place="Fellowship hall", address="12 Harbor Street")
    ana = guest(date, "Ana", 3)
    guest(date, "Ben", at=NOON + timedelta(minutes=1))
    events.move_date(occurrence=date, starts_at=BEGINS + timedelta(days=1), minutes=120, by=SYSTEM, at=NOON)
    services.answer(registration=ana, comes=False, by=SYSTEM, at=NOON)
    entries = [(m.name, a.content.decode()) for m in Message.objects.order_by("id") for a in m.body.attachments if a.filename.endswith(".ics")]
    said = [(name, text.split("SEQUENCE:")[1].split("\r\n")[0], text.split("METHOD:")[1].split("\r\n")[0]) for name, text in entries]
    assert said == [("Ana", "1", "REQUEST"), ("Ana", "2", "REQUEST"), ("Ana", "3", "CANCEL")]
    assert all("DTSTART;TZID=America/New_York:20261128T180000" in text for _name, text in entries[:1])
    assert all("DTSTART;TZID=America/New_York:20261129T180000" in text for _name, text in entries[1:])
    knows = {m.name: "12 Harbor Street" in m.body.text for m in Message.objects.order_by("id")}
    assert knows["Ben"] is False
    assert "12 Harbor Street" in Message.objects.get(kind="registrations.place").body.text


def test_the_database_itself_refuses_one_seat_too_many():
    date = evening()
    services.seats_of(date)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seats.objects.update(taken=4)


# --- the rules alone


def offers(free, line, capacity=None):
    return rules.next_in_line(free, [Waiting(n, party, passed) for n, (party, passed) in enumerate(line)], capacity)


def test_after_three_times_the_line_waits_for_the_large_party():
    assert offers(1, [(2, 2), (1, 0)]).offered == (1,)
    assert offers(1, [(2, 3), (1, 0)]).offered == ()
    assert offers(1, [(9, 3), (1, 0)], capacity=8).offered == (1,)
    assert offers(None, [(9, 0), (1, 0)]).offered == (0, 1)


LINES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 4)), max_size=12)


@given(st.integers(0, 12), LINES)
def test_nobody_is_overtaken_by_their_equal_and_nothing_is_oversold(free, line):
    turn = offers(free, line)
    assert sum(line[n][0] for n in turn.offered) <= free
    assert list(turn.offered) == sorted(turn.offered)
    for n in turn.offered:
        before = [m for m in range(n) if m not in turn.offered]
        assert all(line[m][0] > line[n][0] for m in before)  # only larger parties are passed
        assert all(line[m][1] < rules.PASSES for m in before)  # and none for the fourth time
        assert set(before) <= set(turn.passed)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_whoever_waits_gets_a_seat_in_the_end(parties, freed):
    """However small the parties behind: once passed over three times, seats that get free gather for the first."""
    line = [Waiting(n, party, 0) for n, party in enumerate(parties)]
    free, rounds = 0, 0
    while line and rounds < 200:
        free += freed[rounds % len(freed)]
        turn = rules.next_in_line(free, line)
        free -= sum(one.party for one in line if one.pk in turn.offered)
        line = [Waiting(one.pk, one.party, one.passed + (one.pk in turn.passed)) for one in line if one.pk not in turn.offered]
        assert all(one.passed <= rules.PASSES for one in line)
        rounds += 1
    assert line == []


@given(st.integers(1, 60 * 24 * 60))
def test_an_offer_ends_before_the_date_and_lasts_an_hour_where_it_can(minutes):
    left = timedelta(minutes=minutes)
    until = rules.offer_until(NOON, NOON + left)
    assert until is not None
    assert min(timedelta(hours=1), left) <= until - NOON <= timedelta(hours=24)
    assert until <= NOON + left


def test_no_offer_once_it_has_begun():
    assert rules.offer_until(NOON, NOON) is None
