import json
from typing import Any

import pytest
from django.test import Client

from onecop.audit.models import Entry
from onecop.mail import hooks, queries
from onecop.mail.choices import BlockReason, State
from onecop.mail.models import Block, Message, OptOut, Wish, Wording
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
SECRET = "https://onecop.example/a/very-secret-token/"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def desk(staff: Any) -> Client:
    return signed_in(staff)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_mailbox_costs_the_same_for_one_letter_and_for_three(desk: Client, rows: int, django_assert_max_num_queries: Any) -> None:
    for n in range(rows):
        make.letter(subject=f"Letter {n}")
    desk.get("/mailbox/")
    with django_assert_max_num_queries(8) as asked:
        page = desk.get("/mailbox/", headers={"HX-Request": "true"}).content.decode()
    assert [f"Letter {n}" in page for n in range(4)] == [n < rows for n in range(4)]
    assert len([q for q in asked.captured_queries if "mail_message" in q["sql"]]) == 2


def test_a_reader_sees_their_own_letters_and_no_others() -> None:
    ruth = make.person("Ruth Bell")
    make.grant(ruth, "coordinator", make.congregation().scope)
    mine, other = make.letter(to=ruth.email, subject="For Ruth", text=f"Answer: {SECRET}"), make.letter(subject="For Sam")
    client = signed_in(ruth)
    page = client.get("/mailbox/").content.decode()
    assert ["For Ruth" in page, "For Sam" in page] == [True, False]
    assert [client.get(f"/mailbox/{m.key}/").status_code for m in (mine, other)] == [200, 404]
    assert f'<a href="{SECRET}" rel="noopener noreferrer">' in client.get(f"/mailbox/{mine.key}/").content.decode()
    assert Entry.objects.filter(verb="mail.read").count() == 0


def test_staff_read_within_their_reach_and_it_is_written_down() -> None:
    region = make.region()
    keeper = make.person()
    make.grant(keeper, "regional_staff", region)
    near, far = make.letter(scope_id=region.pk), make.letter(scope_id=make.region("Highland", ("HG",)).pk)
    client = signed_in(keeper)
    assert [client.get(f"/mailbox/{m.key}/").status_code for m in (near, far)] == [200, 404]
    assert list(Entry.objects.filter(verb="mail.read").values_list("by_id", "target_id")) == [(keeper.pk, str(near.pk))]


def test_lists_of_letters_show_no_whole_address(desk: Client) -> None:
    """The whole one stands on the letter's own page, and opening that is written down."""
    letter = make.letter(to="ruth.bell@mail.example", name="Ruth Bell")
    Message.objects.filter(pk=letter.pk).update(state=State.FAILED, ended_at=NOON)
    pages = [desk.get(url).content.decode() for url in ("/mailbox/", "/mail/undelivered/")]
    assert [("ruth.bell@mail.example" in page, "ru…@mail.example" in page, letter.get_absolute_url() in page) for page in pages] == [(False, True, True)] * 2
    assert "ruth.bell@mail.example" in desk.get(letter.get_absolute_url()).content.decode()
    assert Entry.objects.filter(verb="mail.read").count() == 1


def test_a_sign_in_code_is_shut_to_staff_except_in_the_demo(desk: Client, settings: Any) -> None:
    letter = make.letter(kind="access.login_code", text="Your code is 1234")
    url = f"/mailbox/{letter.key}/"
    assert "1234" not in desk.get(url).content.decode()
    settings.DEMO = True
    assert "1234" in desk.get(url).content.decode()


def test_where_mail_really_leaves_only_its_reader_opens_a_letter(desk: Client, settings: Any) -> None:
    ruth = make.person()
    url = f"/mailbox/{make.letter(to=ruth.email, text=f'Answer: {SECRET}').key}/"
    settings.MAIL_ROUTE = "smtp"
    assert [SECRET in client.get(url).content.decode() for client in (desk, signed_in(ruth))] == [False, True]


def test_hostile_html_is_harmless_on_the_page(desk: Client) -> None:
    letter = make.letter(subject="<b>x</b>", html="<p onclick='x'>Hi<script>evil()</script><img src=x onerror=evil()></p>")
    page = desk.get(f"/mailbox/{letter.key}/").content.decode()
    assert ["<p>Hi</p>" in page, "evil()" in page, "<b>x</b>" in page] == [True, False, False]


def test_undelivered_letters_are_sent_again_allowed_or_put_aside(desk: Client) -> None:
    failed, bounced = make.letter(subject="Failed one"), make.letter(subject="Bounced one", to="gone@mail.example")
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED, trouble="450 busy", ended_at=NOON)
    Message.objects.filter(pk=bounced.pk).update(state=State.BOUNCED, trouble="550 5.1.1", ended_at=NOON)
    Block.objects.create(email="gone@mail.example", reason=BlockReason.BOUNCE, at=NOON)
    page = desk.get("/mail/undelivered/").content.decode()
    assert [w in page for w in ("Failed one", "450 busy", "Bounced one", "Allow and send again")] == [True] * 4
    desk.post(f"/mail/undelivered/{failed.key}/retry/")
    desk.post(f"/mail/undelivered/{bounced.key}/retry/")
    assert [Message.objects.get(pk=m.pk).state for m in (failed, bounced)] == [State.WAITING, State.BOUNCED]
    desk.post(f"/mail/undelivered/{bounced.key}/retry/", {"allow": "1"})
    assert (Message.objects.get(pk=bounced.pk).state, Block.objects.count()) == (State.WAITING, 0)
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED)
    desk.post(f"/mail/undelivered/{failed.key}/aside/")
    assert Message.objects.undelivered().count() == 0


def test_staff_word_a_letter_preview_it_and_go_back(desk: Client) -> None:
    url = "/mail/templates/test.welcome/"
    assert [w in desk.get("/mail/templates/").content.decode() for w in ("Welcome", "Whoever comes", "original")] == [True] * 3
    assert "please <a href=" in desk.get(url).content.decode()
    bad = desk.post(f"{url}edit/", {"subject": "Hi {nmae}", "body": "{answer_link}"})
    assert (bad.status_code, "Nobody fills in {nmae}. You can use {name}, {answer_link}, {city}." in bad.content.decode()) == (422, True)
    seen = desk.post(f"{url}edit/", {"subject": "Hi {name}", "body": "**Yes** {answer_link}", "preview": "1"})
    assert (seen.status_code, "<strong>Yes</strong>" in seen.content.decode(), Wording.objects.count()) == (200, True, 0)
    assert desk.post(f"{url}edit/", {"subject": "Hi {name}", "body": "**Yes** {answer_link}"}).status_code == 302
    assert "Hi Ruth" in desk.get(url).content.decode()
    assert desk.post(f"{url}reset/").status_code == 302
    assert "Welcome, Ruth" in desk.get(url).content.decode()


def test_one_click_unsubscribes_and_looking_does_not() -> None:
    letter = make.letter(to="ruth@mail.example", kind="test.news", transactional=False)
    client = Client(enforce_csrf_checks=True)
    url = f"/mail/preferences/{letter.body.token}/leave/"
    assert [client.get(url).status_code, client.head(url).status_code, OptOut.objects.count()] == [200, 200, 0]
    answer = client.post(url, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.content, list(OptOut.objects.values_list("email", "kind"))) == (200, b"Done.", [("ruth@mail.example", "test.news")])
    assert client.post(url)["Location"] == f"/mail/preferences/{letter.body.token}/"


def test_wishes_are_kept_by_link_and_signed_in() -> None:
    ruth = make.person()
    make.grant(ruth, "coordinator", make.congregation().scope)
    letter = make.letter(to=ruth.email, kind="test.news", transactional=False)
    link = f"/mail/preferences/{letter.body.token}/"
    page = Client().get(link).content.decode()
    assert ["News of the month" in page, ruth.email in page] == [True, True]
    answer = Client().post(link, {"daily": "on", "quiet": "on", "quiet_from": "21:00", "quiet_to": "08:00", "timezone": "America/Chicago"})
    assert answer.status_code == 302
    wish = Wish.objects.get()
    assert (wish.email, wish.daily, str(wish.quiet_from), wish.timezone) == (ruth.email, True, "21:00:00", "America/Chicago")
    assert "test.news" in OptOut.objects.values_list("kind", flat=True)
    client = signed_in(ruth)
    names = [f"kind_{n}" for n, _kind in enumerate(queries.optional_kinds(ruth.email))]
    assert client.post("/mail/preferences/", dict.fromkeys(names, "on")).status_code == 302
    assert (Wish.objects.get().daily, OptOut.objects.filter(kind="test.news").count()) == (False, 0)
    assert client.post("/mail/preferences/", {"quiet": "on", "quiet_from": "21:00", "quiet_to": "21:00"}).status_code == 422


def test_a_provider_calls_a_signed_address(settings: Any) -> None:
    letter = make.letter(to="ruth@mail.example")
    Message.objects.filter(pk=letter.pk).update(state=State.SENT, provider_id="abc", ended_at=None)
    bounce = {"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "TypeCode": 1, "MessageID": "abc", "Email": "ruth@mail.example", "Description": "gone",
              "Details": "550 5.1.1", "BouncedAt": "2026-11-20T17:00:00Z"}  # fmt: skip
    good = hooks.address("postmark").removeprefix(settings.SITE_URL)
    client = Client(enforce_csrf_checks=True)
    wrong = good.replace("postmark", "mailgun")
    assert client.post(wrong, json.dumps(bounce), content_type="application/json").status_code == 404
    assert Message.objects.get().state == State.SENT
    assert client.post(good, json.dumps(bounce), content_type="application/json").status_code == 200
    assert (Message.objects.get().state, Block.objects.get().email) == (State.BOUNCED, "ruth@mail.example")
    assert Message.objects.get().ended_at == NOON
