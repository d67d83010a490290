"""When a congregation gathers, by weekday and by rule."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.congregations.worship import Service, all_occurrences, days, occurrences, often_words

NEW_YORK = ZoneInfo("America/New_York")
SUNDAY = Service(6, time(10), time(11, 30), "Worship")


def test_weekly_by_the_wall_clock_on_both_sides_of_a_change() -> None:
    assert occurrences(SUNDAY, NEW_YORK, date(2026, 10, 25), date(2026, 11, 1)) == [
        (datetime(2026, 10, 25, 14, tzinfo=UTC), datetime(2026, 10, 25, 15, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 15, tzinfo=UTC), datetime(2026, 11, 1, 16, 30, tzinfo=UTC)),
    ]


def test_the_first_sunday_of_the_month_and_every_second_week() -> None:
    first = Service(6, time(10), time(11), rule="FREQ=MONTHLY;BYDAY=1SU")
    other = Service(6, time(10), time(11), rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", since=date(2026, 11, 8))
    assert days(first, date(2026, 11, 1), date(2027, 1, 31)) == [date(2026, 11, 1), date(2026, 12, 6), date(2027, 1, 3)]
    assert days(other, date(2026, 11, 1), date(2026, 12, 10)) == [date(2026, 11, 8), date(2026, 11, 22), date(2026, 12, 6)]


def test_past_midnight_it_ends_on_the_next_day() -> None:
    vigil = Service(5, time(22), time(1))
    assert occurrences(vigil, NEW_YORK, date(2026, 11, 21), date(2026, 11, 21)) == [
        (datetime(2026, 11, 22, 3, tzinfo=UTC), datetime(2026, 11, 22, 6, tzinfo=UTC))
    ]


def test_all_in_order() -> None:
    study = Service(2, time(18), time(19), "Study")
    found = all_occurrences([SUNDAY, study], NEW_YORK, date(2026, 11, 16), date(2026, 11, 29))
    assert [service.what for _, _, service in found] == ["Study", "Worship", "Study", "Worship"]


@given(st.integers(0, 6), st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_weekly_days_are_all_days_of_that_weekday(weekday: int, first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    every = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    assert days(Service(weekday, time(9), time(10)), first, last) == [day for day in every if day.weekday() == weekday]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", ""),
        ("FREQ=MONTHLY;BYDAY=1SU", "The first of the month"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "Every second week"),
        ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=1", "Every month on the first Sunday"),
        ("RRULE:FREQ=MONTHLY;BYDAY=1SU,-1FR", "Every month on the first Sunday and the last Friday"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU", "Every second month on the first Sunday"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=5SA", "Every 3 months on the fifth Saturday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Every month on day 1 and 15"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU", "Every 3 weeks"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "Every week on Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=SU;WKST=MO", "Every week"),
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=3", "Every 3 days"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20270101T000000Z", "By a rule of its own"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "By a rule of its own"),
        ("FREQ=MONTHLY;BYDAY=SU", "By a rule of its own"),
        ("FREQ=WEEKLY;BYDAY=1SU", "By a rule of its own"),
        ("FREQ=MONTHLY;BYDAY=1XX", "By a rule of its own"),
        ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=9", "By a rule of its own"),
        ("nonsense", "By a rule of its own"),
    ],
)
def test_how_often_is_said_as_the_rule_has_it(rule: str, said: str) -> None:
    assert often_words(rule) == said
