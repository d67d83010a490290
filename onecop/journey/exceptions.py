"""What the journey refuses, each with its reason and what to do instead."""

from onecop.kernel.errors import Refused


class CannotRecord(Refused):
    """What is told of a step cannot be noted like this."""


class CannotWaive(Refused):
    """This step cannot be let be."""


class CannotReport(Refused):
    """No progress report can be written like this."""


class CannotKeep(Refused):
    """A file or a note cannot be kept like this."""


class NobodyToNudge(Refused):
    """None of those whose turn it is can be written to now."""


class LostUpdate(Refused):
    """Somebody else saved the report meanwhile. `theirs` is what stands there now."""

    def __init__(self, reason: str, *, instead: str, theirs: object) -> None:
        super().__init__(reason, instead=instead)
        self.theirs = theirs
