from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import rules
from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Person
from onecop.access.registry import tell_staff_leaves
from onecop.access.services.grants import NotYours, grant, hold_staff, refuse_last_national
from onecop.access.services.scopes import nation
from onecop.audit.services import record
from onecop.kernel.actor import SYSTEM, Actor
from onecop.kernel.ids import new_key


@transaction.atomic
def ensure_person(*, email: str, name: str, at: datetime) -> Person:
    """Return the person with this address (in any case), made without a password if absent. An existing name stays."""
    email = email.strip().lower()
    found = Person.objects.filter(email=email).first()
    if found:
        return found
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, name=name.strip()[:120], joined_at=at)
    except IntegrityError:  # somebody else was quicker
        return Person.objects.get(email=email)
    EmailAddress.objects.get_or_create(email=email, user=person, defaults={"primary": True, "verified": False})
    record("person.made", person, by=SYSTEM, at=at)
    return person


@transaction.atomic
def create_staff(*, email: str, name: str = "", by: Actor = SYSTEM, at: datetime) -> Grant:
    """Give an address the role of national staff, making its person if absent."""
    person = ensure_person(email=email, name=name or email.split("@")[0], at=at)
    return grant(person=person, role=RoleCode.NATIONAL_STAFF, scope=nation(at=at), by=by, at=at)


def confirm_address(person: Person) -> None:
    """Keep the address of a person as allauth's confirmed and only one: they opened a link that it got, or are signed in with it."""
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"primary": True, "verified": True})


@transaction.atomic
def end_sessions(*, person: Person, by: Actor, at: datetime, keep: str = "", why: str = "") -> None:
    """Sign a person out everywhere, at once.

    The stamp in the session hash makes every session of theirs worthless on its next request, on every node; the rows go too.

    Args:
        keep: not used by the hash: the caller renews the session it keeps (`update_session_auth_hash`).
    """
    person.session_stamp = new_key()
    person.save(update_fields=["session_stamp"])
    for session in UserSession.objects.filter(user=person).exclude(session_key=keep or None):
        session.end()
    record("sessions.ended", person, by=by, at=at, note=why)


@transaction.atomic
def deactivate(*, person: Person, by: Actor, at: datetime) -> None:
    """Shut a person out: no sign-in, every session ends, grants stay on record. Doing it twice changes nothing.

    Raises:
        LastNationalStaff: nobody else would be left to run the initiative.
        Refused: they look after something that nobody else could (access.registry.when_staff_leaves).
    """
    hold_staff()
    if not Person.objects.select_for_update().get(pk=person.pk).is_active:
        return
    refuse_last_national(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record("person.deactivated", person, by=by, at=at)
    tell_staff_leaves(person=person, by=by, at=at)
    end_sessions(person=person, by=by, at=at)


@transaction.atomic
def reactivate(*, person: Person, by: Actor, at: datetime) -> None:
    """Let a person sign in again. Old sessions stay dead."""
    if Person.objects.select_for_update().get(pk=person.pk).is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("person.reactivated", person, by=by, at=at)


def close_account(*, person: Person, by: Person, at: datetime) -> None:
    """Deactivate as a person who manages people.

    Raises:
        NotYours: it is one's own account, or it holds a role that one may not take back.
        LastNationalStaff: as `deactivate`.
    """
    if person == by:
        raise NotYours(_("You cannot close your own account."), instead=_("Ask national staff."))
    _refuse_beyond(person, by)
    deactivate(person=person, by=by, at=at)


def open_account(*, person: Person, by: Person, at: datetime) -> None:
    """Reactivate as a person who manages people.

    Raises:
        NotYours: the account holds a role that one may not give.
    """
    _refuse_beyond(person, by)
    reactivate(person=person, by=by, at=at)


def _refuse_beyond(person: Person, by: Person) -> None:
    if not rules.may_close(by.open_grants, person.open_grants):
        raise NotYours(_("%(name)s has a role beyond your reach.") % {"name": person}, instead=_("Ask national staff."))


@transaction.atomic
def edit_profile(*, person: Person, by: Actor, at: datetime, **words: Any) -> None:
    """Change name, phone, locale, timezone, or whether contact data is shared.

    The audit trail names the fields, and keeps old and new only where they are not contact data."""
    allowed = {"name", "phone", "locale", "timezone", "shares_contact"}
    unknown = set(words) - allowed
    if unknown:
        raise TypeError(f"not of a profile: {sorted(unknown)}")
    changed = {field: value for field, value in words.items() if getattr(person, field) != value}
    if not changed:
        return
    before = {field: "…" if field in Person.SENSITIVE else str(getattr(person, field)) for field in changed}
    for field, value in changed.items():
        setattr(person, field, value)
    person.save(update_fields=list(changed))
    after = {field: "…" if field in Person.SENSITIVE else str(value) for field, value in changed.items()}
    record("person.changed", person, by=by, at=at, before=before, after=after)
