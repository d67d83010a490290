"""Step 5: a service that suits the shift, the sacred-space protocol in versions, the run of show, and that it took place."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.congregations.choices import Tradition
from onecop.congregations.models import ServiceTime
from onecop.events import paper, queries, sacred_space, services, show
from onecop.events.choices import EventKind, InviteState, Side
from onecop.events.exceptions import CannotAgree, CannotIntroduce
from onecop.events.models import Event, Introduction, Protocol, ProtocolReply
from onecop.events.services import Plan
from onecop.events.views.introduction import items_of
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, PauseReason, TenureKind
from onecop.scheduling import slots
from tests import make
from tests.access.letters import newest_text
from tests.make import NOON

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 29, 15, tzinfo=UTC)  # ten in the morning in New York
BY = {"by": SYSTEM, "at": NOON}


@pytest.fixture
def pair():
    made = make.partnership(make.congregation("Lotus Pond Temple", tradition="buddhist"))
    ServiceTime.objects.create(congregation=made.congregation, weekday=6, starts=time(10), ends=time(11, 30), what="Morning chant")
    return made


def officer_of(pair):
    return pair.tenures.get(kind__in=["lead", "interim"], closed_on=None).officer


def dated(pair, starts_at=SUNDAY, side=Side.CONGREGATION, by=SYSTEM):
    return services.choose_date(partnership=pair, starts_at=starts_at, minutes=90, side=side, by=by, at=NOON)


def usual(tradition="buddhist", **changes):
    found = {u.point.key: {"choice": u.choice, "words": "", "instead": ""} for u in sacred_space.usual(tradition)}
    return {**found, **{key: {**found[key], **value} for key, value in changes.items()}}


def answered(pair, **changes) -> Protocol:
    return services.answer_protocol(partnership=pair, answers=usual(**changes), **BY)


# --- the date
def test_the_finder_offers_services_of_the_congregation(pair):
    search = slots.find(pair, minutes=90, at=NOON, kind="service")
    assert {(s.starts.astimezone(pair_zone(pair)).weekday(), s.starts.astimezone(pair_zone(pair)).time()) for s in search.slots} == {(6, time(10))}


def pair_zone(pair):
    from onecop.partnerships.rules import zone_of

    return zone_of(pair)


def test_a_chosen_date_puts_the_service_into_the_calendar_and_asks_the_officer(pair):
    made = dated(pair)
    event = made.occurrence.event
    assert (event.title, event.kind, event.religious, event.federally_funded, event.congregation) == (
        "Morning chant", "service", True, False, pair.congregation,
    )  # fmt: skip
    invite = made.occurrence.invites.get()
    assert (invite.officer, invite.state) == (officer_of(pair), InviteState.WAITING)


def test_a_service_that_the_calendar_has_is_taken(pair):
    series = services.plan_event(
        host=pair.congregation, plan=Plan(EventKind.SERVICE, "Chant", date(2026, 11, 22), time(10), 90, "FREQ=WEEKLY;BYDAY=SU"), zone="America/New_York", **BY
    )
    made = dated(pair)
    assert (made.occurrence.event, made.occurrence.on, Event.objects.count()) == (series, date(2026, 11, 29), 1)


def test_an_officer_who_chooses_has_said_yes_by_that(pair):
    made = dated(pair, side=Side.OFFICER, by=officer_of(pair).person)
    assert made.occurrence.invites.get().state == InviteState.YES


def test_another_date_gives_the_first_one_up(pair):
    first = dated(pair).occurrence
    second = dated(pair, SUNDAY + timedelta(days=7))
    assert Introduction.objects.get() == second
    assert (first.invites.get().state, second.occurrence.invites.get().state) == (InviteState.WITHDRAWN, InviteState.WAITING)


def test_the_same_date_again_asks_nobody_twice(pair):
    dated(pair)
    before = Message.objects.count()
    dated(pair)
    assert Message.objects.count() == before


@pytest.mark.parametrize("starts_at", [NOON - timedelta(days=1), NOON])
def test_a_date_that_is_over_is_refused(pair, starts_at):
    with pytest.raises(CannotIntroduce):
        dated(pair, starts_at)


# --- the protocol
@pytest.mark.parametrize("tradition", Tradition.values)
def test_every_tradition_has_a_usual_answer_for_every_point(tradition):
    found = sacred_space.usual(tradition)
    assert [u.point.key for u in found] == ["uniform", "weapon", "k9", "shoes", "head", "photos", "recording", "seating", "standing"]
    assert all(u.choice in u.point.choices for u in found)
    assert set(sacred_space.CUSTOMS[tradition].notes) <= set(sacred_space.BY_KEY)


@given(st.dictionaries(st.sampled_from(list(sacred_space.BY_KEY)), st.fixed_dictionaries({"choice": st.text(max_size=9), "instead": st.text(max_size=9)})))
def test_words_of_a_protocol_are_there_for_whatever_was_kept(answers):
    assert len(sacred_space.lines(answers)) == 9


def test_a_version_for_every_change_and_none_for_the_same(pair):
    first = answered(pair)
    assert answered(pair) == first
    assert answered(pair, shoes={"words": "Slippers are at the door."}).version == 2


def test_a_point_without_an_answer_is_refused(pair):
    with pytest.raises(CannotAgree, match="Uniform"):
        services.answer_protocol(partnership=pair, answers={**usual(), "uniform": {"choice": "cape"}}, **BY)


def confirm(pair, protocol, officer=None):
    return services.confirm_protocol(protocol=protocol, officer=officer or officer_of(pair), **BY)


def state(pair) -> tuple[bool, bool]:
    sheet = queries.introduction_sheet(pair)
    return sheet.confirmed, sheet.questioned


def test_the_officer_confirms_and_the_coordinator_hears_of_it(pair):
    protocol = answered(pair)
    assert "introduction/confirm" in newest_text(officer_of(pair).email)
    confirm(pair, protocol)
    confirm(pair, protocol)
    assert state(pair) == (True, False)
    assert ProtocolReply.objects.count() == 1
    assert Message.objects.filter(kind="events.protocol_agreed").count() == 0
    assert Message.objects.filter(kind="events.agreed").count() == 1


def test_a_change_after_the_confirmation_needs_a_new_one(pair):
    confirm(pair, answered(pair))
    second = answered(pair, weapon={"choice": "none"})
    assert state(pair) == (False, False)
    confirm(pair, second)
    assert state(pair) == (True, False)


def test_an_older_version_cannot_be_confirmed(pair):
    first = answered(pair)
    answered(pair, weapon={"choice": "none"})
    with pytest.raises(CannotAgree, match="changed something"):
        confirm(pair, first)


def test_what_cannot_be_met_is_settled_in_a_new_version(pair):
    first = answered(pair, weapon={"choice": "none"})
    services.cannot_meet(protocol=first, officer=officer_of(pair), points={"weapon": {"instead": "plain", "words": "I must carry."}}, **BY)
    assert state(pair) == (False, True)
    assert "I must carry." in newest_text(pair.tenures.get(kind="coordinator").contact.email)
    second = answered(pair, weapon={"choice": "none", "instead": "off_duty"})
    confirm(pair, second)
    line = next(line for line in queries.introduction_sheet(pair).lines if line.point.key == "weapon")
    assert str(line.instead) == "The officer comes off duty, without the weapon and in plain clothes."


def test_at_least_one_point_must_be_named(pair):
    with pytest.raises(CannotAgree):
        services.cannot_meet(protocol=answered(pair), officer=officer_of(pair), points={}, **BY)


def test_a_new_officer_confirms_anew(pair):
    protocol = answered(pair)
    confirm(pair, protocol)
    partnerships.close_tenure(tenure=pair.tenures.get(kind="lead"), on=NOON.date(), reason=CloseReason.PROMOTION, **BY)
    new = make.officer(pair.agency, person=make.person())
    partnerships.open_tenure(partnership=pair, kind=TenureKind.LEAD, officer=new, on=NOON.date(), **BY)
    assert state(pair) == (False, False)
    confirm(pair, protocol, new)
    assert state(pair) == (True, False)


def test_nobody_but_the_present_officer_confirms(pair):
    with pytest.raises(CannotAgree, match="Only the officer"):
        confirm(pair, answered(pair), make.officer(pair.agency))


# --- the run of show
def test_the_usual_run_of_show_names_these_people(pair):
    dated(pair)
    sheet = queries.introduction_sheet(pair)
    items = items_of(sheet)
    assert [item["minutes"] for item in items] == [10, 2, 3, 2, 1, 20]
    assert str(officer_of(pair)) in items[1]["said"]
    assert items[0]["who"] == str(pair.tenures.get(kind="coordinator").contact)


def test_a_run_of_show_is_kept_without_its_empty_lines(pair):
    made = services.keep_show(introduction=dated(pair), items=[{"what": " Welcome ", "minutes": None}, {"what": ""}, {"what": "Tea", "minutes": 999}], **BY)
    assert [(i["what"], i["minutes"]) for i in made.show] == [("Welcome", 0), ("Tea", 240)]


def test_no_more_lines_than_a_page_holds():
    assert len(show.clean([{"what": "Song"}] * 40)) == show.MOST


def test_the_run_of_show_prints_as_accessible_pdf(pair):
    dated(pair)
    confirm(pair, answered(pair, weapon={"choice": "none", "words": "#panic() ] }"}))
    sheet = queries.introduction_sheet(pair)
    made = paper.run_of_show(sheet, items_of(sheet), at=NOON)
    assert made.startswith(b"%PDF")
    assert b"pdfuaid:part" in made


# --- it took place
def test_either_side_settles_it_by_one_tap(pair):
    made = dated(pair)
    with pytest.raises(CannotIntroduce, match="not come yet"):
        services.introduced(introduction=made, took_place=True, side=Side.OFFICER, **BY)
    after = SUNDAY + timedelta(hours=2)
    for side in (Side.OFFICER, Side.CONGREGATION):
        made = services.introduced(introduction=made, took_place=True, side=side, by=SYSTEM, at=after)
    assert (made.held_at, made.officer) == (after, officer_of(pair))
    assert Message.objects.filter(kind="events.introduced").count() == 2


def test_after_a_no_another_date_is_chosen(pair):
    made = services.introduced(introduction=dated(pair), took_place=False, side=Side.CONGREGATION, by=SYSTEM, at=SUNDAY + timedelta(hours=2))
    assert (made.held_at, made.occurrence) == (None, None)
    assert queries.introduction_sheet(pair).now == "date"


def test_a_no_to_the_date_lets_both_choose_another(pair):
    invite = dated(pair).occurrence.invites.get()
    services.answer(invite=invite, comes=False, by=officer_of(pair).person, at=NOON)
    assert queries.introduction_sheet(pair).now == "date"


def test_the_path_goes_date_protocol_confirm_show_wait_done(pair):
    seen = [queries.introduction_sheet(pair).now]

    def look():
        seen.append(queries.introduction_sheet(pair).now)

    made = dated(pair)
    look()
    protocol = answered(pair)
    look()
    services.cannot_meet(protocol=protocol, officer=officer_of(pair), points={"k9": {"instead": "car", "words": ""}}, **BY)
    look()
    confirm(pair, answered(pair, k9={"choice": "outside", "instead": "car"}))
    look()
    services.answer(invite=made.occurrence.invites.get(), comes=True, by=officer_of(pair).person, at=NOON)
    look()
    services.keep_show(introduction=made, items=[{"what": "Welcome"}], **BY)
    look()
    services.introduced(introduction=made, took_place=True, side=Side.OFFICER, by=SYSTEM, at=SUNDAY + timedelta(hours=2))
    look()
    assert seen == ["date", "protocol", "confirm", "settle", "answer", "show", "wait", "done"]


def test_a_pause_takes_the_date_back(pair):
    dated(pair)
    partnerships.pause(partnership=pair, reason=PauseReason.AGENCY, **BY)
    assert Introduction.objects.get().occurrence is None
