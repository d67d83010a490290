"""Old and new officer at one table, whenever the old one still can; and why not, where no time can be offered."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from onecop.handover import page, queries, services
from onecop.handover.models import Handover
from onecop.handover.telling import asks
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.scheduling import services as scheduling
from onecop.scheduling.models import Meeting
from tests import make
from tests.handover.town import Town, at, day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def town() -> Town:
    return Town()


def told(town: Town, reason: str, leaves: int | None = None, *, when: float = 0) -> Handover:
    return services.ask(partnership=town.pair, reason=reason, by=town.staff, at=at(when), leaves_on=day(leaves) if leaves is not None else None)


def agreed(town: Town, handover: Handover, when: float) -> Handover:
    services.agree(handover=handover, officer=town.officers["11"][1], by=town.staff, at=at(when))
    handover.refresh_from_db()
    return handover


def table(town: Town) -> list[tuple[str, list[str]]]:
    """The handover meetings: how each stands, and who was written to about its times."""
    rows = town.pair.meetings.filter(kind="overlap").order_by("pk")
    return [(row.state, sorted(g.officer.email for g in row.guests.select_related("officer"))) for row in rows]


def written_to() -> set[str]:
    return set(Message.objects.filter(kind="scheduling.times").values_list("email", flat=True))


def both(town: Town) -> list[str]:
    return sorted([town.lead.email, town.officers["11"][1].email])


def test_an_officer_promoted_six_days_ago_still_hands_over_by_name(town: Town) -> None:
    """As in the story of two years: told four weeks ahead, gone with the promotion, nobody for six days, then the next officer begins."""
    handover = told(town, "promotion", 28)
    town.roster(town.lead, rank="lieutenant")
    services.sweep(at(28))
    assert not town.pair.tenures.filter(officer__isnull=False, closed_on=None).exists()
    agreed(town, handover, 34)
    assert (table(town), handover.gap_days, handover.is_open, handover.no_overlap_because) == ([("offered", both(town))], None, True, "")
    assert written_to() >= set(both(town))
    assert page.sheet(handover, staff=True, at=at(34)).next == "wait_overlap"


@pytest.mark.parametrize(
    ("reason", "roster", "leaves", "agrees"),
    [
        ("transfer", {"transfer_on": day(20)}, 20, 5),  # known ahead, and agreed well before
        ("transfer", {"transfer_on": day(20)}, 20, 19),  # the last day in the precinct is tomorrow
        ("transfer", {"transfer_on": day(20)}, 20, 24),  # elsewhere since four days, still a colleague
        ("shift", {}, None, 3),
        ("promotion", {"rank": "lieutenant"}, None, 1),
        ("transfer", {"status": "detailed"}, 2, 6),
    ],
)  # fmt: skip
def test_whoever_is_still_a_colleague_is_asked_to_the_table(town: Town, reason: str, roster: dict[str, Any], leaves: int | None, agrees: int) -> None:
    town.roster(town.lead, **roster)
    handover = told(town, reason, leaves)
    services.sweep(at(agrees))
    agreed(town, handover, agrees)
    assert table(town) == [("offered", both(town))]


def test_another_precinct_is_no_hindrance(town: Town) -> None:
    handover = told(town, "transfer", 1)
    town.roster(town.lead, area=town.areas["22"])
    services.sweep(at(3))
    agreed(town, handover, 3)
    assert table(town) == [("offered", both(town))]


def on_leave(town: Town) -> Handover:
    town.roster(town.lead, status="leave")
    return agreed(town, told(town, "leave"), 0)


def test_why_no_time_can_be_offered_stands_on_the_page_in_the_ask_and_on_the_trail(town: Town, client: Client) -> None:
    handover = on_leave(town)
    why = f"{town.lead.get_rank_display()} {town.lead.last_name} is on leave"
    assert table(town) == []
    assert why in handover.no_overlap_because
    with translation.override("es"):
        assert why not in handover.no_overlap_because
        assert handover.no_overlap_because
    [ask] = [ask for ask in asks([town.pair.pk], at()) if ask.title == "Bring old and new officer together"]
    assert (ask.owes, ask.since, ask.detail) == ({town.staff.pk}, at(), handover.no_overlap_because)
    sheet = page.sheet(handover, staff=True, at=at())
    assert (sheet.next, sheet.path[4]["proof"]) == ("overlap", "No time could be offered yet")
    client.force_login(town.staff)
    shown = client.get(handover.get_absolute_url()).content.decode()
    assert why in shown
    assert f"/partnerships/{town.pair.key}/meet/write/?kind=overlap" in shown
    again = client.post(f"{handover.get_absolute_url()}overlap/", follow=True).content.decode()
    assert again.count(why) == 2  # the answer to the act, and how it stands


def test_a_refusal_is_tried_again_each_day_until_it_works(town: Town) -> None:
    handover = on_leave(town)
    services.turn(handover=handover, at=at(0.9))
    handover.refresh_from_db()
    assert handover.overlap_refused_at == at()
    services.turn(handover=handover, at=at(1))
    handover.refresh_from_db()
    assert handover.overlap_refused_at == at(1)
    town.roster(town.lead, status="active")
    services.turn(handover=handover, at=at(2))
    handover.refresh_from_db()
    assert (table(town), handover.overlap_refused_at, handover.no_overlap_because) == ([("offered", both(town))], None, "")
    assert [ask.title for ask in asks([town.pair.pk], at(2))] == []


def test_what_people_called_off_is_not_offered_again_by_itself(town: Town) -> None:
    handover = agreed(town, told(town, "shift"), 0)
    Meeting.objects.filter(partnership=town.pair, kind="overlap").update(state="cancelled", cancelled_at=at(1), cancel_reason="time")
    services.turn(handover=handover, at=at(5))
    assert table(town) == [("cancelled", both(town))]


def test_who_has_left_the_department_is_named_as_the_reason(town: Town) -> None:
    handover = told(town, "left", 0)
    town.roster(town.lead, status="gone")
    services.agree(handover=handover, officer=town.officers["11"][1], by=SYSTEM, at=at())
    handover.refresh_from_db()
    assert (table(town), queries.overlap_state(handover)) == ([], "skipped")
    assert page.sheet(handover, staff=True, at=at()).path[4]["proof"] == f"{town.lead} cannot be asked any more; the brief has to do"


def test_nobody_is_offered_an_hour_in_which_a_guest_meets_elsewhere(town: Town) -> None:
    other = make.partnership(town.congregation("Grace Chapel", 1), town.officers["11"][1], owner=town.staff, began_at=at(-9))
    handover = told(town, "shift")
    agreed(town, handover, 0)
    first = town.pair.meetings.get(kind="overlap").offers.order_by("rank")[0]
    Meeting.objects.filter(kind="overlap").update(state="cancelled", cancelled_at=at(), cancel_reason="time")
    scheduling.write_in(partnership=other, kind="other", starts=first.starts, ends=first.ends, by=town.staff, at=at())
    services.meet_by_name(handover=handover, by=town.staff, at=at())
    offered = town.pair.meetings.get(kind="overlap", state="offered").offers.values_list("starts", flat=True)
    assert (first.starts in offered, len(offered)) == (False, 3)
