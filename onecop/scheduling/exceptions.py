"""Why a meeting cannot be offered, agreed, changed or counted."""

from onecop.kernel.errors import Refused


class CannotOffer(Refused):
    """The partnership is not in a state for it, or one side has nobody."""


class NoTimes(CannotOffer):
    """The finder found nothing; the reason names what stands in the way."""


class CannotChoose(Refused):
    """The times are no longer offered, or are not among those that suit the other side."""


class CannotWriteIn(Refused):
    """What was agreed elsewhere does not go with what is kept."""


class CannotChange(Refused):
    """The meeting can no longer be moved or called off."""


class CannotSay(Refused):
    """It is not the time to say whether they met."""
