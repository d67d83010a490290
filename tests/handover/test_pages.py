"""The pages: what they show, to whom, and at what price."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies import services as agencies
from onecop.agencies.models import Agency
from onecop.handover import services
from onecop.handover.models import Handover, Policy, Question, Request
from onecop.kernel.clock import now
from onecop.mail.models import Message
from onecop.partnerships.registry import asks_of, facts_of, panels_of
from tests import make
from tests.handover.town import BEATS, Town, at, draw

pytestmark = pytest.mark.django_db
LATER = (now() + timedelta(days=100)).date().isoformat()


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def desk(town: Town) -> Client:
    return seen_by(town.staff)


def seen_by(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def liaison(town: Town) -> Client:
    who = make.person("Joan Petrie")
    assert town.agency.scope is not None
    make.grant(who, "liaison", town.agency.scope)
    return seen_by(who)


def opened(town: Town, reason: str = "transfer") -> Handover:
    return services.ask(partnership=town.pair, reason=reason, by=town.staff, at=now())


def text(page: Any) -> str:
    found = re.search(r"<main.*</main>", page.content.decode(), re.S)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def missing(page: Any, *words: str) -> list[str]:
    shown = text(page)
    return [one for one in words if one not in shown]


def act(client: Client, name: str, row: Handover, **fields: str) -> str:
    """Press one button of the page; returns what it said."""
    answer = client.post(reverse(name, args=[row.key]), fields)
    assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def link_in(kind: str) -> str:
    found = re.search(r"/next-officer/link/[^/\s)\]]+/", Message.objects.get(kind=kind).body.text)
    assert found is not None
    return found.group()


def test_staff_walk_the_whole_path(town: Town, desk: Client) -> None:
    row, successor, helper = opened(town), town.officers["11"][1], town.officers["12"][0]
    page = desk.get(row.get_absolute_url())
    assert missing(page, "Choose the next officer", f"Ask {successor}", "Why", "Who could stand in", "What was said", "Told", "New officer at home") == []
    assert f"{helper} stands in" in act(desk, "handover_cover", row, officer=helper.key)
    assert f"{successor} and the congregation are being asked" in act(desk, "handover_propose", row, officer=successor.key)
    assert missing(desk.get(row.get_absolute_url()), f"{successor} and the congregation are being asked", "Take the question back") == []
    anybody = Client()
    for kind in ("handover.ask_officer", "handover.ask_congregation"):
        path = link_in(kind)
        assert missing(anybody.get(path), "Yes, I would like that", "No, not this time") == []
        assert Question.objects.get().replies.count() == (0 if kind.endswith("officer") else 1)
        assert anybody.post(path, {"accepts": "yes"}, follow=True).status_code == 200
    assert missing(desk.get(row.get_absolute_url()), "A time for the handover meeting is being found", "Close it without") == []
    assert "Done." in act(desk, "handover_finish", row)
    assert missing(desk.get(row.get_absolute_url()), "This handover is closed", "0 days without an officer") == []


def test_the_same_choice_made_twice_is_refused_in_words(town: Town, desk: Client) -> None:
    row, successor = opened(town), town.officers["11"][1]
    act(desk, "handover_propose", row, officer=successor.key)
    assert "is being asked already" in act(desk, "handover_propose", row, officer=town.officers["12"][0].key)
    assert "Choose one of the officers" in act(desk, "handover_propose", row, officer="nobody")
    assert "Both sides are told kindly" in act(desk, "handover_take_back", row)
    assert "Nobody is being asked now" in act(desk, "handover_take_back", row)
    assert "Written in" in act(desk, "handover_agree", row, officer=successor.key)


def test_a_successor_is_written_in_only_after_a_question(town: Town, desk: Client) -> None:
    row, successor = opened(town), town.officers["11"][1]
    ask = f"{reverse('handover_agree', args=[row.key])}?officer={successor.key}"
    assert f'href="{ask}"' in desk.get(row.get_absolute_url()).content.decode()
    assert missing(desk.get(ask), f"Have {successor} and", "both said yes?", "takes over", "everyone is told", "Yes, write it in") == []
    assert Handover.objects.get().agreed_at is None
    assert desk.get(ask.replace(successor.key, "nobody"))["Location"] == row.get_absolute_url()
    assert "Written in" in act(desk, "handover_agree", row, officer=successor.key)
    assert Handover.objects.get().successor == successor


def test_the_day_is_noted_and_a_past_one_refused(town: Town, desk: Client) -> None:
    row = opened(town)
    assert "Choose today or a later day" in act(desk, "handover_day", row, leaves_on="2020-01-01")
    assert "Saved" in act(desk, "handover_day", row, leaves_on=LATER)
    assert str(Handover.objects.get().leaves_on) == LATER


def test_calling_off_is_asked_first(town: Town, desk: Client) -> None:
    row = opened(town)
    assert missing(desk.get(reverse("handover_call_off", args=[row.key])), "What will happen", "Call the handover off") == []
    assert Handover.objects.get().is_open
    assert "Called off" in act(desk, "handover_call_off", row)


def test_a_congregation_that_went_to_another_agency_is_ended_by_staff(town: Town, desk: Client) -> None:
    row = opened(town, "moved")
    assert missing(desk.get(reverse("handover_end", args=[row.key])), "What will happen", "End it, match anew") == []
    assert "can be matched" in act(desk, "handover_end", row)
    town.pair.refresh_from_db()
    assert (town.pair.state, Handover.objects.get().outcome) == ("ended", "ended")


def test_an_officer_says_it_on_a_phone(town: Town) -> None:
    me, path = seen_by(town.lead.person), reverse("handover_moving", args=[town.pair.key])
    assert missing(me.get(path), "I am moving on", "Another shift", "Tell them and us", "Nobody watches this form") == []
    assert me.post(path, {"reason": ""}).status_code == 422
    assert me.post(path, {"reason": "shift", "leaves_on": "2020-01-01"}).status_code == 422
    assert me.post(path, {"reason": "shift", "leaves_on": LATER, "words": "Mai keeps the dates."})["Location"] == town.pair.get_absolute_url()
    made = Handover.objects.get()
    assert (made.reason, made.origin, str(made.leaves_on), made.requests.get().words) == ("shift", "officer", LATER, "Mai keeps the dates.")
    assert missing(me.get(made.get_absolute_url()), "How it stands", "Is there until") == []


def test_a_congregation_asks_for_somebody_else_and_only_staff_read_why(town: Town, desk: Client) -> None:
    path = reverse("handover_wish", args=[town.pair.key])
    ours = seen_by(town.keeper("coordinator"))
    assert missing(ours.get(path), "We would like somebody else", "nobody is to blame", "our times never fit") == []
    assert ours.post(path, {"wish": "contact", "words": "He never calls."})["Location"] == town.pair.get_absolute_url()
    row = Handover.objects.get()
    assert (row.reason, row.requests.get().wish) == ("wish", "contact")
    assert missing(desk.get(row.get_absolute_url()), "He never calls.", "we do not hear from each other") == []
    for client in (seen_by(town.lead.person), liaison(town), ours):
        shown = text(client.get(row.get_absolute_url()))
        assert [word for word in ("He never calls", "we do not hear", "asked for somebody else") if word in shown] == []
    shown = text(liaison(town).get(reverse("handover_list")))
    assert "a change of officer" in shown
    assert "the congregation asked" not in shown


def test_staff_enter_what_they_heard(town: Town, desk: Client) -> None:
    path = reverse("handover_ask", args=[town.pair.key])
    assert missing(desk.get(path), "Find a new officer for Lotus Pond Temple", "Begin the handover") == []
    assert desk.post(path, {"reason": "promotion"})["Location"] == Handover.objects.get().get_absolute_url()


def test_a_liaison_marks_an_officer_who_leaves(town: Town) -> None:
    second = make.partnership(town.congregation("Grace Chapel", 1), town.lead, owner=town.staff)
    path = reverse("handover_leaving", args=[town.lead.key])
    desk = liaison(town)
    assert missing(desk.get(reverse("officer_detail", args=[town.lead.key])), "Is leaving") == []
    assert missing(desk.get(path), "Lotus Pond Temple", "Grace Chapel", "Begin the handover") == []
    assert desk.post(path, {"reason": "left", "leaves_on": LATER})["Location"] == reverse("handover_list")
    assert sorted(Handover.objects.values_list("partnership", "origin")) == sorted([(town.pair.pk, "liaison"), (second.pk, "liaison")])
    assert missing(desk.get(reverse("handover_leaving", args=[town.officers["12"][0].key])), "No partner congregation now") == []


def test_the_brief_is_for_who_holds_it_and_who_comes(town: Town, desk: Client) -> None:
    row, successor = opened(town), town.officers["11"][1]
    path = reverse("handover_brief", args=[row.key])
    assert (seen_by(make.person()).get(path).status_code, liaison(town).get(path).status_code) == (404, 403)
    services.agree(handover=row, officer=successor, by=town.staff, at=now())
    successor.refresh_from_db()
    page = seen_by(successor.person).get(path)
    assert missing(page, "Ten minutes about Lotus Pond Temple", "Whom to call", "What is planned", "What happened so far") == []
    keeper = town.keeper("coordinator")
    assert (keeper.name in text(page), keeper.email in text(page)) == (True, False)


def test_who_is_asked_answers_signed_in_too(town: Town) -> None:
    who = make.person("Rosa Delgado")
    successor = town.officers["11"][1]
    successor.person = who
    successor.save()
    question = services.propose(handover=opened(town), officer=successor, by=town.staff, at=now())
    path = reverse("handover_answer", args=[question.key])
    assert missing(seen_by(who).get(path), "Would you take over as partner officer of Lotus Pond Temple?") == []
    assert seen_by(town.lead.person).get(path).status_code == 404
    assert missing(seen_by(town.staff).get(path), "answer this question themselves") == []
    assert seen_by(who).post(path, {"accepts": "maybe"}).status_code == 422
    assert seen_by(who).post(path, {"accepts": "no", "reason": "I live on that street."})["Location"] == reverse("home")
    question.refresh_from_db()
    assert question.state == "declined"
    assert missing(seen_by(who).post(path, {"accepts": "yes"}), "This question has been settled") == []


def test_an_agency_pauses_after_a_look_at_what_it_touches(town: Town, desk: Client) -> None:
    path = reverse("handover_pause", args=[town.agency.key])
    assert missing(desk.get(reverse("agency_detail", args=[town.agency.key])), "Pause the program", "How far officers serve") == []
    assert missing(desk.get(path), "Partnerships would pause", "Nothing has changed yet") == []
    town.pair.refresh_from_db()
    assert town.pair.state == "active"
    assert desk.post(path, {"words": "Back in June."})["Location"] == reverse("agency_detail", args=[town.agency.key])
    town.pair.refresh_from_db()
    assert (town.pair.state, town.pair.pauses.get().reason) == ("paused", "agency")
    back = reverse("handover_resume", args=[town.agency.key])
    assert missing(desk.get(back), "1 partnership that rested with the agency goes on.") == []
    desk.post(back)
    town.pair.refresh_from_db()
    assert town.pair.state == "active"


def test_an_agency_that_pauses_while_partnerships_go_on_is_pointed_at(town: Town, desk: Client) -> None:
    agencies.set_paused(agency=town.agency, paused=True, by=town.staff, at=at())
    assert missing(desk.get(reverse("handover_list")), "pauses, but some of its partnerships go on", "Look and decide") == []


@pytest.mark.parametrize(("standing", "wanted"), [("active", "paused"), ("paused", "active"), ("left", "paused")])
def test_an_agency_pauses_and_comes_back_by_one_way_alone(town: Town, desk: Client, standing: str, wanted: str) -> None:
    """Neither the form nor the service of the settings begins or ends a pause: the partnerships would be left behind."""
    Agency.objects.filter(pk=town.agency.pk).update(standing=standing)
    town.agency.refresh_from_db()
    settings = reverse("agency_settings", args=[town.agency.key])
    page = desk.get(settings)
    assert missing(page, "To pause the program, or to take it up again, use the button") == []
    assert f'value="{wanted}"' not in page.content.decode()
    given = {"officer_capacity": "2", "outreach_on_duty": "edges", "precinct_word": "Precinct", "beat_word": "Beat", "timezone": "America/New_York"}
    assert desk.post(settings, {**given, "standing": wanted}).status_code == 422
    with pytest.raises(agencies.NotHere):
        agencies.edit_settings(agency=town.agency, standing=wanted, by=town.staff, at=at())
    assert desk.post(settings, {**given, "standing": "left"}).status_code == 302
    town.agency.refresh_from_db()
    assert (town.agency.standing, town.agency.officer_capacity) == ("left", 2)


def test_how_far_officers_serve_is_the_agencys_to_say(town: Town) -> None:
    path = reverse("handover_reach", args=[town.agency.key])
    desk = liaison(town)
    assert missing(desk.get(path), "anywhere in their precinct") == []
    desk.post(path, {"reach": "beat"})
    assert Policy.objects.get().reach == "beat"


def test_the_preview_of_a_map_says_how_many_handovers_it_begins(town: Town, desk: Client) -> None:
    version = draw(town.agency, {"21": "2", "11": "1", "12": "1", "22": "2"})
    page = desk.get(reverse("territory_preview", args=[version.key]))
    assert missing(page, "1 Handovers begin", "A handover begins") == []
    same = draw(town.agency, BEATS)
    assert missing(desk.get(reverse("territory_preview", args=[same.key])), "0 Handovers begin") == []


def test_the_partnership_says_what_waits_for_whom(town: Town) -> None:
    row = opened(town)
    question = services.propose(handover=row, officer=town.officers["11"][1], by=town.staff, at=now())
    waits = [(ask.title, ask.owes_words) for ask in asks_of([town.pair.pk], now()) if "handover" in ask.url or "next-officer" in ask.url]
    assert waits == [
        (f"Say whether {question.officer} should come next", "Lotus Pond Temple"),
        ("Say whether you take Lotus Pond Temple over", str(question.officer)),
    ]
    services.take_back(handover=row, by=town.staff, at=now())
    mine = [ask for ask in asks_of([town.pair.pk], now()) if "handover" in ask.url]
    assert [(ask.title, ask.owes) for ask in mine] == [("Choose the next officer", frozenset({town.staff.pk}))]
    card = next(p for p in panels_of(town.pair, town.keeper("leader"), now()) if p.key == "handover")
    assert (card.title, card.lines[0].words) == ("A new officer is on the way", f"{town.lead} is still with you")


def test_a_list_of_three_costs_what_a_list_of_one_does(town: Town, desk: Client) -> None:
    pairs = [town.pair]
    opened(town)
    path = reverse("handover_list")
    desk.get(path)

    def spent() -> list[int]:
        found = []
        ids = [pair.pk for pair in pairs]
        for look in (lambda: desk.get(path), lambda: facts_of(ids), lambda: asks_of(ids, now())):
            with CaptureQueriesContext(connection) as seen:
                look()
            found.append(len(seen))
        return found

    one = spent()
    for n, beat in enumerate(("12", "21")):
        pairs.append(make.partnership(town.congregation(f"Hall {n}", n + 1), town.officers[beat][0], owner=town.staff))
        services.ask(partnership=pairs[-1], reason="transfer", by=town.staff, at=now())
    assert spent() == one
    assert Request.objects.count() == 3
