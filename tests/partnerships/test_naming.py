"""Asking somebody to take a part: by link, with a yes or a no, on a day; and what follows for the partnership and its people."""

import re
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from onecop.access import links
from onecop.access.models import Grant, Person
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import jobs, registry, services, telling
from onecop.partnerships.models import Naming, Partnership
from onecop.partnerships.services import naming as naming_services
from tests import make
from tests.access.letters import newest_text
from tests.make import NOON
from tests.races import names, together

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
NEW = "tuan@mail.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Partnership:
    """A partnership of Lotus Pond Temple, whose leader is Minh and coordinator Mai."""
    temple = make.congregation("Lotus Pond Temple")
    made = make.partnership(temple, people="")
    for kind, name in (("leader", "Minh Tran"), ("coordinator", "Mai Pham")):
        make.contact(temple, kind, person=make.person(name, email=f"{name.split()[0].lower()}@mail.example"))
    services.follow_contacts(congregation=temple, quietly=True, by=SYSTEM, at=NOON)
    return made


def leader(of: Partnership) -> Person:
    found = of.congregation.contacts.get(kind="leader", ended_on=None).person
    assert found is not None
    return found


def ask(of: Congregation, kind: str = "coordinator", **fields: Any) -> Naming:
    words = {"name": "Tuan Le", "email": NEW, "by": SYSTEM, "at": NOON, **fields}
    return services.ask_for_part(congregation=of, kind=kind, **words)  # type: ignore[arg-type]


def token() -> str:
    return re.findall(r"/part/([\w-]+)/", newest_text(NEW))[0]


def say(accepts: bool, at: datetime = NOON, words: str = "") -> Naming:
    link, found = services.by_link(token(), at=at)
    return services.answer(naming=found, accepts=accepts, words=words, by=links.actor_of(link), at=at, link=link)


def people_of(partnership: Partnership) -> list[tuple[str, str, date, date | None]]:
    rows = partnership.tenures.filter(officer=None).select_related("contact").order_by("opened_on", "id")
    return [(t.kind, t.contact.name, t.opened_on, t.closed_on) for t in rows if t.contact]


def letters() -> list[tuple[str, str]]:
    return sorted(Message.objects.exclude(kind="naming.ask").values_list("kind", "email"))


def roles(of: Congregation) -> set[tuple[str, str]]:
    return set(Grant.objects.in_force().filter(scope=of.scope).values_list("person__email", "role"))


def test_until_somebody_says_yes_nothing_changes(held: Partnership) -> None:
    made = ask(held.congregation, by=leader(held), words="Everybody trusts you.")
    assert (made.state, made.answer_by, made.asked_by) == ("asked", NOON + timedelta(days=10), leader(held))
    assert people_of(held) == [("leader", "Minh Tran", TODAY, None), ("coordinator", "Mai Pham", TODAY, None)]
    assert not Person.objects.filter(email=NEW).exists()
    text = newest_text(NEW)
    officer = held.tenures.get(kind="lead").officer
    for words in ("Minh Tran", "coordinator", "Everybody trusts you.", "two to four hours a month", f"{officer} of the {held.agency}", "Monday, November 30"):
        assert words in " ".join(text.split())


def test_the_last_day_to_answer_is_told_as_the_calendar_there_has_it(held: Partnership) -> None:
    Congregation.objects.filter(pk=held.congregation_id).update(territory=held.agency.territory)
    assert held.agency.territory is not None
    assert held.agency.territory.timezone == "America/New_York"
    ask(held.congregation, at=NOON + timedelta(hours=9))  # nine in the evening there, the next day in Greenwich
    assert "Monday, November 30" in " ".join(newest_text(NEW).split())


def test_a_yes_hands_over_at_once_and_everybody_learns_of_it(held: Partnership) -> None:
    ask(held.congregation, by=leader(held))
    done = say(True)
    assert (done.state, done.answered_at, done.settled_at) == ("done", NOON, NOON)
    assert people_of(held) == [("leader", "Minh Tran", TODAY, None), ("coordinator", "Mai Pham", TODAY, TODAY), ("coordinator", "Tuan Le", TODAY, None)]
    assert held.tenures.get(contact__name="Mai Pham").close_reason == "handed"
    assert roles(held.congregation) == {("minh@mail.example", "faith_leader"), (NEW, "coordinator")}
    officer = held.tenures.get(kind="lead").officer
    assert officer is not None
    assert letters() == [
        ("naming.accepted", "mai@mail.example"),
        ("naming.accepted", "minh@mail.example"),
        ("people.new_contact", "minh@mail.example"),
        ("people.new_contact", officer.email),
        ("people.thanks", "mai@mail.example"),
        ("people.welcome", NEW),
    ]
    assert list(Partnership.objects.visible_to(Person.objects.get(email=NEW))) == [held]
    assert list(Partnership.objects.visible_to(Person.objects.get(email="mai@mail.example"))) == []


def test_a_yes_for_a_day_to_come_hands_over_on_that_day_without_a_gap(held: Partnership) -> None:
    first = TODAY + 9 * DAY
    ask(held.congregation, begins_on=first)
    assert say(True).state == "agreed"
    jobs.people(NOON + timedelta(days=8))
    assert people_of(held)[-1] == ("coordinator", "Mai Pham", TODAY, None)
    for _twice in range(2):
        jobs.people(NOON + timedelta(days=9))
    assert people_of(held)[1:] == [("coordinator", "Mai Pham", TODAY, first), ("coordinator", "Tuan Le", first, None)]
    assert [m.email for m in Message.objects.filter(kind="people.welcome")] == [NEW]


def test_a_no_changes_nothing_and_goes_back_to_who_asked(held: Partnership) -> None:
    ask(held.congregation, by=leader(held))
    done = say(False, words="My mother needs me this year.")
    assert (done.state, people_of(held)[-1]) == ("declined", ("coordinator", "Mai Pham", TODAY, None))
    assert letters() == [("naming.declined", "minh@mail.example")]
    assert "My mother needs me this year." in newest_text("minh@mail.example")
    assert ask(held.congregation, email="ana@mail.example", name="Ana Ruiz").state == "asked"


def test_a_link_answers_once(held: Partnership) -> None:
    ask(held.congregation)
    used = token()
    say(True)
    with pytest.raises(links.LinkUsed):
        services.by_link(used, at=NOON)


def test_who_does_not_answer_is_reminded_once_and_then_it_runs_out(held: Partnership) -> None:
    made = ask(held.congregation, by=leader(held))
    old = token()
    for days in (6, 7, 8):
        jobs.people(NOON + timedelta(days=days))
    assert [(m.kind, m.email) for m in Message.objects.filter(email=NEW).order_by("id")] == [("naming.ask", NEW), ("naming.remind", NEW)]
    assert services.by_link(old, at=NOON + timedelta(days=8))[1] == made
    jobs.people(NOON + timedelta(days=10))
    jobs.people(NOON + timedelta(days=11))
    made.refresh_from_db()
    assert (made.state, Message.objects.filter(kind="naming.lapsed").count()) == ("lapsed", 1)
    with pytest.raises((services.NotAsked, links.LinkInvalid)):
        services.by_link(token(), at=NOON + timedelta(days=9))


def test_sent_again_there_is_a_new_link_and_the_whole_time(held: Partnership) -> None:
    made = ask(held.congregation)
    old = token()
    later = NOON + timedelta(days=4)
    assert ask(held.congregation, at=later) == made
    made.refresh_from_db()
    assert made.answer_by == later + timedelta(days=10)
    with pytest.raises(links.LinkInvalid):
        services.by_link(old, at=later)
    assert services.by_link(token(), at=later)[1] == made


def test_a_question_taken_back_ends_its_link_and_says_so_kindly(held: Partnership) -> None:
    made = ask(held.congregation, begins_on=TODAY + DAY)
    say(True)
    services.withdraw(naming=made, by=leader(held), at=NOON)
    jobs.people(NOON + timedelta(days=2))
    assert people_of(held)[-1][1] == "Mai Pham"
    assert ("naming.withdrawn", NEW) in letters()
    with pytest.raises(services.NotAsked):
        services.withdraw(naming=made, by=leader(held), at=NOON)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"email": "mai@mail.example"}, "They have this part already."),
        ({"begins_on": TODAY - DAY}, "That day has passed."),
        ({"email": "closed@mail.example"}, "The account with this address is closed."),
    ],
)
def test_who_cannot_be_asked_and_why(held: Partnership, fields: dict[str, Any], reason: str) -> None:
    make.person(email="closed@mail.example", is_active=False)
    with pytest.raises(services.CannotAsk) as no:
        ask(held.congregation, **fields)
    assert no.value.reason == reason
    assert no.value.instead
    assert ask(held.congregation, begins_on=TODAY).begins_on == TODAY


def test_one_at_a_time_is_asked_for_a_part(held: Partnership) -> None:
    ask(held.congregation)
    with pytest.raises(services.CannotAsk, match="Tuan Le is being asked already"):
        ask(held.congregation, name="Ana Ruiz", email="ana@mail.example")
    assert ask(held.congregation, "deputy", name="Ana Ruiz", email="ana@mail.example").kind == "deputy"


def test_a_congregation_that_is_not_enrolled_asks_nobody() -> None:
    with pytest.raises(services.CannotAsk, match="is not enrolled yet"):
        ask(make.congregation(standing="applied"))


def test_whoever_is_named_directly_overtakes_the_question(held: Partnership) -> None:
    made = ask(held.congregation)
    congregations.set_contact(congregation=held.congregation, kind="coordinator", name="Ana Ruiz", email="ana@mail.example", by=SYSTEM, at=NOON)
    made.refresh_from_db()
    assert (made.state, people_of(held)[-1][1]) == ("withdrawn", "Ana Ruiz")


def test_naming_another_coordinator_moves_the_tenure_and_a_correction_does_not(held: Partnership) -> None:
    temple = held.congregation
    words: dict[str, Any] = {"congregation": temple, "kind": "coordinator", "by": SYSTEM, "at": NOON + timedelta(days=3)}
    congregations.set_contact(name="Mai Pham Le", email="mai@mail.example", **words)
    assert people_of(held)[-1] == ("coordinator", "Mai Pham Le", TODAY, None)
    congregations.set_contact(name="Ana Ruiz", email="ana@mail.example", **words)
    day = TODAY + 3 * DAY
    assert people_of(held)[1:] == [("coordinator", "Mai Pham Le", TODAY, day), ("coordinator", "Ana Ruiz", day, None)]
    assert roles(temple) == {("minh@mail.example", "faith_leader"), ("ana@mail.example", "coordinator")}


def test_the_same_person_under_a_new_address_keeps_the_tenure_and_signs_in_with_it(held: Partnership) -> None:
    temple = held.congregation
    congregations.set_contact(
        congregation=temple, kind="coordinator", name="Mai Pham", email="Mai.Pham@work.example", same_person=True, by=SYSTEM, at=NOON
    )  # fmt: skip
    assert people_of(held)[-1] == ("coordinator", "Mai Pham", TODAY, None)
    assert roles(temple) == {("minh@mail.example", "faith_leader"), ("mai.pham@work.example", "coordinator")}
    assert list(Partnership.objects.visible_to(Person.objects.get(email="mai.pham@work.example"))) == [held]
    assert Person.objects.get(email="mai@mail.example").grants.in_force().count() == 0
    assert Message.objects.filter(kind__startswith="people.").count() == 0


def test_a_leader_who_goes_leaves_it_to_the_coordinator_and_staff_are_told(held: Partnership) -> None:
    minh = held.congregation.contacts.get(kind="leader")
    services.step_down(contact=minh, on=TODAY, by=leader(held), at=NOON)
    assert people_of(held) == [("leader", "Minh Tran", TODAY, TODAY), ("coordinator", "Mai Pham", TODAY, None)]
    assert held.owner is not None
    assert letters() == [("people.thanks", "minh@mail.example"), ("people.vacant", held.owner.email)]
    assert "Until somebody is found, Mai Pham keeps the dates." in newest_text(held.owner.email)
    (waits,) = [a for a in registry.asks_of([held.pk], NOON) if a.title == "Ask who leads the congregation now"]
    assert (waits.owes, waits.step) == (frozenset({held.owner_id}), "coordinator")
    ask(held.congregation, "leader", name="Ruth Gold", email=NEW, interim=True)
    say(True)
    found = held.congregation.contacts.get(kind="leader", ended_on=None)
    assert (found.name, found.interim, people_of(held)[-1]) == ("Ruth Gold", True, ("leader", "Ruth Gold", TODAY, None))


def test_a_leaving_on_a_day_is_noted_told_and_comes_about(held: Partnership) -> None:
    mai = held.congregation.contacts.get(kind="coordinator")
    assert mai.person is not None
    day = TODAY + 5 * DAY
    note = services.step_down(contact=mai, on=day, by=mai.person, at=NOON)
    assert note is not None
    assert held.owner is not None
    assert letters() == [("people.leaving", "minh@mail.example"), ("people.leaving", held.owner.email)]
    (waits,) = [a for a in registry.asks_of([held.pk], NOON) if a.title == "Find who follows Mai Pham"]
    assert (waits.owes, waits.owes_words) == (frozenset({leader(held).pk}), "Minh Tran")
    jobs.people(NOON + timedelta(days=4))
    assert people_of(held)[-1] == ("coordinator", "Mai Pham", TODAY, None)
    for _twice in range(2):
        jobs.people(NOON + timedelta(days=5))
    assert people_of(held)[-1] == ("coordinator", "Mai Pham", TODAY, day)
    assert roles(held.congregation) == {("minh@mail.example", "faith_leader")}
    (waits,) = [a for a in registry.asks_of([held.pk], NOON + timedelta(days=5)) if a.title == "Name a coordinator"]
    assert (waits.owes, waits.since.date()) == (frozenset({leader(held).pk}), day)


def test_who_stays_after_all_stays(held: Partnership) -> None:
    mai = held.congregation.contacts.get(kind="coordinator")
    services.step_down(contact=mai, on=TODAY + DAY, by=SYSTEM, at=NOON)
    assert services.stay(contact=mai, by=SYSTEM, at=NOON) is True
    assert services.stay(contact=mai, by=SYSTEM, at=NOON) is False
    jobs.people(NOON + timedelta(days=2))
    assert people_of(held)[-1] == ("coordinator", "Mai Pham", TODAY, None)


def test_a_successor_on_the_same_day_leaves_no_day_without_anybody(held: Partnership) -> None:
    day = TODAY + 5 * DAY
    mai = held.congregation.contacts.get(kind="coordinator")
    services.step_down(contact=mai, on=day, by=SYSTEM, at=NOON)
    ask(held.congregation, begins_on=day)
    say(True)
    jobs.people(NOON + timedelta(days=5))
    assert people_of(held)[1:] == [("coordinator", "Mai Pham", TODAY, day), ("coordinator", "Tuan Le", day, None)]
    assert Message.objects.filter(kind="people.vacant").count() == 0


def test_the_fact_of_a_coordinator_has_its_day_and_who(held: Partnership) -> None:
    ask(held.congregation)
    say(True)
    found = [(f.kind, f.words, f.who) for f in registry.facts_of([held.pk]) if f.source.startswith("partnerships.tenure") and "officer" not in f.who]
    assert sorted(found) == [
        ("coordinator", "Mai Pham became coordinator.", "coordinator"),
        ("coordinator", "Tuan Le became coordinator.", "coordinator"),
        ("story", "Mai Pham was no longer coordinator: handed over.", "coordinator"),
        ("story", "Minh Tran became faith leader.", "leader"),
    ]


def test_what_waits_costs_the_same_for_one_and_for_three(held: Partnership, django_assert_num_queries: Any) -> None:
    rows = [held, make.partnership(people="leader"), make.partnership(people="leader coordinator")]
    for row in rows:
        ask(row.congregation, "deputy" if row == held else "coordinator", name="Tuan Le", email=f"tuan{row.pk}@mail.example")
    for ids in ([held.pk], [row.pk for row in rows]):
        with django_assert_num_queries(7):
            list(telling.asks(ids, NOON))
        with django_assert_num_queries(4):
            list(telling.facts(ids))


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_yes_hand_over_once() -> None:
    temple = make.congregation()
    made = make.partnership(temple)
    ask(temple)
    link, found = services.by_link(token(), at=NOON)
    ends = together(*[lambda: services.answer(naming=found, accepts=True, by=SYSTEM, at=NOON, link=link)] * 3)
    assert names(ends) == ["NotAsked", "NotAsked", "well"]
    assert made.tenures.filter(kind="coordinator").count() == 2
    assert Contact.objects.filter(kind="coordinator", ended_on=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_yes_beside_a_withdrawal_is_one_of_them_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer has the row and waits for the withdrawal to be over; it cannot be, and comes too late."""
    temple = make.congregation()
    make.partnership(temple)
    made = ask(temple)
    has_it, over = threading.Event(), threading.Event()
    plain = naming_services._waiting

    def slow(naming: Naming) -> Naming:
        row = plain(naming)
        has_it.set()
        over.wait(0.5)  # held still, the other cannot get there: the wait ends by itself
        return row

    monkeypatch.setattr(naming_services, "_waiting", slow)

    def take_back() -> None:
        has_it.wait(60)
        try:
            services.withdraw(naming=made, by=SYSTEM, at=NOON)
        finally:
            over.set()

    ends = together(lambda: services.answer(naming=made, accepts=True, by=SYSTEM, at=NOON), take_back)
    assert names(ends) == ["NotAsked", "well"]
    made.refresh_from_db()
    assert (made.state, Contact.objects.get(kind="coordinator", ended_on=None).email) == ("done", NEW)


@pytest.mark.django_db(transaction=True)
def test_control_a_yes_that_looked_before_the_withdrawal_names_who_was_taken_back() -> None:
    temple = make.congregation()
    make.partnership(temple)
    made = ask(temple)
    looked, over = threading.Barrier(2), threading.Barrier(2)

    def careless() -> None:
        assert Naming.objects.get(pk=made.pk).state == "asked"
        looked.wait(60)
        over.wait(60)
        congregations.set_contact(congregation=temple, kind="coordinator", name=made.name, email=made.email, by=SYSTEM, at=NOON)

    def take_back() -> None:
        looked.wait(60)
        services.withdraw(naming=made, by=SYSTEM, at=NOON)
        over.wait(60)

    assert names(together(careless, take_back)) == ["well", "well"]
    made.refresh_from_db()
    assert (made.state, Contact.objects.get(kind="coordinator", ended_on=None).email) == ("withdrawn", NEW)
