"""The run of show on paper."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.events.people import zone_of_house
from onecop.events.queries import IntroductionSheet
from onecop.events.show import Item
from onecop.ui import words as ui
from onecop.ui.paper import pdf

SOURCE = Path(__file__).parent / "run_of_show.typ"


def run_of_show(sheet: IntroductionSheet, items: list[Item], *, at: datetime) -> bytes:
    """Return the run of show of an introduction as PDF, in the reader's language."""
    house = sheet.partnership.congregation
    local = sheet.date.starts_at.astimezone(ZoneInfo(zone_of_house(house))) if sheet.date else None
    when = f"{ui.day_long(local.date())}, {ui.clock(local.time())}" if local else _("Date to be chosen")
    officer = str(sheet.people.officer or _("the officer"))
    words = {
        "language": get_language() or "en",
        "title": _("Introducing %(officer)s") % {"officer": officer},
        "house": house.name,
        "when": when,
        "heads": [_("Minutes"), _("What happens"), _("Who and where"), _("What is said")],
        "items": [[str(i["minutes"]), i["what"], " · ".join(w for w in (i["who"], i["where"]) if w), i["said"]] for i in items],
        "space": _("In this sacred space"),
        "points": [[str(line.point.title), " ".join(str(w) for w in (line.instead or line.asked, line.note) if w)] for line in sheet.lines],
        "agreed": _("Agreed by both sides.") if sheet.confirmed else _("Not confirmed by the officer yet."),
        "goals_title": _("What we work on together"),
        "goals": list(sheet.goals),
        "foot": _("A visit among neighbors. Nobody is counted or noted. No federal money pays for this service (28 CFR 38)."),
    }
    return pdf(SOURCE, words, at=at)
