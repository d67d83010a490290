from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What counts for step 3: a ride, or what the agency allows instead."""

    RIDE = "ride", _("ride-along")
    SIMULATOR = "simulator", _("simulator day")
    SIT_ALONG = "sit", _("sit-along with dispatch or at the desk")
    WALK_ALONG = "walk", _("walk-along on foot")


INSTEAD = (Kind.SIMULATOR, Kind.SIT_ALONG, Kind.WALK_ALONG)


class State(models.TextChoices):
    APPLIED = "applied", _("waits for an answer")
    APPROVED = "approved", _("booked")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("called off")
    DONE = "done", _("done")
    MISSED = "missed", _("missed")


OPEN = (State.APPLIED, State.APPROVED)


class Part(models.TextChoices):
    """In which part somebody rides: step 3 wants both."""

    LEADER = "leader", _("faith leader")
    COORDINATOR = "coordinator", _("coordinator")


class AgeBand(models.TextChoices):
    """All that is kept of an age. A date of birth is never asked for."""

    ADULT = "adult", _("18 or older")
    TEEN = "teen", _("16 or 17")
    CHILD = "child", _("Under 16")


class CheckStatus(models.TextChoices):
    """A background check is a status, a date and an expiry. What it found is never kept."""

    ASKED = "asked", _("being done")
    CLEAR = "clear", _("done, may ride")
    NOT_CLEAR = "not_clear", _("done, may not ride")


class Rule(models.TextChoices):
    """Why a ride is refused, as a code. `words.py` has the sentences."""

    STANDING = "standing", _("the partnership")
    AGE = "age", _("age")
    KIND = "kind", _("what the agency offers")
    OFFICER_CHOICE = "choice", _("no specific officer")
    START = "start", _("start times")
    NOTICE = "notice", _("notice")
    BLACKOUT = "blackout", _("days without ride-alongs")
    INTERVAL = "interval", _("time between rides")
    SAME_OFFICER = "officer", _("the same officer once a year")
    CAPACITY = "capacity", _("seats")
    CHECK = "check", _("background check")
    WAIVER = "waiver", _("waiver")
    DRESS = "dress", _("dress")
    OTHER = "other", _("another reason")
