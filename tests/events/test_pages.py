"""The pages: who sees which date, what a tap does, and what an officer never sees."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.events import services
from onecop.events.choices import InviteState
from onecop.events.models import Attendance, Event, Introduction, Invite, Occurrence, Protocol, ProtocolReply
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.access.letters import newest_text
from tests.events.test_events import AFTER, DINNER, asked, officer_of, weekly
from tests.events.test_introduction import dated, usual
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}


@pytest.fixture(autouse=True)
def noon(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def pair():
    return make.partnership()


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def coordinator(pair) -> Client:
    return client_of(pair.tenures.get(kind="coordinator").contact.person)


def officer(pair) -> Client:
    return client_of(officer_of(pair).person)


def day(event, on="2026-11-28", name="event_day") -> str:
    return reverse(name, args=[event.key, on])


FORM = {"title": "New Year’s dinner", "kind": "meal", "starts_on": "2026-12-31", "starts": "19:00", "ends": "01:00", "repeat": "once"}


def test_a_new_event_takes_six_answers(pair):
    answer = coordinator(pair).post(reverse("congregation_event_new", args=[pair.congregation.key]), FORM)
    made = Event.objects.get()
    assert (answer.status_code, made.minutes, made.rrule, made.congregation) == (302, 360, "", pair.congregation)


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"ends": "19:00"}, {"repeat": "weekly", "until_on": "2026-01-01"}, {"kind": "service", "federally_funded": "on"}, {"kind": "city"}],
)
def test_a_wrong_answer_is_said_and_nothing_is_planned(pair, wrong):
    answer = coordinator(pair).post(reverse("congregation_event_new", args=[pair.congregation.key]), {**FORM, **wrong})
    assert (answer.status_code, Event.objects.count()) == (422, 0)


def test_an_officer_sees_the_date_they_are_asked_to_and_no_other(pair):
    event = weekly(pair.congregation)
    asked(event, pair)
    who = officer(pair)
    assert [who.get(day(event, on)).status_code for on in ("2026-11-28", "2026-12-05", "2026-12-06")] == [200, 404, 404]
    page = who.get(reverse("event_detail", args=[event.key])).content.decode()
    assert ("2026-11-28" in page, "2026-12-05" in page) == (True, False)
    assert who.get(reverse("congregation_calendar", args=[pair.congregation.key])).status_code == 404


def test_the_officer_never_sees_how_many_came(pair):
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=True, by=officer_of(pair).person, at=NOON)
    services.set_headcount(occurrence=invite.occurrence, number=4711, by=SYSTEM, at=DINNER + timedelta(hours=3))
    with time_machine.travel(DINNER + timedelta(hours=3), tick=False):
        seen = [c.get(day(invite.occurrence.event)).content.decode() for c in (coordinator(pair), officer(pair))]
        assert ["4,711 people came" in page for page in seen] == [True, False]
        assert officer(pair).post(day(invite.occurrence.event, name="event_day_count"), {"headcount": "5"}).status_code == 302
    assert Occurrence.objects.get().headcount == 4711


def test_the_whole_way_of_an_invitation_by_taps(pair):
    event = weekly(pair.congregation)
    coordinator(pair).post(day(event, name="event_day_invite"), {"words": "Come hungry"})
    invite = Invite.objects.get()
    assert "Come hungry" in officer(pair).get(day(event)).content.decode()
    officer(pair).post(reverse("event_answer", args=[invite.key]), {"comes": "yes", "duty": "off"})
    invite.refresh_from_db()
    assert (invite.state, invite.duty) == (InviteState.YES, "off")
    with time_machine.travel(DINNER + timedelta(hours=3), tick=False):
        coordinator(pair).post(day(event, name="event_day_came"), {"came": "yes"})
    assert list(Attendance.objects.values_list("came", "told_by")) == [(True, "congregation")]


def test_an_officer_cannot_invite_themselves_nor_take_an_invitation_back(pair):
    event = weekly(pair.congregation)
    asked(event, pair)
    for name in ("event_day_withdraw", "event_day_invite"):
        officer(pair).post(day(event, name=name), {"words": ""})
    assert Invite.objects.live().count() == 1


def test_the_link_shows_by_get_and_answers_by_post(pair):
    invite = asked(weekly(pair.congregation), pair)
    path = "/visit/" + newest_text(officer_of(pair).email).split("/visit/")[1].split("/")[0] + "/"
    anybody = Client()
    assert [anybody.get(path).status_code, anybody.head(path).status_code] == [200, 200]
    invite.refresh_from_db()
    assert invite.state == InviteState.WAITING
    assert anybody.post(path, {}).status_code == 422
    assert anybody.post(path, {"comes": "no", "words": "On leave"}).status_code == 302
    invite.refresh_from_db()
    assert (invite.state, invite.answer_words) == (InviteState.NO, "On leave")
    assert anybody.get(path).status_code == 200


def test_a_link_to_a_withdrawn_invitation_says_so(pair):
    invite = asked(weekly(pair.congregation), pair)
    path = "/visit/" + newest_text(officer_of(pair).email).split("/visit/")[1].split("/")[0] + "/"
    services.withdraw(invite=invite, **BY)
    assert Client().get(path).status_code == 404
    assert officer(pair).get(reverse("event_answer", args=[invite.key])).status_code == 200


def test_moving_and_calling_off_by_the_pages(pair):
    event = weekly(pair.congregation)
    who = coordinator(pair)
    who.post(day(event, name="event_day_move"), {"on": "2026-11-29", "starts": "17:00", "ends": "18:00"})
    assert Occurrence.objects.get().starts_at == datetime(2026, 11, 29, 22, tzinfo=UTC)
    who.post(day(event, name="event_day_cancel"), {"words": "Snow"})
    assert "Snow" in who.get(day(event)).content.decode()
    who.post(reverse("event_edit", args=[event.key]), {**FORM, "title": "Late dinner", "starts_on": "2026-11-28", "repeat": "weekly"})
    who.post(reverse("event_cancel", args=[event.key]), {"words": ""})
    event.refresh_from_db()
    assert (event.title, event.cancelled_at) == ("Late dinner", NOON)


@pytest.mark.parametrize("name", ["congregation_calendar", "congregation_month", "partnership_together", "event_list"])
def test_a_list_costs_the_same_for_one_and_for_three(pair, name, django_assert_num_queries, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    who = coordinator(pair)
    url = reverse(name, args={"partnership_together": [pair.key], "event_list": []}.get(name, [pair.congregation.key])) + "?month=2026-11"
    costs = []
    for n in (1, 3):
        while pair.congregation.events.count() < n:
            asked(weekly(pair.congregation), pair)
        who.get(url)
        with CaptureQueriesContext(
            connection,
        ) as held:
            page = who.get(url).content.decode()
        costs.append(len(held))
        assert page.count(">Dinner</a>") >= n
    assert costs[0] == costs[1]


@pytest.mark.one_engine
def test_the_list_holds_what_is_near_and_everywhere_the_rest(pair):
    """Three events of strangers under the nation's roof, as the national weekend makes them; one of the nation itself; one of the own congregation."""
    temple = pair.congregation
    temple.city = "Port Ellery"
    temple.save()
    strangers = {"public": True, "host_words": "Chapel of strangers"}
    for title, where in {"Far away": ("Reno", "NV"), "In our town": (temple.city.upper(), temple.state), "Same name": (temple.city, "NV")}.items():
        make.event(make.nation(), title=title, city=where[0], state=where[1], **strangers)
    make.event(make.nation(), title="Workshop of the nation")
    make.event(temple, title="Our own")
    along = make.event(make.nation(), title="Hosted along", **strangers)
    along.cohosts.create(congregation=temple, state="yes", asked_at=NOON, answered_at=NOON)
    titles = ["Far away", "Hosted along", "In our town", "Our own", "Same name", "Workshop of the nation"]

    def shown(who, **query):
        page = who.get(reverse("event_list"), query).content.decode()
        return [title for title in titles if f">{title}</a>" in page]

    near = ["Hosted along", "In our town", "Our own", "Workshop of the nation"]
    assert (shown(coordinator(pair)), shown(coordinator(pair), where="everywhere")) == (near, titles)
    theirs = ["In our town", "Workshop of the nation"]
    assert shown(officer(pair)) == theirs
    assert shown(officer(pair), where="everywhere") == ["Far away", "Hosted along", "In our town", "Same name", "Workshop of the nation"]
    assert shown(officer(pair), where="everywhere", q="same") == ["Same name"]
    assert shown(officer(pair), where="nonsense") == theirs
    assert (shown(client_of(pair.owner)), shown(client_of(pair.owner), where="everywhere")) == (["Hosted along", "Our own", "Workshop of the nation"], titles)


def test_the_month_shows_its_days_and_bad_months_are_this_one(pair):
    weekly(pair.congregation)
    url = reverse("congregation_month", args=[pair.congregation.key])
    for month in ("2026-11", "nonsense", "9999-12", ""):
        assert "November 2026" in coordinator(pair).get(url, {"month": month}).content.decode()
    assert coordinator(pair).get(url, {"month": "2026-12"}).content.decode().count(">Dinner</a>") == 4 + 1  # and January 2


# --- the introduction
def path(pair, name="") -> str:
    return reverse(f"partnership_introduction{name}", args=[pair.key])


def test_the_whole_introduction_by_the_pages(pair):
    ours, theirs = coordinator(pair), officer(pair)
    ours.post(path(pair, "_date"), {"on": "2026-11-29", "starts": "10:00", "ends": "11:30"})
    assert Introduction.objects.get().occurrence.on == date(2026, 11, 29)
    answers = {key: value["choice"] for key, value in usual("unsaid", weapon={"choice": "none"}).items()}
    ours.post(path(pair, "_protocol"), answers)
    theirs.post(path(pair, "_confirm"), {"answer": "cannot", "version": "1", "weapon": "on", "weapon_instead": "plain", "weapon_words": "I must carry."})
    page = ours.get(path(pair, "_protocol")).content.decode()
    assert "I must carry." in page
    assert "I must carry." in theirs.get(path(pair)).content.decode()
    ours.post(path(pair, "_protocol"), {**answers, "weapon_instead": "plain"})
    theirs.post(path(pair, "_confirm"), {"answer": "agree", "version": "1"})
    assert not ProtocolReply.objects.filter(agrees=True).exists()
    theirs.post(path(pair, "_confirm"), {"answer": "agree", "version": "2"})
    assert ProtocolReply.objects.filter(agrees=True).get().protocol.version == 2
    shown = ours.get(path(pair, "_show")).content.decode()
    assert str(officer_of(pair)) in shown
    ours.post(path(pair, "_show"), {"line0-what": "Welcome", "line0-minutes": "5"})
    assert [i["what"] for i in Introduction.objects.get().show] == ["Welcome"]
    assert ours.get(path(pair, "_print")).status_code == 200
    assert ours.get(path(pair, "_pdf"))["Content-Type"] == "application/pdf"
    with time_machine.travel(datetime(2026, 11, 29, 18, tzinfo=UTC), tick=False):
        theirs.post(path(pair, "_held"), {"came": "yes"})
        assert "was introduced on" in ours.get(path(pair)).content.decode()
    assert Introduction.objects.get().held_at is not None


def test_a_slot_of_the_finder_is_taken_and_a_made_up_one_is_not(pair):
    who = coordinator(pair)
    for wrong in ("nonsense", "2026-11-29T10:00:00/90", "2026-11-29T15:00:00+00:00/x", ""):
        assert who.post(path(pair, "_date"), {"slot": wrong}).status_code == 422
    assert who.post(path(pair, "_date"), {"slot": "2026-11-29T15:00:00+00:00/90"}).status_code == 302
    assert Introduction.objects.get().occurrence.starts_at == datetime(2026, 11, 29, 15, tzinfo=UTC)


def test_the_officer_does_not_answer_the_protocol_nor_the_congregation_confirm_it(pair):
    officer(pair).post(path(pair, "_protocol"), {key: value["choice"] for key, value in usual().items()})
    assert not Protocol.objects.exists()
    services.answer_protocol(partnership=pair, answers=usual(), **BY)
    coordinator(pair).post(path(pair, "_confirm"), {"answer": "agree", "version": "1"})
    assert not ProtocolReply.objects.exists()


def test_the_usual_answers_are_chosen_for_the_tradition():
    pair = make.partnership(make.congregation(tradition="sikh"))
    page = coordinator(pair).get(path(pair, "_protocol")).content.decode()
    assert "Everybody covers the head; we lend a covering at the door. (usual)" in page
    assert "feet away from the Guru Granth Sahib" in page


def test_it_says_that_no_federal_money_pays(pair):
    made = dated(pair)
    for url in (path(pair), day(made.occurrence.event, made.occurrence.on.isoformat())):
        assert "Not federally funded" in coordinator(pair).get(url).content.decode()


def test_a_onecop_event_is_planned_by_the_liaison_and_tapped_by_both(pair):
    liaison = make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    form = {**FORM, "kind": "forum", "title": "Forum", "starts_on": "2026-11-28", "host": f"agency-{pair.agency.key}"}
    client_of(liaison).post(reverse("event_new"), form)
    event = Event.objects.get()
    assert event.agency == pair.agency
    with time_machine.travel(datetime(2026, 11, 30, tzinfo=UTC), tick=False):
        for who in (officer(pair), coordinator(pair)):
            assert who.post(day(event, name="event_day_came"), {"came": "yes"}).status_code == 302
    assert sorted(Attendance.objects.values_list("who", "told_by")) == [("congregation", "congregation"), ("officer", "officer")]
    stranger = make.partnership()
    assert coordinator(stranger).get(day(event)).status_code == 404


def test_what_both_host_is_on_both_sides(pair):
    event = make.event(pair, kind="outreach")
    assert [c.get(day(event)).status_code for c in (officer(pair), coordinator(pair))] == [200, 200]


# --- who sees what an agency, a region or the nation hosts
def test_what_is_hosted_for_many_is_seen_by_whoever_belongs_there(pair):
    lakeland, highland = make.region(), make.region("Highland", ("HG",))
    house = make.congregation(parent=lakeland)
    near = make.contact(house).person
    events = {name: make.event(host, kind="forum") for name, host in {"near": lakeland, "far": highland, "all": make.nation(), "agency": pair.agency}.items()}
    seen = {who: {name for name, e in events.items() if e in Event.objects.visible_to(person)} for who, person in (
        ("near", near), ("officer", officer_of(pair).person), ("partner", pair.tenures.get(kind="coordinator").contact.person), ("nobody", make.person()),
    )}  # fmt: skip
    assert seen == {"near": {"near", "all"}, "officer": {"all", "agency"}, "partner": {"all", "agency"}, "nobody": set()}


def test_a_private_place_is_for_those_who_plan_it(pair):
    event = make.event(pair.agency, kind="forum", address="12 Pier Street")
    liaison = make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    seen = ["12 Pier Street" in client.get(day(event)).content.decode() for client in (officer(pair), coordinator(pair), client_of(liaison))]
    assert seen == [False, False, True]
    Event.objects.update(place_private=False)
    assert "12 Pier Street" in officer(pair).get(day(event)).content.decode()


def test_the_officer_of_what_both_host_is_asked_for_themselves(pair):
    event = make.event(pair)
    both = [coordinator(pair), officer(pair)]
    with time_machine.travel(AFTER, tick=False):
        found = [client.get(day(event)).content.decode() for client in both]
    assert [("Were you there?" in page, "Did the officer come?" in page) for page in found] == [(False, True), (True, False)]
