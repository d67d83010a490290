from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordState(models.TextChoices):
    """What the host said of a date that is over."""

    OPEN = "open", _("not recorded yet")
    DONE = "done", _("recorded")
    NOTHING = "nothing", _("nothing to record")
    NOT_HELD = "not_held", _("it did not take place")


class Group(models.TextChoices):
    """To whom a thank-you goes: each reads words of their own."""

    GUEST = "guest", _("Guests")
    HELPER = "helper", _("Those who helped")
    OFFICER = "officer", _("Officers")
    COHOST = "cohost", _("Co-hosts")


class ThanksState(models.TextChoices):
    READY = "ready", _("not sent yet")
    SENDING = "sending", _("on its way")
    SENT = "sent", _("sent")
    STOPPED = "stopped", _("stopped")


class Faces(models.TextChoices):
    """Whether those whom one could recognize in a picture said yes."""

    UNASKED = "unasked", _("I have not asked everybody yet")
    AGREED = "agreed", _("Everybody one could recognize said yes")
    NOBODY = "nobody", _("Nobody can be recognized")


class Readers(models.TextChoices):
    """Who may open a material."""

    HOSTS = "hosts", _("Only the hosts")
    BOTH = "both", _("Both sides: whoever sees this date when signed in")
    EVERYONE = "everyone", _("Everyone, also on the public page")


FEEDBACK = "followups.feedback"
"""The act of the link by which somebody answers the three questions, once."""
PICTURES = "followups.pictures"
"""The act of the link by which a guest looks at the pictures and has one taken down, as often as they like."""
