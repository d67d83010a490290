from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    RUNNING = "running", _("running")
    READY = "ready", _("ready to look at")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")
    SUPERSEDED = "superseded", _("replaced by a newer run")


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("asked")
    ACCEPTED = "accepted", _("accepted by both")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("no answer in time")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Side(models.TextChoices):
    OFFICER = "officer", _("the officer")
    CONGREGATION = "congregation", _("the congregation")


class Stance(models.TextChoices):
    WISH = "wish", _("wishes for")
    VETO = "veto", _("rules out")
