"""How the relay says no."""

from onecop.kernel.errors import Refused


class NotYours(Refused):
    """Whoever wants to write does not hold the partnership."""


class NothingSaid(Refused):
    """There is nothing to pass on."""


class TooLong(Refused):
    """It does not fit into one message."""


class TooMany(Refused):
    """So many messages at once."""


class NotWaiting(Refused):
    """A report that is settled already."""
