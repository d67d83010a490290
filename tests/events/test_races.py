"""Two at the same moment, on either database. Each beside a control that shows what happens without the protection, for certain."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from onecop.events import services
from onecop.events.models import Attendance, Introduction, Invite, Occurrence, Protocol
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
