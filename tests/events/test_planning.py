"""Drafts, templates, the checklist, roles, co-hosts, copies, and a cancellation taken back: by the services."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.access import links
from onecop.audit.models import Entry
from onecop.events import contributions, feed, kinds, money, planned, queries, registry, services
from onecop.events.choices import HOUSE_KINDS, ONECOP_KINDS, WIDE_KINDS, AnswerState, EventKind, InviteState
from onecop.events.exceptions import CannotInvite, CannotPlan, NotWaiting
from onecop.events.jobs import checklists
from onecop.events.models import CoHost, Event, EventRole, EventTask, Invite
from onecop.events.services.preparing import next_year
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make
from tests.access.letters import newest_text
from tests.events.test_events import asked, officer_of, plan, weekly
from tests.make import NOON

pytestmark = pytest.mark.django_db
RULES = [
    "", "FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "FREQ=MONTHLY;BYDAY=4SA", "FREQ=MONTHLY;BYDAY=-1SA", "FREQ=MONTHLY;BYMONTHDAY=28",
]  # fmt: skip
BY = {"by": SYSTEM, "at": NOON}
ON = date(2026, 11, 28)


@pytest.fixture
def pair():
    return make.partnership()


def draft(host, **given) -> Event:
    return services.plan_event(host=host, plan=plan(**given), zone="America/New_York", draft=True, **BY)


def person_of(pair, kind="coordinator"):
    return pair.tenures.get(kind=kind).contact.person


def letters(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=f"events.{kind}").order_by("pk").values_list("email", flat=True))


# --- drafts
def test_a_draft_exists_only_for_those_who_may_change_it(pair):
    event = draft(pair.congregation)
    deputy = make.contact(pair.congregation, "deputy").person
    liaison = make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    readers = [person_of(pair), person_of(pair, "leader"), make.staff(), deputy, officer_of(pair).person, liaison, make.person()]
    sees = [Event.objects.visible_to(who).filter(pk=event.pk).exists() for who in readers]
    assert sees == [True, True, True, False, False, False, False]
    services.publish_event(event=event, **BY)
    assert [Event.objects.visible_to(who).filter(pk=event.pk).exists() for who in readers] == [True, True, True, True, False, False, False]


def test_a_draft_leaks_into_no_feed_no_calendar_and_no_partnership(pair):
    event = draft(pair.congregation, rrule="FREQ=WEEKLY;BYDAY=SA")
    until = NOON + timedelta(weeks=6)
    services.add_task(event=event, title="Book the room", due_on=date(2026, 11, 1), **BY)

    def found() -> list[int]:
        return [
            len(queries.calendar(pair.congregation, start=NOON, end=until)),
            len(feed.entries(person_of(pair), NOON, until)),
            Event.objects.in_force().count(),
            sum(ask.url.endswith(f"{event.key}/plan/") for ask in contributions.asks([pair.pk], NOON)),
            len(planned.late(NOON)),
        ]

    assert found() == [0, 0, 0, 0, 0]
    services.publish_event(event=event, by=person_of(pair), at=NOON)
    Event.objects.filter(pk=event.pk).update(created_by_id=person_of(pair).pk)
    assert found() == [5, 1, 1, 1, 1]


def test_nobody_is_asked_to_a_draft(pair):
    with pytest.raises(CannotInvite, match="draft"):
        asked(draft(pair.congregation), pair)
    assert Invite.objects.count() == 0


def test_a_draft_is_deleted_whole_and_what_is_published_is_not(pair):
    event = draft(pair.congregation)
    services.set_up(event=event, **BY)
    services.add_role(event=event, kind="greeter", name="Mai", **BY)
    services.delete_draft(event=event, **BY)
    assert (Event.objects.count(), EventTask.objects.count(), EventRole.objects.count()) == (0, 0, 0)
    assert Entry.objects.filter(verb="event.draft_deleted").count() == 1
    with pytest.raises(CannotPlan):
        services.delete_draft(event=make.event(pair.congregation), **BY)


def test_a_draft_whose_day_is_over_is_not_published(pair):
    event = draft(pair.congregation)
    with pytest.raises(CannotPlan):
        services.publish_event(event=event, by=SYSTEM, at=NOON + timedelta(days=30))
    event.refresh_from_db()
    assert event.is_draft
    assert services.publish_event(event=event, **BY).published_at == NOON
    assert services.publish_event(event=event, by=SYSTEM, at=NOON + timedelta(hours=1)).published_at == NOON


# --- kinds and money
def test_every_kind_that_a_form_offers_has_a_template_that_fits_it():
    assert set(kinds.TEMPLATES) == {kind.value for kind in {*HOUSE_KINDS, *WIDE_KINDS}} == set(EventKind.values)
    for template in kinds.TEMPLATES.values():
        assert template.minutes > 0
        assert all(job.role in template.roles or job.role in ("lead", "interpreter", "safety", "photos", "door", "food", "setup") for job in template.jobs)


def test_what_an_agency_hosts_of_the_programme_is_evidence_and_what_a_congregation_hosts_is_not(pair):
    for kind in ONECOP_KINDS:
        assert [make.event(host, kind=kind).is_onecop for host in (pair.agency, make.region(), pair.congregation, pair)] == [True, True, False, False]
    assert not make.event(pair.agency, kind="outreach").is_onecop


@given(st.sampled_from(EventKind.values), st.booleans(), st.booleans(), st.sampled_from(["", "DOJ Byrne JAG 2026", "Lilly Endowment", "BJA trust grant"]))
def test_federal_money_never_meets_worship(kind, religious, federal, grant):
    religious = religious or kind == EventKind.SERVICE
    wrong = money.wrong(kind=kind, religious=religious, federal=federal, grant=grant)
    names_federal = grant.startswith(("DOJ", "BJA"))
    assert bool(wrong) == ((federal and religious) or (names_federal and (religious or not federal)))


def test_a_goal_of_another_partnership_is_refused(pair):
    from onecop.debriefs.models import Goal

    words = {"title": "Safer pick-up", "measure": "No car", "owner_side": "officer", "pillar": "trust", "activity": "street", "due_on": ON, "made_at": NOON}
    own, foreign = (Goal.objects.create(partnership=p, **words) for p in (pair, make.partnership()))
    assert services.plan_event(host=pair.congregation, plan=plan(more={"goal": own}), **BY).goal == own
    assert [list(money.goals_for(h)) for h in (pair, pair.congregation, pair.agency, make.region())] == [[own], [own], [own], []]
    with pytest.raises(CannotPlan, match="another partnership"):
        services.plan_event(host=pair.congregation, plan=plan(more={"goal": foreign}), **BY)


# --- the checklist
def test_the_usual_list_comes_once_and_is_dated_from_the_day(pair):
    event = make.event(pair.congregation, kind="forum")
    assert services.set_up(event=event, **BY) == len(kinds.TEMPLATES["forum"].jobs) + len(kinds.TEMPLATES["forum"].roles)
    assert services.set_up(event=event, **BY) == 0
    for task, job in zip(event.tasks.order_by("id"), kinds.TEMPLATES["forum"].jobs, strict=True):
        assert (task.title, task.due_on, task.role) == (str(job.title), ON + timedelta(days=job.days), job.role)


def test_the_list_moves_along_with_the_date_and_what_is_done_stays(pair):
    event = make.event(pair.congregation)
    open_one = services.add_task(event=event, title="Food", due_on=ON - timedelta(days=3), **BY)
    done = services.tick_task(task=services.add_task(event=event, title="Room", due_on=ON - timedelta(days=5), **BY), **BY)
    row = services.occurrence_for(event=event, on=ON, at=NOON)
    services.move_date(occurrence=row, starts_at=row.starts_at + timedelta(days=7), minutes=120, **BY)
    assert [EventTask.objects.get(pk=t.pk).due_on for t in (open_one, done)] == [ON + timedelta(days=4), ON - timedelta(days=5)]
    other = make.event(pair.congregation)
    task = services.add_task(event=other, title="Food", due_on=ON - timedelta(days=3), **BY)
    services.change_event(event=other, plan=plan(starts_on=date(2026, 12, 12)), **BY)
    assert EventTask.objects.get(pk=task.pk).due_on == date(2026, 12, 9)


@given(st.integers(-60, 60), st.integers(1, 200))
def test_a_line_keeps_its_distance_however_far_the_date_moves(days, moved):
    event = make.event(make.congregation())
    services.add_task(event=event, title="Food", due_on=ON + timedelta(days=days), **BY)
    services.change_event(event=event, plan=plan(starts_on=ON + timedelta(days=moved)), **BY)
    assert event.tasks.get().due_on - Event.objects.get(pk=event.pk).starts_on == timedelta(days=days)


def test_one_letter_a_day_tells_an_owner_of_all_that_is_late(pair):
    who = person_of(pair)
    event = make.event(pair.congregation, created_by_id=who.pk)
    for n in range(3):
        services.add_task(event=event, title=f"Line {n}", due_on=date(2026, 11, 15), owner=who, **BY)
    services.add_task(event=event, title="Later", due_on=date(2026, 11, 25), owner=who, **BY)
    checklists(NOON)
    checklists(NOON + timedelta(hours=1))
    assert letters("late") == [who.email]
    text = newest_text(who.email)
    assert [f"Line {n}" in text for n in range(3)] == [True] * 3
    assert "Later" not in text
    services.add_task(event=event, title="Late too", due_on=date(2026, 11, 18), owner=who, **BY)
    checklists(NOON + timedelta(hours=20))
    assert len(letters("late")) == 1
    checklists(NOON + timedelta(hours=24))
    assert len(letters("late")) == 2
    services.cancel_event(event=event, **BY)
    checklists(NOON + timedelta(days=5))
    assert len(letters("late")) == 2


def test_a_late_line_belongs_to_who_has_the_part_else_the_lead_else_the_maker(pair):
    event = make.event(pair.congregation, created_by_id=person_of(pair).pk)
    services.add_task(event=event, title="Door", due_on=date(2026, 11, 15), role="door", **BY)

    def owners():
        return list(planned.late(NOON))

    assert owners() == [person_of(pair).email]
    services.add_role(event=event, kind="lead", name="Rosa", email="rosa@mail.example", **BY)
    assert owners() == ["rosa@mail.example"]
    services.add_role(event=event, kind="door", name="Ines", email="ines@mail.example", **BY)
    assert owners() == ["ines@mail.example"]


def test_a_late_line_is_an_ask_of_the_congregation_with_the_least_weight(pair):
    event = make.event(pair.congregation)
    services.add_task(event=event, title="Book the room", due_on=date(2026, 11, 15), **BY)
    found = [ask for ask in contributions.asks([pair.pk], NOON) if "Book the room" in ask.title]
    assert [(ask.partnership, ask.weight < 0, ask.owes) for ask in found] == [(pair.pk, True, frozenset(c.person_id for c in pair.congregation.contacts.all()))]


# --- roles
def test_somebody_takes_a_part_by_a_link_without_an_account(pair):
    event = make.event(pair.congregation)
    host = person_of(pair)
    role = services.add_role(event=event, kind="speaker", name="Ada", email="Ada@Mail.example", ask=True, by=host, at=NOON)
    token = newest_text("ada@mail.example").split("/help/")[1].split("/")[0]
    link, found = services.role_by_link(token, at=NOON)
    assert (found, role.state) == (role, AnswerState.ASKED)
    services.answer_role(role=found, comes=True, words="Gladly", link=link, by=links.actor_of(link), at=NOON)
    role.refresh_from_db()
    assert (role.state, role.words, letters("role_answered")) == (AnswerState.YES, "Gladly", [host.email])
    with pytest.raises(links.LinkUsed):
        services.role_by_link(token, at=NOON)


def test_who_hands_a_part_on_ends_the_link_of_the_one_before(pair):
    event = make.event(pair.congregation)
    role = services.add_role(event=event, kind="speaker", name="Ada", email="ada@mail.example", ask=True, **BY)
    token = newest_text("ada@mail.example").split("/help/")[1].split("/")[0]
    services.fill_role(role=role, name="Ben", **BY)
    with pytest.raises(links.LinkInvalid):
        services.role_by_link(token, at=NOON)
    role.refresh_from_db()
    assert (role.name, role.state, role.asked_at) == ("Ben", AnswerState.YES, None)


def test_to_ask_somebody_a_name_and_an_address_are_needed(pair):
    with pytest.raises(CannotPlan):
        services.add_role(event=make.event(pair.congregation), kind="speaker", name="Ada", ask=True, **BY)


# --- co-hosts
def test_two_congregations_host_one_event_and_it_counts_once(pair):
    other = make.partnership()
    event = weekly(pair.congregation)
    made = services.ask_cohost(event=event, party=other.congregation, **BY)
    theirs = person_of(other)
    assert not Event.objects.visible_to(theirs).filter(pk=event.pk).exists()
    services.answer_cohost(cohost=made, accepts=True, by=theirs, at=NOON)
    assert (Event.objects.visible_to(theirs).filter(pk=event.pk).count(), Event.objects.worked_by(theirs).filter(pk=event.pk).count()) == (1, 1)
    end = NOON + timedelta(days=14)
    calendars = [queries.calendar(house, start=NOON, end=end) for house in (pair.congregation, other.congregation)]
    assert [[e.date.event.pk for e in rows] for rows in calendars] == [[event.pk]] * 2
    services.ask_cohost(event=event, party=pair, **BY)
    services.ask_cohost(event=event, party=pair.agency, **BY)
    for row in CoHost.objects.filter(state=AnswerState.ASKED):
        services.answer_cohost(cohost=row, accepts=True, **BY)
    everyone = [make.staff(), person_of(pair), theirs, officer_of(pair).person]
    assert [Event.objects.visible_to(who).in_force().count() for who in everyone] == [1, 1, 1, 1]
    assert [len(queries.calendar(house, start=NOON, end=end)) for house in (pair.congregation, other.congregation)] == [1, 1]
    assert len(planned.cohosts(event)) == 3
    row = services.occurrence_for(event=event, on=ON, at=NOON)
    services.tell_attendance(occurrence=row, partnership=pair, who="officer", came=True, told_by="congregation", by=SYSTEM, at=row.ends_at)
    assert sum(f.source.startswith(f"events.occurrence:{row.key}") for f in contributions.facts([pair.pk, other.pk])) == 1


def test_nobody_hosts_with_themselves_or_is_asked_twice(pair):
    event, other = make.event(pair.congregation), make.congregation()
    services.ask_cohost(event=event, party=other, **BY)
    for party in (pair.congregation, other):
        with pytest.raises(CannotPlan):
            services.ask_cohost(event=event, party=party, **BY)


def test_the_one_that_was_asked_answers_by_a_link_and_the_first_answer_counts(pair):
    event, other = make.event(pair.congregation), make.partnership()
    services.ask_cohost(event=event, party=other.congregation, by=person_of(pair), at=NOON)
    tokens = [newest_text(person_of(other, kind).email).split("/hosting/")[1].split("/")[0] for kind in ("leader", "coordinator")]
    link, row = services.cohost_by_link(tokens[0], at=NOON)
    services.answer_cohost(cohost=row, accepts=False, words="Another year", link=link, by=links.actor_of(link), at=NOON)
    assert (CoHost.objects.get().state, letters("cohost_answered")) == (AnswerState.NO, [person_of(pair).email])
    with pytest.raises(links.LinkInvalid):
        services.cohost_by_link(tokens[1], at=NOON)
    with pytest.raises(NotWaiting):
        services.answer_cohost(cohost=row, accepts=True, **BY)


def test_a_co_host_that_leaves_sees_the_event_no_more(pair):
    other = make.partnership()
    event = draft(pair.congregation)
    made = services.answer_cohost(cohost=services.ask_cohost(event=event, party=other.congregation, **BY), accepts=True, **BY)
    assert Event.objects.worked_by(person_of(other)).count() == 1
    services.end_cohost(cohost=made, by=person_of(other), at=NOON)
    assert Event.objects.visible_to(person_of(other)).count() == 0
    assert person_of(other).email not in letters("cohost_ended")
    assert len(letters("cohost_ended")) > 0


# --- copies
def test_last_years_is_copied_to_the_same_weekday_with_its_list_undone_and_nobody_invited(pair):
    event = make.event(pair.congregation, title="Harvest dinner", capacity=40, sign_up="guests")
    services.tick_task(task=services.add_task(event=event, title="Room", due_on=ON - timedelta(days=21), **BY), **BY)
    services.add_role(event=event, kind="lead", name="Rosa", **BY)
    asked(event, pair)
    made = services.copy_event(event=event, starts_on=next_year(event, ON), by=SYSTEM, at=NOON + timedelta(days=30))
    assert (made.starts_on, made.starts_on.weekday(), made.is_draft, made.copied_from, made.capacity) == (date(2027, 11, 27), ON.weekday(), True, event, 40)
    assert [(t.title, t.due_on, t.done_at) for t in made.tasks.all()] == [("Room", date(2027, 11, 6), None)]
    assert [(r.name, r.state) for r in made.roles.all()] == [("Rosa", AnswerState.OPEN)]
    assert (made.occurrences.count(), Invite.objects.filter(occurrence__event=made).count(), made.key != event.key) == (0, 0, True)


@given(
    st.sampled_from(
        ["", "FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "FREQ=MONTHLY;BYDAY=4SA", "FREQ=MONTHLY;BYDAY=-1SA", "FREQ=MONTHLY;BYMONTHDAY=28"]
    ),
    st.integers(0, 1200),
)
def test_the_proposed_date_lies_ahead_and_fits_the_rule(rule, later):
    event = make.event(make.congregation(), rrule=rule)
    today = ON + timedelta(days=later)
    found = next_year(event, today)
    assert found > today
    if "MONTHDAY" not in rule:
        assert found.weekday() == ON.weekday()
    made = services.copy_event(event=event, starts_on=found, **BY)
    assert made.rrule == rule


def test_a_copy_on_a_day_that_the_rule_does_not_have_is_refused(pair):
    with pytest.raises(CannotPlan):
        services.copy_event(event=weekly(pair.congregation), starts_on=date(2027, 11, 28), **BY)


# --- move, cancel, restore
def test_the_page_says_how_many_will_be_told_and_so_many_are(pair, monkeypatch):
    monkeypatch.setattr(registry, "_audiences", [lambda rows, at: 7 * len(rows)])
    event = weekly(pair.congregation)
    invite = asked(event, pair)
    services.add_role(event=event, kind="speaker", name="Ada", email="ada@mail.example", **BY)
    told = planned.audience(event, NOON, on=ON)
    assert (told.officers, told.helpers, told.guests, told.all) == (1, 1, 7, 9)
    services.move_date(occurrence=invite.occurrence, starts_at=invite.occurrence.starts_at + timedelta(hours=1), minutes=120, **BY)
    assert (letters("moved"), letters("helper_moved")) == ([officer_of(pair).email], ["ada@mail.example"])
    services.cancel_date(occurrence=invite.occurrence, words="A storm.", **BY)
    assert (letters("cancelled"), letters("helper_cancelled")) == ([officer_of(pair).email], ["ada@mail.example"])
    assert "A storm." in newest_text("ada@mail.example")


def test_a_cancellation_taken_back_tells_all_again_and_asks_the_officer_anew(pair, monkeypatch):
    heard = []
    monkeypatch.setattr(registry.when_restored, "_follow", [lambda row, by, at: heard.append(row.on)])
    event = weekly(pair.congregation)
    asked(event, pair)
    asked(event, pair, on=date(2026, 12, 5))
    services.add_role(event=event, kind="speaker", name="Ada", email="ada@mail.example", **BY)
    services.cancel_event(event=event, words="A storm.", **BY)
    assert list(queries.calendar(pair.congregation, start=NOON, end=NOON + timedelta(days=20))) == []
    later = NOON + timedelta(hours=2)
    services.restore_event(event=event, by=SYSTEM, at=later)
    event.refresh_from_db()
    assert (event.cancelled_at, heard, letters("helper_restored")) == (None, [ON, date(2026, 12, 5)], ["ada@mail.example"])
    assert list(Invite.objects.live().values_list("state", flat=True)) == [InviteState.WAITING] * 2
    assert len(queries.calendar(pair.congregation, start=NOON, end=NOON + timedelta(days=20))) == 2


@pytest.mark.parametrize("when", [NOON + timedelta(days=9), NOON + timedelta(days=40)])
def test_what_is_over_or_long_called_off_stays_called_off(pair, when: datetime):
    event = make.event(pair.congregation)
    row = services.occurrence_for(event=event, on=ON, at=NOON)
    with pytest.raises(CannotPlan):
        services.restore_date(occurrence=row, **BY)
    services.cancel_date(occurrence=row, **BY)
    with pytest.raises(CannotPlan):
        services.restore_date(occurrence=row, by=SYSTEM, at=when)


# --- the sacred space
def test_guests_read_what_was_attached_and_only_officers_read_of_weapons(pair):
    event = make.event(pair.congregation)
    answers = {"shoes": {"choice": "off_door", "words": "Racks by the door.", "instead": ""}, "weapon": {"choice": "none", "words": "", "instead": ""}}
    services.attach_space(event=event, answers={**answers, "moon": {}}, **BY)
    event.refresh_from_db()
    assert [line.point.key for line in planned.space_of(event)] == ["shoes"]
    assert [line.point.key for line in planned.space_of(event, officer=True)] == ["weapon", "shoes"]
    assert planned.space_of(make.event(pair.congregation)) == []
