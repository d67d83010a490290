"""An outreach effort of a goal becomes an event that both sides host, and its outcome follows."""

from datetime import date, timedelta

import pytest

from onecop.debriefs import registry
from onecop.debriefs import services as debriefs
from onecop.debriefs.choices import EffortState
from onecop.debriefs.models import Goal, OutreachEffort
from onecop.events import services
from onecop.events.choices import Side
from onecop.events.models import Event, Invite
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import FactKind
from onecop.partnerships.registry import facts_of
from tests import make
from tests.events.test_events import AFTER
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}


@pytest.fixture
def effort() -> OutreachEffort:
    pair = make.partnership()
    words = {"owner_side": "officer", "due_on": date(2027, 3, 1), "pillar": "trust", "activity": "drive", "made_at": NOON}
    goal = Goal.objects.create(partnership=pair, title="Warm coats", measure="100 coats", **words)
    made = OutreachEffort.objects.create(goal=goal, title="Coat drive", kind="drive", planned_on=date(2026, 11, 28), made_at=NOON)
    return debriefs.make_event(effort=made, **BY)


def test_both_host_it_and_the_officer_is_asked(effort):
    event = Event.objects.get()
    assert (event.partnership, event.goal, event.pillars, event.starts_on) == (effort.goal.partnership, effort.goal, ["trust"], date(2026, 11, 28))
    assert registry.event_url(effort.event_uid) == event.get_absolute_url()
    assert Invite.objects.get().occurrence.event == event


def test_a_visit_settles_it_and_counts_once(effort):
    row = Event.objects.get().occurrences.get()
    services.tell_attendance(
        occurrence=row, partnership=effort.goal.partnership, who=Side.OFFICER, came=True, told_by=Side.OFFICER, by=SYSTEM, at=AFTER + timedelta(days=1)
    )
    effort.refresh_from_db()
    assert effort.state == EffortState.DONE
    assert [fact.kind for fact in facts_of([effort.goal.partnership_id])].count(FactKind.TOGETHER) == 1


def test_called_off_on_either_side_it_is_called_off_on_both(effort):
    services.cancel_event(event=Event.objects.get(), **BY)
    effort.refresh_from_db()
    assert effort.state == EffortState.CALLED_OFF


def test_an_effort_that_is_called_off_takes_its_event_along(effort):
    debriefs.settle_effort(effort=effort, state=EffortState.CALLED_OFF, **BY)
    assert Event.objects.get().cancelled_at == NOON
