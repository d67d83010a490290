"""Messages on the page and the letters that carry them: who gets them, what they never show, and what outlives a change of people."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.messages import queries, services, telling
from onecop.messages.address import Seat, read, write
from onecop.messages.models import WORDS, Post, Thread
from onecop.messages.services import NothingSaid, NotYours, TooLong, TooMany
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, TenureKind
from tests import make
from tests.messages.letters import DOMAIN, LATER, NOON, Pair, letters, pair, sent, written
from tests.races import names, together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def relay_domain(settings: Any) -> None:
    settings.RELAY_DOMAIN = DOMAIN


def secrets_of(it: Pair) -> dict[str, list[str]]:
    """What must not be shown to the other side: addresses, and the digits of telephone numbers as people write them."""
    rows = it.partnership.tenures.filter(closed_on=None).select_related("officer", "contact")
    found: dict[str, list[str]] = {"officer": [], "congregation": []}
    for row in rows:
        who = row.officer or row.contact
        assert who is not None
        digits = str(who.phone.national_number) if who.phone else ""
        numbers = [digits, f"{digits[3:6]}-{digits[6:]}"] if digits else []
        found["officer" if row.officer else "congregation"] += [who.email, *numbers]
    return found


def leaks(text: str, hidden: list[str]) -> list[str]:
    return [one for one in hidden if one in text]


def test_everyone_else_gets_a_letter_of_their_own() -> None:
    it = pair()
    post = written(it)
    found = {(m.email, m.reply_to.rpartition("<")[2].strip(">")) for m in letters()}
    assert found == {(who.email, write(Seat(post.thread.key, who.key))) for who in (it.leader, it.coordinator)}
    assert (post.side, post.via) == ("officer", "page")
    written(it, "Please do.", by=it.leader)
    assert sorted(m.email for m in letters()[2:]) == sorted([it.officer.email, it.coordinator.email])


def test_no_letter_shows_one_side_what_belongs_to_the_other() -> None:
    it = pair()
    hidden = secrets_of(it)
    written(it)
    written(it, "Please do.", by=it.leader)
    for letter in letters():
        other = hidden["congregation"] if letter.email == it.officer.email else hidden["officer"]
        assert leaks(sent(letter), other) == []
    assert {letter.email for letter in letters()} == {it.officer.email, it.leader.email, it.coordinator.email}


def test_control_a_letter_that_shows_an_address_or_a_number_is_found() -> None:
    """The same look at letters in which somebody wrote down their own."""
    it = pair()
    hidden = secrets_of(it)
    for secret in hidden["officer"]:
        written(it, f"Reach me at {secret}.", by=it.officer)
        assert leaks(sent(letters()[-1]), hidden["officer"]) != []


def test_an_address_is_each_persons_own_and_cannot_be_made_up() -> None:
    it = pair()
    post = written(it)
    mine = write(Seat(post.thread.key, it.leader.key))
    assert read(mine) == Seat(post.thread.key, it.leader.key)
    assert read(mine.upper()) == Seat(post.thread.key, it.leader.key)
    assert len(mine.partition("@")[0]) <= 64
    made_up = mine.replace(it.leader.key, it.coordinator.key)
    assert [read(a) for a in (made_up, f"reply+{'a' * 40}@{DOMAIN}", mine.replace(DOMAIN, "else.example"), "hello@" + DOMAIN, "")] == [None] * 5


def test_an_address_outlives_a_change_of_the_secret_key(settings: Any) -> None:
    it = pair()
    mine = write(Seat(written(it).thread.key, it.leader.key))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert read(mine) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert read(mine) is None


def test_without_a_domain_letters_say_to_answer_on_the_page(settings: Any) -> None:
    settings.RELAY_DOMAIN = ""
    written(pair())
    letter = letters()[0]
    assert (letter.reply_to, "Answer on the page" in sent(letter)) == ("", True)


@pytest.mark.parametrize(("words", "error"), [("  \n ", NothingSaid), ("x" * (WORDS + 1), TooLong)])
def test_what_cannot_be_passed_on(words: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        written(pair(), words)
    assert (Post.objects.count(), letters()) == (0, [])


def test_who_does_not_hold_the_partnership_cannot_write_and_its_owner_can() -> None:
    it = pair()
    for stranger in (make.person(), make.staff("Ana Ruiz")):
        with pytest.raises(NotYours):
            written(it, by=stranger)
    assert written(it, by=it.partnership.owner).side == "staff"
    assert len(letters()) == 3


def test_twenty_messages_within_an_hour_are_enough() -> None:
    it = pair()
    for n in range(20):
        written(it, f"Number {n}")
    with pytest.raises(TooMany):
        written(it)
    assert written(it, at=NOON + timedelta(hours=1)).pk
    assert written(it, by=it.leader).pk


def test_the_trail_says_that_somebody_wrote_and_not_what() -> None:
    it = pair()
    written(it, "May I come on Sunday?")
    entry = Entry.objects.get(verb="relay.posted")
    assert (entry.after, "Sunday" in f"{entry.target_label}{entry.note}") == ({"via": "page", "letters": 2}, False)


# who reads what


def handed_over(it: Pair, on: datetime) -> Any:
    """Another officer takes over."""
    new = make.officer(it.partnership.agency, first_name="Omar", last_name="Haddad", person=make.person("Omar Haddad"))
    lead = it.partnership.tenures.get(kind="lead")
    partnerships.close_tenure(tenure=lead, on=on.date(), reason=CloseReason.PROMOTION, by=SYSTEM, at=on)
    partnerships.open_tenure(partnership=it.partnership, kind=TenureKind.LEAD, officer=new, on=on.date(), by=SYSTEM, at=on)
    return new


def read_by(it: Pair, who: Any) -> list[str]:
    return [post.words for post in queries.readable(Thread.objects.get(), reader=who)]


def test_a_new_officer_reads_from_their_first_day_and_the_old_one_no_more() -> None:
    it = pair()
    written(it, "To the old one.", by=it.leader)
    week = NOON + timedelta(days=7)
    new = handed_over(it, week)
    written(it, "To the new one.", by=it.leader, at=week)
    thread = Thread.objects.get()
    assert (read_by(it, new.person), read_by(it, it.officer), read_by(it, it.leader)) == (
        ["To the new one."], [], ["To the old one.", "To the new one."],
    )  # fmt: skip
    assert letters()[-1].email != it.officer.email
    mine = queries.holder(thread.partnership, new.person)
    assert mine is not None
    assert queries.before(thread, since=mine.since) == queries.Before(1, NOON, NOON, (it.leader.name,))
    greeting = letters("relay.welcome")
    assert [letter.email for letter in greeting] == [new.person.email]
    text = sent(greeting[0])
    assert ("To the old one." in text, it.leader.name in text, write(Seat(thread.key, new.person.key)) in text) == (False, True, True)
    assert leaks(text, secrets_of(it)["congregation"]) == []


def test_without_messages_nobody_is_greeted() -> None:
    it = pair()
    handed_over(it, NOON + timedelta(days=7))
    assert letters("relay.welcome") == []


def test_staff_read_what_staff_wrote_and_what_was_reported() -> None:
    it, staff = pair(), make.staff("Ana Ruiz")
    bad = written(it, "Between us.", by=it.leader)
    written(it, "Another word between us.", by=it.leader)
    written(it, "From staff.", by=it.partnership.owner)
    assert (read_by(it, staff), read_by(it, it.partnership.owner)) == (["From staff."], ["From staff."])
    services.report(post=bad, reason="Not kind.", by=it.officer, at=LATER)
    assert read_by(it, staff) == ["Between us.", "From staff."]
    liaison = make.person()
    make.grant(liaison, "liaison", it.partnership.agency.scope)  # type: ignore[arg-type]
    assert read_by(it, liaison) == []


# reports


def test_a_report_is_told_to_the_owner_without_the_words_and_settled_once() -> None:
    it = pair()
    bad = written(it, "Something unkind.", by=it.leader)
    first = services.report(post=bad, reason="Not kind.", by=it.officer, at=LATER)
    assert services.report(post=bad, reason="Again.", by=it.coordinator, at=LATER) == first
    told = letters("relay.reported")
    assert ([letter.email for letter in told], "unkind" in sent(told[0])) == ([it.partnership.owner.email], False)  # type: ignore[union-attr]
    services.settle_report(report=first, settlement="off", note="Spoke with him.", by=it.partnership.owner, at=LATER)  # type: ignore[arg-type]
    bad.refresh_from_db()
    first.refresh_from_db()
    assert (bad.taken_off_at, bad.taken_off_by_id, first.settlement, first.settled_by_id) == (LATER, it.partnership.owner_id, "off", it.partnership.owner_id)
    settled = letters("relay.settled")
    assert ([letter.email for letter in settled], "taken off the page" in sent(settled[0]), "Spoke" in sent(settled[0])) == ([it.officer.email], True, False)
    with pytest.raises(services.NotWaiting):
        services.settle_report(report=first, settlement="stays", by=it.partnership.owner, at=LATER)  # type: ignore[arg-type]


def test_only_who_can_read_a_message_can_report_it() -> None:
    it = pair()
    post = written(it, by=it.leader)
    for stranger in (make.staff("Ana Ruiz"), make.person()):
        with pytest.raises(NotYours):
            services.report(post=post, reason="Look.", by=stranger, at=LATER)
    with pytest.raises(NothingSaid):
        services.report(post=post, reason=" ", by=it.officer, at=LATER)


# what they tell


def kinds(it: Pair) -> list[tuple[str, datetime]]:
    return [(fact.source.rpartition(":")[2], fact.at) for fact in telling.facts([it.partnership.pk])]


def test_a_day_on_which_both_wrote_is_a_contact() -> None:
    it = pair()
    written(it)
    written(it, "From staff.", by=it.partnership.owner, at=LATER)
    assert kinds(it) == []
    written(it, "Please do.", by=it.leader, at=LATER)
    written(it, "Fine.", at=LATER + timedelta(days=1))
    written(it, "See you.", by=it.leader, at=LATER + timedelta(days=2))
    assert kinds(it) == [("2026-11-20", LATER)]


def test_a_message_that_waits_longer_than_three_days_asks_for_an_answer() -> None:
    it = pair()
    written(it)
    written(it, "Or on Monday?", at=LATER)
    three = NOON + timedelta(days=3)
    asked = [(ask.owes, ask.since) for ask in telling.asks([it.partnership.pk], three + timedelta(minutes=1))]
    assert (list(telling.asks([it.partnership.pk], three)), asked) == ([], [(frozenset({it.leader.pk, it.coordinator.pk}), NOON)])
    services.needs_no_answer(partnership=it.partnership, by=it.leader, at=three)
    assert list(telling.asks([it.partnership.pk], three + timedelta(days=9))) == []
    written(it, "Hello?", at=three + timedelta(days=1))
    assert [ask.owes for ask in telling.asks([it.partnership.pk], three + timedelta(days=9))] == [frozenset({it.leader.pk, it.coordinator.pk})]
    written(it, "Sorry, yes!", by=it.leader, at=three + timedelta(days=2))
    assert list(telling.asks([it.partnership.pk], three + timedelta(days=9))) == []  # an answer asks for none
    written(it, "What may we bring?", by=it.leader, at=three + timedelta(days=3))
    weeks = {days: [ask.owes for ask in telling.asks([it.partnership.pk], three + timedelta(days=3 + days))] for days in (3, 4, 21, 22)}
    assert weeks == {3: [], 4: [frozenset({it.officer.pk})], 21: [frozenset({it.officer.pk})], 22: []}


def test_one_partnership_costs_as_much_as_three(django_assert_num_queries: Any) -> None:
    pairs = [pair() for _ in range(3)]
    for it in pairs:
        written(it)
        written(it, "Please do.", by=it.leader)
        written(it, "At what time?")
    for some in (pairs[:1], pairs):
        ids = [it.partnership.pk for it in some]
        with django_assert_num_queries(2):
            assert len(list(telling.facts(ids))) == len(some)
        with django_assert_num_queries(3):
            assert len(list(telling.asks(ids, NOON + timedelta(days=9)))) == len(some)


def test_the_panel_names_who_wrote_to_those_who_hold_it() -> None:
    it = pair()
    written(it)
    shown = telling.panel(it.partnership, it.leader, LATER)
    assert shown is not None
    assert [line.words for line in shown.lines] == [f"{it.officer.name} wrote"]
    staff = telling.panel(it.partnership, make.staff("Ana Ruiz"), LATER)
    assert staff is not None
    assert staff.lines == ()
    chief = make.person()
    make.grant(chief, "executive", it.partnership.agency.scope)  # type: ignore[arg-type]
    assert telling.panel(it.partnership, chief, LATER) is None


# at the same moment


@pytest.mark.django_db(transaction=True)
def test_two_copies_of_one_letter_are_one_message() -> None:
    it = pair()
    written(it)
    act = lambda: written(it, "Please do.", by=it.leader, origin="a" * 64, at=LATER)  # noqa: E731
    assert names(together(act, act, act)) == ["well"] * 3
    assert (Post.objects.filter(author=it.leader).count(), len(letters())) == (1, 4)


@pytest.mark.django_db(transaction=True)
def test_control_who_only_looks_whether_it_is_there_writes_it_twice() -> None:
    """Look, then write, with the other one in between: what stops the second is the database alone."""
    it = pair()
    thread = written(it).thread
    looked = threading.Barrier(2)

    def careless() -> None:
        assert not Post.objects.filter(origin="a" * 64).exists()
        looked.wait(60)
        with transaction.atomic():
            Post.objects.create(thread=thread, author=it.leader, side="congregation", words="Please do.", origin="a" * 64, at=LATER)

    assert names(together(careless, careless)) == [IntegrityError.__name__, "well"]


@pytest.mark.django_db(transaction=True)
def test_two_who_write_first_open_one_thread() -> None:
    it = pair()
    assert names(together(lambda: written(it), lambda: written(it, by=it.leader))) == ["well", "well"]
    assert (Thread.objects.count(), Post.objects.count()) == (1, 2)
