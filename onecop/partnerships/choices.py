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


OFFICER_KINDS = frozenset({TenureKind.LEAD, TenureKind.INTERIM})
"""Of these, one officer at most holds a partnership on any day."""


class CloseReason(models.TextChoices):
    """Why somebody's time in a partnership ended."""

    TRANSFER = "transfer", _("moved to another unit or precinct")
    SHIFT = "shift", _("changed shift")
    PROMOTION = "promotion", _("was promoted")
    LEAVE = "leave", _("is on leave")
    LEFT = "left", _("left the department")
    HANDED_OVER = "handed", _("handed over")
    RETURNED = "returned", _("the partner officer is back")
    ASKED = "asked", _("asked to stop")
    CONGREGATION = "wish", _("the congregation asked for somebody else")
    MOVED = "moved", _("the congregation stands elsewhere now")
    MAP = "map", _("the map was redrawn")
    ENDED = "ended", _("the partnership ended")


class NamingState(models.TextChoices):
    """Where the question stands that somebody was asked: to be a congregation's coordinator, deputy or leader."""

    ASKED = "asked", _("asked")
    AGREED = "agreed", _("said yes, begins later")
    DONE = "done", _("holds it")
    DECLINED = "declined", _("said no")
    LAPSED = "lapsed", _("no answer in time")
    WITHDRAWN = "withdrawn", _("taken back")


class WishKind(models.TextChoices):
    """What one side may ask of staff."""

    PAUSE = "pause", _("for a pause")
    STOP = "stop", _("to stop")
    AGAIN = "again", _("to take it up again")


class PauseReason(models.TextChoices):
    OFFICER = "officer", _("no officer can be found for now")
    CONGREGATION = "congregation", _("the congregation needs a break")
    AGENCY = "agency", _("the agency pauses the program")
    LEADER = "leader", _("the congregation is between leaders")
    BUILDING = "building", _("the building is being moved or rebuilt")
    OTHER = "other", _("another reason")


class EndReason(models.TextChoices):
    FULFILLED = "fulfilled", _("it has done what it set out to do")
    CONGREGATION = "congregation", _("the congregation wishes to stop")
    AGENCY = "agency", _("the agency left the program")
    CLOSED = "closed", _("the congregation closed")
    MERGED = "merged", _("the congregation joined another one")
    MOVED = "moved", _("the congregation moved to another agency’s ground")
    SILENT = "silent", _("nobody could be reached any more")
    MISTAKE = "mistake", _("it was begun by mistake")
    OTHER = "other", _("another reason")


class FactKind(models.TextChoices):
    """What an app above can show as evidence (registry.Fact)."""

    COORDINATOR = "coordinator", _("coordinator named")
    CONTACT = "contact", _("contact")
    MET = "met", _("first meeting")
    RODE = "rode", _("ride-along")
    DEBRIEFED = "debriefed", _("debrief")
    GOAL = "goal", _("joint goal")
    INTRODUCED = "introduced", _("introduction at a service")
    TOGETHER = "together", _("something together")
    EVENT = "event", _("OneCOP event")
    REPORTED = "reported", _("progress report")
    STORY = "story", _("part of the story only")


class Side(models.TextChoices):
    """For whom somebody speaks in a partnership."""

    CONGREGATION = "congregation", _("the congregation")
    OFFICER = "officer", _("the officer")
    STAFF = "staff", _("OneCOP staff")
