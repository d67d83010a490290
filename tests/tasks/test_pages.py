from typing import Any

import pytest
from django.test import Client

from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def desk(staff: Any) -> Client:
    client = Client()
    client.force_login(staff)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(desk: Client, rows: int, django_assert_max_num_queries: Any) -> None:
    for n in range(rows):
        make.job(title=f"Roster {n}")
    desk.get("/tasks/")
    with django_assert_max_num_queries(8) as asked:
        page = desk.get("/tasks/", headers={"HX-Request": "true"}).content.decode()
    assert [f"Roster {n}" in page for n in range(4)] == [n < rows for n in range(4)]
    assert len([q for q in asked.captured_queries if "tasks_job" in q["sql"]]) == 2


def test_a_running_task_shows_how_far_it_is_and_asks_again(desk: Client) -> None:
    job = make.job(state=JobState.RUNNING, done=400, total=849, note="reading rows", started_at=NOON)
    page = desk.get(f"/tasks/{job.key}/").content.decode()
    part = desk.get(f"/tasks/{job.key}/", headers={"HX-Request": "true"}).content.decode()
    assert [w in part for w in ("400 of 849", "reading rows", "every 2s", "Cancel this", "<html")] == [True, True, True, True, False]
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_failed_task_says_why_and_an_ended_one_is_not_asked_again(desk: Client) -> None:
    job = make.job(state=JobState.FAILED, ended_at=NOON, trouble="The file was already brought in.")
    page = desk.get(f"/tasks/{job.key}/").content.decode()
    assert [w in page for w in ("The file was already brought in.", "every 2s", "Cancel this")] == [True, False, False]


def test_staff_stop_a_task_and_the_one_who_asked_may_too_but_nobody_else(desk: Client) -> None:
    liaison, other = make.person(), make.person()
    for who in (liaison, other):
        make.grant(who, "liaison", make.agency().scope)
    mine, theirs = make.job(by_id=liaison.pk), make.job()
    client = Client()
    client.force_login(liaison)
    assert [client.post(f"/tasks/{j.key}/cancel/").status_code for j in (mine, theirs)] == [302, 404]
    assert desk.post(f"/tasks/{theirs.key}/cancel/").status_code == 302
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.CANCELLED}
