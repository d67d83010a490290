"""Every URL × method × role × {own, sibling, far, absent} allows exactly what the permission table says.

To add a page: write one line into access_table.py (its head says how); if it shows a new kind of object, one property into world.py.
Verdicts: `in` (the page or its form answered), `sign_in` (sent to the sign-in page), `absent` (404, the same body for foreign and
absent), `forbidden` (403), `refused` (405). Anything else is a fault of the page.
"""

import re
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from onecop.kernel.gate import Gate
from tests.house.access_table import ALL, TABLE, Entry
from tests.house.world import Place, World
from tests.html import faults

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]  # tests/house/test_rough_input.py opens every page on both
ENTRIES = {entry.name: entry for entry in TABLE}
KINDS = {"anyone": "anyone", "signed_in": "signed_in", "page": "needs", "thing": "acts", "link": "link"}
ROLES = ["anonymous", *sorted(ALL)]
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")
ABSENT = {str: "zzzzzzzzzzzz", int: 987654321}
LOGIN = "/account/login/"


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


VIEWS = {pattern.name: pattern.callback for pattern in patterns()}


def test_every_url_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in patterns()]
    assert sorted(str(p.pattern) for p in patterns() if not p.name) == []
    assert sorted(names) == sorted(set(names))


def test_every_url_stands_in_the_permission_table_once() -> None:
    assert sorted(set(VIEWS) - set(ENTRIES)) == []
    assert sorted(set(ENTRIES) - set(VIEWS)) == []
    assert len(TABLE) == len(ENTRIES)


@pytest.mark.parametrize("name", sorted(set(VIEWS) & set(ENTRIES)))
def test_every_view_has_the_gate_that_the_table_says(name: str) -> None:
    gate = getattr(VIEWS[name], "gate", None)
    assert isinstance(gate, Gate), f"{name} has no gate"
    assert gate.kind == KINDS[ENTRIES[name].kind]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; each test works inside a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _every_page_is_sound() -> None:
    """Not on each of the thousands of answers, as elsewhere: once for each page, below."""


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    """The walk asks about roles; tests/access/test_second_factor.py asks about the second factor."""
    settings.SECOND_FACTOR_REQUIRED = False


def ask(world: World, role: str, method: str, url: str, data: dict[str, Any] | None = None) -> HttpResponse:
    """Send one request and take back whatever it did, to the database and to the cookies."""
    cookies = copy(world.clients[role].cookies)
    with transaction.atomic():
        answer = world.clients[role].generic(method, url) if method != "POST" else world.clients[role].post(url, data or {})
        transaction.set_rollback(True)
    world.clients[role].cookies = cookies
    return answer


def verdict(answer: HttpResponse) -> str:
    if answer.status_code in (301, 302, 303) and str(answer["Location"]).startswith(LOGIN):
        return "sign_in"
    return {403: "forbidden", 404: "absent", 405: "refused", 410: "absent"}.get(answer.status_code, "in" if answer.status_code < 500 else "broken")


def body(answer: HttpResponse, url: str) -> str:
    """The page without what differs from answer to answer: nonce, token, the address that was asked for, and what of the menu it stands under."""
    text = answer.content.decode().replace(url, "").replace(' class="usa-current" aria-current="page"', "")
    text = re.sub(r'nonce="[^"]*"', "", text)
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": ?|csrf-token" content=)"[^"]*"', "", text)


def args_of(entry: Entry, place: Place) -> tuple[Any, ...]:
    if entry.args:
        return entry.args(place)
    if entry.kind == "link":
        return ("made-up-token-that-nobody-was-sent",)
    return (getattr(place, entry.of).key,) if entry.of else ()


def expected(entry: Entry, role: str, where: str) -> str:
    if entry.kind == "anyone":
        return "in"
    if role == "anonymous":
        return "sign_in"
    reach = dict(entry.elsewhere).get(where)
    if reach is not None:
        return "in" if role in reach else "absent"
    near = where == "own" or role == "national_staff" or (role == "regional_staff" and where == "sibling")
    if not near:
        return "absent"
    if role in entry.forbidden:
        return "forbidden"
    return "in" if role in entry.allowed else "absent"


@pytest.fixture(scope="module")
def nowhere(world: World) -> dict[str, str]:
    """What each role sees at an address that nobody has."""
    nothing = "/there-is-no-such-page/"
    return {role: body(ask(world, role, "GET", nothing), nothing) for role in ROLES}


def other_than_nothing(answer: HttpResponse, url: str, nowhere: str) -> str:
    """Return how the answer differs from that about a page that is not there; empty when it does not."""
    if answer.status_code != 404:
        return str(answer.status_code)
    return "" if body(answer, url) == nowhere else "another 404 page"


def places_of(entry: Entry) -> list[str]:
    return ["own", "sibling", "far"] if entry.kind == "thing" else ["own"]


def asked_by(entry: Entry) -> str:
    return "GET" if "GET" in entry.methods else "POST"


WALKED = [name for name in sorted(set(VIEWS) & set(ENTRIES)) if ENTRIES[name].kind != "link" and not ENTRIES[name].only_gate]


@pytest.mark.parametrize("name", WALKED)
def test_a_url_lets_in_exactly_whom_the_table_says(world: World, nowhere: dict[str, str], name: str) -> None:
    """What one may not see has the same page as what is not there, whoever asks."""
    entry = ENTRIES[name]
    wrong: list[str] = []
    looked = headed = False
    for where in places_of(entry):
        place = world.places[where]
        url = reverse(name, args=args_of(entry, place))
        data = entry.data(place) if entry.data else None
        for role in ROLES:
            due = expected(entry, role, where)
            for method in ("GET", "POST"):
                answer = ask(world, role, method, url, data)
                found = verdict(answer)
                if method == "GET" and not looked and answer.status_code == 200 and answer.content[:9].lower() == b"<!doctype":
                    looked = True
                    wrong += faults(answer.content.decode())
                allowed = {due} if method in entry.methods else {"refused"} if due == "in" else {"refused", due}
                if found not in allowed:
                    wrong.append(f"{method} {where} as {role}: {found}, the table says {' or '.join(sorted(allowed))}")
                elif due == "absent" and method == asked_by(entry) and (other := other_than_nothing(answer, url, nowhere[role])):
                    wrong.append(f"{method} {where} as {role}: {other}")
            # Django answers HEAD with the view of GET: one who gets in and one who does not show that nothing stands between.
            if where == "own" and "GET" in entry.methods and (role == "anonymous" or (due == "in" and not headed)):
                headed = headed or role != "anonymous"
                found = verdict(ask(world, role, "HEAD", url))
                if found not in {due, "refused"}:
                    wrong.append(f"HEAD {where} as {role}: {found}, the table says {due}")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in WALKED if ENTRIES[name].kind == "thing"])
def test_what_is_not_there_is_the_same_page_for_all(world: World, nowhere: dict[str, str], name: str) -> None:
    entry = ENTRIES[name]
    url = reverse(name, args=tuple(ABSENT[type(arg)] for arg in args_of(entry, world.own)))
    found = {role: other_than_nothing(ask(world, role, asked_by(entry), url), url, nowhere[role]) for role in ROLES if role != "anonymous"}
    assert {role: other for role, other in found.items() if other} == {}


@pytest.mark.parametrize("name", sorted(set(VIEWS) & set(ENTRIES)))
def test_a_url_answers_to_no_other_method(world: World, name: str) -> None:
    entry = ENTRIES[name]
    url = reverse(name, args=args_of(entry, world.own))
    found = {(role, method): ask(world, role, method, url).status_code for role in ("anonymous", "national_staff") for method in OTHER_METHODS}
    assert {key: status for key, status in found.items() if status != 405} == {}


@pytest.mark.parametrize("name", [name for name in sorted(set(VIEWS) & set(ENTRIES)) if ENTRIES[name].kind == "link"])
def test_a_made_up_token_opens_nothing(world: World, name: str) -> None:
    entry = ENTRIES[name]
    url = reverse(name, args=args_of(entry, world.own))
    found = {(role, method): verdict(ask(world, role, method, url)) for role in ("anonymous", "national_staff", "coordinator") for method in entry.methods}
    assert {key: what for key, what in found.items() if what != "absent"} == {}
