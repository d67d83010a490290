"""Whose e-mail address and phone number somebody may see. Partners write to each other through the relay unless they choose to share."""

from dataclasses import dataclass

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.sides import side_of


@dataclass(frozen=True)
class Reach:
    """What one reader may see of the people of one partnership. everyone: staff. side: where the reader stands. roster: sees the officers' rows."""

    everyone: bool
    side: str
    roster: bool

    def shows(self, who: Officer | Contact) -> bool:
        """True when the reader may see how to reach this person directly. Reads `who.person`."""
        if self.everyone or (who.person is not None and who.person.shares_contact):
            return True
        theirs = "officer" if isinstance(who, Officer) else "congregation"
        return theirs == self.side or (theirs == "officer" and self.roster)


def reach_of(partnership: Partnership, reader: Person) -> Reach:
    """Return what a reader may see of contact data. Reads the scopes of both institutions."""

    def holds(permission: Permission) -> bool:
        reach = reader.reach(permission)
        return reach.everywhere or any(reach.scope_ids.intersection(scope.lineage) for scope in partnership.scopes)

    return Reach(everyone=holds(Permission.PARTNERSHIP_EDIT), side=str(side_of(partnership, reader)), roster=holds(Permission.ROSTER_READ))


def told(who: Officer | Contact) -> str:
    """Say in a letter how partners reach somebody. Reads `who.person`."""
    if who.person is not None and who.person.shares_contact:
        return f"{who.email}, {who.phone}" if who.phone else who.email
    return "write on the page of your partnership"


def shown(tenures: list[Tenure], reach: Reach) -> list[Tenure]:
    """Return the tenures whose people's contact data a reader may see."""
    return [tenure for tenure in tenures if (who := tenure.officer or tenure.contact) and reach.shows(who)]
