"""What people do with what waits for them: they pick times, say whether they met, answer, book, come or stay away. Looked at twice a week."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q

from onecop.demo import acts
from onecop.demo.letters import token_to
from onecop.demo.rates import CAME, INVITATION_ACCEPTED, MEETING_MISSED, MEETING_MOVED, MEETING_OFF, PART_ACCEPTED, TO_BE_INTRODUCED
from onecop.demo.stage import Stage, soon
from onecop.events import services as events
from onecop.events.choices import ONECOP_KINDS, InviteState
from onecop.events.choices import Side as EventSide
from onecop.events.models import Introduction, Invite, Protocol
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import NamingState
from onecop.partnerships.models import Naming
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import CancelReason, MeetingState, Side
from onecop.scheduling.models import Meeting

READS = 0.8
"""How often somebody deals within half a week with what waits for them."""


class Inbox:
    """Everybody's letters of one history."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._seen: set[tuple[str, int]] = set()
        self._met: dict[int, bool] = {}

    def read(self, at: datetime, within: timedelta) -> None:
        """Plan what is done within a span with what waits now."""
        self._meetings(at, within)
        self._invites(at, within)
        self._introductions(at, within)
        self._namings(at, within)

    def lucky(self, partnership: int, chance: float) -> bool:
        """Throw the dice; of a partnership whose story is told everything goes well."""
        return self.stage.dice.random() < chance or partnership in self.stage.story

    def unlucky(self, partnership: int, chance: float) -> bool:
        return self.stage.dice.random() < chance and partnership not in self.stage.story

    def once(self, what: str, row: int) -> bool:
        """True the first time that it is asked of a row."""
        fresh = (what, row) not in self._seen
        self._seen.add((what, row))
        return fresh

    # --- meetings -----------------------------------------------------------------------------------------------------
    def _meetings(self, at: datetime, within: timedelta) -> None:
        for row in Meeting.objects.open().order_by("pk"):
            pk = row.partnership_id
            if row.state == MeetingState.OFFERED:
                if self.lucky(pk, READS):
                    for side in (Side.CONGREGATION, Side.OFFICER):
                        self.stage.at(soon(self.stage, at, within), partial(self._pick, row.pk, side))
            elif row.starts and row.starts > at + within and self.once("meeting", row.pk):
                self._think_again(row, at)
            elif row.ends and row.ends < at and row.asked_at:
                met = self._met.setdefault(row.pk, not self.unlucky(pk, MEETING_MISSED))
                for side in (Side.CONGREGATION, Side.OFFICER):
                    if self.lucky(pk, READS):
                        self.stage.at(soon(self.stage, at, within), partial(self._say_met, row.pk, side, met))

    @acts.tried
    def _pick(self, pk: int, side: Side, at: datetime) -> None:
        row = Meeting.objects.select_related("partnership").get(pk=pk)
        who = acts.officer(row.partnership) if side == Side.OFFICER else acts.keeper(row.partnership)
        if row.state != MeetingState.OFFERED or who is None or who.person is None:
            return
        standing = list(row.offers.filter(withdrawn_at=None, starts__gt=at).prefetch_related("wishes").order_by("rank"))
        theirs = [o for o in standing if any(wish.side != side for wish in o.wishes.all())]
        if theirs and not self.lucky(row.partnership_id, 0.92):
            scheduling.others(meeting=row, side=side, by=who.person, at=at)
        elif standing:
            scheduling.choose(meeting=row, side=side, offers=theirs or standing[:2], by=who.person, at=at)

    def _think_again(self, row: Meeting, at: datetime) -> None:
        luck = self.stage.dice.random()
        if row.partnership_id in self.stage.story or row.starts is None or luck > MEETING_MOVED + MEETING_OFF:
            return
        act = self._move if luck < MEETING_MOVED else self._call_off
        self.stage.at(at + (row.starts - at) * 0.6, partial(act, row.pk))

    @acts.tried
    def _move(self, pk: int, at: datetime) -> None:
        row = Meeting.objects.select_related("partnership").get(pk=pk)
        who = acts.officer(row.partnership)
        if row.starts and row.ends and who and who.person:
            scheduling.move(meeting=row, starts=row.starts + timedelta(days=7), ends=row.ends + timedelta(days=7), by=who.person, at=at)

    @acts.tried
    def _call_off(self, pk: int, at: datetime) -> None:
        row = Meeting.objects.select_related("partnership").get(pk=pk)
        who = acts.keeper(row.partnership)
        if who and who.person:
            scheduling.cancel(meeting=row, reason=CancelReason.TIME, by=who.person, at=at)

    @acts.tried
    def _say_met(self, pk: int, side: Side, met: bool, at: datetime) -> None:
        row = Meeting.objects.select_related("partnership").get(pk=pk)
        who = acts.officer(row.partnership) if side == Side.OFFICER else acts.keeper(row.partnership)
        if who and who.person:
            scheduling.say_met(meeting=row, side=side, met=met, by=who.person, at=at)

    # --- events -------------------------------------------------------------------------------------------------------
    def _invites(self, at: datetime, within: timedelta) -> None:
        open_ones = Q(state=InviteState.WAITING, occurrence__starts_at__gt=at) | Q(state=InviteState.YES, occurrence__ends_at__lte=at)
        rows = Invite.objects.filter(open_ones, occurrence__ends_at__gt=at - 2 * within).select_related("occurrence__event", "officer", "partnership")
        for row in rows.order_by("pk"):
            if row.state == InviteState.YES:
                if self.once("came", row.pk):
                    self._came(row, soon(self.stage, at, within))
            elif self.lucky(row.partnership_id, READS) and self.once("invite", row.pk):
                own = row.occurrence.introductions.exists()
                comes = self.lucky(row.partnership_id, TO_BE_INTRODUCED if own else INVITATION_ACCEPTED)
                self.stage.at(soon(self.stage, at, within), partial(self._answer, row.pk, comes))

    @acts.tried
    def _answer(self, pk: int, comes: bool, at: datetime) -> None:
        row = Invite.objects.select_related("officer__person").get(pk=pk)
        if row.state == InviteState.WAITING and row.officer.person:
            events.answer(invite=row, comes=comes, duty="off" if comes else "", by=row.officer.person, at=at)

    def _came(self, row: Invite, moment: datetime) -> None:
        came = self.lucky(row.partnership_id, CAME)
        sides = [EventSide.OFFICER] if row.occurrence.event.kind not in ONECOP_KINDS else [EventSide.OFFICER, EventSide.CONGREGATION]
        for who in sides:
            self.stage.at(moment, partial(self._tell, row.pk, who, came))

    @acts.tried
    def _tell(self, pk: int, who: EventSide, came: bool, at: datetime) -> None:
        row = Invite.objects.select_related("occurrence__event", "partnership__congregation").get(pk=pk)
        ours = acts.keeper(row.partnership)
        if ours and ours.person and row.state == InviteState.YES and not row.occurrence.introductions.filter(held_at=None).exists():
            words: dict[str, Any] = {"occurrence": row.occurrence, "partnership": row.partnership, "who": who, "came": came, "told_by": EventSide.CONGREGATION}
            events.tell_attendance(**words, by=ours.person, at=at)

    def _introductions(self, at: datetime, within: timedelta) -> None:
        for row in Introduction.objects.filter(held_at=None, occurrence__ends_at__lte=at).select_related("partnership").order_by("pk"):
            took_place = self.lucky(row.partnership_id, 0.9)
            self.stage.at(soon(self.stage, at, within), partial(self._introduced, row.pk, took_place))
        waiting = Protocol.objects.filter(replies=None).select_related("partnership").order_by("pk")
        for protocol in waiting:
            if self.lucky(protocol.partnership_id, READS):
                self.stage.at(soon(self.stage, at, within), lambda moment, protocol=protocol: acts.confirm_protocol(protocol, at=moment))  # type: ignore[misc]

        agreed = Introduction.objects.filter(held_at=None, show_at=None, occurrence__starts_at__gt=at, partnership__protocols__replies__isnull=False)
        for row in agreed.select_related("partnership__congregation").distinct().order_by("pk"):
            if self.lucky(row.partnership_id, READS):
                self.stage.at(soon(self.stage, at, within), lambda moment, row=row: acts.look_over(row, at=moment))  # type: ignore[misc]

    @acts.tried
    def _introduced(self, pk: int, took_place: bool, at: datetime) -> None:
        row = Introduction.objects.select_related("partnership").get(pk=pk)
        ours = acts.keeper(row.partnership)
        if ours and ours.person:
            events.introduced(introduction=row, took_place=took_place, side=EventSide.CONGREGATION, by=ours.person, at=at)

    # --- parts in a congregation --------------------------------------------------------------------------------------
    def _namings(self, at: datetime, within: timedelta) -> None:
        for row in Naming.objects.waiting().select_related("congregation").order_by("pk"):
            told = set(row.congregation.partnerships.values_list("pk", flat=True)) & self.stage.story
            if (self.stage.dice.random() < READS or told) and self.once("naming", row.pk):
                accepts = bool(told) or self.stage.dice.random() < PART_ACCEPTED
                self.stage.at(soon(self.stage, at, within), partial(self._take_part, row.pk, accepts))

    @acts.tried
    def _take_part(self, pk: int, accepts: bool, at: datetime) -> None:
        row = Naming.objects.select_related("congregation").get(pk=pk)
        if row.state == NamingState.ASKED:
            token = token_to(row, row.email, "naming_answer")
            if token:
                link, naming = partnerships.by_link(token, at=at)
                partnerships.answer(naming=naming, accepts=accepts, by=link, at=at, link=link)
