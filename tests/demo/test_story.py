"""Two years of the city: the story of Eastgate Gurdwara, what people come together for, and what holds on every day of them."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from onecop.agencies.choices import PATROL_RANKS, OfficerStatus
from onecop.agencies.models import Officer
from onecop.audit.models import Entry
from onecop.debriefs.choices import GoalState
from onecop.demo.agenda_past import CITY_DAY, FULL_HOUSE, UNRECORDED
from onecop.demo.figures import played
from onecop.demo.rates import OFFICERS_RETIRE
from onecop.demo.story import NAME
from onecop.events.models import Event, EventApproval, Occurrence, OfficerHours
from onecop.followups.models import Feedback, Material, Photo, Record
from onecop.followups.rules import SHOWN_FROM
from onecop.handover.models import Handover
from onecop.journey.models import ProgressReport, StepCompletion
from onecop.journey.quarters import after
from onecop.journey.queries import look
from onecop.launch import board, plan
from onecop.launch.choices import Stage
from onecop.launch.models import Launch, ProspectInvitation
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.partnerships.steps import STEPS
from onecop.registrations.models import Registration
from onecop.scheduling.choices import MeetingKind, MeetingState
from onecop.training.models import Certificate
from onecop.weekend.models import Resemblance, Weekend
from onecop.weekend.sheet import Sheet
from tests.demo.conftest import UNTIL

pytestmark = [pytest.mark.slow, pytest.mark.one_engine, pytest.mark.django_db, pytest.mark.usefixtures("two_years")]


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


def test_old_and_new_officer_meet_and_the_new_one_is_introduced_too() -> None:
    row = eastgate()
    assert row.meetings.filter(kind=MeetingKind.OVERLAP, state=MeetingState.HELD).count() == 1
    introduced = row.introductions.exclude(held_at=None).order_by("held_at").select_related("officer")
    assert [one.officer.full_name for one in introduced if one.officer] == ["Daniel Okafor", "Marisol Vega"]


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


def test_officers_retire_at_the_measured_rate() -> None:
    """Of 300, in two years: 3.5 % a year of those on patrol. Three standard deviations of a binomial count are let be."""
    patrol, gone = Officer.objects.filter(rank__in=PATROL_RANKS).count(), Officer.objects.filter(status=OfficerStatus.GONE).count()
    expected = patrol * (1 - (1 - OFFICERS_RETIRE) ** 2)
    assert abs(gone - expected) < 3 * expected**0.5


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


# --- what they come together for ----------------------------------------------------------------------------------------
KINDS = {"briefing", "crime", "violence", "culture", "training", "appreciation", "workshop", "forum", "outreach", "gathering", "city", "national"}


def test_every_kind_took_place_and_every_sort_of_host_hosts() -> None:
    events = Event.objects.in_force()
    assert set(events.filter(occurrences__ends_at__lte=UNTIL).values_list("kind", flat=True)) >= KINDS
    hosts = {type(event.host).__name__ if event.scope is None else event.scope.kind for event in events.with_hosts()}
    assert hosts == {"Congregation", "Agency", "Partnership", "region", "nation"}


def test_the_weeks_ahead_are_full_in_several_languages() -> None:
    ahead = list(Occurrence.objects.filter(starts_at__gt=UNTIL, event__public=True).select_related("event"))
    weeks = {(row.starts_at - UNTIL).days // 7 for row in ahead}
    assert len(weeks & set(range(8))) >= 6
    assert len({code for row in ahead for code in row.event.languages}) >= 6
    assert Event.objects.filter(published_at=None, occurrences=None).exists()  # a draft


def test_one_was_called_off_one_moved_and_one_is_last_years() -> None:
    assert Event.objects.exclude(cancelled_at=None).filter(starts_on__gt=UNTIL.date()).exclude(cancel_words="").exists()
    moved = Occurrence.objects.exclude(moved_at=None).get(event__title__startswith="After the headline")
    assert moved.starts_at.astimezone(moved.event.tz).date() - moved.on == timedelta(days=2)
    copied = Event.objects.get(copied_from__title=CITY_DAY)
    assert (copied.starts_on - copied.copied_from.starts_on, copied.is_draft) == (timedelta(weeks=52), False)  # type: ignore[union-attr]


def test_what_filled_up_was_never_oversold_and_its_line_moved() -> None:
    full = Occurrence.objects.get(event__title=FULL_HOUSE)
    rows = Registration.objects.filter(occurrence=full)
    assert full.event.capacity == full.seats.capacity == 16
    assert sum(row.party for row in rows.seated()) <= 16
    assert Entry.objects.filter(verb="registration.offered", target_id__in=[str(row.pk) for row in rows]).exists()
    assert rows.filter(stands_in_for__isnull=False).count() == 1
    assert rows.exclude(came_at=None).exists()


def test_heads_were_counted_without_a_name() -> None:
    counted = Occurrence.objects.get(event__title=CITY_DAY, ends_at__lte=UNTIL)
    assert counted.headcount == 640
    assert not Registration.objects.filter(occurrence=counted).exists()


def test_a_course_gave_certificates_and_one_has_run_out() -> None:
    newest = {row.email_folded: row for row in Certificate.objects.order_by("finished_on")}
    assert {row.expires_on > UNTIL.date() for row in newest.values() if row.expires_on} == {True, False}
    assert Certificate.objects.filter(officer__isnull=False).exists()


def test_paid_hours_were_approved_and_one_waits() -> None:
    assert list(EventApproval.objects.order_by("asked_at").values_list("state", flat=True)) == ["approved", "waiting"]
    assert OfficerHours.objects.filter(duty="ot").count() == 1


def test_the_launch_has_come_some_way() -> None:
    launch = Launch.objects.open().get()
    here = {step.stage: step.here for step in board.steps(board.rows(launch))}
    assert all(here[stage] for stage in (Stage.LISTED, Stage.INVITED, Stage.OPENED, Stage.PLEDGED, Stage.MET))
    assert set(ProspectInvitation.objects.values_list("way", flat=True)) == {"email", "letter"}
    assert {line.state for line in plan.lines(launch, UNTIL)} >= {"done", "late", "next"}


def test_a_weekend_was_counted_and_hosts_register_for_the_next() -> None:
    ahead, over = Weekend.objects.all()
    totals = Sheet(over).totals
    assert totals.events == 34
    assert totals.states > 20
    assert 0 < totals.told < totals.events
    assert {*ahead.submissions.values_list("standing", flat=True)} == {"accepted", "waiting", "declined", "unconfirmed"}
    assert Resemblance.objects.filter(first__weekend=ahead, verdict="").count() == 1


def test_hosts_wrote_down_what_came_of_it_and_one_is_asked_still() -> None:
    told = dict(Feedback.objects.values_list("occurrence__event__title", "answers"))
    assert {count >= SHOWN_FROM for count in told.values()} == {True, False}
    assert Record.objects.filter(state="done").count() >= 8
    assert Photo.objects.filter(public=True, faces="nobody").count() >= 1
    assert Material.objects.exists()
    waiting = Record.objects.filter(state="open").exclude(nudges=0).values_list("occurrence__event__title", flat=True)
    assert UNRECORDED in waiting
