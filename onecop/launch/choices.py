from django.db import models
from django.utils.translation import gettext_lazy as _


class Owner(models.TextChoices):
    """Who looks after a task until a person is named."""

    STAFF = "staff", _("OneCOP staff")
    LIAISON = "liaison", _("the agency’s liaison")
    EXECUTIVE = "executive", _("the agency’s executive")


class Anchor(models.TextChoices):
    """The day that a task is counted from."""

    LAUNCH = "launch", _("the launch")
    LUNCHEON = "luncheon", _("the luncheon")


class Evidence(models.TextChoices):
    """What shows that a task is done, so that nobody ticks a box."""

    AGENCY = "agency", _("the agency takes part")
    TERRITORY = "territory", _("a map is in force")
    ROSTER = "roster", _("officers are on the roster")
    PROSPECTS = "prospects", _("congregations are on the list")
    LETTERS = "letters", _("invitations were sent")
    RIDES = "rides", _("a ride-along took place")
    PUBLISHED = "published", _("proposals were published")
    PARTNERSHIPS = "partnerships", _("partnerships began")
    INTRODUCTIONS = "introductions", _("an officer was introduced")


class Way(models.TextChoices):
    """How a congregation is invited."""

    EMAIL = "email", _("by e-mail")
    LETTER = "letter", _("by printed letter")


class Tongue(models.TextChoices):
    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


class MailingState(models.TextChoices):
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class Stage(models.IntegerChoices):
    """How far a congregation has come in a launch. Each stage counts only what was done, never what was promised for it."""

    LISTED = 0, _("not invited yet")
    INVITED = 1, _("invited")
    OPENED = 2, _("opened")
    PLEDGED = 3, _("pledged")
    ENROLLED = 4, _("enrolled")
    MATCHED = 5, _("matched")
    MET = 6, _("met")


class Role(models.TextChoices):
    """What somebody who pledges is in the congregation."""

    LEADER = "leader", _("I lead it")
    COORDINATOR = "coordinator", _("I would be its coordinator")
    OTHER = "other", _("I am a member or a friend")


class Source(models.TextChoices):
    PAGE = "page", _("on a phone")
    TABLET = "tablet", _("on the tablet")
