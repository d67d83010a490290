"""Tenures are dated, and on no day do two officers hold a partnership; also when two are named at the same moment."""

import threading
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import registry, services
from onecop.partnerships.choices import OFFICER_KINDS, CloseReason, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.services import tenures
from tests import make
from tests.make import NOON
from tests.races import names, together

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def alone() -> Partnership:
    """One whose officer left ten days ago."""
    made = make.partnership(began_at=NOON - timedelta(days=30))
    services.close_tenure(tenure=made.tenures.get(kind="lead"), on=TODAY - 10 * DAY, reason=CloseReason.PROMOTION, by=SYSTEM, at=NOON)
    return made


def take(of: Partnership, kind: str, on: date, **fields: Any) -> Tenure:
    officer = make.officer(of.agency, **fields)
    return services.open_tenure(partnership=of, kind=TenureKind(kind), officer=officer, on=on, by=SYSTEM, at=NOON)


@pytest.mark.django_db
def test_who_comes_and_goes_is_dated_and_told() -> None:
    made = alone()
    heard: list[tuple[str | None, str | None]] = []

    def listen(*, old: Tenure | None, new: Tenure | None, **_more: Any) -> None:
        heard.append((str(old) if old else None, str(new) if new else None))

    registry.when_tenure_changes(listen)
    try:
        stand_in = take(made, "interim", TODAY - 5 * DAY, first_name="Ana", last_name="Ruiz")
        services.close_tenure(tenure=stand_in, on=TODAY, reason=CloseReason.HANDED_OVER, by=SYSTEM, at=NOON)
        take(made, "lead", TODAY, first_name="Omar", last_name="Haddad")
    finally:
        registry._tenures.remove(listen)
    assert heard == [(None, "Officer Ana Ruiz, interim officer"), ("Officer Ana Ruiz, interim officer", None), (None, "Officer Omar Haddad, partner officer")]
    assert [(t.kind, t.opened_on, t.closed_on, t.close_reason) for t in made.tenures.filter(officer__isnull=False)] == [
        ("lead", TODAY - 30 * DAY, TODAY - 10 * DAY, "promotion"),
        ("interim", TODAY - 5 * DAY, TODAY, "handed"),
        ("lead", TODAY, None, ""),
    ]
    assert [e.verb for e in Entry.objects.about(made).order_by("id")] == ["tenure.closed", "tenure.opened", "tenure.closed", "tenure.opened"]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "on", "who"), [("lead", -11, "lead"), ("interim", -11, "lead"), ("lead", -30, "lead")])
def test_nobody_is_named_for_days_that_another_held(kind: str, on: int, who: str) -> None:
    made = alone()
    held = made.tenures.get(kind=who)
    with pytest.raises(services.CannotOpen) as no:
        take(made, kind, TODAY + on * DAY)
    assert (no.value.reason, no.value.instead) == (f"{held.officer} is partner officer on that day or later.", "End that time first, or begin later.")
    assert take(made, kind, TODAY - 10 * DAY).opened_on == TODAY - 10 * DAY


@pytest.mark.django_db
def test_an_interim_stands_in_only_while_there_is_no_partner_officer() -> None:
    made = make.partnership()
    with pytest.raises(services.CannotOpen, match="is partner officer"):
        take(made, "interim", TODAY)
    services.close_tenure(tenure=made.tenures.get(kind="lead"), on=TODAY, reason=CloseReason.LEAVE, by=SYSTEM, at=NOON)
    take(made, "interim", TODAY)
    with pytest.raises(services.CannotOpen, match="is interim officer"):
        take(made, "lead", TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor does the database let one past the service
        Tenure.objects.create(partnership=made, kind="lead", officer=make.officer(), opened_on=TODAY)


@pytest.mark.django_db
def test_no_time_ends_before_it_began_and_none_ends_twice() -> None:
    made = make.partnership()
    held = made.tenures.get(kind="lead")
    with pytest.raises(services.CannotClose) as no:
        services.close_tenure(tenure=held, on=TODAY - DAY, reason=CloseReason.LEAVE, by=SYSTEM, at=NOON)
    assert (no.value.reason, no.value.instead) == ("That time began on 2026-11-20.", "Choose that day or a later one.")
    services.close_tenure(tenure=held, on=TODAY, reason=CloseReason.LEAVE, by=SYSTEM, at=NOON)
    services.close_tenure(tenure=held, on=TODAY + DAY, reason=CloseReason.LEFT, by=SYSTEM, at=NOON)
    held.refresh_from_db()
    assert (held.closed_on, held.close_reason) == (TODAY, "leave")


@pytest.mark.django_db
def test_nobody_is_named_for_what_has_ended() -> None:
    made = make.partnership()
    services.end(partnership=made, reason="fulfilled", by=SYSTEM, at=NOON)  # type: ignore[arg-type]
    with pytest.raises(services.CannotOpen) as no:
        take(made, "lead", TODAY)
    assert (no.value.reason, no.value.instead) == ("This partnership has ended.", "Take it up again first.")


def days_held_twice(of: Partnership) -> list[date]:
    """By an independent count: every day of every officer's time, one by one."""
    held: list[date] = []
    for opened, closed in of.tenures.filter(kind__in=OFFICER_KINDS).values_list("opened_on", "closed_on"):
        day = opened
        while day < (closed or TODAY + 60 * DAY):
            held.append(day)
            day += DAY
    return sorted({day for day in held if held.count(day) > 1})


ACTS = st.lists(st.tuples(st.sampled_from(["lead", "interim", "close"]), st.integers(-40, 40)), max_size=12)


class LivesOfATenure(HypothesisCase):
    @settings(max_examples=60, deadline=None)
    @given(ACTS)
    def test_whatever_is_tried_no_day_has_two_officers(self, acts: Iterable[tuple[str, int]]) -> None:
        made = make.partnership(began_at=NOON - timedelta(days=20))
        for what, shift in acts:
            on = TODAY + shift * DAY
            try:
                if what == "close":
                    now = made.tenures.filter(closed_on=None, officer__isnull=False).first()
                    if now:
                        services.close_tenure(tenure=now, on=on, reason=CloseReason.SHIFT, by=SYSTEM, at=NOON)
                else:
                    take(made, what, on)
            except (services.CannotOpen, services.CannotClose):
                continue
        assert days_held_twice(made) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_named_at_the_same_moment_one_is() -> None:
    made = alone()
    officers = [make.officer(made.agency) for _ in range(2)]
    acts = [
        lambda o=o: services.open_tenure(partnership=made, kind=TenureKind.LEAD, officer=o, on=TODAY, by=SYSTEM, at=NOON)  # type: ignore[misc]
        for o in officers
    ]
    assert names(together(*acts)) == ["CannotOpen", "well"]
    assert (made.tenures.filter(closed_on=None, officer__isnull=False).count(), days_held_twice(made)) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_control_who_looks_without_the_lock_names_two_for_the_same_days() -> None:
    """Both look before either writes. Neither time is open any more, so the database has nothing to say: the days alone overlap."""
    made = alone()
    officers = [make.officer(made.agency) for _ in range(2)]
    looked = threading.Barrier(2)

    def careless(officer: Any) -> None:
        free = not made.tenures.filter(kind="lead").exclude(closed_on__lte=TODAY - 5 * DAY).exists()
        looked.wait(60)
        if free:
            Tenure.objects.create(partnership=made, kind="lead", officer=officer, opened_on=TODAY - 5 * DAY, closed_on=TODAY, close_reason="shift")

    assert names(together(*[lambda o=o: careless(o) for o in officers])) == ["well", "well"]  # type: ignore[misc]
    assert len(days_held_twice(made)) == 5


@pytest.mark.django_db(transaction=True)
def test_nobody_is_named_while_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end has the row; whoever names an officer at that moment waits, and finds that it has ended."""
    made = alone()
    officer = make.officer(made.agency)
    has_it, named = threading.Event(), threading.Event()
    plain = tenures.locked

    def slow(partnership: Partnership) -> Partnership:
        row = plain(partnership)
        if not has_it.is_set():
            has_it.set()
            named.wait(0.5)  # held still, the other cannot get there: the wait ends by itself
        return row

    monkeypatch.setattr("onecop.partnerships.services.standing.locked", slow)

    def name() -> None:
        has_it.wait(60)
        try:
            services.open_tenure(partnership=made, kind=TenureKind.LEAD, officer=officer, on=TODAY, by=SYSTEM, at=NOON)
        finally:
            named.set()

    ends = together(lambda: services.end(partnership=made, reason="silent", by=SYSTEM, at=NOON), name)  # type: ignore[arg-type]
    assert names(ends) == ["CannotOpen", "well"]
    made.refresh_from_db()
    assert (made.state, made.tenures.filter(closed_on=None).count()) == ("ended", 0)


@pytest.mark.django_db(transaction=True)
def test_an_end_beside_a_pause_leaves_one_of_them_and_no_open_pause() -> None:
    made = make.partnership()
    ends = together(
        lambda: services.end(partnership=made, reason="silent", by=SYSTEM, at=NOON),  # type: ignore[arg-type]
        lambda: services.pause(partnership=made, reason="other", by=SYSTEM, at=NOON),  # type: ignore[arg-type]
    )
    assert names(ends) in (["CannotChange", "well"], ["well", "well"])  # the pause came too late, or was over with the end
    made.refresh_from_db()
    assert (made.state, made.endings.count(), made.pauses.filter(ended_at=None).count()) == ("ended", 1, 0)


@pytest.mark.django_db(transaction=True)
def test_control_a_pause_that_looked_before_the_end_brings_the_ended_back() -> None:
    made = make.partnership()
    looked, over = threading.Barrier(2), threading.Barrier(2)

    def careless_pause() -> None:
        row = Partnership.objects.get(pk=made.pk)
        assert row.state == "active"
        looked.wait(60)
        over.wait(60)
        with transaction.atomic():
            Partnership.objects.filter(pk=row.pk).update(state="paused", ended_at=None, ended_by_id=None)

    def end() -> None:
        looked.wait(60)
        services.end(partnership=made, reason="silent", by=SYSTEM, at=NOON)  # type: ignore[arg-type]
        over.wait(60)

    assert names(together(careless_pause, end)) == ["well", "well"]
    made.refresh_from_db()
    assert (made.state, made.endings.count()) == ("paused", 1)  # ended, and yet open: nobody holds it
