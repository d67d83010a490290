"""Officers who come as guests are asked again when their hours change, as those are whom their congregation invited."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.agencies.services import add_exception
from onecop.audit.models import Entry
from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships.registry import asks_of
from onecop.registrations import contributions, jobs, services
from onecop.registrations.models import Registration
from tests import make
from tests.access.letters import newest_text
from tests.events.test_events import officer_of
from tests.events.test_other_hours import EARLY, LATE, change_turns, works
from tests.make import NOON
from tests.registrations.build import evening, guest

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}


@pytest.fixture
def pair() -> Any:
    return make.partnership()


def comes(pair: Any, *, of: Any = None, duty: str = "off", **more: Any) -> Registration:
    """The officer of a partnership is invited to an event of others, and says yes."""
    who = officer_of(pair)
    more = more or {"partnership": pair, "side": "officer"}
    row = services.invite(occurrence=of or evening(), name=str(who), email=who.email, person=who.person, officer=who, **more, **BY)
    return services.answer(registration=row, comes=True, duty=duty, **BY)


def asked() -> list[str]:
    return list(Message.objects.filter(kind="registrations.hours").values_list("email", flat=True))


def asks(pair: Any) -> list[Any]:
    return [ask for ask in asks_of([pair.pk], NOON) if "hours have changed" in ask.title]


def test_other_turns_ask_a_guest_once_and_the_place_is_kept(pair: Any) -> None:
    shift, row = works(pair, EARLY), comes(pair)
    other = guest(row.occurrence, "Ana Ruiz")
    change_turns(shift, LATE)
    for _run in range(2):
        jobs.hours(NOON)
    change_turns(shift, [["15:30", 8]] * 7)
    jobs.hours(NOON)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.wavers, row.lay, other.wavers, asked()) == ("yes", True, "off", False, [row.email])
    assert Entry.objects.filter(verb="invite.hours_changed").count() == 1
    (ask,) = asks(pair)
    assert (ask.owes, ask.title) == ({officer_of(pair).person_id}, f"Your hours have changed. Do you still come? {row.occurrence.event.title}")
    assert ask.url == reverse("registration_mine", args=[row.key])


@pytest.mark.parametrize("stays", [True, False])
def test_the_officer_answers_by_the_letter_and_is_not_asked_any_more(pair: Any, stays: bool, client: Any) -> None:
    shift, row = works(pair, EARLY), comes(pair)
    change_turns(shift, LATE)
    jobs.hours(NOON)
    words = newest_text(row.email)
    assert "You are on duty then." in words
    where = f"/place/{words.split('/place/')[1].split('/')[0]}/"
    with time_machine.travel(NOON, tick=False):
        assert "before your hours changed" in client.get(where).content.decode()
        client.post(where, {"comes": "yes" if stays else "no", "party": "1", "duty": "on"})
        assert "before your hours changed" not in client.get(where).content.decode()
    row.refresh_from_db()
    assert (row.state, row.wavers, row.lay, asks(pair)) == (("yes", False, "on", []) if stays else ("no", False, "off", []))


def test_hours_that_fit_again_ask_for_nothing_more(pair: Any) -> None:
    shift, row = works(pair, EARLY), comes(pair)
    for cycle, wavers in ((LATE, True), (EARLY, False)):
        change_turns(shift, cycle)
        jobs.hours(NOON)
        row.refresh_from_db()
        assert (row.wavers, len(asks(pair)), len(asked())) == (wavers, int(wavers), 1)


def test_leave_over_the_day_asks_and_leave_on_another_day_does_not(pair: Any) -> None:
    works(pair, EARLY)
    row = comes(pair)
    for day, wavers in ((date(2026, 11, 30), False), (date(2026, 11, 28), True)):
        add_exception(officer=officer_of(pair), kind="leave", first_on=day, last_on=day, by=SYSTEM, at=NOON)
        jobs.hours(NOON)
        row.refresh_from_db()
        assert row.wavers == wavers


def test_an_officer_invited_without_the_congregation_gets_the_letter_and_no_partnership_waits(pair: Any) -> None:
    shift = works(pair, EARLY)
    row = comes(pair, side="guest")
    change_turns(shift, LATE)
    jobs.hours(NOON)
    assert (asked(), asks(pair)) == ([row.email], [])


@pytest.mark.parametrize("gone", ["said no", "called off", "taken out"])
def test_who_does_not_come_is_not_asked(pair: Any, gone: str) -> None:
    shift, row = works(pair, EARLY), comes(pair)
    if gone == "said no":
        services.answer(registration=row, comes=False, **BY)
    elif gone == "called off":
        events.cancel_date(occurrence=row.occurrence, **BY)
    else:
        services.cancel_place(registration=row, **BY)
    change_turns(shift, LATE)
    jobs.hours(NOON)
    assert asked() == []


def test_a_correction_by_the_host_answers_nothing_for_the_officer(pair: Any) -> None:
    shift, row = works(pair, EARLY), comes(pair)
    change_turns(shift, LATE)
    jobs.hours(NOON)
    services.answer(registration=row, comes=True, party=2, duty=row.duty, host=True, **BY)
    row.refresh_from_db()
    assert (row.party, row.wavers) == (2, True)


def test_the_work_grows_neither_with_the_officers_nor_with_what_waits(pair: Any) -> None:
    shift, prices = works(pair, EARLY), []
    for count in (1, 3):
        change_turns(shift, EARLY)
        while Registration.objects.count() < count:
            comes(pair)
        officers = [officer_of(pair), *[make.officer(pair.agency) for _n in range(count - 1)]]
        change_turns(shift, LATE)
        jobs.hours(NOON)
        with CaptureQueriesContext(connection) as spent:
            services.note_duty(was={one.pk: None for one in officers}, **BY)
            assert len(list(contributions.asks([pair.pk], NOON))) == count
        prices.append(len(spent))
    assert prices[0] == prices[1]
