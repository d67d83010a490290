"""Signing in: code, password, demo; nothing tells who has an account; limits; sessions that end everywhere."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from onecop.access import services
from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make
from tests.access.letters import newest_text

pytestmark = pytest.mark.django_db
PASSWORD = "three green boats at noon"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ruth() -> Person:
    who = make.person("Ruth Adeyemi", email="ruth@mail.example", password=PASSWORD)
    make.grant(who, "coordinator", services.new_scope(kind="congregation", name="Lotus Pond Temple"))
    return who


def ask_code(client: Client, email: str) -> HttpResponse:
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def sign_in(client: Client, who: Person) -> None:
    ask_code(client, who.email)
    client.post(reverse("account_confirm_login_code"), {"code": re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", newest_text(who.email)).group()})


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id") if client.get(reverse("profile")).status_code == 200 else None


def plain(answer: HttpResponse, email: str) -> str:
    text = answer.content.decode().replace(email, "ADDRESS")
    return re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", text)


def test_a_code_from_the_mail_signs_in(client: Client, ruth: Person) -> None:
    sign_in(client, ruth)
    assert signed_in_as(client) == str(ruth.pk)


def test_the_code_stands_in_the_letter_and_not_in_its_subject(client: Client, ruth: Person) -> None:
    ask_code(client, ruth.email)
    assert Message.objects.get(email=ruth.email).subject == "Your sign-in code for OneCOP"


def test_a_wrong_code_does_not_sign_in(client: Client, ruth: Person) -> None:
    ask_code(client, ruth.email)
    answer = client.post(reverse("account_confirm_login_code"), {"code": "WRONG-CODE"})
    assert answer.status_code == 200
    assert signed_in_as(client) is None


@pytest.mark.parametrize("email", ["ruth@mail.example", "nobody@mail.example"])
def test_a_code_is_asked_for_the_same_way_by_everybody(client: Client, ruth: Person, email: str) -> None:
    answer = ask_code(client, email)
    assert (answer.status_code, [where for where, _ in answer.redirect_chain]) == (200, ["/account/login/code/confirm/"])


def test_nothing_tells_who_has_an_account(ruth: Person) -> None:
    """Known, unknown and shut out: the same status, the same address, the same page, for every way in."""
    gone = make.person("Gone Person", email="gone@mail.example", password=PASSWORD, is_active=False)
    ways = {
        "account_request_login_code": {},
        "account_reset_password": {},
        "account_login": {"password": "a wrong password of some length"},
    }
    for url, data in ways.items():
        seen = set()
        for email in (ruth.email, "nobody@mail.example", gone.email):
            cache.clear()
            answer = Client().post(reverse(url), {"email": email, "login": email, **data}, follow=True)
            seen.add((answer.status_code, tuple(answer.redirect_chain), plain(answer, email)))
        assert len(seen) == 1, url


def test_codes_are_limited(client: Client, ruth: Person) -> None:
    """Three letters for one address in a minute; the fourth is not sent. Another address is not held up."""
    pages = [ask_code(Client(), ruth.email) for _ in range(4)]
    assert [bool(page.redirect_chain) for page in pages] == [True, True, True, False]
    assert Message.objects.filter(email=ruth.email).count() == 3
    assert ask_code(Client(), "somebody@mail.example").redirect_chain


def test_passwords_are_limited(ruth: Person) -> None:
    def attempt(password: str) -> bool:
        client = Client()
        client.post(reverse("account_login"), {"login": ruth.email, "password": password})
        return "_auth_user_id" in client.session

    assert attempt(PASSWORD)
    assert not any(attempt(f"wrong number {n} of many") for n in range(6))
    assert not attempt(PASSWORD)  # five wrong tries shut the door for five minutes, even to the right one
    cache.clear()
    assert attempt(PASSWORD)


def test_nobody_signs_up(client: Client) -> None:
    assert "You come by invitation" in client.get("/account/signup/").content.decode()
    assert client.post("/account/signup/", {"email": "new@mail.example"}).status_code == 405


@pytest.mark.parametrize("end", ["deactivate", "last role", "everywhere"])
def test_sessions_end_everywhere(ruth: Person, staff: Person, end: str) -> None:
    phone, desk, control = Client(), Client(), Client()
    other = make.person("Amos Field", email="amos@mail.example")
    for client, who in ((phone, ruth), (desk, ruth), (control, other)):
        sign_in(client, who)
        assert signed_in_as(client) == str(who.pk)
    if end == "deactivate":
        services.deactivate(person=ruth, by=staff, at=make.NOON)
    elif end == "last role":
        services.revoke(grant=ruth.open_grants[0], by=staff, at=make.NOON)
    else:
        services.end_sessions(person=ruth, by=staff, at=make.NOON)
    assert [signed_in_as(c) for c in (phone, desk, control)] == [None, None, str(other.pk)]
    if end == "deactivate":
        services.reactivate(person=ruth, by=staff, at=make.NOON)
        assert [signed_in_as(c) for c in (phone, desk)] == [None, None]  # a closed session stays closed


def test_losing_one_role_of_two_keeps_the_session(client: Client, ruth: Person, staff: Person) -> None:
    make.grant(ruth, "deputy", services.new_scope(kind="congregation", name="Willow Hall"))
    sign_in(client, ruth)
    services.revoke(grant=ruth.open_grants[0], by=staff, at=make.NOON)
    assert signed_in_as(client) == str(ruth.pk)


def test_sign_out_everywhere_keeps_the_one_in_hand(ruth: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, ruth)
    cache.clear()
    sign_in(there, ruth)
    here.post(reverse("usersessions_list"))
    assert [signed_in_as(c) for c in (here, there)] == [str(ruth.pk), None]
    assert Entry.objects.filter(verb="sessions.ended", by_id=ruth.pk).count() == 1


def test_a_new_password_ends_the_other_sessions(ruth: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, ruth)
    cache.clear()
    sign_in(there, ruth)
    new = "four blue kites in the rain"
    answer = here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert [signed_in_as(c) for c in (here, there)] == [str(ruth.pk), None]
    assert newest_text(ruth.email).startswith("Your password was changed just now.")


def test_a_forgotten_password_is_set_by_link(client: Client, ruth: Person) -> None:
    client.post(reverse("account_reset_password"), {"email": ruth.email})
    url = re.search(r"https?://[^/]+(\S+)", newest_text(ruth.email)).group(1)
    page = client.get(url, follow=True)
    form = page.redirect_chain[-1][0]
    new = "four blue kites in the rain"
    client.post(form, {"password1": new, "password2": new})
    ruth.refresh_from_db()
    assert ruth.check_password(new)
    assert Client().get(url).status_code == 404


def test_an_address_changes_when_the_new_one_is_confirmed(client: Client, ruth: Person) -> None:
    sign_in(client, ruth)
    client.post(reverse("account_email"), {"action_add": "1", "email": "ruth.new@mail.example"})
    url = re.search(r"https?://[^/]+(\S+)", newest_text("ruth.new@mail.example")).group(1)
    assert client.get(url).status_code == 200
    ruth.refresh_from_db()
    assert ruth.email == "ruth@mail.example"  # looking changes nothing
    client.post(url)
    ruth.refresh_from_db()
    assert ruth.email == "ruth.new@mail.example"


@pytest.mark.parametrize(("demo", "status", "inside"), [(True, 302, True), (False, 404, False)])
def test_one_press_signs_in_the_demo_only(client: Client, settings: Any, demo: bool, status: int, inside: bool) -> None:
    who = make.person("Maya Brandt", email="maya@demo.onecop.example")
    make.grant(who, "coordinator", services.new_scope(kind="congregation", name="Lotus Pond Temple"))
    settings.DEMO = demo
    assert client.post(reverse("demo_signin", args=[who.key])).status_code == status
    assert (signed_in_as(client) == str(who.pk)) is inside
    assert ("Maya Brandt" in Client().get(reverse("account_login")).content.decode()) is demo


def test_the_demo_door_is_for_demo_people_only(client: Client, ruth: Person, settings: Any) -> None:
    settings.DEMO = True
    assert client.post(reverse("demo_signin", args=[ruth.key])).status_code == 404


def test_the_first_staff_begins_with_the_code_of_the_terminal(client: Client) -> None:
    earlier = services.first_staff_code(at=make.NOON)
    code = services.first_staff_code(at=make.NOON)
    with pytest.raises(Exception, match="does not work"):
        services.create_first_staff(code=earlier, email="a@mail.example", name="A", at=make.NOON)
    made = services.create_first_staff(code=code, email="Nadia@mail.example", name="Nadia Osei", at=make.NOON)
    assert [g.role for g in made.open_grants] == ["national_staff"]
    assert services.first_staff_code(at=make.NOON) is None
    assert client.get(reverse("start")).status_code == 302


def test_the_first_page_signs_in(client: Client) -> None:
    from onecop.kernel.clock import now

    code = services.first_staff_code(at=now())
    wrong = client.post(reverse("start"), {"code": "nonsense", "email": "nadia@mail.example", "name": "Nadia Osei"})
    assert (wrong.status_code, Person.objects.count()) == (200, 0)
    client.post(reverse("start"), {"code": code, "email": "nadia@mail.example", "name": "Nadia Osei"})
    assert client.session["_auth_user_id"] == str(Person.objects.get().pk)


def test_createstaff_makes_or_lifts(staff: Person) -> None:
    given = services.create_staff(email="lee@mail.example", at=make.NOON)
    again = services.create_staff(email="LEE@mail.example", by=SYSTEM, at=make.NOON)
    assert (given.pk, given.person.name) == (again.pk, "lee")


def test_staff_cannot_read_what_signs_somebody_else_in(client: Client, ruth: Person, settings: Any) -> None:
    """The real letters, by the names they really have: a code, a new password, an invitation."""
    settings.SECOND_FACTOR_REQUIRED = False
    staff = make.staff()
    ask_code(client, ruth.email)
    client.post(reverse("account_reset_password"), {"email": ruth.email})
    services.invite(email=ruth.email, name="Ruth", role="coordinator", scope=ruth.grants.get().scope, by=SYSTEM, at=make.NOON)
    desk = Client()
    desk.force_login(staff)
    letters = list(Message.objects.filter(email=ruth.email))
    assert sorted(letter.kind for letter in letters) == ["access.invitation", "access.login_code", "access.password_reset_key"]
    for letter in letters:
        page = desk.get(letter.get_absolute_url()).content.decode()
        assert [word for word in re.findall(r"[\w-]{6,}", letter.body.text) if len(word) > 20 and word in page] == []
        assert not any(line and line in page for line in letter.body.text.splitlines())


def test_a_link_to_a_new_password_leads_to_the_site_whatever_host_was_asked(client: Client, ruth: Person, settings: Any) -> None:
    """Who asks with a made-up Host header must not get the reader to carry the key to another site."""
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://onecop.example"
    client.post(reverse("account_reset_password"), {"email": ruth.email}, headers={"host": "evil.example"})
    text = newest_text(ruth.email)
    assert ["https://onecop.example/account/password/reset/key/" in text, "evil.example" in text] == [True, False]
