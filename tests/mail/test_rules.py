import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from onecop.mail import rules
from tests.make import NOON

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(["America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu"])
HOURS = st.times().map(lambda t: t.replace(microsecond=0, second=0))


def test_pauses_double_to_six_hours() -> None:
    middle = random.Random()
    middle.uniform = lambda a, b: 1.0  # type: ignore[method-assign]
    assert [rules.pause_after(n, middle).total_seconds() for n in (1, 2, 3, 9, 10, 11, 30)] == [30, 60, 120, 7680, 15360, 21600, 21600]


@given(st.integers(1, 40), st.integers())
def test_jitter_stays_within_a_quarter(attempts: int, seed: int) -> None:
    base = min(rules.LONGEST_PAUSE, rules.FIRST_PAUSE * 2 ** (attempts - 1))
    assert base * 0.75 <= rules.pause_after(attempts, random.Random(seed)) <= base * 1.25


def test_an_outage_is_borne_longer_than_a_refusal() -> None:
    assert [rules.is_final(9), rules.is_final(10), rules.is_final(10, outage=True), rules.is_final(30, outage=True)] == [False, True, False, True]


def test_only_a_mailbox_that_does_not_exist_blocks_its_address() -> None:
    said = [(550, "5.1.1 no such person"), (550, "5.7.1 looks like spam"), (450, "4.1.1 try later"), (550, "5.1.2 no such domain")]
    assert [rules.address_is_dead(*s) for s in said] == [True, False, False, True]


def test_a_letter_waits_for_the_end_of_the_night_where_its_reader_lives() -> None:
    late = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)  # half past eleven in the evening in New York
    spans = rules.nightly(late, "America/New_York", time(21), time(8))
    assert rules.first_free(late, spans) == datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("America/New_York"))
    assert rules.first_free(NOON, spans) == NOON


def test_a_night_after_a_shift_is_one_rest() -> None:
    shift = (NOON - timedelta(hours=1), NOON + timedelta(hours=6))
    sleep = (NOON + timedelta(hours=5), NOON + timedelta(hours=14))
    assert rules.first_free(NOON, [sleep, shift]) == NOON + timedelta(hours=14)


@given(MOMENTS, ZONES, HOURS, HOURS)
def test_whatever_the_quiet_hours_a_letter_never_goes_in_them_nor_waits_for_ever(at: datetime, zone: str, begin: time, end: time) -> None:
    if begin == end:
        return
    spans = rules.nightly(at, zone, begin, end)
    free = rules.first_free(at, spans)
    assert at <= free <= at + rules.LONGEST_QUIET
    assert not any(b <= free < e for b, e in spans)


@given(MOMENTS, ZONES)
def test_the_next_digest_is_at_seven_within_a_day(at: datetime, zone: str) -> None:
    due = rules.next_digest(at, zone)
    assert due.astimezone(ZoneInfo(zone)).time() == time(7)
    assert timedelta(0) < due - at <= timedelta(hours=25)
