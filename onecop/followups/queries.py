"""Reads for the pages after a date: frozen answers in a fixed number of queries."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from onecop.access.models import Person
from onecop.debriefs.models import Goal
from onecop.debriefs.queries import where_it_stands, with_number
from onecop.events.models import Event, Occurrence
from onecop.events.rules import Date
from onecop.followups import readers, rules
from onecop.followups.choices import Group
from onecop.followups.models import Feedback, Material, Photo, Record, Sentence, Thanked, Thanks
from onecop.followups.readers import Reader
from onecop.followups.services.pictures import no_pictures
from onecop.followups.services.thanking import waiting
from onecop.registrations.queries import Attendance, attendance


@dataclass(frozen=True)
class Results:
    """What may be told of the answers to one date. few: too few for anybody. sentences: in no order; empty for whoever may not read them."""

    answers: int
    welcome: rules.Told
    trust: rules.Told
    sentences: tuple[str, ...]
    few: bool
    waiting: int = 0
    """Answers that are not shown yet: they appear three at a time."""


def results(date: Occurrence | None, reader: Reader) -> Results:
    """Return the answers as one reader may read them: two queries at most.

    Below `rules.SHOWN_FROM` nobody reads anything but how many there are; then three more appear at a time.
    """
    row = Feedback.objects.filter(occurrence=date).first() if date else None
    if row is None:
        return Results(0, rules.told([]), rules.told([]), (), True)
    if row.shown < rules.SHOWN_FROM:
        return Results(row.answers, rules.told([]), rules.told([]), (), True)
    words: list[str] = []
    if reader == Reader.HOUSE:
        words = list(Sentence.objects.filter(occurrence=date, shown=True).values_list("words", flat=True))
        random.SystemRandom().shuffle(words)
    return Results(row.answers, rules.told(row.shown_welcome), rules.told(row.shown_trust), tuple(words), False, row.answers - row.shown)


@dataclass(frozen=True)
class GoalNow:
    """The goal that a date serves, and where it stands in words. live: it is still worked on, so that a number can be added."""

    goal: Goal
    words: str
    live: bool


@dataclass(frozen=True)
class After:
    """All that the page after a date shows to one host."""

    date: Date
    record: Record | None
    reader: Reader
    numbers: Attendance
    goal: GoalNow | None
    results: Results
    thanks: Thanks | None
    thanked: int
    photos: int
    public_photos: int
    materials: int
    over: bool
    no_pictures: bool
    letters: bool
    recorded_by: str = ""
    corrected_by: str = ""

    @property
    def headcount(self) -> int | None:
        return self.numbers.headcount

    @property
    def at_the_door(self) -> int:
        """People who were noted at the door by name or as walk-ins, for whoever has to write a number."""
        return self.numbers.by_name + self.numbers.walk_ins

    @property
    def state(self) -> str:
        return self.record.state if self.record else "open"


def after(date: Date, person: Person, *, at: datetime) -> After:
    """Gather what the page shows. At most nineteen queries, whatever hangs on the date."""
    row, event = date.row, date.event
    record = Record.objects.filter(occurrence=row).first() if row else None
    reader = readers.reader_of(person, event)
    shown = list(Photo.objects.visible_to(person).filter(occurrence=row).values_list("public", flat=True)) if row else []
    return After(
        date=date, record=record, reader=reader, numbers=attendance([row.pk])[row.pk] if row else Attendance(), goal=_goal(event, person),
        results=results(row, reader), thanks=Thanks.objects.filter(occurrence=row).first() if row else None,
        thanked=Thanked.objects.filter(occurrence=row).count() if row else 0, photos=len(shown), public_photos=sum(shown),
        materials=Material.objects.filter(occurrence=row).count() if row else 0, over=date.ends_at <= at, no_pictures=no_pictures(event),
        letters=readers.writes_letters(person, event), **_who(record),
    )  # fmt: skip


def _who(record: Record | None) -> dict[str, str]:
    """Say who wrote it down and who corrected it, for there may be several hosts. One query."""
    names = dict(Person.objects.filter(pk__in=[record.recorded_by_id, record.corrected_by_id]).values_list("pk", "name")) if record else {}
    return {"recorded_by": names.get(record.recorded_by_id, ""), "corrected_by": names.get(record.corrected_by_id, "")} if record else {}


def _goal(event: Event, person: Person) -> GoalNow | None:
    """Return the goal for whoever may see it: a co-host need not."""
    goal = with_number(Goal.objects.visible_to(person).filter(pk=event.goal_id)).first() if event.goal_id else None
    return GoalNow(goal, where_it_stands(goal, goal.number), goal.is_live) if goal else None  # type: ignore[attr-defined]


def letters_to(date: Occurrence, *, sender: str) -> dict[str, int]:
    """Return how many letters each group would get now, in the order of the page; groups of nobody are left out."""
    found = Counter(one.group for one in waiting(date, but=sender))
    return {group: found[group] for group in (Group.GUEST, Group.HELPER, Group.OFFICER, Group.COHOST) if found[group]}
