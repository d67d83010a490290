"""Neighbors who come: they sign up with their families, wait in line, hand a seat over, and are checked in at the door."""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from onecop.access.models import Person
from onecop.demo import acts
from onecop.demo.letters import token_to
from onecop.demo.people import CODES, OF_THE_CITY, SPOKEN, Names, address
from onecop.demo.stage import Stage
from onecop.events.choices import Duty
from onecop.events.models import Occurrence
from onecop.kernel.actor import Machine
from onecop.registrations import services
from onecop.registrations.choices import Need, RegistrationState, Source, TapKind
from onecop.registrations.models import Asking, Registration
from onecop.registrations.services import Press, Wants

NEIGHBORS = 80
"""People who come to such things; some of them often."""
ANSWER = 11
"""So many of those whom a host has invited answer, in the order in which they were asked."""
A_TAP = 120
"""Heads that one helper counts before they tap."""
LINE = 3
"""So many wait for a seat of what is full."""
WISHES = ("I can bring two folding tables.", "My mother comes along; she hears little.", "Thank you for doing this.", "Is there parking for a van?")
DIETS = ("Vegetarian", "No pork, please", "No nuts", "Gluten-free")


@dataclass(frozen=True)
class Neighbor:
    """Somebody who signs up. needs: a code of Need, or empty."""

    name: str
    email: str
    language: str
    need: str


class Guests:
    """The neighbors of one history."""

    def __init__(self, stage: Stage, seed: int, taken: Iterable[str]) -> None:
        self.stage, self.dice = stage, random.Random(f"guests {seed}")
        names = Names(random.Random(f"neighbors {seed}"), taken)
        self.names = names
        self._all = [self._neighbor(names) for _ in range(NEIGHBORS)]

    def _neighbor(self, names: Names) -> Neighbor:
        culture = self.dice.choice(OF_THE_CITY)
        name = " ".join(names.new(culture))
        language = CODES.get(SPOKEN.get(culture, ""), "en") if self.dice.random() < 0.3 else "en"
        need = self.dice.choice(Need.values[:4]) if self.dice.random() < 0.18 else ""
        return Neighbor(name, address(name, "people.example"), language, need)

    def some(self, number: int) -> list[Neighbor]:
        return self.dice.sample(self._all, min(number, len(self._all)))

    # --- signing up ---------------------------------------------------------------------------------------------------
    def sign_up(self, date: Occurrence, number: int, *, opened: datetime, closed: datetime) -> None:
        """Let so many sign up on the public page between two moments, one after another."""
        for neighbor in self.some(number):
            self.stage.at(opened + (closed - opened) * self.dice.uniform(0.03, 0.95), partial(self._joins, date.pk, neighbor))

    def by_host(self, date: Occurrence, number: int, *, opened: datetime, closed: datetime, by: Person) -> None:
        """Let the host enter so many, as they said so after a service or by telephone."""
        for neighbor in self.some(number):
            moment = opened + (closed - opened) * self.dice.uniform(0.05, 0.9)
            self.stage.at(moment, lambda at, neighbor=neighbor: self._joins(date.pk, neighbor, at, host=by))  # type: ignore[misc]

    @acts.tried
    def _joins(self, date: int, neighbor: Neighbor, at: datetime, *, host: Person | None = None, party: int = 0) -> Registration:
        found = Occurrence.objects.select_related("event").get(pk=date)
        party = party or self.dice.choices((1, 2, 3, 4), (8, 7, 2, 2))[0]
        diet = self.dice.choice(DIETS) if neighbor.need == Need.DIET else ""
        words = self.dice.choice(WISHES) if self.dice.random() < 0.12 else ""
        return services.register(
            occurrence=found, name=neighbor.name, email=neighbor.email, party=party, needs=[neighbor.need] if neighbor.need else [], needs_words=diet,
            words=words, language=neighbor.language, source=Source.HOST if host else Source.PAGE,
            by=host or Machine(audit_label=f"{neighbor.name} (signing up)"), at=at,
        )  # fmt: skip

    @acts.tried
    def asks(self, date: Occurrence, at: datetime, *, confirms: bool = True) -> None:
        """One of them fills in the public page, and follows the link in the letter; or does not."""
        neighbor = self.some(1)[0]
        found = Occurrence.objects.select_related("event").get(pk=date.pk)
        row: Asking | None = services.ask(occurrence=found, name=neighbor.name, email=neighbor.email, wants=Wants(2), language=neighbor.language, at=at)
        token = token_to(row, row.email, "registration_confirm") if row and confirms else None
        if token:
            services.confirm(token, at=at)

    @acts.tried
    def fills_up(self, date: int, at: datetime) -> None:
        """Neighbors sign up until the last seat is gone and some wait."""
        for neighbor in self.some(NEIGHBORS):
            self._joins(date, neighbor, at, party=self.dice.choice((1, 1, 2)))
            if Registration.objects.filter(occurrence=date).in_line().count() >= LINE:
                break

    @acts.tried
    def steps_back(self, date: int, at: datetime) -> None:
        """Somebody gives their seats back; whoever is offered them says yes."""
        row = Registration.objects.filter(occurrence=date, state=RegistrationState.YES).select_related("occurrence__event").order_by("pk").first()
        if row:
            services.answer(registration=row, comes=False, words="We are away that day after all.", by=_self(row), at=at)

    @acts.tried
    def takes_offer(self, date: int, at: datetime) -> None:
        for row in Registration.objects.filter(occurrence=date, state=RegistrationState.OFFERED).select_related("occurrence__event").order_by("pk"):
            services.answer(registration=row, comes=True, party=row.party, by=_self(row), at=at)

    @acts.tried
    def hands_over(self, date: int, at: datetime) -> None:
        rows = Registration.objects.filter(occurrence=date, state=RegistrationState.YES).select_related("occurrence__event").order_by("-pk")
        known = set(Registration.objects.filter(occurrence=date).values_list("email_folded", flat=True))
        other = next(one for one in self._all if one.email not in known)
        if row := rows.first():
            services.hand_over(registration=row, name=other.name, email=other.email, by=_self(row), at=at)

    @acts.tried
    def answers(self, date: int, at: datetime) -> None:
        """Of those who were invited some answer: a yes, or a no."""
        rows = Registration.objects.filter(occurrence=date, state=RegistrationState.INVITED).select_related("person", "officer", "occurrence__event")
        for row in rows.order_by("pk")[:ANSWER]:
            self._answers(row, self.dice.random() < 0.72, at)

    @acts.tried
    def _answers(self, row: Registration, comes: bool, at: datetime) -> None:
        duty = Duty.OFF if row.officer_id and comes else Duty.UNSAID
        services.answer(registration=row, comes=comes, duty=duty, by=row.person or _self(row), at=at)

    # --- the door -----------------------------------------------------------------------------------------------------
    @acts.tried
    def come_in(self, date: int, walk_ins: int, heads: int, by: Person, at: datetime) -> None:
        """Check in who came, count who came without a word, or count heads without a name."""
        found = Occurrence.objects.select_related("event").get(pk=date)
        rows = Registration.objects.filter(occurrence=date, state=RegistrationState.YES).order_by("pk")
        taps = [Press(self.uid(), TapKind.CAME, at, max(1, row.party - (self.dice.random() < 0.15)), row.key) for row in rows if self.dice.random() < 0.86]
        taps += [Press(self.uid(), TapKind.WALK_IN, at, walk_ins)] if walk_ins else []
        taps += [Press(self.uid(), TapKind.HEADS, at, min(A_TAP, heads - start)) for start in range(0, heads, A_TAP)]
        if taps:
            services.hear(occurrence=found, presses=taps, by=by, at=at)

    def uid(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)


def _self(row: Registration) -> Machine:
    return Machine(audit_label=f"{row.name} (by the link in the letter)")
