"""Series over the changes of clocks: what is written out is what the rule of the events says."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from onecop.calendars import services, times
from onecop.calendars.cards import Card
from onecop.events.models import Occurrence
from onecop.events.series import Series

ZONES = st.sampled_from([ZoneInfo(name) for name in ("America/New_York", "America/Phoenix", "Pacific/Honolulu", "Australia/Lord_Howe")])
RULES = st.sampled_from(["", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY", "FREQ=WEEKLY;COUNT=9"])
SERIES = st.builds(
    Series, st.dates(date(2025, 9, 1), date(2027, 3, 1)), st.times().map(lambda t: time(t.hour, t.minute)), st.integers(1, 10_080), ZONES, RULES,
    st.none() | st.dates(date(2027, 3, 2), date(2027, 12, 1)),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)).map(lambda t: t.replace(tzinfo=UTC))


def card(series: Series, cancelled: bool = False) -> Card:
    return Card(1, "k", "meal", "Dinner", "Temple", "", "", "", None, False, None, False, (), series, cancelled)


@given(SERIES, MOMENTS)
def test_what_is_written_out_are_the_dates_of_the_rule_and_no_other(series, at):
    found = services._dates(card(series), [], at)
    wanted = list(series.between(at - services.BEHIND, at + services.AHEAD)) if series.rule else [(series.starts_on, *series.moments(series.starts_on))]
    assert [(on, starts, ends) for on, _day, starts, ends, _off, _moved in found] == wanted
    assert [day for _on, day, *_rest in found] == [starts.astimezone(series.zone).date() for _on, starts, _ends in wanted]


@given(SERIES, MOMENTS, st.integers(-600, 600), st.booleans(), st.booleans())
def test_a_date_of_its_own_stands_once_where_it_is_now(series, at, minutes, off, whole_off):
    on, (starts, ends) = series.starts_on, series.moments(series.starts_on)
    shift = timedelta(minutes=minutes)
    row = Occurrence(on=on, starts_at=starts + shift, ends_at=ends + shift, cancelled_at=at if off else None, moved_at=at if minutes else None)
    found = [one for one in services._dates(card(series, whole_off), [row], at) if one[0] == on]
    day = (starts + shift).astimezone(series.zone).date()
    assert found == [(on, day, starts + shift, ends + shift, off or whole_off, minutes != 0)]


@given(SERIES, ZONES)
def test_the_readers_clock_is_told_exactly_where_it_differs(series, reader):
    begins, ends = series.moments(series.starts_on)
    same = all(moment.astimezone(series.zone).replace(tzinfo=None) == moment.astimezone(reader).replace(tzinfo=None) for moment in (begins, ends))
    assert (times.own(begins, ends, series.zone, reader) == "") == same
    assert times.own(begins, ends, series.zone, None) == ""


def test_the_hour_stays_and_the_abbreviation_changes_with_the_clocks():
    series = Series(date(2026, 10, 25), time(18), 120, ZoneInfo("America/New_York"), "FREQ=WEEKLY", date(2026, 11, 1))
    found = services._dates(card(series), [], datetime(2026, 10, 20, tzinfo=UTC))
    words = [times.span(starts, ends, series.zone).replace("\N{NO-BREAK SPACE}", " ") for _on, _day, starts, ends, *_rest in found]
    assert words == ["Sunday, Oct 25, 6:00 pm to 8:00 pm EDT", "Sunday, Nov 1, 6:00 pm to 8:00 pm EST"]
