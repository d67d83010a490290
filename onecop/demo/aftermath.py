"""After an event: hosts write down what came of it, those who came answer three questions, a few pictures and handouts are kept.

What nobody has written down is asked for by letter, in the last weeks of a history; one workshop stays unrecorded, so that its host is still asked.
"""

import io
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PIL import Image, ImageDraw

from onecop.access.models import Person
from onecop.debriefs.models import Goal
from onecop.demo import acts
from onecop.demo.agenda_past import CITY_DAY, FULL_HOUSE, OPEN_GURDWARA, UNRECORDED
from onecop.demo.stage import Stage
from onecop.events.models import Occurrence
from onecop.followups import services as followups
from onecop.followups.choices import Faces, Readers, RecordState
from onecop.followups.models import Record
from onecop.followups.services import Answer, Consent
from onecop.tasks import services as tasks
from onecop.tasks.models import Job

WRITES = 0.8
"""How many hosts of lesser things write down within days what came of them."""
PICNIC, SCAMS, QUIET, CHIEFS = (
    "Parish picnic with our officers", "Hang up first: an evening about telephone scams", "A quiet hour for first responders",
    "Chiefs and clergy of Lakeland: a working day",
)  # fmt: skip
"""Titles of the agenda that are spoken of here."""
SHORT = ("It went well, and nobody hurried home.", "Smaller than we hoped, and better.", "Two families asked when the next one is.", "We ran out of chairs.")
HANDOUT = """IF SOMEBODY CALLS AND WANTS MONEY

1. Hang up. You are not being rude.
2. Call back the number that stands on your card or your bill, never the one they gave you.
3. Nobody from the city, the court or the police is ever paid in gift cards.
4. Tell one person the same day. Shame is what they count on.

Port Ellery Police, not an emergency: 311
"""


@dataclass(frozen=True)
class After:
    """What became of one entry of the agenda. came: written down where no heads were counted. answers: how many answered the three questions."""

    outcome: str
    came: int | None = None
    answers: int = 0
    kindly: float = 0.8
    words: tuple[str, ...] = ()
    thanked: bool = False


AFTER = {
    CITY_DAY: After("Eleven congregations cooked, and all forty beats had somebody at a table.", answers=14, thanked=True,
                    words=("I had never spoken to an officer when nothing was wrong.", "More shade, please.", "My son wants to be a cadet now.")),
    "Safety briefing for houses of worship": After("Nine houses will change a lock or a light; four asked for a walk through their building.", answers=6),
    SCAMS: After("Three people told of calls they had been ashamed of. The card hangs by their telephones now.", came=24, answers=9, thanked=True,
                 words=("Please do this again in Chinese.", "I will practice hanging up.")),
    "OneCOP national gathering: a year of first steps": After("Forty cities, and a list of what everybody would do differently."),
    FULL_HOUSE: After("A map with nineteen dark spots. The city mends seven of them by summer; we trim the hedge ourselves.", came=15, answers=11, kindly=0.9,
                      words=("We walked our own street as if for the first time.", "The officer wrote everything down.", "Too many stairs at number nine.")),
    "Ways out of violence: an evening with youth workers": After("Two youth workers have a key to the hall now, for Fridays.", came=27, answers=7, kindly=0.6),
    OPEN_GURDWARA: After("Twelve officers ate with us. One came back on Sunday with his children.", answers=5, kindly=0.95),
    "Breakfast for those who serve": After("Fifty-eight plates between six and nine."),
    "Socks and sandwiches at the bus station": After("Forty bags were given out, and two people went along to the shelter.", answers=4),
    PICNIC: After("Nobody counted the dogs. Rain held off until the last chair was folded.", answers=6, words=("Bring the patrol horse again!",)),
    CHIEFS: After("Each agency names one number that is answered, and a deputy for it.", answers=8, kindly=0.55,
                  words=("Less talk from the stage, more at the tables.",)),
    "Open door: tea and questions": After("Sixty questions, most of them about shoes and cats.", answers=9, kindly=0.9),
    QUIET: After("Twelve came, and six of them stayed for tea.", answers=2),
    "Safety briefing for ushers and greeters": After("The side door stays locked during services from now on.", came=8, answers=2),
    "Barns, tools and trailers: keeping them yours": After("Nineteen trailers have a number on them now.", answers=2),
    "Small shops, safe evenings": After("Three signs are up. The number was called twice in the first week."),
}  # fmt: skip


class Aftermath:
    """What follows the events of one history."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.dice = stage, random.Random(f"after {seed}")

    def follow(self, date: Occurrence, by: Person) -> None:
        """Plan what follows a date of the agenda."""
        found = AFTER.get(date.event.title)
        if found is None:
            return
        over = date.ends_at
        self.stage.at(over + timedelta(days=self.dice.randint(1, 4), hours=self.dice.randint(8, 20)), partial(self._records, date, found, by))
        if found.thanked:
            self.stage.at(over + timedelta(days=1), partial(self._thanks, date, by))
        if found.answers:
            self.stage.at(over + timedelta(days=2), partial(self._answers, date, found))
        if date.event.title in (CITY_DAY, PICNIC):
            self.stage.at(over + timedelta(days=3), partial(self._pictures, date, by))
        if date.event.title in (SCAMS, CHIEFS, FULL_HOUSE):
            self.stage.at(over + timedelta(days=3), partial(self._materials, date, by))

    @acts.tried
    def _records(self, date: Occurrence, found: After, by: Person, at: datetime) -> None:
        goal = Goal.objects.live().filter(events=date.event).first()
        reached = min(goal.target or 1, 2) if goal else None
        followups.record_after(occurrence=date, came=found.came, outcome=found.outcome, reached=reached, by=by, at=at)

    @acts.tried
    def _thanks(self, date: Occurrence, by: Person, at: datetime) -> None:
        made = followups.prepare(occurrence=date, by=by, at=at)
        sent = followups.send(thanks=made, by=by, at=at)
        tasks.run_now(Job.objects.get(key=sent.job_key))

    @acts.tried
    def _answers(self, date: Occurrence, found: After, at: datetime) -> None:
        """The three questions, mostly by the code on the last page; one in three of those who write a sentence is quoted here."""
        for number in range(found.answers):
            welcome, trust = (5 if self.dice.random() < found.kindly else self.dice.choice((3, 4, 4)) for _ in range(2))
            words = found.words[number] if number < len(found.words) else ""
            followups.answer(occurrence=date, said=Answer(welcome, trust if number % 4 else None, words), on_paper=number % 2 == 0, at=at)

    @acts.tried
    def _pictures(self, date: Occurrence, by: Person, at: datetime) -> None:
        """One picture in which nobody can be recognized, for everybody to see."""
        evening = date.event.title == CITY_DAY
        photo = followups.add_photos(occurrence=date, files=[drawn(evening=evening)], by=by, at=at)[0]
        alt = "Drawing: lanterns over long tables at dusk" if evening else "Drawing: checkered blankets on a lawn, seen from above"
        followups.agree(photo=photo, said=Consent(Faces.NOBODY, public=True, programme=evening, alt=alt), by=by, at=at)

    @acts.tried
    def _materials(self, date: Occurrence, by: Person, at: datetime) -> None:
        if date.event.title == SCAMS:
            raw = HANDOUT.encode()
            followups.add_file(occurrence=date, title="The card by the telephone", name="card.txt", raw=raw, readers=Readers.EVERYONE, by=by, at=at)
        else:
            link = "https://library.portellery.example/maps" if date.event.title == FULL_HOUSE else "https://lakeland.example/one-number"
            followups.add_link(occurrence=date, title="What we wrote down", url=link, readers=Readers.BOTH, by=by, at=at)

    @acts.tried
    def catch_up(self, at: datetime) -> None:
        """Hosts who were asked write a line about what is over; of one workshop nobody does."""
        rows = Record.objects.filter(state=RecordState.OPEN, occurrence__cancelled_at=None).exclude(occurrence__event__title=UNRECORDED)
        for row in rows.select_related("occurrence__event").order_by("occurrence__ends_at", "occurrence"):
            by = Person.objects.filter(pk=row.occurrence.event.created_by_id).first()
            if by and self.dice.random() < WRITES:
                self._line(row, by, at)

    @acts.tried
    def _line(self, row: Record, by: Person, at: datetime) -> None:
        followups.record_after(occurrence=row.occurrence, came=self.dice.randint(9, 60), outcome=self.dice.choice(SHORT), by=by, at=at)


def drawn(*, evening: bool) -> bytes:
    """Draw a plain picture that nobody takes for a photograph: lanterns over tables, or blankets on a lawn."""
    sheet = Image.new("RGB", (960, 640), "#2b3a55" if evening else "#7fa35a")
    pen = ImageDraw.Draw(sheet)
    for number in range(7):
        x = 70 + number * 130
        if evening:
            pen.line((0, 120 + number % 2 * 16, 960, 90 + number % 3 * 12), fill="#5b6c8f", width=3)
            pen.ellipse((x - 34, 120 + number % 3 * 22, x + 34, 196 + number % 3 * 22), fill=("#f4c95d", "#ef8354", "#f7ede2")[number % 3])
            pen.rectangle((x - 58, 430, x + 58, 462), fill="#c8a27c")
        else:
            for square in range(16):
                left, top = x - 48 + square % 4 * 24, 90 + number % 3 * 170 + square // 4 * 24
                pen.rectangle((left, top, left + 24, top + 24), fill=("#f7ede2", "#c8553d", "#3d5a80")[(square + square // 4 + number) % 2 + number % 2])
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
