"""The pages of a congregation's people and of how a partnership stands."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.access.models import Person
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import registry, services
from onecop.partnerships.models import Naming, Partnership
from tests import make
from tests.access.letters import newest_text
from tests.make import NOON

NEW = "tuan@mail.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def held() -> Partnership:
    temple = make.congregation("Lotus Pond Temple")
    made = make.partnership(temple, people="", owner=make.staff("Nadia Osei"))
    for kind, name in (("leader", "Minh Tran"), ("coordinator", "Mai Pham")):
        make.contact(temple, kind, person=make.person(name))
    services.follow_contacts(congregation=temple, quietly=True, by=SYSTEM, at=NOON)
    return made


def person(of: Partnership, kind: str) -> Person:
    found = of.congregation.contacts.get(kind=kind, ended_on=None).person
    assert found is not None
    return found


def enter(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def at(name: str, thing: Any, *more: str) -> str:
    return reverse(name, args=[thing.key, *more])


def question(of: Congregation, **fields: Any) -> Naming:
    words = {"kind": "coordinator", "name": "Tuan Le", "email": NEW, "by": SYSTEM, "at": NOON, **fields}
    return services.ask_for_part(congregation=of, **words)


def test_a_leader_asks_and_the_invited_reads_what_it_means_and_says_yes(held: Partnership) -> None:
    leader = enter(person(held, "leader"))
    form = leader.get(at("congregation_invite", held.congregation) + "?kind=coordinator")
    assert 'value="coordinator" ' in form.text
    sent = leader.post(
        at("congregation_invite", held.congregation), {"kind": "coordinator", "name": "Tuan Le", "email": NEW, "words": "Please do."}, follow=True
    )
    assert "Tuan Le is asked, and has ten days to answer." in sent.text
    link = re.findall(r"/part/[\w-]+/", newest_text(NEW))[0]
    stranger = Client()
    for _look in range(2):  # a scanner, and then a person
        page = stranger.get(link)
        officer = held.tenures.get(kind="lead").officer
        for words in (
            "Would you be the coordinator of Lotus Pond Temple?",
            "“Please do.”",
            "asks you",
            str(officer),
            "Two to four hours a month",
            "Mai Pham",
        ):
            assert words in page.text
    assert Naming.objects.get().state == "asked"
    done = stranger.post(link, {"accepts": "yes", "words": ""}, follow=True)
    assert "You are the coordinator now." in done.text
    assert Naming.objects.get().state == "done"
    assert "Tuan Le" in leader.get(at("congregation_parts", held.congregation)).text


def test_a_no_by_link_says_thank_you(held: Partnership) -> None:
    question(held.congregation)
    link = re.findall(r"/part/[\w-]+/", newest_text(NEW))[0]
    assert "You need do nothing more." in Client().post(link, {"accepts": "no", "words": "Not this year."}, follow=True).text
    assert Naming.objects.get().answer == "Not this year."


def test_whoever_was_asked_may_answer_signed_in_and_nobody_else(held: Partnership) -> None:
    made = question(held.congregation)
    url = reverse("naming_mine", args=[made.key])
    assert enter(make.person()).get(url).status_code == 404
    leader = enter(person(held, "leader"))
    assert "Tuan Le answers this, not you." in leader.get(url).text
    leader.post(url, {"accepts": "yes"})
    assert Naming.objects.get().state == "asked"
    tuan = enter(make.person("Tuan Le", email=NEW))
    assert "Yes, I will" in tuan.get(url).text
    tuan.post(url, {"accepts": "yes", "words": ""})
    assert Naming.objects.get().state == "done"


def test_a_coordinator_asks_a_successor_and_a_deputy_but_never_a_leader(held: Partnership) -> None:
    mai = enter(person(held, "coordinator"))
    url = at("congregation_invite", held.congregation)
    words = {"name": "Tuan Le", "email": NEW}
    assert mai.post(url, {**words, "kind": "leader"}).status_code == 422
    assert Naming.objects.count() == 0
    assert mai.post(url, {**words, "kind": "coordinator"}).status_code == 302
    assert mai.post(url, {**words, "kind": "deputy"}).status_code == 302
    assert sorted(Naming.objects.values_list("kind", flat=True)) == ["coordinator", "deputy"]


def test_a_refusal_stands_in_the_form(held: Partnership) -> None:
    leader = enter(person(held, "leader"))
    mai = person(held, "coordinator")
    answer = leader.post(at("congregation_invite", held.congregation), {"kind": "coordinator", "name": "Mai", "email": mai.email})
    assert answer.status_code == 422
    assert "They have this part already." in answer.text


def test_a_question_is_sent_again_and_taken_back(held: Partnership) -> None:
    made = question(held.congregation)
    leader = enter(person(held, "leader"))
    assert "The question is on its way again." in leader.post(reverse("naming_resend", args=[made.key]), follow=True).text
    assert "The question is taken back, and Tuan Le is told." in leader.post(reverse("naming_withdraw", args=[made.key]), follow=True).text
    assert "This question has been settled." in leader.post(reverse("naming_resend", args=[made.key]), follow=True).text
    assert [m.kind for m in Message.objects.filter(email=NEW).order_by("id")] == ["naming.ask", "naming.ask", "naming.withdrawn"]


def test_leaving_on_a_day_is_noted_and_taken_back(held: Partnership) -> None:
    temple = held.congregation
    mai = temple.contacts.get(kind="coordinator")
    page = enter(person(held, "coordinator"))
    assert "Until somebody follows, Minh Tran keeps the dates." in page.get(at("congregation_step_down", temple, mai.key)).text
    late = page.post(at("congregation_step_down", temple, mai.key), {"on": "2026-11-19"})
    assert (late.status_code, "That day has passed." in late.text) == (422, True)
    assert "Leaves on Monday, November 30" in page.post(at("congregation_step_down", temple, mai.key), {"on": "2026-11-30"}, follow=True).text
    assert "Mai Pham stays." in page.post(at("congregation_stay", temple, mai.key), follow=True).text
    assert mai.leavings.filter(settled_at=None).count() == 0


def test_a_coordinator_cannot_end_the_time_of_the_leader(held: Partnership) -> None:
    temple = held.congregation
    minh = temple.contacts.get(kind="leader")
    mai = enter(person(held, "coordinator"))
    assert "They have no part that you can end." in mai.post(at("congregation_step_down", temple, minh.key), {"on": "2026-11-20"}, follow=True).text
    minh.refresh_from_db()
    assert minh.ended_on is None


def test_the_brief_says_what_happened_what_waits_and_whom_to_call(held: Partnership) -> None:
    services.pause(partnership=held, reason="building", by=SYSTEM, at=NOON)  # type: ignore[arg-type]
    services.resume(partnership=held, by=SYSTEM, at=NOON + timedelta(hours=1))
    question(held.congregation, kind="deputy")
    page = enter(person(held, "coordinator")).get(at("partnership_brief", held)).text
    officer = held.tenures.get(kind="lead").officer
    assert officer is not None
    for words in ("Minh Tran", str(officer), "A pause began: the building is being moved or rebuilt.", "Tuan Le is asked to be the deputy coordinator"):
        assert words in page
    assert [address for address in (officer.email, person(held, "coordinator").email) if address in page] == []
    paper = enter(person(held, "coordinator")).get(at("partnership_brief_pdf", held))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_either_side_asks_and_staff_read_why(held: Partnership) -> None:
    leader = enter(person(held, "leader"))
    said = leader.post(at("partnership_wish", held), {"kind": "stop", "words": "We are tired."}, follow=True)
    assert "Nadia Osei gets in touch with you." in said.text
    assert held.owner is not None
    desk = enter(held.owner)
    assert "We are tired." in desk.get(at("partnership_standing", held)).text
    assert "We are tired." not in enter(person(held, "coordinator")).get(at("partnership_standing", held)).text
    assert "We are tired." in desk.get(at("partnership_end", held)).text
    desk.post(at("partnership_wish_settle", held))
    assert held.wishes.filter(settled_at=None).count() == 0


def test_staff_pause_let_it_pause_longer_go_on_end_and_take_up_again(held: Partnership) -> None:
    assert held.owner is not None
    desk = enter(held.owner)
    assert "It pauses." in desk.post(at("partnership_pause", held), {"reason": "other", "until_on": "2026-12-01"}, follow=True).text
    assert desk.post(at("partnership_pause", held), {"until_on": "2026-11-20"}).status_code == 422
    desk.post(at("partnership_pause", held), {"until_on": "2026-12-24"})
    assert [p.until_on for p in held.pauses.all()] == [date(2026, 12, 24)]
    assert "It goes on." in desk.post(at("partnership_resume", held), follow=True).text
    assert desk.post(at("partnership_end", held), {}).status_code == 422
    done = desk.post(at("partnership_end", held), {"reason": "fulfilled", "thanks": "Two years.", "talked_on": "2026-11-19"}, follow=True)
    assert "It has ended." in done.text
    assert desk.get(at("partnership_reopen", held)).status_code == 200
    assert "It is taken up again." in desk.post(at("partnership_reopen", held), follow=True).text
    held.refresh_from_db()
    assert held.state == "active"


def test_staff_change_who_looks_after_it(held: Partnership) -> None:
    omar = make.staff("Omar Haddad")
    assert held.owner is not None
    desk = enter(held.owner)
    assert desk.post(at("partnership_owner", held), {"owner": person(held, "leader").key}).status_code == 422
    desk.post(at("partnership_owner", held), {"owner": omar.key})
    held.refresh_from_db()
    assert held.owner == omar


def test_the_card_of_people_and_the_card_of_standing_are_for_those_who_act(held: Partnership) -> None:
    def keys(who: Person) -> list[str]:
        return [p.key for p in registry.panels_of(held, who, NOON) if p.key in ("people", "standing")]

    officer = held.tenures.get(kind="lead").officer
    assert officer is not None
    assert officer.person is not None
    liaison = make.person()
    make.grant(liaison, "liaison", held.agency.scope)  # type: ignore[arg-type]
    assert held.owner is not None
    assert [keys(who) for who in (held.owner, person(held, "leader"), officer.person, liaison)] == [
        ["people", "standing"],
        ["people", "standing"],
        ["standing"],
        [],
    ]


def test_the_page_of_parts_costs_the_same_for_one_and_three_who_held_it_and_are_asked(held: Partnership) -> None:
    temple = held.congregation
    page = enter(person(held, "leader"))

    def cost() -> int:
        page.get(at("congregation_parts", temple))  # contact data is noted once a day
        with CaptureQueriesContext(connection) as asked:
            page.get(at("congregation_parts", temple))
        return len(asked)

    make.contact(temple, "deputy", ended_on=date(2026, 11, 20))
    question(temple)
    one = cost()
    for n, kind in enumerate(("deputy", "leader")):
        make.contact(temple, "deputy", ended_on=date(2026, 11, 19 - n))
        question(temple, kind=kind, email=f"{kind}@mail.example")
    assert cost() == one


def test_a_merger_of_two_open_partnerships_is_chosen_on_its_page(held: Partnership) -> None:
    other = make.partnership(make.congregation("Lotus Pond"))
    assert held.owner is not None
    desk = enter(held.owner)
    pair = congregations.suggest(first=held.congregation, second=other.congregation, at=NOON)
    page = desk.get(reverse("duplicate_detail", args=[pair.key])).text
    assert "Both have an open partnership." in page
    refused = desk.post(reverse("duplicate_settle", args=[pair.key]), {"verdict": "same"}, follow=True)
    assert "Choose which of the two goes on." in refused.text
    desk.post(reverse("duplicate_settle", args=[pair.key]), {"verdict": "same", "choice": other.key})
    assert list(Partnership.objects.open()) == [other]
