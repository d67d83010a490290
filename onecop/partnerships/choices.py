from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnershipState(models.TextChoices):
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class TenureKind(models.TextChoices):
    LEAD = "lead", _("partner officer")
    INTERIM = "interim", _("interim officer")
    LEADER = "leader", _("faith leader")
    COORDINATOR = "coordinator", _("coordinator")
    DEPUTY = "deputy", _("deputy coordinator")
