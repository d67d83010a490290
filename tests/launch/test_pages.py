"""The board and the pages: how far each has come, who reads what, and what a letter's link does."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Enrollment
from onecop.kernel.actor import SYSTEM
from onecop.launch import board, services
from onecop.launch.choices import Stage
from onecop.launch.models import Launch, ProspectInvitation
from onecop.scheduling.models import Meeting
from tests import make
from tests.launch import town
from tests.launch.test_pledging import pledge
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def stages(city: Launch) -> dict[str, str]:
    return {row.name: Stage(row.stage).name.lower() for row in board.rows(city)}


def sent(name: str, claims: Congregation, standing: str = "applied") -> Enrollment:
    """A form that was sent: a row of its own, which says that it is the listed one."""
    row = make.congregation(name, standing=standing, territory=claims.territory)
    return Enrollment.objects.create(claims=claims, congregation=row, standing=standing, started_at=NOON, saved_at=NOON, sent_at=NOON)


def full_city() -> tuple[Launch, dict[str, Congregation]]:
    """One congregation at each stage."""
    city = town.launch()
    agency = city.agency
    houses = {name: town.prospect(agency, name.title(), n) for n, name in enumerate(["invited", "opened", "pledged"], 1)}
    town.invite(city)
    services.start_from_link(invitation=ProspectInvitation.objects.get(congregation=houses["opened"]), begun_here=False, at=NOON)
    pledge(city, houses["pledged"])
    houses["listed"] = town.prospect(agency, "Listed", 9)
    officers = [make.officer(agency) for _ in range(2)]
    for name in ("enrolled", "matched", "met"):
        houses[name] = make.congregation(name.title(), territory=agency.territory)
    make.partnership(houses["matched"], officers[0])
    met = make.partnership(houses["met"], officers[1])
    Meeting.objects.create(
        partnership=met,
        kind="first",
        state="held",
        minutes=60,
        starts=NOON,
        ends=NOON + timedelta(hours=1),
        made_at=NOON,
        changed_at=NOON,
        agreed_at=NOON,
        settled_at=NOON,
    )
    return city, houses


def test_each_stands_at_its_furthest_stage_and_the_funnel_adds_up() -> None:
    city, houses = full_city()
    assert stages(city) == {house.name: name for name, house in houses.items()}
    found = board.steps(board.rows(city))
    assert [step.here for step in found] == [1] * 7
    assert [step.reached for step in found] == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.one_engine
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_launches_says_to_staff_alone_where_pledges_wait(rows: int, staff, client, django_assert_num_queries) -> None:
    cities = [town.launch(make.agency(f"Police {n}"), lead=staff) for n in range(rows)]
    pledge(cities[0], None, name="Waits", email="", phone="+12025550123")
    client.force_login(staff)
    with django_assert_num_queries(5):
        page = client.get(reverse("launch_list"), {"sort": "-waiting"}).content.decode()
    pledges = [reverse("launch_pledges", args=[city.key]) for city in cities]
    assert [f'<a href="{url}">1</a>' in page for url in pledges] == [True] + [False] * (rows - 1)
    liaison = town.holder(cities[0].agency, "liaison", "Teresa")
    make.grant(liaison, "liaison", make.agency("Elsewhere").scope)
    town.launch(liaison.grants.latest("pk").scope.agency, lead=staff)
    client.force_login(liaison)
    page = client.get(reverse("launch_list")).content.decode()
    assert (cities[0].get_absolute_url() in page, pledges[0] in page, "sort=waiting" in page) == (True, False, False)


@pytest.mark.one_engine
def test_the_plan_begins_with_the_readers_own_task_that_is_due(client) -> None:
    city = town.launch()
    liaison, chief = town.holder(city.agency, "liaison", "Teresa"), town.holder(city.agency, "executive", "Elena")

    def own(who) -> list[str]:
        client.force_login(who)
        with time_machine.travel(NOON, tick=False):
            page = client.get(city.get_absolute_url()).content.decode()
        card = re.findall(r'<section class="oc-next".*?</section>', page, re.DOTALL)
        return re.findall(r"<h2[^>]*>([^<]*)|href=\"([^\"]*)|action=\"([^\"]*)", card[0]) if card else []

    def task(code: str) -> str:
        return str(city.tasks.get(code=code).title)

    services.drop_task(task=city.tasks.get(code="roster"), reason="Came with the map", by=SYSTEM, at=NOON)
    assert own(liaison) == [(task("territory"), "", ""), ("", reverse("agency_detail", args=[city.agency.key]), "")]
    services.drop_task(task=city.tasks.get(code="territory"), reason="Has no beats", by=SYSTEM, at=NOON)
    services.shift_task(task=city.tasks.get(code="academy"), on=NOON.date(), by=SYSTEM, at=NOON)
    tick = reverse("launch_task_tick", args=[city.key, city.tasks.get(code="academy").key])
    assert own(liaison) == [(task("academy"), "", ""), ("", "", tick)]
    assert own(chief) == []


def test_a_form_and_the_listed_row_are_one_congregation_until_staff_say_otherwise() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    form = sent("Lotus Pond", house)
    assert stages(city) == {"Lotus Pond Temple": "pledged"}
    Enrollment.objects.filter(pk=form.pk).update(standing="accepted")
    Congregation.objects.filter(pk=form.congregation_id).update(standing="accepted")
    assert stages(city) == {"Lotus Pond Temple": "enrolled"}
    assert form.congregation is not None
    make.partnership(form.congregation, make.officer(city.agency))
    assert stages(city) == {"Lotus Pond Temple": "matched"}
    pair = congregations.suggest(first=house, second=form.congregation, at=NOON)
    congregations.keep_apart(suggestion=pair, by=SYSTEM, at=NOON)
    assert stages(city) == {"Lotus Pond Temple": "listed", "Lotus Pond": "matched"}


def test_merged_rows_stand_there_once() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    town.invite(city)
    form = sent("Lotus Pond", house)
    assert form.congregation is not None
    congregations.merge(suggestion=congregations.suggest(first=house, second=form.congregation, at=NOON), by=SYSTEM, at=NOON)
    assert stages(city) == {"Lotus Pond": "pledged"}


def test_other_towns_do_not_count() -> None:
    city = town.launch()
    town.prospect(make.agency(), "Far Away")
    assert stages(city) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_costs_the_same_for_one_and_for_three(client: Client, rows: int, django_assert_num_queries) -> None:
    city = town.launch()
    for n in range(rows):
        town.prospect(city.agency, f"House {n}", n)
    client.force_login(city.lead)
    url = reverse("launch_board", args=[city.key])
    client.get(url)
    with django_assert_num_queries(21):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_counting_a_mailing_costs_one_query(rows: int, django_assert_num_queries) -> None:
    from onecop.launch import prospects

    city = town.launch()
    for n in range(rows):
        town.prospect(city.agency, f"House {n}", n)
    with django_assert_num_queries(1):
        assert len(prospects.sorting(city, prospects.Wanted(), way="letter", tongue="en", again=False, at=NOON).chosen) == rows


def test_the_board_is_filtered_by_stage_tradition_and_area(client: Client) -> None:
    city, houses = full_city()
    client.force_login(city.lead)
    url = reverse("launch_board", args=[city.key])

    def shown(**query: str) -> set[str]:
        lines = list(csv.DictReader(io.StringIO(client.get(url, {**query, "format": "csv"}).getvalue().decode().lstrip("\ufeff"))))
        return {line["Congregation"] for line in lines}

    assert shown() == {house.name for house in houses.values()}
    assert shown(stage="2") == {"Opened"}
    assert shown(tradition="buddhist") == {"Listed", "Invited", "Opened", "Pledged"}
    assert shown(q="met") == {"Met"}


def test_what_is_downloaded_runs_no_formula(client: Client) -> None:
    city = town.launch()
    town.prospect(city.agency, "=cmd|' /C calc'!A0")
    client.force_login(city.lead)
    for name in ("launch_board", "launch_prospects"):
        text = client.get(reverse(name, args=[city.key]), {"format": "csv"}).getvalue().decode()
        assert "'=cmd" in text
        assert "\n=cmd" not in text


def test_liaison_and_executive_read_the_board_without_a_word_about_reaching_anybody(client: Client) -> None:
    city, houses = full_city()
    services.set_address(congregation=houses["listed"], email="hidden@mail.example", attention="The Rev. Ana Cruz", by=SYSTEM, at=NOON)
    for role in ("liaison", "executive"):
        client.force_login(town.holder(city.agency, role, f"The {role}"))
        for page in ("launch_board", "launch_detail", "launch_map"):
            text = client.get(reverse(page, args=[city.key])).content.decode()
            assert "hidden@" not in text
            assert "Willow Street" not in text
            assert "Mai Pham" not in text
        for page in ("launch_prospects", "launch_pledges", "launch_invite", "launch_edit"):
            assert client.get(reverse(page, args=[city.key])).status_code == 403
    client.force_login(city.lead)
    assert "Mai Pham" in client.get(reverse("launch_pledges", args=[city.key])).content.decode()


def test_the_owner_ticks_their_own_task_and_no_other(client: Client) -> None:
    city = town.launch()
    client.force_login(town.holder(city.agency, "liaison", "Joan Petrie"))
    own, other = city.tasks.get(code="academy"), city.tasks.get(code="place")
    assert client.post(reverse("launch_task_tick", args=[city.key, own.key])).status_code == 302
    assert client.post(reverse("launch_task_tick", args=[city.key, other.key])).status_code == 403
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.done_by_label, other.done_at) == ("Joan Petrie", None)


def test_staff_give_a_task_away_and_move_it(client: Client) -> None:
    city = town.launch()
    client.force_login(city.lead)
    task = city.tasks.get(code="place")
    client.post(reverse("launch_task", args=[city.key, task.key]), {"owner": "role:executive", "on": "2026-12-24"})
    task = city.tasks.select_related("launch").get(pk=task.pk)
    assert (task.owner_role, task.due_on.isoformat()) == ("executive", "2026-12-24")
    assert client.post(reverse("launch_task", args=[city.key, task.key]), {"owner": "person:nobody", "on": "2026-12-24"}).status_code == 422


def test_the_plan_is_printed(client: Client) -> None:
    city = town.launch()
    client.force_login(city.lead)
    answer = client.get(reverse("launch_print", args=[city.key]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_link_is_looked_at_without_a_trace_and_opened_by_start(client: Client) -> None:
    from onecop.access import links
    from onecop.launch.services.opening import INVITED

    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    town.invite(city)
    row = ProspectInvitation.objects.get()
    token = links.issue(act=INVITED, target=row, email="", until=NOON.replace(year=2030), at=NOON)
    url = reverse("launch_invited", args=[token])
    for look in (client.get, client.head):
        assert look(url).status_code == 200
    row.refresh_from_db()
    assert (row.opened_at, row.enrollment) == (None, None)
    page = client.get(url).content.decode()
    assert house.name in page
    assert "Willow Street" not in page
    begun = client.post(url, follow=True)
    assert begun.resolver_match.url_name == "enrollment_page"
    row.refresh_from_db()
    assert row.opened_at is not None
    # A second phone with the same letter: the same empty form, until somebody's name is in it.
    assert row.enrollment is not None
    congregations.keep_page(enrollment=row.enrollment, slug="you", typed={"name": ["Mai Pham"]}, at=NOON)
    other = Client().post(url, follow=True).content.decode()
    assert "Somebody of your congregation has begun already." in other
    assert "Mai Pham" not in other
    assert client.post(url, follow=True).resolver_match.url_name == "enrollment_page"
