from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("waiting to go")
    HELD = "held", _("waiting for the daily digest")
    GATHERED = "gathered", _("in a daily digest")
    SENT = "sent", _("sent")
    DEFERRED = "deferred", _("delayed on the way")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("came back")
    FAILED = "failed", _("could not be sent")
    UNWANTED = "unwanted", _("not sent: turned off by the reader")
    BLOCKED = "blocked", _("not sent: the address does not work")


OPEN_STATES = (State.WAITING, State.HELD)
UNDELIVERED = (State.BOUNCED, State.FAILED, State.BLOCKED)


class BlockReason(models.TextChoices):
    BOUNCE = "bounce", _("mail to it comes back")
    COMPLAINT = "complaint", _("its reader reported our mail as spam")
    STAFF = "staff", _("stopped by staff")
