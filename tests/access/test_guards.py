"""What stands around every page: nobody keeps a copy of a personal page, strangers send no large bodies, the log holds no keys."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as given
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from onecop.access import links, services
from onecop.access.middleware import LARGEST, LARGEST_FILE
from onecop.kernel.actor import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make.staff())
    return client


def test_no_browser_and_no_proxy_keeps_a_personal_page(desk: Client, client: Client) -> None:
    def kept(who: Client, name: str, *args: str) -> str:
        return str(who.get(reverse(name, args=args)).headers.get("Cache-Control", ""))

    assert [kept(desk, name) for name in ("people", "profile", "home_staff", "front")] == ["private, no-store"] * 4
    assert kept(desk, "congregation_detail", make.congregation().key) == "private, no-store"
    assert kept(client, "invitation_accept", "made-up") == "private, no-store"
    assert kept(client, "front") == ""


def test_the_csv_of_a_list_is_kept_by_nobody(desk: Client) -> None:
    answer = desk.get(reverse("congregation_list"), {"format": "csv"})
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/csv; charset=utf-8", "private, no-store")


def size(who: Client, url: str, length: int) -> int:
    """Send a body that says how large it is, and is not there: whoever tries to read it gets nothing."""
    return who.generic("POST", url, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(length)).status_code


def test_a_body_is_measured_before_it_is_read(desk: Client, client: Client) -> None:
    coordinator = Client()
    coordinator.force_login(make.grant(make.person(), "coordinator", make.congregation().scope).person)
    url = reverse("import_new", args=["agencies"])
    assert [size(who, url, LARGEST + 1) for who in (client, coordinator, desk)] == [400, 400, 200]
    assert [size(who, url, LARGEST) for who in (client, coordinator, desk)] == [302, 404, 200]
    assert size(desk, url, LARGEST_FILE + 1) == 400


def test_headers_that_browsers_are_told(desk: Client) -> None:
    answer = desk.get(reverse("people"))
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    names = ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    assert [answer.headers[name] for name in names] == ["nosniff", "DENY", "same-origin", "same-origin"]
    assert (given.SESSION_COOKIE_HTTPONLY, given.SESSION_COOKIE_SAMESITE) == (True, "Lax")


def test_the_log_keeps_no_token(caplog: Any) -> None:
    """A form that comes without its token, and a link that has ended, are logged with their address: the key in it is not."""
    token = links.new_token()
    url = reverse("invitation_accept", args=[token])
    strict = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG):
        answers = [strict.post(url).status_code, strict.get(url).status_code]
    said = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert (answers, token in said, "/invitation/…/" in said) == ([403, 404], False, True)


def test_an_invitation_is_accepted_by_whoever_was_invited_and_not_by_whoever_is_signed_in(desk: Client) -> None:
    scope = make.congregation().scope
    made = services.invite(email="maya@mail.example", name="Maya Lund", role="coordinator", scope=scope, by=SYSTEM, at=make.NOON)
    token = links.new_token()
    made.token_hash, made.expires_at = links.digest(token), make.NOON.replace(year=2126)
    made.save()
    assert desk.post(reverse("invitation_accept", args=[token]), {"name": "Maya Lund"}).status_code == 302
    given_to = scope.grants.get(role="coordinator").person
    assert (given_to.email, desk.session["_auth_user_id"]) == ("maya@mail.example", str(given_to.pk))


def test_nobody_writes_to_the_whole_world_by_invitations(client: Client) -> None:
    """A faith leader may name whom they like; a hundred letters an hour to addresses of one's choice is no congregation."""
    temple = make.congregation("Lotus Pond Temple")
    client.force_login(make.grant(make.person(), "faith_leader", temple.scope).person)
    url = reverse("invitation_new")
    where = {"where": temple.name, "scope": temple.scope.key, "role": "deputy", "name": "Maya Lund"}
    found = [client.post(url, {**where, "email": f"maya{n}@mail.example"}).status_code for n in range(102)]
    assert (found[0], found[99], found[100:], temple.scope.invitations.count()) == (302, 302, [429, 429], 100)


def test_a_refusal_that_no_page_caught_is_said_in_its_words(desk: Client, monkeypatch: Any) -> None:
    """Between the look and the act somebody else was quicker. The act is replaced here: no thread could hit the moment every time."""

    def refuse(**_words: Any) -> None:
        raise services.NotYours("You cannot give this role there.")

    monkeypatch.setattr(services, "end_sessions", refuse)
    answer = desk.post(reverse("person_sign_out", args=[make.grant(make.person(), "deputy", make.congregation().scope).person.key]))
    assert (answer.status_code, "You cannot give this role there." in answer.content.decode()) == (403, True)
