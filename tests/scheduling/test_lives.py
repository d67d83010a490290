"""Meetings under random acts: what calendars rely on holds whatever people do, in whatever order."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, PartnershipState, PauseReason, TenureKind
from onecop.scheduling import jobs, services
from onecop.scheduling.choices import CancelReason, MeetingKind, MeetingState, Side
from onecop.scheduling.models import Meeting, SlotOffer
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, event, invitations, pair

KINDS = st.sampled_from([MeetingKind.FIRST, MeetingKind.FIRST, MeetingKind.OTHER])
SIDES = st.sampled_from([Side.OFFICER, Side.CONGREGATION])
ENDS = {MeetingState.CANCELLED, MeetingState.HELD, MeetingState.MISSED}


class Lives(RuleBasedStateMachine):
    """One partnership, its meetings, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.life = transaction.atomic()
        self.life.__enter__()
        self.two = pair()
        self.now = NOON
        self.known: dict[int, tuple[str, int, str]] = {}

    def teardown(self) -> None:
        """Take the whole life back: the next one begins with nothing."""
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    def meetings(self) -> list[Meeting]:
        return list(Meeting.objects.order_by("id"))

    def one(self, n: int) -> Meeting:
        rows = self.meetings()
        return rows[n % len(rows)]

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        jobs.tend(self.now)

    @rule(kind=KINDS)
    def offer(self, kind: MeetingKind) -> None:
        self.attempt(lambda: self.two.offer(at=self.now, kind=kind))

    @rule(kind=KINDS, days=st.integers(-5, 9))
    def write_in(self, kind: MeetingKind, days: int) -> None:
        self.attempt(lambda: self.two.write_in(self.now + days * DAY, at=self.now, kind=kind))

    @precondition(lambda self: bool(self.meetings()))
    @rule(n=st.integers(0, 9), side=SIDES, ranks=st.sets(st.integers(1, 3)))
    def choose(self, n: int, side: Side, ranks: set[int]) -> None:
        made = self.one(n)
        offers = list(SlotOffer.objects.filter(meeting=made, rank__in=ranks))
        self.attempt(lambda: services.choose(meeting=made, side=side, offers=offers, by=SYSTEM, at=self.now))

    @precondition(lambda self: bool(self.meetings()))
    @rule(n=st.integers(0, 9), side=SIDES)
    def others(self, n: int, side: Side) -> None:
        self.attempt(lambda: services.others(meeting=self.one(n), side=side, by=SYSTEM, at=self.now))

    @precondition(lambda self: bool(self.meetings()))
    @rule(n=st.integers(0, 9), hours=st.integers(-48, 300))
    def move(self, n: int, hours: int) -> None:
        to = self.now + timedelta(hours=hours)
        self.attempt(lambda: services.move(meeting=self.one(n), starts=to, ends=to + HOUR, by=SYSTEM, at=self.now))

    @precondition(lambda self: bool(self.meetings()))
    @rule(n=st.integers(0, 9))
    def cancel(self, n: int) -> None:
        self.attempt(lambda: services.cancel(meeting=self.one(n), reason=CancelReason.TIME, by=SYSTEM, at=self.now))

    @precondition(lambda self: bool(self.meetings()))
    @rule(n=st.integers(0, 9), side=st.sampled_from(Side), met=st.booleans())
    def say(self, n: int, side: Side, met: bool) -> None:
        self.attempt(lambda: services.say_met(meeting=self.one(n), side=side, met=met, by=SYSTEM, at=self.now))

    @rule()
    def another_officer(self) -> None:
        day = self.now.date()
        old = self.two.partnership.tenures.get(kind="lead", closed_on=None)
        if day <= old.opened_on:
            return
        partnerships.close_tenure(tenure=old, on=day, reason=CloseReason.TRANSFER, by=SYSTEM, at=self.now)
        new = make.officer(self.two.partnership.agency, person=make.person())
        partnerships.open_tenure(partnership=self.two.partnership, kind=TenureKind.LEAD, officer=new, on=day, by=SYSTEM, at=self.now)

    @rule()
    def pause_or_resume(self) -> None:
        self.two.partnership.refresh_from_db()
        if self.two.partnership.state == PartnershipState.PAUSED:
            partnerships.resume(partnership=self.two.partnership, by=SYSTEM, at=self.now)
        else:
            partnerships.pause(partnership=self.two.partnership, reason=PauseReason.OTHER, by=SYSTEM, at=self.now)

    @staticmethod
    def attempt(act: object) -> None:
        with suppress(Refused):
            act()  # type: ignore[operator]

    @invariant()
    def what_is_over_stays_over_uids_stay_and_sequences_never_fall(self) -> None:
        for row in self.meetings():
            was_uid, was_sequence, was_state = self.known.get(row.pk, (row.uid, 0, ""))
            assert row.uid == was_uid
            assert row.sequence >= was_sequence
            assert was_state not in ENDS or row.state == was_state
            self.known[row.pk] = (row.uid, row.sequence, row.state)
        assert len({row.uid for row in self.meetings()}) == len(self.meetings())

    @invariant()
    def one_first_meeting_is_on_its_way_at_most(self) -> None:
        assert Meeting.objects.open().filter(kind="first").count() <= 1

    @invariant()
    def nothing_lies_ahead_of_a_paused_partnership_but_what_was_written_in(self) -> None:
        self.two.partnership.refresh_from_db()
        if self.two.partnership.state == PartnershipState.PAUSED:
            assert not Meeting.objects.filter(state=MeetingState.OFFERED).exists()

    @invariant()
    def each_calendar_ends_where_the_meeting_is(self) -> None:
        """Whoever plays the letters of a reader into a calendar, the highest sequence winning, has the meetings that are theirs, at their time."""
        for email in {row.email for made in self.meetings() for row in made.invitees.all()}:
            self._play(email)

    def _play(self, email: str) -> None:
        kept: dict[str, tuple[int, str, datetime]] = {}
        for calendar in invitations(email):
            one = event(calendar)
            uid, sequence = str(one["UID"]), int(one["SEQUENCE"])
            assert uid not in kept or sequence > kept[uid][0], "a calendar would take no notice"
            kept[uid] = (sequence, str(calendar["METHOD"]), one["DTSTART"].dt)
        mine = Meeting.objects.filter(state=MeetingState.AGREED, starts__gt=self.now, invitees__email=email, invitees__dropped_at=None)
        standing = {uid: starts for uid, (_sequence, method, starts) in kept.items() if method == "REQUEST" and starts > self.now}
        assert standing == dict(mine.values_list("uid", "starts"))


@pytest.mark.one_engine
@pytest.mark.django_db
def test_lives() -> None:
    run_state_machine_as_test(Lives, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)))  # type: ignore[no-untyped-call]
