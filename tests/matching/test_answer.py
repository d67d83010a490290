"""Asking both sides, their answers, reminders and deadlines."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from onecop.access.links import LinkInvalid
from onecop.access.models import ActionLink, Person
from onecop.agencies.models import Officer
from onecop.kernel.actor import SYSTEM, Machine
from onecop.kernel.errors import Refused
from onecop.mail.models import Message
from onecop.matching import jobs, services
from onecop.matching.choices import ProposalState, Side, Stance
from onecop.matching.exceptions import CannotPublish, CannotTrade, NotADraft, NotWaiting
from onecop.matching.load import unpartnered
from onecop.matching.models import Answer, MatchRun, Preference, Proposal
from onecop.matching.services.asking import by_link
from onecop.partnerships.models import Partnership
from tests import make
from tests.make import NOON
from tests.matching.city import City
from tests.matching.city import city as build
from tests.races import together

pytestmark = pytest.mark.django_db
WHO = Machine(audit_label="Mai Pham (by link)")
LATER = NOON + timedelta(days=1)


@pytest.fixture
def city() -> City:
    return build()


def drafted(city: City) -> Proposal:
    return services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.get(state=ProposalState.DRAFT)


@pytest.fixture
def asked(city: City, staff: Person) -> Proposal:
    """Officer Brooks and Lotus Pond Temple have been asked; Officer Haddad works next door."""
    city.officer(1, last_name="Brooks", email="brooks@police.example")
    city.officer(2, last_name="Haddad", email="haddad@police.example")
    city.congregation(1, name="Lotus Pond Temple")
    return services.publish(proposal=drafted(city), by=staff, at=NOON)


def letters(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def tokens() -> list[str]:
    """The tokens in the letters so far."""
    return [t for m in Message.objects.order_by("id") for t in dict.fromkeys(re.findall(r"/answer/([\w-]{20,})", m.body.text))]


def say(proposal: Proposal, side: str, accepts: bool, **options: object) -> Proposal:
    return services.answer(proposal=proposal, side=side, accepts=accepts, by=WHO, at=LATER, **options)  # type: ignore[arg-type]


def test_publishing_asks_both_sides_until_a_week_from_now(asked: Proposal) -> None:
    coordinator = asked.congregation.contacts.get().email
    assert (asked.state, asked.answer_by) == (ProposalState.PUBLISHED, NOON + timedelta(days=7))
    assert letters("matching.ask_officer") == ["brooks@police.example"]
    assert letters("matching.ask_congregation") == [coordinator]
    assert sorted(ActionLink.objects.values_list("act", "target", "email")) == sorted(
        [("matching.answer", f"{asked.key}:officer", "brooks@police.example"), ("matching.answer", f"{asked.key}:congregation", coordinator)]
    )


def test_the_letters_give_the_reasons_and_never_the_points(asked: Proposal) -> None:
    for message in Message.objects.filter(kind__startswith="matching.ask"):
        assert "Brooks’s beat is theirs. Lotus Pond Temple stands inside Beat 2." in message.body.text
        assert "points" not in message.body.text
        assert "cost" not in message.body.text


def test_both_yes_begin_the_partnership(asked: Proposal) -> None:
    say(asked, Side.OFFICER, True)
    assert Partnership.objects.count() == 0
    done = say(asked, Side.CONGREGATION, True)
    partnership = Partnership.objects.get()
    assert (done.state, done.partnership) == (ProposalState.ACCEPTED, partnership)
    assert partnership.congregation == asked.congregation
    assert partnership.tenures.get(kind="lead").officer == asked.officer


@pytest.mark.parametrize("fields", [{"status": "gone"}, {"status": "leave"}, {"rank": "lieutenant"}, {"transfer_on": LATER.date()}])
@pytest.mark.parametrize("last", list(Side))
def test_a_yes_to_an_officer_who_has_moved_on_begins_nothing_and_brings_the_next(asked: Proposal, fields: dict[str, object], last: Side) -> None:
    first = Side.OFFICER if last == Side.CONGREGATION else Side.CONGREGATION
    say(asked, first, True)
    Officer.objects.filter(pk=asked.officer_id).update(**fields)
    done = say(asked, last, True)
    assert (done.state, done.partnership, done.answers.count(), Partnership.objects.count()) == (ProposalState.WITHDRAWN, None, 2, 0)
    assert asked.congregation.contacts.get().email in letters("matching.withdrawn")
    assert Proposal.objects.get(state=ProposalState.DRAFT).officer.last_name == "Haddad"
    assert not Preference.objects.exists()
    assert ActionLink.objects.filter(act="matching.answer", used_at=None, withdrawn_at=None).count() == 0


def test_a_no_is_for_good_tells_the_other_side_and_brings_the_next(asked: Proposal) -> None:
    say(asked, Side.CONGREGATION, True)
    done = say(asked, Side.OFFICER, False, reason="I move in spring.")
    assert done.state == ProposalState.DECLINED
    veto = Preference.objects.get()
    assert (veto.stance, veto.side, veto.officer, veto.note) == (Stance.VETO, Side.OFFICER, asked.officer, "I move in spring.")
    assert letters("matching.withdrawn") == [asked.congregation.contacts.get().email]
    assert ActionLink.objects.filter(withdrawn_at=None, used_at=None).count() == 0
    following = Proposal.objects.get(state=ProposalState.DRAFT)
    assert (following.congregation, following.officer.last_name) == (asked.congregation, "Haddad")
    again = services.start_run(agency=asked.run.agency, by=SYSTEM, at=LATER)
    assert [p.officer.last_name for p in again.proposals.all()] == ["Haddad"]


def test_a_no_with_nobody_left_is_explained(city: City, staff: Person) -> None:
    city.officer(1)
    temple = city.congregation(1)
    asked = services.publish(proposal=drafted(city), by=staff, at=NOON)
    say(asked, Side.CONGREGATION, False)
    run = MatchRun.objects.get()
    assert [(u["congregation"], u["reason"]) for u in run.unplaced] == [(temple.key, "all_vetoed")]


def test_nobody_answers_twice_or_after_the_end(asked: Proposal) -> None:
    say(asked, Side.OFFICER, True)
    with pytest.raises(NotWaiting):
        say(asked, Side.OFFICER, False)
    with pytest.raises(NotWaiting):
        services.answer(proposal=asked, side=Side.CONGREGATION, accepts=True, by=WHO, at=NOON + timedelta(days=8))
    assert Answer.objects.count() == 1


def test_the_reminder_goes_once_and_only_to_who_is_silent(asked: Proposal) -> None:
    say(asked, Side.CONGREGATION, True)
    jobs.deadlines(NOON + timedelta(days=4))
    assert letters("matching.remind") == []
    jobs.deadlines(NOON + timedelta(days=5, hours=1))
    jobs.deadlines(NOON + timedelta(days=5, hours=2))
    assert letters("matching.remind") == ["brooks@police.example"]


def test_without_both_answers_it_goes_back_to_staff(asked: Proposal) -> None:
    say(asked, Side.OFFICER, True)
    jobs.deadlines(NOON + timedelta(days=7, minutes=1))
    asked.refresh_from_db()
    assert asked.state == ProposalState.LAPSED
    assert letters("matching.withdrawn") == ["brooks@police.example"]
    again = Proposal.objects.get(state=ProposalState.DRAFT)
    assert (again.congregation, again.officer) == (asked.congregation, asked.officer)


@pytest.mark.parametrize("missing", ["officer", "congregation"])
def test_who_cannot_be_written_to_is_not_asked(city: City, staff: Person, missing: str) -> None:
    city.officer(1, email="" if missing == "officer" else "a@police.example")
    city.congregation(1, contact=missing != "congregation")
    proposal = drafted(city)
    with pytest.raises(CannotPublish) as refusal:
        services.publish(proposal=proposal, by=staff, at=NOON)
    assert refusal.value.instead
    proposal.refresh_from_db()
    assert (proposal.state, Message.objects.count()) == (ProposalState.DRAFT, 0)


@pytest.mark.parametrize("changes", [{"rank": "lieutenant"}, {"transfer_on": NOON.date()}, {"status": "leave"}])
def test_an_officer_who_has_left_active_patrol_since_the_run_is_not_asked(city: City, staff: Person, changes: dict[str, Any]) -> None:
    who = city.officer(1)
    city.congregation(1)
    proposal = drafted(city)
    Officer.objects.filter(pk=who.pk).update(**changes)
    with pytest.raises(CannotPublish):
        services.publish(proposal=proposal, by=staff, at=NOON)
    Officer.objects.filter(pk=who.pk).update(rank=who.rank, transfer_on=None, status=who.status)
    assert services.publish(proposal=proposal, by=staff, at=NOON).state == ProposalState.PUBLISHED


def test_a_congregation_in_its_second_partnership_is_not_matched_and_one_whose_only_one_ended_is(city: City) -> None:
    city.officer(1)
    again, free = city.congregation(1), city.congregation(2)
    for temple in (again, free):
        first = make.partnership(temple, make.officer(city.agency), people="")
        Partnership.objects.filter(pk=first.pk).update(state="ended", ended_at=NOON)
    make.partnership(again, make.officer(city.agency), people="")
    assert list(unpartnered(city.agency, include_prospects=False)) == [free]


def test_of_many_those_that_can_be_asked_are(city: City, staff: Person) -> None:
    city.officer(1)
    city.officer(4)
    city.congregation(1)
    city.congregation(4, contact=False)
    run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
    outcome = services.publish_many(proposals=run.proposals.all(), by=staff, at=NOON)
    assert (len(outcome.asked), [type(r) for _p, r in outcome.refused]) == (1, [CannotPublish])


def test_what_was_published_cannot_be_published_or_changed_again(asked: Proposal, staff: Person) -> None:
    for act in (services.publish, services.pin, services.exclude):
        with pytest.raises(NotADraft):
            act(proposal=asked, by=staff, at=NOON)


def test_two_drafts_trade_officers(city: City, staff: Person) -> None:
    west, east = city.officer(0), city.officer(3)
    city.congregation(0)
    city.congregation(3)
    run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
    one, two = run.proposals.get(officer=west), run.proposals.get(officer=east)
    one, two = services.swap(proposal=one, other=two, by=staff, at=NOON)
    assert (one.officer, two.officer, one.pinned_by, two.pinned_by) == (east, west, staff, staff)
    assert one.parts["territory"] > 0
    run.refresh_from_db()
    assert run.cost == one.cost + two.cost


def test_an_officer_without_room_is_not_taken(city: City, staff: Person) -> None:
    full = city.officer(0, capacity=1)
    city.officer(1)
    city.congregation(0)
    temple = city.congregation(1)
    run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
    with pytest.raises(CannotTrade):
        services.take(proposal=run.proposals.get(congregation=temple), officer=full, by=staff, at=NOON)


def test_an_excluded_pair_gives_way_to_the_next(city: City, staff: Person) -> None:
    city.officer(1, last_name="Brooks")
    following = city.officer(2, last_name="Haddad")
    city.congregation(1)
    proposal = drafted(city)
    assert services.exclude(proposal=proposal, by=staff, at=NOON).officer == following
    with pytest.raises(CannotTrade):
        services.take(proposal=Proposal.objects.get(state=ProposalState.DRAFT), officer=proposal.officer, by=staff, at=NOON)


def test_a_prospect_with_a_contact_is_enrolled_by_saying_yes(city: City, staff: Person) -> None:
    city.officer(1)
    temple = city.congregation(1, standing="prospect")
    proposal = services.start_run(agency=city.agency, by=SYSTEM, at=NOON, include_prospects=True).proposals.get()
    asked = services.publish(proposal=proposal, by=staff, at=NOON)
    say(asked, Side.OFFICER, True)
    say(asked, Side.CONGREGATION, True)
    temple.refresh_from_db()
    assert (temple.standing, Partnership.objects.count()) == ("accepted", 1)


def published() -> Proposal:
    city = build()
    city.officer(1)
    city.officer(2)
    city.congregation(1)
    return services.publish(proposal=drafted(city), by=make.staff(), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_yeses_at_the_same_moment_begin_exactly_one_partnership() -> None:
    for _round in range(5):
        asked = published()
        before = Partnership.objects.count()
        ends = together(*(lambda asked=asked, side=side: say(asked, side, True) for side in Side))
        asked.refresh_from_db()
        assert (ends, asked.state, Partnership.objects.count() - before) == ([None, None], ProposalState.ACCEPTED, 1)


@pytest.mark.django_db(transaction=True)
def test_of_a_yes_and_a_no_and_a_double_click_at_the_same_moment_each_counts_once() -> None:
    asked = published()
    ends = together(lambda: say(asked, Side.OFFICER, True), lambda: say(asked, Side.OFFICER, True), lambda: say(asked, Side.CONGREGATION, False))
    asked.refresh_from_db()
    assert (asked.state, Partnership.objects.count()) == (ProposalState.DECLINED, 0)
    assert sum(isinstance(end, Refused) for end in ends) in (1, 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_two_yeses_go_wrong() -> None:
    """What `answer` would do without its lock: write, then look, with the other one in between."""
    asked = published()
    middle, decided = threading.Barrier(2), []

    def careless(side: str) -> None:
        Answer.objects.create(proposal=asked, side=side, accepts=True, at=LATER, by_label="")
        middle.wait(60)
        decided.append(asked.answers.filter(accepts=True).count() == 2)
        middle.wait(60)  # neither commits before the other has looked

    def hidden(side: str) -> None:
        with transaction.atomic():
            careless(side)

    # PostgreSQL hides each from the other, so nobody begins; without a transaction both see two, and both begin.
    together(*(lambda side=side: (hidden if connection.vendor == "postgresql" else careless)(side) for side in Side))
    assert decided in ([False, False], [True, True])


def test_a_link_ends_with_the_time_of_whoever_got_it(asked: Proposal) -> None:
    """Coordinator and officer of the day it was asked have been replaced: their links open nothing."""
    assert sorted(side for token in tokens() for side in [by_link(token, at=LATER)[2]]) == sorted(Side)
    asked.congregation.contacts.update(ended_on=LATER.date())
    asked.officer.email = "another@police.example"
    asked.officer.save()
    for token in tokens():
        with pytest.raises(LinkInvalid):
            by_link(token, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_on_publish_one_asks() -> None:
    city = build()
    city.officer(1)
    city.congregation(1)
    draft, staff = drafted(city), make.staff()
    ends = together(*(lambda: services.publish(proposal=Proposal.objects.get(pk=draft.pk), by=staff, at=NOON) for _click in range(3)))
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotADraft", "NotADraft"]
    assert (letters("matching.ask_officer"), ActionLink.objects.count()) == ([draft.officer.email], 2)


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_the_same_moment_leave_an_officer_within_capacity() -> None:
    one, two, staff = *_two_for_one_officer(), make.staff()
    ends = together(*(lambda draft=draft: services.publish(proposal=draft, by=staff, at=NOON) for draft in (one, two)))
    assert sorted(type(end).__name__ for end in ends) == ["CannotPublish", "NoneType"]
    assert one.officer.proposals.waiting().count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_are_published() -> None:
    """What `publish` would do without the agency's row: count, then write, with the other one in between."""
    one, two = _two_for_one_officer()
    counted = threading.Barrier(2)

    def careless(draft: Proposal) -> None:
        room = draft.officer.proposals.waiting().count() < 1
        counted.wait(60)
        if room:
            Proposal.objects.filter(pk=draft.pk).update(state=ProposalState.PUBLISHED, published_at=NOON)

    assert together(*(lambda draft=draft: careless(draft) for draft in (one, two))) == [None, None]
    assert one.officer.proposals.waiting().count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_publication_beside_the_second_yes_leaves_an_officer_within_capacity() -> None:
    """The pair goes from asked to held in one moment; who counts in that moment must not miss it."""
    for _round in range(5):
        one, two = _two_for_one_officer()
        staff = make.staff()
        services.publish(proposal=one, by=staff, at=NOON)
        say(one, Side.OFFICER, True)
        ends = together(lambda one=one: say(one, Side.CONGREGATION, True), lambda two=two, staff=staff: services.publish(proposal=two, by=staff, at=LATER))
        assert [type(end).__name__ for end in ends] == ["NoneType", "CannotPublish"]


def _two_for_one_officer() -> tuple[Proposal, Proposal]:
    """Two drafts with one officer who has room for one more."""
    city = build()
    officer = city.officer(1, capacity=2)
    city.congregation(1)
    city.congregation(1)
    one, two = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.filter(state=ProposalState.DRAFT)
    officer.capacity = 1
    officer.save()
    return Proposal.objects.get(pk=one.pk), Proposal.objects.get(pk=two.pk)
