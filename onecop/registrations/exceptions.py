from onecop.kernel.errors import Refused


class NoSeat(Refused):
    """All seats are taken, or the party is larger than what is left."""


class SignUpClosed(Refused):
    """Nobody can sign up for this date, or no more."""


class NotStanding(Refused):
    """The registration was called off, or the offer has moved on."""


class DoorClosed(Refused):
    """Nobody checks in now."""
