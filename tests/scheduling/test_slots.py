"""The finder on a partnership: reasons in words, what stands in the way, and many at once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from onecop.agencies import patterns
from onecop.agencies.models import DutyException, Officer, ShiftPattern
from onecop.congregations.models import BlockedDates, ServiceTime
from onecop.partnerships.models import Partnership, Tenure
from onecop.scheduling import slots
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 15, tzinfo=UTC)  # a Monday, 10:00 in New York
HOURS = [[2, "09:00", "12:00"]]


def partnership(*, hours: list[list[object]] | None = None, tradition: str = "buddhist", code: str = "5/2", start: str = "14:00") -> Partnership:
    """Officer Brooks works five days from Monday on; Mai has time on Wednesday mornings unless `hours` says otherwise."""
    agency = make.agency()
    shift = ShiftPattern.objects.create(agency=agency, code="own", name="Own", anchor_on=date(2024, 1, 1), cycle=patterns.cycle(code, start=start))
    made = make.partnership(
        make.congregation("Lotus Pond Temple", tradition=tradition, lon=-77.0, lat=38.9, coordinator_hours=HOURS if hours is None else hours),
        make.officer(agency, last_name="Brooks", shift=shift),
        people="leader",
    )
    mai = make.contact(made.congregation, "coordinator", name="Mai Pham")
    Tenure.objects.create(partnership=made, kind="coordinator", contact=mai, opened_on=AT.date())
    return made


def officer(of: Partnership) -> Officer:
    found = of.tenures.get(kind="lead").officer
    assert found is not None
    return found


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


def search(of: Partnership, **more: object) -> slots.Search:
    return slots.find(of, **{"minutes": 60, "at": AT, **more})  # type: ignore[arg-type]


def test_each_time_says_why() -> None:
    found = search(partnership())
    first = found.slots[0]
    assert first == slots.Slot(
        datetime(2026, 11, 18, 15, tzinfo=UTC),
        datetime(2026, 11, 18, 16, tzinfo=UTC),
        first.words,
        96,
    )
    assert plain(first.words) == (
        "Officer Brooks starts at 2:00 pm and is rested; Mai Pham has time on this weekday from 9:00 am to 12:00 pm; no holy day is near"
    )
    assert (found.none_because, found.until) == ("", date(2027, 1, 11))


def test_nobody_is_asked_within_two_days() -> None:
    of = partnership(hours=[[n, "08:00", "21:00"] for n in range(7)])
    assert min(slot.starts for slot in search(of, want=40).slots) >= AT + timedelta(hours=48)


def test_after_the_change_of_clocks_the_wall_clock_counts() -> None:
    of = partnership()
    before = slots.find(of, minutes=60, at=datetime(2026, 10, 18, 15, tzinfo=UTC), weeks=2, want=9)
    after = slots.find(of, minutes=60, at=datetime(2026, 10, 25, 15, tzinfo=UTC), weeks=2, want=9)
    assert [slot.starts.hour for slot in before.slots] == [13, 13]  # nine in the morning, in October
    assert [slot.starts.hour for slot in after.slots] == [13, 14]  # and on November 4


def test_a_turn_may_be_met_at_its_edges_as_the_agency_says() -> None:
    of = partnership(hours=[[2, "14:00", "21:00"]])
    agency = officer(of).agency
    times = {}
    for policy in ("edges", "any", "never"):
        agency.outreach_on_duty = policy
        agency.save()
        times[policy] = [(s.starts.hour, s.ends.hour) for s in search(of, want=1, minutes=150 if policy == "any" else 60).slots]
    assert times == {"edges": [(19, 20)], "any": [(19, 21)], "never": []}


def test_night_turns_are_slept_off() -> None:
    of = partnership(start="22:00", hours=[[2, "08:00", "14:00"]])  # home at 6:30, asleep until 14:30
    found = search(of)
    assert found.slots == ()
    assert plain(found.none_because) == (
        "No time fits until Jan 11, 2027: Officer Brooks works or rests whenever Mai Pham is free. Nothing fits within half a year as things stand."
    )


def test_the_first_day_that_would_fit_is_told() -> None:
    of = partnership()
    BlockedDates.objects.create(congregation=of.congregation, first_on=date(2026, 11, 1), last_on=date(2027, 1, 31))
    assert plain(search(of).none_because) == (
        "No time fits until Jan 11, 2027: Lotus Pond Temple has blocked the days on which the others are free. "
        "The first day that would fit is Wednesday, February 3, 2027."
    )


@pytest.mark.parametrize(("kind", "free"), [("leave", False), ("training", False), ("court", False), ("off", True)])
def test_leave_training_and_court_are_no_time_to_meet_and_a_day_off_is(kind: str, free: bool) -> None:
    of = partnership()
    first = date(2026, 11, 18)
    DutyException.objects.create(officer=officer(of), kind=kind, first_on=first, last_on=first, entered_at=AT)
    days = [slot.starts.date() for slot in search(of, weeks=1).slots]
    assert days == ([first] if free else [])


def test_an_officer_on_leave_an_absent_one_and_one_who_moves_on() -> None:
    of = partnership()
    who = officer(of)
    who.transfer_on = date(2026, 11, 19)
    who.save()
    assert [slot.starts.date() for slot in search(of).slots] == [date(2026, 11, 18)]
    who.transfer_on, who.status = None, "leave"
    who.save()
    assert plain(search(of).none_because).startswith("No time fits until Jan 11, 2027: Officer Brooks is on leave.")
    of.tenures.filter(kind="lead").update(closed_on=date(2026, 11, 25), close_reason="left")
    assert search(of).none_because == "No officer holds this partnership now."


def test_an_unknown_shift_is_no_reason_against_a_time_but_is_said() -> None:
    of = partnership()
    Officer.objects.filter(pk=officer(of).pk).update(shift=None)
    assert search(of).slots[0].words.startswith("the shift of Officer Brooks is not known, so ask")


def test_a_service_is_chosen_for_an_introduction_and_kept_free_otherwise() -> None:
    of = partnership(hours=[[2, "09:00", "12:00"]], tradition="jewish")
    ServiceTime.objects.create(congregation=of.congregation, weekday=2, starts=time(9), ends=time(11), what="Morning prayer")
    ServiceTime.objects.create(congregation=of.congregation, weekday=5, starts=time(9), ends=time(11), what="Shabbat service")
    assert {slot.starts.hour for slot in search(of, want=9).slots} == {16}  # eleven o'clock
    introductions = search(of, kind="service").slots
    assert {(slot.starts.weekday(), slot.starts.hour, slot.ends.hour) for slot in introductions} == {(2, 14, 16), (5, 14, 16)}
    ServiceTime.objects.all().delete()
    assert plain(search(of, kind="service").none_because) == "No gathering of Lotus Pond Temple is noted before Jan 11, 2027."


def test_a_service_by_rule() -> None:
    of = partnership()
    ServiceTime.objects.create(congregation=of.congregation, weekday=6, starts=time(9), ends=time(11), rule="FREQ=MONTHLY;BYDAY=1SU")
    assert sorted(slot.starts.date() for slot in search(of, kind="service").slots) == [date(2026, 12, 6), date(2027, 1, 3)]


def test_shabbat_is_kept_with_an_hour_around_it() -> None:
    of = partnership(hours=[[4, "08:00", "21:00"], [5, "08:00", "21:00"]], tradition="jewish")
    starts = [slot.starts for slot in search(of, want=3, weeks=1).slots]
    sunset = datetime(2026, 11, 20, 21, 50, tzinfo=UTC)
    assert starts
    assert all(start + timedelta(hours=1) <= sunset - timedelta(hours=1) or start >= sunset + timedelta(hours=25) for start in starts)


def test_two_officers_and_what_is_taken_already() -> None:
    of = partnership()
    other = make.officer(officer(of).agency, last_name="Reyes", shift=None)
    DutyException.objects.create(officer=other, kind="leave", first_on=date(2026, 11, 18), last_on=date(2026, 11, 18), entered_at=AT)
    both = search(of, kind="handover", officers=[officer(of), other])
    assert [slot.starts.date() for slot in both.slots] == [date(2026, 11, 25), date(2026, 12, 2), date(2026, 12, 9)]
    taken = search(of, busy=[(datetime(2026, 11, 18, 14, tzinfo=UTC), datetime(2026, 11, 18, 17, tzinfo=UTC))])
    assert [slot.starts.date() for slot in taken.slots] == [date(2026, 11, 25), date(2026, 12, 2), date(2026, 12, 9)]


def test_a_time_that_people_agreed_on_is_told_what_speaks_against_it() -> None:
    of = partnership(start="09:00")
    noon = datetime(2026, 11, 18, 17, tzinfo=UTC)
    assert slots.why_not(of, starts=noon, ends=noon + timedelta(hours=1), at=AT) == (
        "Officer Brooks is on duty or resting then.", "It lies outside the hours that Mai Pham gave.",
    )  # fmt: skip
    good = datetime(2026, 11, 18, 15, tzinfo=UTC)
    assert slots.why_not(of, starts=good, ends=good + timedelta(hours=1), at=AT) == ()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_times_of_many_cost_a_fixed_number_of_queries(rows: int, django_assert_num_queries: object) -> None:
    made = [partnership() for _ in range(rows)]
    with django_assert_num_queries(8):  # type: ignore[operator]
        first = slots.first_of_many([of.pk for of in made], minutes=60, at=AT)
    assert first == dict.fromkeys([of.pk for of in made], datetime(2026, 11, 18, 15, tzinfo=UTC))


def test_hours_until_midnight_are_hours_until_the_evening() -> None:
    of = partnership(hours=[[6, "17:00", "00:00"]])
    assert {(slot.starts.weekday(), slot.starts.hour) for slot in search(of).slots} == {(6, 22)}  # five in the afternoon


def test_another_weekday_and_half_of_the_day_come_before_the_same_again() -> None:
    """The second Wednesday morning costs 4 for waiting and 3 for coming in, the Sunday afternoon 3 and 8; but a Wednesday morning was offered before."""
    of = partnership(hours=[[2, "09:00", "10:00"], [6, "14:00", "15:00"]], tradition="unsaid")
    found = search(of, at=AT.replace(day=15), weeks=3).slots
    assert [slot.starts.date().isoformat() for slot in found] == ["2026-11-18", "2026-11-22", "2026-11-25"]


def test_a_season_is_better_avoided_but_less_than_a_feast() -> None:
    """Hanukkah lasts eight days and costs 8 points, Thanksgiving 40; every second day of waiting costs one, coming in before a turn 3."""
    of = partnership(hours=[[2, "09:00", "10:00"], [3, "09:00", "10:00"]], tradition="jewish")
    scores = {slot.starts.date().isoformat(): slot.score for slot in search(of, want=20).slots}
    assert [scores[f"2026-{day}"] for day in ("11-26", "12-09", "12-16")] == [100 - 40 - 4 - 3, 100 - 8 - 11 - 3, 100 - 14 - 3]
