"""The second factor: asked of staff, liaisons and executives before anything else; the demo is exempt, and says so."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from onecop.access import services
from onecop.access.models import Person, Scope
from onecop.audit.models import Entry
from onecop.kernel.clock import now
from tests import make
from tests.access.test_sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def strict(settings: Any) -> None:
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True


def scope(kind: str) -> Scope:
    if kind == "nation":
        return make.nation()
    return make.region() if kind == "region" else services.new_scope(kind=kind, name=f"Some {kind}")


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(who: Person) -> str:
    secret = generate_totp_secret()
    TOTP.activate(who, secret)
    return secret


@pytest.mark.parametrize(
    ("role", "kind", "held_back"),
    [
        ("national_staff", "nation", True), ("regional_staff", "region", True), ("liaison", "agency", True), ("executive", "agency", True),
        ("supervisor", "agency", True), ("officer", "agency", False), ("faith_leader", "congregation", False), ("coordinator", "congregation", False),
        ("deputy", "congregation", False), ("funder", "nation", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("required", [True, False])
def test_whose_role_reaches_far_must_set_one_up_first(client: Client, settings: Any, role: str, kind: str, held_back: bool, required: bool) -> None:
    settings.SECOND_FACTOR_REQUIRED = required
    who = make.person(email="who@mail.example")
    make.grant(who, role, scope(kind))
    sign_in(client, who)
    for method in (client.get, client.head, client.post):
        answer = method(reverse("profile"))
        sent_away = answer.status_code == 302 and answer["Location"].startswith(reverse("mfa_index"))
        assert sent_away is (held_back and required)
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_absent_pages_stay_absent_for_those_held_back(client: Client, staff: Person) -> None:
    sign_in(client, staff)
    assert client.get("/there-is-no-such-page/").status_code == 404


@pytest.mark.django_db(transaction=True)  # the library marks the session once the factor is committed
def test_setting_up_an_app_opens_the_door(client: Client, staff: Person) -> None:
    sign_in(client, staff)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret if page.context else client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get(reverse("profile")).status_code == 200
    assert Entry.objects.filter(verb="sign_in.changed", note="totp_activated", by_id=staff.pk).exists()


def test_the_secret_of_the_app_is_not_kept_in_the_clear(staff: Person) -> None:
    secret = with_app(staff)
    assert secret not in str(Authenticator.objects.get(user=staff, type="totp").data)
    assert Authenticator.objects.get(user=staff, type="totp").wrap().validate_code(code_of(secret))


def test_with_an_app_the_mail_alone_does_not_sign_in(client: Client, staff: Person) -> None:
    secret = with_app(staff)
    sign_in(client, staff)
    assert "_auth_user_id" not in client.session
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (200, False)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("profile")).status_code == 200


def test_a_session_from_before_the_app_must_show_it(staff: Person) -> None:
    """The session that made the factor goes on; another, opened without one, is asked for it."""
    before = Client()
    sign_in(before, staff)
    with_app(staff)
    answer = before.get(reverse("profile"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


def test_the_last_second_factor_stays_while_the_role_asks_for_it(client: Client, staff: Person) -> None:
    who = make.person("Ruth Adeyemi", email="ruth@mail.example")
    make.grant(who, "coordinator", scope("congregation"))
    for person, stays in ((staff, True), (who, False)):
        cache.clear()
        secret = with_app(person)
        other = Client()
        sign_in(other, person)
        other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        cache.clear()  # the same half-minute's code once more
        other.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
        other.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=person, type="totp").exists() is stays


def test_an_invitation_does_not_go_round_the_second_factor(client: Client, staff: Person) -> None:
    """Whoever reads the mailbox accepts the invitation, and still has to show the app."""
    import re

    from tests.access.letters import newest_text

    with_app(staff)
    services.invite(email=staff.email, name="N", role="coordinator", scope=scope("congregation"), by=staff, at=now())
    url = re.search(r"https?://[^/]+(/invitation/\S+)", newest_text(staff.email)).group(1)
    answer = client.post(url)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("act", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_the_passkey_of_somebody_else_is_not_there(client: Client, act: str) -> None:
    owner, other = make.person(email="owner@mail.example"), make.person(email="other@mail.example")
    key = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Phone", "credential": {}})
    sign_in(client, other)
    foreign, absent = (client.get(reverse(act, args=[pk])) for pk in (key.pk, 987654321))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert client.post(reverse(act, args=[key.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk, data__name="Phone").exists()


@pytest.mark.parametrize("page", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_index", "account_email", "account_set_password"])
def test_a_session_that_has_not_shown_the_factor_makes_no_second_one(staff: Person, page: str) -> None:
    before = Client()
    sign_in(before, staff)
    with_app(staff)
    for method in (before.get, before.post):
        answer = method(reverse(page))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("mfa_reauthenticate"))
