"""Plays the history of Port Ellery through the services, with a clock: nothing is inserted beside them. Equal seeds play equal histories."""

import gc
import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onecop.access.models import Person
from onecop.agencies.choices import PostKind
from onecop.agencies.models import Agency, Post
from onecop.congregations.choices import CongregationStanding
from onecop.congregations.models import Congregation, Enrollment
from onecop.demo import arrivals, clockwork, events, officers, pairing, story
from onecop.demo.arrivals import Arrival
from onecop.demo.city import City, House, build
from onecop.demo.desk import Desk
from onecop.demo.inbox import Inbox
from onecop.demo.life import Life
from onecop.demo.moves import Moves
from onecop.demo.opening import open_city, set_ride_rules
from onecop.demo.programme import Programme
from onecop.kernel.clock import now
from onecop.mail.choices import State
from onecop.mail.models import Message
from onecop.mail.services.delivery import deliver_due
from onecop.mail.services.outbox import set_aside
from onecop.mail.services.tracking import note
from onecop.matching.choices import ProposalState
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership

WEEKS = 104
PROSPECTS, PROSPECTS_OF_LONG = 90, 154
"""Houses that are known from a list and have not enrolled: in a history of some weeks, and in one of years, whose partnerships cost more to play."""
LONG = 26
"""From so many weeks on a history is long: few arrive at first, most in its last months, and staff match only when somebody waits."""
LOOKS = {0: timedelta(days=3), 3: timedelta(days=4)}
"""On which days of a week people look at what waits for them, and how long it is until they look again."""
LATELY = 3
"""In so many last weeks the worker does its rounds every day: whoever looks into the mailbox reads letters of those days."""
QUARTER = 13
"""Weeks of one transaction. After it is looked at what changed in it."""
WAITING = 8
"""Houses whose form came in the last days and waits for staff: the oldest for six days."""
PER_WEEK = 10
CALLED_AFTER = timedelta(days=5)
"""How long a letter that came back waits until staff have called its reader."""
RECENT = timedelta(days=10)
"""What came back in the last days still waits for staff when the history ends."""
GONE = ("No such mailbox here.", "The mailbox is full and no longer kept.")


def play(
    *, seed: int = 1, weeks: int = WEEKS, until: datetime | None = None, prospects: int | None = None, say: Callable[[str], object] = lambda _words: None
) -> dict[str, int]:
    """Play `weeks` weeks that end at `until` (default: this hour) into an empty database.

    Args:
        prospects: how many of the 220 houses are only known of; the others enroll.

    Returns:
        What stands at the end, by kind: for the command, and for tests that compare two histories.
    """
    end = (until or now()).replace(minute=0, second=0, microsecond=0)
    known = prospects if prospects is not None else PROSPECTS_OF_LONG if weeks >= LONG else PROSPECTS
    history = History(seed, weeks, end, known)
    say(f"{len(history.city.beats)} beats, {len(history.city.officers)} officers and {len(history.city.houses)} congregations")
    with _seldom_swept():
        with transaction.atomic():
            history.open()
        for first in range(0, weeks, QUARTER):
            with transaction.atomic():
                for number in range(first, min(first + QUARTER, weeks)):
                    history.week(number)
            say(f"week {number + 1} of {weeks}: {Partnership.objects.count()} partnerships, {Message.objects.count()} letters")
        with transaction.atomic():
            history.last_days()
    return history.counts()


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """Let the collector look seldom: a history makes millions of objects that hold no circles, and looking for some took a tenth of its time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class History:
    """One played history. The queue holds what is still to happen: (moment, order, what)."""

    def __init__(self, seed: int, weeks: int, end: datetime, prospects: int) -> None:
        self.start, self.end, self.weeks, self.prospects = end - timedelta(weeks=weeks), end, weeks, prospects
        self.city: City = build(seed, self.start.date())
        self.dice = random.Random(f"history {seed}")
        self.story: set[int] = set()
        self.nadia: Person
        self.agencies: list[Agency] = []
        self.dead: set[str] = set()
        self._queue: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._order = 0
        self._liaisons: dict[int, Person] = {}
        self.eastgate = story.Eastgate(self, weeks)
        self.inbox, self.life, self.moves = Inbox(self), Life(self), Moves(self, self.city)
        self.desk = Desk(self.inbox)
        self.programme = Programme(self, self.city, seed)

    def liaison(self, agency_id: int) -> Person:
        """Return who speaks for an agency; staff where it has named nobody."""
        return self._liaisons.get(agency_id, self.nadia)

    def at(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Plan an act. Acts of the same moment happen in the order of their planning."""
        self._order += 1
        heapq.heappush(self._queue, (moment, self._order, act))

    def open(self) -> None:
        """The first day, and the plan of who enrolls when."""
        enrolling, prospects = self._divide()
        self.nadia = open_city(self.city, prospects, at=self.start)
        self.agencies = list(Agency.objects.filter(ori__in=[a.ori for a in self.city.agencies]).select_related("scope", "territory").order_by("-ori"))
        posts = Post.objects.filter(kind=PostKind.LIAISON, person__isnull=False, agency__in=self.agencies).select_related("person")
        self._liaisons = {post.agency_id: post.person for post in posts if post.person}
        for agency in self.agencies:
            set_ride_rules(agency, by=self.liaison(agency.pk), at=self.start)
        self.eastgate.set_out(self.start)
        officers.set_out(self)
        self.programme.set_out()
        for arrival in self._arrivals(enrolling):
            self.at(arrival.sent, partial(self._enroll, arrival))
        for house in prospects[-3:]:
            self.at(self.end - timedelta(days=self.dice.uniform(1, 9)), partial(self._begin_only, house))

    def week(self, number: int) -> None:
        """A week, day by day: what was planned happens, mail goes out, the worker does its rounds; staff match and publish on the second day."""
        for day in range(7):
            evening = self.start + timedelta(weeks=number, days=day + 1)
            if day == 0:
                events.week(self, number, evening)
            if day == 1 and self._somebody_waits(number):
                self.at(evening - timedelta(hours=8), self._match)
            while self._queue and self._queue[0][0] <= evening:
                moment, _, act = heapq.heappop(self._queue)
                act(moment)
            clockwork.sweep(evening, anyway=self.moves.heard() or (day == 0 and number % 2 == 0))
            if day in LOOKS or number >= self.weeks - LATELY:
                clockwork.rounds(evening, weekly=day == 0)
                self._post(evening)
            self.eastgate.look(evening)
            if day == 0:
                self.moves.week(evening)
                self.life.week(evening)
            if day in LOOKS and number >= self.weeks - LATELY:
                clockwork.ask_hosts(evening)
                self.programme.aftermath.catch_up(evening)
            if day in LOOKS:
                self.inbox.read(evening, LOOKS[day])
                self.desk.work(evening, LOOKS[day])

    def _somebody_waits(self, number: int) -> bool:
        """Whether staff match this week: always in a short history and in the last weeks of a long one, else when a congregation waits."""
        if self.weeks < LONG or number >= self.weeks - 6:
            return True
        return number % 3 == 1 and self._waiting().exists()

    @staticmethod
    def _waiting() -> "QuerySet[Congregation]":
        taken = Partnership.objects.values("congregation")
        asked = Proposal.objects.filter(state=ProposalState.PUBLISHED).values("congregation")
        return Congregation.objects.filter(standing=CongregationStanding.ACCEPTED).exclude(pk__in=taken).exclude(pk__in=asked)

    def last_days(self) -> None:
        """The end: a fresh run of drafts for staff to read, some asked just now, one letter still on its way."""
        for agency in self.agencies:
            pairing.run(agency, by=self.nadia, at=self.end - timedelta(hours=2), story=self._pairs)
            replies = pairing.publish(agency, 6 if agency == self.agencies[0] else 1, by=self.nadia, at=self.end - timedelta(hours=1), dice=self.dice)
            for reply in replies[::3]:
                reply.at, reply.accepts = self.end - timedelta(minutes=self.dice.randint(3, 50)), True
                pairing.answer(reply, dice=self.dice)
        self.eastgate.last(self.end - timedelta(hours=1))
        clockwork.look_again(self.end)

    def counts(self) -> dict[str, int]:
        """Count what stands now."""
        found: dict[str, int] = {"officers": len(self.city.officers), "congregations": Congregation.objects.count()}
        kinds: list[tuple[str, Any, str]] = [("enrollments", Enrollment, "standing"), ("proposals", Proposal, "state"), ("letters", Message, "state")]
        for label, model, field in kinds:
            rows = model.objects.values_list(field, flat=True)
            for state in sorted(rows):
                found[f"{label}_{state}"] = found.get(f"{label}_{state}", 0) + 1
        return {**found, "partnerships": Partnership.objects.count()}

    # --- what happens -------------------------------------------------------------------------------------------------
    def _divide(self) -> tuple[list[House], list[House]]:
        """Choose who enrolls and who is only known of. The houses of the story enroll."""
        told, others = list(self.city.houses[:2]), list(self.city.houses[2:])
        self.dice.shuffle(others)
        return [*told, *others[self.prospects :]], others[: self.prospects]

    def _arrivals(self, houses: list[House]) -> list[Arrival]:
        span = self.end - self.start
        eastgate, lotus, *others = houses
        day = timedelta(days=1)
        planned = [
            self._arrival(story.as_it_began(eastgate, self.weeks), self.start + min(span * 0.01, day), "accept"),
            self._arrival(lotus, self.end - min(span * 0.23, 16 * day), "accept"),
        ]
        for house in others[WAITING:]:
            luck = self.dice.random()
            answer = "accept" if luck < 0.86 else "ask" if luck < 0.92 else "wait" if luck < 0.97 else "decline"
            planned.append(self._arrival(house, self.start + span * self._when(), answer))
        for place, house in enumerate(others[:WAITING]):
            planned.append(Arrival(house, self.end - timedelta(hours=5 + 140 * place / WAITING), None, "accept"))
        late = [one for one in planned[2:] if one.answered and one.answered > self.end - timedelta(days=9)]
        for arrival in [*self.dice.sample(planned[2:], min(4, len(planned) - 2)), *self.dice.sample(late, min(2, len(late)))]:
            voice = arrival.house.coordinator or arrival.house.leader
            self.dead.add(voice.email)
        return planned

    def _when(self) -> float:
        """Return when in the history a house comes: in a long one half of them before its last months."""
        if self.weeks < LONG:
            return self.dice.triangular(0.01, 0.93, 0.25)
        luck = self.dice.random()
        return self.dice.uniform(0.01, 0.5) if luck < 0.1 else self.dice.uniform(0.55, 0.86) if luck < 0.48 else self.dice.triangular(0.86, 0.99, 0.9)

    def _arrival(self, house: House, sent: datetime, answer: str) -> Arrival:
        """Plan one form and what follows: staff answer within days; of those asked back, six in ten answer."""
        answered = sent + timedelta(days=self.dice.uniform(0.3, 4.5))
        back = answered + timedelta(days=self.dice.uniform(1, 6)) if answer == "ask" and self.dice.random() < 0.6 else None
        return Arrival(house, sent, answered if answered < self.end else None, answer, back)

    def _enroll(self, arrival: Arrival, at: datetime) -> None:
        enrollment = arrivals.send(arrival.house, at=at, dice=self.dice)
        if arrival.answered:
            self.at(arrival.answered, lambda moment: arrivals.review(Enrollment.objects.get(pk=enrollment.pk), arrival.answer, by=self.nadia, at=moment))
        if arrival.comes_back:
            self.at(arrival.comes_back, lambda moment: arrivals.send_again(enrollment, at=moment))
            self.at(
                arrival.comes_back + timedelta(days=self.dice.uniform(0.5, 3)),
                lambda moment: arrivals.review(Enrollment.objects.get(pk=enrollment.pk), "accept", by=self.nadia, at=moment),
            )

    def _begin_only(self, house: House, at: datetime) -> None:
        arrivals.begin_only(house, at=at, dice=self.dice)

    def _reply(self, reply: pairing.Reply, _at: datetime) -> None:
        pairing.answer(reply, dice=self.dice)

    @property
    def _pairs(self) -> dict[str, str]:
        return {**pairing.STORY, story.NAME: story.first_officer(self.weeks)}

    def _match(self, at: datetime) -> None:
        for agency in self.agencies:
            if self.weeks >= LONG and not self._waiting().filter(territory=agency.territory_id).exists():
                continue
            pairing.run(agency, by=self.nadia, at=at, story=self._pairs)
            most = PER_WEEK if agency == self.agencies[0] else 2
            for reply in pairing.publish(agency, most, by=self.nadia, at=at, dice=self.dice):
                self.at(reply.at, partial(self._reply, reply))

    def _post(self, at: datetime) -> None:
        """The day's mail goes out; what went to a dead address comes back, as a provider tells it."""
        while deliver_due(clock=lambda: at):
            pass
        for message in Message.objects.filter(email__in=self.dead, state__in=(State.SENT, State.DELIVERED)).order_by("id"):
            note(provider_id=message.message_id, recipient=message.email, event="bounced", detail=self.dice.choice(GONE), at=at)
        for message in Message.objects.undelivered().filter(queued_at__lt=min(at - CALLED_AFTER, self.end - RECENT)).order_by("id"):
            set_aside(message, by=self.nadia, at=at)  # she has called them by then
