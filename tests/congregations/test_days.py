"""Blocked days, holy days as a congregation keeps them, and gatherings that are not weekly."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.congregations import queries, services
from onecop.congregations.enrolling.times import TimesForm, typed_of
from onecop.congregations.holydays import kept
from onecop.congregations.models import Congregation, ServiceTime
from onecop.kernel import wizard
from onecop.kernel.actor import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db
AT = make.NOON


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def temple() -> Congregation:
    return make.congregation("Beth El", tradition="jewish", lon=-77.0, lat=38.9)


def enter(client: Client, role: str, of: Congregation) -> Person:
    who = make.person()
    assert of.scope is not None
    make.grant(who, role, of.scope)
    client.force_login(who)
    return who


def codes(of: Congregation, first: date, last: date) -> dict[str, bool]:
    """The days that count for it, weekly and civil ones left out: code and whether hard."""
    of = Congregation.objects.get(pk=of.pk)
    days = kept(of.tradition, queries.overrides_of(of), first, last, of.lon, of.lat, ZoneInfo("America/New_York"))
    return {day.code: day.hard for day in days if not day.weekly and not day.code.startswith("civil")}


# services


def test_the_same_days_are_blocked_once(temple: Congregation) -> None:
    days: dict[str, Any] = {"congregation": temple, "first_on": AT.date(), "last_on": AT.date(), "by": SYSTEM, "at": AT}
    services.block_dates(**days)
    row = services.block_dates(**days, words="Retreat")
    assert [(b.pk, b.words) for b in temple.blocked_dates.all()] == [(row.pk, "Retreat")]
    services.unblock_dates(blocked=row, by=SYSTEM, at=AT)
    services.unblock_dates(blocked=row, by=SYSTEM, at=AT)
    assert not temple.blocked_dates.exists()
    assert sorted(Entry.objects.values_list("verb", flat=True)) == ["congregation.blocked", "congregation.unblocked"]


@pytest.mark.parametrize("last", [date(2026, 11, 1), date(2028, 1, 1)])
def test_days_that_end_before_they_begin_or_never_are_refused(temple: Congregation, last: date) -> None:
    with pytest.raises(services.WrongDays):
        services.block_dates(congregation=temple, first_on=AT.date(), last_on=last, by=SYSTEM, at=AT)
    with pytest.raises(services.WrongDays):
        services.add_holy_day(congregation=temple, name="Own", first_on=AT.date(), last_on=last, by=SYSTEM, at=AT)


def test_the_last_word_about_a_holy_day_counts(temple: Congregation) -> None:
    december = date(2026, 12, 1), date(2026, 12, 20)
    seen = []
    for act in ("harden", "drop", "soften", ""):
        services.keep_holy_day(congregation=temple, code="hanukkah", act=act, by=SYSTEM, at=AT)
        seen.append(codes(temple, *december))
    assert seen == [{"hanukkah": True}, {}, {"hanukkah": False}, {"hanukkah": False}]
    assert not temple.holy_day_overrides.exists()


def test_a_day_is_moved_for_one_year_and_can_be_taken_back(temple: Congregation) -> None:
    march = date(2027, 3, 20), date(2027, 3, 31)
    words: dict[str, Any] = {"congregation": temple, "code": "purim", "act": "move", "was_on": date(2027, 3, 23), "by": SYSTEM, "at": AT}
    with pytest.raises(services.WrongDays):
        services.keep_holy_day(**words)
    row = services.keep_holy_day(**words, first_on=date(2027, 4, 5), last_on=date(2027, 4, 5))
    assert row is not None
    assert codes(temple, *march) == {}
    services.drop_override(override=row, by=SYSTEM, at=AT)
    assert codes(temple, *march) == {"purim": False}


def test_the_audit_keeps_no_name_of_a_day(temple: Congregation) -> None:
    services.add_holy_day(congregation=temple, name="Mourning for Miriam", first_on=AT.date(), last_on=AT.date(), by=SYSTEM, at=AT)
    assert "Miriam" not in str(Entry.objects.values_list("after", "before", "target_label"))


# pages


@time_machine.travel(AT, tick=False)
def test_days_are_blocked_and_opened_on_a_page(client: Client, temple: Congregation) -> None:
    enter(client, "coordinator", temple)
    url = reverse("congregation_blocked", args=[temple.key])
    assert client.post(url, {"first_on": "2026-12-01", "words": "Retreat"}).url == url  # type: ignore[attr-defined]
    row = temple.blocked_dates.get()
    assert (row.first_on, row.last_on) == (date(2026, 12, 1), date(2026, 12, 1))
    assert "Retreat" in client.get(url).content.decode()
    client.post(reverse("congregation_unblock", args=[temple.key, row.key]))
    assert not temple.blocked_dates.exists()
    assert client.post(url, {"first_on": "2026-12-02", "last_on": "2026-12-01"}).status_code == 422


@time_machine.travel(AT, tick=False)
def test_the_year_is_shown_with_what_is_estimated_and_what_was_changed(client: Client, temple: Congregation) -> None:
    temple.tradition = "muslim"
    temple.save()
    services.keep_holy_day(congregation=temple, code="ashura", act="drop", by=SYSTEM, at=AT)
    enter(client, "deputy", temple)
    page = client.get(reverse("congregation_holy_days", args=[temple.key])).content.decode()
    assert ["Eid al-Fitr" in page, "estimated" in page, "Friday prayer" in page, "we do not keep it" in page, page.count("Ashura")] == [
        True,
        True,
        True,
        True,
        1,
    ]
    assert "Take back" not in page  # a deputy reads


@time_machine.travel(AT, tick=False)
def test_a_day_is_hardened_moved_and_added_on_pages(client: Client, temple: Congregation) -> None:
    enter(client, "faith_leader", temple)
    back = reverse("congregation_holy_days", args=[temple.key])
    hanukkah = reverse("congregation_holy_day", args=[temple.key, "hanukkah"])
    assert client.post(hanukkah, {"act": "harden"}).url == back  # type: ignore[attr-defined]
    purim = reverse("congregation_holy_day", args=[temple.key, "purim"]) + "?on=2027-03-23"
    client.post(purim, {"act": "move", "first_on": "2027-03-25", "last_on": "2027-03-25"})
    client.post(reverse("congregation_holy_day_add", args=[temple.key]), {"name": "Founding day", "first_on": "2027-02-01", "hard": "no"})
    found = [(o.act, o.code, o.name, o.was_on, o.first_on, o.last_on, o.hard) for o in temple.holy_day_overrides.order_by("id")]
    assert found == [
        ("harden", "hanukkah", "", None, None, None, True),
        ("move", "purim", "", date(2027, 3, 23), date(2027, 3, 25), date(2027, 3, 25), True),
        ("add", "", "Founding day", None, date(2027, 2, 1), date(2027, 2, 1), False),
    ]
    page = client.get(back).content.decode()
    assert ["Founding day" in page, "changed by you" in page] == [True, True]
    client.post(reverse("congregation_holy_day_drop", args=[temple.key, temple.holy_day_overrides.get(act="harden").key]))
    assert not temple.holy_day_overrides.filter(act="harden").exists()


@time_machine.travel(AT, tick=False)
def test_an_unknown_day_and_a_weekly_one_that_cannot_move(client: Client, temple: Congregation) -> None:
    enter(client, "coordinator", temple)
    assert client.get(reverse("congregation_holy_day", args=[temple.key, "no-such-day"])).status_code == 404
    assert client.post(reverse("congregation_holy_day", args=[temple.key, "shabbat"]), {"act": "move"}).status_code == 422
    assert client.post(reverse("congregation_holy_day", args=[temple.key, "shabbat"]), {"act": "soften"}).status_code == 302


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries_"), [("congregation_blocked", 6), ("congregation_holy_days", 5)])
def test_pages_cost_the_same_with_one_row_and_with_three(
    client: Client, temple: Congregation, name: str, queries_: int, rows: int, django_assert_num_queries: Any
) -> None:
    for n in range(1, rows + 1):
        services.block_dates(congregation=temple, first_on=date(2026, 12, n), last_on=date(2026, 12, n), by=SYSTEM, at=AT)
        services.add_holy_day(congregation=temple, name=f"Day {n}", first_on=date(2026, 12, n), last_on=date(2026, 12, n), by=SYSTEM, at=AT)
    client.force_login(make.staff())
    with django_assert_num_queries(queries_):
        assert client.get(reverse(name, args=[temple.key])).status_code == 200


# gatherings


def times(**row: str) -> TimesForm:
    given = {"weekday": "6", "starts": "10:00", "ends": "11:00", **row}
    return TimesForm(data=wizard.query({f"row-0-{name}": [value] for name, value in given.items()}))


@pytest.mark.parametrize(
    ("row", "kept_as"),
    [
        ({}, ("", None)),
        ({"often": "1"}, ("FREQ=MONTHLY;BYDAY=1SU", None)),
        ({"often": "24"}, ("FREQ=MONTHLY;BYDAY=2SU,4SU", None)),
        ({"often": "2w", "since": "2026-11-22"}, ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", date(2026, 11, 22))),
    ],
)
def test_a_gathering_by_rule_is_kept_and_comes_back_to_the_form(temple: Congregation, row: dict[str, str], kept_as: tuple[str, Any]) -> None:
    form = times(**row)
    assert form.is_valid(), form.errors
    services.set_times(congregation=temple, times=form.cleaned_data["times"], by=SYSTEM, at=AT)
    stored = temple.service_times.get()
    assert (stored.weekday, stored.starts, stored.rule, stored.since) == (6, time(10), *kept_as)
    again = TimesForm(data=wizard.query(typed_of([stored])))
    assert again.is_valid()
    assert again.cleaned_data["times"] == form.cleaned_data["times"]


@pytest.mark.parametrize("row", [{"often": "2w"}, {"often": "2w", "since": "2026-11-23"}, {"often": "daily"}])
def test_every_second_week_needs_a_date_on_that_weekday(row: dict[str, str]) -> None:
    assert not times(**row).is_valid()


FIRST = "FREQ=MONTHLY;BYDAY=SU;BYSETPOS=1"


def odd(of: Congregation, rule: str, **fields: Any) -> ServiceTime:
    return ServiceTime.objects.create(**{"congregation": of, "weekday": 6, "starts": time(10), "ends": time(11), "rule": rule, **fields})


def test_a_rule_that_the_form_does_not_offer_is_said_and_outlives_an_unchanged_save(client: Client, temple: Congregation) -> None:
    stored = odd(temple, FIRST, since=date(2026, 1, 4))
    client.force_login(make.staff())
    address = reverse("congregation_times", args=[temple.key])
    page = client.get(address).content.decode()
    assert "As it is: Every month on the first Sunday" in page
    assert "Every month on the first Sunday." in page
    assert f'name="row-0-rule" value="{FIRST}"' in page
    assert "Every month on the first Sunday" in client.get(temple.get_absolute_url()).content.decode()
    form = {"row-0-weekday": "6", "row-0-starts": "10:00", "row-0-ends": "11:00", "row-0-what": "", "row-0-often": "own", "row-0-rule": FIRST}
    form |= {"row-0-since": "2026-01-04", "go": "next"}
    assert client.post(address, form).status_code == 302
    assert temple.service_times.get() == stored  # not even written anew
    again = {**form, "row-0-starts": "10:30"}
    assert client.post(address, again).status_code == 302
    kept = temple.service_times.get()
    assert (kept.starts, kept.rule, kept.since) == (time(10, 30), FIRST, date(2026, 1, 4))
    assert client.post(address, {**again, "row-0-often": ""}).status_code == 302
    assert temple.service_times.get().rule == ""


@pytest.mark.parametrize("changed", [{"rule": "FREQ=SECONDLY"}, {"weekday": "5"}, {"rule": ""}])
def test_only_the_rule_that_was_there_can_be_kept_and_only_on_its_day(client: Client, temple: Congregation, changed: dict[str, str]) -> None:
    odd(temple, FIRST)
    client.force_login(make.staff())
    row = {"weekday": "6", "starts": "10:00", "ends": "11:00", "often": "own", "rule": FIRST, **changed}
    answer = client.post(reverse("congregation_times", args=[temple.key]), {"go": "next", **{f"row-0-{name}": value for name, value in row.items()}})
    assert answer.status_code == 422
    assert temple.service_times.get().rule == FIRST


def test_a_row_emptied_but_for_its_rule_is_no_row(temple: Congregation) -> None:
    form = TimesForm(data=wizard.query({"row-0-rule": [FIRST], "row-0-weekday": [""], "none": ["on"]}), kept=frozenset({(6, FIRST)}))
    assert (form.is_valid(), form.cleaned_data["times"]) == (True, [])
