"""The desk of staff: what waits, most pressing first, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from onecop.journey.services import settle
from onecop.launch.models import Pledge
from onecop.matching.models import MatchRun, Proposal
from onecop.web.desk import desk
from tests import make
from tests.launch import town

pytestmark = pytest.mark.django_db


def days_ago(n):
    return make.NOON - timedelta(days=n)


def draft(agency, name, finished, state="draft"):
    run = MatchRun.objects.create(agency=agency, state="ready", asked_at=finished, finished_at=finished)
    settled = finished if state == "declined" else None
    return Proposal.objects.create(
        run=run, congregation=make.congregation(name), officer=make.officer(agency), cost=17, parts={}, reasons=[], state=state, settled_at=settled
    )


def pledge(launch, **more):
    values = {"email": "mai@mail.example", "congregation_name": "Lotus", "name_folded": "lotus", "name": "Mai", "role": "leader", "source": "page"}
    return Pledge.objects.create(launch=launch, **{"pledged_at": make.NOON, **values, **more})


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


@pytest.mark.one_engine
def test_weekend_events_and_pledges_that_wait_stand_with_number_oldest_wait_and_link(staff):
    weekend = make.weekend()
    for n, standing in enumerate(["waiting", "waiting", "accepted", "unconfirmed"]):
        make.submission(weekend, standing=standing, sent_at=days_ago(9 + n))
    city, later = town.launch(make.agency(), lead=staff), town.launch(make.agency(), lead=staff)
    for n, (launch, more) in enumerate([(city, {"already": True}), (later, {"email": "", "phone": "+12025550123"}), (city, {}), (city, {"already": True})]):
        settled = make.NOON if n == 3 else None
        pledge(launch, pledged_at=days_ago(n), settled_at=settled, **more)
    found = desk(staff, now=make.NOON)
    assert [(w.kind, w.title, w.since, w.url, w.late) for w in found.work] == [
        ("weekend", "2 events registered for the national weekend", days_ago(10), reverse("weekend_queue", args=[weekend.key]), True),
        ("pledge", "1 pledge needs somebody", days_ago(1), reverse("launch_pledges", args=[later.key]), False),
        ("pledge", "1 pledge needs somebody", make.NOON, reverse("launch_pledges", args=[city.key]), False),
    ]
    assert found.total == 4
    other = make.weekend(name="The next one")
    make.submission(other, standing="waiting", sent_at=days_ago(1))
    assert [w.url for w in desk(staff, now=make.NOON).work if w.kind == "weekend"] == [reverse("weekend_list")]


@pytest.mark.one_engine
def test_each_city_has_a_row_for_its_pledges_and_where_many_wait_the_rest_share_one(staff):
    cities = [town.launch(make.agency(city=f"City {n}"), lead=staff) for n in range(6)]
    for n, city in enumerate(cities):
        for _ in range(n + 1):
            pledge(city, already=True, pledged_at=days_ago(10 - n))
    found = [w for w in desk(staff, now=make.NOON).work if w.kind == "pledge"]
    assert [(w.title.split()[0], w.detail.split(".")[0], w.since, w.url) for w in found] == [
        *((str(n + 1), f"The launch in City {n}", days_ago(10 - n), reverse("launch_pledges", args=[cities[n].key])) for n in range(4)),
        ("11", "They gave no e-mail address, or their congregation is with us already: call them", days_ago(6), reverse("launch_list") + "?sort=-waiting"),
    ]
    assert desk(staff, now=make.NOON).total == 21


@pytest.mark.one_engine
def test_a_region_sees_registrations_and_pledges_of_its_own_only():
    seen = []
    for n, name in enumerate(("Lakeland", "Hills")):
        region, regional = make.region(name, (f"Z{n}",)), make.person(name)
        make.grant(regional, "regional_staff", region)
        seen.append((region, regional))
    make.submission(make.weekend(), scope=seen[0][0], standing="waiting")
    city = town.launch(make.agency(parent=seen[0][0]), lead=seen[0][1])
    pledge(city, already=True)
    assert [sorted(w.kind for w in desk(who, now=make.NOON).work) for _region, who in seen] == [["pledge", "weekend"], []]


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
        pledge(town.launch(make.agency(), lead=staff), already=True)
        draft(agency, f"Match {n}", days_ago(n))
        draft(agency, f"Declined {n}", days_ago(n), state="declined")
        make.submission(standing="waiting")
        settle([make.partnership(began_at=days_ago(200 + n)).pk], at=make.NOON)
    with django_assert_num_queries(16):
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
