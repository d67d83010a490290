"""The one family of exceptions that a service raises when a rule says no."""


class Refused(Exception):
    """A rule forbids the act.

    Args:
        reason: which rule, in a sentence its reader can act on.
        instead: what would be allowed, or an empty string.
    """

    def __init__(self, reason: str, *, instead: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = instead
