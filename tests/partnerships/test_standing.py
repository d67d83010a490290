"""Pausing, ending well, and the way back: by whose wish, with which words, and what follows."""

from datetime import date, timedelta
from typing import Any

import pytest

from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import registry, services
from onecop.partnerships.choices import EndReason, PauseReason, WishKind
from onecop.partnerships.models import Partnership
from tests import make
from tests.access.letters import newest_text
from tests.make import NOON

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Partnership:
    return make.partnership(make.congregation("Lotus Pond Temple"), owner=make.staff("Nadia Osei"))


def person(of: Partnership, kind: str) -> Person:
    tenure = of.tenures.filter(kind=kind).latest("opened_on")
    who = tenure.officer or tenure.contact
    assert who is not None
    assert who.person is not None
    return who.person


def everybody(of: Partnership) -> list[str]:
    return sorted(person(of, kind).email for kind in ("lead", "leader", "coordinator"))


def written(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def heard() -> tuple[list[tuple[str, str]], Any]:
    told: list[tuple[str, str]] = []

    def listen(*, partnership: Partnership, was: str, **_more: Any) -> None:
        told.append((was, partnership.state))

    return told, registry.when_standing_changes(listen)


def titles(of: Partnership, at: Any = NOON) -> list[str]:
    return [ask.title for ask in registry.asks_of([of.pk], at) if of.owner_id in ask.owes and "standing" in ask.url]


def test_a_pause_and_its_end_are_told_to_both_sides_and_to_the_apps_above(held: Partnership) -> None:
    told, listen = heard()
    try:
        made = services.pause(partnership=held, reason=PauseReason.BUILDING, words="The roof.", until_on=TODAY + 30 * DAY, by=SYSTEM, at=NOON)
        assert written("partnership.paused") == everybody(held)
        text = newest_text(person(held, "coordinator").email)
        assert "the building is being moved or rebuilt" in text
        assert "The roof." in text
        assert "Sunday, December 20, 2026" in text
        services.resume(partnership=held, by=SYSTEM, at=NOON + timedelta(days=40))
    finally:
        registry._standings.remove(listen)
    assert told == [("active", "paused"), ("paused", "active")]
    made.refresh_from_db()
    assert (made.ended_at, written("partnership.resumed")) == (NOON + timedelta(days=40), everybody(held))
    assert [e.verb for e in Entry.objects.about(held).order_by("id")] == ["partnership.paused", "partnership.resumed"]


def test_the_day_to_look_again_brings_it_to_the_desk_and_may_be_moved(held: Partnership) -> None:
    services.pause(partnership=held, reason=PauseReason.OTHER, until_on=TODAY + 2 * DAY, by=SYSTEM, at=NOON)
    assert titles(held, NOON + timedelta(days=1)) == []
    assert titles(held, NOON + timedelta(days=2)) == ["Look at the pause again"]
    services.look_again(partnership=held, until_on=TODAY + 9 * DAY, by=SYSTEM, at=NOON + timedelta(days=2))
    assert titles(held, NOON + timedelta(days=2)) == []
    assert titles(held, NOON + timedelta(days=9)) == ["Look at the pause again"]


@pytest.mark.parametrize("until_on", [TODAY, TODAY - DAY])
def test_a_pause_looks_ahead(held: Partnership, until_on: date) -> None:
    with pytest.raises(services.CannotChange) as no:
        services.pause(partnership=held, reason=PauseReason.OTHER, until_on=until_on, by=SYSTEM, at=NOON)
    assert (no.value.reason, no.value.instead) == ("The day to look again must be a day to come.", "Choose a later day, or leave it empty.")
    services.pause(partnership=held, reason=PauseReason.OTHER, until_on=TODAY + DAY, by=SYSTEM, at=NOON)
    with pytest.raises(services.CannotChange):
        services.look_again(partnership=held, until_on=until_on, by=SYSTEM, at=NOON)


def test_an_end_closes_every_tenure_thanks_both_sides_and_keeps_everything(held: Partnership) -> None:
    told, listen = heard()
    people = everybody(held)
    try:
        made = services.end(
            partnership=held, reason=EndReason.FULFILLED, words="The crosswalk is there.", thanks="Two years of **breakfasts**.", talked_on=TODAY - DAY,
            by=SYSTEM, at=NOON,
        )  # fmt: skip
    finally:
        registry._standings.remove(listen)
    held.refresh_from_db()
    assert (held.state, held.ended_at, held.owner.name if held.owner else "") == ("ended", NOON, "Nadia Osei")
    assert (made.reason, made.talked_on) == ("fulfilled", TODAY - DAY)
    assert {(t.closed_on, t.close_reason) for t in held.tenures.all()} == {(TODAY, "ended")}
    assert told == [("active", "ended")]
    assert written("partnership.ended") == people
    text = newest_text(person(held, "leader").email)
    for words in ("it has done what it set out to do", "The crosswalk is there.", "breakfasts", "Thank you"):
        assert words in text
    assert list(Partnership.objects.visible_to(person(held, "leader"))) == [held]  # what happened stays readable
    assert "people.thanks" not in {m.kind for m in Message.objects.all()}


def test_a_pause_ends_with_the_partnership(held: Partnership) -> None:
    services.pause(partnership=held, reason=PauseReason.OTHER, by=SYSTEM, at=NOON)
    services.end(partnership=held, reason=EndReason.SILENT, by=SYSTEM, at=NOON)
    assert held.pauses.filter(ended_at=None).count() == 0


def test_a_closing_talk_has_taken_place(held: Partnership) -> None:
    with pytest.raises(services.CannotChange, match="The closing talk has not taken place yet"):
        services.end(partnership=held, reason=EndReason.OTHER, talked_on=TODAY + DAY, by=SYSTEM, at=NOON)
    services.end(partnership=held, reason=EndReason.OTHER, talked_on=TODAY, by=SYSTEM, at=NOON)


ACTS: dict[str, Any] = {
    "pause": lambda p: services.pause(partnership=p, reason=PauseReason.OTHER, by=SYSTEM, at=NOON),
    "look_again": lambda p: services.look_again(partnership=p, until_on=TODAY + DAY, by=SYSTEM, at=NOON),
    "resume": lambda p: services.resume(partnership=p, by=SYSTEM, at=NOON),
    "end": lambda p: services.end(partnership=p, reason=EndReason.OTHER, by=SYSTEM, at=NOON),
    "reopen": lambda p: services.reopen(partnership=p, by=SYSTEM, at=NOON),
}


@pytest.mark.parametrize(
    ("path", "fit"),
    [((), {"pause", "end"}), (("pause",), {"look_again", "resume", "end"}), (("end",), {"reopen"})],
)
@pytest.mark.parametrize("act", list(ACTS))
def test_each_act_fits_its_states_and_no_other(held: Partnership, path: tuple[str, ...], fit: set[str], act: str) -> None:
    for step in path:
        ACTS[step](held)
    if act in fit:
        ACTS[act](held)
    else:
        with pytest.raises(services.CannotChange, match=r"This partnership is (active|paused|ended)\."):
            ACTS[act](held)


def test_the_way_back_has_the_same_history_and_no_officer(held: Partnership) -> None:
    services.end(partnership=held, reason=EndReason.SILENT, by=SYSTEM, at=NOON)
    later = NOON + timedelta(days=100)
    back = services.reopen(partnership=held, by=SYSTEM, at=later)
    assert (back.pk, back.state, back.ended_at, back.owner) == (held.pk, "active", None, held.owner)
    assert [(t.kind, t.opened_on) for t in held.tenures.filter(closed_on=None)] == [("leader", later.date()), ("coordinator", later.date())]
    assert held.tenures.exclude(closed_on=None).count() == 3
    assert [(e.reason, e.reopened_at) for e in held.endings.all()] == [("silent", later)]
    assert written("partnership.reopened") == sorted(person(held, kind).email for kind in ("leader", "coordinator"))
    assert written("people.welcome") == []


def test_the_way_back_is_closed_while_another_is_open_or_nobody_takes_part(held: Partnership) -> None:
    services.end(partnership=held, reason=EndReason.SILENT, by=SYSTEM, at=NOON)
    other = make.partnership(held.congregation, people="")
    with pytest.raises(services.CannotChange) as no:
        services.reopen(partnership=held, by=SYSTEM, at=NOON)
    assert (no.value.reason, no.value.instead) == ("The congregation has another partnership now.", "End that one first.")
    services.end(partnership=other, reason=EndReason.MISTAKE, by=SYSTEM, at=NOON)
    held.congregation.standing = "left"
    held.congregation.save()
    with pytest.raises(services.CannotChange, match="Lotus Pond Temple does not take part any more"):
        services.reopen(partnership=held, by=SYSTEM, at=NOON)


@pytest.mark.parametrize("kind", ["lead", "leader", "coordinator"])
def test_either_side_may_ask_to_stop_and_staff_settle_it(held: Partnership, kind: str) -> None:
    asker = person(held, kind)
    made = services.ask_staff(partnership=held, kind=WishKind.STOP, words="We are tired.", by=asker, at=NOON)
    assert held.owner is not None
    assert written("partnership.wished") == [held.owner.email]
    assert "We are tired." not in newest_text(held.owner.email)  # read on the page alone
    assert titles(held) == ["Talk with both sides: one of them would like to stop"]
    assert services.ask_staff(partnership=held, kind=WishKind.STOP, words="Very tired.", by=asker, at=NOON) == made
    assert services.ask_staff(partnership=held, kind=WishKind.STOP, words=" Very tired. ", by=asker, at=NOON).words == "Very tired."  # sent twice
    services.settle_wish(wish=made, by=held.owner, at=NOON)
    services.settle_wish(wish=made, by=held.owner, at=NOON)
    assert (titles(held), held.state) == ([], "active")
    assert [e.verb for e in Entry.objects.about(held).order_by("id")] == ["partnership.wished", "partnership.wish_reworded", "partnership.wish_settled"]


def test_what_was_asked_for_is_settled_by_doing_it(held: Partnership) -> None:
    asker = person(held, "leader")
    services.ask_staff(partnership=held, kind=WishKind.PAUSE, by=asker, at=NOON)
    services.ask_staff(partnership=held, kind=WishKind.STOP, by=asker, at=NOON)
    services.pause(partnership=held, reason=PauseReason.CONGREGATION, by=SYSTEM, at=NOON)
    assert [w.kind for w in held.wishes.filter(settled_at=None)] == ["stop"]
    services.end(partnership=held, reason=EndReason.CONGREGATION, by=SYSTEM, at=NOON)
    assert held.wishes.filter(settled_at=None).count() == 0
    services.ask_staff(partnership=held, kind=WishKind.AGAIN, by=asker, at=NOON)
    assert titles(held) == ["Answer the wish to take it up again"]
    services.reopen(partnership=held, by=SYSTEM, at=NOON)
    assert held.wishes.filter(settled_at=None).count() == 0


@pytest.mark.parametrize(("path", "fit"), [((), {"pause", "stop"}), (("pause",), {"again", "stop"}), (("end",), {"again"})])
@pytest.mark.parametrize("kind", WishKind.values)
def test_a_wish_fits_how_it_stands(held: Partnership, path: tuple[str, ...], fit: set[str], kind: str) -> None:
    for step in path:
        ACTS[step](held)
    words: dict[str, Any] = {"partnership": held, "kind": WishKind(kind), "by": person(held, "leader"), "at": NOON}
    if kind in fit:
        services.ask_staff(**words)
    else:
        with pytest.raises(services.CannotChange):
            services.ask_staff(**words)
