"""Two at the same moment, on either database. Each beside a control that shows what happens without the protection, for certain."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from onecop.agencies.services import add_exception
from onecop.audit.models import Entry
from onecop.events import services
from onecop.events.models import Attendance, CoHost, Event, EventApproval, Introduction, Invite, Occurrence, Protocol
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make
from tests.events.test_events import AFTER, asked, officer_of, weekly
from tests.events.test_introduction import answered, dated, usual
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 11, 28)
WORDS = ("Slippers", "Socks", "Barefoot")


def test_two_who_invite_at_once_ask_once():
    pair = make.partnership()
    row = services.occurrence_for(event=weekly(pair.congregation), on=ON, at=NOON)
    ends = together(*[lambda: services.invite(occurrence=row, partnership=pair, by=SYSTEM, at=NOON)] * 3)
    assert names(ends) == ["CannotInvite", "CannotInvite", "well"]
    assert (Invite.objects.count(), Message.objects.filter(kind="events.invite").count()) == (1, 1)


def test_control_who_looks_before_and_writes_after_is_stopped_by_the_database_alone():
    pair = make.partnership()
    row = services.occurrence_for(event=weekly(pair.congregation), on=ON, at=NOON)
    looked, found = threading.Barrier(2), []

    def careless() -> None:
        found.append(row.invites.live().exists())
        looked.wait(30)
        Invite.objects.create(occurrence=row, partnership=pair, officer=officer_of(pair), invited_at=NOON)

    assert names(together(careless, careless)) == [IntegrityError.__name__, "well"]
    assert found == [False, False]


def test_two_who_touch_a_date_first_make_one_row():
    event = weekly(make.congregation())
    ends = together(*[lambda: services.occurrence_for(event=event, on=ON, at=NOON)] * 3)
    assert names(ends) == ["well"] * 3
    assert Occurrence.objects.count() == 1


def test_of_those_who_answer_the_protocol_at_once_nobody_is_lost():
    pair = make.partnership()
    ends = together(*[lambda words=words: answered(pair, shoes={"words": words}) for words in WORDS])
    assert names(ends) == ["well"] * 3
    assert sorted(pair.protocols.values_list("version", flat=True)) == [1, 2, 3]
    assert {p.answers["shoes"]["words"] for p in pair.protocols.all()} == set(WORDS)


def test_control_without_the_lock_one_of_two_answers_is_lost():
    """Both read that there is no version yet, and both write the first."""
    pair = make.partnership()
    looked = threading.Barrier(2)

    def careless(words: str) -> None:
        last = pair.protocols.order_by("-version").first()
        looked.wait(30)
        with transaction.atomic():
            Protocol.objects.create(partnership=pair, version=last.version + 1 if last else 1, answers=usual(shoes={"words": words}), at=NOON)

    ends = together(*[lambda words=words: careless(words) for words in WORDS[:2]])
    assert names(ends) == [IntegrityError.__name__, "well"]
    assert pair.protocols.count() == 1


def test_two_who_choose_dates_prepare_one_introduction():
    pair = make.partnership()
    ends = together(lambda: dated(pair), lambda: dated(pair))
    assert names(ends) == ["well", "well"]
    assert (Introduction.objects.count(), Invite.objects.live().count()) == (1, 1)


def test_one_side_that_taps_twice_has_one_word():
    pair = make.partnership()
    invite = asked(weekly(pair.congregation), pair)
    tap = {"occurrence": invite.occurrence, "partnership": pair, "who": "officer", "came": True, "told_by": "officer", "by": SYSTEM, "at": AFTER}
    assert names(together(*[lambda: services.tell_attendance(**tap)] * 3)) == ["well"] * 3
    assert Attendance.objects.count() == 1


# --- publishing, approving, hosting together
def draft():
    """A draft that its host may publish."""
    return make.event(make.congregation(), published_at=None)


def audited(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def test_two_who_publish_a_draft_at_once_publish_it_once():
    event = draft()
    ends = together(*[lambda: services.publish_event(event=event, by=SYSTEM, at=NOON)] * 3)
    assert set(names(ends)) <= {"well", "CannotPlan"}
    assert (Event.objects.get().published_at, audited("event.published")) == (NOON, 1)


def test_control_without_the_lock_a_draft_is_published_twice():
    event, looked = draft(), threading.Barrier(2)
    told: list[int] = []

    def careless() -> None:
        row = Event.objects.get(pk=event.pk)
        assert row.published_at is None
        looked.wait(30)
        told.append(Event.objects.filter(pk=event.pk).update(published_at=NOON))

    assert (names(together(careless, careless)), sum(told)) == (["well", "well"], 2)


def approval():
    pair = make.partnership()
    services.set_policy(agency=pair.agency, needs_approval=True, by=SYSTEM, at=NOON)
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=True, duty="on", by=officer_of(pair).person, at=NOON)
    return EventApproval.objects.get()


def test_of_a_liaison_and_a_supervisor_who_answer_at_once_one_answers():
    row = approval()

    def say(approve: bool) -> object:
        return services.decide(approval=row, approve=approve, words="No.", by=SYSTEM, at=NOON)

    assert names(together(lambda: say(True), lambda: say(False), lambda: say(True))) == ["NotWaiting", "NotWaiting", "well"]
    row.refresh_from_db()
    invite = Invite.objects.get()
    assert (row.state, invite.state) in {("approved", "yes"), ("declined", "waiting")}
    assert audited("approval.given") + audited("approval.refused") == 1


def test_control_without_the_lock_both_answers_are_written_and_the_last_one_stands():
    row, looked, told = approval(), threading.Barrier(2), []

    def careless(state: str) -> None:
        assert EventApproval.objects.get(pk=row.pk).state == "waiting"
        looked.wait(30)
        EventApproval.objects.filter(pk=row.pk).update(state=state, decided_at=NOON)
        told.append(state)

    assert names(together(lambda: careless("approved"), lambda: careless("declined"))) == ["well", "well"]
    assert sorted(told) == ["approved", "declined"]


def asked_to_host():
    event = weekly(make.congregation())
    return services.ask_cohost(event=event, party=make.agency(), by=SYSTEM, at=NOON)


def test_of_two_who_accept_and_decline_hosting_at_once_one_answers():
    row = asked_to_host()
    ends = together(*[lambda accepts=accepts: services.answer_cohost(cohost=row, accepts=accepts, by=SYSTEM, at=NOON) for accepts in (True, False, True)])
    assert names(ends) == ["NotWaiting", "NotWaiting", "well"]
    row.refresh_from_db()
    assert row.state in {"yes", "no"}
    assert audited("cohost.accepted") + audited("cohost.declined") == 1


def test_control_without_the_lock_hosting_is_accepted_and_declined():
    row, looked, told = asked_to_host(), threading.Barrier(2), []

    def careless(state: str) -> None:
        assert CoHost.objects.get(pk=row.pk).state == "asked"
        looked.wait(30)
        CoHost.objects.filter(pk=row.pk).update(state=state, answered_at=NOON)
        told.append(state)

    assert names(together(lambda: careless("yes"), lambda: careless("no"))) == ["well", "well"]
    assert sorted(told) == ["no", "yes"]


def test_other_hours_that_two_workers_look_at_ask_the_officer_once():
    pair = make.partnership()
    invite = asked(weekly(pair.congregation), pair)
    services.answer(invite=invite, comes=True, duty="off", by=officer_of(pair).person, at=NOON)
    add_exception(officer=officer_of(pair), kind="leave", first_on=ON, last_on=ON, by=SYSTEM, at=NOON)
    assert names(together(*[lambda: services.recheck(invite=invite, at=NOON)] * 3)) == ["well"] * 3
    assert Message.objects.filter(kind="events.hours").count() == 1
