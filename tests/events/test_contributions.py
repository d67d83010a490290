"""What partnerships are told: facts, what waits for whom, the card, the calendar feed. A fixed number of queries for one and for three."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from django.utils import timezone
from icalendar import Calendar, vRecur
from icalendar import Event as Component

from onecop.events import contributions, feed, services
from onecop.events.choices import EventKind, Side
from onecop.events.services import Plan
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import FactKind, PauseReason
from onecop.partnerships.services import pause
from onecop.scheduling.registry import entries_of
from tests import make
from tests.events.test_events import DINNER, asked, officer_of, plan, weekly
from tests.events.test_introduction import SUNDAY, dated, usual
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}
AFTER = DINNER + timedelta(hours=20)


@pytest.fixture
def pair():
    return make.partnership()


def came(pair, occurrence, who=Side.OFFICER, at=AFTER, came=True):
    services.tell_attendance(occurrence=occurrence, partnership=pair, who=who, came=came, told_by=Side.CONGREGATION, by=SYSTEM, at=at)


def told(pair) -> list[tuple[FactKind, datetime, str]]:
    return [(f.kind, f.at, f.who) for f in contributions.facts([pair.pk])]


# --- facts
def test_a_visit_is_something_together_once_whoever_says_so(pair):
    invite = asked(weekly(pair.congregation), pair)
    came(pair, invite.occurrence)
    services.tell_attendance(occurrence=invite.occurrence, partnership=pair, who=Side.OFFICER, came=True, told_by=Side.OFFICER, by=SYSTEM, at=AFTER)
    assert told(pair) == [(FactKind.TOGETHER, DINNER, "officer")]


def test_could_not_come_is_no_fact(pair):
    invite = asked(weekly(pair.congregation), pair)
    came(pair, invite.occurrence, came=False)
    assert told(pair) == []


def test_an_introduction_counts_as_that_alone(pair):
    services.introduced(introduction=dated(pair), took_place=True, side=Side.CONGREGATION, by=SYSTEM, at=SUNDAY + timedelta(hours=2))
    assert told(pair) == [(FactKind.INTRODUCED, SUNDAY, "officer")]


@pytest.mark.parametrize("kind", ["briefing", "training", "appreciation", "workshop", "forum", "city", "national"])
def test_what_an_agency_or_region_hosts_for_partnerships_is_a_onecop_event(pair, kind):
    for host in (pair.agency, make.region()):
        event = services.plan_event(host=host, plan=plan(kind=EventKind(kind)), zone="America/New_York", **BY)
        row = services.occurrence_for(event=event, on=event.starts_on, at=NOON)
        came(pair, row)
        came(pair, row, who=Side.CONGREGATION)
    assert {(f.kind, f.who) for f in contributions.facts([pair.pk])} == {(FactKind.EVENT, "officer"), (FactKind.EVENT, "congregation")}
    assert len(told(pair)) == 4


def test_a_meal_of_an_agency_is_something_together(pair):
    event = services.plan_event(host=pair.agency, plan=plan(), zone="America/New_York", **BY)
    came(pair, services.occurrence_for(event=event, on=event.starts_on, at=NOON))
    assert [kind for kind, _at, _who in told(pair)] == [FactKind.TOGETHER]


def test_facts_and_asks_cost_the_same_for_one_and_for_three(django_assert_num_queries):
    pairs = [make.partnership() for _ in range(3)]
    for one in pairs:
        came(one, asked(weekly(one.congregation), one).occurrence)
        asked(weekly(one.congregation), one, on=date(2026, 12, 5))
        dated(one)
    for some in (pairs[:1], pairs):
        ids = [p.pk for p in some]
        with django_assert_num_queries(2):
            assert len(list(contributions.facts(ids))) == len(some)
        with django_assert_num_queries(7):
            assert len(list(contributions.asks(ids, NOON))) == 3 * len(some)


# --- asks
def waits(pair, at=NOON) -> list[tuple[str, str, frozenset[int]]]:
    return [(a.step, a.title, a.owes) for a in contributions.asks([pair.pk], at)]


def test_the_introduction_is_asked_for_step_by_step(pair):
    officer = officer_of(pair)
    ours = frozenset(pair.tenures.exclude(contact=None).values_list("contact__person", flat=True))
    theirs = frozenset([officer.person_id])
    seen = [waits(pair)]
    made = dated(pair)
    services.answer(invite=made.occurrence.invites.get(), comes=True, by=officer.person, at=NOON)
    seen.append(waits(pair))
    protocol = services.answer_protocol(partnership=pair, answers=usual(), **BY)
    seen.append(waits(pair))
    services.cannot_meet(protocol=protocol, officer=officer, points={"k9": {"instead": "", "words": ""}}, **BY)
    seen.append(waits(pair))
    services.confirm_protocol(protocol=protocol, officer=officer, **BY)
    seen.append(waits(pair))
    services.keep_show(introduction=made, items=[{"what": "Welcome"}], **BY)
    seen.append(waits(pair))
    seen.append(waits(pair, SUNDAY + timedelta(hours=3)))
    assert seen == [
        [("introduce", f"Choose a service at which to introduce {officer}", ours)],
        [("introduce", "Say what matters in your sacred space", ours)],
        [("introduce", f"Read and confirm what {pair.congregation} asks for", theirs)],
        [("introduce", f"See what {officer} cannot meet, and settle it", ours)],
        [("introduce", "Look over how the introduction goes", ours)],
        [],
        [("introduce", "Say whether the introduction took place", ours | theirs)],
    ]


def test_an_invitation_waits_for_the_officer_then_the_visit_for_the_congregation(pair):
    invite = asked(weekly(pair.congregation), pair)
    services.introduced(introduction=dated(pair, NOON + timedelta(hours=1)), took_place=True, side=Side.OFFICER, by=SYSTEM, at=NOON + timedelta(hours=2))
    assert [(step, title) for step, title, _owes in waits(pair)] == [("involve", "Say whether you come: Dinner")]
    services.answer(invite=invite, comes=True, by=officer_of(pair).person, at=NOON)
    assert waits(pair) == []
    assert [title for _step, title, _owes in waits(pair, AFTER)] == [f"Did {officer_of(pair)} come? Dinner"]
    came(pair, invite.occurrence)
    assert waits(pair, AFTER) == []


def test_nothing_is_asked_of_a_partnership_that_rests(pair):
    pause(partnership=pair, reason=PauseReason.AGENCY, **BY)
    assert waits(pair) == []


# --- the card
def test_the_card_shows_the_next_three_and_its_ways_on(pair):
    event = weekly(pair.congregation)
    for n in range(4):
        asked(event, pair, on=date(2026, 11, 28) + timedelta(weeks=n))
    coordinator = pair.tenures.get(kind="coordinator").contact.person
    with timezone.override("America/New_York"):
        card = contributions.panel(pair, coordinator, NOON)
    assert [line.tag for line in card.lines] == ["waits for an answer"] * 3
    assert card.lines[0].detail.replace("\u00a0", " ") == "Sat, Nov 28, 6:00 pm"
    assert [label for label, _url in card.acts] == ["Invite the officer", "Plan something together", "All dates", "Introduction and sacred space"]
    assert contributions.panel(pair, make.person(), NOON) is None


# --- the feed
def shown(entries, start, end) -> list[tuple[datetime, str]]:
    """Read entries as a calendar client does."""
    calendar = Calendar()
    for e in entries:
        one = Component()
        one.add("uid", e.uid)
        zone = e.zone
        from zoneinfo import ZoneInfo

        local = [m.astimezone(ZoneInfo(zone)) for m in (e.starts, e.ends)]
        one.add("dtstart", local[0])
        one.add("duration", local[1] - local[0])
        one.add("summary", e.title)
        if e.rrule:
            one["RRULE"] = vRecur.from_ical(e.rrule)
        for gone in e.exdates:
            one.add("exdate", gone.astimezone(ZoneInfo(zone)))
        if e.recurrence:
            one.add("recurrence-id", e.recurrence.astimezone(ZoneInfo(zone)))
        if not e.cancelled:
            calendar.add_component(one)
    calendar.add_missing_timezones()
    found = recurring_ical_events.of(Calendar.from_ical(calendar.to_ical())).between(start, end)
    return sorted((e.start.astimezone(UTC), str(e.get("summary"))) for e in found)


def test_a_series_with_a_moved_and_a_cancelled_date_reads_the_same_in_a_calendar_client(pair):
    event = weekly(pair.congregation, until_on=date(2027, 4, 30))
    dates = [date(2026, 11, 28) + timedelta(weeks=n) for n in range(30)]
    rows = {on: services.occurrence_for(event=event, on=on, at=NOON) for on in (dates[1], dates[2])}
    services.move_date(occurrence=rows[dates[1]], starts_at=DINNER + timedelta(days=8), minutes=60, **BY)
    services.cancel_date(occurrence=rows[dates[2]], **BY)
    start, end = NOON, NOON + timedelta(days=240)
    coordinator = pair.tenures.get(kind="coordinator").contact.person
    found = entries_of(coordinator, start, end)
    from onecop.events.queries import dates_between

    ours = [(d.starts_at, "Dinner") for d in dates_between([event], start, end) if not d.cancelled]
    assert len(ours) == 21  # 22 Saturdays to the end of April, one called off
    assert shown(found, start, end) == ours


def test_an_officer_has_only_what_they_are_asked_to(pair):
    event = weekly(pair.congregation)
    invite = asked(event, pair)
    person = officer_of(pair).person
    found = entries_of(person, NOON, NOON + timedelta(days=60))
    assert [(e.uid, e.starts, e.rrule, e.cancelled) for e in found] == [(f"visit-{invite.key}@onecop", DINNER, "", False)]
    services.cancel_date(occurrence=invite.occurrence, **BY)
    again = entries_of(person, NOON, NOON + timedelta(days=60))
    assert [(e.uid, e.cancelled, e.sequence > found[0].sequence) for e in again] == [(f"visit-{invite.key}@onecop", True, True)]


def test_a_no_and_a_withdrawn_invitation_are_in_no_feed(pair):
    event = weekly(pair.congregation)
    no, gone = asked(event, pair), asked(event, pair, on=date(2026, 12, 5))
    services.answer(invite=no, comes=False, by=officer_of(pair).person, at=NOON)
    services.withdraw(invite=gone, **BY)
    assert entries_of(officer_of(pair).person, NOON, NOON + timedelta(days=60)) == []


def test_the_feed_costs_the_same_for_one_and_for_three(pair, django_assert_num_queries):
    person = pair.tenures.get(kind="coordinator").contact.person
    _ = person.open_grants
    for n in (1, 3):
        while pair.congregation.events.count() < n:
            weekly(pair.congregation)
        with django_assert_num_queries(3):
            assert len(feed.entries(person, NOON, NOON + timedelta(days=30))) == n


def test_the_hour_holds_across_the_change_of_clocks(pair):
    event = services.plan_event(
        host=pair.congregation, plan=Plan(EventKind.MEAL, "Supper", date(2026, 10, 31), time(18), 60, "FREQ=WEEKLY;BYDAY=SA"), zone="America/New_York", **BY
    )
    entry = feed.of_event(event, [])[0]
    start = datetime(2026, 10, 30, tzinfo=UTC)
    assert [at.hour for at, _title in shown([entry], start, start + timedelta(days=12))] == [22, 23]
