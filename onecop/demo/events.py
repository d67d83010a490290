"""What agencies, staff and the nation invite to in a played history. One hook: `week`, called at the beginning of every week."""

from datetime import date, datetime, time, timedelta

from onecop.demo import acts
from onecop.demo.agenda import HARBOR
from onecop.demo.stage import Stage
from onecop.events import services as events
from onecop.events.choices import EventKind
from onecop.events.services import Plan
from onecop.handover.models import Handover
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership

FORUMS = (10, 40, 62, 84, 102)
"""In which weeks of a history an agency invites to a forum."""

OPEN_HOUSE = {
    "public": True, "sign_up": "anyone", "capacity": 120, **HARBOR.fields, "place_private": False,
    "words": "Meet the officers of your beat and the congregations around you. Coffee, short talks, and time for questions.",
    "languages": ["en", "es"], "accessibility": ["step_free", "restroom"],
}  # fmt: skip
"""What the public calendar says of a forum."""


def week(stage: Stage, number: int, at: datetime) -> None:
    """Plan what is invited to in a week, each with `stage.at(moment, act)`.

    Who is invited answers, comes or stays away in `inbox`, by the rates: nothing else is to be done for that.

    Args:
        number: of the week, from 0 on. at: the evening of its first day; an act may happen at any later moment.
    """
    if number in FORUMS:
        stage.at(at - timedelta(hours=2), lambda moment: forum(stage, moment))


def _thursday(day: date) -> date:
    """Return the first Thursday from a day on."""
    return day + timedelta(days=(3 - day.weekday()) % 7)


@acts.tried
def forum(stage: Stage, at: datetime) -> None:
    """The first agency plans a forum in three weeks and asks every partnership that has met."""
    agency = stage.agencies[0]
    by, on = stage.liaison(agency.pk), _thursday((at + timedelta(days=18)).date())
    made = events.plan_event(
        host=agency, plan=Plan(EventKind.FORUM, "Neighbors and officers: an evening", on, time(18, 30), 120, more=OPEN_HOUSE), by=by, at=at
    )
    date = events.occurrence_for(event=made, on=on, at=at)
    for row in Partnership.objects.filter(agency=agency, state=PartnershipState.ACTIVE, began_at__lt=at - timedelta(days=50)).order_by("pk"):
        if not Handover.objects.open().filter(partnership=row).exists():
            acts.tried(events.invite)(occurrence=date, partnership=row, by=by, at=at)
