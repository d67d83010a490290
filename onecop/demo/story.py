"""One partnership over two years, told day by day: Eastgate Gurdwara, its two officers and its two coordinators."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from onecop.agencies.choices import OfficerStatus, Rank
from onecop.agencies.models import Officer
from onecop.agencies.services import edit_officer
from onecop.congregations.choices import ContactKind
from onecop.demo import acts
from onecop.demo.city import House, Voice
from onecop.demo.desk import answer
from onecop.demo.people import DEMO_HOST, FIRST_KEEPERS, address
from onecop.demo.stage import Stage
from onecop.handover import services as handovers
from onecop.handover.models import Handover, Question
from onecop.journey.quarters import after, first_day, quarter_of
from onecop.matching.choices import Side
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day, zone_of
from onecop.ridealongs import queries as rides
from onecop.ridealongs.choices import Part
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import MeetingKind

NAME = "Eastgate Gurdwara"
FIRST, SECOND = address("Daniel Okafor", DEMO_HOST), address("Marisol Vega", DEMO_HOST)
KEEPER = "Harpreet Gill"
WHOLE = 60
"""A history of so many weeks holds the whole story; in a shorter one the second officer and the second coordinator are there from the start."""
SAYS, LEAVES = 200, 228
"""Days after the beginning: the first officer tells that he will be promoted, and is: in the eighth month."""
GAP = 6
"""Days without an officer, until the second one begins."""
HANDS_OVER, FOLLOWS = 430, 455
"""The first coordinator says when he hands over, and does."""
REPORTS_FROM = 92


def first_officer(weeks: int) -> str:
    return FIRST if weeks >= WHOLE else SECOND


def as_it_began(house: House, weeks: int) -> House:
    """Return the house with the people whom it had at the beginning."""
    if weeks < WHOLE or house.coordinator is None:
        return house
    name = FIRST_KEEPERS[0]
    return replace(house, coordinator=Voice(name, "", address(name, "people.example"), house.coordinator.phone))


class Eastgate:
    """The story in one history."""

    def __init__(self, stage: Stage, weeks: int) -> None:
        self.stage, self.whole = stage, weeks >= WHOLE
        self.key = 0

    def set_out(self, at: datetime) -> None:
        """On the first day of a long history the second officer is on leave: she comes back shortly before she is needed."""
        if self.whole:
            self._officer(SECOND, at, status=OfficerStatus.LEAVE)

    def look(self, at: datetime) -> None:
        """Once the partnership has begun, plan the rest."""
        row = None if self.key else Partnership.objects.filter(congregation__name=NAME).select_related("agency__territory").first()
        if row is None:
            return
        self.key = row.pk
        self.stage.story.add(row.pk)
        if self.whole and not row.tenures.filter(officer__email=FIRST).exists():  # the first officer was full: then the second is not waited for
            self.whole = False
            self._officer(SECOND, at, status=OfficerStatus.ACTIVE)
        for moment, act in [*self._first_year(row), *self._what_recurs(row), *(self._who_goes(row) if self.whole else ())]:
            if moment < self.stage.end:
                self.stage.at(moment, act)

    def last(self, at: datetime) -> None:
        """The end: an invitation and the times of a next meeting have just gone out."""
        if self.key:
            acts.invite(self.row, days=11, at=at, dice=self.stage.dice)
            keeper = acts.keeper(self.row)
            if keeper and keeper.person:
                acts.tried(scheduling.offer)(partnership=self.row, kind=MeetingKind.OTHER, by=keeper.person, at=at)

    @property
    def row(self) -> Partnership:
        return acts.fresh(Partnership(pk=self.key))

    def _officer(self, email: str, at: datetime, **words: object) -> Officer:
        officer = Officer.objects.select_related("agency").get(email=email)
        return edit_officer(officer=officer, by=self.stage.liaison(officer.agency_id), at=at, **words)

    def _day(self, row: Partnership, number: int, hour: int = 10) -> datetime:
        return datetime.combine(local_day(row, row.began_at) + timedelta(days=number), time(hour), zone_of(row))

    # --- the eight steps ----------------------------------------------------------------------------------------------
    def _first_year(self, row: Partnership) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
        dice = self.stage.dice
        yield self._day(row, 17), lambda at: self._apply(Part.LEADER, 13, at)
        yield self._day(row, 18), lambda at: self._apply(Part.COORDINATOR, 15, at)
        yield self._day(row, 38), lambda at: acts.debrief(self.row, at=at, dice=dice, goals=2)
        yield self._day(row, 39), lambda at: acts.choose_service(self.row, at=at, ahead=timedelta(days=11))
        yield self._day(row, 62), lambda at: acts.invite(self.row, days=7, at=at, dice=dice)
        yield self._day(row, 110), lambda at: acts.plan_effort(self.row, days=12, at=at)
        yield self._day(row, 125), lambda at: acts.keep_goals(self.row, at=at, reach=False)
        yield self._day(row, 170), lambda at: acts.keep_goals(self.row, at=at, reach=True)
        yield self._day(row, 290), lambda at: acts.debrief(self.row, at=at, dice=dice)
        yield self._day(row, 330), lambda at: acts.keep_goals(self.row, at=at, reach=True)
        yield self._day(row, 480), lambda at: acts.keep_goals(self.row, at=at, reach=True)
        yield self._day(row, 655), lambda at: acts.debrief(self.row, at=at, dice=dice)
        yield self._day(row, 660), lambda at: acts.plan_effort(self.row, days=14, at=at)
        yield self._day(row, 680), lambda at: acts.keep_goals(self.row, at=at, reach=False)

    def _apply(self, part: Part, days: int, at: datetime) -> None:
        rider = rides.riders_of(self.row).get(part)
        if rider:
            acts.apply(self.row, rider, days=days, at=at, dice=self.stage.dice)

    def _what_recurs(self, row: Partnership) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
        """A word every few weeks, something together every second month, a report each quarter."""
        for number in range(12, 1000, 19):
            yield self._day(row, number, 9 + number % 8) + timedelta(minutes=number % 60), lambda at: acts.say_hello(self.row, at=at, dice=self.stage.dice)
        for number in range(118, 1000, 45):
            yield self._day(row, number, 16), lambda at: acts.invite(self.row, days=9, at=at, dice=self.stage.dice)
        quarter, began = quarter_of(self._day(row, REPORTS_FROM).date()), self._day(row, REPORTS_FROM).date()
        while (opens := first_day(quarter)) < self.stage.end.date():
            if opens >= began:
                yield self._on(row, opens + timedelta(days=4)), lambda at: acts.report(self.row, at=at, dice=self.stage.dice)
            quarter = after(quarter)

    def _on(self, row: Partnership, day: date) -> datetime:
        return datetime.combine(day, time(19), zone_of(row))

    # --- people go, and the partnership stays -------------------------------------------------------------------------
    def _who_goes(self, row: Partnership) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
        yield self._day(row, SAYS), self._says
        yield self._day(row, LEAVES - 12), lambda at: self._officer(SECOND, at, status=OfficerStatus.ACTIVE)
        yield self._day(row, LEAVES, 8), lambda at: self._officer(FIRST, at, rank=Rank.LIEUTENANT)
        yield self._day(row, LEAVES + 1), self._ask
        yield self._day(row, LEAVES + 3), lambda at: self._yes(Side.CONGREGATION, at)
        yield self._day(row, LEAVES + GAP, 9), self._takes_over
        yield self._day(row, LEAVES + GAP + 4), self._meets_again
        yield self._day(row, LEAVES + GAP + 25), lambda at: acts.choose_service(self.row, at=at)
        yield self._day(row, HANDS_OVER), self._hands_over

    @acts.tried
    def _says(self, at: datetime) -> None:
        officer = Officer.objects.select_related("person").get(email=FIRST)
        leaves_on = self._day(self.row, LEAVES).date()
        if officer.person:
            handovers.ask(partnership=self.row, reason=CloseReason.PROMOTION, leaves_on=leaves_on, by=officer.person, at=at)

    @property
    def _handover(self) -> Handover | None:
        return Handover.objects.open().filter(partnership=self.key).first()

    @acts.tried
    def _ask(self, at: datetime) -> None:
        if self._handover:
            handovers.propose(handover=self._handover, officer=Officer.objects.get(email=SECOND), by=self.stage.nadia, at=at)

    def _yes(self, side: Side, at: datetime) -> None:
        question = Question.objects.filter(handover__partnership=self.key, settled_at=None).first()
        if question:
            answer(question.pk, side, True, at)

    @acts.tried
    def _takes_over(self, at: datetime) -> None:
        """The second officer says yes; where she could not be asked, staff write in what was agreed by telephone."""
        self._yes(Side.OFFICER, at)
        open_one = self._handover
        if open_one and open_one.agreed_at is None:
            handovers.agree(handover=open_one, officer=Officer.objects.get(email=SECOND), by=self.stage.nadia, at=at)

    @acts.tried
    def _meets_again(self, at: datetime) -> None:
        keeper = acts.keeper(self.row)
        if keeper and keeper.person:
            scheduling.offer(partnership=self.row, kind=MeetingKind.FIRST, by=keeper.person, at=at)

    @acts.tried
    def _hands_over(self, at: datetime) -> None:
        house, first_day_of_next = self.row.congregation, self._day(self.row, FOLLOWS).date()
        leader = house.contacts.filter(kind=ContactKind.LEADER, ended_on=None).select_related("person").get()
        keeper = house.contacts.filter(kind=ContactKind.COORDINATOR, ended_on=None).select_related("person").get()
        assert leader.person is not None
        assert keeper.person is not None
        partnerships.step_down(contact=keeper, on=first_day_of_next, by=keeper.person, at=at)
        words: dict[str, Any] = {"kind": ContactKind.COORDINATOR, "name": KEEPER, "email": address(KEEPER, DEMO_HOST), "begins_on": first_day_of_next}
        partnerships.ask_for_part(congregation=house, **words, by=leader.person, at=at + timedelta(hours=1))
