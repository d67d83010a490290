from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import emails, links, rules
from onecop.access.models import Grant, Invitation, Person, Scope
from onecop.access.services.grants import NotYours, grant, person_of
from onecop.access.services.people import confirm_address, ensure_person
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused


class InvitationEnded(Refused):
    """It was accepted, taken back, or has run out."""


@transaction.atomic
def invite(*, email: str, name: str, role: str, scope: Scope, by: Actor, at: datetime) -> Invitation:
    """Offer a role by e-mail for 14 days. An open invitation to the same role, scope and address is sent again instead.

    Raises:
        NotYours: a person may not give this role over this scope (`rules.may_invite`).
    """
    giver = person_of(by)
    if giver is not None and not rules.may_invite(giver.open_grants, role=role, scope=scope):
        raise NotYours(_("You cannot give this role there."), instead=_("Ask OneCOP staff."))
    email = email.strip().lower()
    Scope.objects.select_for_update(no_key=True).get(pk=scope.pk)  # of two presses of the button, the second finds what the first has made
    again = Invitation.objects.filter(email=email, role=role, scope=scope, accepted_at=None, revoked_at=None).first()
    if again:
        return resend_invitation(invitation=again, by=by, at=at)
    token = links.new_token()
    made = Invitation.objects.create(
        email=email, name=name.strip()[:120], role=role, scope=scope, token_hash=links.digest(token), invited_at=at, invited_by=giver,
        sent_at=at, expires_at=at + rules.INVITATION_GOOD_FOR,
    )  # fmt: skip
    record("invitation.sent", made, by=by, at=at, after={"role": str(role), "scope": str(scope)})
    emails.invitation(made, token=token, by=by, at=at)
    return made


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """Send an invitation again with a new link and 14 more days. The old link ends.

    Whoever sends it and may give the role answers for it from now on: the one who did before may have left.

    Raises:
        InvitationEnded: it was accepted or taken back.
    """
    found = _open(invitation)
    token = links.new_token()
    found.token_hash, found.sent_at, found.expires_at = links.digest(token), at, at + rules.INVITATION_GOOD_FOR
    giver = person_of(by)
    if giver is not None and rules.may_invite(giver.open_grants, role=found.role, scope=found.scope):
        found.invited_by = giver
    found.save(update_fields=["token_hash", "sent_at", "expires_at", "invited_by"])
    record("invitation.resent", found, by=by, at=at)
    emails.invitation(found, token=token, by=by, at=at)
    return found


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Take an invitation back.

    Raises:
        InvitationEnded: it was accepted or taken back before.
    """
    found = _open(invitation)
    found.revoked_at, found.revoked_by = at, person_of(by)
    found.save(update_fields=["revoked_at", "revoked_by"])
    record("invitation.revoked", found, by=by, at=at)


def find_invitation(*, token: str, at: datetime) -> Invitation:
    """Return the open invitation of a link. Changes nothing.

    Raises:
        InvitationEnded: unknown, taken back, accepted or run out, in words.
    """
    found = Invitation.objects.select_related("scope", "invited_by").filter(token_hash=links.digest(token)).first()
    if found is None or found.revoked_at:
        raise InvitationEnded(_("This invitation does not work."), instead=_("Ask whoever invited you to send it again."))
    if found.accepted_at:
        raise InvitationEnded(_("You have already accepted this invitation."), instead=_("Sign in with your e-mail address."))
    if found.expires_at <= at:
        raise InvitationEnded(_("This invitation has run out."), instead=_("Ask whoever invited you to send it again."))
    return found


@transaction.atomic
def accept_invitation(*, token: str, name: str = "", at: datetime) -> Grant:
    """Make the person (or find them by the invited address) and give the role. The link proves the address.

    Raises:
        InvitationEnded: as `find_invitation`.
        NotYours: whoever invited may not give the role any more, or the invited person is shut out.
    """
    found = _open(find_invitation(token=token, at=at))
    giver = found.invited_by
    if giver and not (giver.is_active and rules.may_invite(giver.open_grants, role=found.role, scope=found.scope)):
        raise NotYours(_("Whoever invited you cannot give this role any more."), instead=_("Write to OneCOP staff."))
    person = ensure_person(email=found.email, name=name or found.name, at=at)
    if not person.is_active:
        raise NotYours(_("This account is closed."), instead=_("Write to OneCOP staff."))
    confirm_address(person)
    made = grant(person=person, role=found.role, scope=found.scope, by=giver or person, at=at)
    found.accepted_at, found.accepted_by = at, person
    found.save(update_fields=["accepted_at", "accepted_by"])
    record("invitation.accepted", found, by=person, at=at, after={"role": found.role, "scope": str(found.scope)})
    return Grant.objects.select_related("person", "scope").get(pk=made.pk)


def accepting_person(invitation: Invitation) -> Person | None:
    """Return the person that an invitation would go to, when we know the address already."""
    return Person.objects.filter(email=invitation.email).first()


def _open(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("scope", "invited_by").get(pk=invitation.pk)
    if found.accepted_at or found.revoked_at:
        raise InvitationEnded(_("This invitation is closed."), instead=_("Send a new one."))
    return found
