"""Runs from the database: who is a candidate, what the reasons say, what is explained."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.matching import services
from onecop.matching.choices import ProposalState, RunState, Stance
from onecop.matching.exceptions import RunUnderWay
from onecop.matching.models import MatchRun, Preference, Proposal
from onecop.tasks.choices import JobState
from tests import make
from tests.make import NOON
from tests.matching.city import City
from tests.matching.city import city as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build()


def ran(city: City, **options: bool) -> MatchRun:
    run = services.start_run(agency=city.agency, by=SYSTEM, at=NOON, **options)
    assert run.state == RunState.READY, run.job and run.job.trouble
    return run


def pairs(run: MatchRun) -> set[tuple[Congregation, Officer]]:
    return {(p.congregation, p.officer) for p in run.proposals.filter(state=ProposalState.DRAFT)}


def test_the_officer_of_the_beat_is_proposed_with_reasons(city: City) -> None:
    here, away = city.officer(1, last_name="Brooks"), city.officer(2, last_name="Haddad")
    temple = city.congregation(1, name="Lotus Pond Temple")
    run = ran(city)
    assert pairs(run) == {(temple, here)}
    proposal = run.proposals.get()
    assert proposal.parts == {"territory": 0, "time": 0, "language": 0, "load": 0, "stay": 1, "wish": 0, "total": 1}
    assert [(r["lead"], r["rest"]) for r in proposal.reasons] == [
        ("Brooks’s beat is theirs.", "Lotus Pond Temple stands inside Beat 2."),
        ("Brooks can come on Sundays.", "Days, 4 on and 2 off: free or on duty nearby on 12 of the next 12."),
        ("Brooks has room.", "This would be the first of up to 3 congregations."),
        ("Brooks is likely to stay.", "On this post since 2024, and no move is known."),
    ]
    assert [(o["key"], o["cost"], o["why"]) for o in proposal.others] == [(away.key, 11, "Haddad works next door in Beat 3.")]
    assert (run.congregations, run.officers, run.placed, run.cost, run.unplaced) == (1, 2, 1, 1, [])


def test_a_coming_shift_bid_is_the_one_doubt(city: City) -> None:
    city.shift.next_bid_on = date(2027, 3, 1)
    city.shift.save()
    city.officer(1)
    city.congregation(1)
    doubt = ran(city).proposals.get().doubts
    assert [(d["lead"], d["rest"]) for d in doubt] == [("One doubt:", "the next shift bid is on March 1. Hours may change.")]


def test_only_active_patrol_officers_on_the_map_within_capacity_are_candidates(city: City) -> None:
    for fields in ({"status": "leave"}, {"status": "limited"}, {"rank": "captain"}, {"rank": "detective"}, {"capacity": 0}, {"transfer_on": date(2026, 11, 1)}):
        city.officer(1, **fields)
    city.officer(None)
    make.officer(build().agency)
    good = city.officer(1, rank="sergeant")
    temple = city.congregation(1)
    assert pairs(ran(city)) == {(temple, good)}


def test_neighboring_precincts_reach_and_what_is_beyond_does_not(city: City) -> None:
    east = city.officer(5)
    temple = city.congregation(0)
    run = ran(city)
    assert pairs(run) == {(temple, east)}
    assert run.proposals.get().parts["territory"] == 30


def test_a_post_that_is_the_whole_precinct(city: City) -> None:
    sergeant = make.officer(city.agency, area=city.precincts[0], shift=city.shift)
    temple = city.congregation(2)
    run = ran(city)
    assert pairs(run) == {(temple, sergeant)}
    assert run.proposals.get().parts["territory"] == 4


def test_a_town_without_areas_is_one_beat() -> None:
    town = make.agency(city="Millrace")
    officer = make.officer(town)
    near = make.congregation(city="millrace", state="LK")
    make.congregation(city="Elsewhere", state="LK")
    run = services.start_run(agency=town, by=SYSTEM, at=NOON)
    assert pairs(run) == {(near, officer)}
    assert run.proposals.get().parts["territory"] == 0


def test_enrolled_congregations_only_unless_prospects_are_asked_for(city: City) -> None:
    officer = city.officer(1, capacity=1)
    prospect, enrolled = city.congregation(1, standing="prospect"), city.congregation(1)
    city.congregation(1, standing="applied")
    assert pairs(ran(city)) == {(enrolled, officer)}
    run = ran(city, include_prospects=True)
    assert pairs(run) == {(enrolled, officer)}
    assert [u["congregation"] for u in run.unplaced] == [prospect.key]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("no_officers", "has no active patrol officers on its roster."),
        ("no_posts", "1 officers are on the roster, but none is posted to an area of the map in force."),
        ("no_place", "It stands in no area of the map that is in force."),
        ("all_full", "All 1 officers in reach have as many congregations as they may."),
        ("all_vetoed", "Each of the 1 officers in reach is ruled out for it."),
    ],
)
def test_whoever_is_left_without_a_partner_is_told_why(city: City, rule: str, words: str) -> None:
    temple = city.congregation(None if rule == "no_place" else 1)
    if rule != "no_officers":
        officer = city.officer(None if rule == "no_posts" else 1, capacity=0 if rule == "all_full" else 3)
    if rule == "all_vetoed":
        Preference.objects.create(congregation=temple, officer=officer, stance=Stance.VETO, made_at=NOON)
    (told,) = ran(city).unplaced
    assert (told["congregation"], told["reason"]) == (temple.key, rule)
    assert told["words"].endswith(words)
    assert told["help"]


def test_out_of_reach_is_told(city: City) -> None:
    from onecop.territory.models import AreaNeighbour

    AreaNeighbour.objects.all().delete()
    city.officer(5)
    city.congregation(0)
    assert [u["reason"] for u in ran(city).unplaced] == ["out_of_reach"]


def test_a_wish_tips_the_scales(city: City) -> None:
    first, second = (city.officer(1, assigned_since=day) for day in (date(2024, 1, 1), date(2026, 9, 1)))
    temple = city.congregation(1)
    assert pairs(ran(city)) == {(temple, first)}
    services.wish(congregation=temple, officer=second, by=SYSTEM, at=NOON)
    assert pairs(ran(city)) == {(temple, second)}


def test_a_new_run_replaces_drafts_and_keeps_what_is_pinned(city: City, staff: Person) -> None:
    near, far = city.officer(1), city.officer(2)
    temple, mosque = city.congregation(1), city.congregation(1)
    first = ran(city)
    proposal = first.proposals.get(congregation=temple)
    services.take(proposal=proposal, officer=far, by=staff, at=NOON)
    second = ran(city)
    assert pairs(second) == {(temple, far), (mosque, near)}
    assert second.proposals.get(congregation=temple).pinned_by == staff
    first.refresh_from_db()
    assert (first.state, set(first.proposals.values_list("state", flat=True))) == (RunState.SUPERSEDED, {ProposalState.WITHDRAWN})


def test_one_run_at_a_time(city: City) -> None:
    MatchRun.objects.create(agency=city.agency, asked_at=NOON)
    with pytest.raises(RunUnderWay):
        services.start_run(agency=city.agency, by=SYSTEM, at=NOON + timedelta(minutes=5))
    assert services.start_run(agency=city.agency, by=SYSTEM, at=NOON + timedelta(hours=1)).state == RunState.READY


def test_an_agency_that_has_not_joined_is_refused() -> None:
    agency = make.agency(standing="listed")
    agency.scope = None
    agency.save()
    with pytest.raises(Refused):
        services.start_run(agency=agency, by=SYSTEM, at=NOON)


def test_a_cancelled_run_changes_nothing(city: City) -> None:
    city.officer(1)
    city.congregation(1)
    before = ran(city)
    run = MatchRun.objects.create(agency=city.agency, asked_at=NOON)
    services.cancel(run=run, by=SYSTEM, at=NOON)
    services.carry_out(run=run, by=SYSTEM, at=NOON)
    run.refresh_from_db()
    before.refresh_from_db()
    assert (run.state, before.state, run.proposals.count()) == (RunState.CANCELLED, RunState.READY, 0)


def test_progress_that_stops_the_work_ends_the_run(city: City) -> None:
    from onecop.tasks.progress import Cancelled

    run = MatchRun.objects.create(agency=city.agency, asked_at=NOON)

    def stop(done: int, total: int, note: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        services.carry_out(run=run, by=SYSTEM, at=NOON, beat=stop)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_the_run_is_a_job_with_an_end(city: City) -> None:
    run = ran(city)
    assert run.job is not None
    assert run.job.state == JobState.DONE


def test_the_command_gets_figures(city: City) -> None:
    city.officer(1, capacity=1)
    city.congregation(1, name="A House")
    city.congregation(1, name="B House")
    figures = services.run_now(agency=city.agency, by=SYSTEM, at=NOON)
    assert {k: v for k, v in figures.items() if k != "unplaced"} == {"congregations": 2, "officers": 1, "placed": 1, "cost": 1}
    assert [set(u) for u in figures["unplaced"]] == [{"congregation", "reason"}]


def queries(city: City) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        services.run_now(agency=city.agency, by=SYSTEM, at=NOON)
    return len(seen)


def test_a_run_costs_the_same_number_of_queries_for_three_and_for_thirty(city: City) -> None:
    def grow(n: int) -> None:
        for i in range(n):
            city.officer(i % 6)
            city.congregation(i % 6)

    grow(3)
    queries(city)
    few = queries(city)
    grow(27)
    assert queries(city) == few
    assert Proposal.objects.filter(state=ProposalState.DRAFT).count() == 30
