from onecop.kernel.errors import Refused


class CannotRecord(Refused):
    """There is nothing to record on this date, or not yet."""


class CannotThank(Refused):
    """There is nobody to write to, or it is too early."""


class FeedbackClosed(Refused):
    """Nobody is asked about this date now."""


class CannotShow(Refused):
    """A picture may not be shown: somebody has not agreed, or the house asks for no pictures."""


class CannotKeep(Refused):
    """A file is not kept: its kind, its size, or too many."""
