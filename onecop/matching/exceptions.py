"""What matching refuses, each with the rule in words."""

from onecop.kernel.errors import Refused


class RunUnderWay(Refused):
    """One matching of an agency at a time."""


class NotADraft(Refused):
    """The proposal is not a draft of the current run any more."""


class CannotPublish(Refused):
    """Somebody cannot be asked."""


class CannotTrade(Refused):
    """The trade would break a veto or a capacity."""


class NotWaiting(Refused):
    """The proposal waits for no answer (of this side) any more."""
