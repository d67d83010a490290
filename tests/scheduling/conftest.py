"""A partnership with everyone in it, and what its letters say."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from onecop.access.models import Person
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships.models import Partnership
from onecop.scheduling import services
from onecop.scheduling.choices import MeetingKind, Side
from onecop.scheduling.models import Meeting, SlotOffer
from tests import make
from tests.make import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Pair:
    """Lotus Pond Temple and Officer Brooks."""

    partnership: Partnership
    people: dict[str, Person] = field(default_factory=dict)

    def offer(self, at: datetime = NOON, kind: MeetingKind = MeetingKind.FIRST, **words: Any) -> Meeting:
        return services.offer(partnership=self.partnership, kind=kind, by=SYSTEM, at=at, **words)

    def choose(self, meeting: Meeting, side: Side, *numbers: int, at: datetime = NOON + HOUR, **words: Any) -> Meeting:
        """Pick by number: 1 is the best."""
        found = {offer.rank: offer for offer in standing(meeting)}
        by = self.people["officer" if side == Side.OFFICER else "coordinator"]
        return services.choose(meeting=meeting, side=side, offers=[found[n] for n in numbers], by=by, at=at, **words)

    def agreed(self, kind: MeetingKind = MeetingKind.FIRST) -> Meeting:
        """The best of three, agreed an hour after noon."""
        made = self.offer(kind=kind)
        self.choose(made, Side.OFFICER, 1, 2)
        return self.choose(made, Side.CONGREGATION, 1)

    def write_in(self, starts: datetime, at: datetime = NOON, **words: Any) -> Meeting:
        given = {"kind": MeetingKind.FIRST, "ends": starts + HOUR, "by": self.people["coordinator"], **words}
        return services.write_in(partnership=self.partnership, starts=starts, at=at, **given)


CLOSED = (
    "No time fits until Jan\xa015,\xa02027: Lotus Pond Temple has blocked the days on which the others are free. "
    "The first day that would fit is Thursday, May 20, 2027."
)


def close_the_house(temple: Congregation) -> None:
    """Let a congregation have no time for half a year, so that the finder finds none."""
    congregations.block_dates(congregation=temple, first_on=NOON.date(), last_on=NOON.date() + timedelta(days=180), by=SYSTEM, at=NOON)


def standing(meeting: Meeting) -> list[SlotOffer]:
    return list(meeting.offers.filter(withdrawn_at=None))


def pair(**words: Any) -> Pair:
    made = make.partnership(make.congregation("Lotus Pond Temple"), **words)
    found = {t.kind: who.person for t in made.tenures.all() if (who := t.officer or t.contact) and who.person}
    return Pair(made, {"officer": found.pop("lead"), **found})


@pytest.fixture
def two(db: None) -> Pair:
    return pair()


def letters(kind: str) -> list[str]:
    """Who got letters of a kind, in the order they were queued."""
    return list(Message.objects.filter(kind=f"scheduling.{kind}").order_by("id").values_list("email", flat=True))


def tokens(email: str, path: str = "meet") -> list[str]:
    """The tokens in somebody's letters, oldest first."""
    mine = Message.objects.filter(email=email).order_by("id")
    return [token for letter in mine for token in dict.fromkeys(re.findall(rf"/{path}/([\w-]{{24,}})/", letter.body.text))]


def invitations(email: str) -> list[Any]:
    """The calendars in somebody's letters, oldest first."""
    mine = Message.objects.filter(email=email).order_by("id")
    return [Calendar.from_ical(part.content) for letter in mine for part in letter.body.attachments]


def event(calendar: Any) -> Any:
    return calendar.walk("VEVENT")[0]
