"""The pages: who sees what, what a refusal offers, and as many queries for three rows as for one."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.ridealongs import services
from onecop.ridealongs.choices import CheckStatus, Rule, State
from onecop.ridealongs.models import Check, RideAlong, RuleSet, WaiverSignature
from onecop.ridealongs.rules import Terms
from tests.make import NOON
from tests.ridealongs.build import ENDS, ON, STARTS, Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place() -> Town:
    return town()


def as_(person: Person | None) -> Client:
    assert person is not None
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " ").replace("&#39;", "'"))


def application(place: Town, **given: str) -> dict[str, str]:
    return {
        "rider": place.coordinator.key,
        "kind": "ride",
        "on": ON.isoformat(),
        "start": f"{place.watch.key}-0600",
        "band": "adult",
        "dress_question": "",
        **given,
    }


# --- the rider


def test_a_rider_applies_on_one_page(place: Town) -> None:
    me = as_(place.coordinator.person)
    url = reverse("ride_apply", args=[place.partnership.key])
    page = text(me.get(url))
    assert f"{place.coordinator}, coordinator" in page
    assert "Head coverings and religious dress are welcome." in page
    answer = me.post(url, application(place, wants_partner="on"))
    ride = RideAlong.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, ride.get_absolute_url())
    assert (ride.rider, ride.wants_partner, ride.asked_watch, ride.asked_on) == (place.coordinator, True, place.watch, ON)
    assert f"Wait for the answer of {place.agency}" in text(me.get(ride.get_absolute_url()))


def test_a_refusal_names_the_rule_and_offers_the_day_with_one_tap(place: Town) -> None:
    me = as_(place.coordinator.person)
    answer = me.post(reverse("ride_apply", args=[place.partnership.key]), application(place, on="2026-11-21"))
    assert (answer.status_code, RideAlong.objects.count()) == (422, 0)
    page = text(answer)
    assert "The agency needs 2 business days’ notice." in page
    assert "Tuesday, November 24, 2026 is the first day that works." in page
    href = re.search(r'href="(\?[^"]*on=2026-11-24[^"]*)"', answer.content.decode())
    assert href
    again = me.get(reverse("ride_apply", args=[place.partnership.key]) + href[1].replace("&amp;", "&"))
    assert 'value="2026-11-24"' in again.content.decode()


def test_something_else_may_be_asked_for(place: Town) -> None:
    as_(place.coordinator.person).post(reverse("ride_apply", args=[place.partnership.key]), application(place, kind="simulator", start=""))
    assert RideAlong.objects.get().kind == "simulator"


def test_without_rules_the_page_says_that_nothing_is_to_do(place: Town) -> None:
    RuleSet.objects.all().delete()
    assert "there is nothing for you to do" in text(as_(place.coordinator.person).get(reverse("ride_apply", args=[place.partnership.key])))


def test_the_rider_signs_and_only_the_rider(place: Town) -> None:
    ride = place.booked()
    url = reverse("ride_sign", args=[ride.key])
    assert as_(place.leader.person).get(url).status_code == 403
    me = as_(place.coordinator.person)
    assert "I ride at my own risk." in text(me.get(url))
    assert me.post(url, {"name": "Mai Pham"}).status_code == 422
    assert me.post(url, {"name": "Mai Pham", "agreed": "on"})["Location"] == ride.get_absolute_url()
    assert WaiverSignature.objects.get().name == "Mai Pham"
    paper = me.get(reverse("ride_waiver", args=[ride.key]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert as_(place.liaison).get(reverse("ride_waiver", args=[ride.key])).content == paper.content
    assert as_(place.leader.person).get(reverse("ride_waiver", args=[ride.key])).status_code == 403


def test_by_the_link_in_the_letter_one_signs_without_an_account(place: Town) -> None:
    place.booked()
    (path,) = set(re.findall(r"/ride-alongs/sign/[\w-]+/", Message.objects.get(kind="ride.booked_unsigned").body.text))
    somebody = Client()
    assert somebody.get(path).status_code == 200
    assert WaiverSignature.objects.count() == 0
    assert "Signed. Thank you!" in text(somebody.post(path, {"name": "Mai Pham", "agreed": "on"}))
    signed = WaiverSignature.objects.get()
    assert (signed.name, signed.by_id) == ("Mai Pham", place.coordinator.person_id)
    assert somebody.get(path).status_code == 404


def test_in_and_out_by_a_tap_of_rider_or_officer(place: Town) -> None:
    ride = place.signed()
    url = {name: reverse(f"ride_{name}", args=[ride.key]) for name in ("detail", "check_in", "check_out")}
    me, officer, colleague = as_(place.coordinator.person), as_(place.officer.person), as_(place.leader.person)
    assert "It is too early to check in." in text(me.post(url["check_in"], follow=True))
    with time_machine.travel(STARTS, tick=False):
        assert "Check in when you meet" in text(officer.get(url["detail"]))
        assert colleague.post(url["check_in"]).status_code == 403
        officer.post(url["check_in"])
        assert "On the way since" in text(me.get(url["detail"]))
    with time_machine.travel(ENDS, tick=False):
        assert "It counts for step 3." in text(me.post(url["check_out"], follow=True))
    ride.refresh_from_db()
    assert (ride.state, ride.checked_in_by_id, ride.checked_out_by_id) == (State.DONE, place.officer.person_id, place.coordinator.person_id)


def test_calling_off_from_either_side(place: Town) -> None:
    for person in (place.coordinator.person, place.officer.person, place.liaison):
        ride = place.booked()
        answer = as_(person).post(reverse("ride_cancel", args=[ride.key]), {"words": "Fever."}, follow=True)
        assert "It is called off, and everybody has been told." in text(answer)
    assert RideAlong.objects.filter(state=State.CANCELLED).count() == 3


def test_what_a_check_says_is_for_the_rider_and_the_desk(place: Town) -> None:
    ride = place.booked()
    url = ride.get_absolute_url()
    shown = {name: "done, may ride" in text(as_(p).get(url)) for name, p in _readers(place).items()}
    assert shown == {"rider": True, "liaison": True, "officer": False, "leader": False}


def _readers(place: Town) -> dict[str, Person | None]:
    return {"rider": place.coordinator.person, "liaison": place.liaison, "officer": place.officer.person, "leader": place.leader.person}


def test_every_face_of_the_page_stands(place: Town) -> None:
    """Each stage for each reader; tests/html.py looks at the HTML of all of them."""
    ride = place.apply(dress_question="May I wear my turban?")
    seen = {}

    def look(stage: str, at: Any = NOON) -> None:
        with time_machine.travel(at, tick=False):
            seen[stage] = {name: as_(p).get(ride.get_absolute_url()).status_code for name, p in _readers(place).items()}

    look("applied")
    services.answer_dress(ride=ride, answer="Yes.", by=place.liaison, at=NOON)
    place.clear()
    services.approve(ride=ride, officer=place.officer, by=place.liaison, at=NOON)
    look("sign")
    services.sign_waiver(ride=ride, name="Mai Pham", by=SYSTEM, at=NOON)
    look("wait")
    look("today", STARTS)
    look("over", ENDS + timedelta(hours=1))
    services.miss(ride=ride, by=place.liaison, at=ENDS)
    look("missed", ENDS)
    for state in (State.REFUSED, State.CANCELLED):
        RideAlong.objects.filter(pk=ride.pk).update(state=state)
        look(state)
    assert seen == {stage: dict.fromkeys(_readers(place), 200) for stage in ("applied", "sign", "wait", "today", "over", "missed", "refused", "cancelled")}


def test_a_refused_rider_reads_rule_and_next_day(place: Town) -> None:
    ride = services.refuse(ride=place.apply(), rule=Rule.CAPACITY, words="A recruit rides along.", by=place.liaison, at=NOON)
    page = text(as_(place.coordinator.person).get(ride.get_absolute_url()))
    assert "Not this time: seats" in page
    assert "Wednesday, December 2, 2026 is the first day that works." in page
    assert "A recruit rides along." in page


# --- the desk


def test_the_liaison_settles_checks_and_books(place: Town) -> None:
    ride = place.apply(dress_question="May I wear my turban?", wants_partner=True)
    desk = as_(place.liaison)
    url = {name: reverse(f"ride_{name}", args=[ride.key]) for name in ("detail", "dress", "check", "approve")}
    booking = {"on": ON.isoformat(), "start": f"{place.watch.key}-0600", "officer": place.officer.key, "place": "Front desk"}
    refused = desk.post(url["approve"], booking)
    assert refused.status_code == 422
    assert "The question about dress has no answer yet." in text(refused)
    assert "There is no finished background check yet." in text(refused)
    desk.post(url["dress"], {"answer": "Yes, gladly."})
    desk.post(url["check"], {"status": "clear", "on": "2026-11-20", "expires": ""})
    assert Check.objects.get().expires == date(2027, 11, 20)
    page = desk.get(url["approve"]).content.decode()
    assert f'<option value="{place.officer.key}" selected>' in page
    assert "partner officer" in page
    assert desk.post(url["approve"], booking)["Location"] == url["detail"]
    ride.refresh_from_db()
    assert (ride.state, ride.officer, ride.watch, ride.seat, ride.place) == (State.APPROVED, place.officer, place.watch, 1, "Front desk")


def test_the_liaison_refuses_or_offers_something_else(place: Town) -> None:
    desk = as_(place.liaison)
    first, second = place.apply(), place.apply(place.leader)
    desk.post(reverse("ride_refuse", args=[first.key]), {"rule": "capacity", "words": ""})
    answer = desk.post(reverse("ride_instead", args=[second.key]), {"kind": "walk", "on": "2026-12-05"})
    walk = RideAlong.objects.get(kind="walk")
    assert answer["Location"] == reverse("ride_approve", args=[walk.key])
    desk.post(answer["Location"], {"on": "2026-12-05", "starts": "10:00", "hours": "2", "place": "Market Square"})
    walk.refresh_from_db()
    assert (walk.state, walk.place, walk.ends_at - walk.starts_at) == (State.APPROVED, "Market Square", timedelta(hours=2))
    assert list(RideAlong.objects.filter(kind="ride").order_by("pk").values_list("state", flat=True)) == [State.REFUSED, State.CANCELLED]


RULES = {
    "minimum_age": "16", "minor_hours": "1.5", "hours": "8.5", "starts": "16:00, 8:00", "notice_days": "3", "months_between": "6", "per_sector": "2",
    "same_officer_yearly": "on", "partner_exception": "on", "check_months": "6", "dress": "Closed shoes.", "religious_dress": "Welcome.",
    "alternatives": ["walk"], "waiver": "At my own risk.\r\n\r\nReally.",
}  # fmt: skip


def test_a_preview_shows_the_rules_in_words_and_saves_nothing(place: Town) -> None:
    desk, url = as_(place.liaison), reverse("ride_rules", args=[place.agency.key])
    whole = desk.post(url, {**RULES, "preview": "1"})
    part = desk.post(url, RULES, headers={"HX-Request": "true"})
    for answer in (whole, part):
        assert "Riders are 16 or older. Who is under 18 rides for 1½ hours at most, and a parent or guardian signs too." in text(answer)
        assert "Rides begin at 8:00 am or 4:00 pm." in text(answer)
        assert answer.status_code == 200
    assert whole.content[:9].lower() == b"<!doctype"
    assert part.content.decode().strip().startswith('<div id="preview"')
    assert RuleSet.objects.count() == 1
    half = desk.post(url, {**RULES, "starts": "soon"}, headers={"HX-Request": "true"})
    assert "Some answers need another look" in text(half)


def test_saving_puts_a_new_version_in_force(place: Town) -> None:
    desk, url = as_(place.liaison), reverse("ride_rules", args=[place.agency.key])
    assert desk.post(url, {**RULES, "hours": "9", "save": "1"}).status_code == 422
    assert "Version 2 is in force." in text(desk.post(url, {**RULES, "save": "1"}, follow=True))
    made = RuleSet.objects.get(number=2)
    assert (made.minimum_age, str(made.hours), made.starts, made.alternatives, made.waiver.text) == (
        16,
        "8.5",
        ["08:00", "16:00"],
        ["walk"],
        "At my own risk.\n\nReally.",
    )
    assert made.terms.check_needed is False
    assert "Nothing changed" in text(desk.post(url, {**RULES, "save": "1"}, follow=True))


def test_watches_and_closed_days(place: Town) -> None:
    desk, key = as_(place.liaison), place.agency.key
    desk.post(reverse("ride_watch_add", args=[key]), {"name": "Night", "starts": "22:00", "hours": "8"})
    assert desk.post(reverse("ride_watch_add", args=[key]), {"name": "", "starts": "22:00", "hours": "8"}).status_code == 422
    booked = place.booked()
    answer = desk.post(reverse("ride_blackout_add", args=[key]), {"first_on": "2026-11-30", "last_on": "2026-12-02", "words": "Lantern week"}, follow=True)
    assert "Closed. 1 booking was called off." in text(answer)
    booked.refresh_from_db()
    assert booked.state == State.CANCELLED
    assert desk.post(reverse("ride_blackout_add", args=[key]), {"first_on": "2026-12-02", "last_on": "2026-12-01", "words": "x"}).status_code == 422
    blackout = place.agency.ride_blackouts.get()
    desk.post(reverse("ride_blackout_lift", args=[key, blackout.key]))
    desk.post(reverse("ride_watch_end", args=[key, place.watch.key]))
    page = text(desk.get(reverse("ride_watches", args=[key])))
    assert "Lantern week" not in page
    assert "Night" in page
    assert "Take off: Day watch" not in desk.get(reverse("ride_watches", args=[key])).content.decode()


@pytest.mark.parametrize(("page", "queries"), [("ride_queue", 6), ("ride_calendar", 6)])
def test_three_rows_cost_as_many_queries_as_one(page: str, queries: int, django_assert_num_queries: Any) -> None:
    place = town(per_sector=3)
    desk = as_(place.liaison)
    url = reverse(page, args=[] if page == "ride_queue" else [place.agency.key])
    place.booked()
    desk.get(url)
    with django_assert_num_queries(queries):
        one = desk.get(url)
    place.booked(place.leader)
    third = place.another()
    rider = third.tenures.get(kind="leader").contact
    assert rider is not None
    ride = services.apply(partnership=third, rider=rider, on=ON, watch=place.watch, band="adult", by=SYSTEM, at=NOON)  # type: ignore[arg-type]
    services.note_check(agency=place.agency, rider=rider, status=CheckStatus.CLEAR, on=NOON.date(), by=SYSTEM, at=NOON)
    services.approve(ride=ride, officer=place.officer, by=SYSTEM, at=NOON)
    with django_assert_num_queries(queries):
        three = desk.get(url)
    assert (text(one).count("booked"), text(three).count("booked")) in [(3, 5), (1, 3)]


def test_a_page_of_one_ride_costs_a_fixed_number(place: Town, django_assert_max_num_queries: Any) -> None:
    ride = place.signed()
    me = as_(place.coordinator.person)
    with django_assert_max_num_queries(20):
        me.get(ride.get_absolute_url())


def test_an_agency_without_a_watch_is_told_so() -> None:
    place = town()
    services.end_watch(watch=place.watch, by=SYSTEM, at=NOON)
    page = text(as_(place.liaison).get(reverse("ride_rules", args=[place.agency.key])))
    assert "there is no watch to ride on" in page


def test_the_usual_rules_are_filled_in_at_first() -> None:
    place = town()
    RuleSet.objects.all().delete()
    page = as_(place.liaison).get(reverse("ride_rules", args=[place.agency.key])).content.decode()
    assert Terms().dress.replace("'", "&#39;") in page
    assert "I ask to ride along with an officer on patrol." in page
