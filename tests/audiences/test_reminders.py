"""One reminder to who was invited and is silent: once, some days before, by day, within the cap, never after a no."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onecop.audiences import jobs, reminding, rules, services
from onecop.audiences.finding import Audience
from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.mail.choices import BlockReason, State
from onecop.mail.models import Block, Message, OptOut, Wish
from onecop.registrations import services as places
from onecop.registrations.models import Registration
from tests import make
from tests.audiences.test_mailings import City
from tests.make import NOON
from tests.races import together

pytestmark = pytest.mark.django_db
DUE = NOON + timedelta(days=4, hours=1)
"""Some days after the invitation, one in the afternoon in New York, and four days before the briefing."""


def reminded(kind="audiences.remind"):
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def send(made, event, audience, at=NOON):
    mailing = services.prepare(event=event, on=event.starts_on, audience=audience, by=made.liaison, at=NOON)
    return services.carry_out(mailing=mailing, by=made.liaison, at=at)


def city(pairs=1, **event):
    made = City(pairs)
    for name, value in event.items():
        setattr(made.event, name, value)
    made.event.save()
    made.invite("officers")
    return made


def test_once_some_days_before_by_day_and_never_again():
    made = city()
    date = made.event.occurrences.get()
    seen = {}
    for when in (NOON + timedelta(days=2, hours=5), DUE - timedelta(hours=10), DUE, DUE + timedelta(days=1), date.starts_at - timedelta(hours=20)):
        jobs.remind(when)
        seen[when] = len(reminded())
    assert list(seen.values()) == [0, 0, 1, 1, 1]
    assert Registration.objects.get().reminded_at == DUE


@pytest.mark.parametrize(("comes", "letters"), [(True, 0), (False, 0), (None, 1)])
def test_whoever_has_answered_is_left_in_peace(comes, letters):
    city()
    if comes is not None:
        places.answer(registration=Registration.objects.get(), comes=comes, by=SYSTEM, at=NOON)
    jobs.remind(DUE)
    assert len(reminded()) == letters


def test_the_host_can_switch_it_off():
    city(remind=False)
    jobs.remind(DUE)
    assert reminded() == []


def test_nobody_is_pushed_where_answers_do_not_count_any_more_or_all_had_a_letter_just_now():
    made = city()
    date = made.event.occurrences.get()
    made.event.closes_hours = 24 * 7
    made.event.save()
    jobs.remind(DUE)
    made.event.closes_hours = 0
    made.event.save()
    places.write_to_guests(occurrence=date, words="Bring questions.", states=("invited",), by=SYSTEM, at=DUE - timedelta(days=1))
    jobs.remind(DUE)
    assert reminded() == []
    events.cancel_event(event=made.event, by=SYSTEM, at=DUE)
    jobs.remind(DUE + timedelta(days=2))
    assert reminded() == []


def test_blocked_unwilling_and_those_at_the_cap_get_none_and_hold_nobody_up():
    made = city(4)
    Block.objects.create(email="officer0@police.example", reason=BlockReason.BOUNCE, at=NOON)
    OptOut.objects.create(email="officer1@police.example", kind="audiences.remind", at=NOON)
    for n in range(1, rules.CAP):
        other = make.event(made.agency, starts_on=made.event.starts_on + timedelta(days=30 + n))
        send(made, other, Audience(individuals=(("T", "officer2@police.example"),)))
    assert (reminding.remind(DUE, most=1), reminded()) == (1, ["officer3@police.example"])


def test_a_reminder_counts_for_the_cap_like_an_invitation():
    made = city()
    others = [make.event(made.agency, starts_on=made.event.starts_on + timedelta(days=30 + n)) for n in range(rules.CAP)]
    for other in others[: rules.CAP - 2]:
        send(made, other, Audience(individuals=(("T", "officer0@police.example"),)))
    jobs.remind(DUE)
    assert send(made, others[-1], Audience(("officers",)), at=DUE) == {"invited": 0, "left_out": 1}


def test_whoever_rests_reads_it_after_their_quiet_hours():
    city()
    Wish.objects.create(email="officer0@police.example", quiet_from=time(8), quiet_to=time(15), timezone="America/New_York", changed_at=NOON)
    jobs.remind(DUE)
    letter = Message.objects.get(kind="audiences.remind")
    assert (letter.state, letter.due_at) == (State.WAITING, DUE.replace(hour=20, minute=0))


def test_the_run_costs_the_same_for_three_and_for_thirty_and_stops_at_its_most(monkeypatch):
    costs = []
    for number in (3, 30):
        made = City(1, who=f"o{number}-")
        typed = tuple((f"G{n}", f"g{number}-{n}@mail.example") for n in range(number))
        made.invite(individuals=typed)
        with CaptureQueriesContext(connection) as seen:
            reminding.remind(DUE)
        costs.append(len(seen))
        Registration.objects.filter(reminded_at=None).delete()
    assert (costs[0], len(reminded())) == (costs[1], 33)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_each_once():
    made = City(1)
    made.invite(individuals=tuple((f"G{n}", f"g{n}@mail.example") for n in range(20)))
    together(*[lambda: reminding.remind(DUE)] * 3)
    assert len(reminded()) == 20
