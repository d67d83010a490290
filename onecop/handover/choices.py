from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Who or what first said that an officer moves on."""

    ROSTER = "roster", _("the roster")
    LIAISON = "liaison", _("the liaison")
    OFFICER = "officer", _("the officer")
    CONGREGATION = "congregation", _("the congregation")
    STAFF = "staff", _("staff")
    MAP = "map", _("a new map")
    MOVE = "move", _("the congregation’s new place")
    AGENCY = "agency", _("the agency’s return")


BY_ITSELF = frozenset({Origin.ROSTER, Origin.MAP, Origin.MOVE, Origin.AGENCY})
"""Origins of handovers that the sweep opened, and calls off when their cause goes away. What a person asked for, a person calls off."""


class Outcome(models.TextChoices):
    DONE = "done", _("handed over")
    STAYS = "stays", _("called off: the officer stays")
    ENDED = "ended", _("the partnership ended")


class State(models.TextChoices):
    """Where a handover stands. Never stored: `rules.state_of` reads it from the rows."""

    OPEN = "open", _("needs a successor")
    ASKED = "asked", _("a successor is being asked")
    AGREED = "agreed", _("agreed")
    DONE = "done", _("handed over")
    CALLED_OFF = "off", _("called off")


class Wish(models.TextChoices):
    """Why a congregation would like somebody else. Nobody is blamed, and only staff read it."""

    TIMES = "times", _("our times never fit")
    LANGUAGE = "language", _("we would like somebody who speaks our language")
    CONTACT = "contact", _("we do not hear from each other")
    FRESH = "fresh", _("a fresh start would do us good")
    UNSAID = "unsaid", _("we would rather not say")


class Reach(models.TextChoices):
    """How far from their post officers may serve, as an agency has it."""

    BEAT = "beat", _("their own beat only")
    PRECINCT = "precinct", _("anywhere in their precinct")
    AGENCY = "agency", _("anywhere on the agency’s ground")


class QuestionState(models.TextChoices):
    WAITING = "waiting", _("asked")
    ACCEPTED = "accepted", _("accepted by both")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("no answer in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
