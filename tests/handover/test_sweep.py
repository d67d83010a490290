"""Who moves on, by the roster, a map, or a new place; and what is called off again."""

from typing import Any

import pytest

from onecop.congregations import services as congregations
from onecop.handover import services
from onecop.handover.models import Handover
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.rebeat import handovers_of, rebeat_preview
from onecop.territory import services as territory
from tests import make
from tests.handover.town import Town, at, day, draw

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    made = Town()
    services.sweep(at(-1))
    return made


def found() -> list[tuple[str, str, Any]]:
    return [(h.reason, h.origin, h.leaves_on) for h in Handover.objects.open()]


def outcomes() -> list[str]:
    return list(Handover.objects.order_by("opened_at").values_list("outcome", flat=True))


def test_where_all_is_well_nothing_happens(town: Town) -> None:
    assert services.sweep(at()) == services.Swept()
    assert not Message.objects.filter(kind__startswith="handover").exists()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "gone"}, ("left", "roster", day(0))),
        ({"status": "leave"}, ("leave", "roster", None)),
        ({"status": "limited"}, ("leave", "roster", None)),
        ({"status": "detailed"}, ("transfer", "roster", None)),
        ({"rank": "lieutenant"}, ("promotion", "roster", None)),
        ({"rank": "detective"}, ("transfer", "roster", None)),
        ({"transfer_on": day(30)}, ("transfer", "roster", day(30))),
        ({"transfer_on": day(3), "status": "leave"}, ("transfer", "roster", day(3))),
    ],
)
def test_the_roster_opens_a_handover(town: Town, fields: dict[str, Any], expected: tuple[str, str, Any]) -> None:
    town.roster(town.lead, **fields)
    services.sweep(at())
    assert found() == [expected]


@pytest.mark.parametrize("fields", [{"rank": "sergeant"}, {"transfer_on": day(31)}, {"capacity": 0}, {"email": ""}])
def test_what_is_no_reason_opens_none(town: Town, fields: dict[str, Any]) -> None:
    town.roster(town.lead, **fields)
    services.sweep(at())
    assert found() == []


def test_sweeping_again_changes_nothing(town: Town) -> None:
    town.roster(town.lead, status="gone")
    assert len(services.sweep(at()).opened) == 1
    letters = Message.objects.count()
    assert services.sweep(at()) == services.Swept()
    assert services.sweep(at(1)) == services.Swept()
    assert (Handover.objects.count(), Message.objects.count()) == (1, letters)


def test_who_is_gone_holds_nothing_from_the_day_it_is_known(town: Town) -> None:
    town.roster(town.lead, status="gone")
    services.sweep(at())
    assert [(t.closed_on, t.close_reason) for t in town.pair.tenures.filter(kind="lead")] == [(day(0), "left")]


@pytest.mark.parametrize(("beat", "expected"), [("12", []), ("21", [("transfer", "roster", None)])])
def test_another_beat_of_the_precinct_still_serves_and_another_precinct_does_not(town: Town, beat: str, expected: list[Any]) -> None:
    town.roster(town.lead, area=town.areas[beat])
    services.sweep(at())
    assert found() == expected


def test_an_agency_may_want_officers_in_their_own_beat_only_or_anywhere(town: Town) -> None:
    town.roster(town.lead, area=town.areas["12"])
    services.set_policy(agency=town.agency, reach="beat", by=town.staff, at=at())
    services.sweep(at())
    assert found() == [("transfer", "roster", None)]
    services.set_policy(agency=town.agency, reach="agency", by=town.staff, at=at(1))
    services.sweep(at(1))
    assert (found(), outcomes()) == ([], ["stays"])


def test_a_pair_made_across_the_line_is_left_alone(town: Town) -> None:
    church = town.congregation("Grace Chapel", 0)
    make.partnership(church, town.officers["21"][0], owner=town.staff, began_at=at(-30))
    services.sweep(at())
    town.roster(town.officers["21"][0], area=town.areas["22"])
    services.sweep(at(1))
    assert found() == []


def test_a_congregation_that_moves_within_the_precinct_keeps_its_officer_and_elsewhere_gets_another(town: Town) -> None:
    congregations.set_place(congregation=town.temple, lon=-76.985, lat=38.905, by=SYSTEM, at=at())
    services.sweep(at())
    assert found() == []
    congregations.set_place(congregation=town.temple, lon=-76.975, lat=38.905, by=SYSTEM, at=at(1))
    services.sweep(at(1))
    assert found() == [("moved", "move", None)]
    town.pair.refresh_from_db()
    assert (town.pair.area, Handover.objects.get().area) == (town.areas["11"], town.areas["21"])
    assert Message.objects.filter(kind="handover.ground").count() == 2


def test_a_congregation_on_another_agencys_ground_waits_for_staff_to_decide(town: Town) -> None:
    other = make.agency("Mill Bay Police")
    territory.activate(version=draw(other, {"91": "9"}, left=-76.0), by=SYSTEM, at=at())
    congregations.set_place(congregation=town.temple, lon=-75.995, lat=38.905, by=SYSTEM, at=at())
    services.sweep(at())
    assert found() == [("moved", "move", None)]
    partnerships.end(partnership=town.pair, reason="moved", by=town.staff, at=at(1))  # type: ignore[arg-type]
    assert outcomes() == ["ended"]


def test_a_new_map_opens_handovers_where_the_officer_does_not_serve_any_more(town: Town) -> None:
    chapel = town.congregation("Grace Chapel", 1)
    make.partnership(chapel, town.officers["12"][0], owner=town.staff, began_at=at(-30))
    services.sweep(at(-1))
    version = draw(town.agency, {"11": "1", "21": "2", "12": "1", "22": "2"}, effective=day(1))
    preview = rebeat_preview(version)
    assert (preview.partnerships_affected, handovers_of(preview)) == (1, {chapel.partnerships.get().pk})
    territory.activate(version=version, by=town.staff, at=at())
    rows = Handover.objects.select_related("partnership__congregation")
    assert [(h.partnership.congregation.name, h.reason, h.origin) for h in rows] == [("Grace Chapel", "map", "map")]


def test_a_cause_that_goes_away_calls_the_handover_off(town: Town) -> None:
    town.roster(town.lead, status="leave")
    services.sweep(at())
    town.roster(town.lead, status="active")
    assert len(services.sweep(at(5)).called_off) == 1
    assert outcomes() == ["stays"]
    assert Message.objects.filter(kind="handover.stays").count() == 2
    town.roster(town.lead, status="leave")
    services.sweep(at(90))
    assert outcomes() == ["stays", ""]


def test_a_roster_that_was_wrong_gives_the_officer_back(town: Town) -> None:
    town.roster(town.lead, status="gone")
    services.sweep(at())
    town.roster(town.lead, status="active")
    services.sweep(at(2))
    assert [(t.opened_on, t.closed_on) for t in town.pair.tenures.filter(kind="lead")] == [(day(-200), day(0)), (day(2), None)]


def test_after_the_day_of_a_transfer_the_officer_does_not_come_back_by_a_clean_roster(town: Town) -> None:
    town.roster(town.lead, transfer_on=day(2))
    services.sweep(at())
    services.sweep(at(2))
    town.roster(town.lead, transfer_on=None)
    services.sweep(at(3))
    assert found() == [("transfer", "roster", day(2))]


def test_a_transfer_that_is_put_off_moves_the_day_along(town: Town) -> None:
    town.roster(town.lead, transfer_on=day(10))
    services.sweep(at())
    town.roster(town.lead, transfer_on=day(20))
    services.sweep(at(1))
    assert found() == [("transfer", "roster", day(20))]


def test_who_leaves_while_on_leave_is_gone_at_once(town: Town) -> None:
    town.roster(town.lead, status="leave")
    services.sweep(at())
    town.roster(town.lead, status="gone")
    services.sweep(at(4))
    assert found() == [("left", "roster", day(4))]
    assert town.pair.tenures.get(kind="lead").closed_on == day(4)


def test_what_a_person_called_off_stays_off_while_the_cause_lasts_and_counts_again_after(town: Town) -> None:
    town.roster(town.lead, rank="lieutenant")
    services.sweep(at())
    services.call_off(handover=Handover.objects.get(), by=town.staff, at=at(1))
    services.sweep(at(2))
    assert outcomes() == ["stays"]
    town.roster(town.lead, rank="officer")
    services.sweep(at(3))
    town.roster(town.lead, rank="lieutenant")
    services.sweep(at(4))
    assert outcomes() == ["stays", ""]


def test_what_a_person_asked_for_is_not_called_off_by_the_roster(town: Town) -> None:
    services.ask(partnership=town.pair, reason="shift", by=town.staff, at=at())
    services.sweep(at(1))
    assert found() == [("shift", "staff", None)]


def test_a_paused_partnership_waits(town: Town) -> None:
    partnerships.pause(partnership=town.pair, reason="building", by=town.staff, at=at())  # type: ignore[arg-type]
    town.roster(town.lead, status="gone")
    services.sweep(at(1))
    assert found() == []
    partnerships.resume(partnership=town.pair, by=town.staff, at=at(2))
    services.sweep(at(2))
    assert found() == [("left", "roster", day(2))]


def test_who_stands_in_and_leaves_too_is_let_go(town: Town) -> None:
    handover = services.ask(partnership=town.pair, reason="leave", by=town.staff, at=at())
    helper = town.officers["12"][0]
    services.cover(handover=handover, officer=helper, by=town.staff, at=at())
    town.roster(helper, status="gone")
    services.sweep(at(3))
    assert [(t.kind, t.closed_on) for t in town.pair.tenures.filter(officer__isnull=False)] == [("lead", day(0)), ("interim", day(3))]
    services.cover(handover=handover, officer=town.officers["12"][1], by=town.staff, at=at(4))
    assert town.pair.tenures.get(kind="interim", closed_on=None).officer == town.officers["12"][1]


def test_the_cost_of_looking_does_not_grow_with_what_is_well(town: Town, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        services.sweep(at())
    for n in range(3):
        make.partnership(town.congregation(f"Hall {n}", 1), town.officers["12"][n % 2], owner=town.staff, began_at=at(-30))
    services.sweep(at())
    with django_assert_max_num_queries(10):
        services.sweep(at(1))


def test_an_agency_pauses_with_its_partnerships_and_comes_back_with_handovers_for_who_is_gone(town: Town) -> None:
    other = make.partnership(town.congregation("Grace Chapel", 1), town.officers["12"][0], owner=town.staff, began_at=at(-30))
    resting = make.partnership(town.congregation("Hall", 1), town.officers["12"][1], owner=town.staff, began_at=at(-30))
    partnerships.pause(partnership=resting, reason="congregation", by=town.staff, at=at(-2))  # type: ignore[arg-type]
    services.sweep(at(-1))
    assert services.pause_agency(agency=town.agency, by=town.staff, at=at()) == 2
    town.roster(town.lead, status="gone")
    services.sweep(at(10))
    assert found() == []
    back = services.resume_agency(agency=town.agency, by=town.staff, at=at(60))
    assert (back.resumed, back.handovers) == (2, 1)
    assert found() == [("left", "agency", day(60))]
    for row in (town.pair, other, resting):
        row.refresh_from_db()
    assert [p.state for p in (town.pair, other, resting)] == ["active", "active", "paused"]
