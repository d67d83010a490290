from django.db import models
from django.utils.translation import gettext_lazy as _


class HealthState(models.TextChoices):
    """How a partnership stands. The first four grow worse in this order while nothing happens."""

    ON_TRACK = "on_track", _("on track")
    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    STALLED = "stalled", _("stalled")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


RANK = {state: number for number, state in enumerate([HealthState.ON_TRACK, HealthState.DUE, HealthState.OVERDUE, HealthState.STALLED])}
"""How bad it is; a partnership that is paused or has ended counts as 0."""

TAGS = {
    HealthState.ON_TRACK: "well",
    HealthState.DUE: "now",
    HealthState.OVERDUE: "late",
    HealthState.STALLED: "late",
    HealthState.PAUSED: "plain",
    HealthState.ENDED: "plain",
}
"""The shape of the tag of a state."""


class HealthReason(models.TextChoices):
    """Why a partnership is not on track."""

    NO_OFFICER = "no_officer", _("no partner officer")
    NO_COORDINATOR = "no_coordinator", _("no coordinator")
    FIRST_CONTACT = "first_contact", _("no first contact")
    MONTH_ONE = "month_one", _("too little contact in the first month")
    QUIET = "quiet", _("no contact for a month")
    TOGETHER = "together", _("nothing together for a quarter")
    EVENT = "event", _("no OneCOP event for a year")
    REPORT = "report", _("no progress report")
    STEP = "step", _("long at one step")
    WAITING = "waiting", _("somebody waits for an answer")
    PAUSED = "paused", _("paused")
    LOOK_AGAIN = "look_again", _("the pause is over")
    ENDED = "ended", _("ended")


class Place(models.TextChoices):
    """Where a step stands in a partnership."""

    DONE = "done", _("done")
    NOW = "now", _("now")
    NEXT = "next", _("next")


class Side(models.TextChoices):
    CONGREGATION = "congregation", _("the congregation")
    OFFICER = "officer", _("the officer")
    STAFF = "staff", _("OneCOP staff")


class HelpWanted(models.TextChoices):
    """What somebody asks for at the end of a progress report."""

    OFFICER = "officer", _("Our officer is moving on: we need a new one")
    COORDINATOR = "coordinator", _("Our coordinator cannot go on")
    TIME = "time", _("We cannot find a time")
    TALK = "talk", _("Please call us")
