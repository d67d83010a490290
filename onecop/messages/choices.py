from django.db import models
from django.utils.translation import gettext_lazy as _


class Via(models.TextChoices):
    """How a message came in."""

    PAGE = "page", _("on the page")
    MAIL = "mail", _("by e-mail")


class Settlement(models.TextChoices):
    """What staff decided about a message that was reported."""

    STAYS = "stays", _("it stays")
    SPOKEN = "spoken", _("it stays, and staff spoke with both sides")
    TAKEN_OFF = "off", _("it was taken off the page")
