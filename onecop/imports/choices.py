from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    UPLOADED = "uploaded", _("waits for its columns")
    MAPPED = "mapped", _("columns chosen")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not yet imported")
    COMMITTING = "committing", _("being imported")
    COMMITTED = "committed", _("imported")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("canceled")


class ProblemSeverity(models.TextChoices):
    ERROR = "error", _("not imported")
    WARNING = "warning", _("put right or left out")
    INFO = "info", _("worth knowing")
