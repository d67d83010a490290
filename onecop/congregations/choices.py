from django.db import models
from django.utils.translation import gettext_lazy as _


class Tradition(models.TextChoices):
    """A broad tradition. The words a congregation uses of itself stay beside it (`tradition_as_given`)."""

    BAHAI = "bahai", _("Bahá’í")
    BUDDHIST = "buddhist", _("Buddhist")
    CATHOLIC = "catholic", _("Catholic")
    CHRISTIAN = "christian", _("Christian")
    EVANGELICAL = "evangelical", _("Evangelical")
    FRIENDS = "friends", _("Friends (Quaker)")
    HINDU = "hindu", _("Hindu")
    HISTORIC_BLACK = "historic_black", _("Historically Black Protestant")
    INTERFAITH = "interfaith", _("Interfaith")
    JAIN = "jain", _("Jain")
    JEWISH = "jewish", _("Jewish")
    LATTER_DAY = "latter_day", _("Latter-day Saint")
    MAINLINE = "mainline", _("Mainline Protestant")
    MUSLIM = "muslim", _("Muslim")
    NATIVE = "native", _("Native American")
    ORTHODOX = "orthodox", _("Orthodox Christian")
    PENTECOSTAL = "pentecostal", _("Pentecostal")
    SEVENTH_DAY = "seventh_day", _("Seventh-day Adventist")
    SIKH = "sikh", _("Sikh")
    UNITARIAN = "unitarian", _("Unitarian Universalist")
    OTHER = "other", _("Another tradition")
    UNSAID = "unsaid", _("Not said")


class HolyDayAct(models.TextChoices):
    """What a congregation changes about its holy days."""

    ADD = "add", _("add a day of our own")
    MOVE = "move", _("we keep it on other days")
    HARDEN = "harden", _("no appointments then")
    SOFTEN = "soften", _("better not, but possible")
    DROP = "drop", _("we do not keep it")


class CongregationStanding(models.TextChoices):
    PROSPECT = "prospect", _("prospect")
    APPLIED = "applied", _("waits for review")
    ASKED_BACK = "asked_back", _("asked back")
    ACCEPTED = "accepted", _("enrolled")
    WAITLISTED = "waitlisted", _("on the waiting list")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("left")


class PinSource(models.TextChoices):
    NONE = "none", _("no place yet")
    GIVEN = "given", _("given in the file")
    GEOCODED = "geocoded", _("found from the address")
    ZIP = "zip", _("approximate: the center of the ZIP code")
    PLACED = "placed", _("placed by a person")


class ContactKind(models.TextChoices):
    LEADER = "leader", _("faith leader")
    COORDINATOR = "coordinator", _("coordinator")
    DEPUTY = "deputy", _("deputy coordinator")


class Decider(models.TextChoices):
    LEADER = "leader", _("the faith leader")
    BOARD = "board", _("a board or council votes")
    OTHER = "other", _("someone else")


class EnrollmentStanding(models.TextChoices):
    DRAFT = "draft", _("being filled in")
    APPLIED = "applied", _("waits for review")
    ASKED_BACK = "asked_back", _("asked back")
    ACCEPTED = "accepted", _("accepted")
    WAITLISTED = "waitlisted", _("on the waiting list")
    DECLINED = "declined", _("declined")


class DeclineReason(models.TextChoices):
    NO_AGENCY = "no_agency", _("No agency near it takes part yet")
    ALREADY_IN = "already_in", _("It is enrolled already")
    NOT_A_CONGREGATION = "not_a_congregation", _("It is not a congregation")
    NOT_DECIDED = "not_decided", _("Its own people decided against it")
    NO_ANSWER = "no_answer", _("Nobody answered our questions")
    CHARTER = "charter", _("It cannot keep the charter")
    OTHER = "other", _("Another reason")


class LikenessReason(models.TextChoices):
    """Why two rows may be one congregation."""

    NAME_NEAR = "name_near", _("same name, a short walk apart")
    SAME_ADDRESS = "same_address", _("same address")
    NAME_LIKE = "name_like", _("nearly the same name, a short walk apart")
    APPLICANT = "applicant", _("the applicant says so")
    PERSON = "person", _("a person noticed")


class LikenessVerdict(models.TextChoices):
    SAME = "same", _("the same congregation")
    DIFFERENT = "different", _("two congregations")
