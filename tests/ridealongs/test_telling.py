"""What ride-alongs tell others: evidence, what waits for whom, the card, calendars. However many partnerships, as many queries."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import FactKind, PauseReason
from onecop.partnerships.registry import Ask, facts_of
from onecop.ridealongs import services, telling
from onecop.ridealongs.choices import Kind, Rule
from onecop.ridealongs.models import RuleSet
from onecop.scheduling.registry import entries_of
from tests import make
from tests.make import NOON
from tests.ridealongs.build import ENDS, STARTS, Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


def asked(place: Town, at: datetime = NOON) -> list[Ask]:
    return sorted(telling.asks([place.partnership.pk], at), key=lambda ask: -ask.weight)


def said(place: Town, at: datetime = NOON) -> list[tuple[str, set[int | None]]]:
    return [(ask.title, set(ask.owes)) for ask in asked(place, at)]


def test_a_ride_is_evidence_once_it_is_over(place: Town) -> None:
    place.signed()
    assert [fact for fact in facts_of([place.partnership.pk]) if fact.kind == FactKind.RODE] == []
    ride = place.partnership.rides.get()
    services.check_in(ride=ride, by=SYSTEM, at=STARTS)
    services.check_out(ride=ride, by=SYSTEM, at=ENDS)
    (fact,) = [fact for fact in facts_of([place.partnership.pk]) if fact.kind == FactKind.RODE]
    assert (fact.who, fact.at, fact.source, fact.url) == ("coordinator", ENDS, f"ridealongs.ride:{ride.key}", f"/ride-alongs/{ride.key}/")
    assert fact.words == f"{place.coordinator} rode along with {place.officer}."


def test_both_ride_or_do_something_approved_instead(place: Town) -> None:
    place.done()
    sim = services.propose_alternative(partnership=place.partnership, rider=place.leader, kind=Kind.SIMULATOR, on=date(2026, 12, 5), by=SYSTEM, at=NOON)
    services.approve_alternative(ride=sim, starts_at=STARTS, ends_at=ENDS, place="Academy", by=place.liaison, at=NOON)
    assert [fact.who for fact in telling.facts([place.partnership.pk])] == ["coordinator"]
    services.note_taken_place(ride=sim, by=place.liaison, at=ENDS)
    found = {fact.who: fact.words for fact in telling.facts([place.partnership.pk])}
    assert found["leader"] == f"{place.leader} took part in a simulator day."
    assert asked(place, ENDS) == []


def test_what_waits_follows_the_ride_from_the_rules_to_the_end() -> None:
    place = town()
    rider, leader, officer, liaison = (
        p.person_id if hasattr(p, "person_id") else p.pk for p in (place.coordinator, place.leader, place.officer, place.liaison)
    )
    apply = ("Apply for your ride-along", {leader})
    assert sorted(said(place), key=str) == sorted([apply, ("Apply for your ride-along", {rider})], key=str)
    ride = place.apply()
    assert said(place) == [(f"Answer the application of {place.coordinator}", {liaison}), apply]
    place.clear()
    services.approve(ride=ride, officer=place.officer, by=place.liaison, at=NOON)
    assert said(place) == [("Read and sign the waiver", {rider}), apply]
    assert asked(place)[0].due == STARTS
    services.sign_waiver(ride=ride, name="Mai Pham", by=SYSTEM, at=NOON)
    assert said(place) == [("Ride along and check in", {rider, officer}), apply]
    assert said(place, ENDS)[0] == ("Say whether the ride took place", {rider, officer, liaison})
    services.check_in(ride=ride, by=SYSTEM, at=STARTS)
    assert said(place, ENDS)[0] == ("Check out when the ride is over", {rider, officer})
    services.check_out(ride=ride, by=SYSTEM, at=ENDS)
    assert said(place, ENDS) == [apply]


def test_without_rules_the_agency_owes_them_and_without_a_liaison_the_owner_does(place: Town) -> None:
    RuleSet.objects.all().delete()
    assert said(place) == [("Set the ride-along rules", {place.liaison.pk})]
    place.agency.posts.update(ended_on=NOON.date())
    assert said(place) == [("Set the ride-along rules", {place.partnership.owner_id})]


def test_of_a_resting_partnership_nothing_is_asked(place: Town) -> None:
    partnerships.pause(partnership=place.partnership, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON)
    assert said(place) == []


def test_after_a_refusal_one_applies_again_since_then(place: Town) -> None:
    services.refuse(ride=place.apply(), rule=Rule.OTHER, by=place.liaison, at=NOON + timedelta(days=3))
    assert {(str(place.coordinator), NOON + timedelta(days=3))} <= {(ask.owes_words, ask.since) for ask in asked(place)}


@pytest.mark.parametrize("tell", ["facts", "asks"])
def test_three_partnerships_cost_as_many_queries_as_one(tell: str, django_assert_num_queries: Any) -> None:
    towns = [town() for _ in range(3)]
    for one in towns:
        one.done()
        one.apply(one.leader, on=date(2026, 12, 2))
    ids = [one.partnership.pk for one in towns]
    queries = {"facts": 1, "asks": 6}[tell]
    ask = (lambda ids: list(telling.facts(ids))) if tell == "facts" else (lambda ids: list(telling.asks(ids, NOON)))
    for some in (ids[:1], ids):
        with django_assert_num_queries(queries):
            assert len(ask(some)) == len(some)


def test_the_card_shows_both_and_links_only_for_who_may_see(place: Town) -> None:
    place.done()
    executive = make.person()
    assert place.agency.scope is not None
    make.grant(executive, "executive", place.agency.scope)
    ride = place.partnership.rides.get()
    for reader, url, acts in ((place.coordinator.person, ride.get_absolute_url(), 1), (place.liaison, ride.get_absolute_url(), 0), (executive, "", 0)):
        assert reader is not None
        card = telling.panel(place.partnership, reader, NOON)
        assert [(line.words, line.tag, line.url) for line in card.lines] == [(str(place.leader), "to come", ""), (str(place.coordinator), "done", url)]
        assert len(card.acts) == acts


def test_rides_stand_in_the_calendar_of_rider_and_officer_alone(place: Town) -> None:
    ride = place.booked(place="Front desk")
    start, end = STARTS - timedelta(days=1), STARTS + timedelta(days=1)
    for person, other in ((place.coordinator.person, place.officer), (place.officer.person, place.coordinator)):
        assert person is not None
        (entry,) = entries_of(person, start, end)
        assert (entry.uid, entry.starts, entry.ends, entry.cancelled, entry.sequence) == (f"ride-{ride.key}@onecop", STARTS, ENDS, False, 1)
        assert (entry.title, entry.place) == (f"Ride-along with {other}", "Front desk, Day watch")
    assert entries_of(place.liaison, start, end) == []
    assert entries_of(place.officer.person, end, end + timedelta(days=1)) == []  # type: ignore[arg-type]
    services.cancel(ride=ride, by=SYSTEM, at=NOON)
    (entry,) = entries_of(place.officer.person, start, end)  # type: ignore[arg-type]
    assert (entry.cancelled, entry.sequence) == (True, 2)
