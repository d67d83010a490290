"""What liaisons and staff do twice a week: ride-alongs are answered and noted, handovers find the next officer."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from onecop.demo import acts
from onecop.demo.inbox import READS, Inbox
from onecop.demo.letters import token_to
from onecop.demo.rates import CHECK_NOT_CLEAR, RIDE_MISSED, RIDE_OFF, SUCCESSOR_ACCEPTS
from onecop.demo.stage import soon
from onecop.handover import queries as succession
from onecop.handover import services as handovers
from onecop.handover.choices import QuestionState
from onecop.handover.models import Handover, Question
from onecop.handover.services.asking import by_link
from onecop.kernel.errors import Refused
from onecop.matching.choices import Side
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import PartnershipState, PauseReason
from onecop.partnerships.rules import local_day, zone_of
from onecop.ridealongs import queries as rides
from onecop.ridealongs import services as riding
from onecop.ridealongs.choices import CheckStatus, Kind, State
from onecop.ridealongs.exceptions import CannotRide
from onecop.ridealongs.models import Check, RideAlong

ANSWERS = 0.95
"""How often a desk deals within half a week with an application."""
SEARCHED = timedelta(weeks=6)
"""After so long without anybody staff let a partnership rest until an officer can be found."""


class Desk:
    """The desks of one history."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox, self.stage = inbox, inbox.stage

    def work(self, at: datetime, within: timedelta) -> None:
        """Plan what the desks do within a span with what waits now."""
        for ride in RideAlong.objects.open().select_related("partnership").order_by("pk"):
            if ride.state == State.APPLIED:
                if self.inbox.lucky(ride.partnership_id, ANSWERS):
                    self.stage.at(soon(self.stage, at, within), partial(self._book, ride.pk))
            elif ride.starts_at and ride.starts_at <= at:
                if ride.ends_at and ride.ends_at < at and self.inbox.once("over", ride.pk):
                    self.stage.at(soon(self.stage, at, within), partial(self._over, ride.pk))
            elif ride.starts_at and ride.starts_at <= at + within and self.inbox.once(f"ride {ride.sequence}", ride.pk):
                self._ride(ride)
        for row in Handover.objects.open().filter(partnership__state=PartnershipState.ACTIVE, new=None).order_by("pk"):
            if row.partnership_id not in self.stage.story and row.agreed_at is None and self.stage.dice.random() < READS:
                self.stage.at(soon(self.stage, at, within), partial(self._find, row.pk))
        for question in Question.objects.filter(state=QuestionState.WAITING).select_related("handover").order_by("pk"):
            if question.handover.partnership_id not in self.stage.story:
                for side in Side:
                    if self.stage.dice.random() < READS:
                        accepts = self.stage.dice.random() < SUCCESSOR_ACCEPTS
                        self.stage.at(soon(self.stage, at, within), partial(answer, question.pk, side, accepts))

    # --- ride-alongs --------------------------------------------------------------------------------------------------
    @acts.tried
    def _book(self, pk: int, at: datetime) -> None:
        """Settle dress, check and waiver, and book; where a rule is against that day, on the next one that it allows."""
        ride = RideAlong.objects.with_people().get(pk=pk)
        if ride.state != State.APPLIED:
            return
        by, agency = self.stage.liaison(ride.partnership.agency_id), ride.partnership.agency
        if ride.waits_for_dress:
            ride = riding.answer_dress(ride=ride, answer="Yes, gladly. Just make sure that it cannot come loose.", by=by, at=at)
        if not ride.is_ride:
            begins = max(datetime.combine(ride.asked_on, time(18), zone_of(ride.partnership)), at + timedelta(days=2))
            riding.approve_alternative(ride=ride, starts_at=begins, ends_at=begins + timedelta(hours=3), by=by, at=at)
            return
        if not self._checked(ride, at):
            return
        if ride.rider.person:
            riding.sign_waiver(ride=ride, name=ride.rider.name, by=ride.rider.person, at=at)
        sector = rides.home_sector(ride.partnership)
        try:
            riding.approve(ride=ride, sector=sector, place=f"{agency.name}, front desk", by=by, at=at)
        except CannotRide as no:
            if no.next_allowed:
                riding.approve(ride=ride, on=no.next_allowed, sector=sector, by=by, at=at)
            else:
                riding.refuse(ride=ride, rule=no.refusals[0].rule, by=by, at=at)
                self._instead(ride, at)

    def _checked(self, ride: RideAlong, at: datetime) -> bool:
        """Have a background check done that is good on the day; it takes a few days. True when nothing more is to wait for."""
        agency, today = ride.partnership.agency, local_day(ride.partnership, at)
        last = Check.objects.filter(agency=agency, rider=ride.rider).order_by("-noted_at", "-pk").first()
        note: dict[str, Any] = {"agency": agency, "rider": ride.rider, "on": today, "by": self.stage.liaison(agency.pk), "at": at}
        if last and last.status == CheckStatus.ASKED:
            clear = not self.inbox.unlucky(ride.partnership_id, CHECK_NOT_CLEAR)
            riding.note_check(**note, status=CheckStatus.CLEAR if clear else CheckStatus.NOT_CLEAR)
            return True
        if last and (last.status == CheckStatus.NOT_CLEAR or (last.expires and last.expires >= ride.asked_on)):
            return True
        riding.note_check(**note, status=CheckStatus.ASKED)
        return False

    @acts.tried
    def _instead(self, ride: RideAlong, at: datetime) -> None:
        by, on = self.stage.liaison(ride.partnership.agency_id), local_day(ride.partnership, at) + timedelta(days=21)
        riding.propose_alternative(partnership=ride.partnership, rider=ride.rider, kind=Kind.WALK_ALONG, on=on, instead_of=ride, by=by, at=at)

    def _ride(self, ride: RideAlong) -> None:
        assert ride.starts_at is not None
        assert ride.ends_at is not None
        if self.inbox.unlucky(ride.partnership_id, RIDE_OFF):
            self.stage.at(ride.starts_at - timedelta(hours=20), partial(self._off, ride.pk))
        elif self.inbox.unlucky(ride.partnership_id, RIDE_MISSED):
            self.stage.at(ride.ends_at, partial(self._missed, ride.pk))
        else:
            self.stage.at(ride.starts_at - timedelta(minutes=10), partial(self._in, ride.pk))
            self.stage.at(ride.ends_at, partial(self._out, ride.pk))

    @acts.tried
    def _off(self, pk: int, at: datetime) -> None:
        ride = RideAlong.objects.with_people().get(pk=pk)
        if ride.rider.person:
            riding.cancel(ride=ride, words="A funeral that day.", by=ride.rider.person, at=at)

    @acts.tried
    def _over(self, pk: int, at: datetime) -> None:
        """It took place, and nobody tapped: the agency writes it in."""
        ride = RideAlong.objects.with_people().get(pk=pk)
        riding.note_taken_place(ride=ride, by=self.stage.liaison(ride.partnership.agency_id), at=at)

    @acts.tried
    def _missed(self, pk: int, at: datetime) -> None:
        ride = RideAlong.objects.with_people().get(pk=pk)
        riding.miss(ride=ride, by=self.stage.liaison(ride.partnership.agency_id), at=at)

    @acts.tried
    def _in(self, pk: int, at: datetime) -> None:
        ride = RideAlong.objects.with_people().get(pk=pk)
        if ride.rider.person:
            riding.check_in(ride=ride, by=ride.rider.person, at=at)

    @acts.tried
    def _out(self, pk: int, at: datetime) -> None:
        ride = RideAlong.objects.with_people().get(pk=pk)
        if ride.rider.person:
            riding.check_out(ride=ride, by=ride.rider.person, at=at)

    # --- handovers ----------------------------------------------------------------------------------------------------
    @acts.tried
    def _find(self, pk: int, at: datetime) -> None:
        """Ask the first of the candidates; let somebody stand in where nobody is there; after weeks without anybody let it rest."""
        row = succession.whole().get(pk=pk)
        if row.closed_at or row.agreed_at or succession.waiting_question(row):
            return
        gone = row.leaves_on is not None and row.leaves_on <= local_day(row.partnership, at) + timedelta(days=5)
        if gone and row.cover is None and row.interim is None and self.stage.dice.random() < 0.5:
            self._cover(row, at)
        first = next(iter(succession.candidates(row, at).candidates), None)
        if first is not None:
            handovers.propose(handover=row, officer=first.officer, by=self.stage.nadia, at=at)
        elif at - row.opened_at > SEARCHED:
            until = local_day(row.partnership, at) + timedelta(days=60)
            partnerships.pause(partnership=row.partnership, reason=PauseReason.OFFICER, until_on=until, by=self.stage.nadia, at=at)

    def _cover(self, row: Handover, at: datetime) -> None:
        found = succession.stand_ins(row, at, most=1)
        try:
            if found:
                handovers.cover(handover=row, officer=found[0].officer, by=self.stage.nadia, at=at)
        except Refused:
            return  # somebody else was quicker, or the one who stands in has moved on as well


@acts.tried
def answer(pk: int, side: Side, accepts: bool, at: datetime) -> None:
    """One side answers whether an officer takes over: the officer by the link in the letter, the congregation on the page."""
    question = Question.objects.select_related("officer", "handover__partnership").get(pk=pk)
    if question.state != QuestionState.WAITING:
        return
    if side == Side.OFFICER:
        token = token_to(question, question.officer.email, "handover_answer_link")
        if token:
            link, question, _side = by_link(token, at=at)
            handovers.answer(question=question, side=side, accepts=accepts, by=link, at=at, link=link)
        return
    keeper = acts.keeper(question.handover.partnership)
    if keeper and keeper.person:
        handovers.answer(question=question, side=side, accepts=accepts, by=keeper.person, at=at)
