from onecop.kernel.errors import Refused


class AlreadyLaunching(Refused):
    """The agency has an open launch."""


class WrongDates(Refused):
    """The luncheon and the launch do not go together."""


class Closed(Refused):
    """The launch is over."""


class SeenByItself(Refused):
    """The system reads from evidence whether this is done."""


class NotOpen(Refused):
    """The task was dropped, or is done."""


class NobodyToInvite(Refused):
    """No congregation is left that may be written to."""


class NoReason(Refused):
    """To write again so soon, or to leave a task out, needs a reason."""


class NotYours(Refused):
    """The enrollment was begun by somebody else of the congregation."""
