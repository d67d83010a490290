from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.choices import RoleCode
from onecop.access.models import ActionLink, Grant, Person
from onecop.access.services.people import create_staff
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused

ACT = "first-staff"
GOOD_FOR = timedelta(days=1)


class AlreadyStarted(Refused):
    """Somebody runs the initiative already: the first page is closed."""


def has_staff() -> bool:
    return Grant.objects.filter(role=RoleCode.NATIONAL_STAFF).exists()


@transaction.atomic
def first_staff_code(*, at: datetime) -> str | None:
    """Return a fresh one-time code for the page /start, or None when the initiative has staff. Earlier codes end."""
    if has_staff():
        return None
    ActionLink.objects.filter(act=ACT, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    return links.issue(act=ACT, target="site", email="", until=at + GOOD_FOR, at=at)


@transaction.atomic
def create_first_staff(*, code: str, email: str, name: str, at: datetime) -> Person:
    """Make the first national staff.

    Raises:
        AlreadyStarted: there is staff, or was.
        LinkInvalid, LinkExpired, LinkUsed: the code is not good.
    """
    link = links.find(act=ACT, token=code.strip(), at=at)
    if has_staff():
        raise AlreadyStarted(_("The first staff account exists already."), instead=_("Ask its holder for an invitation."))
    links.use(link, at=at)
    return create_staff(email=email, name=name, by=SYSTEM, at=at).person
