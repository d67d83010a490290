"""Officers in paid time: the agency's approval, the shift, and the hours."""

from datetime import date, timedelta

import pytest

from onecop.access import links
from onecop.agencies.models import Post, ShiftPattern
from onecop.events import contributions, queries, services
from onecop.events.choices import ApprovalState, Duty, InviteState
from onecop.events.exceptions import CannotTell, NotWaiting
from onecop.events.models import EventApproval, OfficerHours
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make
from tests.access.letters import newest_text
from tests.events.test_events import AFTER, DINNER, asked, officer_of, weekly
from tests.make import NOON

pytestmark = pytest.mark.django_db
BY = {"by": SYSTEM, "at": NOON}


@pytest.fixture
def pair():
    found = make.partnership()
    who = make.person("Lena Moore")
    make.grant(who, "liaison", found.agency.scope)
    Post.objects.create(agency=found.agency, kind="liaison", person=who, name=who.name, email=who.email, started_on=NOON.date())
    services.set_policy(agency=found.agency, needs_approval=True, **BY)
    return found


def says_yes(pair, duty="on"):
    invite = asked(weekly(pair.congregation), pair)
    return services.answer(invite=invite, comes=True, duty=duty, by=officer_of(pair).person, at=NOON)


def liaison(pair):
    return Post.objects.get(agency=pair.agency)


@pytest.mark.parametrize(("duty", "waits"), [("on", True), ("ot", True), ("off", False), ("", False)])
def test_only_paid_time_waits_for_an_approval(pair, duty, waits):
    invite = says_yes(pair, duty)
    assert (invite.state, invite.if_approved, EventApproval.objects.count()) == (InviteState.YES, waits, int(waits))
    assert Message.objects.filter(kind="events.approval").count() == int(waits)


def test_an_agency_without_a_policy_asks_for_nothing(pair):
    services.set_policy(agency=pair.agency, needs_approval=False, **BY)
    assert not says_yes(pair).if_approved


def test_the_congregation_reads_that_the_yes_hangs_on_the_agency(pair):
    says_yes(pair)
    keeper = pair.tenures.get(kind="coordinator").contact
    assert "if the agency approves" in newest_text(keeper.email)


def test_the_liaison_approves_by_the_link_of_the_letter(pair):
    invite = says_yes(pair)
    token = newest_text(liaison(pair).email).split("/approve/")[1].split("/")[0]
    link, row = services.approval_by_link(token, at=NOON)
    services.decide(approval=row, approve=True, link=link, by=links.actor_of(link), at=NOON)
    invite.refresh_from_db()
    assert (invite.state, invite.if_approved, invite.duty) == (InviteState.YES, False, "on")
    assert sorted(Message.objects.filter(kind="events.approved").values_list("email", flat=True)) == sorted(
        [officer_of(pair).email, pair.tenures.get(kind="coordinator").contact.email]
    )
    with pytest.raises(links.LinkUsed):
        services.approval_by_link(token, at=NOON)


def test_a_no_needs_a_reason_and_asks_the_officer_again(pair):
    invite = says_yes(pair, "ot")
    row = EventApproval.objects.get()
    with pytest.raises(NotWaiting, match="why"):
        services.decide(approval=row, approve=False, **BY)
    services.decide(approval=row, approve=False, words="No overtime left.", **BY)
    invite.refresh_from_db()
    assert (invite.state, invite.if_approved, invite.duty) == (InviteState.WAITING, False, "")
    text = newest_text(officer_of(pair).email)
    assert "No overtime left." in text
    link, _found = services.by_link(text.split("/visit/")[1].split("/")[0], at=NOON)
    again = services.answer(invite=invite, comes=True, duty="off", by=links.actor_of(link), at=NOON, link=link)
    assert (again.state, again.if_approved, EventApproval.objects.count()) == (InviteState.YES, False, 1)


@pytest.mark.parametrize("how", ["answer", "move", "cancel", "withdraw"])
def test_an_approval_lapses_with_the_answer_it_was_asked_for(pair, how):
    invite = says_yes(pair)
    row = invite.occurrence
    match how:
        case "answer":
            services.answer(invite=invite, comes=False, by=officer_of(pair).person, at=NOON)
        case "move":
            services.move_date(occurrence=row, starts_at=row.starts_at + timedelta(hours=1), minutes=60, **BY)
        case "cancel":
            services.cancel_date(occurrence=row, **BY)
        case "withdraw":
            services.withdraw(invite=invite, **BY)
    approval = EventApproval.objects.get()
    invite.refresh_from_db()
    assert (approval.state, invite.if_approved) == (ApprovalState.LAPSED, False)
    with pytest.raises(NotWaiting):
        services.decide(approval=approval, approve=True, **BY)


def test_the_approval_is_an_ask_of_the_liaison(pair):
    says_yes(pair)
    found = [ask for ask in contributions.asks([pair.pk], NOON) if "/approvals/" in ask.url]
    assert [ask.owes for ask in found] == [frozenset([liaison(pair).person_id])]
    services.decide(approval=EventApproval.objects.get(), approve=True, **BY)
    assert [ask for ask in contributions.asks([pair.pk], NOON) if "/approvals/" in ask.url] == []


@pytest.mark.one_engine
@pytest.mark.parametrize(("duty", "words", "look"), [("on", "comes, if approved", "now"), ("off", "comes", "well")])
def test_a_yes_that_waits_for_the_agency_says_so_among_what_comes_up(pair, duty, words, look):
    says_yes(pair, duty)
    keeper = pair.tenures.get(kind="coordinator").contact.person
    for reader in (keeper, officer_of(pair).person):
        assert [(line.tag, line.tag_state) for line in contributions.panel(pair, reader, NOON).lines] == [(words, look)]


def test_overtime_lies_beside_the_shift(pair):
    """The dinner lies from six to eight on a Saturday."""
    who = officer_of(pair)
    who.shift = ShiftPattern.objects.create(agency=pair.agency, code="late", name="Late", anchor_on=date(2026, 11, 16), cycle=[["15:00", 8]] * 7)
    who.save()
    invite = asked(weekly(pair.congregation), pair)
    with pytest.raises(NotWaiting, match="overtime"):
        services.answer(invite=invite, comes=True, duty="ot", by=who.person, at=NOON)
    who.shift.cycle = [["06:00", 8]] * 7
    who.shift.save()
    assert "overtime" in queries.clash(who, invite.occurrence).words
    assert services.answer(invite=invite, comes=True, duty="ot", by=who.person, at=NOON).duty == Duty.OVERTIME


def test_hours_are_noted_once_for_a_date_and_count_before_its_length(pair):
    invite = says_yes(pair, "off")
    who, row = officer_of(pair), invite.occurrence
    assert queries.hours(who, NOON, AFTER) == []
    services.tell_attendance(occurrence=row, partnership=pair, who="officer", came=True, told_by="congregation", by=SYSTEM, at=AFTER)
    services.tell_attendance(occurrence=row, partnership=pair, who="officer", came=True, told_by="officer", by=SYSTEM, at=AFTER)
    assert [(h.minutes, h.duty, h.noted) for h in queries.hours(who, NOON, AFTER)] == [(120, "off", False)]
    for minutes in (90, 95):
        services.note_hours(occurrence=row, officer=who, duty="ot", minutes=minutes, by=who.person, at=AFTER)
    assert [(h.on, h.minutes, h.duty, h.noted) for h in queries.hours(who, NOON, AFTER)] == [(date(2026, 11, 28), 95, "ot", True)]
    assert queries.hours(who, DINNER + timedelta(seconds=1), AFTER) == []
    assert queries.hours(make.officer(pair.agency), NOON, AFTER) == []


@pytest.mark.parametrize(("minutes", "duty", "at"), [(0, "on", AFTER), (1441, "on", AFTER), (60, "", AFTER), (60, "on", NOON)])
def test_hours_that_make_no_sense_are_refused(pair, minutes, duty, at):
    row = says_yes(pair, "off").occurrence
    with pytest.raises(CannotTell):
        services.note_hours(occurrence=row, officer=officer_of(pair), duty=duty, minutes=minutes, by=SYSTEM, at=at)
    assert OfficerHours.objects.count() == 0


def test_who_did_not_come_has_no_hours(pair):
    row = says_yes(pair, "off").occurrence
    services.tell_attendance(occurrence=row, partnership=pair, who="officer", came=False, told_by="congregation", by=SYSTEM, at=AFTER)
    with pytest.raises(CannotTell):
        services.note_hours(occurrence=row, officer=officer_of(pair), duty="off", minutes=60, by=SYSTEM, at=AFTER)


def test_that_the_congregation_came_does_not_give_the_officer_hours(pair):
    row = says_yes(pair, "off").occurrence
    for who, came in (("officer", False), ("congregation", True)):
        services.tell_attendance(occurrence=row, partnership=pair, who=who, came=came, told_by="congregation", by=SYSTEM, at=AFTER)
    noted = {"occurrence": row, "officer": officer_of(pair), "duty": "off", "minutes": 60, "by": SYSTEM, "at": AFTER}
    with pytest.raises(CannotTell):
        services.note_hours(**noted)
    services.tell_attendance(occurrence=row, partnership=pair, who="officer", came=True, told_by="officer", by=SYSTEM, at=AFTER)
    assert services.note_hours(**noted).minutes == 60


def test_hours_read_one_row_and_three_with_the_same_queries(pair, django_assert_num_queries):
    who = officer_of(pair)
    event = weekly(pair.congregation)
    for count in (1, 3):
        for on in (date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 12))[:count]:
            row = services.occurrence_for(event=event, on=on, at=NOON)
            services.note_hours(occurrence=row, officer=who, duty="off", minutes=60, by=SYSTEM, at=NOON + timedelta(days=60))
        with django_assert_num_queries(2):
            assert len(queries.hours(who, NOON, NOON + timedelta(days=60))) == count


# --- supervisors
@pytest.fixture
def sergeant(pair):
    who = make.person("Sergeant Ruiz", email="ruiz@police.example")
    make.grant(who, "supervisor", pair.agency.scope)
    return who


def test_supervisors_are_asked_by_a_letter_with_a_link_of_their_own(pair, sergeant):
    says_yes(pair)
    assert sorted(Message.objects.filter(kind="events.approval").values_list("email", flat=True)) == sorted([liaison(pair).email, sergeant.email])
    token = newest_text(sergeant.email).split("/approve/")[1].split("/")[0]
    link, row = services.approval_by_link(token, at=NOON)
    services.decide(approval=row, approve=True, link=link, by=links.actor_of(link), at=NOON)
    other = newest_text(liaison(pair).email).split("/approve/")[1].split("/")[0]
    with pytest.raises((links.LinkUsed, links.LinkInvalid)):
        services.approval_by_link(other, at=NOON)


def test_who_is_no_supervisor_any_more_cannot_use_the_letter(pair, sergeant):
    says_yes(pair)
    token = newest_text(sergeant.email).split("/approve/")[1].split("/")[0]
    sergeant.grants.update(revoked_at=NOON)
    with pytest.raises(links.LinkInvalid):
        services.approval_by_link(token, at=NOON)


def test_the_approval_is_an_ask_of_supervisors_too(pair, sergeant):
    says_yes(pair)
    (found,) = [ask for ask in contributions.asks([pair.pk], NOON) if "/approvals/" in ask.url]
    assert found.owes == {liaison(pair).person_id, sergeant.pk}
