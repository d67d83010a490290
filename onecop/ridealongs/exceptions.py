"""What the services of this app raise."""

from collections.abc import Sequence
from datetime import date

from onecop.kernel.errors import Refused
from onecop.ridealongs import words
from onecop.ridealongs.rules import Refusal


class CannotRide(Refused):
    """One or more rules stand in the way. `refusals` holds each, with the first day or the alternative that is allowed."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(words.reason(r) for r in refusals), instead=" ".join(dict.fromkeys(words.instead(r) for r in refusals)))
        self.refusals = tuple(refusals)

    @property
    def next_allowed(self) -> date | None:
        """The first day that works, when all that is wrong is the day."""
        days = [r.next_allowed for r in self.refusals]
        return days[0] if all(days) else None


class NoRules(Refused):
    """The agency has not said how ride-alongs go."""


class NotARider(Refused):
    """Step 3 is for the faith leader and the coordinator."""


class WrongMoment(Refused):
    """The application is not in a state for this."""


class CannotSign(Refused):
    """Something is missing under the waiver, or somebody else would sign it."""


class WrongRules(Refused):
    """These cannot be an agency's rules. `fields` names what is out of range."""

    def __init__(self, reason: str, *, fields: Sequence[str], instead: str = "") -> None:
        super().__init__(reason, instead=instead)
        self.fields = tuple(fields)


class CannotClose(Refused):
    """A watch or a span of days cannot end or begin like this."""
