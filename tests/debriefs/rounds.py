"""A partnership whose two sides have sat together."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from onecop.access.models import Person
from onecop.debriefs import services
from onecop.debriefs.models import Challenge, Debrief, Goal
from onecop.partnerships.models import Partnership
from tests import make

NOON = make.NOON
LATER = NOON + timedelta(hours=1)


@dataclass
class Round:
    """An open debrief with one challenge that the officer wrote."""

    partnership: Partnership
    officer: Person
    leader: Person
    coordinator: Person
    debrief: Debrief
    challenge: Challenge


def people_of(partnership: Partnership) -> dict[str, Person]:
    """Return who holds each part now."""
    rows = partnership.tenures.filter(closed_on=None).select_related("officer__person", "contact__person")
    return {row.kind: (row.officer or row.contact).person for row in rows}  # type: ignore[union-attr,misc]


def begun(**fields: Any) -> Round:
    partnership = make.partnership(**fields)
    who = people_of(partnership)
    debrief = services.open_debrief(partnership=partnership, by=who["lead"], at=NOON)
    challenge = services.add_challenge(debrief=debrief, words="Cars park on the crossing.", by=who["lead"], at=NOON)
    return Round(partnership, who["lead"], who["leader"], who["coordinator"], debrief, challenge)


def goal_of(partnership: Partnership, *, by: Person, at: datetime = NOON, **fields: Any) -> Goal:
    given = {
        "title": "Safer pick-up", "measure": "No car on the crossing for a week", "due_on": date(2027, 2, 1), "pillar": "trust",
        "activity": "street", "owner_side": "congregation",
    }  # fmt: skip
    return services.make_goal(partnership=partnership, by=by, at=at, **{**given, **fields})
