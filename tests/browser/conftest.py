"""A real browser on a real server. Tests here are skipped, and say so, where Chromium is not installed (`bin/setup --browser`)."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from pytest_django.live_server_helper import LiveServer

# Playwright's synchronous interface runs an event loop in this thread, and Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDTHS = (390, 1280)
REAL_DATABASE = settings.DATABASES["default"]["NAME"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.one_engine)
            # A browser beside a full machine is now and then late; what fails twice is at fault. The summary names each second try.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if not shutil.which("chromium"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: bin/setup --browser installs it"))


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """Nobody has asked for anything yet: how often one may is counted in the cache."""
    cache.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import Locator, expect, sync_playwright

    expect.set_options(timeout=30_000)  # as long as everything else here waits on a busy machine
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setattr(Locator, "click", patient(Locator.click))
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def context(browser: Any, live_server: Any) -> Iterator[Any]:
    """One visitor with cookies of their own. Ends before the server does, so that no request is left hanging."""
    found = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="en-US", timezone_id="America/New_York")
    found.set_default_timeout(30_000)
    yield found
    found.close()


@pytest.fixture
def page(context: Any) -> Iterator[Any]:
    """A page on which an error in the console, a breach of the content policy or a broken file fails the test.

    A test that expects one empties `page.complaints`.
    """
    found = context.new_page()
    watch(found)
    yield found
    assert found.complaints == [], "the browser complained: " + "; ".join(found.complaints)


def watch(page: Any) -> None:
    """Collect in `page.complaints` whatever the browser objects to."""
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A demo site that all tests of a module share, database and all; it is emptied when the module ends.

    For stories that take long to set up. Tests on it ask for no `db`, and open their windows with `visit`.
    """
    with django_db_blocker.unblock():
        # pytest-django makes a test database only when a test of the run asks for `db`; never play and flush in any other.
        own = setup_databases(verbosity=0, interactive=False, aliases={"default"}) if connection.settings_dict["NAME"] == REAL_DATABASE else None
        assert connection.settings_dict["NAME"] != REAL_DATABASE
        server = LiveServer("localhost")
        with override_settings(DEMO=True, SECOND_FACTOR_REQUIRED=False, SITE_URL=server.url, CSRF_TRUSTED_ORIGINS=[server.url]):
            yield server
        server.stop()
        if own:
            teardown_databases(own, verbosity=0)
        else:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=False, inhibit_post_migrate=False)


@pytest.fixture
def visit(browser: Any, site: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens the site in a window with cookies of its own; the complaints of each fail the test."""
    cache.clear()  # how often somebody may ask for a code
    opened: list[Any] = []

    def open_window(width: int = 1280, *, javascript: bool = True, person: Any = None) -> Any:
        size = {"width": width, "height": 844 if width < 600 else 900}
        context = browser.new_context(
            base_url=site.url, viewport=size, java_script_enabled=javascript, locale="en-US", timezone_id="America/New_York", reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        watch(page)
        page.scripted = javascript
        if person is not None:
            enter(page, person, site.url)
        opened.append(page)
        return page

    yield open_window
    complaints = [words for page in opened for words in page.complaints]
    for page in opened:
        page.context.close()
    assert complaints == []


def patient(click: Callable[..., None]) -> Callable[..., None]:
    """Let a click return only when what it set off is there: the next page, whole, or the part of it that htmx fetches.

    Playwright's own click returns when the next page begins, and knows nothing of htmx; a count or a text read then is one of the page before.
    """

    def press(locator: Any, **options: Any) -> None:
        from playwright.sync_api import Error

        page, leaving = locator.page, []

        def leave(request: Any) -> None:
            if request.is_navigation_request() and request.frame == page.main_frame:
                leaving.append(request)

        def arrive(request: Any) -> None:
            if request in leaving:
                leaving.remove(request)

        watched = {"request": leave, "requestfinished": arrive, "requestfailed": arrive}
        for event, note in watched.items():
            page.on(event, note)
        try:
            click(locator, **options)
            for _ in range(500):
                if settled(page, BUSY) is False and not leaving:
                    break
                page.wait_for_timeout(20)
        except Error:
            if not page.is_closed():
                raise
        finally:
            for event, note in watched.items():
                page.remove_listener(event, note)

    return press


BUSY = "document.readyState !== 'complete' || document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling') !== null"
"""What htmx marks an element with from the moment it asks until the answer stands in the page."""


def enter(page: Any, person: Any, address: str) -> None:
    """Sign a person in by a session of their own, without walking through the form."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, Any], None]:
    """Return a function that signs a person in on a page."""
    return lambda page, person: enter(page, person, live_server.url)


def shoot(page: Any, name: str) -> None:
    """Keep a picture of the whole page in the folder that ONECOP_SCREENSHOTS names, for people to look at; otherwise do nothing."""
    if folder := os.environ.get("ONECOP_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Return a function that gives the violations of accessibility rules on a page: rule, what to do, and the first element."""
    script = AXE.read_text()

    def judge(page: Any) -> list[str]:
        assert getattr(page, "scripted", True), "without JavaScript no promise is ever kept: axe would wait without end"
        # Evaluated from outside, so the content policy of the page stays as it is. Once for a page, however often it is judged.
        if settled(page, "typeof window.axe === 'undefined'"):
            settled(page, script)
        found = settled(page, "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
        return [f"{v['id']}: {v['help']}: {n['html'][:160]}" for v in found for n in v["nodes"][:2]]

    return judge


@pytest.fixture
def at(page: Any) -> Callable[[int], Any]:
    """Return a function that gives the page the width of a phone (390) or a desk (1280)."""

    def resize(width: int) -> Any:
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        return page

    return resize


def runs_over(page: Any) -> list[str]:
    """Return what makes a page scroll sideways; empty when nothing does."""
    return list(
        settled(
            page,
            """document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(e => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)""",
        )
    )


def settled(page: Any, expression: str) -> Any:
    """Evaluate on a page once it stands: a click returns before the next page has come, and between two pages there is no document to ask.

    Raises the browser's error when it holds on the page that stands, too.
    """
    from playwright.sync_api import Error

    for patience in (50, 200, 1000):
        page.wait_for_load_state("load")
        try:
            return page.evaluate(expression)
        except Error:
            page.wait_for_timeout(patience)
    page.wait_for_load_state("load")
    return page.evaluate(expression)
