"""How a partnership begins."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import services as access
from onecop.access.choices import RoleCode
from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.congregations.choices import CongregationStanding, ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships import emails
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.registry import tell_begun
from onecop.partnerships.rules import local_day
from onecop.partnerships.services.owning import owner_for


class CannotBegin(Refused):
    """Something a partnership cannot begin without is missing."""


ROLE_OF = {
    ContactKind.LEADER: (TenureKind.LEADER, RoleCode.FAITH_LEADER),
    ContactKind.COORDINATOR: (TenureKind.COORDINATOR, RoleCode.COORDINATOR),
    ContactKind.DEPUTY: (TenureKind.DEPUTY, RoleCode.DEPUTY),
}


@transaction.atomic
def begin(*, congregation: Congregation, officer: Officer, by: Actor, at: datetime) -> Partnership:
    """Begin a partnership: open the tenures, let its people sign in, and queue the connection e-mails.

    Args:
        congregation: enrolled, with at least one contact who has an e-mail address.
        officer: of an agency that takes part, with a work e-mail address.

    Raises:
        CannotBegin: with what is missing, or that the congregation has an open partnership already.
        NoOwner: no staff member is there to look after it.
    """
    Congregation.objects.select_for_update(no_key=True).get(pk=congregation.pk)  # nobody is named between this look and the tenures
    contacts = list(congregation.contacts.filter(ended_on=None).order_by("id"))
    _require(congregation, officer, contacts)
    owner = owner_for(congregation)
    try:
        with transaction.atomic():
            partnership = Partnership.objects.create(
                congregation=congregation, agency=officer.agency, area=congregation.area, owner=owner, began_at=at, began_by_id=by.pk
            )
    except IntegrityError:
        raise CannotBegin(
            _("%(congregation)s has a partnership already.") % {"congregation": congregation}, instead=_("Open it and hand it over to another officer.")
        ) from None
    today = local_day(partnership, at)
    Tenure.objects.create(partnership=partnership, kind=TenureKind.LEAD, officer=officer, opened_on=today)
    for contact in contacts:
        Tenure.objects.create(partnership=partnership, kind=ROLE_OF[ContactKind(contact.kind)][0], contact=contact, opened_on=today)
    _welcome_in(officer, contacts, by=by, at=at)
    record("partnership.begun", partnership, by=by, at=at, after={"officer": str(officer)}, scope_id=congregation.scope_id)
    emails.connect(partnership, officer=officer, contacts=contacts, by=by, at=at)
    tell_begun(partnership=partnership, by=by, at=at)
    return partnership


def _require(congregation: Congregation, officer: Officer, contacts: list[Contact]) -> None:
    if congregation.standing != CongregationStanding.ACCEPTED or congregation.scope is None:
        raise CannotBegin(_("%(congregation)s is not enrolled yet.") % {"congregation": congregation}, instead=_("Accept its enrollment first."))
    if not contacts:
        raise CannotBegin(
            _("%(congregation)s has no one to write to.") % {"congregation": congregation},
            instead=_("Add its faith leader or coordinator with an e-mail address."),
        )
    if not officer.email:
        raise CannotBegin(_("%(officer)s has no work e-mail address on the roster.") % {"officer": officer}, instead=_("Ask the agency’s liaison to add it."))
    if officer.agency.scope is None:
        raise CannotBegin(_("%(agency)s has not joined yet.") % {"agency": officer.agency}, instead=_("Bring the agency in first."))


def _welcome_in(officer: Officer, contacts: list[Contact], *, by: Actor, at: datetime) -> None:
    """Give everyone a person to sign in as, and the role that goes with the part they have."""
    if officer.person is None:
        officer.person = access.ensure_person(email=officer.email, name=officer.full_name, at=at)
        officer.save(update_fields=["person"])
    if officer.agency.scope:
        access.grant(person=officer.person, role=RoleCode.OFFICER, scope=officer.agency.scope, by=by, at=at)
    for contact in contacts:
        if contact.person is None:
            contact.person = access.ensure_person(email=contact.email, name=contact.name, at=at)
            contact.save(update_fields=["person"])
        if contact.congregation.scope:
            access.grant(person=contact.person, role=ROLE_OF[ContactKind(contact.kind)][1], scope=contact.congregation.scope, by=by, at=at)


@transaction.atomic
def resend_connection(*, partnership: Partnership, by: Actor, at: datetime) -> int:
    """Queue the connection e-mails again to everyone who holds the partnership now. Returns how many."""
    held = list(partnership.tenures.filter(closed_on=None).select_related("officer__agency__territory", "contact__congregation"))
    officer = next((t.officer for t in held if t.officer), None)
    if officer is None:
        raise CannotBegin(_("No officer holds this partnership now."), instead=_("Find a new partner officer first."))
    contacts = [t.contact for t in held if t.contact]
    record("partnership.connection_resent", partnership, by=by, at=at, scope_id=partnership.congregation.scope_id)
    return emails.connect(partnership, officer=officer, contacts=contacts, by=by, at=at)
