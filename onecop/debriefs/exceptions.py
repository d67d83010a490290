"""How a debrief says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from onecop.kernel.errors import Refused


class DebriefClosed(Refused):
    """Nothing more can be written in it."""


class NotOpen(Refused):
    """A goal or effort that is over, or a partnership that has ended."""


class NotSettled(Refused):
    """A debrief cannot be closed while something in it has no outcome."""


class GoalMade(Refused):
    """The idea has become a goal already."""


class WrongDay(Refused):
    """A day that cannot be."""


@dataclass(frozen=True)
class Stored:
    """What stands in the database now. words: field → value. by: who saved it, as a name; at: when."""

    words: dict[str, Any]
    version: int
    by: str
    at: datetime


class Changed(Refused):
    """Somebody else saved in the meantime. Nothing is lost: it carries both texts.

    mine: what the caller wanted to save, field → value. theirs: what stands there now.
    """

    def __init__(self, *, mine: dict[str, Any], theirs: Stored) -> None:
        super().__init__(_("%(who)s changed this while you were writing.") % {"who": theirs.by}, instead=_("Look at both, and choose what shall stand."))
        self.mine = mine
        self.theirs = theirs

    @property
    def differing(self) -> list[str]:
        """The fields in which the two are not the same, in the order of `mine`."""
        return [name for name, value in self.mine.items() if value != self.theirs.words[name]]
