from onecop.kernel.errors import Refused


class CannotPlan(Refused):
    """An event cannot be like this."""


class CannotInvite(Refused):
    """The officer cannot be asked to this date."""


class NotWaiting(Refused):
    """The question has been answered, taken back, or is too old."""


class NotYours(Refused):
    """Somebody of the other side says this."""


class CannotTell(Refused):
    """Nobody can say this about that date yet, or any more."""


class CannotIntroduce(Refused):
    """The introduction is not there yet, or has taken place."""


class CannotAgree(Refused):
    """The protocol cannot be answered or confirmed like this."""
