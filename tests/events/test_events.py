"""Events, invitations and attendance by the services: who is told what, and what is never kept."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from onecop.access import links
from onecop.agencies.models import ShiftPattern
from onecop.audit.models import Entry
from onecop.congregations.registry import tell_merged
from onecop.events import contributions, queries, services
from onecop.events.choices import Duty, EventKind, InviteState, Side, WithdrawReason
from onecop.events.exceptions import CannotInvite, CannotPlan, CannotTell, NotWaiting, NotYours
from onecop.events.jobs import letters
from onecop.events.models import Attendance, Event, Invite, Occurrence
from onecop.events.series import rule_of
from onecop.events.services import Plan
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PauseReason, TenureKind
from tests import make
from tests.access.letters import newest_text
from tests.make import NOON

pytestmark = pytest.mark.django_db
DINNER = datetime(2026, 11, 28, 23, tzinfo=UTC)
AFTER = DINNER + timedelta(hours=20)
BY = {"by": SYSTEM, "at": NOON}


def plan(**given) -> Plan:
    return Plan(**{"kind": EventKind.MEAL, "title": "Dinner", "starts_on": date(2026, 11, 28), "starts": time(18), "minutes": 120, **given})


def weekly(host, **given) -> Event:
    return services.plan_event(host=host, plan=plan(rrule="FREQ=WEEKLY;BYDAY=SA", **given), zone="America/New_York", **BY)


def officer_of(partnership):
    return partnership.tenures.get(kind="lead").officer


def asked(event, partnership, on=date(2026, 11, 28), at=NOON) -> Invite:
    return services.invite(occurrence=services.occurrence_for(event=event, on=on, at=at), partnership=partnership, by=SYSTEM, at=at)


@pytest.fixture
def pair():
    return make.partnership()


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


# --- planning
def test_a_service_is_worship_and_never_federally_funded(pair):
    made = services.plan_event(host=pair.congregation, plan=plan(kind=EventKind.SERVICE), **BY)
    assert (made.religious, made.federally_funded) == (True, False)
    with pytest.raises(CannotPlan, match="28 CFR 38"):
        services.plan_event(host=pair.congregation, plan=plan(kind=EventKind.SERVICE, more={"federally_funded": True}), **BY)


def test_the_database_itself_refuses_federal_money_for_worship(pair):
    from django.db import IntegrityError, transaction

    made = make.event(pair.congregation, kind="service", religious=True)
    for wrong in ({"federally_funded": True}, {"religious": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=made.pk).update(**wrong)


def test_a_drive_without_worship_may_be_funded(pair):
    made = services.plan_event(host=pair.congregation, plan=plan(kind=EventKind.DRIVE, more={"federally_funded": True}), **BY)
    assert made.federally_funded


def test_each_kind_of_host_has_its_own_events(pair):
    hosts = [pair.congregation, pair.agency, pair, make.region()]
    assert [services.plan_event(host=host, plan=plan(), **BY).host for host in hosts] == hosts


@pytest.mark.parametrize(
    "wrong", [{"minutes": 0}, {"until_on": date(2026, 11, 1), "rrule": "FREQ=WEEKLY;BYDAY=SA"}, {"rrule": "FREQ=WEEKLY;BYDAY=SU"}, {"rrule": "FREQ=HOURLY"}]
)
def test_what_makes_no_event_is_refused(pair, wrong):
    with pytest.raises(CannotPlan):
        services.plan_event(host=pair.congregation, plan=plan(**wrong), **BY)


def test_a_date_has_one_row_and_only_where_the_rule_has_it(pair):
    event = weekly(pair.congregation)
    first = services.occurrence_for(event=event, on=date(2026, 12, 5), at=NOON)
    assert services.occurrence_for(event=event, on=date(2026, 12, 5), at=NOON) == first
    with pytest.raises(CannotPlan):
        services.occurrence_for(event=event, on=date(2026, 12, 6), at=NOON)


# --- inviting
def test_the_officer_is_asked_by_a_letter_in_their_own_zone(pair):
    who = officer_of(pair).person
    who.timezone = "America/Chicago"
    who.save()
    asked(weekly(pair.congregation), pair)
    text = newest_text(officer_of(pair).email)
    assert "Saturday, November 28, 5:00 PM CST" in text
    assert "/visit/" in text


def test_the_link_answers_once_and_the_coordinator_hears_of_it(pair):
    invite = asked(weekly(pair.congregation), pair)
    token = newest_text(officer_of(pair).email).split("/visit/")[1].split("/")[0]
    link, found = services.by_link(token, at=NOON)
    services.answer(invite=found, comes=True, duty=Duty.OFF, words="Gladly", by=links.actor_of(link), at=NOON, link=link)
    invite.refresh_from_db()
    assert (invite.state, invite.duty) == (InviteState.YES, Duty.OFF)
    coordinator = pair.tenures.get(kind="coordinator").contact
    assert "comes, off duty" in newest_text(coordinator.email)
    with pytest.raises(links.LinkUsed):
        services.by_link(token, at=NOON)


def test_only_the_officer_who_is_asked_answers(pair):
    invite = asked(weekly(pair.congregation), pair)
    with pytest.raises(NotYours):
        services.answer(invite=invite, comes=True, by=make.person(), at=NOON)


def test_an_officer_is_asked_once_to_a_date(pair):
    event = weekly(pair.congregation)
    asked(event, pair)
    with pytest.raises(CannotInvite):
        asked(event, pair)


def test_nobody_is_asked_where_nobody_holds_the_partnership(pair):
    partnerships.close_tenure(tenure=pair.tenures.get(kind="lead"), on=NOON.date(), reason=CloseReason.TRANSFER, **BY)
    with pytest.raises(CannotInvite, match="Nobody holds"):
        asked(weekly(pair.congregation), pair)


def shift(officer, rule: str):
    """On every day from noon to ten at night."""
    officer.shift = ShiftPattern.objects.create(agency=officer.agency, code="late", name="Late", anchor_on=date(2026, 11, 1), cycle=[["12:00", 10]])
    officer.agency.outreach_on_duty = rule
    officer.agency.save()
    officer.save()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("any", "You are on duty then. Your agency allows on-duty visits."),
        ("never", "You are on duty then. Your agency does not allow visits during a turn: come off duty, or say that you cannot."),
    ],
)
def test_a_clash_with_the_shift_is_said_before_the_answer(pair, rule, words):
    shift(officer_of(pair), rule)
    invite = asked(weekly(pair.congregation), pair)
    assert queries.clash(invite.officer, invite.occurrence).words == words


def test_nobody_comes_on_duty_where_the_agency_never_allows_it(pair):
    shift(officer_of(pair), "never")
    invite = asked(weekly(pair.congregation), pair)
    with pytest.raises(NotWaiting, match="does not allow"):
        services.answer(invite=invite, comes=True, duty=Duty.ON, by=officer_of(pair).person, at=NOON)
    done = services.answer(invite=invite, comes=True, duty=Duty.OFF, by=officer_of(pair).person, at=NOON)
    assert done.state == InviteState.YES


def test_off_duty_is_said_too(pair):
    invite = asked(weekly(pair.congregation), pair)
    officer = officer_of(pair)
    officer.shift = ShiftPattern.objects.create(agency=officer.agency, code="e", name="Early", anchor_on=date(2026, 11, 1), cycle=[["06:00", 8]])
    officer.save()
    assert queries.clash(officer, invite.occurrence).words == "You are off duty then. In paid time it would be overtime."


# --- moving and calling off
def test_a_moved_date_tells_the_officer_and_asks_again(pair):
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=True, by=officer_of(pair).person, at=NOON)
    services.move_date(occurrence=invite.occurrence, starts_at=DINNER + timedelta(days=1), minutes=90, **BY)
    invite.refresh_from_db()
    assert (invite.state, invite.answered_at) == (InviteState.WAITING, None)
    text = newest_text(officer_of(pair).email)
    assert "It was Saturday, November 28, 6:00 PM EST. Now it is Sunday, November 29, 6:00 PM EST." in " ".join(text.replace("*", "").split())


def test_a_cancelled_date_tells_the_officer_and_leaves_the_series(pair):
    event = weekly(pair.congregation)
    invite = asked(event, pair)
    services.cancel_date(occurrence=invite.occurrence, words="The roof leaks.", **BY)
    invite.refresh_from_db()
    assert (invite.state, invite.withdraw_reason) == (InviteState.WITHDRAWN, WithdrawReason.CANCELLED)
    assert "The roof leaks." in newest_text(officer_of(pair).email)
    shown = queries.dates_between([event], NOON, NOON + timedelta(weeks=3))
    assert [(d.key, d.cancelled) for d in shown] == [("2026-11-28", True), ("2026-12-05", False)]


def test_changing_the_hour_moves_what_is_to_come_and_keeps_what_was(pair):
    event = weekly(pair.congregation)
    later = NOON + timedelta(weeks=2)
    invite = asked(event, pair, on=date(2026, 12, 12))
    services.change_event(event=event, plan=plan(rrule="FREQ=WEEKLY;BYDAY=SA", starts=time(19)), by=SYSTEM, at=later)
    event.refresh_from_db()
    shown = queries.dates_between([event], NOON, later + timedelta(days=10))
    assert [(d.key, d.starts_at.hour) for d in shown] == [("2026-11-28", 23), ("2026-12-05", 0), ("2026-12-12", 0)]
    assert kinds()[-1] == "events.moved"
    assert Occurrence.objects.get(pk=invite.occurrence_id).starts_at == datetime(2026, 12, 13, 0, tzinfo=UTC)


def test_a_date_that_the_new_rule_does_not_have_is_called_off(pair):
    event = weekly(pair.congregation)
    invite = asked(event, pair, on=date(2026, 12, 5))
    services.change_event(event=event, plan=plan(rrule=rule_of("fortnightly", date(2026, 11, 28))), **BY)
    invite.refresh_from_db()
    assert invite.withdraw_reason == WithdrawReason.CANCELLED


def test_calling_off_the_series_keeps_what_took_place(pair):
    event = weekly(pair.congregation)
    later = NOON + timedelta(weeks=2)
    services.cancel_event(event=event, by=SYSTEM, at=later)
    assert [str(row.on) for row in event.occurrences.filter(cancelled_at=None)] == ["2026-11-28"]


# --- who came
def test_both_sides_may_say_that_the_officer_came(pair):
    invite = asked(weekly(pair.congregation), pair)
    after = DINNER + timedelta(hours=3)
    for side in (Side.OFFICER, Side.CONGREGATION):
        services.tell_attendance(occurrence=invite.occurrence, partnership=pair, who=Side.OFFICER, came=True, told_by=side, by=SYSTEM, at=after)
    assert list(Attendance.objects.values_list("told_by", "came", "officer")) == [
        ("officer", True, invite.officer_id),
        ("congregation", True, invite.officer_id),
    ]


def test_nobody_has_come_before_it_began(pair):
    invite = asked(weekly(pair.congregation), pair)
    with pytest.raises(CannotTell):
        services.tell_attendance(occurrence=invite.occurrence, partnership=pair, who=Side.OFFICER, came=True, told_by=Side.OFFICER, **BY)


def test_no_row_of_events_can_hold_who_of_the_congregation_came():
    """DESIGN §6: no lists of who attended. The only words about attendance are of the officer, of a side, and a number."""
    held = {f.name for f in Attendance._meta.get_fields()}
    assert held == {"id", "occurrence", "partnership", "who", "officer", "came", "told_by", "at", "by_id"}


def test_the_congregation_is_asked_once_the_day_after_and_answers_by_link(pair):
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=True, by=officer_of(pair).person, at=NOON)
    after = DINNER + timedelta(hours=15)
    letters(after)
    letters(after)
    assert kinds().count("events.came") == 1
    coordinator = pair.tenures.get(kind="coordinator").contact
    token = newest_text(coordinator.email).split("/came/")[1].split("/")[0]
    link, found = services.came_by_link(token, at=after)
    services.tell_attendance(
        occurrence=found.occurrence, partnership=pair, who=Side.OFFICER, came=True, told_by=Side.CONGREGATION, by=links.actor_of(link), at=after, link=link
    )
    assert Attendance.objects.get().by_id == coordinator.person_id
    with pytest.raises(links.LinkUsed):
        services.came_by_link(token, at=after)


def test_what_one_partnership_said_settles_nothing_for_another_at_the_same_date(pair):
    other = make.partnership(with_=make.officer(pair.agency))
    event = weekly(pair.agency)
    both = [asked(event, one) for one in (pair, other)]
    for invite in both:
        services.answer(invite=invite, comes=True, by=invite.officer.person, at=NOON)
    told = {"who": Side.OFFICER, "came": True, "told_by": Side.OFFICER, "by": SYSTEM, "at": AFTER}
    services.tell_attendance(occurrence=both[0].occurrence, partnership=pair, **told)
    assert queries.untold(AFTER) == [both[1]]
    assert [ask.partnership for ask in contributions.asks([pair.pk, other.pk], AFTER) if ask.step != contributions.INTRODUCE] == [other.pk]
    services.tell_attendance(occurrence=both[0].occurrence, partnership=other, **told)
    assert queries.untold(AFTER) == []


def test_a_silent_invitation_is_asked_once_more_and_not_on_the_day_it_was_sent(pair):
    asked(weekly(pair.congregation), pair, at=DINNER - timedelta(days=2))
    letters(DINNER - timedelta(days=2))
    assert "events.remind" not in kinds()
    for hour in (1, 2):
        letters(DINNER - timedelta(hours=20 - hour))
    assert kinds().count("events.remind") == 1


# --- people and standing change
def hand_over(pair):
    lead = pair.tenures.get(kind="lead", closed_on=None)
    partnerships.close_tenure(tenure=lead, on=NOON.date(), reason=CloseReason.TRANSFER, **BY)
    new = make.officer(pair.agency, person=make.person())
    partnerships.open_tenure(partnership=pair, kind=TenureKind.LEAD, officer=new, on=NOON.date(), **BY)
    return lead.officer, new


def test_invitations_become_a_fresh_question_to_the_new_officer(pair):
    event = weekly(pair.congregation)
    kept = asked(event, pair)
    services.answer(invite=kept, comes=True, by=officer_of(pair).person, at=NOON)
    taken_back = asked(event, pair, on=date(2026, 12, 5))
    services.withdraw(invite=taken_back, **BY)
    old, new = hand_over(pair)
    rows = Invite.objects.live().order_by("pk")
    assert [(i.officer, i.state, str(i.occurrence.on)) for i in rows] == [(new, InviteState.WAITING, "2026-11-28")]
    assert Invite.objects.get(pk=kept.pk).withdraw_reason == WithdrawReason.HANDOVER
    assert kinds()[-2:] == ["events.withdrawn", "events.invite"]
    assert newest_text(old.email)
    assert newest_text(new.email)


def test_what_is_over_stays_with_the_officer_who_came(pair):
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=True, by=officer_of(pair).person, at=NOON)
    lead = pair.tenures.get(kind="lead")
    partnerships.close_tenure(tenure=lead, on=date(2026, 12, 1), reason=CloseReason.TRANSFER, by=SYSTEM, at=DINNER + timedelta(days=2))
    invite.refresh_from_db()
    assert invite.state == InviteState.YES


@pytest.mark.parametrize("how", ["paused", "ended"])
def test_a_partnership_that_rests_takes_its_invitations_back_in_one_letter(pair, how):
    event = weekly(pair.congregation)
    for on in (date(2026, 11, 28), date(2026, 12, 5)):
        asked(event, pair, on=on)
    both = services.plan_event(host=pair, plan=plan(kind=EventKind.OUTREACH), **BY)
    if how == "paused":
        partnerships.pause(partnership=pair, reason=PauseReason.CONGREGATION, **BY)
    else:
        partnerships.end(partnership=pair, reason=EndReason.FULFILLED, **BY)
    assert not Invite.objects.live().exists()
    both.refresh_from_db()
    event.refresh_from_db()
    assert (both.cancelled_at, event.cancelled_at) == (NOON, None)
    assert [kind for kind in kinds() if kind.startswith("events.")] == ["events.invite", "events.invite", "events.called_off"]


def test_the_calendar_follows_a_congregation_that_was_merged():
    kept, gone = make.congregation(), make.congregation()
    event = make.event(gone)
    tell_merged(kept=kept, gone=gone, by=SYSTEM, at=NOON)
    event.refresh_from_db()
    assert event.congregation == kept


def test_every_act_is_in_the_audit_trail(pair):
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=False, by=officer_of(pair).person, at=NOON)
    services.withdraw(invite=invite, **BY)
    assert list(Entry.objects.filter(verb__regex="^(event|invite)").order_by("pk").values_list("verb", flat=True)) == [
        "event.planned", "invite.sent", "invite.declined", "invite.withdrawn",
    ]  # fmt: skip
