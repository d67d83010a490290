import gc
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import override_settings
from django.urls import Resolver404
from hypothesis import HealthCheck, settings

from onecop.access.models import Person
from tests import flush, make, template
from tests.html import NOT_PAGES, faults

# The suite plays the same examples each time, so that a red run is about the change at hand. ONECOP_TEST_SEARCH=1 looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("search" if os.environ.get("ONECOP_TEST_SEARCH") else "same")


EVERYTHING = bool(os.environ.get("ONECOP_TEST_BOTH"))
"""Every test on every engine, also those that no engine can change."""


MORNING = make.NOON + timedelta(hours=15)
"""What the clock shows when a test begins: what tests tell of happened yesterday, at noon or soon after."""
OWN_CLOCK = not os.environ.get("ONECOP_TEST_CLOCK")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """SQLite plays every test. Another engine plays those that work on its database and are not marked `one_engine`.

    Processes of their own beside a full machine are now and then late: like a browser's, such a test has a second try, which the summary names.
    """
    for item in items:
        if item.get_closest_marker("real_clock"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if EVERYTHING or connection.vendor == "sqlite":
        return
    left = [item for item in items if item.get_closest_marker("one_engine") or not works_on_the_database(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def works_on_the_database(item: pytest.Item) -> bool:
    asks = {"db", "transactional_db", "django_db_setup", "live_server"}.intersection(getattr(item, "fixturenames", ()))
    of = getattr(item, "cls", None)
    return bool(asks or item.get_closest_marker("django_db")) or (of is not None and issubclass(of, TransactionTestCase))


def pytest_collection_finish() -> None:
    """What has been imported stays until the end: the garbage collector need not look through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The last that pytest-django asks for before it makes the database."""
    with template.copied():
        yield


@pytest.fixture(autouse=True)
def _always_the_same_morning(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test says the same on every day of every year, and at every hour. The clock runs on from there.

    Whoever works with other programs, a browser or a worker of its own, shares the real clock with them: marked `real_clock` or `browser`.
    """
    if OWN_CLOCK and not any(request.node.get_closest_marker(name) for name in ("real_clock", "browser")):
        with time_machine.travel(MORNING, tick=True):
            yield
    else:
        yield


@pytest.fixture
def staff(db: None) -> Person:
    return make.staff()


@pytest.fixture(scope="session", autouse=True)
def files_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads of tests are kept in a folder of the run, never beside the data of a site.

    Django's live server hands out MEDIA_ROOT at MEDIA_URL, which the product never does: an address of its own keeps it off our pages.
    """
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), MEDIA_URL="/only-in-tests/"):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    with flush.quick():
        yield


@pytest.fixture(autouse=True)
def _every_page_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the HTML of every page that a test opens with Django's client: tests/html.py says what must hold.

    Once, on SQLite: no engine changes the markup.
    """
    if connection.vendor != "sqlite" and not EVERYTHING:
        return
    ask = Client.request

    def request(client: Client, **environ: Any) -> Any:
        response = ask(client, **environ)
        try:
            name = response.resolver_match.url_name
        except (AttributeError, Resolver404):  # an answer to an address that is nobody's
            name = None
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming and response.content and name not in NOT_PAGES
        if is_page:
            wrong = faults(response.content.decode(), fragment="HTTP_HX_REQUEST" in environ)
            assert not wrong, f"{environ.get('PATH_INFO')} as HTML: " + "; ".join(wrong)
        return response

    monkeypatch.setattr(Client, "request", request)
