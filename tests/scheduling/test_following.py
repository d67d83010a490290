"""Meetings follow their partnership: it begins, pauses, ends; its people come and go."""

from datetime import date, datetime, timedelta

import pytest

from onecop.agencies.models import Officer
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PauseReason, TenureKind
from onecop.scheduling import services
from onecop.scheduling.choices import CancelReason, MeetingKind, MeetingState, Side
from onecop.scheduling.models import Meeting
from tests import make
from tests.make import NOON
from tests.scheduling.conftest import DAY, HOUR, Pair, close_the_house, event, invitations, letters, standing, tokens

pytestmark = pytest.mark.django_db


def begin(*, closed: bool = False) -> Meeting | None:
    make.staff()
    temple = make.congregation("Lotus Pond Temple")
    if closed:
        close_the_house(temple)
    make.contact(temple)
    begun = partnerships.begin(congregation=temple, officer=make.officer(), by=SYSTEM, at=NOON)
    return begun.meetings.first()


def test_a_first_meeting_is_offered_with_the_connection_emails() -> None:
    made = begin()
    assert made is not None
    assert (made.kind, made.state, made.minutes, made.made_at) == ("first", "offered", 60, NOON)
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["connection.coordinator", "connection.officer", "scheduling.times", "scheduling.times"]


def test_where_no_time_fits_both_are_told_why_and_the_partnership_begins_all_the_same() -> None:
    assert begin(closed=True) is None
    assert len(letters("no_times")) == 2
    assert all("Lotus Pond Temple has blocked the days" in m.body.text for m in Message.objects.filter(kind="scheduling.no_times"))


@pytest.mark.parametrize("ends", [False, True])
def test_a_pause_or_an_end_calls_off_what_lies_ahead_and_leaves_what_has_begun(two: Pair, ends: bool) -> None:
    begun = two.agreed()
    assert begun.starts is not None
    now = begun.starts + timedelta(minutes=5)
    ahead = two.write_in(now + 5 * DAY, at=now, kind=MeetingKind.OTHER)
    offered = two.offer(kind=MeetingKind.OTHER, at=now)
    if ends:
        partnerships.end(partnership=two.partnership, reason=EndReason.OTHER, by=SYSTEM, at=now)
    else:
        partnerships.pause(partnership=two.partnership, reason=PauseReason.OTHER, by=SYSTEM, at=now)
    reason = CancelReason.ENDED if ends else CancelReason.PAUSED
    found = {m.pk: (m.state, m.cancel_reason) for m in Meeting.objects.all()}
    assert found == {begun.pk: ("agreed", ""), ahead.pk: ("cancelled", reason), offered.pk: ("cancelled", reason)}
    for who in two.people.values():  # one cancellation each, not two
        assert [str(c["METHOD"]) for c in invitations(who.email) if event(c)["UID"] == ahead.uid] == ["REQUEST", "CANCEL"]


def _next_officer(two: Pair, on: date, *, at: datetime = NOON + 2 * HOUR) -> Officer:
    """The lead of today closes on a day; another one opens on it."""
    old = two.partnership.tenures.get(kind="lead", closed_on=None)
    partnerships.close_tenure(tenure=old, on=on, reason=CloseReason.TRANSFER, by=SYSTEM, at=at)
    new = make.officer(two.partnership.agency, person=make.person("Officer Haddad"))
    partnerships.open_tenure(partnership=two.partnership, kind=TenureKind.LEAD, officer=new, on=on, by=SYSTEM, at=at)
    return new


def test_a_new_officer_is_invited_the_old_one_is_struck_and_the_others_keep_their_entry(two: Pair) -> None:
    made = two.agreed()
    new = _next_officer(two, NOON.date())
    old = [(str(c["METHOD"]), int(event(c)["SEQUENCE"])) for c in invitations(two.people["officer"].email)]
    fresh = [(str(c["METHOD"]), int(event(c)["SEQUENCE"])) for c in invitations(new.email)]
    kept = [(str(c["METHOD"]), int(event(c)["SEQUENCE"])) for c in invitations(two.people["coordinator"].email)]
    assert (old, fresh, kept) == ([("REQUEST", 0), ("CANCEL", 1)], [("REQUEST", 2)], [("REQUEST", 0)])
    made.refresh_from_db()
    assert (made.sequence, made.uid) == (2, event(invitations(new.email)[0])["UID"])


def test_a_transfer_known_ahead_changes_only_the_meetings_after_it(two: Pair) -> None:
    made = two.agreed()
    assert made.starts is not None
    far = two.write_in(made.starts + 30 * DAY, kind=MeetingKind.OTHER)
    new = _next_officer(two, (made.starts + 10 * DAY).date())
    assert [event(c)["UID"] for c in invitations(new.email)] == [far.uid]
    assert [str(c["METHOD"]) for c in invitations(two.people["officer"].email) if event(c)["UID"] == made.uid] == ["REQUEST"]


def test_times_offered_are_looked_for_anew_for_a_new_officer(two: Pair) -> None:
    made = two.offer()
    two.choose(made, Side.OFFICER, 1)
    new = _next_officer(two, NOON.date())
    assert {o.round for o in standing(made)} == {2}
    assert len(tokens(new.email)) == 1


def test_a_new_coordinator_gets_the_times_that_stand(two: Pair) -> None:
    made = two.offer()
    two.choose(made, Side.OFFICER, 2)
    old = two.partnership.tenures.get(kind="coordinator", closed_on=None)
    partnerships.close_tenure(tenure=old, on=NOON.date(), reason=CloseReason.HANDED_OVER, by=SYSTEM, at=NOON + 2 * HOUR)
    new = make.contact(two.partnership.congregation, "coordinator", name="Linh", ended_on=NOON.date())
    partnerships.open_tenure(partnership=two.partnership, kind=TenureKind.COORDINATOR, contact=new, on=NOON.date(), by=SYSTEM, at=NOON + 2 * HOUR)
    assert [m.kind for m in Message.objects.filter(email=new.email)] == ["scheduling.pick"]
    assert {o.round for o in standing(made)} == {1}


def test_a_deputy_is_invited_only_where_there_is_no_coordinator() -> None:
    both = make.partnership(people="leader coordinator deputy")
    alone = make.partnership(people="leader deputy")
    for partnership in (both, alone):
        services.write_in(partnership=partnership, kind=MeetingKind.OTHER, starts=NOON + DAY, ends=NOON + DAY + HOUR, by=SYSTEM, at=NOON)
    kinds = [sorted(p.meetings.get().invitees.filter(officer=None).values_list("contact__kind", flat=True)) for p in (both, alone)]
    assert kinds == [["coordinator", "leader"], ["deputy", "leader"]]


def test_a_handover_meeting_has_both_officers(two: Pair) -> None:
    successor = make.officer(two.partnership.agency, person=make.person("Officer Haddad"))
    made = two.offer(kind=MeetingKind.OVERLAP, guests=[successor])
    two.choose(made, Side.OFFICER, 1)
    done = two.choose(made, Side.CONGREGATION, 1)
    officers = {i.email for i in done.invitees.filter(contact=None)}
    assert (done.state, officers) == (MeetingState.AGREED, {successor.email, two.people["officer"].email})


def test_the_times_of_a_handover_meeting_stand_when_the_next_officer_takes_over_before_it(two: Pair) -> None:
    old = two.partnership.tenures.get(kind="lead")
    successor = make.officer(two.partnership.agency, person=make.person("Officer Haddad"))
    made = two.offer(kind=MeetingKind.OVERLAP, guests=[successor, old.officer])
    two.choose(made, Side.CONGREGATION, 2)
    partnerships.close_tenure(tenure=old, on=NOON.date(), reason=CloseReason.TRANSFER, by=SYSTEM, at=NOON + HOUR)
    partnerships.open_tenure(partnership=two.partnership, kind=TenureKind.LEAD, officer=successor, on=NOON.date(), by=SYSTEM, at=NOON + HOUR)
    done = two.choose(made, Side.OFFICER, 2, at=NOON + 2 * HOUR)
    assert (done.state, {i.email for i in done.invitees.filter(contact=None)}) == (MeetingState.AGREED, {successor.email, two.people["officer"].email})
