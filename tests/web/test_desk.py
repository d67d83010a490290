"""The desk of staff: what waits, most pressing first, in a fixed number of queries."""

from datetime import timedelta

import pytest

from onecop.journey.services import settle
from onecop.matching.models import MatchRun, Proposal
from onecop.web.desk import desk
from tests import make

pytestmark = pytest.mark.django_db


def days_ago(n):
    return make.NOON - timedelta(days=n)


def draft(agency, name, finished, state="draft"):
    run = MatchRun.objects.create(agency=agency, state="ready", asked_at=finished, finished_at=finished)
    settled = finished if state == "declined" else None
    return Proposal.objects.create(
        run=run, congregation=make.congregation(name), officer=make.officer(agency), cost=17, parts={}, reasons=[], state=state, settled_at=settled
    )


def test_what_waited_longest_for_its_kind_comes_first(staff):
    agency = make.agency()
    make.congregation("Fresh form", standing="applied", standing_since=days_ago(1))
    make.congregation("Old form", standing="applied", standing_since=days_ago(8))
    draft(agency, "Match", days_ago(3))
    draft(agency, "Turned down", days_ago(4), state="declined")
    found = desk(staff, now=make.NOON)
    assert [(w.title, w.kind, w.late) for w in found.work] == [
        ("Turned down", "declined", True),
        ("Old form", "enrollment", True),
        ("Match", "proposal", False),
        ("Fresh form", "enrollment", False),
    ]
    assert [(str(c.label), c.number, c.late) for c in found.counts] == [
        ("Enrollments", 2, True),
        ("Proposals", 1, False),
        ("Declined", 1, True),
        ("Undelivered mail", 0, False),
        ("Stalled", 0, False),
        ("Overdue", 0, False),
    ]
    assert found.total == 4


def test_a_region_sees_its_own_work_only(staff):
    lakeland, hills = make.region("Lakeland", ("LK",)), make.region("Hills", ("HI",))
    make.congregation("Ours", standing="applied", parent=lakeland)
    make.congregation("Theirs", standing="applied", parent=hills, state="HI")
    regional = make.person()
    make.grant(regional, "regional_staff", lakeland)
    assert [w.title for w in desk(regional, now=make.NOON).work] == ["Ours"]
    assert [w.title for w in desk(staff, now=make.NOON).work] == ["Ours", "Theirs"]


def test_a_decline_leaves_the_desk_once_somebody_else_is_proposed(staff):
    agency = make.agency()
    gone = draft(agency, "Turned down", days_ago(4), state="declined")
    assert [w.kind for w in desk(staff, now=make.NOON).work] == ["declined"]
    run = MatchRun.objects.create(agency=agency, state="ready", asked_at=make.NOON, finished_at=make.NOON)
    Proposal.objects.create(run=run, congregation=gone.congregation, officer=make.officer(agency), cost=20, parts={}, reasons=[])
    assert [w.kind for w in desk(staff, now=make.NOON).work] == ["proposal"]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_one_row_and_for_three(rows, staff, django_assert_num_queries):
    agency = make.agency()
    for n in range(rows):
        make.congregation(standing="applied")
        draft(agency, f"Match {n}", days_ago(n))
        draft(agency, f"Declined {n}", days_ago(n), state="declined")
        settle([make.partnership(began_at=days_ago(200 + n)).pk], at=make.NOON)
    with django_assert_num_queries(13):
        assert len(desk(staff, now=make.NOON).quiet) == rows


def test_partnerships_in_trouble_stand_with_the_readers_own_first(staff):
    theirs, own, fresh = (make.partnership(began_at=days_ago(n)) for n in (300, 200, 1))
    own.owner = staff
    own.save()
    settle([theirs.pk, own.pk, fresh.pk], at=make.NOON)
    found = desk(staff, now=make.NOON)
    assert [(w.title, w.kind) for w in found.quiet] == [(own.congregation.name, "stalled"), (theirs.congregation.name, "stalled")]
    assert {str(c.label): c.number for c in found.counts if c.number} == {"Stalled": 2}
    assert [(row["moving"], row["stuck"]) for row in found.steps][:2] == [(0, 0), (1, 2)]
