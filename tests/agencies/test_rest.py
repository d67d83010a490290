import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.agencies.duty import Change
from onecop.agencies.models import DutyException, ShiftPattern
from onecop.agencies.patterns import PATTERNS, cycle
from onecop.agencies.queries import quiet_for
from onecop.agencies.rest import AHEAD, rests
from onecop.agencies.rules import Pattern, on_duty, pattern
from onecop.mail.rules import LONGEST_QUIET, first_free
from tests import make

EAST = "America/New_York"
ZONES = st.sampled_from([EAST, "America/Phoenix", "Pacific/Honolulu", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
SHIFTS = st.one_of(
    st.none(),
    st.builds(
        lambda code, start, night: cycle(code, start=f"{start:02d}:00", night=f"{night:02d}:30"), st.sampled_from(sorted(PATTERNS)), *[st.integers(0, 23)] * 2
    ),
)
AROUND = [datetime(2026, 3, 7), datetime(2026, 3, 8, 4), datetime(2026, 10, 31), datetime(2026, 11, 1, 3), datetime(2026, 4, 4), datetime(2026, 10, 3, 12)]
MOMENTS = st.one_of(
    st.builds(lambda near, minutes: (near + timedelta(minutes=minutes)).replace(tzinfo=UTC), st.sampled_from(AROUND), st.integers(0, 36 * 60)),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda m: m.replace(second=0, microsecond=0, tzinfo=UTC)),
)


def of(days: list | None, zone: str) -> Pattern | None:
    return pattern(date(2026, 1, 5), days, zone) if days else None


def slow_rest(works: Pattern | None, zone: ZoneInfo, moment: datetime) -> bool:
    """The oracle, for one moment: asleep by the clock on the wall, or within eight hours of a turn with any of midnight to four in it."""
    if works and on_duty(works, moment):
        return False
    local = moment.astimezone(zone).time()
    return local >= time(22) or local < time(7) or bool(works and _after_a_night(works, zone, moment))


def _after_a_night(works: Pattern, zone: ZoneInfo, moment: datetime) -> bool:
    for back in range(4):
        day = moment.astimezone(zone).date() - timedelta(days=back)
        turn = works.turn_on(day)
        if turn is None:
            continue
        begins = datetime.combine(day, turn.starts, zone).astimezone(UTC)
        ends = begins + turn.lasts
        nightly = any((begins + timedelta(minutes=m)).astimezone(zone).hour < 4 for m in range(0, int(turn.lasts.total_seconds() // 60), 10))
        if nightly and ends <= moment < ends + timedelta(hours=8):
            return True
    return False


@settings(max_examples=150, deadline=None)
@given(SHIFTS, ZONES, MOMENTS)
def test_rests_are_the_nights_and_the_sleep_after_one_without_the_duty(days: list | None, zone: str, at: datetime) -> None:
    works, here = of(days, zone), ZoneInfo(zone)
    found = rests(works, here, at)
    assert all(at <= a < b <= at + AHEAD for a, b in found)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(found))
    for minutes in range(0, int(AHEAD.total_seconds() // 60), 20):
        moment = at + timedelta(minutes=minutes)
        assert any(a <= moment < b for a, b in found) is slow_rest(works, here, moment)


@settings(max_examples=150, deadline=None)
@given(SHIFTS, ZONES, MOMENTS)
def test_a_letter_that_can_wait_wakes_nobody(days: list | None, zone: str, at: datetime) -> None:
    works, here = of(days, zone), ZoneInfo(zone)
    goes = first_free(at, rests(works, here, at))
    assert at <= goes <= at + LONGEST_QUIET
    assert goes == at + LONGEST_QUIET or not slow_rest(works, here, goes)
    assert goes == at or slow_rest(works, here, at)


def quiet(days: list | None, *local: int) -> list[str]:
    here = ZoneInfo(EAST)
    return [f"{a.astimezone(here):%d %H:%M}–{b.astimezone(here):%d %H:%M}" for a, b in rests(of(days, EAST), here, datetime(*local, tzinfo=here))]


def test_without_a_shift_the_nights_count() -> None:
    assert quiet(None, 2026, 11, 18, 12) == ["18 22:00–19 07:00", "19 22:00–20 07:00"]


def test_after_a_night_turn_comes_sleep_and_on_duty_one_is_awake() -> None:
    assert quiet([["22:00", 10]], 2026, 11, 18, 12) == ["18 12:00–18 16:00", "19 08:00–19 16:00", "20 08:00–20 12:00"]


def test_an_early_turn_ends_the_night_and_is_no_night_turn() -> None:
    assert quiet([["05:00", 8]], 2026, 11, 18, 12) == ["18 22:00–19 05:00", "19 22:00–20 05:00"]


def test_the_sleep_after_a_turn_lasts_eight_hours_by_a_stopwatch_when_the_clocks_change() -> None:
    assert quiet([None, ["20:00", 8]], 2026, 3, 7, 21)[0] == "08 05:00–08 13:00"  # a turn of the 7th: 20:00 to 05:00 by the wall
    assert quiet([None, ["20:00", 8]], 2026, 10, 31, 21)[0] == "01 03:00–01 11:00"


@pytest.fixture
def night_officer(db: None) -> object:
    agency = make.agency()
    shift = ShiftPattern.objects.create(agency=agency, code="n", name="Nights", anchor_on=date(2026, 1, 5), cycle=[["22:00", 10]])
    return make.officer(agency, shift=shift, email="caleb@police.example")


def test_the_mail_waits_for_an_officer_who_sleeps_and_for_nobody_else(night_officer: object) -> None:
    at = datetime(2026, 11, 18, 9, tzinfo=ZoneInfo(EAST))
    four = datetime(2026, 11, 18, 16, tzinfo=ZoneInfo(EAST))
    letter = {"at": at, "to": "Caleb@police.example"}
    assert (make.letter(**letter, patient=True).due_at, make.letter(**letter).due_at) == (four, at)
    assert make.letter(at=at, to="somebody@mail.example", patient=True).due_at == at


@pytest.mark.parametrize(("status", "spans"), [("active", 3), ("leave", 2), ("gone", 0)])
def test_who_does_not_work_has_no_turns_and_who_has_left_is_no_officer(night_officer: object, status: str, spans: int) -> None:
    night_officer.status = status
    night_officer.save()
    assert len(quiet_for("caleb@police.example", datetime(2026, 11, 18, 17, tzinfo=UTC))) == spans


def test_a_cycle_that_cannot_be_worked_leaves_the_nights(night_officer: object) -> None:
    ShiftPattern.objects.update(cycle=[["99:00", 8]])
    assert len(quiet_for("caleb@police.example", datetime(2026, 11, 18, 17, tzinfo=UTC))) == 2


@pytest.mark.parametrize("days", [1, 3])
def test_it_costs_two_queries_for_an_officer_and_one_for_anybody_else(night_officer: object, days: int, django_assert_num_queries: object) -> None:
    for n in range(2):
        make.officer(email=f"other{n}@police.example")
    for n in range(days):
        differs(night_officer, "leave", date(2026, 11, 20 + n))
    for email, queries in (("caleb@police.example", 2), ("nobody@mail.example", 1)):
        with django_assert_num_queries(queries):
            quiet_for(email, make.NOON)


def differs(officer: object, kind: str, first: date, *hours: time) -> None:
    from_time, to_time = hours or (None, None)
    DutyException.objects.create(officer=officer, kind=kind, first_on=first, last_on=first, from_time=from_time, to_time=to_time, entered_at=make.NOON)


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (None, (16, 0)),  # the turn of the night before is slept off
        (("leave", date(2026, 11, 17)), (9, 0)),  # there was none: it goes at once
        (("off", date(2026, 11, 17)), (9, 0)),
        (("leave", date(2026, 11, 18)), (16, 0)),  # the turn began on the evening before
        (("court", date(2026, 11, 18), time(8, 30), time(12)), (9, 0)),  # up, and in court
        (("on", date(2026, 11, 18), time(9), time(13)), (9, 0)),
    ],
)
def test_the_mail_knows_leave_and_extra_turns(night_officer: object, change: tuple[object, ...] | None, due: tuple[int, int]) -> None:
    if change:
        differs(night_officer, *change)  # type: ignore[arg-type]
    at = datetime(2026, 11, 18, 9, tzinfo=ZoneInfo(EAST))
    sent = make.letter(at=at, to="caleb@police.example", patient=True).due_at.astimezone(ZoneInfo(EAST))
    assert (sent.day, sent.hour, sent.minute) == (18, *due)


def test_an_extra_night_of_a_day_officer_is_slept_off() -> None:
    quiet_day = {"pattern": None, "zone": ZoneInfo(EAST), "at": datetime(2026, 11, 18, 9, tzinfo=ZoneInfo(EAST))}
    extra = Change("on", date(2026, 11, 17), date(2026, 11, 17), time(23), time(7))
    plain, busy = rests(**quiet_day), rests(**quiet_day, changes=(extra,))
    assert plain[0][0] == datetime(2026, 11, 19, 3, tzinfo=UTC)
    assert busy[0] == (datetime(2026, 11, 18, 14, tzinfo=UTC), datetime(2026, 11, 18, 20, tzinfo=UTC))
