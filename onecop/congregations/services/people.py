"""Enrolling a congregation and naming its people."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import services as access
from onecop.access.choices import RoleCode, ScopeKind
from onecop.access.models import Grant
from onecop.audit.services import record
from onecop.congregations.choices import CongregationStanding, ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.congregations.registry import tell_contact_changed
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
def set_contact(
    *,
    congregation: Congregation,
    kind: str,
    name: str,
    email: str,
    title: str = "",
    phone: str = "",
    interim: bool = False,
    same_person: bool = False,
    by: Actor,
    at: datetime,
) -> Contact:
    """Name the leader, coordinator or deputy. Someone else's time in that part ends; the same person's details are corrected.

    In an enrolled congregation the new one may sign in and the one before may no longer. What hangs on the part above follows
    (congregations.registry.when_contact_changes).

    Args:
        kind: a ContactKind. email: an address; who has none cannot be a contact. interim: until somebody is found for longer.
        same_person: whoever has the part keeps it, under a new address: from now on that address signs in.
    """
    email, name = email.strip().lower(), name.strip()
    if not email or not name:
        raise NoContact(_("A contact needs a name and an e-mail address."))
    Congregation.objects.select_for_update(no_key=True).get(pk=congregation.pk)  # one naming after the other
    before = congregation.contacts.filter(kind=kind, ended_on=None).select_related("person").first()
    enrolled = congregation.standing == CongregationStanding.ACCEPTED
    if before and (same_person or before.email.lower() == email):
        _correct(before, {"name": name, "title": title, "phone": str(phone), "email": email, "interim": interim}, congregation=congregation, by=by, at=at)
        if enrolled:
            _let_in(before, scope_of=congregation, by=by, at=at)
        return before
    if before:
        _end(before, congregation=congregation, by=by, at=at)
    words = {"name": name, "title": title, "email": email, "phone": phone, "interim": interim}
    contact = Contact.objects.create(congregation=congregation, kind=kind, started_on=congregation.day(at), **words)
    old = {"name": before.name} if before else {}
    record("contact.named", contact, by=by, at=at, before=old, after={"kind": kind, "name": name}, scope_id=congregation.scope_id)
    if enrolled:
        _let_in(contact, scope_of=congregation, by=by, at=at)
    tell_contact_changed(congregation=congregation, kind=kind, old=before, new=contact, by=by, at=at)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """End somebody's time as a contact; they can no longer sign in for this congregation. Ending it twice changes nothing."""
    Congregation.objects.select_for_update(no_key=True).get(pk=contact.congregation_id)
    contact.refresh_from_db(fields=["ended_on", "person"])
    if contact.ended_on is None:
        _end(contact, congregation=contact.congregation, by=by, at=at)
        tell_contact_changed(congregation=contact.congregation, kind=contact.kind, old=contact, new=None, by=by, at=at)
    return contact


def _correct(contact: Contact, new: dict[str, Any], *, congregation: Congregation, by: Actor, at: datetime) -> None:
    """Write down what is different. The trail is for ever: it says that an address or a number changed, never which it was."""
    old: dict[str, Any] = {**{name: getattr(contact, name) for name in new}, "phone": str(contact.phone), "email": contact.email.lower()}
    changed = [name for name in new if old[name] != new[name]]
    if not changed:
        return
    for name in changed:
        setattr(contact, name, new[name])
    contact.save(update_fields=changed)
    told = [{n: "…" if n in Contact.SENSITIVE else words[n] for n in ["name", "title", *changed]} for words in (old, new)]
    record("contact.corrected", contact, by=by, at=at, before=told[0], after=told[1], scope_id=congregation.scope_id)
    if "email" in changed and contact.person is not None:
        _take_role(contact, congregation=congregation, by=by, at=at)
        contact.person = None  # whoever has the new address is let in instead; nobody's account is given another address by a third person
        contact.save(update_fields=["person"])


def _let_in(contact: Contact, *, scope_of: Congregation, by: Actor, at: datetime) -> None:
    """Give a contact the role of their part, so that an e-mail code signs them in."""
    if contact.person is None:
        contact.person = access.ensure_person(email=contact.email, name=contact.name, at=at)
        contact.save(update_fields=["person"])
    assert scope_of.scope is not None
    access.grant(person=contact.person, role=ROLE_OF[ContactKind(contact.kind)], scope=scope_of.scope, by=by, at=at)


def _end(contact: Contact, *, congregation: Congregation, by: Actor, at: datetime) -> None:
    contact.ended_on = max(congregation.day(at), contact.started_on)
    contact.save(update_fields=["ended_on"])
    record("contact.ended", contact, by=by, at=at, after={"kind": contact.kind}, scope_id=congregation.scope_id)
    _take_role(contact, congregation=congregation, by=by, at=at)


def _take_role(contact: Contact, *, congregation: Congregation, by: Actor, at: datetime) -> None:
    if contact.person is not None and congregation.scope_id:
        for grant in contact.person.grants.in_force().filter(scope=congregation.scope, role=ROLE_OF[ContactKind(contact.kind)]):
            access.revoke(grant=grant, by=by, at=at)


def move_people(*, kept: Congregation, gone: Congregation, by: Actor, at: datetime) -> None:
    """Bring everybody of a row that ends to the row that goes on. Where both have somebody in a part, the kept row's own stays in it.

    Who could sign in for the one signs in for the other from now on. Part of a merge (`duplicates.merge`), in its transaction.
    """
    taken = set(kept.contacts.filter(ended_on=None).values_list("kind", flat=True))
    for contact in gone.contacts.select_related("person"):
        if contact.ended_on is None and contact.kind in taken:
            _end(contact, congregation=gone, by=by, at=at)
        contact.congregation = kept
        contact.save(update_fields=["congregation"])
        if contact.ended_on is None and kept.standing == CongregationStanding.ACCEPTED:
            _let_in(contact, scope_of=kept, by=by, at=at)
    for grant in Grant.objects.in_force().filter(scope=gone.scope_id).select_related("person", "scope"):
        if kept.scope is not None:
            access.grant(person=grant.person, role=grant.role, scope=kept.scope, by=by, at=at)
        access.revoke(grant=grant, by=by, at=at)
    tell_contact_changed(congregation=kept, by=by, at=at)
