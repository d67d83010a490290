"""Series: the wall clock of a zone across both changes of clocks, against two other readings of the same rule."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from onecop.events.choices import Repeat
from onecop.events.series import BadRule, Series, check, repeat_of, rule_of

ZONES = ["America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu"]
EASTERN = ZoneInfo("America/New_York")
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
clock = st.times().map(lambda t: t.replace(second=0, microsecond=0))
minutes = st.integers(1, 600)
choices = st.sampled_from(list(Repeat))


@st.composite
def series(draw: st.DrawFn) -> Series:
    on = draw(days)
    rule = check(rule_of(draw(choices), on), on)
    until = draw(st.none() | st.integers(0, 400).map(lambda n: on + timedelta(days=n))) if rule else None
    return Series(on, draw(clock), draw(minutes), ZoneInfo(draw(st.sampled_from(ZONES))), rule, until)


def fifth(one: Series) -> bool:
    """A first date in the fifth week stands for the last weekday of its month."""
    return "BYDAY=-1" in one.rule


@settings(max_examples=150, deadline=None)
@given(series(), st.integers(-30, 400), st.integers(1, 90))
def test_dates_are_those_of_dateutil(one: Series, ahead: int, length: int) -> None:
    first = one.starts_on + timedelta(days=ahead)
    last = first + timedelta(days=length)
    if one.rule:
        rule = rrulestr(one.rule, dtstart=datetime.combine(one.starts_on, time(12)))
        plain = [m.date() for m in rule.between(datetime.combine(first, time()), datetime.combine(last, time(23)), inc=True)]
    else:
        plain = [one.starts_on] if first <= one.starts_on <= last else []
    assert one.dates(first, last) == [day for day in plain if one.until_on is None or day <= one.until_on]


@settings(max_examples=60, deadline=None)
@given(series(), st.integers(0, 300))
def test_occurrences_are_those_that_a_calendar_client_shows(one: Series, ahead: int) -> None:
    """The same event as an .ics, read by recurring_ical_events."""
    start = datetime.combine(one.starts_on + timedelta(days=ahead), time(), UTC)
    end = start + timedelta(days=60)
    event = Event()
    event.add("uid", "one@example")
    event.add("dtstart", datetime.combine(one.starts_on, one.starts, one.zone))
    event.add("duration", timedelta(minutes=one.minutes))
    if one.rule:
        until = f";UNTIL={one.moments(one.until_on)[0]:%Y%m%dT%H%M%SZ}" if one.until_on else ""
        event["RRULE"] = event_rule(one.rule + until)
    calendar = Calendar()
    calendar.add_component(Timezone.from_tzid(one.zone.key, first_date=date(2024, 1, 1), last_date=date(2030, 1, 1)))
    calendar.add_component(event)
    read = Calendar.from_ical(calendar.to_ical())
    shown = sorted(e.start.astimezone(UTC) for e in recurring_ical_events.of(read).between(start, end) if e.start < end)
    assert [begins for _day, begins, _ends in one.between(start, end)] == shown


def event_rule(rule: str) -> object:
    from icalendar import vRecur

    return vRecur.from_ical(rule)


@settings(max_examples=150, deadline=None)
@given(series(), st.integers(-10, 400))
def test_what_touches_a_window_is_found_whatever_the_window(one: Series, ahead: int) -> None:
    start = datetime.combine(one.starts_on + timedelta(days=ahead), time(7, 30), UTC)
    end = start + timedelta(days=3)
    wide = list(one.between(start - timedelta(days=20), end + timedelta(days=20)))
    assert list(one.between(start, end)) == [row for row in wide if row[1] < end and row[2] > start]


@settings(max_examples=150, deadline=None)
@given(series(), st.integers(0, 700))
def test_the_wall_shows_the_hour_of_the_series_unless_it_was_skipped(one: Series, ahead: int) -> None:
    for day, begins, ends in one.between(*(datetime.combine(one.starts_on + timedelta(days=ahead + n), time(), UTC) for n in (0, 40))):
        wall = begins.astimezone(one.zone)
        skipped = datetime.combine(day, one.starts, one.zone).astimezone(UTC).astimezone(one.zone).time() != one.starts
        assert (wall.time() == one.starts) is not skipped
        assert ends - begins == timedelta(minutes=one.minutes)


def moments(on: date, starts: time, lasts: int = 60) -> tuple[datetime, datetime]:
    return Series(on, starts, lasts, EASTERN).moments(on)


def test_the_hour_that_spring_skips_is_an_hour_later_by_the_wall() -> None:
    assert moments(date(2026, 3, 8), time(2, 30))[0] == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_the_hour_that_comes_twice_in_autumn_is_the_first() -> None:
    assert moments(date(2026, 11, 1), time(1, 30))[0] == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_night_watch_across_the_change_lasts_its_minutes() -> None:
    begins, ends = moments(date(2026, 10, 31), time(23), 240)
    assert (begins, ends) == (datetime(2026, 11, 1, 3, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC))


@pytest.mark.parametrize("repeat", list(Repeat))
def test_the_form_finds_its_choice_again(repeat: Repeat) -> None:
    on = date(2026, 11, 13)
    assert repeat_of(rule_of(repeat, on), on) == repeat


def test_the_fifth_weekday_is_the_last_one_of_each_month() -> None:
    one = Series(date(2026, 10, 30), time(18), 60, EASTERN, rule_of(Repeat.MONTHLY_DAY, date(2026, 10, 30)))
    assert one.dates(date(2026, 10, 1), date(2026, 12, 31)) == [date(2026, 10, 30), date(2026, 11, 27), date(2026, 12, 25)]


def test_a_month_without_the_date_falls_out() -> None:
    one = Series(date(2026, 1, 31), time(18), 60, EASTERN, rule_of(Repeat.MONTHLY_DATE, date(2026, 1, 31)))
    assert one.dates(date(2026, 1, 1), date(2026, 5, 31)) == [date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31)]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=3,5", "FREQ=WEEKLY;UNTIL=20270101T000000Z", "nonsense", "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX",
     "FREQ=WEEKLY\nDTSTART:20260101T000000"],
)  # fmt: skip
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        check(rule, date(2026, 11, 13))  # a Friday


def test_a_rule_of_a_file_is_taken_as_it_is() -> None:
    assert check("rrule:freq=weekly;byday=fr,su;count=5", date(2026, 11, 13)) == "FREQ=WEEKLY;BYDAY=FR,SU;COUNT=5"
