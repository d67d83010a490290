"""Which days each tradition keeps, from when to when at a place, and what a congregation changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.congregations.choices import Tradition
from onecop.congregations.holydays import HolyDay, Override, holydays, kept, known_until, names

NEW_YORK = ZoneInfo("America/New_York")
DC = (-77.04, 38.91)
DAY = timedelta(days=1)


def year(tradition: str, number: int = 2027) -> dict[str, list[tuple[date, date]]]:
    """The days of a year by code, without weekly and civil ones."""
    found: dict[str, list[tuple[date, date]]] = {}
    for day in holydays(tradition, date(number, 1, 1), date(number, 12, 31), *DC, NEW_YORK):
        if not day.weekly and not day.code.startswith("civil-"):
            found.setdefault(day.code, []).append((day.on, day.last))
    return found


def one(tradition: str, code: str, on: date, place: tuple[float | None, float | None] = DC, zone: ZoneInfo = NEW_YORK) -> HolyDay:
    return next(day for day in holydays(tradition, on, on, *place, zone) if day.code == code)


@pytest.mark.parametrize(
    ("tradition", "code", "first", "last"),
    [
        ("catholic", "easter", date(2027, 3, 28), date(2027, 3, 28)),
        ("orthodox", "pascha", date(2027, 5, 2), date(2027, 5, 2)),
        ("jewish", "passover", date(2027, 4, 22), date(2027, 4, 23)),
        ("jewish", "yom-kippur", date(2027, 10, 11), date(2027, 10, 11)),
        ("jewish", "hanukkah", date(2026, 12, 5), date(2026, 12, 12)),
        ("muslim", "eid-al-fitr", date(2027, 3, 9), date(2027, 3, 9)),
        ("muslim", "ramadan", date(2027, 2, 8), date(2027, 3, 8)),
        ("hindu", "diwali", date(2026, 11, 8), date(2026, 11, 8)),
        ("sikh", "vaisakhi", date(2027, 4, 14), date(2027, 4, 14)),
        ("buddhist", "lunar-new-year", date(2027, 2, 6), date(2027, 2, 8)),
        ("jain", "samvatsari", date(2026, 9, 15), date(2026, 9, 15)),
        ("latter_day", "general-conference", date(2027, 4, 3), date(2027, 4, 4)),
        ("historic_black", "watch-night", date(2026, 12, 31), date(2026, 12, 31)),
        # The Bahá’í dates of 2026: a year in which the equinox falls on sunset in Tehran.
        ("bahai", "naw-ruz", date(2026, 3, 21), date(2026, 3, 21)),
        ("bahai", "ridvan-12", date(2026, 5, 2), date(2026, 5, 2)),
        ("bahai", "martyrdom-bab", date(2026, 7, 10), date(2026, 7, 10)),
        ("bahai", "birth-bab", date(2026, 11, 10), date(2026, 11, 10)),
        ("bahai", "covenant", date(2026, 11, 26), date(2026, 11, 26)),
    ],
)
def test_dates_as_published(tradition: str, code: str, first: date, last: date) -> None:
    assert (first, last) in year(tradition, first.year)[code]


def test_feasts_of_two_halves_are_two_and_their_middle_is_soft() -> None:
    days = [d for d in holydays("jewish", date(2027, 4, 20), date(2027, 5, 1), *DC, NEW_YORK) if d.code.startswith("passover")]
    assert [(d.code, d.on, d.last, d.hard) for d in days] == [
        ("passover", date(2027, 4, 22), date(2027, 4, 23), True),
        ("passover-middle", date(2027, 4, 24), date(2027, 4, 27), False),
        ("passover", date(2027, 4, 28), date(2027, 4, 29), True),
    ]


def test_a_jewish_day_goes_from_sunset_to_sunset_at_the_place() -> None:
    day = one("jewish", "yom-kippur", date(2027, 10, 11))
    near = [datetime(2027, 10, n, 22, minute, tzinfo=UTC) for n, minute in ((10, 37), (11, 36))]  # as almanacs print it for Washington, DC
    assert [abs(moment - printed) < timedelta(minutes=2) for moment, printed in zip((day.starts, day.ends), near, strict=True)] == [True, True]
    assert (day.hard, day.estimated, day.by_sun) == (True, False, True)


def test_a_christian_day_goes_from_midnight_to_midnight_also_when_clocks_change() -> None:
    easter = one("catholic", "easter", date(2027, 3, 28))
    assert (easter.starts, easter.ends) == (datetime(2027, 3, 28, 4, tzinfo=UTC), datetime(2027, 3, 29, 4, tzinfo=UTC))
    all_saints = one("catholic", "all-saints", date(2026, 11, 1))  # 25 hours long
    assert all_saints.ends - all_saints.starts == timedelta(hours=25)


def test_where_the_sun_does_not_set_six_in_the_evening_counts_and_is_called_estimated() -> None:
    zone = ZoneInfo("America/Anchorage")
    shabbat = one("jewish", "shabbat", date(2027, 6, 19), (-156.79, 71.29), zone)  # Utqiaġvik, in June
    assert (shabbat.starts.astimezone(zone).hour, shabbat.ends.astimezone(zone).hour, shabbat.estimated) == (18, 18, True)


def test_a_house_without_a_place_gets_six_in_the_evening() -> None:
    shabbat = one("jewish", "shabbat", date(2027, 1, 2), (None, None))
    assert (shabbat.starts.astimezone(NEW_YORK).hour, shabbat.estimated) == (18, True)


def test_weekly_days() -> None:
    def weekly(tradition: str) -> list[tuple[str, int, bool]]:
        return sorted({(d.code, d.on.weekday(), d.hard) for d in holydays(tradition, date(2027, 1, 4), date(2027, 1, 31), *DC, NEW_YORK) if d.weekly})

    assert [weekly(t) for t in ("jewish", "seventh_day", "muslim", "latter_day", "evangelical", "hindu")] == [
        [("shabbat", 5, True)], [("sabbath", 5, True)], [("jumuah", 4, True)], [("sunday", 6, True)], [("sunday", 6, False)], [],
    ]  # fmt: skip


def test_what_a_moon_decides_is_estimated_by_a_day_and_the_rest_is_not() -> None:
    assert (one("muslim", "eid-al-fitr", date(2027, 3, 9)).estimated, one("muslim", "eid-al-fitr", date(2027, 3, 9)).doubt) == (True, 1)
    assert (one("hindu", "diwali", date(2026, 11, 8)).estimated, one("catholic", "easter", date(2027, 3, 28)).estimated) == (True, False)


def test_after_the_tables_no_day_is_made_up() -> None:
    assert (known_until("hindu"), known_until("bahai"), known_until("catholic")) == (2035, 2035, None)
    assert (set(year("hindu", 2036)), set(year("bahai", 2036)), set(year("sikh", 2037))) == (set(), set(), set())
    assert year("hindu", 2035)["diwali"] == [(date(2035, 10, 30), date(2035, 10, 30))]


def test_every_tradition_has_the_civil_days_softly() -> None:
    on = date(2026, 11, 26)
    thanksgiving = {t: [d.hard for d in holydays(t, on, on, *DC, NEW_YORK) if d.code == "civil-thanksgiving-day"] for t in Tradition.values}
    assert thanksgiving == {tradition: [False] for tradition in Tradition.values}
    christmas = [d.code for d in holydays("catholic", date(2026, 12, 25), date(2026, 12, 25), *DC, NEW_YORK)]
    assert christmas == ["christmas"]


def changed(*overrides: Override, tradition: str = "jewish", start: date = date(2027, 3, 20), end: date = date(2027, 4, 30)) -> list[HolyDay]:
    return [d for d in kept(tradition, overrides, start, end, *DC, NEW_YORK) if not d.weekly and not d.code.startswith("civil")]


def test_a_congregation_drops_hardens_and_softens_days() -> None:
    found = changed(Override("drop", "purim"), Override("soften", "passover"), Override("harden", "passover-middle"))
    assert [(d.code, d.hard, d.changed) for d in found] == [("passover", False, True), ("passover-middle", True, True), ("passover", False, True)]


def test_a_congregation_moves_a_day_of_one_year_and_adds_its_own() -> None:
    move = Override("move", "purim", was_on=date(2027, 3, 23), first_on=date(2027, 3, 25), last_on=date(2027, 3, 25))
    own = Override("add", name="Anniversary of the house", first_on=date(2027, 4, 5), last_on=date(2027, 4, 6), hard=False)
    found = changed(move, own, end=date(2027, 4, 10))
    assert [(d.code, str(d.name), d.on, d.last, d.hard, d.changed) for d in found] == [
        ("purim", "Purim", date(2027, 3, 25), date(2027, 3, 25), False, True),
        ("own", "Anniversary of the house", date(2027, 4, 5), date(2027, 4, 6), False, True),
    ]


def test_a_day_that_is_moved_into_the_window_is_found() -> None:
    move = Override("move", "eid-al-fitr", was_on=date(2027, 3, 9), first_on=date(2027, 3, 10), last_on=date(2027, 3, 10), from_sunset=True)
    found = [d for d in changed(move, tradition="muslim", start=date(2027, 3, 10), end=date(2027, 3, 10)) if d.code == "eid-al-fitr"]
    assert [(d.on, d.hard, d.estimated) for d in found] == [(date(2027, 3, 10), True, False)]


def test_names_by_code() -> None:
    assert {"shabbat", "passover", "hanukkah"} <= set(names("jewish", 2027))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(Tradition.values), st.dates(date(2026, 1, 1), date(2034, 1, 1)), st.integers(0, 80))
def test_days_are_in_order_touch_the_window_and_do_not_hang_on_where_it_is_cut(tradition: str, first: date, length: int) -> None:
    last = first + length * DAY
    found = holydays(tradition, first, last, *DC, NEW_YORK)
    low, high = (datetime.combine(d, datetime.min.time(), NEW_YORK) for d in (first, last + DAY))
    assert list(found) == sorted(found, key=lambda d: d.starts)
    assert all(d.starts < d.ends and d.starts < high and d.ends > low for d in found)
    wider = holydays(tradition, first - 9 * DAY, last + 9 * DAY, *DC, NEW_YORK)
    assert list(found) == [d for d in wider if d.starts < high and d.ends > low]
