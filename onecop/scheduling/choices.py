from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    FIRST = "first", _("first meeting")
    DEBRIEF = "debrief", _("debrief")
    OVERLAP = "overlap", _("handover meeting")
    CLOSING = "closing", _("closing talk")
    OTHER = "other", _("meeting")


OFFERED_BY_NAME = (MeetingKind.CLOSING,)
"""Kinds that people ask times for by name; the others follow from where the partnership stands."""
WRITTEN_BY_NAME = (MeetingKind.CLOSING, MeetingKind.OVERLAP)
"""Kinds that people write in by name."""
USUAL_MINUTES = {MeetingKind.CLOSING: 30}


class MeetingState(models.TextChoices):
    OFFERED = "offered", _("waits for a time")
    AGREED = "agreed", _("agreed")
    CANCELLED = "cancelled", _("called off")
    HELD = "held", _("you met")
    MISSED = "missed", _("did not happen")


OPEN_STATES = (MeetingState.OFFERED, MeetingState.AGREED)


class Side(models.TextChoices):
    """Who speaks. Staff may settle what the two sides remember differently."""

    OFFICER = "officer", _("the officer")
    CONGREGATION = "congregation", _("the congregation")
    STAFF = "staff", _("OneCOP staff")


BOTH = (Side.OFFICER, Side.CONGREGATION)


class CancelReason(models.TextChoices):
    """Why a meeting was called off; the words follow "because"."""

    TIME = "time", _("the time no longer suits")
    PAUSED = "paused", _("the partnership pauses")
    ENDED = "ended", _("the partnership has ended")
    NOBODY = "nobody", _("one side has nobody for it on that day")
    LAPSED = "lapsed", _("the times offered have passed")
    HOURS = "hours", _("the officer’s working days have changed")
    OTHER = "other", _("something else came up")
