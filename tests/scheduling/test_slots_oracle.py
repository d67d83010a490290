"""The finder against the slow truth: every time it offers is free minute by minute, and none that is better was missed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onecop.agencies import rules
from onecop.agencies.duty import Change
from onecop.agencies.patterns import cycle
from onecop.congregations.worship import Service
from onecop.scheduling.slots.facts import Hours, HouseFacts, OfficerFacts
from onecop.scheduling.slots.finder import Sides, Wanted
from onecop.scheduling.slots.grid import grid_of
from onecop.scheduling.slots.masks import turns_of
from tests.scheduling.oracle import Oracle

ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu", "America/Anchorage"]
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
# A week or two around the changes of clocks of 2026 and 2027, feasts, and the turn of the year.
moments = st.one_of(
    st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 2)),
    st.datetimes(datetime(2027, 3, 4), datetime(2027, 3, 15)),
    st.datetimes(datetime(2026, 9, 1), datetime(2027, 12, 1)),
).map(lambda moment: moment.replace(tzinfo=UTC, microsecond=0))
clocks = st.one_of(st.times(), st.sampled_from([time(6), time(14), time(18), time(22), time(2, 30), time(1, 30)])).map(
    lambda t: t.replace(second=0, microsecond=0)
)
turns = st.one_of(st.none(), st.tuples(clocks, st.sampled_from([0.5, 4, 8, 8.5, 10, 10.34, 12, 24])))
NEAR = st.dates(date(2026, 9, 1), date(2027, 12, 20))


@st.composite
def patterns(draw: st.DrawFn, zone: ZoneInfo) -> rules.Pattern | None:
    days = draw(st.lists(turns, max_size=9))
    if not days:
        return None
    return rules.pattern(date(2026, 1, draw(st.integers(1, 31))), [day and [f"{day[0]:%H:%M}", day[1]] for day in days], zone.key)


@st.composite
def changes(draw: st.DrawFn, at: datetime) -> Change:
    kind = draw(st.sampled_from(["leave", "off", "on", "training", "court"]))
    first = at.date() + timedelta(days=draw(st.integers(-2, 15)))
    last = first + timedelta(days=draw(st.integers(0, 4)))
    timed = kind == "on" or (kind in ("training", "court") and draw(st.booleans()))
    return Change(kind, first, last, *((draw(clocks), draw(clocks)) if timed else (None, None)))


@st.composite
def officers(draw: st.DrawFn, at: datetime) -> OfficerFacts:
    zone = draw(zones)
    near = st.one_of(st.none(), st.integers(3, 14).map(lambda n: at.date() + timedelta(days=n)))
    return OfficerFacts(
        "Officer Brooks", zone, draw(patterns(zone)), tuple(draw(st.lists(changes(at), max_size=2))), draw(st.sampled_from(["edges", "any", "never"])),
        on_leave=draw(st.integers(0, 20)) == 20, gone_from=draw(near), bid_on=draw(near),
    )  # fmt: skip


spans = st.tuples(st.integers(0, 6), st.integers(6 * 4, 20 * 4), st.integers(1, 12)).map(
    lambda s: (s[0], time(s[1] // 4, s[1] % 4 * 15), time((s[1] + s[2]) // 4, (s[1] + s[2]) % 4 * 15))
)


traditions = st.sampled_from(["jewish", "muslim", "catholic", "hindu", "bahai", "latter_day", "unsaid"])


@st.composite
def houses(draw: st.DrawFn, at: datetime) -> HouseFacts:
    lon, lat = draw(st.sampled_from([(-77.0, 38.9), (-149.9, 61.2), (-157.8, 21.3), (None, None)]))
    blocked = draw(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3)), max_size=1))
    return HouseFacts(
        "Beth El", draw(zones), "Rabbi Levi", "Ruth", draw(traditions), lon, lat,
        services=tuple(Service(*span) for span in draw(st.lists(spans, max_size=3))),
        hours=tuple(Hours(*span) for span in draw(st.lists(spans, max_size=5))),
        blocked=tuple((at.date() + timedelta(days=a), at.date() + timedelta(days=a + n)) for a, n in blocked),
    )  # fmt: skip


@st.composite
def searches(draw: st.DrawFn) -> tuple[list[OfficerFacts], HouseFacts, Wanted]:
    at = draw(moments)
    found = draw(st.lists(officers(at), min_size=1, max_size=2))
    start = at + timedelta(minutes=draw(st.integers(48 * 60, 9 * 1440)))
    busy = draw(st.sampled_from([(), ((start, start + timedelta(minutes=50)),)]))
    wanted = Wanted(
        at, draw(st.sampled_from([15, 45, 50, 60, 90, 180])), draw(st.sampled_from([1, 1, 2])), 3, draw(st.sampled_from(["meeting", "service"])), busy
    )
    return found, draw(houses(at)), wanted


NY = ZoneInfo("America/New_York")
NIGHTS = OfficerFacts("Officer Brooks", NY, rules.pattern(date(2026, 10, 1), cycle("5/2", start="21:00"), NY.key))
SPRING = (
    [NIGHTS],
    HouseFacts("Beth El", NY, "Rabbi Levi", "Ruth", "jewish", -77.0, 38.9),
    Wanted(datetime(2027, 3, 10, 12, tzinfo=UTC), 60, 1),
)
AUTUMN = (
    [NIGHTS],
    HouseFacts("Beth El", ZoneInfo("America/Chicago"), "Rabbi Levi", "Ruth", "jewish", -87.6, 41.9),
    Wanted(datetime(2026, 10, 28, 12, tzinfo=UTC), 60, 1),
)

EXTRA = (  # an unknown shift with an extra turn before the first day that counts
    [OfficerFacts("Officer Brooks", NY, None, (Change("on", date(2026, 12, 1), date(2026, 12, 1), time(6), time(14)),))],
    HouseFacts("Beth El", NY, "Rabbi Levi", "Ruth", "unsaid"),
    Wanted(datetime(2026, 12, 2, 12, tzinfo=UTC), 60, 1),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(searches())
@example(SPRING)
@example(AUTUMN)
@example(EXTRA)
def test_every_time_is_free_by_the_minute_and_no_better_one_was_missed(search: tuple[list[OfficerFacts], HouseFacts, Wanted]) -> None:
    found, house, wanted = search
    truth, sides = Oracle(found, house, wanted), Sides(found, house, wanted)
    moment = sides.grid.moment
    starts = sides.starts(sides.closed())
    assert [(moment(int(s)), moment(sides.end(int(s)))) for s in starts] == truth.candidates()
    assert [(moment(f.start), moment(f.end), f.cost) for f in sides.best()] == truth.best()


@settings(max_examples=100, deadline=None)
@given(st.data(), NEAR)
def test_turns_in_whole_numbers_are_the_turns_of_the_rules(data: st.DataObject, first: date) -> None:
    zone = data.draw(zones)
    pattern = data.draw(patterns(zone).filter(bool))
    assert pattern is not None
    grid = grid_of(first, 58)
    low, high = grid.start, grid.start + timedelta(days=58)
    ours = [(low + timedelta(minutes=a), low + timedelta(minutes=b)) for _day, a, b in turns_of(pattern, grid)]
    assert [t for t in ours if t[0] < high and t[1] > low] == [t for t in rules.turns(pattern, low, high) if t[0] < high and t[1] > low]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.booleans(), min_size=96, max_size=96), st.integers(1, 20))
def test_a_run_of_free_quarters_begins_where_each_of_them_is_free(free: list[bool], quarters: int) -> None:
    mask = sum(1 << n for n, one in enumerate(free) if one)
    expected = [n for n in range(96) if n + quarters <= 96 and all(free[n : n + quarters])]
    grid = grid_of(date(2026, 1, 1), 1)
    assert grid.indexes(grid.starts(mask, quarters)).tolist() == expected
