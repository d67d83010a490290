from onecop.kernel.errors import Refused


class CannotTeach(Refused):
    """A course cannot be made or changed like that."""


class CannotRevoke(Refused):
    """A certificate was taken back already."""
