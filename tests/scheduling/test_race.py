"""Both sides choose at the same moment: one time is agreed, and everyone is invited once."""

import threading
from functools import partial

import pytest
from django.db import transaction

from onecop.kernel.actor import SYSTEM
from onecop.scheduling import services
from onecop.scheduling.choices import CancelReason, MeetingKind, MeetingState, Side
from onecop.scheduling.models import Invitee, Meeting, SlotWish
from tests.make import NOON
from tests.races import names, together
from tests.scheduling.conftest import HOUR, letters, pair, standing

pytestmark = pytest.mark.django_db(transaction=True)


def choose(made: Meeting, side: Side, *numbers: int) -> Meeting:
    offers = [offer for offer in standing(made) if offer.rank in numbers]
    return services.choose(meeting=made, side=side, offers=offers, by=SYSTEM, at=NOON + HOUR)


def test_both_sides_choose_at_the_same_moment() -> None:
    for _run in range(3):
        two = pair()
        made = two.offer(kind=MeetingKind.OTHER)
        ends = together(partial(choose, made, Side.OFFICER, 1, 2), partial(choose, made, Side.CONGREGATION, 2, 3))
        made.refresh_from_db()
        second = standing(made)[1]
        assert (ends, made.state, made.starts) == ([None, None], MeetingState.AGREED, second.starts)
        assert Invitee.objects.filter(meeting=made).count() == 3


def test_control_without_the_lock_neither_sees_the_other_and_nothing_is_agreed() -> None:
    """What `choose` would do without its lock: look, then write, with the other one in between."""
    made = pair().offer(kind=MeetingKind.OTHER)
    looked, seen = threading.Barrier(2), []

    def careless(side: Side) -> None:
        offers = standing(made)
        seen.append(SlotWish.objects.filter(offer__in=offers).exclude(side=side).exists())
        looked.wait(60)
        with transaction.atomic():
            SlotWish.objects.bulk_create(SlotWish(offer=offer, side=side, at=NOON + HOUR) for offer in offers)

    assert names(together(lambda: careless(Side.OFFICER), lambda: careless(Side.CONGREGATION))) == ["well", "well"]
    assert (seen, Meeting.objects.get(pk=made.pk).state) == ([False, False], MeetingState.OFFERED)
    assert SlotWish.objects.values("side").distinct().count() == 2  # both have picked, and nobody's turn is left


def test_a_double_tap_picks_once() -> None:
    made = pair().offer(kind=MeetingKind.OTHER)
    assert names(together(*[lambda: choose(made, Side.OFFICER, 1)] * 3)) == ["well"] * 3
    assert (SlotWish.objects.count(), len(letters("pick"))) == (1, 2)


def test_one_first_meeting_of_two_that_are_offered_at_the_same_moment() -> None:
    two = pair()
    ends = together(*[lambda: two.offer()] * 3)
    assert names(ends) == ["CannotOffer", "CannotOffer", "well"]
    assert (Meeting.objects.count(), len(letters("times"))) == (1, 3)


def test_moved_and_called_off_at_the_same_moment_is_called_off_and_the_sequence_counts_each() -> None:
    made = pair().agreed()
    assert made.starts is not None
    later = made.starts + 5 * HOUR
    ends = together(
        lambda: services.move(meeting=made, starts=later, ends=later + HOUR, by=SYSTEM, at=NOON + 2 * HOUR),
        lambda: services.cancel(meeting=made, reason=CancelReason.TIME, by=SYSTEM, at=NOON + 2 * HOUR),
    )
    after = Meeting.objects.get(pk=made.pk)
    assert (after.state, after.sequence, names(ends)) in [
        (MeetingState.CANCELLED, 2, ["well", "well"]),
        (MeetingState.CANCELLED, 1, ["CannotChange", "well"]),
    ]


def test_two_workers_remind_once() -> None:
    made = pair().agreed()
    assert made.starts is not None
    soon = made.starts - 23 * HOUR
    assert names(together(*[lambda: services.remind(meeting=made, at=soon)] * 3)) == ["well"] * 3
    assert len(letters("reminder")) == 3
