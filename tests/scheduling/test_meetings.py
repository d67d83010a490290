"""From three offered times to the word that they met, one act after the other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.choices import PauseReason
from onecop.partnerships.services import pause
from onecop.scheduling import jobs, queries, rules, services
from onecop.scheduling.choices import CancelReason, MeetingKind, MeetingState, Side
from onecop.scheduling.exceptions import CannotChange, CannotChoose, CannotOffer, CannotSay, CannotWriteIn, NoTimes
from onecop.scheduling.models import Meeting, Move, SlotWish
from tests.make import NOON
from tests.scheduling.conftest import CLOSED, DAY, HOUR, Pair, close_the_house, letters, standing, tokens

pytestmark = pytest.mark.django_db
FIRST = MeetingKind.FIRST


def test_three_times_go_to_everyone_each_with_a_link_of_their_own(two: Pair) -> None:
    made = two.offer()
    assert [(o.round, o.rank) for o in standing(made)] == [(1, 1), (1, 2), (1, 3)]
    assert len({o.starts.date() for o in standing(made)}) == 3
    addresses = [two.people[who].email for who in ("officer", "leader", "coordinator")]
    assert sorted(letters("times")) == sorted(addresses)
    assert [len(tokens(email)) for email in addresses] == [1, 1, 1]
    assert (made.state, made.starts, made.sequence) == (MeetingState.OFFERED, None, 0)


def test_a_reason_is_kept_in_every_language(two: Pair) -> None:
    reasons = standing(two.offer())[0].reasons
    assert sorted(reasons) == ["en", "es"]
    assert reasons["en"] != ""


def test_a_second_first_meeting_is_refused_and_the_database_would_too(two: Pair) -> None:
    made = two.offer()
    with pytest.raises(CannotOffer, match="on its way already"):
        two.offer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(partnership=two.partnership, kind="first", state="offered", minutes=60, made_at=NOON, changed_at=NOON)
    assert list(two.partnership.meetings.all()) == [made]


def test_two_other_meetings_may_be_on_their_way_at_once(two: Pair) -> None:
    two.offer(kind=MeetingKind.OTHER)
    two.offer(kind=MeetingKind.OTHER)
    assert two.partnership.meetings.open().count() == 2


def test_without_a_time_the_refusal_says_what_stands_in_the_way(two: Pair) -> None:
    close_the_house(two.partnership.congregation)
    with pytest.raises(NoTimes) as refusal:
        two.offer()
    assert (refusal.value.reason, refusal.value.instead) == (CLOSED, "Agree between you, and write the time in here.")
    assert two.partnership.meetings.count() == 0


def test_a_paused_partnership_is_offered_nothing_but_a_closing_talk(two: Pair) -> None:
    pause(partnership=two.partnership, reason=PauseReason.CONGREGATION, by=SYSTEM, at=NOON)
    with pytest.raises(CannotOffer, match="is paused"):
        two.offer()
    assert two.offer(kind=MeetingKind.CLOSING).state == MeetingState.OFFERED


def test_without_an_officer_nothing_is_offered(two: Pair) -> None:
    two.partnership.tenures.filter(kind="lead").update(closed_on=NOON.date())
    with pytest.raises(CannotOffer, match="No officer holds"):
        two.offer()


# --- picking ----------------------------------------------------------------------------------------------------------


def test_the_first_side_picks_and_the_second_takes_one_of_those(two: Pair) -> None:
    made = two.offer()
    after = two.choose(made, Side.OFFICER, 2, 3)
    assert after.state == MeetingState.OFFERED
    assert sorted(letters("pick")) == sorted(two.people[who].email for who in ("leader", "coordinator"))
    done = two.choose(made, Side.CONGREGATION, 3, at=NOON + 2 * HOUR)
    third = standing(made)[2]
    assert (done.state, done.starts, done.ends, done.agreed_at) == (MeetingState.AGREED, third.starts, third.ends, NOON + 2 * HOUR)
    assert done.agreed_by_id == two.people["coordinator"].pk
    assert list(two.partnership.meetings.ahead(NOON)) == [done]


def test_of_several_that_both_can_the_best_is_taken(two: Pair) -> None:
    made = two.offer()
    two.choose(made, Side.CONGREGATION, 1, 2, 3)
    assert two.choose(made, Side.OFFICER, 3, 2).starts == standing(made)[1].starts


def test_what_the_other_side_cannot_is_not_taken(two: Pair) -> None:
    made = two.offer()
    two.choose(made, Side.OFFICER, 1)
    with pytest.raises(CannotChoose, match="other times"):
        two.choose(made, Side.CONGREGATION, 2)
    assert list(SlotWish.objects.values_list("side", "offer__rank")) == [("officer", 1)]


def test_a_side_may_pick_anew_while_the_other_is_silent_and_the_same_again_writes_to_nobody(two: Pair) -> None:
    made = two.offer()
    two.choose(made, Side.OFFICER, 1)
    two.choose(made, Side.OFFICER, 1)
    assert len(letters("pick")) == 2
    two.choose(made, Side.OFFICER, 3)
    assert list(SlotWish.objects.values_list("offer__rank", flat=True)) == [3]
    assert len(letters("pick")) == 4


def test_nothing_picked_or_a_time_that_has_passed_is_refused(two: Pair) -> None:
    made = two.offer()
    with pytest.raises(CannotChoose, match="No time was picked"):
        two.choose(made, Side.OFFICER)
    with pytest.raises(CannotChoose, match="not offered any more"):
        two.choose(made, Side.OFFICER, 1, at=NOON + 90 * DAY)


def test_none_suits_brings_three_others_and_ends_the_links_from_before(two: Pair) -> None:
    made = two.offer()
    before = standing(made)
    two.choose(made, Side.OFFICER, 1)
    services.others(meeting=made, side=Side.CONGREGATION, by=two.people["leader"], at=NOON + 2 * HOUR)
    now = standing(made)
    assert [(o.round, o.rank) for o in now] == [(2, 1), (2, 2), (2, 3)]
    assert all(new.starts >= old.ends or old.starts >= new.ends for new in now for old in before)
    with pytest.raises(CannotChoose, match="not offered any more"):
        services.choose(meeting=made, side=Side.OFFICER, offers=before, by=SYSTEM, at=NOON + 3 * HOUR)
    assert two.choose(made, Side.CONGREGATION, 1, at=NOON + 3 * HOUR).state == MeetingState.OFFERED  # nobody has picked of these


def test_times_that_passed_are_renewed_a_few_rounds_and_then_given_up(two: Pair) -> None:
    made, at = two.offer(), NOON
    for _round in range(rules.ROUNDS_OF_THEIR_OWN):
        at = max(o.starts for o in standing(made)) + HOUR
        jobs.tend(at)
        assert min(o.starts for o in standing(made)) > at
    at = max(o.starts for o in standing(made)) + HOUR
    jobs.tend(at)
    made.refresh_from_db()
    assert (made.state, made.cancel_reason, made.offers.latest("round", "rank").round) == (MeetingState.CANCELLED, CancelReason.LAPSED, 4)


# --- agreed elsewhere, moved, called off ------------------------------------------------------------------------------


def test_what_was_agreed_elsewhere_takes_the_place_of_the_times_offered(two: Pair) -> None:
    made = two.offer()
    written = two.write_in(NOON + 3 * DAY, place="The tea room")
    assert (written.pk, written.state, written.written_in, written.place) == (made.pk, MeetingState.AGREED, True, "The tea room")
    assert sorted(letters("invitation")) == sorted(who.email for who in two.people.values())


def test_what_lies_behind_counts_on_its_honest_date_and_invites_nobody(two: Pair) -> None:
    met = two.write_in(datetime(2019, 5, 4, 15, tzinfo=UTC))
    assert (met.state, met.starts, met.settled_at) == (MeetingState.HELD, datetime(2019, 5, 4, 15, tzinfo=UTC), NOON)
    assert (letters("invitation"), met.invitees.count(), queries.has_met(two.partnership)) == ([], 0, True)


def test_a_talk_of_last_week_leaves_the_times_for_the_next_alone(two: Pair) -> None:
    made = two.offer(kind=MeetingKind.OTHER)
    held = two.write_in(NOON - 7 * DAY, kind=MeetingKind.OTHER)
    made.refresh_from_db()
    assert (held.pk == made.pk, held.state, made.state) == (False, MeetingState.HELD, MeetingState.OFFERED)


def test_a_time_is_agreed_once(two: Pair) -> None:
    two.agreed()
    with pytest.raises(CannotWriteIn, match="agreed already"):
        two.write_in(NOON + 9 * DAY)


@pytest.mark.parametrize(("starts", "ends"), [(NOON, NOON), (NOON, NOON - HOUR), (NOON, NOON + 13 * HOUR), (NOON + 400 * DAY, NOON + 400 * DAY + HOUR)])
def test_a_span_that_makes_no_sense_is_refused(two: Pair, starts: datetime, ends: datetime) -> None:
    with pytest.raises(CannotWriteIn):
        two.write_in(starts, ends=ends)


def test_moving_keeps_the_uid_and_raises_the_sequence(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    moved = services.move(meeting=made, starts=made.starts + DAY, ends=made.starts + DAY + HOUR, by=two.people["officer"], at=NOON + 2 * HOUR)
    assert (moved.uid, moved.sequence, moved.starts) == (made.uid, 1, made.starts + DAY)
    assert list(Move.objects.values_list("was_starts", "to_starts")) == [(made.starts, made.starts + DAY)]
    assert sorted(letters("moved")) == sorted(who.email for who in two.people.values())


def test_moving_to_where_it_is_changes_nothing_and_a_place_alone_is_no_move(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    assert made.ends is not None
    same = services.move(meeting=made, starts=made.starts, ends=made.ends, by=SYSTEM, at=NOON + 2 * HOUR)
    assert (same.sequence, letters("moved")) == (0, [])
    placed = services.move(meeting=made, starts=made.starts, ends=made.ends, place="Library", by=SYSTEM, at=NOON + 2 * HOUR)
    assert (placed.sequence, placed.place, Move.objects.count()) == (1, "Library", 0)


def test_what_has_begun_is_neither_moved_nor_called_off(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    with pytest.raises(CannotChange, match="has begun"):
        services.move(meeting=made, starts=made.starts + DAY, ends=made.starts + DAY + HOUR, by=SYSTEM, at=made.starts)
    with pytest.raises(CannotChange, match="has begun"):
        services.cancel(meeting=made, reason=CancelReason.TIME, by=SYSTEM, at=made.starts)
    with pytest.raises(CannotChange, match="lies behind"):
        services.move(meeting=made, starts=NOON, ends=NOON + HOUR, by=SYSTEM, at=NOON + 2 * HOUR)


def test_calling_off_tells_everyone_and_leaves_room_for_a_new_one(two: Pair) -> None:
    made = two.agreed()
    gone = services.cancel(meeting=made, reason=CancelReason.OTHER, words="The roof leaks", by=two.people["coordinator"], at=NOON + 2 * HOUR)
    assert (gone.state, gone.sequence, gone.cancelled_by_id) == (MeetingState.CANCELLED, 1, two.people["coordinator"].pk)
    assert sorted(letters("called_off")) == sorted(who.email for who in two.people.values())
    with pytest.raises(CannotChange):
        services.cancel(meeting=made, reason=CancelReason.TIME, by=SYSTEM, at=NOON + 3 * HOUR)
    assert two.offer(at=NOON + 3 * HOUR).pk != made.pk


def test_before_a_time_was_agreed_the_offer_is_taken_back_with_a_word(two: Pair) -> None:
    services.cancel(meeting=two.offer(), reason=CancelReason.OTHER, by=SYSTEM, at=NOON)
    assert (len(letters("withdrawn")), letters("called_off")) == (3, [])


def test_nobody_is_offered_the_hour_of_another_meeting(two: Pair) -> None:
    agreed = two.agreed()
    other = two.offer(kind=MeetingKind.OTHER, at=NOON + 2 * HOUR)
    assert agreed.starts is not None
    assert agreed.ends is not None
    assert [o for o in standing(other) if o.starts < agreed.ends and agreed.starts < o.ends] == []


# --- the day of it ----------------------------------------------------------------------------------------------------


def test_the_reminder_goes_once_a_day_before(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    jobs.tend(made.starts - DAY - timedelta(minutes=1))
    assert letters("reminder") == []
    for minutes in (0, 15, 30):
        jobs.tend(made.starts - DAY + timedelta(minutes=minutes))
    assert sorted(letters("reminder")) == sorted(who.email for who in two.people.values())


def test_a_moved_meeting_is_reminded_of_again_and_one_agreed_within_the_day_is_not(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    jobs.tend(made.starts - DAY)
    later = made.starts + 3 * DAY
    services.move(meeting=made, starts=later, ends=later + HOUR, by=SYSTEM, at=made.starts - HOUR)
    jobs.tend(later - DAY)
    assert len(letters("reminder")) == 6
    soon = two.write_in(later + 10 * HOUR, at=later, kind=MeetingKind.OTHER)
    jobs.tend(later + HOUR)
    soon.refresh_from_db()
    assert (len(letters("reminder")), soon.reminded_at) == (6, later + HOUR)


def test_when_one_side_has_nobody_for_the_day_it_is_called_off_the_day_before(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    made.invitees.filter(officer__isnull=False).update(dropped_at=NOON + 2 * HOUR)
    jobs.tend(made.starts - DAY)
    made.refresh_from_db()
    assert (made.state, made.cancel_reason) == (MeetingState.CANCELLED, CancelReason.NOBODY)


def test_both_are_asked_once_the_morning_after_and_never_before(two: Pair) -> None:
    made = two.agreed()
    assert made.ends is not None
    due = rules.ask_from(made.ends, rules.ZoneInfo("America/New_York"))
    jobs.tend(due - timedelta(minutes=1))
    assert letters("did_you_meet") == []
    jobs.tend(due)
    jobs.tend(due + HOUR)
    assert sorted(letters("did_you_meet")) == sorted(who.email for who in two.people.values())


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([(Side.OFFICER, True), (Side.CONGREGATION, True)], MeetingState.HELD),
        ([(Side.OFFICER, False), (Side.CONGREGATION, False)], MeetingState.MISSED),
        ([(Side.OFFICER, True)], MeetingState.AGREED),
        ([(Side.OFFICER, True), (Side.CONGREGATION, False)], MeetingState.AGREED),
        ([(Side.OFFICER, True), (Side.CONGREGATION, False), (Side.CONGREGATION, True)], MeetingState.HELD),
        ([(Side.OFFICER, True), (Side.CONGREGATION, False), (Side.STAFF, False)], MeetingState.MISSED),
    ],
)
def test_what_both_say_counts(two: Pair, said: list[tuple[Side, bool]], state: MeetingState) -> None:
    made = two.agreed()
    assert made.ends is not None
    for side, met in said:
        made = services.say_met(meeting=made, side=side, met=met, by=SYSTEM, at=made.ends)  # type: ignore[arg-type] # agreed: it has an end
    assert made.state == state
    owner = two.partnership.owner
    assert owner is not None
    assert letters("differ") == ([owner.email] if len({met for _side, met in said[:2]}) == 2 else [])


def test_one_word_alone_counts_after_a_day(two: Pair) -> None:
    made = two.agreed()
    assert made.ends is not None
    services.say_met(meeting=made, side=Side.CONGREGATION, met=True, by=two.people["coordinator"], at=made.ends)
    jobs.tend(made.ends + DAY - timedelta(minutes=1))
    assert Meeting.objects.get(pk=made.pk).state == MeetingState.AGREED
    jobs.tend(made.ends + DAY)
    after = Meeting.objects.get(pk=made.pk)
    assert (after.state, after.settled_at, after.settled_by_id) == (MeetingState.HELD, made.ends + DAY, None)


def test_nothing_is_said_before_it_began_or_after_it_is_settled(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    with pytest.raises(CannotSay, match="not begun"):
        services.say_met(meeting=made, side=Side.OFFICER, met=True, by=SYSTEM, at=made.starts - HOUR)
    for side in (Side.OFFICER, Side.CONGREGATION):
        services.say_met(meeting=made, side=side, met=True, by=SYSTEM, at=made.starts + HOUR)
    with pytest.raises(CannotSay, match="settled"):
        services.say_met(meeting=made, side=Side.OFFICER, met=False, by=SYSTEM, at=made.starts + 2 * HOUR)


def test_every_act_is_on_record(two: Pair) -> None:
    made = two.agreed()
    assert [entry.verb for entry in Entry.objects.about(made).order_by("id")] == ["meeting.offered", "meeting.picked", "meeting.agreed"]
