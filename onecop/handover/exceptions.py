"""What a handover refuses, each with the rule in words."""

from onecop.kernel.errors import Refused


class CannotHandOver(Refused):
    """The partnership, or the handover, is not in a state for this."""


class CannotAsk(Refused):
    """This officer cannot be asked, or somebody else is being asked already."""


class NotWaiting(Refused):
    """The question waits for no answer (of this side) any more."""
