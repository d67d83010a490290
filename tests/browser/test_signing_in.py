"""The way in, in a real browser: a code from the mail, an authenticator app, a passkey; and how the pages stand at two widths."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from onecop.access import services
from onecop.access.models import Person
from onecop.kernel.clock import now
from tests import make
from tests.access.letters import newest_text
from tests.access.test_second_factor import code_of
from tests.browser.conftest import WIDTHS, runs_over

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def strict(settings: Any, live_server: Any) -> None:
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture
def nadia() -> Person:
    who = make.staff("Nadia Osei")
    make.grant(who, "coordinator", services.new_scope(kind="congregation", name="Lotus Pond Temple"))
    return who


def by_code(page: Any, who: Person) -> None:
    page.goto(reverse("account_login"))
    page.get_by_role("link", name="Send me a code").click()
    page.get_by_label("Email").fill(who.email)
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Code", exact=True).fill(re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", newest_text(who.email)).group())
    page.get_by_role("button", name="Sign in").click()


def authenticator(page: Any) -> None:
    """Give the browser a passkey device of its own, which says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})


def sign_out(page: Any) -> None:
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def on_localhost(page: Any, live_server: Any) -> None:
    """Passkeys belong to a name, so the server is asked by its name instead of its number."""
    page.context.clear_cookies()
    page.goto(live_server.url.replace("127.0.0.1", "localhost"))


def test_code_then_app_then_both(page: Any, nadia: Person) -> None:
    by_code(page, nadia)
    assert page.get_by_role("heading", level=1).inner_text() == "Your second lock"
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code.oc-code").inner_text().strip()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your recovery codes"
    page.goto(reverse("profile"))
    assert page.get_by_role("heading", level=1).inner_text() == "My profile"
    sign_out(page)
    cache.clear()
    by_code(page, nadia)
    assert page.get_by_role("heading", level=1).inner_text() == "One more proof"
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in").click()
    page.goto(reverse("profile"))
    assert page.get_by_role("heading", level=1).inner_text() == "My profile"


def test_a_passkey_alone_signs_in(context: Any, live_server: Any, nadia: Person, settings: Any) -> None:
    base = live_server.url.replace("127.0.0.1", "localhost")
    settings.CSRF_TRUSTED_ORIGINS = [base]
    page = context.browser.new_context(base_url=base).new_page()
    page.set_default_timeout(30_000)
    authenticator(page)
    by_code(page, nadia)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My desk")
    page.locator("label", has_text="Passwordless").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    assert Authenticator.objects.get(user=nadia, type="webauthn").wrap().name == "My desk"
    sign_out(page)
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(lambda url: "/account/login" not in url)
    page.goto(reverse("profile"))
    assert page.get_by_role("heading", level=1).inner_text() == "My profile"
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_stand(page: Any, at: Any, axe: Any, sign_in: Any, settings: Any, nadia: Person, width: int) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.DEMO = True
    demo = make.person("Maya Brandt", email="maya@demo.onecop.example")
    make.grant(demo, "faith_leader", services.new_scope(kind="congregation", name="Willow Hall"))
    services.new_region(name="The Lakes", states=["OH", "MI"], by=nadia, at=now())
    services.invite(email="x@mail.example", name="Amos Field", role="deputy", scope=demo.open_grants[0].scope, by=nadia, at=now())
    invited = re.search(r"(/invitation/[^/\s]+/)", newest_text("x@mail.example")).group(1)
    at(width)
    wrong = {}
    anonymous = ["account_login", "account_request_login_code", "account_reset_password", "account_signup"]
    own = ["profile", "people", "invitations", "invitation_new", "regions", "region_new", "audit", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"]
    own += ["usersessions_list", "account_email", "account_set_password", "account_logout"]
    for name in [*anonymous, invited, *own]:
        if name == own[0]:
            sign_in(page, nadia)
        page.goto(name if name.startswith("/") else reverse(name))
        faults = [*axe(page), *runs_over(page)]
        if faults:
            wrong[name] = faults
    assert wrong == {}
