from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    PRECINCT = "precinct", _("precinct")
    BEAT = "beat", _("beat")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("in force")
    RETIRED = "retired", _("retired")
