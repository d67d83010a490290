from onecop.kernel.errors import Refused


class Closed(Refused):
    """The weekend takes no registrations now."""


class CannotDecide(Refused):
    """It has been decided, or was not confirmed."""


class TooMany(Refused):
    """One address has registered too often today."""


class CannotTell(Refused):
    """Nobody can say this now."""
