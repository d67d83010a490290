"""The rows behind the public calendar: they follow every act in its transaction, every process sees it at once, and series grow at their end."""

import threading
from collections import OrderedDict
from datetime import date, time, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onecop.calendars import filters, jobs, services
from onecop.calendars.models import ListedDate, Listing
from onecop.congregations.models import Congregation
from onecop.events import services as events
from onecop.events import shelf
from onecop.events.models import Event, Turn
from onecop.events.models.turn import TurnQuerySet
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.calendars.test_pages import LIST, MONTH, features, get, public, text, titles
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": SYSTEM, "at": NOON}
ON = date(2026, 11, 28)


def plan(**more: Any) -> events.Plan:
    from onecop.events.choices import EventKind

    return events.Plan(EventKind.MEAL, "Supper", ON, time(18), 120, more={"public": True, "city": "Arlington", "state": "VA", **more})


def standing() -> list[tuple[str, str, bool, bool]]:
    rows = ListedDate.objects.values_list("on", "starts_at", "off", "moved")
    return [(on.isoformat(), f"{starts:%m-%dT%H}", off, moved) for on, starts, off, moved in rows]


def test_every_act_on_an_event_is_in_the_rows_when_it_returns() -> None:
    event = events.plan_event(host=make.congregation(), plan=plan(), zone="America/New_York", draft=True, **BY)
    assert standing() == []
    events.publish_event(event=event, **BY)
    assert standing() == [("2026-11-28", "11-28T23", False, False)]
    row = events.occurrence_for(event=event, on=ON, at=NOON)
    events.move_date(occurrence=row, starts_at=row.starts_at - timedelta(hours=3), minutes=60, **BY)
    assert standing() == [("2026-11-28", "11-28T20", False, True)]
    events.cancel_date(occurrence=row, **BY)
    assert standing() == [("2026-11-28", "11-28T20", True, True)]
    events.restore_date(occurrence=row, **BY)
    events.cancel_event(event=event, **BY)
    assert standing() == [("2026-11-28", "11-28T20", True, True)]
    events.restore_event(event=event, **BY)
    events.change_event(event=event, plan=plan(public=False), **BY)
    assert (standing(), Listing.objects.count()) == ([], 0)


def test_what_is_rolled_back_stands_nowhere() -> None:
    with transaction.atomic():
        events.plan_event(host=make.congregation(), plan=plan(), **BY)
        transaction.set_rollback(True)
    assert (standing(), Turn.objects.count(), titles(get(LIST))) == ([], 0, [])


# --- every process sees a change at once


def elsewhere(act: Any) -> None:
    """Do something as another process would: with a memory of its own, the same database."""
    mine = OrderedDict(shelf._kept)
    shelf.clear()
    act()
    shelf.clear()
    shelf._kept.update(mine)


def seen() -> tuple[list[str], list[str], bool, bool]:
    month = text(get(MONTH, month="2026-11"))
    return titles(get(LIST)), [one["properties"]["name"] for one in features()], "Supper" in month, "Supper" in get("public_calendar_feed").content.decode()


def test_what_another_process_changes_is_seen_at_once() -> None:
    assert seen() == ([], [], False, False)
    elsewhere(lambda: events.plan_event(host=make.congregation(), plan=plan(), **BY))
    assert seen() == (["Supper"], ["Supper"], True, True)


def test_control_without_the_stamp_of_the_database_an_old_page_would_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TurnQuerySet, "stamp", lambda self, topic: ())
    shelf.clear()
    assert seen() == ([], [], False, False)
    elsewhere(lambda: events.plan_event(host=make.congregation(), plan=plan(), **BY))
    assert seen() == ([], [], False, False)
    shelf.clear()


def test_a_stamp_differs_after_every_turn_in_whatever_order_they_are_committed() -> None:
    stamps = [Turn.objects.stamp("a")]
    for pk in (20, 10, 30, 15):
        Turn.objects.create(pk=pk, topic="a", at=NOON)
        stamps.append(Turn.objects.stamp("a"))
    assert len(set(stamps)) == 5
    Turn.objects.create(pk=40, topic="b", at=NOON)
    assert Turn.objects.stamp("a") == stamps[-1]
    assert Turn.objects.tidy(NOON + timedelta(minutes=59)) == 0
    assert Turn.objects.tidy(NOON + timedelta(minutes=61)) == 3
    assert sorted(Turn.objects.values_list("pk", flat=True)) == [30, 40]
    Turn.objects.create(pk=41, topic="a", at=NOON)
    assert Turn.objects.stamp("a") not in stamps


def test_within_the_hour_what_has_ended_goes_although_nothing_turned() -> None:
    public(title="Breakfast", starts=time(6), starts_on=NOON.date() + timedelta(days=1), minutes=80)
    begun = ListedDate.objects.get().starts_at
    with time_machine.travel(begun + timedelta(minutes=61), tick=False):
        assert titles(get(LIST)) == ["Breakfast"]
    with time_machine.travel(begun + timedelta(minutes=81), tick=False):
        assert titles(get(LIST)) == []


def test_pages_beyond_what_a_process_keeps_are_the_same_list() -> None:
    for n in range(2):
        public(title=f"Daily {n}", rrule="FREQ=DAILY")
    found = [row for n in range(1, 6) for row in titles(get(LIST, page=str(n)))]
    ahead = ListedDate.objects.filter(ends_at__gt=NOON, starts_at__lt=NOON.replace(hour=0) + timedelta(weeks=13))
    assert found == list(ahead.values_list("listing__event__title", flat=True))
    assert len(found) > 160


# --- what a worker keeps up


def test_series_grow_at_their_end_and_hosts_take_their_pin_along() -> None:
    public(rrule="FREQ=WEEKLY")
    last = ListedDate.objects.latest("on").on
    turns = Turn.objects.count()
    jobs.follow(NOON)
    assert (ListedDate.objects.latest("on").on, Turn.objects.count()) == (last, turns)
    Congregation.objects.update(lon=-77.5, lat=38.5)
    jobs.follow(NOON + timedelta(days=30))
    listing = Listing.objects.get()
    assert ((listing.lon, listing.lat), Turn.objects.count()) == ((-77.5, 38.5), turns + 1)
    assert 28 <= (ListedDate.objects.latest("on").on - last).days <= 35


def test_what_has_no_row_yet_gets_one_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after the update that brought these rows: the events were there before."""
    old = public(title="Old")
    Listing.objects.all().delete()
    newer = public(title="Newer")
    monkeypatch.setattr(jobs, "A_TURN", 1)
    assert services.behind(2) == [old.pk, newer.pk]
    jobs.follow(NOON)
    assert sorted(titles(get(LIST))) == ["Newer", "Old"]


# --- distance

PLACES = st.tuples(st.floats(-160, -60), st.floats(18, 70))


def miles(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The haversine formula, as an oracle."""
    (x, y), (u, v) = ((radians(a), radians(b)) for a, b in (one, other))
    return 2 * 3958.8 * asin(min(1.0, sqrt(sin((v - y) / 2) ** 2 + cos(y) * cos(v) * sin((u - x) / 2) ** 2)))


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PLACES, st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=6), st.sampled_from([5, 25, 100]))
def test_the_sum_in_the_database_is_the_distance_over_the_ground(here: tuple[float, float], shifts: list[tuple[float, float]], far: int) -> None:
    Event.objects.all().delete()
    wanted = set()
    for dx, dy in shifts:
        pin = (here[0] + dx, here[1] + dy)
        event = make.event(make.nation(), public=True, place_private=False, lon=pin[0], lat=pin[1])
        if abs(miles(here, pin) - far) > 0.001:
            wanted |= {event.pk} if miles(here, pin) < far else set()
        else:
            event.delete()
    assert set(filters.within(*here, far).values_list("pk", flat=True)) == wanted


# --- two at the same moment


def series() -> Event:
    return public(rrule="FREQ=WEEKLY;BYDAY=SA")


def two_dates(event: Event) -> list[Any]:
    return [events.occurrence_for(event=event, on=on, at=NOON) for on in (ON, ON + timedelta(days=7))]


@pytest.mark.django_db(transaction=True)
def test_of_two_acts_on_one_event_at_once_the_rows_have_both() -> None:
    first, second = two_dates(series())
    ends = together(lambda: events.cancel_date(occurrence=first, **BY), lambda: events.cancel_date(occurrence=second, **BY))
    assert names(ends) == ["well", "well"]
    assert list(ListedDate.objects.filter(off=True).values_list("on", flat=True)) == [first.on, second.on]


@pytest.mark.django_db(transaction=True)
def test_control_who_reads_before_the_lock_loses_the_other_one() -> None:
    event = series()
    first, second = two_dates(event)
    read, dates = threading.Barrier(2), services._dates

    def careless(row: Any) -> None:
        """Write the rows from what was read before the other act was committed."""
        row.cancelled_at = NOON
        card = services.cards([event.pk])[event.pk]
        mine = {event.pk: dates(card, [row], NOON)}
        read.wait(30)
        with transaction.atomic():
            row.save(update_fields=["cancelled_at"])
            ListedDate.objects.filter(listing=event.pk).delete()
            services._keep_dates(mine)

    assert names(together(lambda: careless(first), lambda: careless(second))) == ["well", "well"]
    assert ListedDate.objects.filter(off=True).count() == 1
