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
    CRIME = "crime", _("Crime-prevention effort")
    VIOLENCE = "violence", _("Violence-prevention effort")
    CULTURE = "culture", _("Cultural and sensitivity training")
    TRAINING = "training", _("Training")
    APPRECIATION = "appreciation", _("Officer appreciation")
    WORKSHOP = "workshop", _("Community safety workshop")
    FORUM = "forum", _("Forum")
    CITY = "city", _("City-wide event")
    NATIONAL = "national", _("National event")


CONGREGATION_KINDS = (EventKind.SERVICE, EventKind.MEAL, EventKind.FESTIVAL, EventKind.DRIVE, EventKind.GATHERING, EventKind.OUTREACH)
ONECOP_KINDS = (
    EventKind.BRIEFING,
    EventKind.CRIME,
    EventKind.VIOLENCE,
    EventKind.CULTURE,
    EventKind.TRAINING,
    EventKind.APPRECIATION,
    EventKind.WORKSHOP,
    EventKind.FORUM,
    EventKind.CITY,
    EventKind.NATIONAL,
)
"""What partnerships of a city or the nation come together for: evidence of step 7 where an agency, a region or the nation hosts it."""
HOUSE_KINDS = (
    *CONGREGATION_KINDS,
    EventKind.BRIEFING,
    EventKind.CRIME,
    EventKind.VIOLENCE,
    EventKind.CULTURE,
    EventKind.APPRECIATION,
    EventKind.WORKSHOP,
    EventKind.FORUM,
)
"""What a congregation, or both sides of a partnership, may plan."""
WIDE_KINDS = (*ONECOP_KINDS, EventKind.OUTREACH)
"""What an agency, a region or the nation may plan."""


class Repeat(models.TextChoices):
    """The rules that a form offers. What is kept is an RRULE, so a file may bring any other."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY_DAY = "monthly_day", _("Every month, on the same weekday (the second Friday)")
    MONTHLY_DATE = "monthly_date", _("Every month, on the same date")


class SignUp(models.TextChoices):
    """Whether people say beforehand that they come."""

    NONE = "none", _("Nobody needs to sign up")
    GUESTS = "guests", _("Only those who are invited sign up")
    ANYONE = "anyone", _("Anyone may sign up")


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
    """How an officer comes to something: hours that the agency pays, overtime among them, or the officer's own, as a volunteer."""

    UNSAID = "", _("not said yet")
    ON = "on", _("on duty")
    OVERTIME = "ot", _("on duty, as overtime")
    OFF = "off", _("off duty")


PAID = (Duty.ON, Duty.OVERTIME)
"""Hours that the agency pays, so that its policy may ask for an approval."""


class RoleKind(models.TextChoices):
    """Who does what at an event."""

    LEAD = "lead", _("Host lead")
    GREETER = "greeter", _("Greeter")
    SPEAKER = "speaker", _("Speaker")
    MODERATOR = "moderator", _("Moderator")
    INTERPRETER = "interpreter", _("Interpreter")
    DOOR = "door", _("Door and sign-in")
    SAFETY = "safety", _("Safety and first aid")
    PHOTOS = "photos", _("Photos, with consent")
    FOOD = "food", _("Food and drinks")
    SETUP = "setup", _("Setting up and clearing away")
    OTHER = "other", _("Something else")


class AnswerState(models.TextChoices):
    """Of somebody who is asked to take a part, or to host with others."""

    OPEN = "open", _("not asked yet")
    ASKED = "asked", _("asked")
    YES = "yes", _("said yes")
    NO = "no", _("said no")
    WITHDRAWN = "withdrawn", _("taken back")


class ApprovalState(models.TextChoices):
    WAITING = "waiting", _("waits for an answer")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("not approved")
    LAPSED = "lapsed", _("no longer needed")


class Access(models.TextChoices):
    """What helps people to take part."""

    STEP_FREE = "step_free", _("No steps on the way in")
    RESTROOM = "restroom", _("Accessible restroom")
    HEARING = "hearing", _("Hearing loop or amplified sound")
    SIGN = "sign", _("Sign language interpreter")
    INTERPRETER = "interpreter", _("Interpreter")
    QUIET = "quiet", _("A quiet room")
    PARKING = "parking", _("Accessible parking")
