from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """Whom an invitation goes to, of the partnerships that it looks at."""

    OFFICERS = "officers", _("Partner officers")
    LEADERS = "leaders", _("Faith leaders")
    COORDINATORS = "coordinators", _("Coordinators and their deputies")
    LIAISONS = "liaisons", _("Liaisons of the agencies")
    EXECUTIVES = "executives", _("Chiefs, sheriffs and commanders")


class LeftOut(models.TextChoices):
    """Why somebody who was meant gets no letter."""

    ASKED = "asked", _("were asked to this date before")
    BLOCKED = "blocked", _("get no mail: it comes back, or they want no invitations")
    CAP = "cap", _("have had as many invitations in thirty days as we send")


class MailingState(models.TextChoices):
    READY = "ready", _("not sent yet")
    SENDING = "sending", _("on its way")
    SENT = "sent", _("sent")
    STOPPED = "stopped", _("stopped")
