"""What the worker does between the acts of people: the rhythms of the apps, by the clock of the played history."""

from datetime import datetime, timedelta

from django.db.models import Q

from onecop.handover.models import Handover
from onecop.journey.services import settle
from onecop.partnerships.models import Partnership
from onecop.tasks.registry import RHYTHMS

SWEEP, NUDGE = "handover.sweep", "followups.nudge"
DAILY = (
    "partnerships.people", "handover.ask_again", "matching.deadlines", "scheduling.hours", "scheduling.meetings", "events.letters",
    "ridealongs.reminders",
)  # fmt: skip
"""Once a day is enough in a demo for what a worker does every hour; in the order in which a day goes."""
WEEKLY = ("registrations.line", "registrations.door", "registrations.forget", "events.checklists", "weekend.unconfirmed", "launch.forget_bundles")
"""Of these once a week is enough. What is needed on some days alone is asked for by whoever knows them (`work`)."""
AROUND = timedelta(days=1)


def rounds(at: datetime, *, weekly: bool) -> None:
    """Do what comes round for everybody."""
    for name in (*DAILY, *(WEEKLY if weekly else ())):
        RHYTHMS[name].work(at)


def work(name: str, at: datetime) -> None:
    """Do one thing of the worker's on its day: certificates after the last evening of a course, a reminder when a task is late."""
    RHYTHMS[name].work(at)


def ask_hosts(at: datetime) -> None:
    """Ask hosts to write down what is over. In the last weeks of a history alone: what lies further back is not asked for any more."""
    RHYTHMS[NUDGE].work(at)


def sweep(at: datetime, *, anyway: bool) -> None:
    """Look for officers who move on, which costs most of all: when the roster has changed, and on the days that were agreed for a handover."""
    if anyway or _a_day_has_come(at):
        RHYTHMS[SWEEP].work(at)


def _a_day_has_come(at: datetime) -> bool:
    near = (at.date() - AROUND, at.date() + AROUND)
    return Handover.objects.open().filter(Q(leaves_on__range=near) | Q(takes_over_on__range=near) | Q(covers_on__range=near)).exists()


def look_again(at: datetime) -> None:
    """Write down what the evidence shows of all partnerships, those that ended among them."""
    settle(Partnership.objects.order_by("pk").values_list("pk", flat=True), at=at)
