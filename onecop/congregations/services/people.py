"""Enrolling a congregation and naming its people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import services as access
from onecop.access.choices import RoleCode, ScopeKind
from onecop.audit.services import record
from onecop.congregations.choices import CongregationStanding, ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.congregations.services.places import locate
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

ROLE_OF = {ContactKind.LEADER: RoleCode.FAITH_LEADER, ContactKind.COORDINATOR: RoleCode.COORDINATOR, ContactKind.DEPUTY: RoleCode.DEPUTY}


class CannotAccept(Refused):
    """Something an enrolled congregation cannot do without is missing."""


class NoContact(Refused):
    """A contact needs a name and an address to write to."""


@transaction.atomic
def accept(*, congregation: Congregation, by: Actor, at: datetime) -> Congregation:
    """Enroll a congregation: give it a scope and let its contacts sign in by e-mail code. Idempotent.

    Mail is the caller's: a review writes a welcome, an import of congregations that are long in does not.
    """
    congregation = Congregation.objects.select_for_update(of=("self",)).select_related("scope").get(pk=congregation.pk)
    if congregation.merged_into_id:
        raise CannotAccept(_("%(name)s was merged into another row.") % {"name": congregation}, instead=_("Accept the row that goes on."))
    before = congregation.standing
    if congregation.scope is None:
        congregation.scope = access.new_scope(kind=ScopeKind.CONGREGATION, name=congregation.name, parent=access.home_scope(congregation.state))
    congregation.standing = CongregationStanding.ACCEPTED
    if before != CongregationStanding.ACCEPTED:
        congregation.standing_since = at
    congregation.save(update_fields=["scope", "standing", "standing_since"])
    if congregation.lon is not None and congregation.area_id is None:
        locate(congregation)
    for contact in congregation.contacts.filter(ended_on=None):
        _let_in(contact, scope_of=congregation, by=by, at=at)
    if before != CongregationStanding.ACCEPTED:
        record("congregation.accepted", congregation, by=by, at=at, before={"standing": before}, after={"standing": congregation.standing})
    return congregation


@transaction.atomic
def set_contact(*, congregation: Congregation, kind: str, name: str, email: str, title: str = "", phone: str = "", by: Actor, at: datetime) -> Contact:
    """Name the leader, coordinator or deputy. Someone else's time in that part ends; the same person's details are corrected.

    In an enrolled congregation the new one may sign in and the one before may no longer.

    Args:
        kind: a ContactKind. email: an address; who has none cannot be a contact.
    """
    email, name = email.strip().lower(), name.strip()
    if not email or not name:
        raise NoContact(_("A contact needs a name and an e-mail address."))
    Congregation.objects.select_for_update(no_key=True).get(pk=congregation.pk)  # one naming after the other
    before = congregation.contacts.filter(kind=kind, ended_on=None).select_related("person").first()
    enrolled = congregation.standing == CongregationStanding.ACCEPTED
    if before and before.email.lower() == email:
        old = {"name": before.name, "title": before.title, "phone": str(before.phone)}
        new = {"name": name, "title": title, "phone": str(phone)}
        if old != new:
            # The trail is for ever, and says that a number changed, never which it was.
            told = [{**words, "phone": "…"} if old["phone"] != new["phone"] else {k: words[k] for k in ("name", "title")} for words in (old, new)]
            before.name, before.title, before.phone = name, title, phone
            before.save(update_fields=["name", "title", "phone"])
            record("contact.corrected", before, by=by, at=at, before=told[0], after=told[1], scope_id=congregation.scope_id)
        if enrolled:
            _let_in(before, scope_of=congregation, by=by, at=at)
        return before
    if before:
        _end(before, congregation=congregation, by=by, at=at)
    contact = Contact.objects.create(congregation=congregation, kind=kind, name=name, title=title, email=email, phone=phone, started_on=at.date())
    record(
        "contact.named",
        contact,
        by=by,
        at=at,
        before={"name": before.name} if before else {},
        after={"kind": kind, "name": name},
        scope_id=congregation.scope_id,
    )
    if enrolled:
        _let_in(contact, scope_of=congregation, by=by, at=at)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """End somebody's time as a contact; they can no longer sign in for this congregation."""
    if contact.ended_on is None:
        _end(contact, congregation=contact.congregation, by=by, at=at)
    return contact


def _let_in(contact: Contact, *, scope_of: Congregation, by: Actor, at: datetime) -> None:
    """Give a contact the role of their part, so that an e-mail code signs them in."""
    if contact.person is None:
        contact.person = access.ensure_person(email=contact.email, name=contact.name, at=at)
        contact.save(update_fields=["person"])
    assert scope_of.scope is not None
    access.grant(person=contact.person, role=ROLE_OF[ContactKind(contact.kind)], scope=scope_of.scope, by=by, at=at)


def _end(contact: Contact, *, congregation: Congregation, by: Actor, at: datetime) -> None:
    contact.ended_on = at.date()
    contact.save(update_fields=["ended_on"])
    record("contact.ended", contact, by=by, at=at, after={"kind": contact.kind}, scope_id=congregation.scope_id)
    if contact.person is not None and congregation.scope_id:
        for grant in contact.person.grants.in_force().filter(scope=congregation.scope, role=ROLE_OF[ContactKind(contact.kind)]):
            access.revoke(grant=grant, by=by, at=at)
