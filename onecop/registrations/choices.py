from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    INVITED = "invited", _("invited, no answer yet")
    YES = "yes", _("comes")
    NO = "no", _("does not come")
    WAITING = "waiting", _("waits for a seat")
    OFFERED = "offered", _("a seat is kept for an answer")
    CANCELLED = "cancelled", _("called off")


LOOKS = {"invited": "now", "yes": "well", "no": "plain", "waiting": "now", "offered": "now", "cancelled": "plain"}
"""How a tag of each state is drawn."""
SEATED = (RegistrationState.YES, RegistrationState.OFFERED)
"""States that hold seats."""


class GuestSide(models.TextChoices):
    """For whom somebody comes. A partnership's officer and its congregation see whether the other comes."""

    OFFICER = "officer", _("a partner officer")
    CONGREGATION = "congregation", _("a partner congregation")
    GUEST = "guest", _("a guest")


class Source(models.TextChoices):
    INVITED = "invited", _("invited")
    PAGE = "page", _("signed up on the page")
    DOOR = "door", _("came without signing up")
    HOST = "host", _("entered by the host")


class Need(models.TextChoices):
    INTERPRETER = "interpreter", _("An interpreter")
    SIGN = "sign", _("Sign language")
    WHEELCHAIR = "wheelchair", _("Room for a wheelchair")
    DIET = "diet", _("Food: a diet or what I do not eat")
    CHILDREN = "children", _("Care for children")
    OTHER = "other", _("Something else")


class SendingKind(models.TextChoices):
    """Of what all guests of a date are told."""

    MOVED = "moved", _("another time")
    PLACE = "place", _("another place")
    CALLED_OFF = "off", _("called off")
    RESTORED = "restored", _("takes place after all")
    LINE = "line", _("a line from the host")


OVERTAKES = {
    SendingKind.MOVED: (SendingKind.MOVED, SendingKind.PLACE),
    SendingKind.PLACE: (SendingKind.PLACE,),
    SendingKind.CALLED_OFF: (SendingKind.MOVED, SendingKind.PLACE, SendingKind.RESTORED),
    SendingKind.RESTORED: (SendingKind.CALLED_OFF,),
    SendingKind.LINE: (),
}
"""Which letters on their way need not be written any more, because a newer one says how it is now."""


class SendingState(models.TextChoices):
    SENDING = "sending", _("on its way")
    SENT = "sent", _("sent")
    STOPPED = "stopped", _("stopped")
    OVERTAKEN = "overtaken", _("ended: a newer letter says how it is now")


class TapKind(models.TextChoices):
    """What a tap at the door says."""

    CAME = "came", _("came")
    UNDO = "undo", _("did not come after all")
    WALK_IN = "walk_in", _("came without signing up")
    HEADS = "heads", _("counted without names")


NAMED = "named"
"""What a phone says of somebody who came without signing up and told their name: a tap that also writes them onto the list."""
DOOR = "registrations.door"
"""The act of the link that opens the door of one date to a volunteer, with the names of its guests."""
HEADS = "registrations.heads"
"""The act of a link by which somebody counts at a door and sees no name: all that an agency can give."""
