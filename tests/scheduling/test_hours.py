"""An officer works other hours: both sides are told, and what no longer fits is offered anew."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onecop.agencies import services as agencies
from onecop.agencies.models import DutyException, Officer, ShiftPattern
from onecop.imports.models import ImportRun
from onecop.imports.services import run_file, undo
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason
from onecop.scheduling import jobs, slots
from onecop.scheduling.choices import MeetingKind, MeetingState, Side
from onecop.scheduling.models import DutyChange, Meeting
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, close_the_house, event, invitations, letters, standing

pytestmark = pytest.mark.django_db

LATER = NOON + 3 * HOUR
OFF: list[Any] = [None]
MONDAY = date(2026, 11, 16)
EARLY, LATE = [["05:00", 8.5]] * 5 + [None] * 2, [["13:00", 10]] * 5 + [None] * 2


def lead(two: Pair) -> Officer:
    officer = two.partnership.tenures.get(kind="lead", closed_on=None).officer
    assert officer is not None
    return officer


def works(two: Pair, cycle: list[Any], *, at: datetime = LATER) -> None:
    agencies.set_shift(officer=lead(two), cycle=cycle, anchor_on=MONDAY, name=f"Shift {cycle[0]}", by=SYSTEM, at=at)


def leave(two: Pair, day: date, *, at: datetime = LATER) -> DutyException:
    return agencies.add_exception(officer=lead(two), kind="leave", first_on=day, last_on=day, by=SYSTEM, at=at)


@pytest.fixture
def known(two: Pair) -> Pair:
    """The same two, the officer in a shift that everybody knows and nobody was told of."""
    works(two, EARLY, at=NOON)
    jobs.follow_hours(NOON)
    assert letters("hours") == []
    return two


def round_the_clock(made: Meeting) -> list[Any]:
    """A cycle with one turn a week: over the time of this meeting, an hour before the first edge of it to well after the last."""
    assert made.starts is not None
    local = made.starts.astimezone(ZoneInfo("America/New_York"))
    begins = local - 5 * HOUR
    day = (begins.date() - MONDAY).days % 7
    return [[f"{begins:%H:%M}", 12] if n == day else None for n in range(7)]


def test_an_agreed_time_that_lies_in_the_new_shift_is_called_off_and_others_are_offered(known: Pair) -> None:
    made = known.agreed()
    works(known, round_the_clock(made))
    jobs.follow_hours(LATER)
    made.refresh_from_db()
    assert (made.state, made.cancel_reason) == (MeetingState.CANCELLED, "hours")
    anew = Meeting.objects.exclude(pk=made.pk).get()
    assert (anew.kind, anew.state, anew.minutes) == ("first", MeetingState.OFFERED, made.minutes)
    officer = Officer.objects.get(pk=lead(known).pk)
    assert len(standing(anew)) == 3
    assert all(slots.fits(with_days(officer), one.starts, one.ends) for one in standing(anew))
    both = {known.people["officer"].email, known.people["coordinator"].email}
    assert both <= set(letters("hours"))
    assert all("no longer fits, and is called off. Times that fit come" in m.body.text for m in Message.objects.filter(kind="scheduling.hours"))
    assert [str(c["METHOD"]) for c in invitations(known.people["coordinator"].email) if event(c)["UID"] == made.uid] == ["REQUEST", "CANCEL"]


def with_days(officer: Officer) -> Officer:
    from onecop.agencies.queries import with_duty

    return with_duty(NOON.date() - 3 * DAY).get(pk=officer.pk)


def test_an_agreed_time_that_still_fits_stands_and_both_are_told_once(known: Pair) -> None:
    made = known.agreed()
    away = next(n for n in range(7) if (MONDAY + n * DAY).weekday() not in near(made))
    works(known, [["09:00", 8] if n == away else None for n in range(7)])
    for _ in range(2):
        jobs.follow_hours(LATER)
    made.refresh_from_db()
    assert (made.state, Meeting.objects.count()) == (MeetingState.AGREED, 1)
    assert sorted(letters("hours")) == sorted({part.email for part in services_of(known)})
    assert all("What you have agreed still fits" in m.body.text for m in Message.objects.filter(kind="scheduling.hours"))


def near(made: Meeting) -> set[int]:
    """The weekdays around a meeting."""
    assert made.starts is not None
    return {(made.starts + n * DAY).weekday() for n in (-1, 0, 1)}


def services_of(two: Pair) -> list[Any]:
    from onecop.scheduling.people import holders

    return holders(two.partnership, NOON.date())


def test_where_no_other_time_fits_they_are_told_to_find_one_between_them(known: Pair) -> None:
    made = known.agreed()
    close_the_house(known.partnership.congregation)
    works(known, round_the_clock(made))
    jobs.follow_hours(LATER)
    assert Meeting.objects.get().state == MeetingState.CANCELLED
    assert len(letters("no_times")) == len(letters("hours")) == len(services_of(known))
    assert "Please agree on another time between you." in Message.objects.filter(kind="scheduling.hours")[0].body.text


def test_what_people_agreed_on_by_themselves_stands_and_they_are_asked_to_look_at_it(known: Pair) -> None:
    made = known.write_in(datetime(2026, 12, 2, 17, tzinfo=UTC))
    works(known, round_the_clock(made))
    jobs.follow_hours(LATER)
    made.refresh_from_db()
    assert (made.state, Meeting.objects.count()) == (MeetingState.AGREED, 1)
    assert all("If it still holds, leave it" in m.body.text for m in Message.objects.filter(kind="scheduling.hours"))


@pytest.mark.parametrize("apart", [0, 3])
def test_leave_over_the_day_of_a_meeting_counts_and_leave_beside_it_does_not(known: Pair, apart: int) -> None:
    made = known.agreed()
    assert made.starts is not None
    leave(known, (made.starts + apart * DAY).date())
    jobs.follow_hours(LATER)
    made.refresh_from_db()
    assert (made.state, Meeting.objects.count()) == ((MeetingState.AGREED, 1) if apart else (MeetingState.CANCELLED, 2))
    assert len(letters("hours")) == (0 if apart else len(services_of(known)))


@pytest.mark.parametrize("picked", [None, 1, 2])
def test_times_offered_are_looked_for_anew_when_one_that_counts_no_longer_fits(known: Pair, picked: int | None) -> None:
    made = known.offer()
    if picked:
        known.choose(made, Side.OFFICER, picked)
    leave(known, standing(made)[0].starts.date())  # over the first of the three
    jobs.follow_hours(LATER)
    anew = picked != 2
    assert {o.round for o in standing(made)} == {2 if anew else 1}
    assert all(slots.fits(with_days(lead(known)), one.starts, one.ends) for one in standing(made)) is anew
    assert bool(letters("hours")) is anew


def test_a_change_taken_back_before_anybody_looked_is_none(known: Pair) -> None:
    made = known.agreed()
    works(known, round_the_clock(made))
    works(known, EARLY, at=LATER + HOUR)
    assert DutyChange.objects.filter(followed_at=None).count() == 1
    jobs.follow_hours(LATER + HOUR)
    made.refresh_from_db()
    assert (made.state, letters("hours")) == (MeetingState.AGREED, [])


def test_hours_that_become_known_for_the_first_time_are_no_news_but_count(two: Pair) -> None:
    made = two.agreed()
    works(two, round_the_clock(made))
    jobs.follow_hours(LATER)
    made.refresh_from_db()
    assert made.state == MeetingState.CANCELLED
    assert "is called off" in Message.objects.filter(kind="scheduling.hours")[0].body.text


def test_meetings_of_the_next_officer_are_not_touched(known: Pair) -> None:
    made = known.agreed()
    assert made.starts is not None
    on = (made.starts - DAY).date()
    partnerships.close_tenure(tenure=known.partnership.tenures.get(kind="lead"), on=on, reason=CloseReason.TRANSFER, by=SYSTEM, at=LATER)
    old = Officer.objects.get(pk=known.partnership.tenures.get(kind="lead").officer_id)
    agencies.set_shift(officer=old, cycle=round_the_clock(made), anchor_on=MONDAY, name="x", by=SYSTEM, at=LATER)
    jobs.follow_hours(LATER)
    made.refresh_from_db()
    assert made.state == MeetingState.AGREED


def test_the_next_officer_who_comes_to_a_handover_meeting_counts_too(known: Pair) -> None:
    successor = make.officer(known.partnership.agency, person=make.person("Officer Haddad"))
    made = known.offer(kind=MeetingKind.OVERLAP, guests=[successor])
    first = standing(made)[0]
    agencies.add_exception(officer=successor, kind="leave", first_on=first.starts.date(), last_on=first.starts.date(), by=SYSTEM, at=LATER)
    jobs.follow_hours(LATER)
    assert {o.round for o in standing(made)} == {2}


HEADER = "CAD #,Last Name,First Name,Rank,Tour,Days Off,Work Email"


def bring(two: Pair, tmp_path: Path, tour: str, off: str = "Sun-Mon") -> ImportRun:
    who = lead(two)
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEADER}\n{who.badge},{who.last_name},{who.first_name},Officer,{tour},{off},{who.email}\n")
    run_file("roster", path, options={"agency": two.partnership.agency.ori}, commit=True, by=SYSTEM, at=LATER)
    return ImportRun.objects.latest("pk")


def test_a_roster_that_brings_only_another_shift_is_followed_and_its_undoing_too(two: Pair, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"
    bring(two, tmp_path, "Days")
    jobs.follow_hours(LATER)
    made = two.agreed()
    assert made.starts is not None
    assert made.ends is not None
    by_night = "Midnights" if time(9) <= made.starts.astimezone(ZoneInfo("America/New_York")).time() < time(14) else "Evenings"
    brought = bring(two, tmp_path, by_night)
    assert lead(two).shift is not None
    assert DutyChange.objects.filter(followed_at=None).count() == 1
    jobs.follow_hours(LATER)
    fits = slots.fits(with_days(lead(two)), made.starts, made.ends)
    made.refresh_from_db()
    assert (made.state == MeetingState.AGREED) is fits
    assert set(letters("hours")) == {part.email for part in services_of(two)}
    assert two.partnership.tenures.get(kind="lead").closed_on is None  # nobody is handed over for another shift
    undo(brought, by=SYSTEM, at=LATER + HOUR)
    assert DutyChange.objects.filter(followed_at=None).count() == 1
    bring(two, tmp_path, "Days")  # the same as it is now: nothing to note
    assert DutyChange.objects.count() == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_a_pattern_changed_or_given_to_many_is_noted_at_the_same_cost(rows: int) -> None:
    agency = make.agency()
    for _ in range(rows):
        make.partnership(make.congregation(), make.officer(agency))
    make.officer(agency)  # without a partnership: nothing is noted
    shift = ShiftPattern.objects.create(agency=agency, code="d", name="Days", anchor_on=MONDAY, cycle=EARLY)
    with CaptureQueriesContext(connection) as seen:
        agencies.assign(agency=agency, officers=agency.officers.all(), pattern=shift, by=SYSTEM, at=NOON)
    assert (len(seen), DutyChange.objects.count()) == (11, rows)
    jobs.follow_hours(NOON)
    assert letters("hours") == []
    agencies.change_pattern(pattern=shift, cycle=LATE, by=SYSTEM, at=LATER)
    jobs.follow_hours(LATER)
    assert set(DutyChange.objects.exclude(noted_at=NOON).values_list("was_anchor_on", flat=True)) == {MONDAY}
    assert len(letters("hours")) == rows * 3
    agencies.change_pattern(pattern=shift, name="Lates", by=SYSTEM, at=LATER)
    assert not DutyChange.objects.filter(followed_at=None).exists()


def test_a_time_fits_by_the_edges_of_a_turn_where_the_agency_allows_it(known: Pair) -> None:
    day = datetime(2026, 12, 2, 5, tzinfo=UTC)  # midnight there; the turn lasts from 5:00 to 13:30

    def fits(*, on_duty: str) -> list[int]:
        officer = with_days(lead(known))
        officer.agency.outreach_on_duty = on_duty
        return [hour for hour in range(4, 22) if slots.fits(officer, day + hour * HOUR, day + (hour + 1) * HOUR)]

    assert fits(on_duty="edges") == [5, 6, 12, *range(13, 22)]
    assert fits(on_duty="any") == list(range(5, 22))
    assert fits(on_duty="never") == list(range(14, 22))
