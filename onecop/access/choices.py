from django.db import models
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    NATION = "nation", _("the nation")
    REGION = "region", _("a region")
    AGENCY = "agency", _("an agency")
    CONGREGATION = "congregation", _("a congregation")


class RoleCode(models.TextChoices):
    NATIONAL_STAFF = "national_staff", _("National staff")
    REGIONAL_STAFF = "regional_staff", _("Regional staff")
    LIAISON = "liaison", _("Agency liaison")
    EXECUTIVE = "executive", _("Agency executive")
    SUPERVISOR = "supervisor", _("Ride-along supervisor")
    OFFICER = "officer", _("Officer")
    FAITH_LEADER = "faith_leader", _("Faith leader")
    COORDINATOR = "coordinator", _("Coordinator")
    DEPUTY = "deputy", _("Deputy coordinator")
    FUNDER = "funder", _("Funder")


STAFF = frozenset({RoleCode.NATIONAL_STAFF, RoleCode.REGIONAL_STAFF})
"""Who runs the initiative, and so can look after what must never be without somebody."""
