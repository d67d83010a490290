"""A course of three evenings, given twice a year apart: who came to all three has a certificate, and of the first round one has run out."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from onecop.demo import acts, clockwork
from onecop.demo.agenda import HARBOR, TUE, day_of, guests_only
from onecop.demo.guests import Guests, Neighbor
from onecop.demo.stage import Stage
from onecop.demo.story import NAME
from onecop.events import services as events
from onecop.events.choices import Duty, EventKind
from onecop.events.models import Event, Occurrence
from onecop.events.services import Plan
from onecop.partnerships.models import Partnership
from onecop.registrations import services as registrations
from onecop.registrations.choices import GuestSide, Source, TapKind
from onecop.registrations.models import Registration
from onecop.registrations.services import Press
from onecop.training import services as training

TITLE = "Listening first: three evenings for officers and volunteers"
WORDS = "To hear what is said and what is not, to slow down, and to part so that one may come back."
EVENINGS = ("Listening first 1: what we hear", "Listening first 2: slowing down", "Listening first 3: parting well")
WEEKS = (-62, -60, -58)
"""Of the first round; the second follows a year later."""
A_YEAR = 52
VALID = 12
"""Months."""
DONE, REMINDED = 1, 320
"""Days after the last evening of the first round: certificates are issued; and their holders hear that they run out."""


class Course:
    """The course of one history."""

    def __init__(self, stage: Stage, guests: Guests) -> None:
        self.stage, self.guests = stage, guests
        self._learners: list[Neighbor] = []
        self._events: list[Event] = []

    def set_out(self, zone: ZoneInfo, today: date) -> None:
        """Plan both rounds, where the history is long enough for the first."""
        first = [datetime.combine(day_of(today, week, TUE), time(17, 30), zone) for week in WEEKS]
        if first[0] - timedelta(weeks=5) < self.stage.start:
            return
        self.stage.at(first[0] - timedelta(weeks=5), partial(self._plans, first))
        self._learners = self.guests.some(8)
        for days in (DONE, A_YEAR * 7 + DONE, REMINDED):
            self.stage.at(first[-1] + timedelta(days=days), partial(clockwork.work, "training.certificates"))
        for number, begins in enumerate(first):
            again = day_of(today, WEEKS[number] + A_YEAR, TUE)
            self.stage.at(begins - timedelta(weeks=3), partial(self._opens, number, begins, (0, 1, 2)))
            second = datetime.combine(again, time(17, 30), begins.tzinfo)
            self.stage.at(second - timedelta(weeks=3), partial(self._opens, number, second, (1, 3, 4, 5, 6, 7)))

    @acts.tried
    def _plans(self, first: list[datetime], at: datetime) -> None:
        agency = self.stage.agencies[0]
        by = self.stage.liaison(agency.pk)
        more = {**HARBOR.fields, **guests_only("es", capacity=20, pillars=["training"]), "place_private": False, "words": WORDS}
        for title, begins in zip(EVENINGS, first, strict=True):
            plan = Plan(EventKind.TRAINING, title, begins.date(), begins.time(), 150, f"FREQ=WEEKLY;INTERVAL={A_YEAR};BYDAY=TU;COUNT=2", more=more)
            self._events.append(events.plan_event(host=agency, plan=plan, by=by, at=at))
        made = training.make_course(school=agency, title=TITLE, words=WORDS, valid_months=VALID, by=by, at=at)
        training.set_lessons(course=made, events=self._events, required=self._events, by=by, at=at)

    @acts.tried
    def _opens(self, number: int, begins: datetime, who: tuple[int, ...], at: datetime) -> None:
        """The list of one evening: volunteers as the host enters them, officers by their own word; on the second evening one stays away."""
        if not self._events:
            return
        event, by = self._events[number], self.stage.nadia
        evening = events.occurrence_for(event=event, on=begins.date(), at=at)
        for place in who:
            learner = self._learners[place]
            registrations.register(occurrence=evening, name=learner.name, email=learner.email, source=Source.HOST, by=by, at=at)
        rows = Partnership.objects.open().filter(agency=event.agency).order_by("pk")
        again = begins.date() > event.starts_on
        for row in [*rows.filter(congregation__name=NAME), *rows.exclude(congregation__name=NAME)[1 if again else 0 : 3 if again else 1]]:
            self._officer(evening, row, at)
        self.stage.at(begins + timedelta(minutes=10), partial(self._comes, evening.pk, 1 if number == 1 else 0))

    @acts.tried
    def _officer(self, evening: Occurrence, row: Partnership, at: datetime) -> None:
        who = acts.officer(row)
        if who and who.person:
            words: dict[str, Any] = {"officer": who, "partnership": row, "side": GuestSide.OFFICER, "person": who.person}
            place = registrations.invite(occurrence=evening, name=who.full_name, email=who.email, **words, by=self.stage.nadia, at=at)
            registrations.answer(registration=place, comes=True, duty=Duty.OFF, by=who.person, at=at)

    @acts.tried
    def _comes(self, pk: int, missing: int, at: datetime) -> None:
        rows = list(Registration.objects.filter(occurrence=pk, state="yes").select_related("occurrence__event").order_by("pk"))
        taps = [Press(self.guests.uid(), TapKind.CAME, at, 1, row.key) for row in rows[: len(rows) - missing]]
        registrations.hear(occurrence=rows[0].occurrence, presses=taps, by=self.stage.nadia, at=at)
