from django.db import models
from django.utils.translation import gettext_lazy as _


class Pillar(models.TextChoices):
    """The six of the Task Force on 21st Century Policing (final report, May 2015)."""

    TRUST = "trust", _("Building Trust & Legitimacy")
    OVERSIGHT = "oversight", _("Policy & Oversight")
    TECHNOLOGY = "technology", _("Technology & Social Media")
    COMMUNITY = "community", _("Community Policing & Crime Reduction")
    TRAINING = "training", _("Training & Education")
    WELLNESS = "wellness", _("Officer Wellness & Safety")


class ActivityKind(models.TextChoices):
    """What both sides do together for a goal."""

    SAFETY = "safety", _("safety briefing")
    PREVENTION = "prevention", _("crime prevention")
    YOUTH = "youth", _("youth")
    DRIVE = "drive", _("food or clothing drive")
    HEALTH = "health", _("mental health")
    RETURN = "return", _("coming home from prison")
    WORKSHOP = "workshop", _("workshop")
    FORUM = "forum", _("forum")
    OUTREACH = "outreach", _("outreach")
    FAITH = "faith", _("across faiths")
    STREET = "street", _("streets and places")
    OTHER = "other", _("something else")


class GoalState(models.TextChoices):
    OPEN = "open", _("open")
    CARRIED = "carried", _("carried on")  # open still: a debrief ended, and both sides go on with it
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("let go")


LIVE = (GoalState.OPEN, GoalState.CARRIED)
"""The states in which a goal is still being worked on."""


class Outcome(models.TextChoices):
    """What became of a challenge when its debrief was closed."""

    SOLVED = "solved", _("better now")
    DROPPED = "dropped", _("let go")
    CARRIED = "carried", _("carried on")


class EffortState(models.TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    CALLED_OFF = "off", _("called off")
