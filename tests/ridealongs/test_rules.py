"""The rules, each allowed beside refused, and the first day that works against a slow search through the calendar."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onecop.ridealongs import rules, words
from onecop.ridealongs.choices import AgeBand, CheckStatus, Kind, Rule
from onecop.ridealongs.days import add_months
from onecop.ridealongs.rules import Checked, Closed, Facts, Span, Stage, Terms, next_date, why_not

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # a Friday noon
DAY = Span(time(6), Decimal("8.5"))
NIGHT = Span(time(22), Decimal(8))
TERMS = Terms(check_needed=False, months_between=0, same_officer_yearly=False)
FACTS = Facts(zone=ZONE, on=date(2026, 12, 1), band=AgeBand.ADULT, watch=DAY)
CLEAR = Checked(CheckStatus.CLEAR, date(2027, 1, 1))


def codes(facts: Facts, terms: Terms = TERMS, now: datetime = NOW) -> list[Rule]:
    return [r.rule for r in why_not(facts, terms, now)]


def test_nothing_stands_in_the_way_of_an_ordinary_ride() -> None:
    assert why_not(FACTS, TERMS, NOW) == []
    assert next_date(FACTS, TERMS, NOW) == FACTS.on


@pytest.mark.parametrize(
    ("band", "minimum", "refused"),
    [("adult", 18, False), ("teen", 16, False), ("teen", 18, True), ("child", 16, True), ("child", 18, True), ("adult", 16, False)],
)
def test_age(band: str, minimum: int, refused: bool) -> None:
    assert codes(replace(FACTS, band=AgeBand(band)), replace(TERMS, minimum_age=minimum)) == ([Rule.AGE] if refused else [])


@pytest.mark.parametrize(
    ("now", "days", "first"),
    [
        (NOW, 0, date(2026, 11, 20)),
        (NOW, 2, date(2026, 11, 24)),  # over a weekend
        (datetime(2026, 11, 24, 17, tzinfo=UTC), 2, date(2026, 11, 27)),  # over Thanksgiving
        (datetime(2026, 11, 21, 17, tzinfo=UTC), 1, date(2026, 11, 23)),  # asked on a Saturday
        (datetime(2026, 11, 21, 3, tzinfo=UTC), 1, date(2026, 11, 23)),  # still Friday evening in New York
        (datetime(2026, 7, 2, 17, tzinfo=UTC), 1, date(2026, 7, 6)),  # July 4 is a Saturday: Friday is observed
    ],
)
def test_business_days_notice(now: datetime, days: int, first: date) -> None:
    terms = replace(TERMS, notice_days=days)
    assert next_date(replace(FACTS, on=now.astimezone(ZONE).date()), terms, now) == first
    assert codes(replace(FACTS, on=first), terms, now) == []
    early = why_not(replace(FACTS, on=first - timedelta(days=1)), terms, now)
    assert [(r.rule, r.next_allowed) for r in early] == [(Rule.NOTICE, first)]


def test_an_agency_may_book_sooner_than_its_notice_but_never_in_the_past() -> None:
    today = replace(FACTS, on=NOW.date(), stage=Stage.APPROVE)
    assert codes(today) == []
    assert codes(replace(today, on=NOW.date() - timedelta(days=1))) == [Rule.NOTICE]


def test_blackout_names_the_first_day_after_it() -> None:
    shut = replace(FACTS, closed=(Closed(date(2026, 11, 30), date(2026, 12, 3), "Parade week"), Closed(date(2026, 12, 4), date(2026, 12, 4))))
    found = why_not(shut, TERMS, NOW)
    assert [(r.rule, r.next_allowed, r.detail) for r in found] == [(Rule.BLACKOUT, date(2026, 12, 5), "Parade week")]


@pytest.mark.parametrize(
    ("earlier", "months", "first"),
    [
        (date(2026, 6, 10), 6, date(2026, 12, 10)),
        (date(2026, 6, 10), 12, date(2027, 6, 10)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 24), 6, date(2027, 6, 24)),  # one that is booked later counts as well
    ],
)
def test_months_between_two_rides(earlier: date, months: int, first: date) -> None:
    facts, terms = replace(FACTS, rides=(earlier,)), replace(TERMS, months_between=months)
    assert [(r.rule, r.next_allowed) for r in why_not(facts, terms, NOW)] == [(Rule.INTERVAL, first)]
    assert codes(replace(facts, on=first), terms) == []
    assert codes(facts, replace(terms, months_between=0)) == []


def test_the_same_officer_once_a_year_with_the_partner_as_exception() -> None:
    facts = replace(FACTS, officer=7, rode_with=(date(2026, 3, 1),))
    terms = replace(TERMS, same_officer_yearly=True, partner_exception=False)
    assert [(r.rule, r.next_allowed) for r in why_not(facts, terms, NOW)] == [(Rule.SAME_OFFICER, date(2027, 3, 1))]
    assert codes(replace(facts, partner=True), terms) == [Rule.SAME_OFFICER]
    assert codes(replace(facts, partner=True), replace(terms, partner_exception=True)) == []
    assert codes(facts, replace(terms, partner_exception=True)) == [Rule.SAME_OFFICER]


@pytest.mark.parametrize(("choice", "exception", "refused"), [(False, False, True), (False, True, False), (True, False, False)])
def test_no_specific_officer(choice: bool, exception: bool, refused: bool) -> None:
    facts = replace(FACTS, officer=7, partner=True, named=True)
    terms = replace(TERMS, officer_choice=choice, partner_exception=exception)
    assert codes(facts, terms) == ([Rule.OFFICER_CHOICE] if refused else [])
    assert codes(replace(facts, named=False), terms) == []


def test_seats_of_a_sector_on_a_watch() -> None:
    full = replace(FACTS, taken={date(2026, 12, 1): 2, date(2026, 12, 2): 1})
    assert [(r.rule, r.next_allowed) for r in why_not(full, TERMS, NOW)] == [(Rule.CAPACITY, date(2026, 12, 3))]
    assert [(r.rule, r.next_allowed) for r in why_not(full, replace(TERMS, per_sector=2), NOW)] == [(Rule.CAPACITY, date(2026, 12, 2))]
    assert codes(full, replace(TERMS, per_sector=3)) == []


def test_fixed_start_times() -> None:
    terms = replace(TERMS, starts=(time(8), time(13), time(23), time(1)))
    assert rules.starts_in(terms, DAY) == [time(8), time(13)]
    assert rules.starts_in(terms, NIGHT) == [time(23), time(1)]
    assert rules.starts_in(TERMS, NIGHT) == [time(22)]
    assert codes(replace(FACTS, start=time(8)), terms) == []
    found = why_not(replace(FACTS, start=time(9)), terms, NOW)
    assert [(r.rule, words.instead(r).replace("\N{NO-BREAK SPACE}", " ")) for r in found] == [(Rule.START, "Choose 8:00 am or 1:00 pm.")]
    assert codes(replace(FACTS, watch=None)) == [Rule.START]


@pytest.mark.parametrize(
    ("band", "watch", "start", "hours"),
    [
        ("adult", DAY, None, 4.0),
        ("teen", DAY, None, 2.0),
        ("adult", DAY, time(13), 1.5),
        ("adult", NIGHT, time(1), 4.0),
        ("teen", NIGHT, time(5), 1.0),
    ],
)
def test_how_long_a_ride_lasts(band: str, watch: Span, start: time | None, hours: float) -> None:
    assert rules.length(TERMS, AgeBand(band), watch, start) == timedelta(hours=hours)


def test_a_start_past_midnight_belongs_to_the_watch_that_began_before() -> None:
    begins, ends = rules.hours_of(TERMS, AgeBand.ADULT, NIGHT, on=date(2026, 12, 1), start=time(1), zone=ZONE)
    assert (begins, ends) == (datetime(2026, 12, 2, 6, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC))


def test_across_the_change_of_clocks_a_ride_keeps_its_hours() -> None:
    begins, ends = rules.hours_of(TERMS, AgeBand.ADULT, NIGHT, on=date(2026, 10, 31), start=None, zone=ZONE)
    assert (begins, ends - begins) == (datetime(2026, 11, 1, 2, tzinfo=UTC), timedelta(hours=4))


@pytest.mark.parametrize(
    ("check", "detail"),
    [
        (None, "none"),
        (Checked(CheckStatus.ASKED), "none"),
        (Checked(CheckStatus.NOT_CLEAR), "not_clear"),
        (Checked(CheckStatus.CLEAR, date(2026, 11, 30)), "expired"),
        (CLEAR, None),
    ],
)
def test_the_check_is_needed_before_booking_and_must_hold_on_the_day(check: Checked | None, detail: str | None) -> None:
    terms, facts = replace(TERMS, check_needed=True), replace(FACTS, check=check, stage=Stage.APPROVE)
    assert [(r.rule, r.detail) for r in why_not(facts, terms, NOW)] == ([(Rule.CHECK, detail)] if detail else [])
    assert codes(facts, TERMS) == []
    assert codes(replace(facts, stage=Stage.APPLY), terms) == []


def test_a_check_that_runs_out_leaves_no_day_but_an_alternative() -> None:
    facts = replace(FACTS, stage=Stage.APPROVE, check=CLEAR, closed=(Closed(date(2026, 12, 1), date(2027, 1, 5)),))
    (found,) = why_not(facts, replace(TERMS, check_needed=True), NOW)
    assert (found.rule, found.next_allowed, found.alternatives) == (Rule.BLACKOUT, None, TERMS.alternatives)


def test_dress_is_settled_before_booking_and_the_waiver_signed_before_riding() -> None:
    asked = replace(FACTS, dress_open=True)
    assert [codes(replace(asked, stage=stage)) for stage in Stage] == [[], [Rule.DRESS], [Rule.DRESS, Rule.WAIVER]]
    assert codes(replace(FACTS, stage=Stage.RIDE, signed=True)) == []


def test_alternatives_are_bound_by_what_is_offered_and_by_days_alone() -> None:
    sit = replace(FACTS, kind=Kind.SIT_ALONG, watch=None, band=AgeBand.CHILD, rides=(FACTS.on,), stage=Stage.RIDE)
    assert codes(sit, replace(TERMS, months_between=12, check_needed=True)) == []
    assert codes(sit, replace(TERMS, alternatives=(Kind.SIMULATOR,))) == [Rule.KIND]
    assert codes(replace(sit, closed=(Closed(FACTS.on, FACTS.on),))) == [Rule.BLACKOUT]
    assert codes(replace(sit, active=False)) == [Rule.STANDING]


def test_every_refusal_has_words_and_says_what_is_allowed() -> None:
    everything = replace(
        FACTS, band=AgeBand.CHILD, active=False, named=True, officer=7, start=time(9), closed=(Closed(FACTS.on, FACTS.on, "Parade."),), rides=(FACTS.on,),
        rode_with=(FACTS.on,), taken={FACTS.on: 1}, dress_open=True, stage=Stage.RIDE,
    )  # fmt: skip
    terms = replace(TERMS, check_needed=True, months_between=6, same_officer_yearly=True, partner_exception=False)
    found = [
        *why_not(everything, terms, NOW),
        *why_not(replace(FACTS, on=NOW.date()), TERMS, NOW),
        *why_not(replace(FACTS, kind=Kind.WALK_ALONG), Terms(alternatives=()), NOW),
    ]
    assert {r.rule for r in found} == set(Rule) - {Rule.OTHER}
    for refusal in found:
        assert words.reason(refusal).endswith(".")
        assert words.instead(refusal).rstrip(".") + "." == words.instead(refusal)


def test_the_rules_in_plain_language() -> None:
    said = words.in_words(Terms(minimum_age=16, hours=Decimal("8.5"), starts=(time(8), time(16)), notice_days=2, per_sector=2))
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in said[:7]] == [
        "Riders are 16 or older. Who is under 18 rides for 2 hours at most, and a parent or guardian signs too.",
        "A ride lasts 8½ hours, or until the watch ends. Anyone may stop sooner.",
        "Rides begin at 8:00 am or 4:00 pm.",
        "Apply at least 2 business days ahead; federal holidays do not count.",
        "One person rides once in 12 months.",
        "Riders do not choose their officer. Nobody rides with the same officer twice within twelve months. "
        "The partner officer of one’s congregation is the exception.",
        "Up to 2 riders in one sector on one watch.",
    ]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"minimum_age": 17}, ["minimum_age"]),
        ({"hours": Decimal(9)}, ["hours"]),
        ({"hours": Decimal("3.5")}, ["hours"]),
        ({"minor_hours": Decimal("2.5")}, ["minor_hours"]),
        ({"months_between": 3, "per_sector": 0}, ["months_between", "per_sector"]),
        ({"dress": " "}, ["dress"]),
    ],
)
def test_what_cannot_be_a_rule(change: dict[str, object], wrong: list[str]) -> None:
    assert list(rules.wrong_terms(replace(TERMS, **change))) == wrong  # type: ignore[arg-type]


# --- against the slow search

DAYS = st.dates(date(2026, 9, 1), date(2027, 9, 1))
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2027, 2, 1)).map(lambda d: d.replace(tzinfo=UTC))
CLOSED = st.builds(lambda first, days: Closed(first, first + timedelta(days=days)), DAYS, st.integers(0, 60))
TERMS_ANY = st.builds(
    Terms, months_between=st.sampled_from([0, 6, 12]), same_officer_yearly=st.booleans(), partner_exception=st.booleans(), per_sector=st.integers(1, 3),
    notice_days=st.integers(0, 10), check_needed=st.booleans(),
)  # fmt: skip
FACTS_ANY = st.builds(
    Facts, zone=st.sampled_from([ZONE, ZoneInfo("America/Los_Angeles")]), on=DAYS, band=st.just(AgeBand.ADULT), watch=st.just(DAY),
    kind=st.sampled_from([Kind.RIDE, Kind.RIDE, Kind.SIMULATOR]), closed=st.lists(CLOSED, max_size=5).map(tuple), rides=st.lists(DAYS, max_size=3).map(tuple),
    officer=st.just(7), partner=st.booleans(), rode_with=st.lists(DAYS, max_size=3).map(tuple), signed=st.just(True), stage=st.sampled_from(list(Stage)),
    taken=st.lists(DAYS, max_size=30).map(lambda days: Counter(d + timedelta(days=n) for d in days for n in range(3))),
    check=st.one_of(st.none(), st.builds(Checked, st.just(CheckStatus.CLEAR), DAYS)),
)  # fmt: skip
FEDERAL = holidays.country_holidays("US", years=range(2026, 2030))


def stands_against(facts: Facts, terms: Terms, day: date, now: datetime) -> bool:
    """The rules about days once more, read off the calendar without any jump."""
    today = now.astimezone(facts.zone).date()
    notice = terms.notice_days if facts.stage == Stage.APPLY else 0
    business = sum(1 for n in range(1, max((day - today).days, 0) + 1) if (d := today + timedelta(days=n)).weekday() < 5 and d not in FEDERAL)
    if day < today or business < notice or any(c.first <= day <= c.last for c in facts.closed):
        return True
    if facts.kind != Kind.RIDE:
        return False

    def too_near(days: tuple[date, ...], months: int) -> bool:
        return any(min(d, day) <= max(d, day) < add_months(min(d, day), months) for d in days)

    same = terms.same_officer_yearly and not (facts.partner and terms.partner_exception) and too_near(facts.rode_with, 12)
    return same or too_near(facts.rides, terms.months_between) or facts.taken.get(day, 0) >= terms.per_sector


@settings(max_examples=400, deadline=None)
@given(FACTS_ANY, TERMS_ANY, MOMENTS)
def test_the_day_it_names_is_allowed_and_no_earlier_one_is(facts: Facts, terms: Terms, now: datetime) -> None:
    named = next_date(facts, terms, now)
    runs_out = facts.check.expires if facts.check and facts.kind == Kind.RIDE and terms.check_needed and facts.stage != Stage.APPLY else None
    last = named or max(runs_out or facts.on, facts.on)
    for n in range((last - facts.on).days + (named is None)):
        day = facts.on + timedelta(days=n)
        assert stands_against(facts, terms, day, now) or (runs_out is not None and runs_out < day)
        assert why_not(replace(facts, on=day), terms, now) != []
    if named is None:
        assert runs_out is not None
    else:
        assert not stands_against(facts, terms, named, now)
        assert [r.rule for r in why_not(replace(facts, on=named), terms, now) if r.rule != Rule.CHECK or r.detail == "expired"] == []


@settings(max_examples=100, deadline=None)
@given(FACTS_ANY, TERMS_ANY, MOMENTS)
def test_a_refusal_about_days_names_the_same_day(facts: Facts, terms: Terms, now: datetime) -> None:
    about_days = {Rule.NOTICE, Rule.BLACKOUT, Rule.INTERVAL, Rule.SAME_OFFICER, Rule.CAPACITY}
    found = [r for r in why_not(facts, terms, now) if r.rule in about_days]
    assert {r.next_allowed for r in found} <= {next_date(facts, terms, now)}
    assert bool(found) == stands_against(facts, terms, facts.on, now)
