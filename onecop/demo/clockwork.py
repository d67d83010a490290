"""What the worker does between the acts of people: the rhythms of the apps, by the clock of the played history."""

from datetime import datetime

from onecop.demo.story import NAME
from onecop.journey.services import settle
from onecop.partnerships.models import Partnership
from onecop.tasks.registry import RHYTHMS

DAILY = ("partnerships.people", "handover.sweep", "handover.ask_again", "matching.deadlines", "scheduling.meetings", "events.letters", "ridealongs.reminders")
"""Once a day is enough in a demo for what a worker does every hour; in the order in which a day goes."""


def day(at: datetime) -> None:
    """Do the rounds of one day."""
    for name in DAILY:
        RHYTHMS[name].work(at)


def look_again(at: datetime, *, everywhere: bool) -> None:
    """Write down what the evidence shows: of the story, or of all partnerships, those that ended lately among them."""
    rows = Partnership.objects.all() if everywhere else Partnership.objects.filter(congregation__name=NAME)
    settle(rows.order_by("pk").values_list("pk", flat=True), at=at)
