"""The pages of matching: what they show, to whom, and at what price."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.access.models import Person
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.matching import services
from onecop.matching.choices import ProposalState, Side
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership
from tests import make
from tests.make import NOON
from tests.matching.city import City
from tests.matching.city import city as build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def city() -> City:
    found = build()
    found.officer(1, last_name="Brooks")
    found.officer(2, last_name="Haddad")
    found.congregation(1, name="Lotus Pond Temple", street="12 Reed Street")
    return found


@pytest.fixture
def draft(city: City) -> Proposal:
    return services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.get()


def seen_by(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


@pytest.fixture
def desk(staff: Person) -> Client:
    return seen_by(staff)


def test_staff_run_the_matching_from_its_page(city: City, desk: Client) -> None:
    page = desk.get(reverse("matching_agency", args=[city.agency.key]))
    assert "Run the matching" in page.text
    answer = desk.post(reverse("matching_run", args=[city.agency.key]), follow=True)
    assert "Lotus Pond Temple" in answer.text
    assert "Brooks’s beat is theirs." in answer.text


def test_the_detail_says_why_and_why_not_the_others(draft: Proposal, desk: Client) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", desk.get(draft.get_absolute_url()).text).split())
    for words in (
        "Who should partner with Lotus Pond Temple?", "We propose", "Brooks’s beat is theirs.", "What the match costs", "In all next best: 11 1 of 100",
        "Why not the others", "Haddad works next door in Beat 3.", "Take Haddad instead", "If you publish", "Sunday, 9",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("name", ["matching_home", "matching_agency", "matching_map", "matching_unplaced", "matching_answers", "proposal_detail"])
def test_the_liaison_reads_along_only_where_the_agency_asked_for_it(city: City, draft: Proposal, name: str) -> None:
    liaison = make.person("Liaison")
    make.grant(liaison, "liaison", city.agency.scope)
    args = [] if name == "matching_home" else [draft.key if name == "proposal_detail" else city.agency.key]
    closed = seen_by(liaison).get(reverse(name, args=args))
    assert closed.status_code == (200 if name == "matching_home" else 404)
    assert reverse("matching_agency", args=[city.agency.key]) not in closed.text
    city.agency.liaison_sees_proposals = True
    city.agency.save()
    opened = seen_by(liaison).get(reverse(name, args=args))
    assert opened.status_code == 200
    assert "Run the matching" not in opened.text
    assert "Publish to both sides" not in opened.text


def test_why_somebody_said_no_is_for_staff_alone(city: City, draft: Proposal, staff: Person) -> None:
    """The form promises: "Only OneCOP staff read this." """
    city.agency.liaison_sees_proposals = True
    city.agency.save()
    liaison = make.person("Liaison")
    make.grant(liaison, "liaison", city.agency.scope)
    services.publish(proposal=draft, by=staff, at=NOON)
    services.answer(proposal=draft, side=Side.CONGREGATION, accepts=False, reason="He was rude to us in June.", by=SYSTEM, at=NOON)
    pages = [reverse("proposal_detail", args=[draft.key]), reverse("matching_answers", args=[city.agency.key])]
    assert ["rude to us" in seen_by(who).get(url).text for who in (staff, liaison) for url in pages] == [True, False, False, False]


def test_when_a_congregation_gathers_is_not_for_the_agency(city: City, draft: Proposal, staff: Person) -> None:
    """Its hours are private; the reasons of a match name no more than the day."""
    city.agency.liaison_sees_proposals = True
    city.agency.save()
    liaison = make.person("Liaison")
    make.grant(liaison, "liaison", city.agency.scope)
    url = reverse("proposal_detail", args=[draft.key])
    assert ["Sunday, 9" in seen_by(who).get(url).text for who in (staff, liaison)] == [True, False]


@pytest.mark.parametrize(
    "name", ["matching_run", "matching_publish", "matching_cancel", "proposal_pin", "proposal_unpin", "proposal_take", "proposal_swap", "proposal_exclude"]
)
def test_the_liaison_who_reads_along_changes_nothing(city: City, draft: Proposal, name: str) -> None:
    city.agency.liaison_sees_proposals = True
    city.agency.save()
    liaison = make.person("Liaison")
    make.grant(liaison, "liaison", city.agency.scope)
    assert seen_by(liaison).post(reverse(name, args=[city.agency.key if name.startswith("matching") else draft.key])).status_code == 403


def test_publishing_says_what_will_happen_first(city: City, draft: Proposal, desk: Client) -> None:
    address = reverse("matching_publish", args=[city.agency.key])
    page = desk.get(address, {"p": draft.key})
    assert "2 letters go out" in page.text
    assert Message.objects.count() == 0
    answer = desk.post(address, {"p": draft.key}, follow=True)
    assert "1 pair has been asked." in answer.text
    assert Message.objects.count() == 2


def test_publishing_without_an_address_says_what_to_do(city: City, desk: Client) -> None:
    city.agency.officers.update(email="")
    draft = services.start_run(agency=city.agency, by=SYSTEM, at=NOON).proposals.get()
    address = reverse("matching_publish", args=[city.agency.key])
    assert "has no work e-mail address on the roster." in desk.get(address, {"p": draft.key}).text
    assert "to add it." in desk.post(address, {"p": draft.key}, follow=True).text


def test_pin_take_swap_and_exclude(city: City, draft: Proposal, desk: Client) -> None:
    haddad = city.agency.officers.get(last_name="Haddad")
    desk.post(reverse("proposal_pin", args=[draft.key]))
    draft.refresh_from_db()
    assert draft.pinned_at
    desk.post(reverse("proposal_unpin", args=[draft.key]))
    assert "Haddad is proposed now, and pinned." in desk.post(reverse("proposal_take", args=[draft.key]), {"officer": haddad.key}, follow=True).text
    city.congregation(1, name="Mill Chapel")
    run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
    one, two = run.proposals.order_by("congregation__name")
    assert (one.officer.last_name, two.officer.last_name) == ("Haddad", "Brooks")
    assert "Mill Chapel" in desk.get(reverse("proposal_swap", args=[one.key])).text
    assert "Traded with Mill Chapel." in desk.post(reverse("proposal_swap", args=[one.key]), {"other": two.key}, follow=True).text
    assert desk.post(reverse("proposal_swap", args=[one.key]), {"other": "nobody"}).status_code == 422
    assert "never proposed again" in desk.get(reverse("proposal_exclude", args=[one.key])).text
    assert "Ruled out. This is the next proposal." in desk.post(reverse("proposal_exclude", args=[one.key]), {"note": "Family"}, follow=True).text


def test_who_is_left_out_stands_with_reason_and_help(city: City, desk: Client) -> None:
    city.congregation(None, name="Lost Chapel")
    services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
    text = desk.get(reverse("matching_unplaced", args=[city.agency.key])).text
    for words in ("Lost Chapel", "It stands in no area of the map that is in force.", "Put its pin on the map"):
        assert words in text


def link_of(side: str) -> str:
    kind = "matching.ask_officer" if side == Side.OFFICER else "matching.ask_congregation"
    return re.findall(r"(/answer/[\w-]+/)", Message.objects.filter(kind=kind).latest("id").body.text)[0]


def test_both_answer_by_link_without_signing_in(draft: Proposal, staff: Person, db: None) -> None:
    from onecop.kernel.clock import now

    services.publish(proposal=draft, by=staff, at=now())
    stranger = seen_by(None)
    for side, words in ((Side.OFFICER, "Would you be the partner officer of"), (Side.CONGREGATION, "as partner officer of")):
        page = stranger.get(link_of(side))
        assert words in page.text
        assert "of 100" not in page.text
        stranger.head(link_of(side))
        assert draft.answers.filter(side=side).count() == 0
        thanks = stranger.post(link_of(side), {"accepts": "yes"}, follow=True)
        assert "Thank you, you are done" in thanks.text
    assert Partnership.objects.count() == 1
    assert stranger.get("/answer/made-up-token-made-up-token/").status_code == 404


def test_a_no_by_link_with_a_reason(draft: Proposal, staff: Person, desk: Client) -> None:
    from onecop.kernel.clock import now

    services.publish(proposal=draft, by=staff, at=now())
    stranger = seen_by(None)
    assert stranger.post(link_of(Side.OFFICER), {"accepts": "perhaps"}).status_code == 422
    stranger.post(link_of(Side.OFFICER), {"accepts": "no", "reason": "I move in spring."})
    draft.refresh_from_db()
    assert draft.state == ProposalState.DECLINED
    assert stranger.get(link_of(Side.CONGREGATION)).status_code == 404
    text = desk.get(draft.get_absolute_url()).text
    assert "I move in spring." in text
    assert "See the next proposal for" in text
    assert "declined" in desk.get(reverse("matching_answers", args=[draft.run.agency.key])).text


def test_who_has_signed_in_answers_only_for_their_own_side(city: City, draft: Proposal, staff: Person) -> None:
    from onecop.kernel.clock import now

    services.publish(proposal=draft, by=staff, at=now())
    address = reverse("proposal_mine", args=[draft.key])
    officer, other = make.person("Caleb Brooks"), make.person("Somebody else")
    draft.officer.person = officer
    draft.officer.save()
    assert [seen_by(who).get(address).status_code for who in (officer, other, None)] == [200, 404, 302]
    assert seen_by(other).post(address, {"accepts": "yes"}).status_code == 404
    seen_by(officer).post(address, {"accepts": "yes"})
    assert list(draft.answers.values_list("side", "accepts")) == [(Side.OFFICER, True)]


@pytest.mark.parametrize("name", ["matching_agency", "matching_answers", "matching_map"])
def test_lists_cost_the_same_for_one_row_and_for_three(city: City, desk: Client, name: str, staff: Person) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse(name, args=[city.agency.key])).status_code == 200
        return len(seen)

    def settle() -> None:
        run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON)
        if name == "matching_answers":
            for proposal in run.proposals.all():
                services.answer(proposal=services.publish(proposal=proposal, by=staff, at=NOON), side=Side.OFFICER, accepts=False, by=SYSTEM, at=NOON)

    settle()
    cost()
    one = cost()
    city.congregation(1)
    city.congregation(2)
    settle()
    assert cost() == one
