"""Two rows become one, or an acceptance is taken back, while matching has something open about it."""

from datetime import timedelta

import pytest

from onecop.access.models import Person
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Enrollment
from onecop.kernel.actor import SYSTEM
from onecop.matching import services
from onecop.matching.choices import ProposalState, Stance
from onecop.matching.exceptions import CannotPublish, NotADraft
from onecop.matching.merging import BeingAsked
from onecop.matching.models import Preference, Proposal
from tests import make
from tests.make import NOON
from tests.matching.city import City
from tests.matching.city import city as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    town = build()
    town.officer(1, last_name="Brooks")
    return town


@pytest.fixture
def draft(city: City) -> Proposal:
    """A prospect of the city, for whom Officer Brooks is proposed."""
    city.congregation(1, name="Lotus Pond", standing="prospect")
    return services.start_run(agency=city.agency, by=SYSTEM, at=NOON, include_prospects=True).proposals.get(state=ProposalState.DRAFT)


def merge(first: Congregation, second: Congregation) -> Congregation:
    return congregations.merge(suggestion=congregations.suggest(first=first, second=second, at=NOON), by=SYSTEM, at=NOON)


def test_a_draft_of_the_row_that_ends_is_withdrawn_and_cannot_be_asked(draft: Proposal, staff: Person) -> None:
    kept = make.congregation("Lotus Pond Temple")
    merge(kept, draft.congregation)
    with pytest.raises(NotADraft):
        services.publish(proposal=draft, by=staff, at=NOON)
    draft.refresh_from_db()
    assert (draft.state, draft.settled_at, draft.congregation) == (ProposalState.WITHDRAWN, NOON, kept)


def test_a_row_that_people_are_being_asked_about_does_not_end(draft: Proposal, staff: Person) -> None:
    asked = services.publish(proposal=draft, by=staff, at=NOON)
    with pytest.raises(BeingAsked) as refusal:
        merge(make.congregation("Lotus Pond Temple"), asked.congregation)
    assert refusal.value.reason == f"Lotus Pond is being asked about {asked.officer}."
    assert refusal.value.instead
    asked.refresh_from_db()
    assert (asked.state, asked.congregation.name) == (ProposalState.PUBLISHED, "Lotus Pond")


def test_the_row_that_goes_on_keeps_its_question(draft: Proposal, staff: Person) -> None:
    asked = services.publish(proposal=draft, by=staff, at=NOON)
    other = make.congregation("Lotus", standing="prospect")
    assert merge(asked.congregation, other) == asked.congregation
    asked.refresh_from_db()
    assert asked.state == ProposalState.PUBLISHED


def test_vetoes_and_wishes_follow_once(city: City) -> None:
    kept, gone = make.congregation("Lotus Pond Temple"), make.congregation("Lotus Pond", standing="prospect")
    first, second = city.officer(1), city.officer(2)
    for who, row in ((first, kept), (first, gone), (second, gone)):
        Preference.objects.create(congregation=row, officer=who, stance=Stance.VETO, made_at=NOON)
    merge(kept, gone)
    assert [(p.officer, p.stance) for p in kept.preferences.order_by("officer_id")] == [(first, Stance.VETO), (second, Stance.VETO)]


def enrolled(draft: Proposal) -> Enrollment:
    row = congregations.accept(congregation=draft.congregation, by=SYSTEM, at=NOON)
    words = {"state": "LK", "email": "apply@mail.example", "name": "Asha Rao", "congregation_name": row.name}
    return Enrollment.objects.create(congregation=row, standing="accepted", started_at=NOON, saved_at=NOON, sent_at=NOON, settled_at=NOON, **words)


def test_an_acceptance_stays_while_people_are_asked(draft: Proposal, staff: Person) -> None:
    row = enrolled(draft)
    asked = services.publish(proposal=draft, by=staff, at=NOON)
    with pytest.raises(congregations.CannotUndo) as refusal:
        congregations.reopen(enrollment=row, by=SYSTEM, at=NOON + timedelta(hours=1))
    assert refusal.value.reason == f"It is being asked about {asked.officer}. Wait for the answer first."


def test_after_an_acceptance_was_taken_back_nobody_is_asked(draft: Proposal, staff: Person) -> None:
    row = enrolled(draft)
    assert congregations.reopen(enrollment=row, by=SYSTEM, at=NOON + timedelta(hours=1)).standing == "applied"
    with pytest.raises(CannotPublish):
        services.publish(proposal=draft, by=staff, at=NOON)
    draft.refresh_from_db()
    assert draft.state == ProposalState.DRAFT
