import importlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.urls import Resolver404
from hypothesis import HealthCheck, settings

from onecop.access.models import Person
from tests import make
from tests.html import NOT_PAGES, faults

# The suite plays the same examples each time, so that a red run is about the change at hand. ONECOP_TEST_SEARCH=1 looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("search" if os.environ.get("ONECOP_TEST_SEARCH") else "same")


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
def flush_audit_too() -> Iterator[None]:
    """Between tests that commit, SQLite empties tables by DELETE, which the audit trail refuses: lift its trigger for that moment only."""
    from django.db.backends.sqlite3.base import DatabaseOperations  # its own module cannot be imported first

    given = DatabaseOperations.sql_flush
    trigger = importlib.import_module("onecop.audit.migrations.0002_append_only")

    def flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        lines = given(self, style, tables, **options)
        return [*trigger.SQLITE_BACK, *lines, *trigger.SQLITE] if lines else []

    DatabaseOperations.sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = given  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _every_page_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the HTML of every page that a test opens with Django's client: tests/html.py says what must hold."""
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
