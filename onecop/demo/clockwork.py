"""What the worker does between the acts of people: the rhythms of the apps, by the clock of the played history."""

from datetime import datetime

from onecop.handover.models import Handover
from onecop.journey.services import settle
from onecop.partnerships.models import Partnership
from onecop.tasks.registry import RHYTHMS

SWEEP = "handover.sweep"
DAILY = ("partnerships.people", "handover.ask_again", "matching.deadlines", "scheduling.meetings", "events.letters", "ridealongs.reminders")
"""Once a day is enough in a demo for what a worker does every hour; in the order in which a day goes."""


def day(at: datetime, *, look: bool) -> None:
    """Do the rounds of one day.

    Args:
        look: whether to look for officers who move on, which costs most; while a handover is open its days are kept in any case.
    """
    if look or Handover.objects.open().exists():
        RHYTHMS[SWEEP].work(at)
    for name in DAILY:
        RHYTHMS[name].work(at)


def look_again(at: datetime) -> None:
    """Write down what the evidence shows of all partnerships, those that ended among them."""
    settle(Partnership.objects.order_by("pk").values_list("pk", flat=True), at=at)
