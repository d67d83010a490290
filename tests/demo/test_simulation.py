"""The history is played through the services: equal seeds play equal histories, and every state is there to be seen."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from onecop.access.models import Person
from onecop.agencies.models import Agency, Officer
from onecop.audit.models import Entry
from onecop.congregations.models import Congregation, Enrollment
from onecop.demo.figures import played
from onecop.demo.people import SIGN_INS
from onecop.demo.simulation import play
from onecop.mail.models import Message
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership, Tenure
from onecop.ridealongs.models import RideAlong
from onecop.scheduling.models import Meeting
from tests.demo.conftest import UNTIL

FEW = 186
"""Prospects, of 220: the others enroll, and these tests need no crowd."""
FEWER = 202


def rewound(seed: int) -> dict[str, Any]:
    """Play twelve weeks with few partnerships, take them back, and answer with what happened."""
    with transaction.atomic():
        counts = play(seed=seed, weeks=12, until=UNTIL, prospects=FEWER)
        pairs = sorted(Tenure.objects.filter(kind="lead").values_list("partnership__congregation__name", "officer__badge", "opened_on"))
        drafts = sorted(Proposal.objects.filter(state="draft").values_list("congregation__name", "officer__badge", "cost"))
        meetings = sorted(Meeting.objects.exclude(starts=None).values_list("partnership__congregation__name", "state", "starts"))
        rides = sorted(RideAlong.objects.values_list("partnership__congregation__name", "part", "state", "asked_on"))
        figures = [one.plain for one in played(UNTIL)]
        transaction.set_rollback(True)
    return {"counts": counts, "pairs": pairs, "drafts": drafts, "meetings": meetings, "rides": rides, "years": figures}


@pytest.mark.slow
def test_equal_seeds_play_equal_histories(db: None) -> None:
    first = rewound(3)
    assert first["pairs"]
    assert {state for _name, state, _starts in first["meetings"]} >= {"agreed", "held"}
    assert {state for _name, _part, state, _on in first["rides"]} >= {"done"}
    assert first == rewound(3)


@pytest.mark.slow
def test_a_short_history_shows_everything_to_do(db: None) -> None:
    counts = play(seed=1, weeks=4, until=UNTIL, prospects=150)
    assert (counts["officers"], counts["congregations"]) == (300, 220)
    wanted = {"enrollments_accepted", "enrollments_applied", "enrollments_draft", "proposals_accepted", "proposals_draft", "proposals_published"}
    assert wanted <= set(counts)
    assert counts["partnerships"] == Partnership.objects.count() == Proposal.objects.filter(state="accepted").count() > 10
    assert Message.objects.undelivered().exists()
    assert Officer.objects.filter(area=None).count() == 0
    assert Agency.objects.exclude(scope=None).count() == 2
    waiting = Enrollment.objects.filter(standing="applied").values_list("sent_at", flat=True)
    assert len({sent.date() for sent in waiting if sent}) > 3  # of several ages
    assert not Congregation.objects.filter(Q(area=None) | Q(lon=None)).exists()
    assert Entry.objects.filter(verb="partnership.begun").count() == counts["partnerships"]


@pytest.mark.slow
def test_somebody_signs_in_for_each_role_and_the_story_holds(db: None) -> None:
    play(seed=1, weeks=3, until=UNTIL, prospects=FEW)
    people = {person.email: person for person in Person.objects.filter(email__endswith="@demo.onecop.example")}
    assert {one.email for one in SIGN_INS} <= set(people)
    roles = {one.role: {str(grant.get_role_display()) for grant in people[one.email].open_grants} for one in SIGN_INS}
    assert roles == {one.role: {one.role} for one in SIGN_INS}
    eastgate = Partnership.objects.get(congregation__name="Eastgate Gurdwara")
    assert {str(t.officer or t.contact) for t in eastgate.tenures.all()} == {"Officer Marisol Vega", "Giani Balwinder Singh", "Harpreet Gill", "Jasleen Kaur"}
    lotus = Proposal.objects.get(congregation__name="Lotus Pond Temple", state="draft")
    assert lotus.officer.full_name == "Caleb Brooks"
