from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    SERVICE = "service", _("Service of worship")
    MEAL = "meal", _("Meal")
    FESTIVAL = "festival", _("Festival or holy day")
    DRIVE = "drive", _("Drive (food, coats, school supplies)")
    GATHERING = "gathering", _("Another gathering")
    OUTREACH = "outreach", _("Outreach together")
    BRIEFING = "briefing", _("Safety briefing")
    TRAINING = "training", _("Training")
    APPRECIATION = "appreciation", _("Officer appreciation")
    WORKSHOP = "workshop", _("Community safety workshop")
    FORUM = "forum", _("Forum")
    CITY = "city", _("City-wide event")
    NATIONAL = "national", _("National event")


CONGREGATION_KINDS = (EventKind.SERVICE, EventKind.MEAL, EventKind.FESTIVAL, EventKind.DRIVE, EventKind.GATHERING, EventKind.OUTREACH)
ONECOP_KINDS = (
    EventKind.BRIEFING,
    EventKind.TRAINING,
    EventKind.APPRECIATION,
    EventKind.WORKSHOP,
    EventKind.FORUM,
    EventKind.CITY,
    EventKind.NATIONAL,
)
"""What partnerships of a city or the nation come together for: evidence of step 7."""


class Repeat(models.TextChoices):
    """The rules that a form offers. What is kept is an RRULE, so a file may bring any other."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY_DAY = "monthly_day", _("Every month, on the same weekday (the second Friday)")
    MONTHLY_DATE = "monthly_date", _("Every month, on the same date")


class Side(models.TextChoices):
    """Of which side somebody speaks, or acts."""

    OFFICER = "officer", _("the officer")
    CONGREGATION = "congregation", _("the congregation")
    STAFF = "staff", _("OneCOP staff")


class InviteState(models.TextChoices):
    WAITING = "waiting", _("waits for an answer")
    YES = "yes", _("comes")
    NO = "no", _("cannot come")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WithdrawReason(models.TextChoices):
    CHANGED_MIND = "changed", _("the congregation took it back")
    CANCELLED = "cancelled", _("it does not take place")
    HANDOVER = "handover", _("another officer holds the partnership now")
    STANDING = "standing", _("the partnership is paused or has ended")


class Duty(models.TextChoices):
    """How an officer comes to something: hours that the agency pays, or the officer's own."""

    UNSAID = "", _("not said yet")
    ON = "on", _("on duty")
    OFF = "off", _("off duty")


class Access(models.TextChoices):
    """What helps people to take part."""

    STEP_FREE = "step_free", _("No steps on the way in")
    RESTROOM = "restroom", _("Accessible restroom")
    HEARING = "hearing", _("Hearing loop or amplified sound")
    SIGN = "sign", _("Sign language interpreter")
    INTERPRETER = "interpreter", _("Interpreter")
    QUIET = "quiet", _("A quiet room")
    PARKING = "parking", _("Accessible parking")
