"""The page of messages and the desk of reports."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.audit.models import Entry
from onecop.messages import services
from onecop.messages.models import Post, Report
from tests import make
from tests.messages.letters import LATER, NOON, letters, pair, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(LATER, tick=False):
        yield


def seen(client: Client, who: Any, it: Any) -> str:
    client.force_login(who)
    return client.get(reverse("partnership_messages", args=[it.partnership.key])).content.decode()


def test_both_sides_read_and_write_on_one_page(client: Client) -> None:
    it = pair()
    url = reverse("partnership_messages", args=[it.partnership.key])
    client.force_login(it.officer)
    assert client.post(url, {"words": "May I come on Sunday?"}).status_code == 302
    page = seen(client, it.leader, it)
    assert [w for w in ("May I come on Sunday?", "It needs no answer", "Report this message") if w not in page] == []
    assert "It needs no answer" not in seen(client, it.officer, it)
    client.force_login(it.leader)
    client.post(reverse("partnership_messages_quiet", args=[it.partnership.key]))
    assert "It needs no answer" not in seen(client, it.leader, it)
    assert len(letters()) == 2


def test_neither_side_is_shown_the_others_address_or_number(client: Client) -> None:
    it = pair()
    written(it)
    page = seen(client, it.leader, it)
    assert (it.officer.email in page, "555-0117" in page) == (False, False)


def test_what_was_typed_stays_when_it_cannot_go(client: Client) -> None:
    it = pair()
    client.force_login(it.leader)
    answer = client.post(reverse("partnership_messages", args=[it.partnership.key]), {"words": "x" * 4001})
    assert (answer.status_code, "x" * 4001 in answer.content.decode(), Post.objects.count()) == (422, True, 0)


def test_staff_see_that_it_is_private_and_only_the_owner_writes(client: Client) -> None:
    it, staff = pair(), make.staff("Ana Ruiz")
    written(it, "Between us.")
    page = seen(client, staff, it)
    assert ("Between us." in page, "between those who hold the partnership" in page) == (False, True)
    assert client.post(reverse("partnership_messages", args=[it.partnership.key]), {"words": "Hello"}).status_code == 422
    assert "You look after this partnership" in seen(client, it.partnership.owner, it)
    assert client.post(reverse("partnership_messages", args=[it.partnership.key]), {"words": "Hello"}).status_code == 302


def test_a_report_goes_to_staff_and_back(client: Client) -> None:
    it, staff = pair(), make.staff("Ana Ruiz")
    post = written(it, "Something unkind.", by=it.leader)
    client.force_login(it.officer)
    url = reverse("partnership_message_report", args=[post.key])
    assert "Something unkind." in client.get(url).content.decode()
    client.post(url, {"reason": "This is not how we talk."})
    report = Report.objects.get()
    client.force_login(staff)
    assert "Lotus Pond Temple" in client.get(reverse("relay_reports")).content.decode()
    page = client.get(report.get_absolute_url()).content.decode()
    assert [w for w in ("Something unkind.", "This is not how we talk.") if w not in page] == []
    assert Entry.objects.filter(verb="relay.read", by_id=staff.pk).count() == 1
    client.post(report.get_absolute_url(), {"settlement": "off", "note": "Called him."})
    report.refresh_from_db()
    assert (report.settlement, report.settled_by_id) == ("off", staff.pk)
    page = seen(client, it.officer, it)
    assert ("Something unkind." in page, "took this message off the page" in page) == (False, True)


def test_a_message_that_one_cannot_read_cannot_be_reported_either(client: Client) -> None:
    it = pair()
    post = written(it)
    for who, status in ((make.staff("Ana Ruiz"), 404), (it.leader, 200)):
        client.force_login(who)
        assert client.get(reverse("partnership_message_report", args=[post.key])).status_code == status


def test_reports_are_those_of_ones_own_region(client: Client) -> None:
    near, far = make.region("Lakeland", ("LK",)), make.region("Highland", ("HG",))
    staff = make.person()
    make.grant(staff, "regional_staff", near)
    for region in (near, far):
        made = make.partnership(make.congregation(f"Temple of {region}", parent=region), make.officer(make.agency(parent=region)))
        who = made.tenures.get(kind="leader").contact.person  # type: ignore[union-attr]
        post = services.post(partnership=made, words="Hello.", by=who, at=NOON)  # type: ignore[arg-type]
        services.report(post=post, reason="Look.", by=who, at=NOON)  # type: ignore[arg-type]
    client.force_login(staff)
    page = client.get(reverse("relay_reports")).content.decode()
    assert ("Temple of Lakeland" in page, "Temple of Highland" in page) == (True, False)


def test_one_row_costs_as_much_as_three(client: Client, django_assert_num_queries: Any) -> None:
    staff = make.staff("Ana Ruiz")
    for number in (1, 2):  # one report, then three
        it = pair()
        for n in range(number):
            services.report(post=written(it, f"Word {n}"), reason="Look.", by=it.leader, at=LATER)
        client.force_login(it.leader)
        with django_assert_num_queries(13):
            client.get(reverse("partnership_messages", args=[it.partnership.key]))
        client.force_login(staff)
        with django_assert_num_queries(5):
            client.get(reverse("relay_reports"))


def test_old_messages_are_a_page_away_and_found_by_their_words(client: Client) -> None:
    it = pair()
    thread = written(it, "Hello.", at=NOON).thread
    Post.objects.all().delete()
    words = {"thread": thread, "author": it.officer, "side": "officer"}
    Post.objects.bulk_create(Post(**words, words=f"Message number {n:02}.", at=NOON + timedelta(minutes=n)) for n in range(27))
    url = reverse("partnership_messages", args=[it.partnership.key])
    newest = seen(client, it.leader, it)
    numbers = [f"{n:02}" for n in range(27) if f"Message number {n:02}." in newest]
    assert (numbers, "Older messages" in newest) == ([f"{n:02}" for n in range(2, 27)], True)
    (older,) = re.findall(r'href="(\?until=\w+)"', newest)
    page = client.get(url + older).content.decode()
    assert [n for n in range(27) if f"Message number {n:02}." in page] == [0, 1]
    assert ("Older messages" in page, "Back to the newest messages" in page) == (False, True)
    found = client.get(url, {"q": "NUMBER 01"}).content.decode()
    assert [n for n in range(27) if f"Message number {n:02}." in found] == [1]
    assert "No message has these words" in client.get(url, {"q": "elephant"}).content.decode()


def test_nobody_finds_words_that_are_not_theirs_to_read(client: Client) -> None:
    it, staff = pair(), make.staff("Ana Ruiz")
    written(it, "Between us: a secret supper.")
    client.force_login(staff)
    url = reverse("partnership_messages", args=[it.partnership.key])
    assert "a secret supper" not in client.get(url, {"q": "secret"}).content.decode()
    Post.objects.update(taken_off_at=LATER)
    client.force_login(it.leader)
    assert "No message has these words" in client.get(url, {"q": "secret"}).content.decode()
