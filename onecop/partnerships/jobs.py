"""What workers do for partnerships: the days that were agreed come, and questions are not forgotten."""

from datetime import datetime, timedelta

from onecop.partnerships import rules, services
from onecop.partnerships.choices import NamingState
from onecop.partnerships.models import Leaving, Naming
from onecop.tasks.alone import Alone
from onecop.tasks.registry import every


@every(minutes=30, name="partnerships.people")
def people(at: datetime) -> None:
    """Hand parts over on their day, remind who has not answered, take back what has run out. Running it twice changes nothing.

    Successors come before leavings: of a handover on one day, nobody notices a day without anybody.
    """
    soon = at.date() + timedelta(days=1)  # the day where they live may be tomorrow's by UTC
    waiting = (
        Naming.objects.waiting().filter(answer_by__lte=at + rules.REMIND_BEFORE).select_related("congregation__scope", "congregation__territory", "asked_by")
    )
    with Alone("partnerships.people") as alone:
        for naming in Naming.objects.filter(state=NamingState.AGREED, begins_on__lte=soon).order_by("begins_on", "pk"):
            with alone(naming):
                services.take_up(naming=naming, at=at)
        for leaving in Leaving.objects.filter(settled_at=None, on__lte=soon).select_related("contact").order_by("on", "pk"):
            with alone(leaving):
                services.leave(leaving=leaving, at=at)
        for naming in waiting.order_by("answer_by", "pk"):
            with alone(naming):
                if naming.answer_by <= at:
                    services.lapse(naming=naming, at=at)
                elif rules.wants_reminder(answer_by=naming.answer_by, reminded_at=naming.reminded_at, now=at):
                    services.remind(naming=naming, at=at)
