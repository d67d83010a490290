from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyStanding(models.TextChoices):
    LISTED = "listed", _("listed")
    ENROLLING = "enrolling", _("enrolling")
    ACTIVE = "active", _("taking part")
    PAUSED = "paused", _("paused")
    LEFT = "left", _("left")


class OfficerStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    LIMITED = "limited", _("limited duty")
    LEAVE = "leave", _("on leave")
    DETAILED = "detailed", _("detailed elsewhere")
    GONE = "gone", _("left")


class Rank(models.TextChoices):
    OFFICER = "officer", _("Officer")
    SENIOR = "senior", _("Senior officer")
    DETECTIVE = "detective", _("Detective")
    CORPORAL = "corporal", _("Corporal")
    SERGEANT = "sergeant", _("Sergeant")
    LIEUTENANT = "lieutenant", _("Lieutenant")
    CAPTAIN = "captain", _("Captain")
    COMMANDER = "commander", _("Commander")
    OTHER = "other", _("Other")


PATROL_RANKS = frozenset({Rank.OFFICER, Rank.SENIOR, Rank.CORPORAL, Rank.SERGEANT})


class DutyKind(models.TextChoices):
    """How a day differs from the cycle. No reason is kept: why somebody is on leave is nobody's business here."""

    LEAVE = "leave", _("on leave")
    OFF = "off", _("a day off")
    COURT = "court", _("in court")
    TRAINING = "training", _("in training")
    ON = "on", _("an extra turn")


class OnDuty(models.TextChoices):
    """Whether officers may meet their congregations during a turn."""

    EDGES = "edges", _("in the first and the last two hours of a turn")
    ANY = "any", _("at any time of a turn")
    NEVER = "never", _("only off duty")


class PostKind(models.TextChoices):
    LIAISON = "liaison", _("liaison")
    EXECUTIVE = "executive", _("executive")


class EnrollmentStanding(models.TextChoices):
    DRAFT = "draft", _("being filled in")
    APPLIED = "applied", _("waits for review")
    ASKED_BACK = "asked_back", _("asked back")
    ACCEPTED = "accepted", _("accepted")
    WAITLISTED = "waitlisted", _("on the waiting list")
    DECLINED = "declined", _("declined")


class DeclineReason(models.TextChoices):
    NOT_AN_AGENCY = "not_an_agency", _("It is not a law-enforcement agency")
    NOT_ITS_VOICE = "not_its_voice", _("The person could not speak for the agency")
    ALREADY_IN = "already_in", _("It takes part already")
    CHARTER = "charter", _("It cannot keep the charter")
    NO_ANSWER = "no_answer", _("Nobody answered our questions")
    OTHER = "other", _("Another reason")
