from onecop.kernel.errors import Refused


class CannotInvite(Refused):
    """An invitation to many cannot be prepared or sent."""
