"""What nobody types: NUL characters, endless words and numbers, in every address, list and form. None of it may break a page, on either database."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from tests.house.access_table import TABLE, Entry
from tests.house.test_access_walk import args_of, ask
from tests.house.world import World

pytestmark = pytest.mark.django_db
ROUGH = ("a\0b", "9" * 40, "x" * 6000, f"{'a' * 300}@mail.example")
QUERY = (
    "q", "sort", "after", "before", "format", "agency", "where", "p", "topic", "kind", "look", "state", "standing", "area", "shift", "status",
    "tradition", "next", "base", "level", "severity", "verb", "role", "territory", "page", "person", "scope", "at", "day",
)  # fmt: skip
NAMES = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> Iterator[None]:
    """Nor with limits that earlier tests have used up, or that later ones would find used up."""
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _every_page_is_sound() -> None:
    """tests/house/test_access_walk.py looks at the pages."""


def roles(entry: Entry) -> list[str]:
    """Whoever gets in: one of each kind is enough."""
    chosen = [role for role in ("national_staff", "liaison", "coordinator", "officer") if role in entry.allowed]
    return chosen[:2] or ["anonymous"]


def url_of(entry: Entry, world: World) -> str:
    return reverse(entry.name, args=args_of(entry, world.own))


def test_a_session_cookie_with_a_nul_is_no_session(world: World) -> None:
    client = Client(headers={"cookie": 'sessionid="abcdefgh\\000ijkl"'})
    assert client.get("/profile/").status_code == 302


NUMBERED = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
"""Addresses without a word: the router lets nothing but digits into them."""


@pytest.mark.parametrize(
    "entry", [entry for entry in TABLE if (entry.of or entry.args or entry.kind == "link") and entry.name not in NUMBERED], ids=lambda entry: entry.name
)
def test_an_address_with_a_nul_is_an_absent_page(world: World, entry: Entry) -> None:
    good = url_of(entry, world)
    url = good
    for arg in args_of(entry, world.own):
        if isinstance(arg, str):
            for end in "/-.":
                url = url.replace(f"/{arg}{end}", f"/{arg}%00{end}")
    assert url != good
    method = "GET" if "GET" in entry.methods else "POST"
    assert {role: ask(world, role, method, url).status_code for role in roles(entry)} == dict.fromkeys(roles(entry), 404)


@pytest.mark.parametrize("entry", [entry for entry in TABLE if "GET" in entry.methods and not entry.only_gate], ids=lambda entry: entry.name)
def test_no_query_breaks_a_page(world: World, entry: Entry) -> None:
    url, role = url_of(entry, world), roles(entry)[0]
    asked = {rough[:12]: ask(world, role, "GET", f"{url}?{urlencode(dict.fromkeys(QUERY, rough))}").status_code for rough in ROUGH[:2]}
    assert {what: status for what, status in asked.items() if status >= 500} == {}


@pytest.mark.parametrize("entry", [entry for entry in TABLE if "POST" in entry.methods], ids=lambda entry: entry.name)
def test_no_answer_breaks_a_form(world: World, entry: Entry) -> None:
    url, role = url_of(entry, world), roles(entry)[0]
    page = ask(world, role, "GET", url)
    names = set(NAMES.findall(page.content.decode())) if page.status_code == 200 and not page.streaming else set()
    names |= {"p", "officer", "territory", "verdict", "home", "language", "next", "other", "name", "email"}
    found = {}
    for rough in ROUGH:
        found[rough[:12]] = ask(world, role, "POST", url, dict.fromkeys(names, rough)).status_code
    found["a name"] = ask(world, role, "POST", url, {f"{name}\0": ROUGH[0] for name in names}).status_code
    assert {what: status for what, status in found.items() if status >= 500} == {}
