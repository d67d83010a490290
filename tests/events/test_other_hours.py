"""Officers' hours change after a yes, and officers who were asked otherwise than by their congregation note theirs."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.access import links
from onecop.agencies.models import ShiftPattern
from onecop.agencies.services import add_exception, change_pattern
from onecop.events import contributions, jobs, queries, rules, services, stays
from onecop.events.choices import InviteState
from onecop.events.models import OfficerHours
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.registrations import services as registrations
from onecop.registrations.models import Registration
from tests import make
from tests.access.letters import newest_text
from tests.events.test_duty import BY, says_yes
from tests.events.test_events import AFTER, officer_of
from tests.make import NOON
from tests.registrations.build import evening

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return make.partnership()


LATE, EARLY = [["15:00", 8]] * 7, [["06:00", 8]] * 7
"""The dinner, from six to eight, lies in the late turn and outside the early one."""


def works(pair, cycle):
    officer = officer_of(pair)
    officer.shift = ShiftPattern.objects.create(agency=pair.agency, code=f"c{cycle[0][0]}", name=cycle[0][0], anchor_on=date(2026, 11, 16), cycle=cycle)
    officer.save()
    return officer.shift


def change_turns(shift, cycle):
    change_pattern(pattern=shift, cycle=cycle, by=SYSTEM, at=NOON)


def coming_kinds():
    return sorted(Message.objects.filter(kind__startswith="events.hours").values_list("kind", flat=True))


def test_other_turns_ask_the_officer_once_tell_the_host_and_drop_nothing(pair):
    shift = works(pair, EARLY)
    invite = says_yes(pair, "off")
    assert invite.lay == "off"
    change_turns(shift, LATE)
    for _run in range(2):
        jobs.hours(NOON)
    invite.refresh_from_db()
    assert (invite.state, invite.duty, invite.wavers, coming_kinds()) == (InviteState.YES, "off", True, ["events.hours", "events.hours_host"])
    change_turns(shift, [["15:30", 8]] * 7)
    jobs.hours(NOON)
    assert len(coming_kinds()) == 2  # asked already
    (ask,) = [ask for ask in contributions.asks([pair.pk], NOON) if "/events/answer/" in ask.url]
    assert (ask.owes, ask.title) == ({officer_of(pair).person_id}, "Your hours have changed. Do you still come? Dinner")
    text = newest_text(officer_of(pair).email)
    assert "You are on duty then." in text
    link, row = services.by_link(text.split("/visit/")[1].split("/")[0], at=NOON)
    again = services.answer(invite=row, comes=True, duty="on", link=link, by=links.actor_of(link), at=NOON)
    assert (again.wavers, again.duty, again.lay) == (False, "on", "on")


def test_hours_that_fit_again_ask_for_nothing_more(pair):
    shift = works(pair, EARLY)
    invite = says_yes(pair, "off")
    for cycle, wavers in ((LATE, True), (EARLY, False)):
        change_turns(shift, cycle)
        jobs.hours(NOON)
        invite.refresh_from_db()
        assert (invite.wavers, invite.state) == (wavers, InviteState.YES)
    assert coming_kinds() == ["events.hours", "events.hours_host"]


def test_leave_over_the_day_asks_and_leave_on_another_day_does_not(pair):
    works(pair, EARLY)
    invite, officer = says_yes(pair, "off"), officer_of(pair)
    for day, wavers in ((date(2026, 11, 30), False), (date(2026, 11, 28), True)):
        add_exception(officer=officer, kind="leave", first_on=day, last_on=day, by=SYSTEM, at=NOON)
        jobs.hours(NOON)
        invite.refresh_from_db()
        assert invite.wavers == wavers


def test_what_is_over_called_off_or_declined_is_left_alone(pair):
    shift = works(pair, EARLY)
    invite = says_yes(pair, "off")
    services.cancel_date(occurrence=invite.occurrence, **BY)
    change_turns(shift, LATE)
    jobs.hours(NOON)
    assert coming_kinds() == []


def test_the_work_of_a_change_does_not_grow_with_the_officers(pair):
    prices = []
    for count in (1, 3):
        officers = [officer_of(pair), *[make.officer(pair.agency) for _n in range(count - 1)]]
        with CaptureQueriesContext(connection) as spent:
            services.note_duty(was={one.pk: None for one in officers}, **BY)
        prices.append(len(spent))
    assert prices[0] == prices[1]


@pytest.mark.parametrize(
    ("how", "was", "lies", "fits"),
    [
        ("on", "on", "off", False), ("on", "on", "partly", True), ("on", "on", "away", False), ("ot", "off", "on", False), ("ot", "off", "away", False),
        ("off", "off", "partly", False), ("off", "on", "on", True), ("off", "on", "off", True), ("", "off", "on", False), ("", "", "off", True),
        ("on", "on", "unknown", True), ("off", "away", "away", True),
    ],
)  # fmt: skip
def test_when_a_yes_still_fits(how, was, lies, fits):
    assert rules.still_fits(how, was, lies) == fits


def test_an_officer_who_came_as_a_guest_notes_hours_on_a_page(pair, client):
    officer = officer_of(pair)
    place = evening(make.congregation())
    other = evening(make.congregation())
    registrations.invite(occurrence=place, name=str(officer), email=officer.email, officer=officer, by=SYSTEM, at=NOON)
    Registration.objects.update(state="yes", duty="ot")
    client.force_login(officer.person)
    note = reverse("event_hours_note", args=[place.event.key, place.on.isoformat()])
    with time_machine.travel(NOON, tick=False):
        assert client.get(note).status_code == 404  # it has not begun
    with time_machine.travel(AFTER, tick=False):
        assert place.event.title in client.get(reverse("event_hours")).content.decode()
        assert client.post(note, {"duty": "ot", "minutes": "75"}).status_code == 302
        assert client.post(note, {"duty": "ot", "minutes": "0"}).status_code == 422
        assert client.get(reverse("event_hours_note", args=[other.event.key, other.on.isoformat()])).status_code == 404
        assert [one.kept for one in stays.stays(officer.person, NOON, AFTER)] == [OfficerHours.objects.get()]
        assert stays.unnoted(officer.person, AFTER) == []
    assert [(h.minutes, h.duty, h.noted) for h in queries.hours(officer, NOON, AFTER)] == [(75, "ot", True)]


@pytest.mark.parametrize("gone", ["called off", "did not come"])
def test_a_date_without_the_officer_waits_for_no_hours(pair, gone):
    invite = says_yes(pair, "off")
    assert [one.occurrence for one in stays.unnoted(officer_of(pair).person, AFTER)] == [invite.occurrence]
    if gone == "called off":
        services.cancel_date(occurrence=invite.occurrence, **BY)
    else:
        services.tell_attendance(occurrence=invite.occurrence, partnership=pair, who="officer", came=False, told_by="officer", by=SYSTEM, at=AFTER)
    assert stays.unnoted(officer_of(pair).person, AFTER) == []
