"""Applying, booking, signing, riding, calling off: each beside what is refused, and who is told."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from onecop.access.models import ActionLink, Person
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PauseReason, TenureKind
from onecop.partnerships.models import Tenure
from onecop.ridealongs import exceptions as no
from onecop.ridealongs import jobs, paper, queries, services
from onecop.ridealongs.choices import AgeBand, CheckStatus, Kind, Rule, State
from onecop.ridealongs.models import Check, RideAlong, RuleSet, WaiverSignature
from onecop.tasks.alone import RowsFailed
from onecop.territory.models import Territory
from onecop.territory.services import activate
from tests import make
from tests.make import NOON
from tests.ridealongs.build import ENDS, ON, STARTS, Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


def letters(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=f"ride.{kind}").values_list("email", flat=True))


def history(ride: RideAlong) -> list[str]:
    return list(ride.changes.values_list("state", flat=True))


# --- applying


def test_an_application_waits_and_both_sides_are_told(place: Town) -> None:
    ride = place.apply(wants_partner=True)
    assert (ride.state, ride.part, ride.asked_on, ride.rules, history(ride)) == (State.APPLIED, "coordinator", ON, place.rules, ["applied"])
    assert (letters("applied"), letters("asked")) == ([place.coordinator.email], [place.liaison.email])
    assert Message.objects.get(kind="ride.asked").scope_id == place.agency.scope_id


def test_leader_and_coordinator_each_apply(place: Town) -> None:
    assert {place.apply(place.leader).part, place.apply(place.coordinator).part} == {"leader", "coordinator"}


def test_nobody_else_does_and_nobody_twice(place: Town) -> None:
    with pytest.raises(no.NotARider, match="neither faith leader nor coordinator"):
        place.apply(make.contact(place.partnership.congregation, "deputy"))
    place.apply()
    with pytest.raises(no.WrongMoment, match="has an application open"):
        place.apply()
    assert RideAlong.objects.count() == 1


def test_an_agency_without_rules_takes_nobody() -> None:
    place = town()
    RuleSet.objects.all().delete()
    with pytest.raises(no.NoRules, match="has not set its ride-along rules yet"):
        place.apply()


def test_a_refusal_names_each_rule_and_leaves_nothing(place: Town) -> None:
    services.add_blackout(agency=place.agency, first_on=date(2026, 11, 20), last_on=date(2026, 11, 30), words="Parade week", by=SYSTEM, at=NOON)
    with pytest.raises(no.CannotRide) as refused:
        place.apply(on=date(2026, 11, 21), band=AgeBand.TEEN)
    found = [(r.rule, r.next_allowed) for r in refused.value.refusals]
    assert found == [(Rule.AGE, None), (Rule.NOTICE, date(2026, 12, 1)), (Rule.BLACKOUT, date(2026, 12, 1))]
    assert refused.value.next_allowed is None
    assert (RideAlong.objects.count(), letters("applied")) == (0, [])
    with pytest.raises(no.CannotRide) as only_days:
        place.apply(on=date(2026, 11, 21))
    assert only_days.value.next_allowed == date(2026, 12, 1)
    assert place.apply(on=only_days.value.next_allowed).state == State.APPLIED


def test_after_a_ride_the_next_one_waits_for_the_months_between(place: Town) -> None:
    place.done()
    with pytest.raises(no.CannotRide) as refused:
        place.apply(on=date(2026, 12, 20), at=ENDS)
    assert refused.value.next_allowed == date(2027, 12, 1)


def test_of_an_age_only_the_band_is_kept(place: Town) -> None:
    fields = {f.name for f in RideAlong._meta.get_fields()} | {f.name for f in Check._meta.get_fields()}
    assert not {name for name in fields if "birth" in name or "found" in name or "result" in name or "note" in name.split("_")}


# --- before the booking


def test_a_check_is_a_status_a_date_and_an_expiry(place: Town) -> None:
    place.clear()
    made = queries.check_of(place.agency, place.coordinator)
    assert made is not None
    assert (made.status, made.on, made.expires) == (CheckStatus.CLEAR, date(2026, 11, 1), date(2027, 11, 1))
    assert {f.name for f in Check._meta.concrete_fields} == {"id", "agency", "rider", "status", "on", "expires", "noted_at", "noted_by_id"}
    with pytest.raises(no.WrongMoment):
        place.clear(expires=date(2026, 10, 1))


def test_booking_asks_for_the_check_and_for_settled_dress(place: Town) -> None:
    ride = place.apply(dress_question="May I wear my turban and kara?")
    with pytest.raises(no.CannotRide) as refused:
        services.approve(ride=ride, officer=place.officer, by=place.liaison, at=NOON)
    assert [r.rule for r in refused.value.refusals] == [Rule.DRESS, Rule.CHECK]
    services.answer_dress(ride=ride, answer="Yes, both.", by=place.liaison, at=NOON)
    place.clear()
    assert services.approve(ride=ride, officer=place.officer, by=place.liaison, at=NOON).state == State.APPROVED
    assert "Yes, both." in Message.objects.get(kind="ride.booked_unsigned").body.text
    assert "Yes, both." in Message.objects.get(kind="ride.booked_officer").body.text


def test_where_no_check_is_needed_none_is_asked_for() -> None:
    place = town(check_needed=False)
    assert services.approve(ride=place.apply(), by=place.liaison, at=NOON).officer is None


# --- the booking


def test_a_booking_has_day_watch_seat_officer_and_letters(place: Town) -> None:
    ride = place.booked(place=" Front desk ")
    assert (ride.ride_on, ride.watch, ride.seat, ride.officer, ride.place) == (ON, place.watch, 1, place.officer, "Front desk")
    assert (ride.starts_at, ride.ends_at, history(ride)) == (STARTS, ENDS, ["applied", "approved"])
    assert (letters("booked_unsigned"), letters("booked_officer"), letters("booked_desk")) == (
        [place.coordinator.email], [place.officer.email], [place.liaison.email],
    )  # fmt: skip
    text = Message.objects.get(kind="ride.booked_unsigned").body.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Tuesday, December 1, 2026, 6:00 am to 10:00 am" in text
    assert "/ride-alongs/sign/" in text


def test_seats_run_out_by_sector_and_watch(place: Town) -> None:
    draft = activate(version=make.draft_map(place.agency), by=SYSTEM, at=NOON)
    west, east = draft.areas.filter(level="beat").order_by("code")
    place.booked(sector=west)
    with pytest.raises(no.CannotRide) as refused:
        place.booked(place.leader, sector=west)
    assert [(r.rule, r.next_allowed) for r in refused.value.refusals] == [(Rule.CAPACITY, date(2026, 12, 2))]
    waiting = RideAlong.objects.get(rider=place.leader)
    night = services.add_watch(agency=place.agency, name="Night", starts=time(22), hours=Decimal(8), by=SYSTEM, at=NOON)
    assert services.approve(ride=waiting, watch=night, sector=west, by=place.liaison, at=NOON).seat == 1
    assert services.approve(ride=waiting, watch=place.watch, sector=east, by=place.liaison, at=NOON).seat == 1
    assert services.approve(ride=waiting, watch=place.watch, sector=west, on=date(2026, 12, 2), by=place.liaison, at=NOON).ride_on == date(2026, 12, 2)


def test_two_seats_are_numbered_and_a_called_off_one_is_free_again() -> None:
    place = town(per_sector=2)
    first, second = place.booked(), place.booked(place.leader)
    assert (first.seat, second.seat) == (1, 2)
    services.cancel(ride=first, by=place.coordinator.person or SYSTEM, at=NOON)
    assert place.booked(place.coordinator).seat == 1


def test_the_same_officer_once_a_year_unless_it_is_the_partner(place: Town) -> None:
    place.set_rules(months_between=0, check_needed=False)
    place.done()
    ride = place.apply(on=date(2026, 12, 10), at=ENDS)
    other = make.officer(place.agency)
    assert services.approve(ride=ride, officer=place.officer, by=place.liaison, at=ENDS).officer == place.officer
    RideAlong.objects.filter(state=State.DONE).update(officer=other)
    with pytest.raises(no.CannotRide) as refused:
        services.approve(ride=ride, officer=other, by=place.liaison, at=ENDS)
    assert [(r.rule, r.next_allowed) for r in refused.value.refusals] == [(Rule.SAME_OFFICER, date(2027, 12, 1))]


def test_an_officer_of_elsewhere_or_on_leave_takes_nobody_along(place: Town) -> None:
    ride = place.apply()
    place.clear()
    for other in (make.officer(), make.officer(place.agency, status="leave")):
        with pytest.raises(no.WrongMoment, match="not on active duty with this agency"):
            services.approve(ride=ride, officer=other, by=place.liaison, at=NOON)


def test_moving_a_booking_tells_again_and_counts_for_calendars(place: Town) -> None:
    ride = place.booked()
    moved = services.approve(ride=ride, on=date(2026, 12, 3), by=place.liaison, at=NOON)
    assert (moved.sequence, moved.ride_on, moved.officer, history(moved)) == (2, date(2026, 12, 3), None, ["applied", "approved", "approved"])
    assert letters("booked_unsigned") == [place.coordinator.email] * 2


# --- refused


def test_a_refusal_tells_rule_day_and_alternatives(place: Town) -> None:
    services.add_blackout(agency=place.agency, first_on=date(2026, 12, 2), last_on=date(2026, 12, 6), words="Games", by=SYSTEM, at=NOON)
    ride = services.refuse(ride=place.apply(), rule=Rule.CAPACITY, words="A recruit rides along that day.", by=place.liaison, at=NOON)
    change = ride.changes.get(state="refused")
    assert (ride.state, change.rule, change.next_on) == (State.REFUSED, Rule.CAPACITY, date(2026, 12, 7))
    text = Message.objects.get(kind="ride.refused").body.text
    assert "The seat in that sector on that watch is taken. A recruit rides along that day." in text
    assert "Monday, December 7, 2026 is the first day that works. You may also ask for a simulator day" in text
    with pytest.raises(no.WrongMoment):
        services.refuse(ride=ride, rule=Rule.OTHER, by=place.liaison, at=NOON)
    assert place.apply(on=date(2026, 12, 7)).state == State.APPLIED


def test_a_refusal_that_no_day_helps_names_alternatives_alone(place: Town) -> None:
    ride = services.refuse(ride=place.apply(), rule=Rule.CHECK, by=place.liaison, at=NOON)
    assert ride.changes.get(state="refused").next_on is None
    text = Message.objects.get(kind="ride.refused").body.text
    assert "does not allow a ride" in text
    assert "You may also ask for a simulator day, a sit-along with dispatch or at the desk or a walk-along on foot." in text
    assert "first day" not in text


# --- instead of a ride


def test_an_alternative_takes_the_place_of_an_application_and_counts(place: Town) -> None:
    ride = place.apply()
    other = services.propose_alternative(
        partnership=place.partnership, rider=place.coordinator, kind=Kind.SIMULATOR, on=ON, instead_of=ride, by=place.liaison, at=NOON
    )
    ride.refresh_from_db()
    assert (ride.state, other.state, other.instead_of) == (State.CANCELLED, State.APPLIED, ride)
    begins = datetime(2026, 12, 5, 14, tzinfo=UTC)
    services.approve_alternative(ride=other, starts_at=begins, ends_at=begins + timedelta(hours=6), place="Academy", by=place.liaison, at=NOON)
    assert letters("booked") == [place.coordinator.email]
    services.check_in(ride=other, by=place.liaison, at=begins)
    assert services.check_out(ride=other, by=place.liaison, at=begins + timedelta(hours=6)).state == State.DONE


def test_only_what_the_agency_offers_is_an_alternative() -> None:
    place = town(alternatives=(Kind.WALK_ALONG,))
    words = {"partnership": place.partnership, "rider": place.coordinator, "on": ON, "by": SYSTEM, "at": NOON}
    with pytest.raises(no.CannotRide) as refused:
        services.propose_alternative(kind=Kind.SIMULATOR, **words)
    assert [r.rule for r in refused.value.refusals] == [Rule.KIND]
    walk = services.propose_alternative(kind=Kind.WALK_ALONG, **words)
    with pytest.raises(no.WrongMoment, match="not a ride"):
        services.approve(ride=walk, by=place.liaison, at=NOON)
    with pytest.raises(no.WrongMoment, match="something other than a ride"):
        services.approve_alternative(ride=walk, starts_at=ENDS, ends_at=STARTS, by=place.liaison, at=NOON)


# --- the waiver


def test_a_signature_keeps_name_version_and_time_and_goes_to_both_as_pdf(place: Town) -> None:
    ride = place.booked()
    made = services.sign_waiver(ride=ride, name=" Mai Pham ", by=place.coordinator.person or SYSTEM, at=NOON)
    assert (made.name, made.rules, made.at) == ("Mai Pham", place.rules, NOON)
    assert letters("signed") == sorted([place.coordinator.email, place.liaison.email])
    for message in Message.objects.filter(kind="ride.signed"):
        (document,) = message.body.attachments
        assert (document.mimetype, document.content) == ("application/pdf", paper.signed_waiver(made))
    assert b"pdfuaid:part" in paper.signed_waiver(made)
    again = services.sign_waiver(ride=ride, name="Somebody Else", by=SYSTEM, at=ENDS)
    assert (again.pk, again.name, len(letters("signed"))) == (made.pk, "Mai Pham", 2)


@pytest.mark.parametrize(("name", "guardian", "band", "why"), [(" ", "", "adult", "name is missing"), ("Kim", "", "teen", "parent or guardian")])
def test_what_is_missing_under_a_waiver(name: str, guardian: str, band: str, why: str) -> None:
    place = town(minimum_age=16)
    ride = place.apply(band=AgeBand(band))
    with pytest.raises(no.CannotSign, match=why):
        services.sign_waiver(ride=ride, name=name, guardian=guardian, by=SYSTEM, at=NOON)
    assert services.sign_waiver(ride=ride, name="Kim", guardian="Ana Kim", by=SYSTEM, at=NOON).rules == place.rules


def test_only_the_rider_signs(place: Town) -> None:
    ride = place.booked()
    for other in (place.liaison, place.leader.person):
        assert isinstance(other, Person)
        with pytest.raises(no.CannotSign, match="can sign this waiver"):
            services.sign_waiver(ride=ride, name="Mai Pham", by=other, at=NOON)
    assert WaiverSignature.objects.count() == 0


@pytest.mark.parametrize("change", [{"waiver": "New words."}, {"hours": Decimal(6)}])
def test_new_rules_or_a_new_waiver_ask_for_a_new_signature(place: Town, change: dict[str, object]) -> None:
    ride = place.signed()
    assert queries.signature_of(ride) is not None
    made = place.set_rules(**change)  # type: ignore[arg-type]
    assert (made.number, made.waiver.number) == (2, 2 if "waiver" in change else 1)
    assert queries.signature_of(ride) is None
    assert letters("sign_again") == [place.coordinator.email]
    with pytest.raises(no.CannotRide) as refused:
        services.check_in(ride=ride, by=place.officer.person or SYSTEM, at=STARTS)
    assert [r.rule for r in refused.value.refusals] == [Rule.WAIVER]
    services.sign_waiver(ride=ride, name="Mai Pham", by=SYSTEM, at=NOON)
    assert services.check_in(ride=ride, by=place.officer.person or SYSTEM, at=STARTS).checked_in_at == STARTS
    assert WaiverSignature.objects.count() == 2


def test_the_same_rules_again_change_nothing(place: Town) -> None:
    place.signed()
    assert place.set_rules() == place.rules
    assert (RuleSet.objects.count(), letters("sign_again")) == (1, [])


def test_impossible_rules_are_refused(place: Town) -> None:
    with pytest.raises(no.WrongRules) as refused:
        place.set_rules(waiver=" ", hours=Decimal(3))
    assert refused.value.fields == ("hours", "waiver")


# --- the day


def test_in_and_out_make_it_done(place: Town) -> None:
    ride = place.done()
    assert (ride.state, ride.checked_in_at, ride.checked_out_at) == (State.DONE, STARTS, ENDS)
    assert letters("done") == sorted([place.coordinator.email, place.officer.email])
    assert [e.verb for e in Entry.objects.about(ride).order_by("id")] == ["ride.applied", "ride.approved", "ride.waiver_signed", "ride.checked_in", "ride.done"]


def test_too_early_or_unsigned_nobody_gets_into_the_car(place: Town) -> None:
    ride = place.booked()
    with pytest.raises(no.WrongMoment, match="too early"):
        services.check_in(ride=ride, by=SYSTEM, at=STARTS - timedelta(minutes=61))
    with pytest.raises(no.CannotRide):
        services.check_in(ride=ride, by=SYSTEM, at=STARTS)
    with pytest.raises(no.WrongMoment, match="Nobody has checked in"):
        services.check_out(ride=ride, by=SYSTEM, at=ENDS)
    services.sign_waiver(ride=ride, name="Mai Pham", by=SYSTEM, at=NOON)
    services.check_in(ride=ride, by=SYSTEM, at=STARTS - timedelta(minutes=60))
    with pytest.raises(no.WrongMoment, match="begun already"):
        services.check_in(ride=ride, by=SYSTEM, at=STARTS)


def test_a_check_that_was_taken_back_stops_the_ride(place: Town) -> None:
    ride = place.signed()
    place.clear(status=CheckStatus.NOT_CLEAR)
    with pytest.raises(no.CannotRide) as refused:
        services.check_in(ride=ride, by=SYSTEM, at=STARTS)
    assert [(r.rule, r.detail) for r in refused.value.refusals] == [(Rule.CHECK, "not_clear")]


def test_nobody_tapped_but_it_took_place(place: Town) -> None:
    ride = place.signed()
    with pytest.raises(no.WrongMoment, match="not over yet"):
        services.note_taken_place(ride=ride, by=place.liaison, at=STARTS)
    done = services.note_taken_place(ride=ride, by=place.liaison, at=ENDS + timedelta(days=1))
    assert (done.state, done.checked_in_at, done.checked_out_at) == (State.DONE, STARTS, ENDS)


@pytest.mark.parametrize("moment", ["applied", "approved", "riding"])
def test_either_side_calls_off_at_any_time_and_all_are_told(place: Town, moment: str) -> None:
    ride = place.apply() if moment == "applied" else place.signed()
    if moment == "riding":
        services.check_in(ride=ride, by=SYSTEM, at=STARTS)
    off = services.cancel(ride=ride, words="Fever.", by=place.coordinator.person or SYSTEM, at=STARTS)
    assert off.state == State.CANCELLED
    told = [place.coordinator.email, place.liaison.email] + ([] if moment == "applied" else [place.officer.email])
    assert letters("cancelled") == sorted(told)
    with pytest.raises(no.WrongMoment):
        services.cancel(ride=ride, by=place.liaison, at=STARTS)


def test_who_missed_each_other_may_try_again(place: Town) -> None:
    ride = place.signed()
    with pytest.raises(no.WrongMoment, match="cannot have been missed yet"):
        services.miss(ride=ride, by=place.liaison, at=STARTS - timedelta(minutes=1))
    assert services.miss(ride=ride, by=place.liaison, at=STARTS).state == State.MISSED
    assert letters("missed") == sorted([place.coordinator.email, place.liaison.email, place.officer.email])
    assert place.apply(on=date(2026, 12, 10), at=ENDS).state == State.APPLIED


def test_the_reminder_goes_out_once_a_day_ahead(place: Town) -> None:
    place.booked()
    jobs.reminders(STARTS - timedelta(hours=31))
    assert letters("tomorrow") == []
    for hours in (29, 28):
        jobs.reminders(STARTS - timedelta(hours=hours))
    assert (letters("tomorrow_unsigned"), letters("tomorrow")) == ([place.coordinator.email], [place.officer.email])


def test_a_ride_in_a_broken_zone_holds_up_no_other_reminder(place: Town) -> None:
    broken = town()
    bad = broken.booked()
    was = Territory.objects.get(pk=broken.agency.territory_id).timezone
    Territory.objects.filter(pk=broken.agency.territory_id).update(timezone="Mars/Base")
    place.booked()
    with pytest.raises(RowsFailed, match=f"^ridealongs.RideAlong {bad.pk}: ZoneInfoNotFoundError$"):
        jobs.reminders(STARTS - timedelta(hours=29))
    assert letters("tomorrow") == [place.officer.email]
    Territory.objects.filter(pk=broken.agency.territory_id).update(timezone=was)
    jobs.reminders(STARTS - timedelta(hours=28))
    assert letters("tomorrow") == sorted([place.officer.email, broken.officer.email])


# --- watches and closed days


def test_closing_days_calls_off_what_is_booked_on_them(place: Town) -> None:
    booked, waiting = place.booked(), place.apply(place.leader, on=date(2026, 12, 2))
    made, off = services.add_blackout(agency=place.agency, first_on=ON, last_on=ON, words="Election", by=place.liaison, at=NOON)
    booked.refresh_from_db()
    waiting.refresh_from_db()
    assert (off, booked.state, waiting.state) == (1, State.CANCELLED, State.APPLIED)
    assert "No ride-alongs: Election" in Message.objects.filter(kind="ride.cancelled")[0].body.text
    services.lift_blackout(blackout=made, by=place.liaison, at=NOON)
    assert place.apply(place.coordinator).state == State.APPLIED


def test_a_watch_with_bookings_stays(place: Town) -> None:
    ride = place.booked()
    with pytest.raises(no.CannotClose, match="Riders are booked"):
        services.end_watch(watch=place.watch, by=place.liaison, at=NOON)
    services.cancel(ride=ride, by=place.liaison, at=NOON)
    assert services.end_watch(watch=place.watch, by=place.liaison, at=NOON).ended_at == NOON
    assert list(queries.watches_of(place.agency)) == []
    night = {"agency": place.agency, "name": "Night", "starts": time(22), "hours": Decimal(8)}
    services.add_watch(**night, by=SYSTEM, at=NOON)
    with pytest.raises(no.CannotClose, match="watch of that name"):
        services.add_watch(**night, by=SYSTEM, at=NOON)


# --- people and partnerships change


@pytest.mark.parametrize("how", ["paused", "ended"])
def test_when_a_partnership_rests_open_rides_are_called_off_once(place: Town, how: str) -> None:
    booked, waiting = place.booked(), place.apply(place.leader, on=date(2026, 12, 2))
    if how == "paused":
        partnerships.pause(partnership=place.partnership, reason=PauseReason.BUILDING, by=SYSTEM, at=NOON)
    else:
        partnerships.end(partnership=place.partnership, reason=EndReason.CLOSED, by=SYSTEM, at=NOON)
    for ride in (booked, waiting):
        ride.refresh_from_db()
        assert (ride.state, history(ride).count("cancelled")) == (State.CANCELLED, 1)
    assert letters("officer") == []
    with pytest.raises(Refused):
        place.apply()


def lead(place: Town) -> Tenure:
    return place.partnership.tenures.get(kind="lead", closed_on=None)


def test_when_the_officer_moves_on_the_booking_waits_for_the_next_and_all_are_told(place: Town) -> None:
    place.clear()
    ride = services.approve(ride=place.apply(wants_partner=True), officer=place.officer, by=place.liaison, at=NOON)
    partnerships.close_tenure(tenure=lead(place), on=date(2026, 11, 25), reason=CloseReason.TRANSFER, by=SYSTEM, at=NOON)
    ride.refresh_from_db()
    assert (ride.state, ride.officer) == (State.APPROVED, None)
    assert letters("officer") == sorted([place.coordinator.email, place.liaison.email, place.officer.email])
    after = make.officer(place.agency)
    partnerships.open_tenure(partnership=place.partnership, kind=TenureKind.LEAD, officer=after, on=date(2026, 11, 25), by=SYSTEM, at=NOON)
    ride.refresh_from_db()
    assert (ride.officer, ride.sequence) == (after, 3)
    assert letters("booked_officer") == sorted([place.officer.email, after.email])


def test_a_booking_with_another_officer_stays_as_it_is(place: Town) -> None:
    other = make.officer(place.agency)
    ride = place.booked(officer=other)
    partnerships.close_tenure(tenure=lead(place), on=date(2026, 11, 25), reason=CloseReason.TRANSFER, by=SYSTEM, at=NOON)
    ride.refresh_from_db()
    assert (ride.officer, letters("officer")) == (other, [])


def test_who_hands_over_rides_no_more(place: Town) -> None:
    ride = place.booked()
    held = place.partnership.tenures.get(kind="coordinator")
    partnerships.close_tenure(tenure=held, on=date(2026, 11, 25), reason=CloseReason.HANDED_OVER, by=SYSTEM, at=NOON)
    ride.refresh_from_db()
    assert ride.state == State.CANCELLED


def test_a_link_to_sign_ends_with_the_booking(place: Town) -> None:
    ride = place.booked()
    assert ActionLink.objects.filter(act="ride.sign", withdrawn_at=None).count() == 1
    services.cancel(ride=ride, by=place.liaison, at=NOON)
    assert ActionLink.objects.filter(act="ride.sign", withdrawn_at=None).count() == 0
