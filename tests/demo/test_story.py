"""The story of Eastgate Gurdwara over two years, and what holds for the whole city on every day of them."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from onecop.debriefs.choices import GoalState
from onecop.demo.figures import played
from onecop.demo.story import NAME
from onecop.handover.models import Handover
from onecop.journey.models import ProgressReport, StepCompletion
from onecop.journey.quarters import after
from onecop.journey.queries import look
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.partnerships.steps import STEPS
from onecop.scheduling.choices import MeetingKind, MeetingState
from tests.demo.conftest import UNTIL

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("two_years")]


def eastgate() -> Partnership:
    return Partnership.objects.select_related("agency__territory", "congregation").get(congregation__name=NAME)


def test_eight_steps_in_their_order() -> None:
    first = [StepCompletion.objects.filter(partnership=eastgate(), step=step.key).order_by("round").first() for step in STEPS]
    days = [row.completed_at for row in first if row]
    assert len(days) == 8
    assert days == sorted(days)


def test_an_officer_is_promoted_in_the_eighth_month_and_six_days_are_a_gap() -> None:
    row = eastgate()
    leads = list(row.tenures.filter(kind="lead").order_by("opened_on").select_related("officer"))
    assert [lead.officer.full_name for lead in leads if lead.officer] == ["Daniel Okafor", "Marisol Vega"]
    promoted = leads[0].closed_on
    assert promoted is not None
    began = local_day(row, row.began_at)
    assert ((promoted.year - began.year) * 12 + promoted.month - began.month - (promoted.day < began.day), leads[0].close_reason) == (7, "promotion")
    assert leads[1].opened_on - promoted == timedelta(days=6)
    handover = Handover.objects.get(partnership=row)
    assert (handover.outcome, handover.gap_days, handover.interim_days) == ("done", 6, 0)


def test_a_second_coordinator_follows_without_a_day_between() -> None:
    held = list(eastgate().tenures.filter(kind="coordinator").order_by("opened_on").select_related("contact"))
    assert [str(one.contact) for one in held] == ["Manjit Dhillon", "Harpreet Gill"]
    assert held[0].closed_on == held[1].opened_on
    assert held[1].closed_on is None


def test_debriefs_goals_and_a_report_each_quarter() -> None:
    row = eastgate()
    assert list(row.debriefs.exclude(closed_at=None).order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert row.goals.filter(state=GoalState.REACHED).count() == 3
    assert row.goals.filter(state=GoalState.OPEN).count() == 1
    quarters = list(ProgressReport.objects.filter(partnership=row).order_by("quarter").values_list("quarter", flat=True))
    assert quarters[-1] == 20263
    assert all(later == after(one) for one, later in pairwise(quarters))
    assert len(quarters) == 7
    assert row.meetings.filter(kind=MeetingKind.FIRST, state=MeetingState.HELD).count() == 2  # with each of the two officers


def test_it_ends_with_something_pleasant_to_do() -> None:
    found = look(eastgate(), UNTIL)
    assert found.health.state in ("on_track", "due")
    assert found.health.next is not None
    assert found.health.next.owes


def test_nowhere_do_two_officers_lead_on_one_day() -> None:
    """By plain SQL over the rows: tenures are [opened_on, closed_on)."""
    overlapping = """
        SELECT COUNT(*) FROM partnerships_tenure a JOIN partnerships_tenure b ON a.partnership_id = b.partnership_id AND a.id < b.id
        WHERE a.officer_id IS NOT NULL AND b.officer_id IS NOT NULL
        AND a.opened_on < COALESCE(b.closed_on, '9999-12-31') AND b.opened_on < COALESCE(a.closed_on, '9999-12-31')
        AND a.opened_on < COALESCE(a.closed_on, '9999-12-31') AND b.opened_on < COALESCE(b.closed_on, '9999-12-31')
    """
    with connection.cursor() as cursor:
        cursor.execute(overlapping)
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT COUNT(*) FROM partnerships_tenure WHERE officer_id IS NOT NULL")
        assert cursor.fetchone()[0] > Partnership.objects.count()  # some were handed over


def test_no_open_partnership_is_without_an_owner() -> None:
    assert Partnership.objects.open().count() > 2
    assert Partnership.objects.open().filter(owner=None).count() == 0


def test_the_years_count_what_the_rows_say() -> None:
    counted = played(UNTIL)
    assert [one.year for one in counted] == [2024, 2025, 2026]
    assert sum(one.begun for one in counted) == Partnership.objects.count()
    assert sum(one.reached["meet"] for one in counted) == StepCompletion.objects.filter(step="meet").values("partnership").distinct().count()
    assert sum(one.gap_days for one in counted) >= 6
