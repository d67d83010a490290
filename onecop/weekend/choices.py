from django.db import models
from django.utils.translation import gettext_lazy as _


class HostKind(models.TextChoices):
    CONGREGATION = "congregation", _("A congregation")
    AGENCY = "agency", _("A law-enforcement agency")
    OTHER = "other", _("Somebody else")


class Standing(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("waits for the host’s click")
    WAITING = "waiting", _("waits for us")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Verdict(models.TextChoices):
    """What was said of two that look like one event."""

    OPEN = "", _("nobody has said yet")
    SAME = "same", _("one event, hosted together")
    OTHER = "other", _("two events")


class Reason(models.TextChoices):
    """Why two look like one event: one of place, one of time, one of name."""

    ADDRESS = "address", _("the same address")
    NEAR = "near", _("pins within 150 meters")
    TOWN = "town", _("the same town, and one of them has no address")
    TIME = "time", _("beginnings within three hours")
    TITLE = "title", _("names alike")
    HOST = "host", _("hosts alike")
