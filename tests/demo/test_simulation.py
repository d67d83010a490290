"""A history is played through the services: every state is there to be seen, and somebody of every role."""

import pytest
from django.db.models import Q

from onecop.access.models import Person
from onecop.agencies.models import Agency, Officer
from onecop.audit.models import Entry
from onecop.congregations.models import Congregation, Enrollment
from onecop.demo.people import SIGN_INS
from onecop.mail.models import Message
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_a_short_history_shows_everything_to_do(four_weeks: dict[str, int]) -> None:
    counts = four_weeks
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


@pytest.mark.usefixtures("four_weeks")
def test_somebody_signs_in_for_each_role_and_the_story_holds() -> None:
    people = {person.email: person for person in Person.objects.filter(email__endswith="@demo.onecop.example")}
    assert {one.email for one in SIGN_INS} <= set(people)
    roles = {one.role: {str(grant.get_role_display()) for grant in people[one.email].open_grants} for one in SIGN_INS}
    assert roles == {one.role: {one.role} for one in SIGN_INS}
    eastgate = Partnership.objects.get(congregation__name="Eastgate Gurdwara")
    assert {str(t.officer or t.contact) for t in eastgate.tenures.all()} == {"Officer Marisol Vega", "Giani Balwinder Singh", "Harpreet Gill", "Jasleen Kaur"}
    lotus = Proposal.objects.get(congregation__name="Lotus Pond Temple", state="draft")
    assert lotus.officer.full_name == "Caleb Brooks"
